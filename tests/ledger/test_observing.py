"""Every record has one fate; a record counts once, however many exhibits hold it."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from forensics.case import Case
from forensics.observing import (
    COPY,
    NAMELESS,
    NEVER_FAILED,
    NO_TRY,
    OUTSIDE,
    RECOVERED,
    UNORDERED,
    USED,
)
from tests.builders import export_csv
from tests.builders.event import Event
from tests.builders.evt import Record, evt
from tests.builders.evtx import evtx
from tests.builders.security import At, lockout_4740, logon_4624, logon_failed_4625
from tests.builders.security_classic import (
    failed_529,
    lockout_644,
    logon_540,
    preauth_675,
    unlock_671,
)
from tests.ledger.small_site import CLEARED, STARTED, TOKEN, at, case_of, log, records, scene_of

WINDOW = "[case]\nfrom = 2001-10-09T00:01:40Z\nto = 2001-10-09T00:03:20Z\n"
"""Seconds 100 to 200 of the invented day."""

BAD = failed_529(TOKEN, "FIN-1", "FIN-1")


def fates(case: Case) -> list[tuple[int, str]]:
    """Return the fate of every record that the table knows, with its number."""
    observations = scene_of(case).observations
    return list(observations.select("number", "fate").iter_rows())


def attempts(case: Case) -> int:
    return scene_of(case).attempts.height


# ── used ────────────────────────────────────────────────────────────────────────────────────────


def test_failures_lockouts_unlocks_and_clearings_are_used(tmp_path: Path) -> None:
    events = [(1, BAD), (2, lockout_644(TOKEN, "FIN-1")), (3, unlock_671(TOKEN, "LON"))]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events, (4, CLEARED), (5, STARTED))})
    assert fates(case) == [(4, USED), (1, USED), (2, USED), (3, USED)]


def test_a_success_of_an_account_that_failed_is_used(tmp_path: Path) -> None:
    events = [(1, BAD), (2, logon_540(TOKEN.upper(), "FIN-1", "FIN-1"))]
    assert fates(case_of(tmp_path, {"a.evt": log("LONCAP01", *events)})) == [(1, USED), (2, USED)]


def test_a_success_of_an_account_that_was_locked_is_used(tmp_path: Path) -> None:
    events = [(1, lockout_644("alice", "WS1")), (2, logon_540("LON\\Alice", "LON", "WS1"))]
    case = case_of(tmp_path, {"a.evt": log("LONDC01", *events)})
    assert sorted(fates(case)) == [(1, USED), (2, USED)]


def test_a_success_counts_also_where_the_failure_lies_on_another_machine(tmp_path: Path) -> None:
    logs = {
        "a.evt": log("LONCAP01", (1, logon_540("alice", "LON", "WS1"))),
        "b.evt": log("LONCAP02", (2, failed_529("alice", "LON", "WS1"))),
    }
    assert fates(case_of(tmp_path, logs)) == [(1, USED), (1, USED)]


# ── set aside ───────────────────────────────────────────────────────────────────────────────────


def test_a_success_of_an_account_that_never_failed_is_set_aside(tmp_path: Path) -> None:
    events = [(1, BAD), (2, logon_540("alice", "LON", "WS1"))]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)})
    assert fates(case) == [(1, USED), (2, NEVER_FAILED)]


def test_a_success_that_names_no_account_is_set_aside(tmp_path: Path) -> None:
    events = [(1, failed_529("-", "LON", "WS1")), (2, logon_540("-", "LON", "WS1"))]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)})
    assert fates(case) == [(1, USED), (2, NEVER_FAILED)]


def test_a_failure_outside_the_window_makes_no_success_worth_counting(tmp_path: Path) -> None:
    events = [(1, failed_529("alice", "LON", "WS1")), (150, logon_540("alice", "LON", "WS1"))]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}, WINDOW)
    assert fates(case) == [(1, OUTSIDE), (2, NEVER_FAILED)]


def test_a_step_that_is_no_attempt_is_set_aside(tmp_path: Path) -> None:
    events = [(1, preauth_675("alice", "10.0.0.1", code="0x19")), (2, preauth_675("alice", "::1"))]
    case = case_of(tmp_path, {"a.evt": log("LONDC01", *events)})
    assert fates(case) == [(1, NO_TRY), (2, USED)]


def test_the_window_keeps_its_first_and_its_last_moment(tmp_path: Path) -> None:
    events = [(second, BAD) for second in (99, 100, 200, 201)]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}, WINDOW)
    assert fates(case) == [(1, OUTSIDE), (2, USED), (3, USED), (4, OUTSIDE)]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("from = 2001-10-09T00:01:40Z", [OUTSIDE, USED, USED]),
        ("to = 2001-10-09T00:03:20Z", [USED, USED, OUTSIDE]),
    ],
)
def test_a_window_may_be_open_at_one_end(tmp_path: Path, window: str, expected: list[str]) -> None:
    events = [(second, BAD) for second in (99, 150, 201)]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}, f"[case]\n{window}\n")
    assert [fate for _, fate in fates(case)] == expected


def test_that_a_log_was_cleared_counts_outside_the_window_too(tmp_path: Path) -> None:
    events = [(1, CLEARED), (2, lockout_644(TOKEN, "FIN-1")), (150, BAD)]
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}, WINDOW)
    assert sorted(fates(case)) == [(1, USED), (2, OUTSIDE), (3, USED)]


def test_the_window_looks_at_the_time_that_the_event_tells(tmp_path: Path) -> None:
    early = records("LONCAP01", (150, BAD))[0]
    late = Record(
        number=2,
        generated=early.generated,
        written=early.written + 1_000,
        event_id=early.event_id,
        computer=early.computer,
        strings=early.strings,
    )
    case = case_of(tmp_path, {"a.evt": evt([early, late])}, WINDOW)
    assert fates(case) == [(1, USED), (2, USED)]


# ── recovered ───────────────────────────────────────────────────────────────────────────────────


def test_recovered_records_are_shown_and_not_counted(tmp_path: Path) -> None:
    live = records("LONCAP01", (100, BAD), first=10)
    old = records("LONCAP01", (1, BAD), (2, BAD), (3, lockout_644(TOKEN, "FIN-1")))
    scene = scene_of(case_of(tmp_path, {"a.evt": evt(live, slack=old)}))
    assert Counter(scene.observations["fate"]) == {USED: 1, RECOVERED: 3}
    assert scene.attempts["number"].to_list() == [10]


def test_a_recovered_failure_makes_no_success_worth_counting(tmp_path: Path) -> None:
    live = records("LONCAP01", (100, logon_540("alice", "LON", "WS1")), first=10)
    old = records("LONCAP01", (1, failed_529("alice", "LON", "WS1")))
    case = case_of(tmp_path, {"a.evt": evt(live, slack=old)})
    assert sorted(fates(case)) == [(1, RECOVERED), (10, NEVER_FAILED)]


def test_a_live_record_is_no_copy_of_a_recovered_one(tmp_path: Path) -> None:
    both = records("LONCAP01", (1, BAD), (2, BAD))
    logs = {
        "a.evt": evt(records("LONCAP01", (3, BAD), first=3), slack=both),
        "b.evt": evt(both),
    }
    assert Counter(fate for _, fate in fates(case_of(tmp_path, logs))) == {USED: 3, RECOVERED: 2}


# ── copies ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    content = log("LONCAP01", (1, BAD), (2, BAD), (3, lockout_644(TOKEN, "FIN-1")))
    case = case_of(tmp_path, {"a.evt": content, "copy/b.evt": content})
    observations = scene_of(case).observations
    found = observations.group_by("source", "fate").len().sort("source")
    assert found.rows() == [(0, USED, 3), (1, COPY, 3)]
    assert attempts(case) == 2


def test_overlapping_exports_of_one_log_count_once(tmp_path: Path) -> None:
    whole = records("LONCAP01", *[(second, BAD) for second in range(10)])
    case = case_of(tmp_path, {"early.evt": evt(whole[:6]), "late.evt": evt(whole[3:])})
    assert attempts(case) == 10
    assert [number for number, fate in fates(case) if fate == COPY] == [4, 5, 6]


def test_overlapping_exports_of_a_modern_log_count_once(tmp_path: Path) -> None:
    whole = [logon_failed_4625(At(number, at(number).moment())) for number in range(1, 9)]
    case = case_of(tmp_path, {"early.evtx": evtx(whole[:5]), "late.evtx": evtx(whole[2:])})
    assert attempts(case) == 8
    assert [number for number, fate in fates(case) if fate == COPY] == [3, 4, 5]


def test_a_log_saved_anew_by_a_newer_viewer_counts_once(tmp_path: Path) -> None:
    old = log("LONCAP01", (1, BAD), (2, BAD))
    saved = evtx([BAD.event(At(second, at(second).moment(), "loncap01")) for second in (1, 2)])
    case = case_of(tmp_path, {"a.evt": old, "b.evtx": saved})
    assert [fate for _, fate in fates(case)] == [USED, USED, COPY, COPY]


def test_a_date_whose_day_and_month_cannot_be_told_apart_says_so(tmp_path: Path) -> None:
    failed = logon_failed_4625(At(1, at(1).moment()))
    row = export_csv.evtxecmd_row(1, "08/10/2001 09:15:03", texts(failed))
    export = export_csv.written([export_csv.EVTXECMD, row]).encode()
    assert fates(case_of(tmp_path, {"a.csv": export})) == [(1, UNORDERED)]


def test_the_log_itself_is_used_before_its_export(tmp_path: Path) -> None:
    failed = logon_failed_4625(At(1, at(1).moment()))
    row = export_csv.evtxecmd_row(1, at(1).iso()[:-1].replace("T", " "), texts(failed))
    row[export_csv.EVTXECMD.index("Computer")] = failed.computer
    export = export_csv.written([export_csv.EVTXECMD, row]).encode()
    both = {"a.csv": export, "b.evtx": evtx([failed])}
    assert [fate for _, fate in fates(case_of(tmp_path, both))] == [COPY, USED]
    harmed = {"a.csv": export, "b.evtx": evtx([failed])[:-100]}
    assert [fate for _, fate in fates(case_of(tmp_path, harmed))] == [USED, COPY]


def texts(event: Event) -> dict[str, str]:
    assert isinstance(event.values, Mapping)
    return {name: str(value) for name, value in event.values.items()}


def test_two_machines_may_write_the_same_record_number_in_the_same_second(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": log("CAP1", (1, BAD)), "b.evt": log("CAP2", (1, BAD))})
    assert [fate for _, fate in fates(case)] == [USED, USED]


def test_a_log_that_counts_anew_after_a_clearing_repeats_nothing(tmp_path: Path) -> None:
    logs = {"a.evt": log("LONCAP01", (1, BAD)), "b.evt": log("LONCAP01", (2, BAD))}
    assert [fate for _, fate in fates(case_of(tmp_path, logs))] == [USED, USED]


def test_a_record_that_stands_in_one_exhibit_twice_counts_once(tmp_path: Path) -> None:
    same = records("LONCAP01", (1, BAD), (2, BAD))
    case = case_of(tmp_path, {"a.evt": evt(same * 3)})
    assert Counter(fate for _, fate in fates(case)) == {USED: 2, COPY: 4}


def test_equal_attempts_of_one_second_with_their_own_numbers_are_no_copies(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": log("LONCAP01", (1, BAD), (1, BAD), (1, BAD))})
    assert Counter(fate for _, fate in fates(case)) == {USED: 3}


# ── machines without a name ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("computer", ["", "  ", "A" * 600], ids=["empty", "blank", "too long"])
def test_a_record_without_a_computer_has_a_machine_all_the_same(
    tmp_path: Path, computer: str
) -> None:
    events = [(1, BAD), (2, lockout_644(TOKEN, "FIN-1"))]
    scene = scene_of(case_of(tmp_path, {"a.evt": log(computer, *events)}))
    assert scene.observations["machine"].to_list() == [NAMELESS, NAMELESS]
    assert scene.attempts["target"].to_list() == [NAMELESS]


# ── everything at once ──────────────────────────────────────────────────────────────────────────


def modern() -> list[Event]:
    return [
        logon_failed_4625(At(1, at(150).moment())),
        logon_4624(At(2, at(151).moment())),
        logon_4624(At(3, at(152).moment()), TargetUserName="bob"),
        lockout_4740(At(4, at(153).moment())),
        logon_failed_4625(At(5, at(300).moment())),
    ]


def test_every_row_has_one_fate(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evtx": evtx(modern()), "b.evtx": evtx(modern())}, WINDOW)
    observations = scene_of(case).observations
    assert observations["row"].to_list() == list(range(10))
    counted = observations.group_by("source", "fate").len().sort("source", "fate")
    assert counted.rows() == [
        (0, OUTSIDE, 1),
        (0, NEVER_FAILED, 1),
        (0, USED, 3),
        (1, COPY, 5),
    ]
    assert observations.filter(pl.col("fate").is_null()).height == 0
