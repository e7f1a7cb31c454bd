"""Cited records are read a second time; agreement, difference and failure are told apart."""

import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import given as strategy
from hypothesis import settings
from hypothesis import strategies as st

from forensics.evidence import evtx as evtx_reader
from forensics.evidence.corroborate import Comparison, Difference, Statement, corroborate
from forensics.evidence.records import Wanted
from tests.builders import binxml, security
from tests.builders import security_classic as classic
from tests.builders.event import Event, ticks
from tests.builders.event import instance as event_instance
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import headless, overwritten, record_offsets, stale
from tests.builders.security import At
from tests.shared import shared

BEGIN: Final = 134_169_000_000_000_000  # in 2026
AUDITING: Final = "Microsoft-Windows-Security-Auditing"
AUTHENTICATION: Final = (4624, 4625, 4648, 4740, 4767, 4768, 4771, 4776)
NAMES: Final = frozenset(
    {
        *("TargetUserName", "TargetDomainName", "TargetUserSid", "TargetSid", "TargetLogonId"),
        *("SubjectUserName", "SubjectDomainName", "SubjectUserSid", "SubjectLogonId"),
        *("Status", "SubStatus", "FailureReason", "LogonType", "LogonGuid", "ProcessId"),
        *("LogonProcessName", "AuthenticationPackageName", "PackageName", "ProcessName"),
        *("WorkstationName", "Workstation", "IpAddress", "IpPort", "ServiceName", "PreAuthType"),
    }
)


def statements(events: Sequence[Event], log: bytes) -> tuple[Statement, ...]:
    """Return what a faultless reader says of a built log."""
    return tuple(
        Statement(
            offset=offset,
            length=struct.unpack_from("<I", log, offset + 4)[0],
            number=event.number,
            written=ticks(event.written),
            event_id=event.event_id,
            event_record_id=event.event_record_id or event.number,
            computer=event.computer,
            values=dict(_values(event)),
        )
        for event, offset in zip(events, record_offsets(log), strict=True)
    )


def _values(event: Event) -> Iterator[tuple[str, str | None]]:
    if isinstance(event.values, Mapping):
        for name, value in event.values.items():
            yield name, value.shown if isinstance(value, binxml.Value) else value
    else:
        yield from ((str(number), text) for number, text in enumerate(event.values, start=1))


def agreed(statement: Statement) -> Comparison:
    return Comparison(
        offset=statement.offset, number=statement.number, agrees=True, differences=(), failed=""
    )


def failed(statement: Statement, reason: str) -> Comparison:
    return replace(agreed(statement), agrees=False, failed=reason)


def two() -> tuple[bytes, tuple[Statement, ...]]:
    events = [
        security.lockout_4740(At(1, BEGIN)),
        security.logon_failed_4625(At(2, BEGIN + 7), TargetUserName="zoë"),
    ]
    log = evtx(events)
    return log, statements(events, log)


def test_records_of_every_form_agree_in_the_order_asked() -> None:
    events = [
        security.lockout_4740(At(11, BEGIN)),
        security.logon_4624(At(12, BEGIN + 1), TargetUserName="a & <b>", IpPort=None),
        security.preauth_failed_4771(At(13, BEGIN + 2)),
        classic.failed_529("", "WS9", "", address="192.0.2.9").event(At(14, BEGIN + 3)),
        replace(classic.lockout_644("Łódź\r\n", "WS9").event(At(15, BEGIN + 4)), form="strings"),
        classic.lockout_644("Łódź\n", "WS9").event(At(16, BEGIN + 5)),
        replace(security.validated_4776(At(17, BEGIN + 6)), event_record_id=2455),
    ]
    log = evtx(events)
    given = statements(events, log)[::-1]
    assert corroborate(io.BytesIO(log), given) == tuple(map(agreed, given))


def test_nothing_asked_gives_nothing() -> None:
    assert corroborate(io.BytesIO(b""), ()) == ()


@pytest.mark.parametrize(
    ("name", "count"), [("velocidex-security", 247), ("kerberos-4771-valid-user", 54)]
)
def test_every_authentication_record_of_a_real_log_agrees(name: str, count: int) -> None:
    path = shared(f"evidence/evtx/{name}.evtx")
    given = tuple(real(path.read_bytes()))
    with path.open("rb") as file:
        assert corroborate(file, given) == tuple(map(agreed, given))
    assert len(given) == count


def test_a_record_of_a_real_log_agrees_when_it_is_the_only_one_asked() -> None:
    log = shared("evidence/evtx/velocidex-security.evtx").read_bytes()
    for given in list(real(log))[::12]:
        assert corroborate(io.BytesIO(log), (given,)) == (agreed(given),)


def test_a_template_that_the_table_has_lost_is_found_all_the_same() -> None:
    events = [security.lockout_4740(At(1, BEGIN)), security.lockout_4740(At(2, BEGIN))]
    log = overwritten(evtx(events), FILE_HEADER + 384, bytes(128))
    second = statements(events, evtx(events))[1]
    assert corroborate(io.BytesIO(log), (second,)) == (agreed(second),)


