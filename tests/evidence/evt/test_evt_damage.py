"""What damage does to the .evt reader: little, and never in silence."""

from io import BytesIO
from struct import pack, pack_into

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evt import reader as evt
from forensics.evidence.records import Reading
from forensics.values import Damage, DamageCode
from tests.builders import evt as build
from tests.builders.evt import Record, record_bytes
from tests.evidence.evt.evt_readings import everything, expected, failure, failures, read, rows

FLAT = build.evt(failures(9))
WRAPPED = build.evt(failures(20), size=4096)
DIRTY = build.evt(failures(20), size=4096, dirty=True)


def codes(reading: Reading) -> list[tuple[DamageCode, int]]:
    return [(row.code, row.offset) for row in reading.damage]


def at(number: int, first: int = 1) -> int:
    """Return where record `number` of a flat log starts."""
    return 48 + sum(len(record_bytes(record)) for record in failures(number - first, first))


def one(record: Record, field: int, value: int, form: str = "<I") -> bytes:
    """Return a log of `record` with another value in the fixed part, and a record behind it."""
    log = bytearray(build.evt([record, failure(2)]))
    pack_into(form, log, 48 + field, value)
    return bytes(log)


@given(st.data())
@pytest.mark.parametrize("log", [FLAT, WRAPPED, DIRTY], ids=["flat", "wrapped", "dirty"])
def test_bytes_overwritten_in_one_record_change_no_other(log: bytes, data: st.DataObject) -> None:
    before = read(log)
    found = before.records
    row = data.draw(st.integers(0, len(found.offset) - 1))
    offset, length = int(found.offset[row]), int(found.length[row])
    start = data.draw(st.integers(0, length - 1))
    junk = data.draw(st.binary(min_size=1, max_size=length - start))
    spoiled = bytearray(log)
    for place, byte in enumerate(junk, offset + start):
        spoiled[place if place < len(log) else place - len(log) + 48] = byte
    after = read(bytes(spoiled))
    number = int(found.number[row])
    kept = dict(zip(after.records.offset.tolist(), after.records.recovered.tolist(), strict=True))
    others = [place for place in found.offset.tolist() if place != offset]
    assert {place: kept.get(place) for place in others} == dict.fromkeys(others, False)
    assert set(kept) <= {*others, offset}
    alike = [row for row in rows(before) if row[0] != number]
    assert [row for row in rows(after) if row in alike] == alike
    assert offset in kept or after.damage


