"""Every byte of a log is one of four things, and every 64 KiB in one state, whatever was done."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evtx import reader
from forensics.evidence.evtx.chunks import STATES
from forensics.evidence.records import Bytes, Reading
from tests.builders.evtx import CHUNK, CHUNK_HEADER, FILE_HEADER, Event, evtx, file_header
from tests.builders.evtx_damage import headless, overwritten, record_offsets, rewound
from tests.evidence.evtx.evtx_reading import LOGONS, NOTHING, damage, live, read, rows
from tests.pace import bounded

EACH: Final = 60
"""Invented failed logons in each of three chunks."""


def _log() -> bytes:
    chunks = [
        evtx(
            Event(
                number=number,
                written=127_000_000_000_000_000 + number,
                event_id=4625,
                values={"TargetUserName": f"user{number:03}", "Status": "0xc000006d"},
            )
            for number in range(first, first + EACH)
        )[FILE_HEADER:]
        for first in (1, 1 + EACH, 1 + 2 * EACH)
    ]
    return file_header(4, 1 + 3 * EACH, dirty=False) + b"".join(chunks) + bytes(CHUNK)


LOG: Final = _log()
OFFSETS: Final = record_offsets(LOG[:-CHUNK])
END: Final = OFFSETS[EACH - 1] + int.from_bytes(LOG[OFFSETS[EACH - 1] + 4 :][:4], "little")
"""Where the records of the first chunk end."""

HEADERS: Final = FILE_HEADER + 3 * CHUNK_HEADER
RECORDS: Final = 3 * (END - FILE_HEADER - CHUNK_HEADER)
FILLER: Final = len(LOG) - HEADERS - RECORDS


def tiles(reading: Reading) -> tuple[int, int, int, int]:
    told = reading.bytes
    assert told is not None
    return told.header, told.records, told.filler, told.unreadable


def states(reading: Reading) -> dict[str, int]:
    assert tuple(reading.chunks) == STATES
    return {state: count for state, count in reading.chunks.items() if count}


def test_a_whole_log_is_headers_records_and_filler() -> None:
    reading = read(LOG)
    assert tiles(reading) == (HEADERS, RECORDS, FILLER, 0)
    assert dict(reading.chunks) == {
        "sound": 3,
        "no checksums": 0,
        "header checksum differs": 0,
        "data checksum differs": 0,
        "both checksums differ": 0,
        "cut off": 0,
        "unreadable": 0,
        "all zeros": 1,
    }


def test_an_empty_file_has_no_bytes_and_no_chunks() -> None:
    assert tiles(read(b"")) == (0, 0, 0, 0)
    assert states(read(b"")) == {}


def test_recovered_records_and_dropped_copies_are_records() -> None:
    reading = read(rewound(LOG, chunk=0, live=20) + LOG[FILE_HEADER:][:CHUNK])
    assert (live(reading), int(reading.records.recovered.sum()), reading.duplicates) == (200, 0, 40)
    size = RECORDS // 3
    assert tiles(reading) == (
        HEADERS + CHUNK_HEADER,
        RECORDS + size,
        FILLER + CHUNK - CHUNK_HEADER - size,
        0,
    )


@pytest.mark.parametrize("start", [0, 100])
def test_a_lost_file_header_is_unreadable_as_far_as_it_is_there(start: int) -> None:
    reading = read(bytes(start) + headless(LOG))
    assert tiles(reading) == (HEADERS - FILE_HEADER, RECORDS, FILLER, start)


def test_a_header_that_is_all_of_the_file_is_all_header() -> None:
    assert tiles(read(LOG[:FILE_HEADER])) == (FILE_HEADER, 0, 0, 0)
    assert tiles(read(LOG[:200])) == (200, 0, 0, 0)
    assert tiles(read(LOG[:50])) == (0, 0, 0, 50)


def test_a_chunk_without_its_name_is_unreadable_save_for_its_records() -> None:
    reading = read(overwritten(LOG, FILE_HEADER, bytes(8)))
    size = RECORDS // 3
    assert tiles(reading) == (
        HEADERS - CHUNK_HEADER,
        RECORDS,
        FILLER - (CHUNK - CHUNK_HEADER - size),
        CHUNK - size,
    )
    assert states(reading) == {"sound": 2, "unreadable": 1, "all zeros": 1}


def test_a_record_that_is_lost_in_a_chain_is_unreadable() -> None:
    begin, end = OFFSETS[3:5]
    reading = read(overwritten(LOG, begin, bytes(end - begin)))
    lost = end - begin
    assert tiles(reading) == (HEADERS, RECORDS - lost, FILLER, lost)


def test_a_file_cut_within_a_record_has_an_unreadable_end() -> None:
    begin, end = OFFSETS[EACH + 3 : EACH + 5]
    cut = (begin + end) // 2
    reading = read(LOG[:cut])
    before = begin - FILE_HEADER - CHUNK - CHUNK_HEADER
    slack = CHUNK - CHUNK_HEADER - RECORDS // 3
    assert tiles(reading) == (
        FILE_HEADER + 2 * CHUNK_HEADER,
        RECORDS // 3 + before,
        slack,
        cut - begin,
    )
    assert states(reading) == {"sound": 1, "cut off": 1}


def test_a_file_cut_within_the_header_of_a_chunk_is_told_as_cut_off() -> None:
    at = FILE_HEADER + CHUNK
    stale = file_header(1, 1 + EACH, dirty=True)
    reading = read(stale + LOG[FILE_HEADER : at + 100])
    assert tiles(reading)[3] == 100
    assert states(reading) == {"sound": 1, "cut off": 1}
    assert damage(reading) == [
        ("chunk-unreadable", at, 100),
        ("file-truncated", at + 100, CHUNK - 100),
    ]
    assert live(reading) == EACH


def test_bytes_that_do_not_come_are_unreadable() -> None:
    shorter = io.BytesIO(LOG[: FILE_HEADER + CHUNK])
    assert tiles(reader.read(shorter, len(LOG), NOTHING))[3] == 3 * CHUNK


def test_a_record_in_the_header_of_a_chunk_is_none() -> None:
    false = struct.pack("<4sIQQ", b"**\0\0", 64, 8, 1).ljust(60, b"\0") + struct.pack("<I", 64)
    reading = read(overwritten(LOG, FILE_HEADER + 256, false))
    assert tiles(reading) == (HEADERS, RECORDS, FILLER, 0)
    assert live(reading) == len(reading.records.number) == 3 * EACH


@pytest.mark.parametrize(
    ("at", "state"),
    [(130, "header checksum differs"), (CHUNK_HEADER + 60, "data checksum differs")],
)
def test_which_checksum_differs_is_told(at: int, state: str) -> None:
    reading = read(overwritten(LOG, FILE_HEADER + CHUNK + at, b"\xa5"))
    assert states(reading) == {"sound": 2, state: 1, "all zeros": 1}


def test_two_checksums_that_differ_are_one_state_and_two_rows() -> None:
    reading = read(overwritten(LOG, FILE_HEADER + 500, b"\xa5" * 30))
    assert states(reading) == {"sound": 2, "both checksums differ": 1, "all zeros": 1}
    assert [code for code, _, _ in damage(reading)][:2] == ["chunk-checksum"] * 2


def test_a_free_space_outside_leaves_no_data_to_compare() -> None:
    harmed = bytearray(overwritten(LOG, FILE_HEADER + 48, b"\xff\xff\xff\xff"))
    head = harmed[FILE_HEADER : FILE_HEADER + CHUNK_HEADER]
    struct.pack_into("<I", harmed, FILE_HEADER + 124, zlib.crc32(head[:120] + head[128:]))
    assert states(read(bytes(harmed))) == {"sound": 2, "data checksum differs": 1, "all zeros": 1}
    assert live(read(bytes(harmed))) == 3 * EACH


@pytest.mark.parametrize("minor", [1, 2])
def test_both_formats_are_read_alike(minor: int) -> None:
    event = Event(number=9, written=1, event_id=4625, values={"TargetUserName": "jdoe"})
    reading = read(evtx([event], minor=minor), LOGONS)
    assert [row["TargetUserName"] for _, _, row in rows(reading)] == ["jdoe"]
    assert dict(reading.claims) == {
        "format": f"3.{minor}",
        "dirty": "no",
        "full": "no",
        "checksums": "kept",
        "next record number": "10",
        "chunks claimed": "1",
        "chunks found": "1",
        "highest record number": "9",
    }


def test_a_log_that_keeps_no_checksums_says_so_and_is_not_damaged() -> None:
    event = Event(number=1, written=1, event_id=4625, values={"TargetUserName": "jdoe"})
    reading = read(evtx([event], minor=2, checksums=False), LOGONS)
    assert states(reading) == {"no checksums": 1}
    assert reading.claims["checksums"] == "none kept"
    assert damage(reading) == []


def test_what_a_header_claims_of_a_full_and_unknown_log_is_told() -> None:
    head = file_header(7, 3, dirty=True, minor=5, full=True)
    claims = read(head).claims
    assert (claims["format"], claims["dirty"], claims["full"]) == ("3.5, not known", "yes", "yes")
    assert (claims["chunks claimed"], claims["chunks found"]) == ("7", "0")
    assert (claims["next record number"], claims["highest record number"]) == ("3", "none")


@cache
def whole_log() -> Reading:
    return read(LOG, LOGONS)


def untouched(reading: Reading, harmed: range) -> Iterator[tuple[object, ...]]:
    """Yield every column of every live record in the chunks whose numbers are not in `harmed`."""
    records = reading.records
    columns = (records.offset, records.length, records.number, records.written, records.event_id)
    everything = zip(*(one[~records.recovered].tolist() for one in columns), strict=True)
    for row in (*everything, *(tuple(row.values()) for _, _, row in rows(reading))):
        if (row[0] - FILE_HEADER) // CHUNK not in harmed:
            yield row


def judged(log: bytes) -> Reading:
    """Read a log, in the time it may take, and see that every byte is accounted for."""
    reading = bounded(2 * max(1, len(log) / 1_000_000), lambda: read(log, LOGONS))
    assert isinstance(reading.bytes, Bytes)
    assert min(tiles(reading)) >= 0
    assert reading.bytes.total == len(log)
    assert reading.bytes.records >= int(reading.records.length.sum())
    named = reading.bytes.header - FILE_HEADER * log.startswith(b"ElfFile\0")
    assert named <= CHUNK_HEADER * sum(reading.chunks.values())
    return reading


@given(st.binary(max_size=5_000), st.sampled_from([b"", b"ElfFile\0", b"ElfChnk\0", LOG[:4_700]]))
def test_any_bytes_are_accounted_for(noise: bytes, head: bytes) -> None:
    judged(head + noise)
    judged(noise + head)


@given(st.integers(0, len(LOG)), st.integers(0, 600))
def test_any_truncation_is_accounted_for_and_leaves_whole_chunks_as_they_were(
    end: int, missing: int
) -> None:
    # Cut off anywhere, and without some of its beginning.
    reading = judged(LOG[:end])
    whole = range((end - FILE_HEADER) // CHUNK, 4)
    assert list(untouched(reading, whole)) == list(untouched(whole_log(), whole))
    judged(LOG[missing:end])


@given(st.integers(0, 2**32), st.booleans())
def test_64_flipped_bits_or_bytes_change_nothing_in_other_chunks(seed: int, bits: bool) -> None:  # noqa: FBT001 - drawn
    chance = random.Random(seed)  # noqa: S311 - hypothesis draws the seed
    harmed = bytearray(LOG)
    number = chance.randrange(3)
    for _ in range(64):
        at = FILE_HEADER + CHUNK * number + chance.randrange(CHUNK)
        harmed[at] ^= 1 << chance.randrange(8) if bits else chance.randrange(1, 256)
    reading = judged(bytes(harmed))
    touched = range(number, number + 1)
    assert list(untouched(reading, touched)) == list(untouched(whole_log(), touched))
    assert reading.damage != ()


@given(st.integers(FILE_HEADER, len(LOG)), st.integers(0, 9_000), st.binary(max_size=300))
def test_bytes_lost_or_put_in_are_accounted_for(at: int, lost: int, put: bytes) -> None:
    judged(LOG[:at] + put + LOG[at + lost :])
