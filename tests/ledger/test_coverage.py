"""What the logs cover of the incident window: silence is denial only where a log is whole."""

from dataclasses import replace
from pathlib import Path

from forensics import coverage
from forensics.case import Case
from forensics.events import event_table, is_failure
from forensics.reconstruct import reconstruct
from forensics.sources import Coverage, HostCoverage, Stretch
from forensics.values import NOT_APPLICABLE
from forensics.when import bearings
from tests.builders.evt import evt
from tests.builders.evtx import evtx
from tests.builders.security import DOMAIN_CONTROLLER as HOST
from tests.builders.security import At, logon_failed_4625
from tests.builders.security_classic import Classic, failed_529
from tests.ledger.small_site import CLEARED, STARTED, TOKEN, at, case_of, log, read, records

BAD = failed_529(TOKEN, "FIN-1", "FIN-1")
WINDOW = "[case]\nfrom = 2001-10-09T00:00:00Z\nto = 2001-10-09T00:16:40Z\n"
"""Seconds 0 to 1,000 of the invented day."""


def covered(case: Case) -> Coverage:
    examined = bearings.take(read(case), case)
    scene = reconstruct(case, examined, event_table())
    return coverage.survey(case, examined, scene, scene.attempts.filter(is_failure()), ())


def filled(first: int, last: int, *more: tuple[int, Classic]) -> list[tuple[int, Classic]]:
    """Return events that reach from `first` to `last` and say nothing of logons, and others."""
    return sorted([(first, STARTED), (last, STARTED), *more], key=lambda event: event[0])


def host(whole: Coverage, name: str) -> HostCoverage:
    (found,) = (one for one in whole.hosts if one.host == name)
    return found


def test_a_log_over_the_whole_window_covers_it(tmp_path: Path) -> None:
    events = filled(-100, 1_100, (500, BAD))
    whole = covered(case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}, WINDOW))
    assert whole == Coverage(
        first=at(0),
        last=at(1_000),
        basis="declared",
        hosts=(
            HostCoverage(
                host="LONCAP01",
                roles=(),
                whole=(Stretch(first=at(0), last=at(1_000)),),
                part=(),
                cleared=(),
                covered=1.0,
                observable="yes",
                bad_password=1,
                locked_out=0,
            ),
        ),
        without_log=(),
    )


def test_the_observed_window_runs_from_the_first_to_the_last_failure(tmp_path: Path) -> None:
    events = [(100, BAD), (200, STARTED), (300, BAD)]
    whole = covered(case_of(tmp_path, {"a.evt": log("LONCAP01", *events)}))
    assert (whole.first, whole.last, whole.basis) == (at(100), at(300), "observed")
    assert host(whole, "LONCAP01").observable == "yes"


def test_a_log_that_ends_early_covers_a_part(tmp_path: Path) -> None:
    logs = {"a.evt": log("LONCAP01", *filled(0, 250, (100, BAD)))}
    one = host(covered(case_of(tmp_path, logs, WINDOW)), "LONCAP01")
    assert (one.covered, one.observable) == (0.25, "part")
    assert one.whole == (Stretch(first=at(0), last=at(250)),)


def test_missing_record_numbers_leave_a_hole(tmp_path: Path) -> None:
    before = records("LONCAP01", (0, STARTED), (400, BAD), first=1)
    after = records("LONCAP01", (600, STARTED), (1_000, STARTED), first=10)
    one = host(covered(case_of(tmp_path, {"a.evt": evt([*before, *after])}, WINDOW)), "LONCAP01")
    assert one.whole == (
        Stretch(first=at(0), last=at(400)),
        Stretch(first=at(600), last=at(1_000)),
    )
    assert (one.covered, one.observable) == (0.8, "part")


def test_two_logs_of_one_machine_are_taken_together(tmp_path: Path) -> None:
    logs = {
        "a.evt": log("LONCAP01", *filled(0, 600, (100, BAD))),
        "b.evt": log("LONCAP01", *filled(500, 1_000, (700, BAD)), first=50),
    }
    one = host(covered(case_of(tmp_path, logs, WINDOW)), "LONCAP01")
    assert one.whole == (Stretch(first=at(0), last=at(1_000)),)
    assert one.observable == "yes"


def test_an_instant_without_length_is_covered_or_not(tmp_path: Path) -> None:
    whole = covered(case_of(tmp_path, {"a.evt": log("LONCAP01", (100, BAD))}))
    assert (whole.first, whole.last) == (at(100), at(100))
    assert host(whole, "LONCAP01").covered == 1.0


def test_almost_all_is_not_all(tmp_path: Path) -> None:
    window = WINDOW.replace("00:16:40", "23:59:59")
    logs = {"a.evt": log("LONCAP01", *filled(0, 86_398, (100, BAD)))}
    one = host(covered(case_of(tmp_path, logs, window)), "LONCAP01")
    assert (one.covered, one.observable) == (0.9999, "part")


def test_a_log_without_security_records_shows_nothing_of_logons(tmp_path: Path) -> None:
    logs = {
        "a.evt": log("LONCAP01", *filled(0, 1_000, (100, BAD))),
        "b.evt": log("LONCAP02", (0, STARTED), (1_000, STARTED)),
    }
    whole = covered(case_of(tmp_path, logs, WINDOW))
    assert [one.host for one in whole.hosts] == ["LONCAP01"]


def test_a_declared_machine_without_any_log_is_named(tmp_path: Path) -> None:
    declared = WINDOW + '[[host]]\nname = "LONCAP03"\nroles = ["cap"]\n'
    logs = {"a.evt": log("LONCAP01", *filled(0, 1_000, (100, BAD)))}
    whole = covered(case_of(tmp_path, logs, declared))
    assert whole.without_log == ("LONCAP03",)


def test_a_cleared_log_is_marked(tmp_path: Path) -> None:
    logs = {"a.evt": log("LONCAP01", *filled(0, 1_000, (100, BAD), (50, CLEARED)))}
    assert host(covered(case_of(tmp_path, logs, WINDOW)), "LONCAP01").cleared == (at(50),)


def test_without_a_failure_there_is_no_window(tmp_path: Path) -> None:
    whole = covered(case_of(tmp_path, {"a.evt": log("LONCAP01", (1, STARTED))}))
    assert (whole.first, whole.last, whole.basis) == (NOT_APPLICABLE, NOT_APPLICABLE, "none")
    assert whole.hosts == ()


def test_a_log_that_was_saved_anew_may_be_a_selection(tmp_path: Path) -> None:
    events = [
        logon_failed_4625(At(number, at(second).moment()))
        for number, second in ((1, 0), (2, 500), (3, 1_000))
    ]
    whole = host(covered(case_of(tmp_path / "a", {"a.evtx": evtx(events)}, WINDOW)), HOST)
    assert (whole.observable, whole.part) == ("yes", ())
    saved = [replace(event, event_record_id=event.number + 2_454) for event in events]
    part = host(covered(case_of(tmp_path / "b", {"a.evtx": evtx(saved)}, WINDOW)), HOST)
    assert (part.observable, part.whole) == ("no", ())
    assert part.part == (Stretch(first=at(0), last=at(1_000)),)
