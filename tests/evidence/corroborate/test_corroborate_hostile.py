"""Cited records that one reader or both cannot decode: a reason each, and always an end."""

import io
import re
import struct
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given as strategy
from hypothesis import settings
from hypothesis import strategies as st

from forensics.evidence.corroborate import python as corroborate_python
from forensics.evidence.corroborate import rust as corroborate_rust
from forensics.evidence.corroborate.layouts import Layouts
from forensics.evidence.corroborate.readers import READERS, corroborate
from tests.builders import binxml, security
from tests.builders.binxml import Element, Instance, Slot
from tests.builders.event import instance as event_instance
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import overwritten
from tests.builders.security import At
from tests.evidence.corroborate.corroborating import (
    BEGIN,
    agreed,
    all_agree,
    alone,
    failed,
    nested,
    several,
    statements,
    two,
)

PYTHON, RUST = READERS
TOO_MUCH: Final = "its templates repeat one another beyond what any record needs"


def test_a_value_that_is_no_text_fails_this_record_alone_and_before_one_reader() -> None:
    log, (first, second) = two()
    at = log.index("zoë".encode("utf-16-le"), second.offset)
    broken = overwritten(log, at, b"\x00\xd8\x41\x00")
    found = corroborate(io.BytesIO(broken), (first, second))
    assert found[PYTHON][0] == found[RUST][0] == agreed(first)
    assert re.match(r"UnicodeDecodeError: 'utf-16-le' codec can't decode", found[PYTHON][1].failed)
    assert found[PYTHON][1] == failed(second, found[PYTHON][1].failed)
    assert [one.name for one in found[RUST][1].differences] == ["TargetUserName"]


def test_a_list_of_numbers_is_read_by_one_reader_only() -> None:
    numbers = binxml.Value(0x86, struct.pack("<HH", 4, 5), "")
    event = security.validated_4776(At(1, BEGIN), Workstation=numbers)
    log = evtx([event])
    (given,) = statements([event], log)
    given = replace(given, values={"TargetUserName": "alice"})
    assert corroborate(io.BytesIO(log), (given,)) == {
        PYTHON: (failed(given, "KeyError: 134"),),
        RUST: (agreed(given),),
    }


def test_a_record_that_makes_no_sense_fails_before_both_in_their_own_words() -> None:
    log, (first, second) = two()
    broken = overwritten(log, first.offset + 24, b"\x7f" * 64)
    found = corroborate(io.BytesIO(broken), (first, second))
    assert found[RUST][0].failed.startswith("RuntimeError: ")
    assert found[PYTHON][0].failed == (
        "ParseException: Parse Exception(the record has no template)"
    )


@pytest.mark.parametrize("table", [128, 384])
@pytest.mark.parametrize("entry", [65_000, 0xFFFF_FFF0])
def test_a_table_without_end_or_that_leads_nowhere_is_not_followed(table: int, entry: int) -> None:
    log, given = two()
    broken = overwritten(log, FILE_HEADER + table, struct.pack("<I", entry))
    broken = overwritten(broken, FILE_HEADER + 65_000, struct.pack("<I", 65_000))
    assert corroborate(io.BytesIO(broken), given) == all_agree(given)


def test_a_template_that_holds_itself_ends() -> None:
    log, given = alone(nested(40))
    assert corroborate(io.BytesIO(log), (given,)) == {
        PYTHON: (failed(given, "KeyError: 'EventID'"),),
        RUST: (failed(given, TOO_MUCH),),
    }


def test_text_beyond_what_a_chunk_can_hold_fails_the_record() -> None:
    name = Element("Data", (Slot(0, 0x01),))
    data = Instance(Element("EventData", (name,) * 900), (binxml.text("W" * 9_000),))
    log, given = alone(Instance(Element("Event", (Slot(0, 0x21),)), (data,)))
    reason = "ParseException: Parse Exception(the record has more text than a chunk can hold)"
    assert corroborate(io.BytesIO(log), (given,)) == {
        PYTHON: (failed(given, reason),),
        RUST: (failed(given, TOO_MUCH),),
    }


def test_lists_in_lists_do_not_multiply() -> None:
    element = Element("A", (Slot(0, 0x84),))
    for _ in range(4):
        element = Element("A", (element, Slot(0, 0x84)))
    numbers = binxml.Value(0x84, bytes(200), "")
    log, given = alone(Instance(Element("Event", (element,)), (numbers,)))
    found = corroborate(io.BytesIO(log), (given,))
    assert found == {
        PYTHON: (failed(given, "KeyError: 132"),),
        RUST: (failed(given, TOO_MUCH),),
    }


def test_templates_in_a_record_that_has_none_itself_are_seen() -> None:
    writer = binxml.Writer(bytearray(512))
    writer.buffer += struct.pack("<4sIQQ", b"**\0\0", 0, 1, BEGIN) + binxml.FRAGMENT
    writer.buffer += b"\x01\xff\xff\0\0" + struct.pack("<I", len(writer.buffer) + 9)
    writer.buffer += struct.pack("<IHH", 0, 0, 1) + "E\0".encode("utf-16-le") + b"\x02"
    writer.instance(nested(40))
    struct.pack_into("<I", writer.buffer, 516, len(writer.buffer) - 512)
    log = bytes(FILE_HEADER) + bytes(writer.buffer).ljust(CHUNK, b"\0")
    given = replace(two()[1][0], offset=FILE_HEADER + 512)
    (found,) = corroborate(io.BytesIO(log), (given,))[RUST]
    assert found == replace(failed(given, TOO_MUCH), same_library=True)


