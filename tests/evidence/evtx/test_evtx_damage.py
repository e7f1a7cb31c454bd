"""Damaged copies of a real log, made in memory: what is kept, and what is said to be wrong.

The log has 2,261 live records and 30 in slack. Other readers keep less of a log cut at 1.5 MB,
without a header, with a stale one, without its tables of names, with 400 flipped bits, without free
offsets, or without its first template: see each test.
"""

import io
import random
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from forensics.evidence.evtx import reader as evtx
from tests.builders.evtx import seal
from tests.evidence.evtx.evtx_reading import (
    LOGONS,
    NOTHING,
    counts,
    damage,
    event_ids,
    live,
    read,
    rows,
)
from tests.evidence.evtx.evtx_security import (
    CHUNK,
    CHUNKS,
    HEADER,
    WHOLE,
    chunk,
    data_definition,
    definition,
    event_id,
    in_every_chunk,
    log,
    logons,
    offsets,
    overwritten,
)


def test_an_unharmed_log_has_no_damage() -> None:
    assert damage(read(log())) == []


def test_a_truncated_log_keeps_every_whole_record() -> None:
    # The libraries evtx, python-evtx and libevtx keep 1,942 of them.
    reading = read(log()[:1_500_000])
    assert live(reading) == 2_012
    assert damage(reading) == [
        ("record-truncated", 1_499_440, 560),
        ("file-truncated", 1_500_000, 208_032),
    ]


@pytest.mark.parametrize(
    ("harm", "start"),
    [
        (lambda whole: bytes(HEADER) + whole[HEADER:], HEADER),
        (lambda whole: whole[HEADER:], 0),
        (lambda whole: bytes(100) + whole, HEADER + 100),
        (lambda whole: whole[77:], HEADER - 77),
    ],
    ids=["zeroed", "missing", "pushed back", "cut"],
)
def test_chunks_are_found_without_a_file_header(harm: Callable[[bytes], bytes], start: int) -> None:
    # The libraries evtx and libevtx cannot open such files, python-evtx finds nothing.
    harmed = harm(log())
    reading = read(harmed)
    assert evtx.recognises(harmed[: 68 * 1024])
    assert counts(reading) == WHOLE
    assert damage(reading) == [("header-unreadable", 0, start)]
    assert reading.claims == {"chunks found": "26", "highest record number": "2261"}


def test_an_altered_file_header_is_told_by_its_checksum() -> None:
    reading = read(overwritten((24, b"\x01")))
    assert counts(reading) == WHOLE
    assert damage(reading) == [("header-checksum", 0, 128)]


def test_a_dirty_log_with_a_stale_header_loses_nothing() -> None:
    # python-evtx believes the header's number of chunks, and keeps 260 records.
    head = bytearray(log()[:HEADER])
    struct.pack_into("<QQ", head, 16, 2, 261)
    struct.pack_into("<H", head, 42, 3)
    struct.pack_into("<I", head, 124, zlib.crc32(head[:120]))
    reading = read(bytes(head) + log()[HEADER:])
    assert counts(reading) == WHOLE
    assert damage(reading) == []
    assert (reading.claims["chunks claimed"], reading.claims["chunks found"]) == ("3", "26")


def test_a_destroyed_table_of_names_costs_nothing() -> None:
    # The library evtx keeps 2,169 records.
    reading = read(in_every_chunk(128, b"\xff" * 256), LOGONS)
    assert counts(reading) == WHOLE
    assert damage(reading) == [("chunk-checksum", chunk(n), CHUNK) for n in range(CHUNKS)]
    assert list(rows(reading)) == logons()


@pytest.mark.parametrize("free", [0, 511, 0xFFFF_FFFF])
def test_a_destroyed_free_offset_costs_nothing(free: int) -> None:
    # libevtx cannot open such a file.
    reading = read(in_every_chunk(48, struct.pack("<I", free)))
    assert counts(reading) == WHOLE
    codes = [code for code, _, _ in damage(reading)]
    assert (codes.count("chunk-checksum"), codes.count("chain-broken")) == (26, 26)


