"""Each form of evidence is known by its content, whatever the file is called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import load_case
from forensics.events import event_table
from forensics.evidence import runs
from forensics.evidence.exports.exported import AUDITING
from forensics.evidence.forms import HEAD, READERS, Examined, examine
from forensics.evidence.netlogon.reader import NETLOGON
from forensics.exhibits import find_exhibits
from tests.builders import export_xml
from tests.builders.event import Event
from tests.builders.evtx import evtx
from tests.builders.export_xml import Exported
from tests.builders.forms import SAMPLES
from tests.shared import shared


def examined(folder: Path, content: bytes, name: str = "exhibit.bin") -> Examined:
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / name).write_bytes(content)
    (exhibit,) = find_exhibits(load_case(folder))
    return examine(exhibit, event_table().wanted())


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_form_is_told_by_its_content_whatever_its_name(tmp_path: Path, sample: str) -> None:
    form, content = SAMPLES[sample]
    found = examined(tmp_path, content, "misleading.evtx")
    assert (found.form, found.state, found.reason) == (form, "intact", "")
    assert found.reading is not None
    assert found.reading.bytes is not None
    assert found.reading.bytes.total == len(content)


@pytest.mark.parametrize(
    "content",
    [
        b"just a note\n",
        b"a,b,c\n1,2,3\n",
        b'{"name": "settings", "id": 4625}\n',
        b"<html><body>Event</body></html>\n",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"Oct  8 09:15:03 mail postfix/smtpd[1]: connect from unknown\n" * 20,
    ],
)
def test_other_files_are_listed_and_set_aside(tmp_path: Path, content: bytes) -> None:
    found = examined(tmp_path, content)
    assert (found.form, found.state) == ("unknown", "unrecognised")
    assert found.reason == "not a form that this version reads: set aside unread"


def test_a_log_cannot_pass_its_events_off_as_lines_of_another_form(tmp_path: Path) -> None:
    spoof = Event(
        number=1,
        written=126_469_665_000_000_000,
        provider=NETLOGON,
        event_id=1,
        values={"account": "alice", "status": "0xC000006A"},
    )
    found = examined(tmp_path, evtx([spoof]))
    assert found.reading is not None
    assert found.reading.batches == ()
    assert runs.live(runs.of(found.reading)) == 1


def test_the_real_exports_are_known() -> None:
    files = sorted(shared("evidence/exports").glob("*.data"))
    heads = {file.name: file.read_bytes()[:HEAD] for file in files}
    known = {
        name: next((form.name for form in READERS if form.recognises(head)), "unknown")
        for name, head in heads.items()
    }
    assert known == {
        "sample-events.data": "text",
        "sample-windows2022-security.data": "text",
        "sample-windows2025-security.data": "text",
    }


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_confuse_any_reader(head: bytes) -> None:
    assert all(form.recognises(head) in (True, False) for form in READERS)


def test_what_is_not_asked_for_is_indexed_all_the_same(tmp_path: Path) -> None:
    other = Exported(event_id=4688, provider=AUDITING, values={"NewProcessName": "x"})
    found = examined(tmp_path, export_xml.wevtutil([other]).encode())
    assert found.reading is not None
    assert found.reading.batches == ()
    assert runs.live(runs.of(found.reading)) == 1