@pytest.mark.parametrize("hostile", [0, 1, 2])
def test_another_record_of_the_chunk_does_no_harm(hostile: int) -> None:
    instances = [event_instance(security.lockout_4740(At(1, BEGIN)))] * 2
    log, given = several(*instances[:hostile], nested(40), *instances[hostile:])
    found = corroborate(io.BytesIO(log), given)
    for reader in READERS:
        assert [not one.failed for one in found[reader]] == [n != hostile for n in range(3)]
        assert [one for one in found[reader] if not one.failed] == [
            agreed(one) for one in given[:hostile] + given[hostile + 1 :]
        ]


def test_what_follows_a_record_that_fails_does_no_harm_either() -> None:
    log, (first, _) = several(event_instance(security.lockout_4740(At(1, BEGIN))), nested(40))
    broken = overwritten(log, first.offset + 24, b"\x7f" * 64)
    (found,) = corroborate(io.BytesIO(broken), (first,))[RUST]
    assert found.failed.startswith("RuntimeError: ")


def test_a_template_that_cannot_be_parsed_is_tried_once() -> None:
    events = [security.lockout_4740(At(number, BEGIN)) for number in (1, 2)]
    log = evtx(events)
    given = statements(events, log)
    tokens = log.index(b"\x0c\x01", given[0].offset + 1000) + 10 + 24
    broken = overwritten(log, tokens + 4, b"\x0b")
    first, second = corroborate(io.BytesIO(broken), given)[PYTHON]
    assert first.failed
    assert second.failed.endswith("(the template could not be parsed for an earlier record either)")


def test_templates_without_number_do_not_take_time_without_end() -> None:
    log, _ = two()
    reason = "the file has more templates than python-evtx is given time for"
    assert corroborate_python.read(log[FILE_HEADER:], [512], Layouts(left=100)) == [
        f"ParseException: Parse Exception({reason})"
    ]


class PanicException(BaseException):
    """What a panic of a Rust library is to Python."""

    __module__ = "pyo3_runtime"


def test_a_panic_of_the_library_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*_: object) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(corroborate_rust, "PyEvtxParser", panics)
    log, _ = two()
    found = corroborate_rust.read(log[FILE_HEADER:], 512)
    assert found == "PanicException: index out of bounds"


def test_an_interruption_is_no_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(corroborate_rust, "PyEvtxParser", interrupted)
    log, _ = two()
    with pytest.raises(KeyboardInterrupt):
        corroborate_rust.read(log[FILE_HEADER:], 512)


@pytest.mark.parametrize("size", [0, 100, FILE_HEADER, FILE_HEADER + 300, FILE_HEADER + 700])
def test_a_file_that_ends_before_the_record_fails_it(size: int) -> None:
    log, given = two()
    found = corroborate(io.BytesIO(log[:size]), given)
    for reader in READERS:
        assert [(one.agrees, one.differences, bool(one.failed)) for one in found[reader]] == [
            (False, (), True)
        ] * 2


@pytest.mark.parametrize("at", [0, 100, 513, 530, 65_530])
def test_a_place_where_no_record_can_be_fails(at: int) -> None:
    log, (first, _) = two()
    found = corroborate(io.BytesIO(log), (replace(first, offset=FILE_HEADER + at),))
    assert all(found[reader][0].failed for reader in READERS)


@pytest.mark.parametrize("size", [0, 1, 24, 27, 0x10001, 0xFFFF_FFFF])
def test_a_record_of_an_impossible_size_is_no_endless_chain(size: int) -> None:
    log, (first, second) = two()
    broken = overwritten(log, second.offset + 4, struct.pack("<I", size))
    found = corroborate(io.BytesIO(broken), (first, second))
    assert found[RUST][0] == agreed(first)
    assert found[RUST][1].failed


@settings(max_examples=40, deadline=None)
@strategy(at=st.integers(0, 3000), noise=st.binary(min_size=1, max_size=40))
def test_no_bytes_raise(at: int, noise: bytes) -> None:
    log, given = two()
    found = corroborate(io.BytesIO(overwritten(log, FILE_HEADER + at, noise)), given)
    for answers in found.values():
        assert [one.offset for one in answers] == [one.offset for one in given]
        assert all(one.agrees != bool(one.differences or one.failed) for one in answers)


@settings(max_examples=40, deadline=None)
@strategy(noise=st.binary(min_size=1, max_size=60), place=st.integers(0, 800))
def test_no_bytes_of_a_forwarded_event_raise(place: int, noise: bytes) -> None:
    event = replace(security.validated_4776(At(1, BEGIN)), form="inline")
    log = evtx([event])
    given = statements([event], log)
    found = corroborate(io.BytesIO(overwritten(log, given[0].offset + 24 + place, noise)), given)
    assert all(one.agrees != bool(one.differences or one.failed) for one in found[RUST])
