"""Starts: which records of real and invented logs tell of starts, stops, logons and returns."""

from collections import Counter
from pathlib import Path

import pytest

from forensics.observing import NEVER_FAILED, USED
from forensics.timing import starts
from forensics.timing.starts import Starts, of_system_log
from tests.builders.evt import Record, evt
from tests.builders.security_classic import (
    INTERACTIVE,
    NETWORK,
    SERVICE,
    Classic,
    Logon,
    failed_529,
    logon_528,
    logon_540,
    ticket_672,
)
from tests.ledger.small_site import MIDNIGHT, at, case_of, log, scene_of
from tests.shared import shared

HOUR = 3_600
DC, CLIENT = "LONDC01", "FIN-1"

Told = list[tuple[str, str, str, int]]


def recorded(folder: Path, logs: dict[str, bytes]) -> Starts:
    scene = scene_of(case_of(folder, logs))
    return starts.recorded(scene.observations, scene.offsets, scene.identities.name)


def told(found: Starts) -> Told:
    """Return what is told, with its second of the invented day."""
    columns = ("what", "host", "service", "time")
    begin = at(0).ticks
    rows = found.frame.sort("time", "what").select(columns).iter_rows()
    return [(what, host, name, (time - begin) // 10**7) for what, host, name, time in rows]


def system(*events: tuple[int, str, int, tuple[str, ...]]) -> bytes:
    """Return the System log of the client."""
    return evt(
        [
            Record(
                number=number,
                generated=MIDNIGHT + second,
                written=MIDNIGHT + second,
                event_id=event_id,
                computer=CLIENT,
                strings=strings,
                source=source,
                event_type=4,
            )
            for number, (second, source, event_id, strings) in enumerate(events, 1)
        ]
    )


def test_a_start_that_four_records_tell_is_one(tmp_path: Path) -> None:
    content = system(
        (10, "EventLog", 6009, ("5.01.", "2600", "", "Uniprocessor Free")),
        (11, "EventLog", 6005, ()),
        (250, "EventLog", 6008, ("23:59:12", "08/10/2001")),
        (600, "EventLog", 6005, ()),
        (700, "EventLog", 6006, ()),
    )
    assert told(recorded(tmp_path, {"a.evt": content})) == [
        ("machine-start", CLIENT, "", 10),
        ("machine-start", CLIENT, "", 600),
        ("machine-stop", CLIENT, "", 700),
    ]


def test_a_service_is_told_by_its_name_and_state(tmp_path: Path) -> None:
    scm = "Service Control Manager"
    content = system(
        (10, scm, 7036, ("Themes", "running")),
        (20, scm, 7036, ("Themes", "stopped")),
        (30, scm, 7036, ("Themes", "paused")),
        (40, scm, 7035, ("Themes", "start")),
        (50, "Themes", 7036, ("Themes", "running")),
    )
    assert told(recorded(tmp_path, {"a.evt": content})) == [
        ("service-start", CLIENT, "Themes", 10),
        ("service-stop", CLIENT, "Themes", 20),
    ]


def test_the_security_log_tells_of_starts_where_these_are_audited(tmp_path: Path) -> None:
    content = log(CLIENT, (10, Classic(512, ())), (900, Classic(513, ())))
    assert told(recorded(tmp_path, {"a.evt": content})) == [
        ("machine-start", CLIENT, "", 10),
        ("machine-stop", CLIENT, "", 900),
    ]


@pytest.mark.parametrize(
    ("account", "logon", "logons"),
    [
        ("alice", INTERACTIVE, 1),
        ("alice", Logon("7", "User32  ", "Negotiate"), 1),
        ("alice", Logon("10", "User32  ", "Negotiate"), 1),
        ("alice", Logon("11", "User32  ", "Negotiate"), 1),
        ("alice", NETWORK, 0),
        ("alice", SERVICE, 0),
        ("FIN-1$", INTERACTIVE, 0),
        ("DWM-1", INTERACTIVE, 0),
        ("umfd-0", INTERACTIVE, 0),
    ],
)
def test_a_person_logs_on_at_the_machine_itself(
    tmp_path: Path, account: str, logon: Logon, logons: int
) -> None:
    content = log(CLIENT, (10, logon_528(account, "LON", CLIENT, logon=logon)))
    scene = scene_of(case_of(tmp_path, {"a.evt": content}))
    assert scene.observations["fate"].to_list() == [USED if logons else NEVER_FAILED]
    assert scene.attempts.is_empty()
    found = starts.recorded(scene.observations, scene.offsets, scene.identities.name)
    assert told(found) == [("logon", CLIENT, "", 10)] * logons


@pytest.mark.parametrize(
    ("account", "code", "logons"), [("alice", None, 1), ("alice", "0x0", 1), ("FIN-1$", None, 0)]
)
def test_a_first_ticket_is_a_logon_at_the_machine_that_asks(
    tmp_path: Path, account: str, code: str | None, logons: int
) -> None:
    content = log(DC, (10, ticket_672(account, "10.4.12.5", code=code)))
    found = told(recorded(tmp_path, {"a.evt": content}))
    assert found == [("logon", "10.4.12.5", "", 10)] * logons


def test_a_logon_of_an_account_that_failed_is_an_attempt_and_no_more(tmp_path: Path) -> None:
    events = ((10, failed_529("alice", "LON", CLIENT)), (60, logon_528("alice", "LON", CLIENT)))
    scene = scene_of(case_of(tmp_path, {"a.evt": log(CLIENT, *events)}))
    assert scene.observations["kind"].to_list() == ["attempt", "attempt"]


@pytest.mark.parametrize(
    ("back", "others", "returns"),
    [
        (4 * HOUR, 1_800, 1),
        (4 * HOUR - 1, 1_800, 0),
        (9 * HOUR, HOUR, 1),
        (9 * HOUR, HOUR + 1, 0),
    ],
)
def test_a_machine_is_back_after_four_hours_that_the_log_itself_outlasts(
    tmp_path: Path, back: int, others: int, returns: int
) -> None:
    own, other = logon_540(f"{CLIENT}$", "LON", "-"), logon_540("HR-9$", "LON", "-")
    events = [(0, own), (back, own), *((second, other) for second in range(0, back, others))]
    content = log(DC, *sorted(events, key=lambda event: event[0]))
    found = told(recorded(tmp_path, {"a.evt": content}))
    assert found == [("machine-back", CLIENT, "", back)] * returns


def test_known_events_of_the_system_log_are_told_apart() -> None:
    assert of_system_log("EventLog", 6005)
    assert of_system_log("Microsoft-Windows-Eventlog", 6006)
    assert of_system_log("Service Control Manager", 7036)
    assert not of_system_log("Microsoft-Windows-Eventlog", 1102)
    assert not of_system_log("Security", 512)


# ── real logs ───────────────────────────────────────────────────────────────────────────────────


def counted(folder: Path, path: Path) -> tuple[Counter[int], Counter[str]]:
    """Return how often each event id is used, and what that tells."""
    scene = scene_of(case_of(folder, {path.name: path.read_bytes()}))
    used = scene.observations.filter(scene.observations["fate"] == USED)
    found = starts.recorded(scene.observations, scene.offsets, scene.identities.name)
    return Counter(used["event_id"].to_list()), Counter(found.frame["what"].to_list())


def test_the_system_log_of_a_real_windows_xp(tmp_path: Path) -> None:
    ids, what = counted(tmp_path, shared("evidence/evt/plaso-SysEvent.Evt"))
    # libevt counts as many of each.
    assert {name: ids[name] for name in (6005, 6006, 6009, 7036)} == {
        6005: 24,
        6006: 18,
        6009: 24,
        7036: 2_487,
    }
    assert (what["machine-start"], what["machine-stop"]) == (24, 18)


def test_the_system_log_of_a_real_windows_10(tmp_path: Path) -> None:
    ids, what = counted(tmp_path, shared("evidence/evtx/system.evtx"))
    assert {name: ids[name] for name in (12, 13, 6005, 6006, 6009)} == {
        12: 3,
        13: 2,
        6005: 3,
        6006: 2,
        6009: 3,
    }
    # It started twice within five minutes.
    assert (what["machine-start"], what["machine-stop"]) == (2, 2)
