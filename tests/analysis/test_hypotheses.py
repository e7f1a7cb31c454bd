"""The table of hypotheses: each reading and each rule on an example to follow on paper."""

from dataclasses import replace

import pytest

from forensics.nature.hypotheses import NAMES, carried, nature, standing, weigh
from forensics.nature.signs import Seen
from forensics.standings import Carrier, Ground, Hypothesis
from forensics.values import Locator
from tests.builders.observed import REFUSED, UNKNOWN, Row
from tests.builders.readings import ground, reading
from tests.builders.tried import DAY, HOUR, WATCHED, changed, fails, incident, logs_on
from tests.knowledge.grounds import SUPPORTED, lockout

HOURLY = tuple(HOUR * hour + second for hour in range(5) for second in (0, 5))


def told(seen: Seen) -> dict[str, Hypothesis]:
    """Return the table by name."""
    return {each.name: each for each in weigh(seen)}


def shown(grounds: tuple[Ground, ...]) -> list[tuple[str, str]]:
    """Return the signs and their sentences."""
    return [(each.sign, each.shows) for each in grounds]


def signs(grounds: tuple[Ground, ...]) -> list[str]:
    """Return the signs alone."""
    return [each.sign for each in grounds]


def names(prefix: str, number: int) -> list[str]:
    """Return so many names."""
    return [f"{prefix}{place:02d}" for place in range(number)]


def spray(client: str, number: int = 10, unknown: int = 0, at: float = 0) -> list[Row]:
    """Return one try of each of so many accounts, alice first, four seconds apart."""
    accounts = ["alice", *names("user", number - 1)]
    return [
        row
        for place, account in enumerate(accounts)
        for row in fails(
            client,
            at + 4 * place,
            account=account,
            outcome=UNKNOWN if place >= number - unknown else "bad_password",
        )
    ]


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def test_there_are_six_readings_in_one_order() -> None:
    assert tuple(each.name for each in weigh(incident(fails("PC-1", 0)))) == NAMES


def test_nothing_is_read_into_a_case_without_a_failure() -> None:
    assert weigh(incident(logs_on("PC-1", 0))) == ()


def test_a_lockout_without_a_failure_leaves_every_reading_open() -> None:
    bare = replace(lockout(1), counted=(), unexplained=5)
    table = told(incident(logs_on("PC-1", 0), lockouts=(bare,)))
    assert {name: each.standing for name, each in table.items()} == {
        "credential": "cannot be told",
        "person": "nothing seen",
        "task-or-service": "cannot be told",
        "many-accounts": "cannot be told",
        "many-sources": "nothing seen",
        "guessed": "cannot be told",
    }
    assert nature(tuple(table.values())) == "undetermined"


@pytest.mark.parametrize(
    ("supports", "opposes", "missing", "said"),
    [
        (1, 0, 0, "speaks for"),
        (1, 0, 1, "speaks for"),
        (0, 1, 0, "speaks against"),
        (1, 1, 1, "both"),
        (0, 0, 0, "nothing seen"),
        (0, 0, 1, "cannot be told"),
    ],
)
def test_a_standing_is_told_by_what_there_is(
    supports: int, opposes: int, missing: int, said: str
) -> None:
    one = ground("own-name", "It says so.")
    assert standing([one] * supports, [one] * opposes, ["More."] * missing) == said


def test_the_own_name_at_the_machine_itself_is_no_sign() -> None:
    # Every account of its own is presented so there, whoever types it.
    found = told(incident(fails("FS1", *HOURLY, domain="FS1", kind="2")))["credential"]
    assert [sign for sign, _ in shown(found.supports)] == ["keeps-time"]
    assert found.carriers == ()


def test_a_ground_cites_three_records_at_most() -> None:
    found = told(incident(fails("PC-1", *HOURLY, domain="PC-1")))["credential"].supports[0]
    assert found.evidence == tuple(
        Locator(source="fs1.evtx", record=record, offset=0, length=1) for record in (0, 1, 2)
    )


# ── a credential used by software ───────────────────────────────────────────────────────────────


