"""Finds whatever is a record in the bytes of an .evt log, wherever it lies.

A record is its signature with matching lengths before and behind: 2^-64 by chance. Nothing here
trusts the header, the end marker or the 4-byte grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import (
    FIXED_SIZE,
    HEADER_SIZE,
    SIGNATURE,
    Content,
    u32_at,
)

_SMALLEST: Final = FIXED_SIZE + 4  # no names, no strings, only the closing length
_BLOCK: Final = 1 << 20
_GRIDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Records by ascending offset; all arrays have equal length. They may still overlap.

    Attributes:
        offset: int64, bytes from the start of the file.
        length: int64, bytes; a record that runs over the end of the file goes on at 48.
        closed: bool, False where the closing length is wrong but the next record follows.
    """

    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    closed: NDArray[np.bool_]

    @property
    def end(self) -> NDArray[np.int64]:
        """The first byte behind each record, counted on past the end of the file."""
        return self.offset + self.length

    def where(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> "Found":
        """Return the records that `kept` selects, in its order."""
        if kept.dtype == np.bool_ and kept.all():
            return self
        return Found(
            offset=self.offset[kept],
            length=self.length[kept],
            closed=self.closed[kept],
        )


def scan(content: Content, ends: Sequence[int]) -> Found:
    """Return every record of the log, also copies, leftovers and records inside records.

    Args:
        content: The log.
        ends: Where end markers stand; a record before one may lack its closing length.
    """
    offset = _signatures(content) - 4
    offset = offset[(offset >= 0) & (offset + FIXED_SIZE <= content.size)]
    length = u32_at(content, offset)
    inside = (length >= _SMALLEST) & (offset + length <= len(content.data))
    closing = np.zeros(len(offset), np.int64)
    closing[inside] = u32_at(content, (offset + length)[inside] - 4)
    every = Found(offset=offset, length=length, closed=inside & (closing == length))
    closed = _without_false_splits(every, content.size)
    kept = closed | _followed(every, closed, ends, content.size)
    return Found(offset=offset, length=length, closed=closed).where(kept)


def disjoint(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Select from the front stretches that do not overlap; `start` must ascend."""
    kept = np.ones(len(start), np.bool_)
    if (start[1:] >= end[:-1]).all():
        return kept
    kept[:] = False
    following = np.searchsorted(start, end).tolist()
    at = 0
    while at < len(following):
        kept[at] = True
        at = following[at]
    return kept


def folded(
    start: NDArray[np.int64], end: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the stretches with what runs over the end of the file as stretches from 48 on."""
    over = end > size
    begin = np.append(start, np.full(np.count_nonzero(over), HEADER_SIZE))
    return begin, np.append(np.minimum(end, size), end[over] - size + HEADER_SIZE)


def _signatures(content: Content) -> NDArray[np.int64]:
    """Return where the signature stands, ascending, in blocks that stay in the cache."""
    wanted = int.from_bytes(SIGNATURE, "little")
    found = []
    for base in range(0, content.size, _BLOCK):
        for grid in range(base, base + _GRIDS):
            count = min(_BLOCK, content.size - grid) // 4
            if count > 0:
                words = np.frombuffer(content.data, "<u4", count=count, offset=grid)
                found.append(np.flatnonzero(words == wanted).astype(np.int64) * 4 + grid)
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _without_false_splits(every: Found, size: int) -> NDArray[np.bool_]:
    """Return `closed` less those that run over the end of the file into another record.

    The tail of a log that was cut finds any length at 48 by chance: equal records are common.
    """
    split = every.closed & (every.end > size)
    starts = every.offset[every.closed & ~split]
    first = np.searchsorted(starts, HEADER_SIZE)
    behind = np.searchsorted(starts, every.end - size + HEADER_SIZE)
    return every.closed & ~(split & (behind > first))


def _followed(
    every: Found, closed: NDArray[np.bool_], ends: Sequence[int], size: int
) -> NDArray[np.bool_]:
    """Select records without a valid closing length right behind which the next one stands."""
    stops = np.sort(np.append(every.offset[closed], np.array(ends, np.int64)))
    stops = np.append(stops, -1)
    after = stops[np.searchsorted(stops[:-1], every.offset, side="right")]
    fits = (every.length >= _SMALLEST) & (every.end <= size)
    kept: NDArray[np.bool_] = ~closed & fits & (after == every.end)
    return kept
