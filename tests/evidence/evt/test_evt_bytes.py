"""Every byte of an .evt log is header, record, filler or unreadable, and none is counted twice."""

from io import BytesIO
from struct import pack_into

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evt import reader as evt
from forensics.evidence.records import Bytes, Reading
from tests.builders import evt as build
from tests.builders.evt import record_bytes
from tests.evidence.evt.evt_readings import failures, nothing, read

FLAT = build.evt(failures(9))
RING = build.evt(failures(12), size=2048)
SLACK = build.evt(failures(6, first=4), slack=failures(4))
LOGS = {"flat": FLAT, "ring": RING, "slack": SLACK}


def counted(log: bytes) -> Bytes:
    found = read(log, nothing()).bytes
    assert found is not None
    assert found.total == len(log)
    return found


def length(count: int, first: int = 1) -> int:
    return sum(len(record_bytes(record)) for record in failures(count, first))


def marker_at(log: bytes | bytearray) -> int:
    return log.index(bytes.fromhex("280000001111111122222222"))


def test_a_saved_log_is_header_and_records() -> None:
    assert counted(FLAT) == Bytes(header=88, records=length(9), filler=0, unreadable=0)


def test_an_empty_log_is_header_and_free_space() -> None:
    assert counted(build.evt([], size=4096)) == Bytes(
        header=88, records=0, filler=4008, unreadable=0
    )


def test_an_empty_file_has_no_bytes() -> None:
    assert counted(b"") == Bytes(header=0, records=0, filler=0, unreadable=0)


def test_the_tail_of_0x27_is_filler() -> None:
    log = build.evt(failures(12), size=48 + length(7) + 52)
    found = read(log).records
    assert log[-52:] == b"\x27\0\0\0" * 13
    # Between the end marker and the oldest record lies what is left of an overwritten one.
    free = len(log) - 88 - int(found.length.sum())
    assert counted(log) == Bytes(
        header=88, records=int(found.length.sum()), filler=free, unreadable=0
    )
    assert free > 52


def test_a_record_over_the_end_of_the_file_counts_once() -> None:
    found = read(RING).records
    assert (found.offset + found.length > len(RING)).sum() == 1
    records = int(found.length.sum())
    assert counted(RING) == Bytes(
        header=88, records=records, filler=2048 - 88 - records, unreadable=0
    )


def test_an_end_marker_over_the_end_of_the_file_counts_once() -> None:
    rest = 20  # bytes of the marker before the end of the file
    log = build.evt(failures(13), size=48 + length(13) + rest)
    assert log.find(bytes.fromhex("280000001111111122222222")) == len(log) - rest
    records = int(read(log).records.length.sum())
    assert counted(log) == Bytes(
        header=88, records=records, filler=len(log) - 88 - records, unreadable=0
    )


def test_copies_that_were_dropped_are_records() -> None:
    assert read(SLACK).duplicates == 1
    assert counted(SLACK) == Bytes(
        header=88, records=length(6, 4) + length(4), filler=0, unreadable=0
    )


def test_an_older_end_marker_left_behind_is_header() -> None:
    log = bytearray(build.evt(failures(6), size=4096))
    old = bytearray(build.evt([])[48:])
    pack_into("<I", old, 24, 3000)
    log[3000:3040] = old
    free = 4096 - 128 - length(6)
    assert counted(bytes(log)) == Bytes(header=128, records=length(6), filler=free, unreadable=0)


def test_the_head_of_a_record_outside_the_live_ring_is_filler() -> None:
    older = record_bytes(failures(1)[0])[:150]
    log = bytearray(build.evt(failures(3, first=10), size=4096))
    log[3000:3150] = older
    reading = read(bytes(log))
    assert reading.damage == ()
    assert reading.bytes == Bytes(
        header=88, records=length(3, 10), filler=4096 - 88 - length(3, 10), unreadable=0
    )


@pytest.mark.parametrize("byte", [b"\0", b"\xff"], ids=["zeros", "0xff"])
def test_a_hole_where_records_should_stand_is_unreadable(byte: bytes) -> None:
    log = bytearray(FLAT)
    start, stop = 48 + length(3), 48 + length(5)
    log[start:stop] = byte * (stop - start)
    assert counted(bytes(log)) == Bytes(
        header=88, records=length(9) - (stop - start), filler=0, unreadable=stop - start
    )


def test_a_header_that_is_none_is_unreadable() -> None:
    assert counted(bytes(48) + FLAT[48:]) == Bytes(
        header=40, records=length(9), filler=0, unreadable=48
    )


def test_an_end_marker_that_is_none_is_unreadable() -> None:
    log = bytearray(build.evt(failures(9), size=4096))
    at = marker_at(log)
    log[at : at + 40] = b"\xff" * 40
    reading = read(bytes(log))
    assert [(row.offset, row.length) for row in reading.damage] == [(at, 40)]
    assert reading.bytes == Bytes(
        header=48, records=length(9), filler=4096 - 88 - length(9), unreadable=40
    )


def test_a_record_cut_off_at_the_end_of_the_file_is_unreadable() -> None:
    log = FLAT[: 48 + length(5) + 100]
    assert counted(log) == Bytes(header=48, records=length(5), filler=0, unreadable=100)


def test_a_log_without_bounds_has_unreadable_heads_and_filler_elsewhere() -> None:
    log = bytearray(bytes(48) + FLAT[48:-40] + b"foreign" * 10)
    at, behind = 48 + length(2), 48 + length(3)
    pack_into("<I", log, at, 2**31)
    assert counted(bytes(log)) == Bytes(
        header=0, records=length(9) - (behind - at), filler=70, unreadable=48 + behind - at
    )


def test_bytes_that_went_missing_while_the_log_was_read_are_unreadable() -> None:
    reading = evt.read(BytesIO(FLAT), len(FLAT) + 10, nothing())
    assert reading.bytes == Bytes(header=88, records=length(9), filler=0, unreadable=10)


def painted(reading: Reading, size: int) -> int:
    """Count the bytes under records one by one."""
    file = np.zeros(size, np.bool_)
    found = reading.records
    for offset, size_ in zip(found.offset.tolist(), found.length.tolist(), strict=True):
        file[offset : offset + size_] = True
        file[48 : max(48, offset + size_ - size + 48)] = True
    return int(file.sum())


def close(log: bytes) -> None:
    reading = read(log, nothing())
    found = reading.bytes
    assert found is not None
    assert min(found.header, found.records, found.filler, found.unreadable) >= 0
    assert found.total == len(log)
    least = painted(reading, len(log))
    assert found.records == least if not reading.duplicates else found.records > least


@given(
    st.lists(
        st.binary(max_size=80)
        | st.sampled_from([FLAT[:48], FLAT[48:400], FLAT[-40:], RING[-300:], b"\x27\0\0\0" * 9])
    )
)
def test_the_sum_closes_for_any_bytes(parts: list[bytes]) -> None:
    close(b"".join(parts))


@given(st.data())
@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_the_sum_closes_for_spoiled_logs(log: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(log)
    words = st.sampled_from([0, 1, 48, 56, 60, len(log), 2**31, 2**32 - 1]) | st.integers(
        0, 2**32 - 1
    )
    for place in data.draw(st.lists(st.integers(0, len(log) - 4), max_size=30)):
        pack_into("<I", spoiled, place, data.draw(words))
    close(bytes(spoiled))


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_the_sum_closes_wherever_a_log_is_cut(log: bytes) -> None:
    for size in range(0, len(log), 53):
        close(log[:size])
