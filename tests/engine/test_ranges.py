"""A log read in ranges is the log read as one, wherever it is cut and whatever is wrong with it."""

import io
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from forensics.events import event_table
from forensics.evidence import runs
from forensics.evidence.evtx import ranges, reader
from forensics.evidence.evtx.ranges import Gathered
from forensics.evidence.records import Reading, Records, Runs, Wanted
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import headless, overwritten, record_offsets, resealed, rewound
from tests.builders.security import At, logon_4624, logon_failed_4625, validated_4776
from tests.effort import few
from tests.shared import shared

CHUNKS = 7
RECORDS = 793
_TIME = 0x01D5_5E6F_7A00_0000


@cache
def wanted() -> Wanted:
    return event_table().wanted()


@cache
def log() -> bytes:
    """Return a log of two machines and three events; no template stands in every chunk."""
    events = []
    for number in range(1, 900):
        at = At(number, _TIME + number * 10_000_000, "fs1" if number % 500 < 400 else "fs2")
        make = (logon_4624, logon_failed_4625, validated_4776)[number // 170 % 3]
        events.append(make(at, TargetUserName=f"user{number % 7}"))
    data = evtx(events)
    return data[: FILE_HEADER + CHUNKS * CHUNK]


def plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as values that can be compared, dtypes among them."""
    told: dict[str, Any] = {name: getattr(reading, name) for name in Reading.__slots__}
    told["records"] = _columns(reading.records)
    told["runs"] = None if reading.runs is None else _columns(reading.runs)
    told["batches"] = [
        (each.provider, each.event_id, each.frame.schema, each.frame.rows())
        for each in reading.batches
    ]
    return told


def _columns(columns: Records | Runs) -> list[Any]:
    values = [getattr(columns, name) for name in type(columns).__slots__]
    return [
        (value.dtype.str, value.tolist()) if isinstance(value, np.ndarray) else value
        for value in values
    ]


def gathered(data: bytes, edges: Sequence[int]) -> list[Gathered]:
    """Return what the ranges between some edges give."""
    file = io.BytesIO(data)
    return [ranges.gather(file, span, len(data), wanted()) for span in pairwise(edges)]


def edges_of(data: bytes, cuts: Sequence[int]) -> list[int]:
    """Return the edges of ranges that are cut before some chunks."""
    ((start, end),) = ranges.cut(io.BytesIO(data), len(data), 1 << 40)
    inner = {start + CHUNK * cut for cut in cuts}
    return [start, *sorted(edge for edge in inner if start < edge < end), end]


def compared(data: bytes, cuts: Sequence[int]) -> bool:
    """Hold the ranges of a log against the whole; return whether they settled it."""
    file = io.BytesIO(data)
    whole = reader.read(file, len(data), wanted())
    parts = gathered(data, edges_of(data, cuts))
    full = ranges.join(file, len(data), wanted(), parts)
    spare = ranges.join(file, len(data), wanted(), [ranges.reduced(part) for part in parts])
    if full is not None:
        assert plain(full) == plain(whole)
    if spare is not None:
        assert plain(spare) == plain(runs.reduced(whole))
    return spare is not None


def _flipped(data: bytes, place: int) -> bytes:
    at = place % len(data)
    return overwritten(data, at, bytes([data[at] ^ 1 << place % 8]))


def _zeroed(data: bytes, place: int) -> bytes:
    return overwritten(data, place % len(data), bytes(place % 3_000))


def _shifted(data: bytes, place: int) -> bytes:
    at = place % len(data)
    return data[:at] + data[at + place % 5_000 :]


def _grown(data: bytes, place: int) -> bytes:
    at = place % len(data)
    return data[:at] + bytes([place % 256]) * (place % 5_000) + data[at:]


def _resealed(data: bytes, place: int) -> bytes:
    return resealed(_zeroed(data, place))


def _rewound(data: bytes, place: int) -> bytes:
    return rewound(log(), chunk=place % CHUNKS, live=place % 40) if data == log() else data


def _copied(data: bytes, place: int) -> bytes:
    one, other = (FILE_HEADER + CHUNK * (place // by % CHUNKS) for by in (1, CHUNKS))
    return overwritten(data, one, data[other : other + CHUNK])


def _cut_off(data: bytes, place: int) -> bytes:
    return data[: place % len(data)]


def _headless(data: bytes, _: int) -> bytes:
    return headless(data)


HARMS = (
    _flipped,
    _zeroed,
    _shifted,
    _grown,
    _resealed,
    _rewound,
    _copied,
    _cut_off,
    _headless,
)


@few(15)
@example(harms=[(_cut_off, 0)], cuts=[3])  # an empty log
@given(
    harms=some.lists(
        some.tuples(some.sampled_from(HARMS), some.integers(0, FILE_HEADER + CHUNKS * CHUNK)),
        max_size=3,
    ),
    cuts=some.lists(some.integers(1, CHUNKS), min_size=1, max_size=4),
)
def test_any_cutting_of_any_damaged_log_gives_the_same_reading(
    harms: list[tuple[Any, int]], cuts: list[int]
) -> None:
    data = log()
    for harm, place in harms:
        data = harm(data, place) if data else data  # nothing is left to harm

    compared(data, cuts)


@pytest.mark.parametrize("cuts", [[], [1], [3], [1, 2, 3, 4, 5, 6]])
def test_ranges_settle_a_sound_log(cuts: list[int]) -> None:
    assert compared(log(), cuts)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_chunk_whose_templates_are_lost_is_read_by_those_of_other_ranges(chunk: int) -> None:
    # The first record of a chunk carries the definition of its template.
    first = next(at for at in record_offsets(log()) if at > FILE_HEADER + CHUNK * chunk)
    data = resealed(overwritten(log(), first + 34, bytes(24)))

    whole = reader.read(io.BytesIO(data), len(data), wanted())

    assert compared(data, [*range(1, CHUNKS)])
    alone = gathered(data, edges_of(data, [chunk, chunk + 1]))
    assert [len(part.later) for part in alone if part.later] == [1]
    # All but the record that carried the definition.
    assert sum(len(batch.frame) for batch in whole.batches) == RECORDS - 1


def test_a_chunk_that_is_not_sound_is_read_in_the_join() -> None:
    data = _flipped(log(), FILE_HEADER + 3 * CHUNK + 30_000)
    parts = gathered(data, edges_of(data, [2, 4]))

    assert [[chunk.start for chunk in part.later] for part in parts] == [
        [],
        [FILE_HEADER + 3 * CHUNK],
        [],
    ]
    assert compared(data, [2, 4])


def test_numbers_that_two_ranges_share_are_left_to_one_reading() -> None:
    data = _copied(log(), 5 + CHUNKS * 1)

    assert not compared(data, [4])
    assert compared(data, [])


def test_chunks_out_of_step_are_left_to_one_reading() -> None:
    assert not compared(_shifted(log(), FILE_HEADER + CHUNK + 4_001), [3])


def test_a_recovered_record_that_may_be_a_copy_is_left_to_one_reading() -> None:
    # Chunk 5 comes a second time as the slack of chunk 0.
    begin, other = FILE_HEADER, FILE_HEADER + 5 * CHUNK
    data = log()[:begin] + log()[other : other + CHUNK] + log()[begin + CHUNK :]
    data = rewound(data, chunk=0, live=0)

    assert not compared(data, [2])
    assert compared(data, [])


def test_a_range_does_not_grow_with_its_records() -> None:
    (part,) = gathered(log(), edges_of(log(), []))

    spare = ranges.reduced(part)

    assert len(part.records["offset"]) == RECORDS
    assert {name: len(column) for name, column in spare.records.items()} == dict.fromkeys(
        part.records, 0
    )
    assert spare.runs is not None
    assert len(spare.runs.first) == 1


def test_a_log_is_cut_into_ranges_of_whole_chunks() -> None:
    size = len(log())
    found = ranges.cut(io.BytesIO(log()), size, 2 * CHUNK)

    assert [begin for begin, _ in found] == [FILE_HEADER + CHUNK * place for place in (0, 1, 3, 5)]
    assert [end for _, end in found] == [*(begin for begin, _ in found[1:]), size]


@pytest.mark.parametrize("cuts", [[1], [7, 15], [2, 3, 11, 19, 23]])
@pytest.mark.parametrize(
    "name",
    ["security.evtx", "security_bad_string_cache.evtx", "sample_with_a_bad_chunk_magic.evtx"],
)
def test_real_logs_are_the_same_in_ranges(name: str, cuts: list[int]) -> None:
    compared(shared(f"evidence/evtx/{name}").read_bytes(), cuts)