def test_equal_intervals_and_the_own_name_carry_a_defect() -> None:
    table = told(incident(fails("PC-1", *HOURLY, domain="PC-1")))
    found = table["credential"]
    assert shown(found.supports) == [
        (
            "own-name",
            (
                "10 of 10 failures, from 1 of 1 source, give the client's own computer name as the "
                "domain, as local accounts do."
            ),
        ),
        ("keeps-time", "1 of 1 source returns at equal intervals (60 min)."),
    ]
    assert (found.standing, found.carriers) == (
        "speaks for",
        (Carrier(source="PC-1", sent=10),),
    )
    assert nature(tuple(table.values())) == "defect"


@pytest.mark.parametrize(
    ("seen", "carries"),
    [
        pytest.param(incident(fails("PC-1", *HOURLY)), "undetermined", id="regular alone"),
        pytest.param(
            incident(fails("PC-1", 0, 9, 700, domain="PC-1")), "undetermined", id="own name alone"
        ),
        pytest.param(
            incident(fails("PC-1", *HOURLY), changes=[changed(-HOUR)]),
            "defect",
            id="regular, after a change",
        ),
        pytest.param(
            incident(fails("PC-1", *HOURLY), changes=[changed(-2 * DAY)]),
            "undetermined",
            id="regular, long after a change",
        ),
        pytest.param(
            incident(fails("PC-1", *HOURLY), logs_on("PC-1", -HOUR)),
            "defect",
            id="regular, right before",
        ),
        pytest.param(
            incident(fails("PC-1", *HOURLY), logs_on("PC-1", -DAY - 1)),
            "undetermined",
            id="regular, right more than a day before",
        ),
        pytest.param(
            incident(fails("PC-1", *HOURLY), diagnoses=[SUPPORTED]),
            "defect",
            id="regular, an article",
        ),
        pytest.param(
            incident(fails("PC-1", 0, 9, 700, domain="PC-1"), diagnoses=[SUPPORTED]),
            "defect",
            id="own name, an article",
        ),
        pytest.param(
            incident(fails("PC-1", 0, 9, 700), diagnoses=[SUPPORTED]),
            "undetermined",
            id="an article alone",
        ),
        pytest.param(
            incident(fails("PC-1", 0, 9), logs_on("PC-1", -HOUR), changes=[changed(-60)]),
            "undetermined",
            id="an old password: software or person",
        ),
    ],
)
def test_a_defect_takes_more_than_regularity(seen: Seen, carries: str) -> None:
    assert nature(weigh(seen)) == carries


def test_refusals_of_a_right_password_make_no_credential_stale() -> None:
    seen = incident(logs_on("PC-1", -HOUR), fails("PC-1", 0, outcome=REFUSED))
    assert signs(told(seen)["credential"].supports) == []


# ── a person ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["2", "7", "10", "11"])
def test_a_success_after_a_few_failures_at_the_keyboard_is_a_typing_error(kind: str) -> None:
    table = told(incident(fails("PC-1", 0, 6, 13, kind=kind), logs_on("PC-1", 20, kind=kind)))
    assert shown(table["person"].supports) == [
        (
            "typed",
            (
                "3 of 3 failures, from 1 of 1 source, are of logon type 2, 7, 10 or 11, as when "
                "somebody types."
            ),
        ),
        (
            "typo",
            (
                "1 success of 1 of 1 source follows one to nine wrong passwords within half an "
                "hour, as after typing errors."
            ),
        ),
    ]
    assert table["guessed"].standing == "speaks against"
    assert nature(tuple(table.values())) == "undetermined"


def test_ten_failures_in_a_minute_are_faster_than_typing() -> None:
    found = told(incident(fails("PC-1", *range(10))))["person"]
    assert shown(found.opposes) == [
        (
            "hurried",
            (
                "1 of 1 source fails ten times and more within one minute (1 minute): faster than "
                "typing."
            ),
        )
    ]
    assert told(incident(fails("PC-1", *range(9))))["person"].opposes == ()


def test_three_failures_in_a_second_are_faster_than_typing() -> None:
    found = told(incident(fails("PC-1", 0, 0.2, 0.4)))["person"]
    assert shown(found.opposes) == [
        (
            "at-once",
            (
                "1 of 1 source fails three times and more within one second (1 second): faster "
                "than typing."
            ),
        )
    ]
    assert told(incident(fails("PC-1", 0, 0.2)))["person"].opposes == ()


