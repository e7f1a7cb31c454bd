"""Runs say of records what the records themselves say, however a file is cut into parts."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from forensics.evidence import runs
from forensics.evidence.records import Runs
from forensics.values import TICKS_PER_SECOND

S = TICKS_PER_SECOND

_rows = some.lists(
    some.tuples(some.integers(1, 14), some.integers(-1, 5).map(lambda seconds: seconds * S)),
    max_size=24,
)


def _columns(rows: list[tuple[int, int]]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    return (
        np.array([number for number, _ in rows], dtype=np.uint64),
        np.array([written for _, written in rows], dtype=np.int64),
    )


def _told(rows: list[tuple[int, int]]) -> Runs:
    return runs.of_live(*_columns(rows), recovered=3)


def _plain(found: Runs) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value := getattr(found, name), np.ndarray) else value
        for name in Runs.__slots__
    }


def _steps(found: Runs) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in runs.steps(found).values()), strict=True))


@given(_rows)
def test_steps_are_where_time_falls_back_among_all_records_in_order_of_number(
    rows: list[tuple[int, int]],
) -> None:
    timed = sorted((row for row in rows if row[1] > 0), key=lambda row: row[0])

    expected = [(a[0], b[0], a[1], b[1]) for a, b in pairwise(timed) if b[1] - a[1] <= -runs.STEP]

    assert _steps(_told(rows)) == expected


@given(_rows)
def test_gaps_spans_counts_and_stretches_are_those_of_the_records(
    rows: list[tuple[int, int]],
) -> None:
    found = _told(rows)
    numbers = sorted({number for number, _ in rows})
    timed = sorted((row for row in rows if row[1] > 0), key=lambda row: row[0])
    stretches: list[list[int]] = []
    for place, (number, written) in enumerate(timed):
        if not place or number - timed[place - 1][0] > 1:
            stretches.append([])
        stretches[-1].append(written)

    assert runs.gaps(found) == [(a, b) for a, b in pairwise(numbers) if b - a > 1]
    assert runs.live(found) == len(rows)
    assert runs.span(found) == (
        (min(t for _, t in timed), max(t for _, t in timed)) if timed else None
    )
    assert [column.tolist() for column in runs.stretches(found)] == [
        [min(each) for each in stretches],
        [max(each) for each in stretches],
    ]


@given(_rows, some.lists(some.integers(0, 15), max_size=4))
def test_runs_of_parts_merge_into_those_of_the_whole(
    rows: list[tuple[int, int]], cuts: list[int]
) -> None:
    edges = [0, *sorted(set(cuts)), 16]
    parts = [[row for row in rows if begin <= row[0] < end] for begin, end in pairwise(edges)]
    whole = runs.of_live(*_columns(rows), recovered=3 * len(parts))

    for order in (parts, parts[::-1]):
        merged = runs.merged([_told(part) for part in order])
        assert merged is not None
        assert _plain(merged) == _plain(whole)


def test_runs_of_parts_that_share_numbers_are_not_merged() -> None:
    parts = [_told([(1, S), (9, S)]), _told([(9, 2 * S), (12, S)])]

    assert runs.merged(parts) is None


def test_the_dtypes_of_merged_runs_are_those_of_single_ones() -> None:
    single = _told([(1, 2 * S), (2, S), (4, S)])
    merged = runs.merged([_told([(1, 2 * S), (2, S)]), _told([(4, S)]), _told([])])

    assert merged is not None
    for name in Runs.__slots__[:-1]:
        assert getattr(merged, name).dtype == getattr(single, name).dtype, name
