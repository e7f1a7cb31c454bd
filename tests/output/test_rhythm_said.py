"""What the report says of rhythm, of changes of the password, and of what began after them."""

from dataclasses import replace

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.narrative import Report, compose
from forensics.narrative.beside import Neighbours
from forensics.narrative.views import Table, plain
from forensics.occurrences import PasswordChange
from forensics.tallying import tally
from forensics.traces import Following, Occasion, Rhythm
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent
from tests.builders.findings import at, sms_case


def report(findings: Findings) -> Report:
    return compose(tally(findings), Binding())


def cells(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [
        ["; ".join([plain(cell.text), *map(plain, cell.notes)]) for cell in row.cells]
        for row in table.rows
    ]


def rhythm(
    client: str,
    period: str = "60 min",
    seconds: int | Absent = 3_600,
    *,
    target: str | Absent = NOT_APPLICABLE,
    strength: float | Absent = 1.0,
    after: int | Absent = NOT_RECORDED,
) -> Rhythm:
    return Rhythm(
        client=client,
        target=target,
        period=period,
        seconds=seconds,
        strength=strength,
        bursts=6,
        first=at(0),
        last=at(18_000),
        after_password=after,
    )


def silent(client: str, after: int | Absent = NOT_RECORDED) -> Rhythm:
    return rhythm(client, "none", NOT_APPLICABLE, strength=NOT_APPLICABLE, after=after)


def with_rhythms(*given: Rhythm) -> Findings:
    return replace(sms_case(), rhythms=given)


def change(second: int, event_id: int = 628, by: str | Absent = "admin") -> PasswordChange:
    return PasswordChange(
        time=at(second),
        account="SMSCliToknAcct&",
        authority="LONDOM",
        host="LONDC01",
        by=by,
        event_id=event_id,
        evidence=(sms_case().cited[0].locator,),
    )


def test_where_nothing_is_found_nothing_is_said() -> None:
    for findings in (sms_case(), with_rhythms(silent("FIN-429"), silent("FIN-274"))):
        made = report(findings)
        assert made.who.timing.says == ()
        assert made.who.timing.periods is None
        assert made.who.timing.beside == Neighbours(says=(), ties=None, ends=None)
    assert not any("its password" in plain(text) for text in report(sms_case()).happened.paragraphs)


def test_clients_that_keep_time_are_counted_and_listed_by_period() -> None:
    made = report(
        with_rhythms(
            rhythm("FIN-429", "23 h", 82_860, strength=0.875),
            rhythm("FIN-274"),
            silent("FIN-110"),
            rhythm("FIN-110", seconds=3_619, target="LONCAP01", strength=0.8),
            rhythm("FIN-110", seconds=3_590, target="LONDC01"),
            rhythm("HR-725", "other", 1_234),
        )
    ).who.timing
    (says,) = made.says
    assert plain(says) == (
        "4 of the 4 busiest clients return at equal intervals, 1 of them only where one CAP is "
        "looked at alone. What keeps the time is not recorded."
    )
    assert cells(made.periods) == [
        ["60 min", "59 min 50 s to 1 h 19 s", "80 % to 100 %", "6", "FIN-274 and FIN-110"],
        ["23 h; an hour earlier each day", "23 h 1 min", "87.5 %", "6", "FIN-429"],
        ["other", "20 min 34 s", "100 %", "6", "HR-725"],
    ]


def test_a_single_client_that_keeps_time_returns() -> None:
    (says,) = report(with_rhythms(rhythm("FIN-429"), silent("FIN-110"))).who.timing.says
    assert plain(says) == (
        "1 of the 2 busiest clients returns at equal intervals. What keeps the time is not "
        "recorded."
    )
    assert [span.look for span in says] == ["", "inferred", ""]


def test_of_many_clients_a_dozen_are_named() -> None:
    made = report(with_rhythms(*(rhythm(f"PC{number:02}") for number in range(17)))).who.timing
    assert plain(made.says[0]).startswith("17 of the 17 clients return")
    assert cells(made.periods)[0][4].endswith("PC10, PC11 and 5 more")


def test_what_begins_after_a_change_of_the_password_is_told_soonest_first() -> None:
    given = [silent(f"PC{number}", 3_600 - number) for number in range(8)]
    (says,) = report(with_rhythms(*given, silent("FIN-429", NOT_APPLICABLE))).who.timing.says
    assert plain(says) == (
        "First recorded failures after the last recorded change of the password: PC7 59 min 53 s, "
        "PC6 59 min 54 s, PC5 59 min 55 s, PC4 59 min 56 s, PC3 59 min 57 s, PC2 59 min 58 s and "
        "2 further clients within a day."
    )


def told(findings: Findings) -> str:
    (text,) = (
        plain(text)
        for text in report(findings).happened.paragraphs
        if "a change of its password: " in plain(text)
    )
    return text


def test_changes_of_the_password_are_told_with_their_record() -> None:
    one = replace(sms_case(), password_changes=(change(0),))
    assert told(one) == (
        "One record tells of a change of its password: 2001-10-09 00:00:00.25 on LONDC01 by admin "
        "(628, reset tried, R0001)."
    )
    many = replace(
        sms_case(),
        password_changes=(
            change(0, 4738, NOT_RECORDED),
            change(60, 4723),
            *(change(120) for _ in range(5)),
        ),
    )
    said = told(many)
    assert said.startswith(
        "Seven records tell of a change of its password: 2001-10-09 00:00:00.25 on LONDC01 (4738, "
        "password set, R0001); 2001-10-09 00:01:00.25 on LONDC01 by admin (4723, change "
        "tried, R0001)"
    )
    assert said.endswith(". 2 more are in the machine-readable findings.")


# ── starts, logons, beginnings and ends ─────────────────────────────────────────────────────────


def following(what: str, host: str, service: str | Absent = NOT_APPLICABLE) -> Following:
    return Following(
        what=what,
        host=host,
        service=service,
        bursts=5,
        of=6,
        occasions=5,
        seconds=90,
        evidence=(sms_case().cited[0].locator,),
    )


def occasion(
    what: str, host: str, seconds: int, service: str | Absent = NOT_APPLICABLE
) -> Occasion:
    return Occasion(
        what=what,
        host=host,
        service=service,
        time=at(0),
        seconds=seconds,
        evidence=(sms_case().cited[0].locator,),
    )


def test_what_bursts_follow_is_counted_and_listed_with_its_records() -> None:
    made = report(
        with_rhythms(
            replace(
                silent("FIN-429"),
                follows=(following("machine-start", "FIN-429"),),
                compared=("machine-start", "logon"),
            ),
            replace(
                silent("FIN-274"),
                follows=(following("service-start", "FIN-274", "Themes"),),
                compared=("service-start",),
            ),
            replace(silent("FIN-110"), compared=("logon",)),
            replace(
                rhythm("FIN-110", target="LONCAP01"),
                follows=(following("machine-start", "LONCAP01"),),
                compared=("machine-start",),
            ),
            silent("HR-725"),
        )
    ).who.timing.beside
    (says,) = made.says
    assert plain(says) == (
        "Of 3 clients whose starts, logons or servers' starts are recorded often enough to "
        "compare, 3 begin most bursts within 10 min after such an event. That one makes the other "
        "is not recorded."
    )
    assert [span.look for span in says] == ["", "inferred", ""]
    assert cells(made.ties) == [
        ["FIN-429", "start of FIN-429", "5 of 6", "1 min 30 s", "R0001"],
        ["FIN-274", "start of Themes on FIN-274", "5 of 6", "1 min 30 s", "R0001"],
        ["FIN-110; at LONCAP01", "start of LONCAP01", "5 of 6", "1 min 30 s", "R0001"],
    ]


def test_where_nothing_is_followed_that_is_said_of_what_is_compared_only() -> None:
    made = report(
        with_rhythms(replace(silent("FIN-429"), compared=("logon",)), silent("FIN-274"))
    ).who.timing.beside
    assert [plain(text) for text in made.says] == [
        (
            "Of 1 client whose starts, logons or servers' starts are recorded often enough to "
            "compare, none begins its bursts after them more than by chance."
        )
    ]
    assert made.ties is None


def test_beginnings_and_ends_are_told_with_what_stands_beside_them() -> None:
    made = report(
        with_rhythms(
            replace(
                silent("FIN-429"),
                began_after=(
                    occasion("machine-start", "FIN-429", 90),
                    occasion("password-change", "LONDOM", 3_600),
                ),
                ending="silent",
                silent_seconds=90_000,
                ended_with=(occasion("service-stop", "FIN-429", 60, "Themes"),),
            ),
            replace(silent("FIN-274"), ending="silent", silent_seconds=7_200),
            replace(silent("FIN-110"), ending="goes on"),
            silent("HR-725"),
        )
    ).who.timing.beside
    assert [plain(text) for text in made.says] == [
        (
            "2 clients fell silent while the logs go on; 1 client still failed when the logs end; "
            "of 1 the end is not told."
        )
    ]
    assert cells(made.ends) == [
        [
            "FIN-429",
            "2001-10-09 00:00:00.25",
            (
                "start of FIN-429, 1 min 30 s before (R0001); change of the password in LONDOM, "
                "1 h before (R0001)"
            ),
            "2001-10-09 05:00:00.25; silent for 1 d 1 h",
            "stop of Themes on FIN-429, 1 min after (R0001)",
        ],
        [
            "FIN-274",
            "2001-10-09 00:00:00.25",
            "–",
            "2001-10-09 05:00:00.25; silent for 2 h",
            "–",
        ],
    ]


def test_of_many_ends_a_dozen_are_listed() -> None:
    given = [
        replace(silent(f"PC{number:02}"), ending="silent", silent_seconds=9_000)
        for number in range(14)
    ]
    table = report(with_rhythms(*given)).who.timing.beside.ends
    assert len(cells(table)) == 12
    assert table is not None
    assert plain(table.caption).endswith(" 2 more are in the machine-readable findings.")