def test_what_tells_no_logon_type_leaves_a_person_open() -> None:
    found = told(incident(fails("PC-1", 0, 9, kind=None), fails("PC-1", 4)))["person"]
    assert found.standing == "cannot be told"
    assert found.missing == (
        (
            "2 of 3 failures tell no logon type. Obtain the Security logs of the sources and of "
            "the machines accessed (529, 4625)."
        ),
    )


# ── a task or a service ─────────────────────────────────────────────────────────────────────────


def test_a_service_that_fails_after_a_change_of_the_password_carries_a_defect() -> None:
    table = told(incident(fails("FS1", 0, 60, kind="5"), changes=[changed(-HOUR)]))
    assert table["task-or-service"].carriers == (Carrier(source="FS1", sent=2),)
    assert nature(tuple(table.values())) == "defect"


def test_a_service_that_names_no_client_is_of_the_machine_itself() -> None:
    found = told(incident(fails(None, 0, 60, kind="5"), fails("PC-1", 5)))
    assert found["many-sources"].missing == ()
    assert shown(found["many-sources"].opposes) == [
        ("few-sources", "2 sources in all send the failures.")
    ]


def test_a_service_that_fails_carries_nothing_by_itself() -> None:
    table = told(incident(fails("FS1", 0, 60, kind="5"), fails("FS1", 300, kind="4")))
    assert shown(table["task-or-service"].supports) == [
        ("batch", "1 of 3 failures, from 1 of 1 source, is of logon type 4, a scheduled task."),
        ("service", "2 of 3 failures, from 1 of 1 source, are of logon type 5, a service."),
    ]
    assert nature(tuple(table.values())) == "undetermined"


# ── many accounts from one source ───────────────────────────────────────────────────────────────


def test_a_stranger_that_tries_ten_accounts_in_ten_minutes_carries_an_attack() -> None:
    table = told(incident(WATCHED, spray("KALI")))
    found = table["many-accounts"]
    assert shown(found.supports) == [
        ("accounts", "The only source tried 10 accounts."),
        ("within-ten-minutes", "KALI tried 10 accounts within ten minutes."),
    ]
    assert (found.opposes, found.missing) == ((), ())
    assert found.carriers == (Carrier(source="KALI", sent=1),)
    assert nature(tuple(table.values())) == "attack"


@pytest.mark.parametrize(
    ("rows", "carries"),
    [
        pytest.param([*WATCHED, *spray("KALI", 9)], "undetermined", id="nine accounts"),
        pytest.param(spray("KALI"), "undetermined", id="no log of the day before"),
        pytest.param(spray("KALI", unknown=5), "attack", id="half of the names unknown"),
        pytest.param(spray("KALI", unknown=4), "undetermined", id="fewer names unknown"),
        pytest.param(
            [*WATCHED, *logs_on("KALI", -HOUR, account="carol"), *spray("KALI")],
            "undetermined",
            id="it logged on before",
        ),
        pytest.param(
            [*WATCHED, *spray("KALI"), *logs_on("KALI", 500, account="user03")],
            "attack",
            id="it logged on afterwards",
        ),
    ],
)
def test_many_accounts_carry_an_attack_by_a_source_that_nothing_else_explains(
    rows: list[Row], carries: str
) -> None:
    assert nature(weigh(incident(rows))) == carries


def test_a_machine_that_people_share_is_told_as_such() -> None:
    users = ["alice", *names("user", 11)]
    before = [row for user in users for row in logs_on("TS1", -HOUR, account=user)]
    found = told(incident(WATCHED, before, spray("TS1", 12)))["many-accounts"]
    assert shown(found.opposes) == [
        (
            "shared",
            (
                "1 of 1 source had logged on with more than one account before it failed, as "
                "machines that people share do."
            ),
        )
    ]
    assert (found.standing, found.carriers) == ("both", ())


def test_sources_with_one_account_each_speak_against_many_accounts() -> None:
    found = told(incident(WATCHED, fails("PC-1", 0), fails("PC-2", 5)))["many-accounts"]
    assert shown(found.opposes) == [
        ("single", "None of the 2 sources tried more than one account.")
    ]
    assert found.standing == "speaks against"


def test_failures_that_name_no_account_do_not_tell_how_many_were_tried() -> None:
    found = told(incident(WATCHED, fails("PC-1", 0, account=None), account=None))["many-accounts"]
    assert (found.opposes, found.standing) == ((), "nothing seen")


