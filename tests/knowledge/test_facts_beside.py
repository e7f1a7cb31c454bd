"""Facts of what the SMS log of a client shows in the minute before its failures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forensics.case import Case
from forensics.knowing.facts import Fact
from tests.builders.security_classic import failed_529
from tests.builders.sms_log import Entry, sms_log
from tests.knowledge.gathered import BAD, Gather, gatherer, short, told
from tests.ledger.small_site import MIDNIGHT, TOKEN, case_of, log

HINV = "Hardware Inventory Agent"
Line = tuple[int, str, str]
"""Second of the invented day, component and message."""


@pytest.fixture
def gather(monkeypatch: pytest.MonkeyPatch) -> Gather:
    return gatherer(monkeypatch)


def site(folder: Path, failures: list[int], *lines: Line, host: str = "FIN-1") -> Case:
    """Return a case whose client FIN-1 fails at these seconds, with the lines of an SMS log."""
    start = datetime.fromtimestamp(MIDNIGHT, UTC)
    entries = [
        Entry(message=said, component=component, when=start + timedelta(seconds=second))
        for second, component, said in lines
    ]
    logs = {
        "a.evt": log("LONCAP01", *((second, BAD) for second in failures)),
        "sms.log": sms_log(entry.line() for entry in entries),
    }
    zone = '[case]\ntimezone = "UTC"\n'
    return case_of(folder, logs, f'{zone}[[exhibit]]\npath = "evidence/sms.log"\nhost = "{host}"\n')


def named(second: int, name: str) -> Line:
    return second, HINV, f"CLASS - Process Class: {name}"


def retry(second: int) -> Line:
    return second, "CCIM32", "CCIM32 - Retry in 60 minutes"


def test_what_stands_before_half_of_the_failures_is_told_and_never_complete(
    gather: Gather, tmp_path: Path
) -> None:
    lines = [named(100, "Win32_LogicalDisk"), named(1_000, "Win32_LogicalDisk"), retry(1_001)]
    lines += [(1_880, "APM", "SCHEDULER : x"), retry(4_000)]
    known = gather(site(tmp_path, [130, 1_030, 1_031, 1_900], *lines))
    assert known["sms.beside"] == Fact(
        name="sms.beside",
        values=("hinv", "ccim"),
        complete=False,
        shows="of 4 failures in the time of SMS logs: hinv before 3, ccim before 2, apm before 1",
        evidence=known["sms.beside"].evidence,
        strength="moderate",
    )
    assert [each.record for each in known["sms.beside"].evidence] == [1, 3]
    assert told(known["sms.class_beside"]) == (("Win32_LogicalDisk",), False, "moderate")


@pytest.mark.parametrize(
    ("second", "values"), [(70, ("apm",)), (69, ()), (10, ()), (130, ("apm",)), (131, ())]
)
def test_a_minute_before_is_beside_and_what_comes_after_is_not(
    gather: Gather, tmp_path: Path, second: int, values: tuple[str, ...]
) -> None:
    line = (70, "APM", "SCHEDULER : x")
    known = gather(site(tmp_path, [second], line))["sms.beside"]
    assert (known.values, known.complete) == (values, False)


def test_where_the_log_goes_on_and_shows_nothing_that_is_told(
    gather: Gather, tmp_path: Path
) -> None:
    around = [retry(1_000), retry(4_700)]
    known = gather(site(tmp_path / "a", [2_000, 4_000], *around))["sms.beside"]
    assert short(known) == (
        ("none",),
        False,
        "of 2 failures in the time of SMS logs: nothing before them",
    )
    for folder, lines in (("b", [retry(1_000)]), ("c", [retry(4_700)])):
        ended = gather(site(tmp_path / folder, [2_000], *lines))["sms.beside"]
        assert short(ended) == ((), False, "no SMS log of a client covers its failures")
    far = gather(site(tmp_path / "d", [5_000], retry(1_000), retry(9_000)))["sms.beside"]
    assert far.values == ()


def test_the_log_of_another_client_or_of_a_server_says_nothing(
    gather: Gather, tmp_path: Path
) -> None:
    other = gather(site(tmp_path / "a", [130], named(100, "Win32_DiskDrive"), host="FIN-2"))
    assert short(other["sms.beside"]) == ((), False, "no SMS log of a client covers its failures")
    server = (100, "SMS_INBOX_MANAGER", "NAL[2] - WARNING: _TryUser() failed.")
    known = gather(site(tmp_path / "b", [130], server))
    assert known["sms.beside"].values == ()
    assert short(known["sms.class_beside"]) == (
        (),
        False,
        "no inventory class is named before failures",
    )


@pytest.mark.parametrize(
    ("component", "said", "value"),
    [
        ("APM", "SCHEDULER : Remote Name is \\\\LONCAP01\\CAP_LON", "apm"),
        ("x", "ACCOUNT MGR : ERROR: NetUserGetLocalGroups failed for user D\\U (1722)", "apm"),
        ("CCIM32", "CCIM32 - Retry in 60 minutes", "ccim"),
        ("Copy Queue Manager", "Starting Copy Cycle no. 2", "cqmgr"),
        (
            "C:\\WINNT\\MS\\SMS\\CORE\\BIN\\CLISVCL.EXE",
            "x - Attempting to launch application",
            "clisvc",
        ),
        (HINV, "Hardware Inventory Agent cycle started", "hinv"),
        ("Software Inventory Agent", "Software Inventory Agent cycle started", "sinv"),
        ("x", "NAL[2] - WARNING: _TryUser() failed.  Access is denied.", "nal"),
        ("x", "ERROR: Could not create global group on PDC (1326)", "install"),
        ("WNREMOTE", "ERROR: 5", "install"),
        ("x", "+ON +: Will try again in 60 secs.", "metering"),
    ],
)
def test_every_kind_of_line_shows_what_a_client_is_at(
    gather: Gather, tmp_path: Path, component: str, said: str, value: str
) -> None:
    known = gather(site(tmp_path, [130], (100, component, said)))["sms.beside"]
    assert value in known.values


def test_a_program_that_cannot_ask_for_groups_is_an_advertisement(
    gather: Gather, tmp_path: Path
) -> None:
    said = "ACCOUNT MGR : ERROR: NetUserGetLocalGroups failed for user LON\\SOFTDIST (1722)"
    known = gather(site(tmp_path, [130], (100, "APM", said)))
    assert known["sms.beside"].values == ("apm", "advertisement")
    assert known["sms.errors"].values == ("1722",)


@pytest.mark.parametrize(
    ("classes", "values"),
    [
        (["Win32_DiskDrive"], ("Win32_DiskDrive",)),
        (["win32_diskpartition"], ("Win32_DiskPartition",)),
        (["Win32_LogicalDisk", "Win32_NetworkClient"], ("other",)),
        (["Win32_NetworkClient", "Win32_LogicalDisk"], ("Win32_LogicalDisk",)),
    ],
)
def test_the_class_named_last_is_told(
    gather: Gather, tmp_path: Path, classes: list[str], values: tuple[str, ...]
) -> None:
    lines = [named(100 + nth, name) for nth, name in enumerate(classes)]
    known = gather(site(tmp_path, [130], *lines))["sms.class_beside"]
    assert (known.values, known.complete, known.strength) == (values, False, "moderate")
    assert [each.record for each in known.evidence] == [len(classes)]


def test_a_client_without_an_sms_log_does_not_count(gather: Gather, tmp_path: Path) -> None:
    case = site(tmp_path, [130], named(100, "Win32_DiskDrive"))
    silent = failed_529(TOKEN, "FIN-2", "FIN-2")
    more = [(130, BAD), *((130 + nth, silent) for nth in range(9))]
    (tmp_path / "evidence" / "a.evt").write_bytes(log("LONCAP01", *more))
    assert gather(case)["sms.beside"].shows == (
        "of 1 failure in the time of SMS logs: hinv before 1"
    )