def test_without_free_and_last_offset_records_are_live_as_long_as_numbers_go_on() -> None:
    assert counts(read(in_every_chunk(44, b"\xff" * 8))) == WHOLE


def test_two_hundred_and_more_flipped_bits_cost_no_record() -> None:
    # Of a log harmed like this the libraries keep 1,706 to 2,076 records.
    flips = random.Random(400)  # noqa: S311 - which bits flip shall be the same every time
    harmed = bytearray(log())
    for _ in range(400):
        bit = flips.randrange(8 * len(harmed))
        harmed[bit >> 3] ^= 1 << (bit & 7)
    assert counts(read(bytes(harmed))) == WHOLE


@pytest.mark.parametrize(
    ("kept", "unread"),
    [(24, 0), (4, 1), (0, 1)],
    ids=["body", "body and GUID", "all of it"],
)
def test_a_destroyed_system_template_costs_only_the_name_of_the_computer(
    kept: int, unread: int
) -> None:
    # The libraries keep 2,170 to 2,173 records. No other chunk has the template of this computer.
    at, size = definition(offsets(0)[0])
    reading = read(overwritten((at + kept, b"\xff" * (size - kept))), LOGONS)
    assert counts(reading) == WHOLE
    # The first record carries the definition: without its size, nothing behind it can be found.
    assert event_ids(reading)["-1"] == unread
    told = [without_computer(row) for row in rows(reading)]
    assert told == [without_computer(row) for row in logons()]
    assert [code for code, _, _ in damage(reading)][-2:] == ["template-unreadable"] * 2


def without_computer(row: tuple[str, int, dict[str, Any]]) -> tuple[str, int, dict[str, Any]]:
    provider, event_id, values = row
    return provider, event_id, {**values, "computer": None}


@pytest.mark.parametrize("kept", [24, 4, 0], ids=["body", "body and GUID", "all of it"])
def test_a_destroyed_template_of_events_is_replaced_by_its_like_elsewhere(kept: int) -> None:
    begin = next(at for at in offsets(1) if event_id(at) == 4624 and data_definition(at) < at)
    at = data_definition(begin)
    size = 24 + struct.unpack_from("<I", log(), at + 20)[0]
    reading = read(overwritten((at + kept, b"\xff" * (size - kept))), LOGONS)
    # The record that carries it is lost with its size: nothing behind it can be found.
    assert len(list(rows(reading))) == (628 if kept == 24 else 627)
    assert counts(reading) == WHOLE
    codes = [code for code, _, _ in damage(reading)]
    assert codes == ["chunk-checksum", *(["record-unreadable"] if kept < 24 else [])]


def test_a_damaged_template_misleads_neither_other_chunks_nor_its_own() -> None:
    # The first definition of 4624 in the file says that TargetUserName is another value.
    begin = next(at for at in offsets(0) if event_id(at) == 4624)
    at = data_definition(begin)
    name = log().index("TargetUserName".encode("utf-16-le"), at)
    hole = log().index(b"\x0d\x05\0\x01", name)
    assert hole - name < 100
    told = list(rows(read(overwritten((hole + 1, b"\x06")), LOGONS)))
    assert told == logons()


def test_a_template_destroyed_before_the_checksums_were_made_is_replaced_all_the_same() -> None:
    begin = next(at for at in offsets(0) if event_id(at) == 4624)
    at = data_definition(begin)
    copy = bytearray(overwritten((at + 24, b"\xff" * 900)))
    copy[chunk(0) : chunk(1)] = seal(copy[chunk(0) : chunk(1)])
    reading = read(bytes(copy), LOGONS)
    assert list(rows(reading)) == logons()
    assert damage(reading) == []


def test_a_chunk_without_its_name_gives_its_records_as_recovered() -> None:
    inside = len(offsets(3))
    reading = read(overwritten((chunk(3), b"\0" * 8)))
    assert (live(reading), int(reading.records.recovered.sum())) == (2_261 - inside, inside)
    assert damage(reading) == [("chunk-unreadable", chunk(3), CHUNK)]