def test_tasks_and_services_are_no_guesses() -> None:
    accounts = names("svc", 11)
    rows = [row for each in accounts for row in fails("FS1", 0, account=each, kind="5")]
    assert told(incident(WATCHED, rows, account="svc00"))["many-accounts"].supports == ()


# ── one account from many sources ───────────────────────────────────────────────────────────────


def test_ten_sources_speak_for_many_and_carry_nothing() -> None:
    table = told(incident(WATCHED, *(fails(name, 0) for name in names("PC-", 10))))
    assert shown(table["many-sources"].supports) == [
        ("sources", "Up to 10 sources failed within the same ten minutes.")
    ]
    assert nature(tuple(table.values())) == "undetermined"


def test_clients_that_give_their_own_names_speak_against_it() -> None:
    rows = [fails(name, 0, domain=name) for name in names("PC-", 12)]
    found = told(incident(*rows))["many-sources"]
    assert (found.standing, signs(found.opposes)) == ("both", ["own-name"])


def test_made_up_workstation_names_of_one_address_carry_an_attack() -> None:
    rows = [
        row
        for place, name in enumerate(names("zq", 10))
        for row in fails(name, 9 * place, address="::ffff:198.51.100.7")
    ]
    table = told(incident(rows))
    assert shown(table["many-sources"].supports) == [
        (
            "made-up-names",
            "198.51.100.7 gave 10 workstation names within ten minutes that never return.",
        )
    ]
    assert table["many-sources"].carriers == (Carrier(source="198.51.100.7", sent=10),)
    assert nature(tuple(table.values())) == "attack"


@pytest.mark.parametrize("why", ["nine", "return", "own name", "loopback"])
def test_machines_behind_one_address_are_no_made_up_names(why: str) -> None:
    rows = [
        row
        for name in names("PC-", 9 if why == "nine" else 10)
        for row in fails(
            name,
            *((0, 700) if why == "return" else (0,)),
            domain=name if why == "own name" else "CORP",
            address="127.0.0.1" if why == "loopback" else "198.51.100.7",
        )
    ]
    assert nature(weigh(incident(rows))) == "undetermined"


def test_failures_without_a_source_are_told_as_missing() -> None:
    found = told(incident(fails(None, 0), fails("PC-1", 5)))["many-sources"]
    assert found.missing == (
        (
            "1 of 2 failures names no source. Obtain the Security and netlogon logs of the "
            "machines accessed."
        ),
    )


# ── guessing that succeeded ─────────────────────────────────────────────────────────────────────

GUESSES = tuple(range(0, 50, 5))


def test_a_stranger_that_gets_in_within_a_minute_of_ten_failures_carries_an_attack() -> None:
    table = told(incident(WATCHED, fails("KALI", *GUESSES), logs_on("KALI", 55)))
    assert shown(table["guessed"].supports) == [
        (
            "guessed",
            (
                "1 success of 1 of 1 source follows ten wrong passwords and more, ten of them in "
                "the minute before."
            ),
        )
    ]
    assert table["guessed"].carriers == (Carrier(source="KALI", sent=10),)
    assert nature(tuple(table.values())) == "attack"


@pytest.mark.parametrize(
    ("rows", "carries"),
    [
        pytest.param([*fails("KALI", *GUESSES), *logs_on("KALI", 60)], "attack", id="60 s"),
        pytest.param([*fails("KALI", *GUESSES), *logs_on("KALI", 61)], "undetermined", id="61 s"),
        pytest.param(
            [*fails("KALI", *GUESSES[:9]), *logs_on("KALI", 55)], "undetermined", id="nine"
        ),
        pytest.param(
            [*fails("KALI", *GUESSES), *logs_on("PC-2", 55)], "undetermined", id="another source"
        ),
        pytest.param(
            [*fails("KALI", *GUESSES), *logs_on("KALI", 55, account="bob")],
            "undetermined",
            id="another account",
        ),
        pytest.param(
            [*logs_on("KALI", -HOUR), *fails("KALI", *GUESSES), *logs_on("KALI", 55)],
            "undetermined",
            id="a success shortly before",
        ),
        pytest.param(
            [*logs_on("KALI", 12), *fails("KALI", *GUESSES), *logs_on("KALI", 55)],
            "undetermined",
            id="a success within the run",
        ),
    ],
)
def test_a_guess_is_told_by_a_run_and_a_success_at_once(rows: list[Row], carries: str) -> None:
    assert nature(weigh(incident(WATCHED, rows))) == carries


