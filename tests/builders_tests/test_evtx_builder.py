"""Built .evtx files are real ones to three independent readers."""

import io
import re
import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

import pyevtx
import pytest
from evtx import PyEvtxParser
from Evtx.Evtx import ChunkHeader, FileHeader, Record

from forensics.values import Instant
from tests.builders import binxml, security
from tests.builders import security_classic as classic
from tests.builders.event import Form, ticks
from tests.builders.evtx import CHUNK, FILE_HEADER, Event, evtx, template_hash
from tests.builders.evtx_damage import record_offsets, resealed, rewound, stale
from tests.builders.security import At
from tests.shared import shared

BEGIN: Final = Instant.of(datetime(2026, 3, 2, 7, 15, tzinfo=UTC)).ticks
NS: Final = "{http://schemas.microsoft.com/win/2004/08/events/event}"
HEX: Final = re.compile(r"0x([0-9a-fA-F]+)")
GUID: Final = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
STRING: Final = re.compile(r"<string>(.*?)</string>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seen:
    """One record as a reader sees it; `written` in ticks, values in the reader's order."""

    number: int
    written: int
    event_record_id: int
    event_id: int
    provider: str
    channel: str
    computer: str
    values: tuple[tuple[str, str], ...]


def plain(value: str) -> str:
    """Undo the formatting in which readers differ: hex padding, GUID case and braces, CRLF."""
    if found := HEX.fullmatch(value):
        return f"0x{int(found[1], 16):x}"
    if found := GUID.fullmatch(value):
        return found[1].lower()
    return value.replace("\r\n", "\n")


def seen(number: int, written: int, xml: str) -> Seen:
    root = ET.fromstring(xml)  # noqa: S314 - the XML of a reader, of a file built here
    system = root.find(f"{NS}System")
    data = root.find(f"{NS}EventData")
    assert system is not None
    assert data is not None
    texts = {child.tag.removeprefix(NS): child.text or "" for child in system}
    provider = system.find(f"{NS}Provider")
    assert provider is not None
    return Seen(
        number=number,
        written=written,
        event_record_id=int(texts["EventRecordID"]),
        event_id=int(texts["EventID"]),
        provider=provider.attrib["Name"],
        channel=texts["Channel"],
        computer=texts["Computer"],
        values=tuple(_values(data)),
    )


def _values(data: ET.Element) -> Iterator[tuple[str, str]]:
    for child in data.findall(f"{NS}Data"):
        content = child.text or ""
        strings = STRING.findall(content)  # python-evtx shows a string array as one text
        for value in strings or [content]:
            yield child.get("Name", ""), plain("" if value.isspace() else value)


def rust(log: bytes) -> list[Seen]:
    return [
        seen(record["event_record_id"], _ticks(record["timestamp"]), record["data"])
        for record in rust_records(log)
    ]


def rust_records(log: bytes) -> Iterator[Mapping[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for record in PyEvtxParser(io.BytesIO(log), number_of_threads=1).records():
            assert record is not None
            yield record


def _ticks(stamp: str) -> int:
    found = re.fullmatch(r"(\S{19})(?:\.(\d{1,9}))?Z?(?: UTC)?", stamp)
    assert found is not None
    moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    return Instant.of(moment).ticks + int((found[2] or "").ljust(7, "0")[:7])


def libevtx(log: bytes) -> list[Seen]:
    file = pyevtx.file()
    file.open_file_object(io.BytesIO(log))
    assert file.number_of_recovered_records == 0
    return [
        seen(record.identifier, record.get_written_time_as_integer(), record.xml_string)
        for record in file.records
    ]


def python_evtx(records: Sequence[Record]) -> list[Seen]:
    return [
        seen(record.record_num(), record.unpack_qword(0x10), record.xml()) for record in records
    ]


def chunks(log: bytes) -> list[ChunkHeader]:
    return [ChunkHeader(log, at) for at in range(FILE_HEADER, len(log), CHUNK)]


def expected(events: Sequence[Event]) -> list[Seen]:
    return [
        Seen(
            number=event.number,
            written=ticks(event.written),
            event_record_id=event.event_record_id or event.number,
            event_id=event.event_id,
            provider=event.provider,
            channel=event.channel,
            computer=event.computer,
            values=tuple(_given(event)),
        )
        for event in events
    ]


def _given(event: Event) -> Iterator[tuple[str, str]]:
    if not isinstance(event.values, Mapping):
        yield from (("", plain(value)) for value in event.values)
        return
    for name, value in event.values.items():
        yield name, plain(value.shown if isinstance(value, binxml.Value) else value or "")


def mixed(count: int) -> list[Event]:
    """Return `count` events of every kind the builders know, in turn."""
    return [_one(At(7_000 + index, BEGIN + 12_345_678 * index), index) for index in range(count)]


def _one(at: At, index: int) -> Event:
    makers = (
        security.logon_failed_4625,
        security.lockout_4740,
        security.unlock_4767,
        security.ticket_4768,
        security.preauth_failed_4771,
        security.validated_4776,
        security.logon_4624,
    )
    old = (
        classic.failed_529("zoë", "WS9", "WS9", address="192.0.2.9"),
        classic.lockout_644("bob & <co>", "WS9"),
        classic.validated_680("", "WS9"),
    )
    turn = index % (len(makers) + len(old))
    if turn < len(makers):
        return makers[turn](at, TargetUserName=f"user{index}")
    return old[turn - len(makers)].event(at)


@pytest.mark.parametrize("count", [0, 1, 200, 600])
def test_rust_evtx_reads_back_every_record_as_it_was_given(count: int) -> None:
    events = mixed(count)
    assert rust(evtx(events)) == expected(events)


@pytest.mark.parametrize("count", [0, 1, 200, 600])
def test_libevtx_reads_back_every_record_as_it_was_given(count: int) -> None:
    events = mixed(count)
    assert libevtx(evtx(events)) == expected(events)


@pytest.mark.parametrize("count", [0, 1, 100])
def test_python_evtx_reads_back_every_record_as_it_was_given(count: int) -> None:
    events = mixed(count)
    records = [record for chunk in chunks(evtx(events)) for record in chunk.records()]
    assert python_evtx(records) == expected(events)


def test_python_evtx_finds_600_records_and_reads_back_every_41st() -> None:
    events = mixed(600)
    records = [record for chunk in chunks(evtx(events)) for record in chunk.records()]
    assert [record.record_num() for record in records] == [event.number for event in events]
    assert python_evtx(records[::41]) == expected(events[::41])


def test_checksums_are_those_that_python_evtx_computes() -> None:
    log = evtx(mixed(600))
    assert FileHeader(log, 0).verify()
    assert len(chunks(log)) > 4
    assert all(chunk.verify() for chunk in chunks(log))
    assert all(chunk.verify() for chunk in chunks(resealed(stale(log))))


def test_equal_events_give_equal_bytes() -> None:
    assert evtx(mixed(30)) == evtx(mixed(30))


def test_header_number_and_time_may_differ_from_those_in_the_system_element() -> None:
    at = At(number=1, written=BEGIN)
    event = replace(security.lockout_4740(at), event_record_id=2455, created=BEGIN - 10_000_000)
    (record,) = rust_records(evtx([event]))
    assert record["event_record_id"] == 1
    assert "<EventRecordID>2455</EventRecordID>" in record["data"]
    assert "2026-03-02T07:14:59.000000Z" in record["data"]
    assert _ticks(record["timestamp"]) == BEGIN


@pytest.mark.parametrize("form", ["strings", "inline"])
def test_classic_events_in_other_forms_read_the_same(form: Form) -> None:
    strings = ("SMSCliToknAcct&", "WS9", "3", "NtLmSsp ", "", "\\\\WS9")
    event = Event(
        number=3, written=BEGIN, event_id=529, provider="Security", values=strings, form=form
    )
    assert rust(evtx([event])) == libevtx(evtx([event])) == expected([event])


def test_forwarded_events_have_no_template_and_read_the_same() -> None:
    at = At(number=4, written=BEGIN)
    event = replace(security.logon_failed_4625(at), form="inline")
    assert b"\x0c\x01" not in evtx([event])[FILE_HEADER + 512 :][24:34]
    assert rust(evtx([event])) == libevtx(evtx([event])) == expected([event])


def test_values_keep_the_type_the_caller_gives_them() -> None:
    status, kind = binxml.text("0XC000006D"), binxml.hex32(3)
    at = At(number=5, written=BEGIN)
    event = security.logon_failed_4625(at, Status=status, LogonType=kind, IpPort=None)
    (record,) = rust_records(evtx([event]))
    assert '<Data Name="Status">0XC000006D</Data>' in record["data"]
    assert '<Data Name="LogonType">0x3</Data>' in record["data"]
    assert '<Data Name="IpPort">\n    </Data>' in record["data"]


def test_a_field_the_event_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="event 4740 has no field Workstation"):
        security.lockout_4740(At(1, BEGIN), Workstation="WS1")


def test_an_event_larger_than_a_chunk_is_refused() -> None:
    huge = security.validated_4776(At(77, BEGIN), Workstation="W" * 32_600)
    for event in (huge, replace(huge, form="inline")):
        with pytest.raises(ValueError, match="event 77 is larger than a chunk"):
            evtx([*mixed(3), event])


def test_an_event_that_fills_a_chunk_alone_begins_a_new_one() -> None:
    events = [*mixed(3), security.validated_4776(At(8_000, BEGIN), Workstation="W" * 30_000)]
    assert len(chunks(evtx(events))) == 2
    assert libevtx(evtx(events)) == expected(events)


def test_names_of_an_event_that_did_not_fit_are_defined_again_in_its_own_chunk() -> None:
    first = security.validated_4776(At(1, BEGIN), Workstation="W" * 31_500)
    second = classic.failed_681("alice", "WS1").event(At(2, BEGIN))
    log = evtx([first, second])
    assert len(chunks(log)) == 2
    assert rust(log) == libevtx(log) == expected([first, second])
    assert "Binary" not in [name.string() for name in chunks(log)[0].strings().values()]


def test_rewound_leaves_the_later_records_of_a_chunk_in_slack() -> None:
    events = mixed(20)
    log = rewound(evtx(events), chunk=0, live=15)
    assert rust(log) == expected(events[:15])
    assert all(chunk.verify() for chunk in chunks(log))
    assert log[record_offsets(evtx(events))[19] :][:4] == b"**\0\0"


def test_stale_hides_the_later_chunks_from_readers_that_trust_the_header() -> None:
    log = stale(evtx(mixed(600)))
    header = FileHeader(log, 0)
    assert header.is_dirty()
    assert header.chunk_count() == 1
    assert rust(log) == expected(mixed(600))


def test_template_buckets_are_those_of_a_real_log() -> None:
    chunk = shared("evidence/evtx/velocidex-security.evtx").read_bytes()[FILE_HEADER:][:CHUNK]
    heads = [at for at in struct.unpack_from("<32I", chunk, 384) if at]
    assert len(heads) == 11
    assert [template_hash(chunk[at + 4 : at + 20]) % 32 for at in heads] == [
        bucket for bucket in range(32) if struct.unpack_from("<I", chunk, 384 + 4 * bucket)[0]
    ]


def test_name_hashes_and_buckets_are_those_of_a_real_log() -> None:
    chunk = shared("evidence/evtx/velocidex-security.evtx").read_bytes()[FILE_HEADER:][:CHUNK]
    for bucket, offset in enumerate(struct.unpack_from("<64I", chunk, 128)):
        if offset:
            _, stored, length = struct.unpack_from("<IHH", chunk, offset)
            name = chunk[offset + 8 : offset + 8 + 2 * length].decode("utf-16-le")
            assert (binxml.name_hash(name), stored % 64) == (stored, bucket)