def test_bytes_missing_in_a_chunk_do_not_reach_beyond_it() -> None:
    cut = offsets(5)[10]
    reading = read(log()[:cut] + log()[cut + 512 :])
    assert counts(reading) == (2_260, 30)
    assert damage(reading) == [
        ("chain-broken", cut, 152),  # what is left of the record
        ("record-unreadable", 347_256, 1_248),  # its definition is not where it says any more
        ("chain-broken", 396_360, 440),  # beyond the last record: the free space has moved
    ]


def test_bytes_put_between_chunks_are_passed_over() -> None:
    at = chunk(5)
    reading = read(log()[:at] + b"\x01" * 1_000 + log()[at:])
    assert counts(reading) == WHOLE
    assert damage(reading)[0] == ("chunk-unreadable", at, 1_000)


@pytest.mark.parametrize(
    "patch",
    [(0, b"\0\0\0\0"), (4, b"\xff\xff\xff\xff"), (-4, b"\xff\xff\xff\xff")],
    ids=["signature", "size", "closing size"],
)
def test_a_record_with_a_damaged_frame_stays_a_live_record(patch: tuple[int, bytes]) -> None:
    begin = next(at for at in offsets(7)[1:] if event_id(at) == 4624)
    size = offsets(7)[offsets(7).index(begin) + 1] - begin
    harmed = overwritten((begin + patch[0] % size, patch[1]))
    reading = read(harmed, LOGONS)
    assert counts(reading) == WHOLE
    assert list(rows(reading)) == logons()
    assert damage(reading) == [
        ("chunk-checksum", chunk(7), CHUNK),
        ("record-unreadable", begin, size),
    ]


def test_a_record_overwritten_with_zeros_is_a_gap_in_the_chain() -> None:
    begin, end = offsets(7)[3:5]
    reading = read(overwritten((begin, bytes(end - begin))))
    assert counts(reading) == (WHOLE[0] - 1, WHOLE[1])
    assert damage(reading)[1:] == [("chain-broken", begin, end - begin)]


def test_records_that_overlap_in_slack_are_taken_once() -> None:
    # A record within a record: both are framed well, only the outer one is taken.
    begin = chunk(30)
    inner = struct.pack("<4sIQQ", b"**\0\0", 64, 8, 1).ljust(60, b"\0") + struct.pack("<I", 64)
    outer = struct.pack("<4sIQQ", b"**\0\0", 128, 7, 1) + inner
    outer = outer.ljust(124, b"\0") + struct.pack("<I", 128)
    reading = read(overwritten((begin + 1024, outer)))
    assert reading.records.number[reading.records.recovered].tolist() == [7]
    assert damage(reading) == [("chunk-unreadable", begin, CHUNK)]


def test_a_gap_too_small_for_a_record_is_told_and_passed_over() -> None:
    begin, end = offsets(7)[3:5]
    size = struct.pack("<I", end - begin - 16)
    harmed = overwritten((begin + 4, size), (end - 20, size))
    reading = read(harmed)
    assert counts(reading) == WHOLE
    assert damage(reading)[1:] == [("chain-broken", end - 16, 16)]


def test_a_log_that_grows_shorter_while_it_is_read_gives_what_is_left() -> None:
    shorter = io.BytesIO(log()[: chunk(20)])
    reading = evtx.read(shorter, len(log()), NOTHING)
    assert live(reading) == sum(len(offsets(number)) for number in range(20))


def test_an_empty_file_and_a_header_alone_are_read_without_records() -> None:
    assert damage(read(b"")) == [("header-unreadable", 0, 0)]
    reading = read(log()[:HEADER])
    assert counts(reading) == (0, 0)
    assert damage(reading) == [("file-truncated", HEADER, CHUNKS * CHUNK)]


def test_other_files_are_not_recognised() -> None:
    assert not evtx.recognises(b"")
    assert not evtx.recognises(b"\x30\0\0\0LfLe" + bytes(68 * 1024))
    assert not evtx.recognises(b"PK\x03\x04 ElfChnk" * 100)