def test_a_success_shortly_before_speaks_against_guessing() -> None:
    rows = [*logs_on("PC-1", -60), *fails("PC-1", *GUESSES), *logs_on("PC-1", 55)]
    found = told(incident(WATCHED, rows))["guessed"]
    assert (found.standing, signs(found.opposes)) == ("both", ["knew"])


def test_a_corrected_password_looks_like_a_slow_guess() -> None:
    rows = [*fails("PC-1", *range(0, 1_000, 100)), *logs_on("PC-1", 1_100)]
    found = told(incident(WATCHED, rows))["guessed"]
    assert found.standing == "cannot be told"
    assert found.missing == (
        (
            "1 success follows ten wrong passwords and more of the same source, but not within a "
            "minute: a corrected password looks the same. Ask who corrected it, and when."
        ),
    )


def test_sources_that_never_get_in_speak_against_a_guess_that_succeeded() -> None:
    found = told(incident(WATCHED, fails("PC-1", 0)))["guessed"]
    assert shown(found.opposes) == [
        (
            "never-in",
            (
                "No source that failed ever logged on with the account; the same logs hold 1 "
                "success of others."
            ),
        )
    ]


def test_logs_without_a_success_cannot_tell_of_one() -> None:
    found = told(incident(fails("PC-1", 0)))["guessed"]
    assert found.standing == "cannot be told"
    assert found.missing == (
        (
            "The logs that hold the failures hold no success, so whether a source knew a password "
            "cannot be told. Obtain logs with successes audited (528, 540, 4624, 4768)."
        ),
    )


def test_many_accounts_and_then_a_success_with_one_of_them() -> None:
    rows = [*spray("KALI"), *logs_on("KALI", 500, account="user03")]
    found = told(incident(WATCHED, rows))["guessed"]
    assert shown(found.supports) == [
        (
            "after-many",
            (
                "1 of 1 source tried ten accounts within ten minutes and logged on with 1 account "
                "that had failed from it before."
            ),
        )
    ]


# ── the nature ──────────────────────────────────────────────────────────────────────────────────


def test_different_sources_can_carry_both() -> None:
    table = weigh(incident(WATCHED, fails("PC-1", *HOURLY, domain="PC-1"), spray("KALI")))
    assert nature(table) == "mixed"
    assert carried(table) == {
        "defect": (Carrier(source="PC-1", sent=10),),
        "attack": (Carrier(source="KALI", sent=1),),
    }


def test_a_source_that_meets_rules_of_both_carries_neither() -> None:
    table = weigh(incident(WATCHED, fails("PC-1", *HOURLY, domain="PC-1"), spray("PC-1", at=2)))
    assert (nature(table), carried(table)) == ("undetermined", {})


@pytest.mark.parametrize(("of", "said"), [(19, "defect"), (20, "undetermined")])
def test_who_carries_must_have_sent_more_than_half(of: int, said: str) -> None:
    one = reading("credential", "speaks for", nature="defect", of=of)
    assert nature((replace(one, carriers=(Carrier(source="PC-1", sent=10),)),)) == said


def test_who_sent_nothing_that_counted_carries_nothing() -> None:
    table = weigh(
        incident(
            fails("FIN-1", 0, 9, 700),
            fails("PC-1", *HOURLY, domain="PC-1"),
            lockouts=(lockout(1),),
        )
    )
    assert table[0].carriers == (Carrier(source="PC-1", sent=0),)
    assert (nature(table), carried(table)) == ("undetermined", {})


def test_passwords_that_are_not_found_stand_among_those_that_were_sent() -> None:
    rows = fails("FIN-1", *HOURLY, domain="FIN-1")
    whole = weigh(incident(rows, lockouts=(lockout(1),)))
    partly = weigh(incident(rows, lockouts=(replace(lockout(1), unexplained=5),)))
    assert [(nature(each), each[0].of) for each in (whole, partly)] == [
        ("defect", 5),
        ("undetermined", 10),
    ]