@given(st.data())
@pytest.mark.parametrize("log", [FLAT, WRAPPED, DIRTY], ids=["flat", "wrapped", "dirty"])
def test_spoiled_bytes_anywhere_raise_nothing(log: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(log)
    words = st.sampled_from([0, 1, 48, 56, 60, len(log), 2**31, 2**32 - 1]) | st.integers(
        0, 2**32 - 1
    )
    for place in data.draw(st.lists(st.integers(0, len(log) - 4), max_size=30)):
        pack_into("<I", spoiled, place, data.draw(words))
    read(bytes(spoiled))


@given(st.lists(st.binary(max_size=80) | st.sampled_from([FLAT[:48], FLAT[48:400], FLAT[-40:]])))
def test_random_bytes_raise_nothing(parts: list[bytes]) -> None:
    log = b"".join(parts)
    evt.recognises(log)
    read(log)


@pytest.mark.parametrize("log", [FLAT, WRAPPED, DIRTY], ids=["flat", "wrapped", "dirty"])
def test_a_log_cut_anywhere_keeps_its_whole_records(log: bytes) -> None:
    whole = read(log)
    ends = whole.records.offset + whole.records.length
    known = rows(whole)
    for size in range(0, len(log), 61):
        reading = read(log[:size])
        found = reading.records.number.tolist()
        assert found == whole.records.number[ends <= size].tolist()
        assert sorted(rows(reading) + rows(reading, recovered=True)) == [
            row for row in known if row[0] in found
        ]
        # Where only filler was lost, the size that the header claims is all that tells.
        only_filler = set(log[size:]) <= {0, 0x27}
        assert reading.damage or only_filler
        assert size < 48 or reading.claims["size found"] != f"{len(log)} bytes"
        assert all(row.offset + row.length <= size for row in reading.damage)


def test_a_cut_log_says_what_is_missing() -> None:
    cut = FLAT[: at(5) + 100]
    assert read(cut).damage == (
        Damage(
            offset=at(5),
            length=100,
            code=DamageCode.RECORD_TRUNCATED,
            expected=f"a record of {len(record_bytes(failures(5)[4]))} bytes",
            found="100 bytes up to the end of the file",
            excerpt=cut[at(5) : at(5) + 64],
        ),
        Damage(
            offset=len(cut),
            length=0,
            code=DamageCode.END_MISSING,
            expected="an end marker of 40 bytes",
            found="none that is as new as the header",
        ),
        Damage(
            offset=len(cut),
            length=0,
            code=DamageCode.FILE_TRUNCATED,
            expected=f"more than {at(10)} bytes",
            found=f"{len(cut)} bytes",
        ),
    )


def test_a_cut_log_does_not_find_the_end_of_its_last_record_at_its_start() -> None:
    equal = [failure(number) for number in range(1, 5)]
    length = len(record_bytes(equal[0]))
    cut = build.evt(equal)[: 48 + 4 * length - 4]
    assert read(cut).records.number.tolist() == [1, 2, 3]


def test_a_cut_wrapped_log_keeps_its_newest_records_live() -> None:
    reading = read(WRAPPED[:1500])
    assert not reading.records.recovered.any()
    assert (DamageCode.FILE_TRUNCATED, 1500) in codes(reading)


def test_a_broken_record_is_told_where_nothing_bounds_the_log() -> None:
    log = bytearray(FLAT[:-40])
    log[44] = 0
    pack_into("<I", log, at(3), 2**31)
    reading = read(bytes(log))
    assert rows(reading, recovered=True) == [r for r in expected(failures(9)) if r[0] != 3]
    assert codes(reading) == [
        (DamageCode.HEADER_UNREADABLE, 0),
        (DamageCode.RECORD_UNREADABLE, at(3)),
        (DamageCode.END_MISSING, len(log)),
    ]


def test_nothing_is_recovered_from_the_second_half_of_a_live_record() -> None:
    inner = pack("<I4s", 0, b"LfLe") + bytes(60)
    log = bytearray(build.evt([failure(1), failure(2, data=bytes(400) + inner)], size=900))
    found = read(bytes(log)).records
    end = 48 + int(found.offset[-1] + found.length[-1]) - len(log)
    start = log.index(inner)
    assert 48 < start < end
    pack_into("<I", log, start, end - start)
    assert read(bytes(log)).records.number.tolist() == [2]


def test_a_record_without_signature_is_a_break_in_the_chain() -> None:
    log = bytearray(FLAT)
    log[at(3) + 4 : at(3) + 8] = b"\0\0\0\0"
    reading = read(bytes(log))
    assert rows(reading) == [row for row in expected(failures(9)) if row[0] != 3]
    assert reading.damage == (
        Damage(
            offset=at(3),
            length=at(4) - at(3),
            code=DamageCode.CHAIN_BROKEN,
            expected="a record: its length, then LfLe",
            found=bytes(log[at(3) : at(3) + 8]).hex(" ", 4),
            excerpt=bytes(log[at(3) : at(3) + 64]),
        ),
    )


@pytest.mark.parametrize("length", [0, 59, 64, 2**31, 2**32 - 1])
def test_a_record_of_another_length_is_unreadable(length: int) -> None:
    log = bytearray(FLAT)
    pack_into("<I", log, at(3), length)
    reading = read(bytes(log))
    assert rows(reading) == [row for row in expected(failures(9)) if row[0] != 3]
    assert codes(reading) == [(DamageCode.RECORD_UNREADABLE, at(3))]
    assert reading.damage[0].length == at(4) - at(3)


@pytest.mark.parametrize("number", [3, 9])
def test_a_record_that_lost_only_its_closing_length_is_kept(number: int) -> None:
    log = bytearray(FLAT)
    pack_into("<I", log, at(number + 1) - 4, 7)
    reading = read(bytes(log))
    assert rows(reading) == expected(failures(9))
    assert codes(reading) == [(DamageCode.RECORD_UNREADABLE, at(number))]
    assert reading.damage[0].found == "7; the rest of the record is read"


def test_a_broken_record_that_runs_over_the_end_of_the_file_is_told_in_two_stretches() -> None:
    log = bytearray(build.evt(failures(12), size=2048))
    found = read(bytes(log)).records
    row = found.offset.tolist().index(max(found.offset.tolist()))
    offset, length = int(found.offset[row]), int(found.length[row])
    log[offset + 4] = 0
    reading = read(bytes(log))
    assert rows(reading) == [row for row in expected(failures(12)[5:]) if row[0] != 8]
    assert [(row.offset, row.length) for row in reading.damage] == [
        (48, length - (2048 - offset)),
        (offset, 2048 - offset),
    ]


@pytest.mark.parametrize("offset", [0, 55, 4000, 2**32 - 1])
def test_strings_outside_their_record_are_absent_and_told(offset: int) -> None:
    reading = read(one(failure(1), 36, offset))
    first, second = rows(reading)
    assert first == (*expected([failure(1)])[0][:6], (), "S-1-5-18")
    assert second == expected([failure(2)])[0]
    assert reading.batches[0].frame["1"].to_list() == [None, "SMSCliToknAcct&"]
    assert [(row.code, row.offset, row.expected, row.found) for row in reading.damage] == [
        (DamageCode.RECORD_UNREADABLE, 48, "6 strings", "0")
    ]


def test_strings_that_a_record_only_claims_are_absent_and_told() -> None:
    reading = read(one(failure(1), 26, 65535, "<H"))
    assert rows(reading) == expected([failure(1), failure(2)])
    assert [(row.code, row.expected, row.found) for row in reading.damage] == [
        (DamageCode.RECORD_UNREADABLE, "65535 strings", "6")
    ]


def test_an_offset_of_data_outside_the_record_costs_no_string() -> None:
    reading = read(one(failure(1), 52, 2**32 - 1))
    assert rows(reading) == expected([failure(1), failure(2)])
    assert reading.damage == ()


@pytest.mark.parametrize(
    ("field", "value"), [(40, 11), (40, 2**32 - 1), (44, 0), (44, 2**32 - 1), (44, 60)]
)
def test_a_sid_that_is_none_is_absent_and_told(field: int, value: int) -> None:
    reading = read(one(failure(1), field, value))
    names, strings = expected([failure(1)])[0][:6], failure(1).strings
    assert rows(reading) == [(*names, strings, None), *expected([failure(2)])]
    assert codes(reading) == [(DamageCode.RECORD_UNREADABLE, 48)]


def test_a_lone_surrogate_is_shown_and_told() -> None:
    odd = [
        Record(number=n, generated=0, written=0, event_id=529, computer="A", strings=strings)
        for n, strings in enumerate(
            [("a\ud83d", "b"), ("c",), ("\udd11d", "e"), ("\U0001f511",)], 1
        )
    ]
    reading = read(build.evt(odd))
    assert [row[6] for row in rows(reading)] == [
        ("a\ufffd", "b"),
        ("c",),
        ("\ufffdd", "e"),
        ("\U0001f511",),
    ]
    assert [(row.code, row.offset) for row in reading.damage] == [
        (DamageCode.RECORD_UNREADABLE, int(reading.records.offset[0])),
        (DamageCode.RECORD_UNREADABLE, int(reading.records.offset[2])),
    ]


def test_a_file_shorter_than_it_was_is_told() -> None:
    reading = evt.read(BytesIO(FLAT), len(FLAT) + 10, everything())
    assert rows(reading) == expected(failures(9))
    assert codes(reading) == [(DamageCode.CHANGED_WHILE_READ, len(FLAT))]


@pytest.mark.parametrize("size", [-1, 0])
def test_an_empty_file_has_neither_header_nor_end_marker(size: int) -> None:
    reading = evt.read(BytesIO(), size, everything())
    assert len(reading.records.offset) == 0
    assert reading.claims == {}
    assert codes(reading) == [(DamageCode.HEADER_UNREADABLE, 0), (DamageCode.END_MISSING, 0)]


def test_a_clean_header_that_misses_the_end_marker_is_told() -> None:
    log = bytearray(FLAT)
    pack_into("<I", log, 20, at(4))
    reading = read(bytes(log))
    assert rows(reading) == expected(failures(9))
    assert codes(reading) == [(DamageCode.HEADER_UNREADABLE, 0)]
