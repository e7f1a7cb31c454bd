"""From logs to rhythm: which clients keep time, and what began after a change of the password."""

from pathlib import Path

import pytest

from forensics.findings import Findings
from forensics.observing import NO_PASSWORD, USED
from forensics.occurrences import PasswordChange
from forensics.timing.pulse import Said, onset, periods
from forensics.traces import Rhythm
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Locator
from tests.builders.security_classic import Classic, changed_642, failed_529, password_628
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log, scene_of

HOUR = 3_600
DAY = 86_400
CAP = "LONCAP01"

Log = list[tuple[int, Classic]]


def fails(client: str, *seconds: int) -> Log:
    """Return bursts of three failures of a client from each of these seconds on."""
    bad = failed_529(TOKEN, client, client)
    return [(second + 4 * number, bad) for second in seconds for number in range(3)]


def found(folder: Path, logs: dict[str, Log], toml: str = "") -> Findings:
    """Return the findings of logs, by machine."""
    written = {
        f"{host}.evt": log(host, *sorted(events, key=lambda event: event[0]))
        for host, events in logs.items()
    }
    return analysed(case_of(folder, written, toml)).findings


def rhythm(
    client: str,
    seconds: int | None = None,
    *,
    target: str | Absent = NOT_APPLICABLE,
    period: str = "60 min",
    after: int | Absent = NOT_RECORDED,
    ending: str = "not told",
) -> Rhythm:
    """Return a rhythm of five bursts, an hour apart unless told otherwise."""
    return Rhythm(
        client=client,
        target=target,
        period=period if seconds is not None else "none",
        seconds=NOT_APPLICABLE if seconds is None else seconds,
        strength=NOT_APPLICABLE if seconds is None else 1.0,
        bursts=5,
        first=at(100),
        last=at(100 + 4 * HOUR + 8),
        after_password=after,
        ending=ending,
    )


# ── rhythm ──────────────────────────────────────────────────────────────────────────────────────


def test_a_client_that_returns_each_hour_is_told(tmp_path: Path) -> None:
    events = fails("FIN-1", *(100 + HOUR * hour for hour in range(5)))
    assert found(tmp_path, {CAP: events}).rhythms == (rhythm("FIN-1", HOUR, ending="goes on"),)


def test_clients_stand_with_most_failures_first_each_with_its_own(tmp_path: Path) -> None:
    events = [
        *fails("FIN-2", *(100 + HOUR * hour for hour in range(4))),
        *fails("FIN-1", 100, 900, 7_000, 9_000, 20_000),
        *fails("FIN-3", 100),
    ]
    made = found(tmp_path, {CAP: events}).rhythms
    assert [(each.client, each.period, each.bursts) for each in made] == [
        ("FIN-1", "none", 5),
        ("FIN-2", "60 min", 4),
        ("FIN-3", "too few", 1),
    ]


def test_a_target_is_told_where_it_sees_another_rhythm_than_all_together(tmp_path: Path) -> None:
    logs = {
        "LONCAP01": fails("FIN-1", *(100 + HOUR * hour for hour in range(5))),
        "LONCAP02": fails("FIN-1", 300, 900, 7_000),
    }
    whole, part = found(tmp_path, logs).rhythms
    assert (whole.client, whole.target, whole.period) == ("FIN-1", NOT_APPLICABLE, "none")
    assert part == rhythm("FIN-1", HOUR, target="LONCAP01", ending="goes on")


def test_failures_that_name_no_client_have_no_rhythm(tmp_path: Path) -> None:
    bad = failed_529(TOKEN, "LON", "-")
    events = [(100 + HOUR * hour, bad) for hour in range(5)]
    assert found(tmp_path, {CAP: events}).rhythms == ()


def test_at_most_25_clients_are_looked_at(tmp_path: Path) -> None:
    events = [event for number in range(27) for event in fails(f"FIN-{number:02}", 200 * number)]
    made = found(tmp_path, {CAP: events}).rhythms
    assert [each.client for each in made] == [f"FIN-{number:02}" for number in range(25)]


def test_without_a_failure_there_is_no_rhythm(tmp_path: Path) -> None:
    made = found(tmp_path, {CAP: [(1, password_628(TOKEN, "LON"))]})
    assert (made.rhythms, made.password_changes) == ((), ())


# ── changes of the password ─────────────────────────────────────────────────────────────────────