def test_a_record_whose_template_was_overwritten_fails() -> None:
    events = [security.lockout_4740(At(1, BEGIN)), security.lockout_4740(At(2, BEGIN))]
    log = evtx(events)
    first, second = statements(events, log)
    template = log.index(b"\x0c\x01", first.offset + 1000) + 10
    broken = overwritten(log, template + 4, b"\x2a\x2a\x00\x00")
    reason = "ParseException: Parse Exception(the template is not the record's own)"
    assert corroborate(io.BytesIO(broken), (second,)) == (failed(second, reason),)


def real(log: bytes) -> Iterator[Statement]:
    """Return what our reader says of the authentication records of a log."""
    wanted = Wanted(fields={AUDITING: dict.fromkeys(AUTHENTICATION, NAMES)})
    reading = evtx_reader.read(io.BytesIO(log), len(log), wanted)
    for batch in reading.batches:
        for row in batch.frame.filter(~pl.col("recovered")).iter_rows(named=True):
            yield Statement(
                offset=row["offset"],
                length=row["length"],
                number=row["number"],
                written=row["written"],
                event_id=batch.event_id,
                event_record_id=row["event_record_id"],
                computer=row["computer"],
                values={name: row[name] for name in NAMES & set(batch.frame.columns)},
            )


@pytest.mark.parametrize(
    ("wrong", "difference"),
    [
        ({"number": 8}, ("number", "8", "1")),
        ({"written": BEGIN + 1}, ("written", str(BEGIN + 1), str(BEGIN))),
        ({"event_id": 4625}, ("event id", "4625", "4740")),
        ({"event_record_id": 3}, ("event record id", "3", "1")),
        ({"computer": "DC1"}, ("computer", "DC1", "dc1.example.test")),
        ({"values": {"TargetUserName": "bob"}}, ("TargetUserName", "bob", "alice")),
        ({"values": {"TargetUserName": None}}, ("TargetUserName", None, "alice")),
        ({"values": {"Workstation": "WS1"}}, ("Workstation", "WS1", None)),
        (
            {"values": {"SubjectLogonId": "0x3e8"}},
            ("SubjectLogonId", "0x3e8", "0x00000000000003e7"),
        ),
        ({"values": {"2": "WS2"}}, ("2", "WS2", "WS1")),
    ],
)
def test_a_difference_is_reported_with_its_name_and_both_texts(
    wrong: dict[str, Any], difference: tuple[str, str | None, str | None]
) -> None:
    log, (first, second) = two()
    name, ours, theirs = difference
    changed = replace(first, **wrong)
    assert corroborate(io.BytesIO(log), (changed, second)) == (
        Comparison(
            offset=first.offset,
            number=changed.number,
            agrees=False,
            differences=(Difference(name=name, ours=ours, theirs=theirs),),
            failed="",
        ),
        agreed(second),
    )


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        (binxml.hex32(0x6D), "0x6D"),
        (
            binxml.guid("{54849625-5478-4994-a5ba-3e3b0328c30d}"),
            "54849625-5478-4994-A5BA-3E3B0328C30D",
        ),
        (binxml.text("a\r\nb"), "a\nb"),
        (binxml.text("a", terminated=True), "a"),
        (binxml.NULL, ""),
        (binxml.text(""), None),
        (binxml.Value(0x10, struct.pack("<I", 0xC38), ""), "0xc38"),
    ],
)
def test_formatting_is_no_difference(recorded: binxml.Value, ours: str | None) -> None:
    event = security.validated_4776(At(1, BEGIN), Status=recorded)
    log = evtx([event])
    (given,) = statements([event], log)
    given = replace(given, values={"Status": ours})
    assert corroborate(io.BytesIO(log), (given,)) == (agreed(given),)


def test_a_decimal_text_is_not_taken_for_another_number() -> None:
    event = security.validated_4776(At(1, BEGIN), TargetUserName="007")
    log = evtx([event])
    (given,) = statements([event], log)
    (found,) = corroborate(io.BytesIO(log), (replace(given, values={"TargetUserName": "7"}),))
    assert found.differences == (Difference(name="TargetUserName", ours="7", theirs="007"),)


def test_a_value_that_is_no_text_fails_this_record_alone() -> None:
    log, (first, second) = two()
    at = log.index("zoë".encode("utf-16-le"), second.offset)
    broken = overwritten(log, at, b"\x00\xd8\x41\x00")
    found = corroborate(io.BytesIO(broken), (first, second))
    assert found[0] == agreed(first)
    assert re.match(r"UnicodeDecodeError: 'utf-16-le' codec can't decode", found[1].failed)
    assert found[1] == failed(second, found[1].failed)


def test_a_forwarded_event_without_template_fails_with_the_reason() -> None:
    event = replace(security.validated_4776(At(1, BEGIN)), form="inline")
    log = evtx([event])
    (given,) = statements([event], log)
    reason = "ParseException: Parse Exception(the record has no template)"
    assert corroborate(io.BytesIO(log), (given,)) == (failed(given, reason),)


