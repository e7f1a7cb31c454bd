"""Holes, flipped bytes and files made to hurt: the .evt reader ends, in time, and tells.

A record is outside the damage where none of its own bytes changed, those at byte 48 included that
end a record running over the end of the file. It is then read with equal columns. Whether it is
live may be judged differently only where header or end marker were hit, as they alone bound the
ring.
"""

from random import Random
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.records import Reading
from forensics.values import DamageCode
from tests.builders import evt as build
from tests.builders.evt import Record, record_bytes
from tests.effort import few
from tests.evidence.evt.evt_readings import everything, failures, nothing, read
from tests.pace import bounded

FLAT = build.evt(failures(9))
LOGS = {
    "flat": FLAT,
    "free": build.evt(failures(7), size=4096),
    "filler": build.evt(failures(20), size=4096),
    "split": build.evt(failures(12), size=2048),
    "dirty": build.evt(failures(20), size=2048, dirty=True),
    "slack": build.evt(failures(6, first=4), slack=failures(3)),
}
BEHIND_HEADER = FLAT[:48]


def at(number: int) -> int:
    """Return where record `number` of the flat log starts."""
    return 48 + sum(len(record_bytes(record)) for record in failures(number - 1))


def in_time(log: bytes) -> Reading:
    reading = bounded(2 * max(len(log) / 1e6, 1), lambda: read(log))
    assert reading.bytes is not None
    assert reading.bytes.total == len(log)
    return reading


def whole(reading: Reading) -> dict[int, tuple[object, ...]]:
    """Return offset -> all columns of every record but whether it was recovered."""
    found = reading.records
    columns = (found.length, found.number, found.written, found.event_id)
    shown = {
        row["offset"]: tuple(value for name, value in row.items() if name != "recovered")
        for batch in reading.batches
        for row in batch.frame.iter_rows(named=True)
    }
    every = zip(*(column.tolist() for column in (found.offset, *columns)), strict=True)
    return {offset: (*values, shown.get(offset)) for offset, *values in every}


def states(reading: Reading) -> dict[int, bool]:
    found = reading.records
    return dict(zip(found.offset.tolist(), found.recovered.tolist(), strict=True))


def places(log: bytes, offset: int, length: int) -> set[int]:
    """Return the bytes of the file from `offset` on, round the ring."""
    ring = range(offset, offset + length)
    return {place if place < len(log) else place - len(log) + 48 for place in ring}


def unharmed(log: bytes, spoiled: bytes, harmed: set[int]) -> None:
    before, after = read(log, everything()), in_time(spoiled)
    found = before.records
    spans = zip(found.offset.tolist(), found.length.tolist(), strict=True)
    outside = [offset for offset, size in spans if not places(log, offset, size) & harmed]
    wanted, got = whole(before), whole(after)
    assert {offset: got.get(offset) for offset in outside} == {
        offset: wanted[offset] for offset in outside
    }
    marker = (log + log[48:]).rindex(bytes.fromhex("280000001111111122222222"), 0, len(log) + 12)
    if not harmed & (set(range(48)) | places(log, marker, 40)):
        known, judged = states(before), states(after)
        assert {offset: judged[offset] for offset in outside} == {
            offset: known[offset] for offset in outside
        }


@few(10)
@given(st.integers(0, 2**32), st.sampled_from([1, 8, 64]))
@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_flipped_bytes_change_no_record_outside(log: bytes, seed: int, count: int) -> None:
    draw = Random(seed)  # noqa: S311 - of all places in the file, evenly
    harmed = set(draw.sample(range(len(log)), count))
    spoiled = bytearray(log)
    for place in harmed:
        spoiled[place] ^= draw.randrange(1, 256)
    unharmed(log, bytes(spoiled), harmed)


@few(10)
@given(st.data())
@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_a_hole_changes_no_record_outside(log: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(log) - 1))
    length = data.draw(st.integers(1, min(600, len(log) - start)))
    spoiled = bytearray(log)
    spoiled[start : start + length] = data.draw(st.sampled_from([b"\0", b"\xff"])) * length
    unharmed(log, bytes(spoiled), set(range(start, start + length)))


@few(10)
@given(st.binary(max_size=3000) | st.builds(lambda tail: BEHIND_HEADER + tail, st.binary()))
def test_any_bytes_are_read_in_time(log: bytes) -> None:
    in_time(log)


