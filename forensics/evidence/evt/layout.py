"""Asks of every .evt record whether its fixed part can be true, whether it is wanted or not.

An .evt log has no checksums: lengths and signature say where a record is, not that its content
is whole. What can be checked is that the parts lie inside the record, that the SID begins as one,
and that there are as many strings as it claims; so it is in all 6,320 records of a real Windows XP
log. Bytes of the data, and other text in a string, cannot be told from what was written.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import FIXED_SIZE, Content, fixed_at, u16_at
from forensics.evidence.evt.scan import Found
from forensics.values import Damage, DamageCode

_BITS: Final = 1 << 20  # bytes that are looked at a time, which stay in the cache
_SID_FIXED: Final = 8
_ERASED: Final = 0xFFFF  # as a character none: Unicode 23.7, Noncharacters


def read_heads(content: Content, found: Found) -> tuple[Found, NDArray[np.void]]:
    """Return the records of which anything behind the signature can be true, and what it says.

    Of the others none of the three offsets leads into the record: a hole was torn there. Windows
    fills in those of strings and data even where there are none.

    Returns:
        The records, and their fixed parts (dtype `FIXED`).
    """
    fixed = fixed_at(content, found.offset)
    leads = np.zeros(len(fixed), np.bool_)
    for name in ("strings_at", "sid_at", "data_at"):
        leads |= (fixed[name] >= FIXED_SIZE) & (fixed[name] <= found.length - 4)
    return found.where(leads), fixed if leads.all() else fixed[leads]


def areas(found: Found, fixed: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the strings of each record lie, counted from its start, of even length.

    They end where the data begin, which Windows fills in even without data; an offset that makes
    no sense is passed over in favour of the closing length.
    """
    closing = found.length - 4
    begin = fixed["strings_at"].astype(np.int64)
    end = np.where(_bounded(found, fixed), fixed["data_at"].astype(np.int64), closing)
    there = (fixed["strings"] > 0) & (begin >= FIXED_SIZE) & (begin <= closing)
    return np.where(there, begin, 0), np.where(there, (end - begin) // 2 * 2, 0)


def sid_inside(content: Content, found: Found, fixed: NDArray[np.void]) -> NDArray[np.bool_]:
    """Select the records whose SID lies inside them and begins as one ([MS-DTYP] 2.4.2.2)."""
    at = fixed["sid_at"].astype(np.int64)
    length = fixed["sid_length"].astype(np.int64)
    inside = (length >= _SID_FIXED) & (at >= FIXED_SIZE) & (at + length <= found.length - 4)
    rows = np.flatnonzero(inside)
    head = u16_at(content, found.offset[rows] + at[rows])
    inside[rows] = (head & 0xFF == 1) & (_SID_FIXED + 4 * (head >> 8) <= length[rows])
    return inside


def layout_damage(content: Content, found: Found, fixed: NDArray[np.void]) -> Iterator[Damage]:
    """Yield the records whose strings, SID or data are not what their fixed part says."""
    count, erased = _tally(content, found, fixed)
    claimed = fixed["strings"].astype(np.int64)
    other = (count < claimed) | ((count > claimed) & (claimed > 0) & _bounded(found, fixed))
    for row in np.flatnonzero(other).tolist():
        yield row_damage(content, found, row, f"{claimed[row]} strings", f"{count[row]}")
    for row in np.flatnonzero(erased & ~other).tolist():
        yield row_damage(content, found, row, "strings in UTF-16", "0xffff among them")
    at, length = fixed["sid_at"], fixed["sid_length"]
    for row in np.flatnonzero((length > 0) & ~sid_inside(content, found, fixed)).tolist():
        wanted = f"a SID of {length[row]} bytes at {at[row]}"
        yield row_damage(content, found, row, wanted, "none")
    at, length = fixed["data_at"].astype(np.int64), fixed["data_length"].astype(np.int64)
    outside = (length > 0) & ((at < FIXED_SIZE) | (at + length > found.length - 4))
    for row in np.flatnonzero(outside).tolist():
        wanted = f"data of {length[row]} bytes at {at[row]}"
        yield row_damage(content, found, row, wanted, "a place outside the record")


def row_damage(content: Content, found: Found, row: int, expected: str, shown: str) -> Damage:
    """Return what is wrong with one record that is kept."""
    return Damage(
        offset=int(found.offset[row]),
        length=int(found.length[row]),
        code=DamageCode.RECORD_UNREADABLE,
        expected=expected,
        found=shown,
        excerpt=content.excerpt(int(found.offset[row])),
    )


def _bounded(found: Found, fixed: NDArray[np.void]) -> NDArray[np.bool_]:
    """Select the records in which the start of the data ends the strings."""
    end = fixed["data_at"]
    bounded: NDArray[np.bool_] = (end >= fixed["strings_at"]) & (end <= found.length - 4)
    return bounded


def _tally(
    content: Content, found: Found, fixed: NDArray[np.void]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return how many strings each record carries, and whether 0xffff stands among them."""
    begin, length = areas(found, fixed)
    start = found.offset + begin
    count = np.zeros(len(start), np.int64)
    erased = np.zeros(len(start), np.bool_)
    for grid in (0, 1):
        rows = np.flatnonzero((start & 1 == grid) & (length > 0))
        if len(rows):
            first, last = start[rows] // 2, (start + length)[rows] // 2
            count[rows] = _occurrences(content, grid, 0, (first, last))
            erased[rows] = _stands(content, grid, _ERASED, (first, last))
    return count, erased


def _stands(
    content: Content, grid: int, word: int, between: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.bool_]:
    """Return whether a rare `word` stands between two places, counted as in `_occurrences`."""
    found = [np.zeros(0, np.int64)]
    for base in range(grid, len(content.data) - 1, _BITS):
        count = min(_BITS, len(content.data) - base) // 2
        words = np.frombuffer(content.data, "<u2", count=count, offset=base)
        found.append(np.flatnonzero(words == word) + (base - grid) // 2)
    at = np.concatenate(found)
    before, behind = (np.searchsorted(at, place) for place in between)
    return before < behind


def _occurrences(
    content: Content, grid: int, word: int, between: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Return how often `word` stands between two places, both counted in words from `grid`.

    One bit for each word of the log, counted 64 at a time, is far faster than a look at each area.
    """
    bits: list[bytes] = []
    for base in range(grid, len(content.data) - 1, _BITS):
        count = min(_BITS, len(content.data) - base) // 2
        words = np.frombuffer(content.data, "<u2", count=count, offset=base)
        bits.append(np.packbits(words == word, bitorder="little").tobytes())
    lanes = np.frombuffer(b"".join((*bits, bytes(16))), "<u8", count=len(content.data) // 128 + 1)
    before = np.append(0, np.cumsum(np.bitwise_count(lanes), dtype=np.int64))
    first, last = (
        before[at >> 6]
        + np.bitwise_count(lanes[at >> 6] & ((np.uint64(1) << (at & 63).astype(np.uint64)) - 1))
        for at in between
    )
    times: NDArray[np.int64] = last - first
    return times
