"""Linking: two ordered streams of tries walked side by side, each try in at most one pair.

Where nothing else lies near, two tries are a pair or they are not: nearly all of a log is told on
columns. Only what lies close together is walked through one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.lean import INTERNED

SAID: Final = ("client", "result", "accessed")
"""What two records of one try must not tell differently; either may leave it open."""

COMPARED: Final = ("account_key", "succeeded", *SAID)
"""The columns of a try; a success and a failure are never one, nor two accounts."""

Places = NDArray[np.intp]

_OPEN: Final = 0  # the code of what a record leaves open


@dataclass(frozen=True, slots=True)
class Stream:
    """Tries to be matched, a row each.

    Attributes:
        order: Their order at one and the same time: by machine, number, row.
        codes: Name of `COMPARED` -> a number for each value, `_OPEN` where there is none.
    """

    order: NDArray[np.int64]
    codes: dict[str, NDArray[np.int64]]

    def telling(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return which tries leave none of these open."""
        told = np.ones(len(self.order), np.bool_)
        for name in names:
            told &= self.codes[name] != _OPEN
        return told


def streams(left: pl.DataFrame, right: pl.DataFrame) -> tuple[Stream, Stream]:
    """Return two frames as streams, their codes alike.

    Args:
        left: With the columns of `COMPARED`, and `machine`, `number` and `row`.
        right: Likewise.
    """
    codes = {name: _codes(pl.concat([left[name], right[name]])) for name in COMPARED}
    many = left.height
    return (
        Stream(_order(left), {name: each[:many] for name, each in codes.items()}),
        Stream(_order(right), {name: each[many:] for name, each in codes.items()}),
    )


def _codes(values: pl.Series) -> NDArray[np.int64]:
    """Return a number for each value; `_OPEN` for null and for a blank one."""
    named = values.cast(INTERNED)
    told = named.to_physical().cast(pl.Int64) + 1
    codes: NDArray[np.int64] = told.set(named == "", _OPEN).fill_null(_OPEN).to_numpy()
    return codes


def _order(frame: pl.DataFrame) -> NDArray[np.int64]:
    sorted_ = frame.select("machine", "number", "row").with_row_index("place")
    order = np.empty(frame.height, np.int64)
    order[sorted_.sort("machine", "number", "row")["place"].to_numpy()] = np.arange(frame.height)
    return order


@dataclass(frozen=True, slots=True)
class Side:
    """Some tries of a stream: their places in it, and their times (ticks)."""

    stream: Stream
    places: Places
    time: NDArray[np.int64]


def in_step(left: Side, right: Side, both: Sequence[str], tolerance: int) -> tuple[Places, Places]:
    """Return the pairs: places in the left stream, and beside them those in the right.

    The two are walked in order of time, group by group: whoever has no partner within `tolerance`
    that agrees is left behind.

    Args:
        left: Tries that tell all of `both`.
        right: Likewise.
        both: What both tell alike, names of `SAID`.
        tolerance: Ticks.
    """
    group = _groups(left, right, both)
    time = np.concatenate([left.time, right.time])
    order = np.lexsort((time, group))
    group, time = group[order], time[order]
    apart = (np.diff(group) != 0) | (np.diff(time) > tolerance)
    # A cluster is what no gap divides; no pair reaches across one.
    begins = np.flatnonzero(np.append(True, apart))
    sizes = np.diff(np.append(begins, len(order)))
    is_right = order >= len(left.places)
    rights = np.add.reduceat(is_right, begins, dtype=np.int64)
    alone = (sizes == 2) & (rights == 1)  # noqa: PLR2004 - one of each
    firsts, seconds = order[begins[alone]], order[begins[alone] + 1]
    mine, its = np.minimum(firsts, seconds), np.maximum(firsts, seconds) - len(left.places)
    agree = _agree(left, right, mine, its)
    crowded = (sizes > 2) & (rights > 0) & (rights < sizes)  # noqa: PLR2004
    cluster = np.repeat(np.where(crowded, np.arange(len(begins)), -1), sizes)
    clusters = np.empty(len(order), np.int64)
    clusters[order] = cluster
    walked = _walk(left, right, clusters, tolerance)
    return (
        left.places[np.concatenate([mine[agree], walked[0]])],
        right.places[np.concatenate([its[agree], walked[1]])],
    )


def _groups(left: Side, right: Side, both: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for what each try must share with its partner, the left ones first."""
    found = np.zeros(len(left.places) + len(right.places), np.int64)
    for name in ("account_key", "succeeded", *both):
        code = np.concatenate([side.stream.codes[name][side.places] for side in (left, right)])
        _, found = np.unique(found * (code.max(initial=0) + 1) + code, return_inverse=True)
    return found


def _agree(left: Side, right: Side, mine: Places, its: Places) -> NDArray[np.bool_]:
    found = np.ones(len(mine), np.bool_)
    for name in SAID:
        one = left.stream.codes[name][left.places[mine]]
        other = right.stream.codes[name][right.places[its]]
        found &= (one == other) | (one == _OPEN) | (other == _OPEN)
    return found


def _walk(
    left: Side, right: Side, clusters: NDArray[np.int64], tolerance: int
) -> tuple[Places, Places]:
    """Walk through the clusters of several tries; `clusters` is -1 where nothing is to be done."""
    many = len(left.places)
    mine, (where, at, said) = _steps(left, clusters[:many])
    its, (other_where, other_at, other_said) = _steps(right, clusters[many:])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(where) and j < len(other_where):
        if where[i] != other_where[j]:
            ahead = where[i] < other_where[j]
        elif abs(at[i] - other_at[j]) <= tolerance and _may_be(said[i], other_said[j]):
            found.append((i, j))
            i, j = i + 1, j + 1
            continue
        else:
            ahead = at[i] <= other_at[j]
        i, j = i + ahead, j + (not ahead)
    pairs = np.array(found, np.intp).reshape(-1, 2)
    return mine[pairs[:, 0]], its[pairs[:, 1]]


_Said = tuple[int, ...]


def _steps(
    side: Side, clusters: NDArray[np.int64]
) -> tuple[Places, tuple[list[int], list[int], list[_Said]]]:
    """Return the tries to walk through, in order, with cluster, time and what each says."""
    own = np.flatnonzero(clusters >= 0)
    order = np.lexsort((side.stream.order[side.places[own]], side.time[own], clusters[own]))
    own = own[order]
    said = np.stack([side.stream.codes[name][side.places[own]] for name in SAID], axis=1)
    told = [tuple(each) for each in said.tolist()]
    return own, (clusters[own].tolist(), side.time[own].tolist(), told)


def _may_be(said: _Said, other: _Said) -> bool:
    """Tell whether nothing that one says stands against the other."""
    if said == other:
        return True
    return all(mine in (its, _OPEN) or its == _OPEN for mine, its in zip(said, other, strict=True))