@few(10)
@given(st.data())
@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_a_log_cut_anywhere_is_read_in_time(log: bytes, data: st.DataObject) -> None:
    in_time(log[: data.draw(st.integers(0, len(log)))])


@pytest.mark.parametrize("byte", [b"\xff", b"\0"], ids=["0xff", "zeros"])
def test_a_hole_of_48_bytes_in_an_unwanted_record_is_told(byte: bytes) -> None:
    silent = []
    for start in range(at(5) - 47, at(6)):
        spoiled = FLAT[:start] + byte * 48 + FLAT[start + 48 :]
        if spoiled != FLAT and not read(spoiled, nothing()).damage:
            silent.append(start - at(5))
    assert silent == []


@pytest.mark.parametrize("byte", [b"\xff", b"\0"], ids=["0xff", "zeros"])
def test_a_record_of_which_only_lengths_and_signature_are_left_is_none(byte: bytes) -> None:
    spoiled = FLAT[: at(5) + 8] + byte * 48 + FLAT[at(5) + 56 :]
    reading = read(spoiled, nothing())
    assert reading.records.number.tolist() == [1, 2, 3, 4, 6, 7, 8, 9]
    (row,) = reading.damage
    assert (row.code, row.offset, row.length, row.expected, row.found) == (
        DamageCode.RECORD_UNREADABLE,
        at(5),
        at(6) - at(5),
        "numbers and offsets of a record behind LfLe",
        f"{(byte * 8).hex(' ', 4)} and what follows it",
    )


@pytest.mark.parametrize(("number", "row"), [(1, 0), (5, 4), (9, 8)])
def test_a_record_number_that_its_neighbours_contradict_is_told(number: int, row: int) -> None:
    spoiled = bytearray(FLAT)
    spoiled[at(number) + 8] ^= 64
    reading = read(bytes(spoiled), nothing())
    assert reading.records.number.tolist()[row] == number ^ 64
    assert [(each.code, each.offset, each.expected, each.found) for each in reading.damage] == [
        (
            DamageCode.RECORD_UNREADABLE,
            at(number),
            f"record number {number}, as its neighbours have {number - 1} and {number + 1}",
            str(number ^ 64),
        )
    ]


def test_numbers_that_are_missing_in_the_log_are_no_damage() -> None:
    written = [*failures(2), *failures(2, first=4), *failures(1, first=9)]
    reading = read(build.evt(written), nothing())
    assert reading.records.number.tolist() == [1, 2, 4, 5, 9]
    assert reading.damage == ()


def test_data_outside_the_record_are_told() -> None:
    log = bytearray(build.evt([Record(number=1, generated=0, written=0, event_id=7, computer="A")]))
    log[48 + 48 : 48 + 56] = pack("<2I", 40, 90)
    (row,) = read(bytes(log), nothing()).damage
    assert (row.expected, row.found) == ("data of 40 bytes at 90", "a place outside the record")


MANY = 1_000_000
MARKER = bytes.fromhex("28000000 11111111 22222222 33333333 44444444")
FIXED = pack("<3I4H6I", 1, 1, 529, 16, 9, 1, 0, 0, 56, 12, 56, 50, 56)


def small(number: int) -> bytes:
    """Return a record of 68 bytes that lies about its strings, its SID and its data."""
    name = number.to_bytes(3, "little") + b"\1\0\0\0\0"
    return pack("<I4sI", 68, b"LfLe", number) + FIXED + name + pack("<I", 68)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"LfLe" * (MANY // 4), id="signatures"),
        pytest.param(b"\x3c\0\0\0LfLe" * (MANY // 8), id="heads in heads"),
        pytest.param(b"\x70\x17\0\0LfLe" * (MANY // 8), id="long heads in heads"),
        pytest.param(b"".join(map(small, range(MANY // 68))), id="lies and names"),
        pytest.param(MARKER * (MANY // 20), id="heads of end markers"),
        pytest.param(
            b"".join(
                MARKER + pack("<5I", 48, 48 + 40 * place, place, 1, 40)
                for place in range(MANY // 40)
            ),
            id="end markers",
        ),
        pytest.param(b"\xff" * MANY, id="0xff"),
        pytest.param(b"\0" * MANY, id="zeros"),
    ],
)
@pytest.mark.parametrize("head", [BEHIND_HEADER, bytes(48)], ids=["header", "none"])
def test_a_file_made_to_hurt_is_read_in_time(head: bytes, body: bytes) -> None:
    in_time(head + body)
