"""Which records of an .evt log are live where header or end marker are stale, wrong or gone."""

from struct import pack_into

import pytest

from forensics.values import DamageCode
from tests.builders import evt as build
from tests.builders.evt import Record, record_bytes
from tests.evidence.evt.evt_readings import expected, failure, failures, read, rows


def length(record: Record) -> int:
    return len(record_bytes(record))


def numbers(log: bytes, *, recovered: bool = False) -> list[int]:
    found = read(log).records
    return sorted(found.number[found.recovered == recovered].tolist())


def marker_at(log: bytes | bytearray) -> int:
    return log.index(bytes.fromhex("280000001111111122222222"))


def test_a_log_without_header_is_read_by_its_end_marker() -> None:
    log = build.evt(failures(12), size=2048)
    assert numbers(bytes(48) + log[48:]) == [6, 7, 8, 9, 10, 11, 12]


def test_a_header_that_calls_a_log_empty_is_not_believed() -> None:
    log = build.evt(failures(3))
    reading = read(build.evt([])[:48] + log[48:])
    assert rows(reading) == expected(failures(3))
    assert [(row.code, row.offset) for row in reading.damage] == [(DamageCode.HEADER_UNREADABLE, 0)]


def test_a_header_that_calls_a_log_empty_is_not_believed_without_end_marker() -> None:
    log = build.evt(failures(3))[:-40]
    reading = read(build.evt([])[:48] + log[48:])
    assert rows(reading) == expected(failures(3))
    assert [(row.code, row.offset) for row in reading.damage] == [
        (DamageCode.END_MISSING, len(log))
    ]


def test_a_clean_header_bounds_a_log_without_end_marker() -> None:
    log = bytearray(build.evt(failures(12), size=2048))
    at = marker_at(log)
    log[at : at + 40] = bytes(40)
    reading = read(bytes(log))
    assert rows(reading) == expected(failures(7, first=6))
    assert [(row.code, row.offset) for row in reading.damage] == [(DamageCode.END_MISSING, at)]


@pytest.mark.parametrize("dirty", [False, True])
def test_an_older_end_marker_left_behind_is_not_followed(*, dirty: bool) -> None:
    log = bytearray(build.evt(failures(6), size=4096, dirty=dirty))
    at = marker_at(log)
    log[at : at + 40] = bytes(40)
    old = bytearray(build.evt(failures(1), size=4096))
    old = old[marker_at(old) :][:40]
    pack_into("<I", old, 24, 3000)
    log[3000:3040] = old
    reading = read(bytes(log))
    assert rows(reading) == expected(failures(6))
    assert [(row.code, row.offset) for row in reading.damage] == [(DamageCode.END_MISSING, at)]


def test_a_dirty_log_without_end_marker_is_followed_from_its_oldest_record() -> None:
    written = failures(12)
    log = bytearray(build.evt(written, size=2048))
    at = marker_at(log)
    log[at : at + 40] = bytes(40)
    log[36] |= build.DIRTY
    reading = read(bytes(log))
    assert rows(reading) == expected(written[5:])
    assert [(row.code, row.offset) for row in reading.damage] == [(DamageCode.END_MISSING, at)]


def test_a_dirty_log_without_end_marker_is_followed_as_far_as_its_numbers_rise_by_one() -> None:
    older = b"".join(map(record_bytes, failures(2)))
    reading = read(build.evt(failures(3, first=10), dirty=True)[:-40] + older)
    assert rows(reading) == expected(failures(3, first=10))
    assert rows(reading, recovered=True) == expected(failures(2))


def test_a_dirty_log_without_end_marker_is_followed_over_its_filler() -> None:
    written = failures(12)
    log = bytearray(build.evt(written, size=48 + sum(map(length, written[:7])) + 52))
    at = marker_at(log)
    log[at : at + 40] = bytes(40)
    log[36] |= build.DIRTY
    assert rows(read(bytes(log))) == expected(written[6:])


def test_a_dirty_log_without_oldest_record_is_followed_from_its_start() -> None:
    log = bytearray(build.evt(failures(6), dirty=True)[:-40])
    pack_into("<I", log, 16, 4000)
    assert numbers(bytes(log)) == [1, 2, 3, 4, 5, 6]


def test_without_header_and_end_marker_everything_is_recovered() -> None:
    reading = read(bytes(48) + build.evt(failures(6))[48:-40])
    assert rows(reading) == []
    assert rows(reading, recovered=True) == expected(failures(6))
    assert [row.code for row in reading.damage] == [
        DamageCode.HEADER_UNREADABLE,
        DamageCode.END_MISSING,
    ]


@pytest.mark.parametrize("shift", [1, 2, 3])
def test_records_off_the_grid_are_recovered(shift: int) -> None:
    reading = read(bytes(shift) + build.evt(failures(6)))
    assert rows(reading) == []
    assert rows(reading, recovered=True) == expected(failures(6))


def test_bytes_of_an_end_marker_inside_an_event_end_nothing() -> None:
    first = failure(1)
    fake = bytearray(build.evt([])[48:])
    held = record_bytes(failure(2, data=b"fake"))
    at = 48 + length(first) + held.index(b"fake")
    pack_into("<4I", fake, 20, 48, at, 99, 1)
    written = [first, failure(2, data=bytes(fake)), failure(3)]
    log = build.evt(written, dirty=True)
    assert log.index(bytes(fake)) == at
    assert rows(read(log)) == expected(written)