@pytest.mark.parametrize("table", [128, 384])
def test_a_table_without_end_fails_the_records_of_its_chunk_only(table: int) -> None:
    log, (first, _) = two()
    circle = FILE_HEADER + 600
    broken = overwritten(log, FILE_HEADER + table, struct.pack("<I", 600))
    broken = overwritten(broken, circle, struct.pack("<I", 600))
    whole = replace(first, offset=first.offset + CHUNK)
    found = corroborate(io.BytesIO(broken + log[FILE_HEADER:]), (first, whole))
    reason = "a name or template table of the chunk has no end"
    assert found == (failed(first, reason), agreed(whole))


def alone(instance: binxml.Instance) -> tuple[bytes, Statement]:
    """Return a log with one record that holds `instance`, and a statement at its place."""
    writer = binxml.Writer(bytearray(512))
    writer.buffer += struct.pack("<4sIQQ", b"**\0\0", 4096, 1, BEGIN) + binxml.FRAGMENT
    writer.instance(instance)
    log = bytes(FILE_HEADER) + bytes(writer.buffer).ljust(CHUNK, b"\0")
    return log, replace(two()[1][0], offset=FILE_HEADER + 512)


def test_a_name_that_stands_twice_means_its_first_value_and_a_number_reaches_both() -> None:
    whole = event_instance(security.lockout_4740(At(1, BEGIN)))
    twice = tuple(
        binxml.Element("Data", (binxml.Slot(index, 0x01),), (("Name", "LogonGuid"),))
        for index in range(2)
    )
    data = binxml.Instance(binxml.Element("EventData", twice), (binxml.text("a"), binxml.text("b")))
    log, given = alone(replace(whole, values=(*whole.values[:-1], data)))
    given = replace(given, values={"LogonGuid": "a", "1": "a", "2": "b"})
    assert corroborate(io.BytesIO(log), (given,)) == (agreed(given),)


def test_a_classic_event_has_no_string_after_its_last() -> None:
    event = classic.lockout_644("alice", "WS1").event(At(1, BEGIN))
    log = evtx([event])
    (given,) = statements([event], log)
    (found,) = corroborate(io.BytesIO(log), (replace(given, values={"7": "x"}),))
    assert found.differences == (Difference(name="7", ours="x", theirs=None),)


def test_a_template_that_holds_itself_ends() -> None:
    root = binxml.Element("Event", (binxml.Slot(0, 0x21), binxml.Slot(0, 0x21)))
    instance = binxml.Instance(root, (binxml.NULL,))
    for _ in range(40):
        instance = binxml.Instance(root, (instance,))
    log, given = alone(instance)
    assert corroborate(io.BytesIO(log), (given,)) == (failed(given, "KeyError: 'EventID'"),)


def test_text_beyond_what_a_chunk_can_hold_fails_the_record() -> None:
    name = binxml.Element("Data", (binxml.Slot(0, 0x01),))
    data = binxml.Instance(binxml.Element("EventData", (name,) * 900), (binxml.text("W" * 9_000),))
    log, given = alone(binxml.Instance(binxml.Element("Event", (binxml.Slot(0, 0x21),)), (data,)))
    reason = "ParseException: Parse Exception(the record has more text than a chunk can hold)"
    assert corroborate(io.BytesIO(log), (given,)) == (failed(given, reason),)


def test_neither_the_header_of_the_file_nor_its_absence_matters() -> None:
    events = [security.lockout_4740(At(number, BEGIN + number)) for number in range(1, 400)]
    log = evtx(events)
    given = statements(events, log)[::50]
    shifted = [replace(one, offset=one.offset - FILE_HEADER) for one in given]
    moved = [replace(one, offset=one.offset + 1000) for one in given]
    assert len(log) > FILE_HEADER + 2 * CHUNK
    assert corroborate(io.BytesIO(stale(log)), given) == tuple(map(agreed, given))
    assert corroborate(io.BytesIO(headless(log)), shifted) == tuple(map(agreed, shifted))
    assert corroborate(io.BytesIO(bytes(1000) + log), moved) == tuple(map(agreed, moved))


def test_a_chunk_whose_magic_is_gone_is_read_on_the_usual_grid() -> None:
    log, given = two()
    broken = overwritten(log, FILE_HEADER, b"ElfChun\0")
    assert corroborate(io.BytesIO(broken), given) == tuple(map(agreed, given))


@pytest.mark.parametrize("size", [0, 100, FILE_HEADER, FILE_HEADER + 300, FILE_HEADER + 700])
def test_a_file_that_ends_before_the_record_fails_it(size: int) -> None:
    log, given = two()
    found = corroborate(io.BytesIO(log[:size]), given)
    assert [(one.agrees, one.differences, bool(one.failed)) for one in found] == [
        (False, (), True)
    ] * 2


@settings(max_examples=40, deadline=None)
@strategy(at=st.integers(0, 3000), noise=st.binary(min_size=1, max_size=40))
def test_no_bytes_raise(at: int, noise: bytes) -> None:
    log, given = two()
    found = corroborate(io.BytesIO(overwritten(log, FILE_HEADER + at, noise)), given)
    assert [one.offset for one in found] == [one.offset for one in given]
    assert all(one.agrees != bool(one.differences or one.failed) for one in found)