def test_a_reset_password_is_told_and_cited_and_what_begins_after_it(tmp_path: Path) -> None:
    events = [(1_000, password_628(TOKEN, "LON")), *fails("FIN-1", 1_720)]
    made = found(tmp_path, {CAP: events})
    place = Locator(source="evidence/LONCAP01.evt", record=1, offset=48, length=288)
    assert made.password_changes == (
        PasswordChange(
            time=at(1_000),
            account=TOKEN,
            authority=CAP,
            host=CAP,
            by="admin",
            event_id=628,
            evidence=(place,),
        ),
    )
    assert [each.after_password for each in made.rhythms] == [720]
    assert place in [record.locator for record in made.cited]


@pytest.mark.parametrize(
    ("changed", "began", "after"),
    [
        ((1_000,), 1_000, 0),
        ((1_000,), 1_000 + DAY, DAY),
        ((1_000,), 1_001 + DAY, NOT_APPLICABLE),
        ((2_000,), 1_000, NOT_APPLICABLE),
        ((1_000, 1_500, 9_000), 2_000, 500),
        ((), 1_000, NOT_RECORDED),
    ],
)
def test_the_last_change_of_the_day_before_counts(
    tmp_path: Path, changed: tuple[int, ...], began: int, after: int | Absent
) -> None:
    events = [(second, password_628(TOKEN, "LON")) for second in changed]
    made = found(tmp_path, {CAP: [*events, *fails("FIN-1", began)]})
    assert [each.after_password for each in made.rhythms] == [after]


def test_a_change_in_a_database_that_was_not_asked_counts_for_nothing(tmp_path: Path) -> None:
    logs = {CAP: fails("FIN-1", 2_000), "LONSRV": [(1_000, password_628(TOKEN, "LON"))]}
    made = found(tmp_path, logs)
    assert [each.authority for each in made.password_changes] == ["LONSRV"]
    assert [each.after_password for each in made.rhythms] == [NOT_RECORDED]


def test_a_change_of_another_account_is_not_told(tmp_path: Path) -> None:
    events = [(1_000, password_628("alice", "LON")), *fails("FIN-1", 2_000)]
    assert found(tmp_path, {CAP: events}).password_changes == ()


def test_a_change_before_the_window_of_the_incident_still_counts(tmp_path: Path) -> None:
    events = [(50, password_628(TOKEN, "LON")), *fails("FIN-1", 150)]
    made = found(tmp_path, {CAP: events}, "[case]\nfrom = 2001-10-09T00:01:40Z\n")
    assert [each.after_password for each in made.rhythms] == [100]


def test_a_change_of_an_account_that_is_none_of_its_password_is_set_aside(tmp_path: Path) -> None:
    events = [
        (1, changed_642(TOKEN, "LON", "10/26/2003 7:31:56 AM")),
        (2, changed_642(TOKEN, "LON")),
        (3, changed_642(TOKEN, "LON", "%%1794")),
        (4, password_628(TOKEN, "LON", event_id=627)),
    ]
    scene = scene_of(case_of(tmp_path, {"a.evt": log(CAP, *events)}))
    fates = scene.observations.sort("number")["fate"].to_list()
    assert fates == [USED, NO_PASSWORD, NO_PASSWORD, USED]


# ── what it comes to ────────────────────────────────────────────────────────────────────────────


def test_periods_are_counted_by_client_most_first() -> None:
    told = (
        rhythm("A", 300, period="other"),
        rhythm("B"),
        rhythm("B", HOUR, target="LONCAP01"),
        rhythm("B", HOUR, target="LONCAP02"),
        rhythm("C", HOUR),
    )
    assert periods(told) == Said(
        ("60 min", "other"),
        "busiest clients that keep time: 2 of 3 at 60 min, 1 of 3 at other",
        ("B", "C", "A"),
    )
    assert periods((rhythm("A"),)) == Said((), "no client keeps time", ())


def test_an_onset_is_known_only_where_a_change_is_recorded() -> None:
    unknown, later, soon = (
        rhythm("A"),
        rhythm("B", after=NOT_APPLICABLE),
        rhythm("C", HOUR, after=5),
    )
    assert onset((unknown,)) == Said((), "no change of the password is recorded", ())
    assert onset(()) == Said((), "no change of the password is recorded", ())
    words = "of the busiest clients first fail within a day after a recorded change of the password"
    assert onset((unknown, later)) == Said(("no",), f"0 of 2 {words}", ())
    assert onset((unknown, later, soon)) == Said(("yes",), f"1 of 3 {words}", ("C",))
    part = rhythm("B", HOUR, target=CAP, after=9)
    assert onset((later, part)) == Said(("no",), f"0 of 1 {words}", ())
