"""The committed cases are what the generator writes, and independent readers can read them."""

import io
import json
import re
import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyevt
import pyevtx
import pytest
from evtx import PyEvtxParser
from Evtx.Evtx import Evtx

from forensics.case import load_case
from tests.builders import sms_cap
from tests.builders.case_folder import CASES, Case
from tests.builders.cases import main, modern_stale_credential, sms_cap_lockout
from tests.builders.incident import TrueLockout

SMS = sms_cap_lockout()
NORTHWAY = modern_stale_credential()
BOTH = pytest.mark.parametrize("case", [SMS, NORTHWAY], ids=lambda case: case.name)
LIVE_COPY = "evidence/loncap02-live-copy.evt"
WRITTEN = {"report", ".cache"}
"""What a run of the program leaves beside the case; nobody commits it."""

EVTX = [
    pytest.param(case, path, id=path)
    for case in (SMS, NORTHWAY)
    for path in case.written
    if path.endswith(".evtx")
]


def of(path: str) -> bytes:
    return SMS.files[path]


# ── the committed folders ───────────────────────────────────────────────────────────────────────


@BOTH
def test_what_is_committed_is_what_the_generator_writes(case: Case) -> None:
    folder = CASES / case.name
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in WRITTEN
    }
    assert committed == case.files


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first = [exhibit.content for exhibit in sms_cap.exhibits(sms_cap.incident())]
    again = [exhibit.content for exhibit in sms_cap.exhibits(sms_cap.incident())]
    assert first == again == [of(path) for path in SMS.written]
    main(tmp_path)
    for case in (SMS, NORTHWAY):
        for path, content in case.files.items():
            assert (tmp_path / case.name / path).read_bytes() == content


@BOTH
def test_the_evidence_is_small(case: Case) -> None:
    assert sum(map(len, case.files.values())) < 320_000


@BOTH
def test_the_case_says_that_it_is_invented(case: Case) -> None:
    loaded = load_case(CASES / case.name)
    assert "invented example" in loaded.title
    assert "invented example" in loaded.complaint
    assert case.files["README.md"].decode().splitlines()[0].endswith("(invented example)")


@BOTH
def test_the_analyst_declares_every_machine_of_the_incident(case: Case) -> None:
    declared = {host.name for host in load_case(CASES / case.name).hosts}
    tried = {edge.client for edge in case.truth.edges} | {edge.target for edge in case.truth.edges}
    assert tried <= declared


@BOTH
def test_the_readme_tells_the_truth(case: Case) -> None:
    readme = case.files["README.md"].decode()
    attempts = case.truth.attempts
    assert f"{len(case.truth.lockouts)} lockouts, {attempts.bad_password} bad passwords, " in readme
    assert f" {attempts.locked_out} refusals while locked." in readme
    rows = [line for line in readme.splitlines() if line.startswith("| L")]
    assert rows == [row(number, each) for number, each in enumerate(case.truth.lockouts, 1)]


def row(number: int, lockout: TrueLockout) -> str:
    times = "\N{MULTIPLICATION SIGN}"
    shares = ", ".join(f"{name} {times}{count}" for name, count in lockout.shares().items())
    time = f"{lockout.time:%H:%M:%S}"
    return f"| L{number} | {time} | {lockout.host} | {shares} | {lockout.tripped_by} |"


# ── other readers find what was written ─────────────────────────────────────────────────────────


def libevt(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield record number and event id as libevt reads them; records are not kept: it crashes."""
    file = pyevt.file()
    file.open_file_object(io.BytesIO(content))
    for index in range(file.get_number_of_records()):
        record = file.get_record(index)
        yield record.identifier, record.event_identifier & 0xFFFF


@pytest.mark.parametrize("server", ["loncap01", "londc01"])
def test_libevt_reads_the_saved_logs(server: str) -> None:
    path = f"evidence/{server}-security.evt"
    numbers, ids = zip(*libevt(of(path)), strict=True)
    assert Counter(ids) == SMS.written[path]
    assert list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def mended(content: bytes) -> bytes:
    """Return a dirty log whose header repeats what its end marker says, which libevt needs."""
    marker = content.index(struct.pack("<3I", 0x28, 0x1111_1111, 0x2222_2222))
    places = struct.unpack_from("<4I", content, marker + 20)
    return content[:16] + struct.pack("<4I", *places) + content[32:36] + b"\2" + content[37:]


def test_the_live_copy_is_dirty_wrapped_and_lost_old_records_only() -> None:
    content = of(LIVE_COPY)
    assert len(content) == 65_536
    assert content[36] == 3
    stale = Counter(event_id for _, event_id in libevt(content))
    assert (stale[529], stale[644]) == (10, 2)  # by its header, half of the incident is missing
    numbers, ids = zip(*libevt(mended(content)), strict=True)
    assert numbers[0] > 26_031  # the first record ever written to it is gone
    assert numbers[-1] == 26_640
    assert Counter(ids) - Counter(SMS.written[LIVE_COPY]) == {592: 26, 593: 26}


def test_the_lockout_stands_before_the_bad_password_that_tripped_it() -> None:
    ids = [event_id for _, event_id in libevt(of("evidence/londc01-security.evt"))]
    after = [tuple(ids[at + 1 : at + 3]) for at, event_id in enumerate(ids) if event_id == 644]
    assert after == [(681, 529)] * 4


@pytest.mark.parametrize(("case", "path"), EVTX)
def test_rust_evtx_reads_the_modern_logs(case: Case, path: str) -> None:
    assert Counter(event_id for event_id, _ in rust(case, path)) == case.written[path]


def rust(case: Case, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield event id and event as the Rust library reads them."""
    for record in PyEvtxParser(io.BytesIO(case.files[path])).records_json():
        assert record is not None
        event = json.loads(record["data"])["Event"]
        event_id = event["System"]["EventID"]
        yield event_id["#text"] if isinstance(event_id, dict) else event_id, event


@pytest.mark.parametrize(("case", "path"), EVTX)
def test_libevtx_reads_the_modern_logs(case: Case, path: str) -> None:
    file = pyevtx.file()
    file.open_file_object(io.BytesIO(case.files[path]))
    records = range(file.get_number_of_records())
    ids = Counter(file.get_record(index).event_identifier for index in records)
    assert ids == case.written[path]
    assert not file.is_corrupted()


@pytest.mark.parametrize(("case", "path"), EVTX)
def test_python_evtx_reads_the_modern_logs(case: Case, path: str) -> None:
    with Evtx(str(CASES / case.name / path)) as log:
        xml = [record.xml() for record in log.records()]
    ids = (re.search(r"<EventID[^>]*>(\d+)<", each) for each in xml)
    assert Counter(int(found[1]) for found in ids if found) == case.written[path]


def test_the_saved_evtx_holds_classic_events_with_thirteen_strings() -> None:
    path = "evidence/loncap03-saved.evtx"
    first = next(event for event_id, event in rust(SMS, path) if event_id == 529)
    assert first["System"]["Provider"] == {"#attributes": {"Name": "Security"}}
    assert first["EventData"] == {
        "Binary": None,
        "Data": {
            "#text": [
                *("SMSCliToknAcct&", "WHS-878", "3", "NtLmSsp ", "NTLM", "WHS-878"),
                *("-", "-", "-", "-", "-", "10.4.20.78", "1061"),
            ]
        },
    }


def test_events_of_another_program_share_the_number_4625() -> None:
    found = rust(NORTHWAY, "evidence/fs01-security.evtx")
    channels = Counter(event["System"]["Channel"] for number, event in found if number == 4625)
    assert channels == {"Security": 69, "Vendor-App/Operational": 2}
