"""Tells the live records of an .evt log from those that an earlier life of the file left behind.

The log is a ring from byte 48 to the end of the file (Microsoft, "Event Log File Format"). Live is
what lies from the oldest record to the end marker; positions count along that way. Where a record
of it is broken, reading goes on at the next one. Everything else is recovered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt_damage import bounds_damage, broken, truncation, unclosed
from forensics.evidence.evt_parts import (
    FIXED_SIZE,
    HEADER_SIZE,
    SIGNATURE,
    Content,
    Header,
    Marker,
    fixed_at,
    markers,
    read_header,
    u32_at,
)
from forensics.evidence.evt_scan import Found, disjoint, scan
from forensics.values import Damage


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """What stands in the log.

    Attributes:
        header: None where unreadable.
        marker: The end marker that bounds the live records; None where there is none.
        found: Live and recovered records by offset, none overlapping another.
        fixed: dtype `FIXED`, the 56 bytes that each of `found` begins with.
        recovered: bool, a row for each of `found`.
        duplicates: Recovered copies of live records, left out of `found`.
        damage: In no order.
    """

    header: Header | None
    marker: Marker | None
    found: Found
    fixed: NDArray[np.void]
    recovered: NDArray[np.bool_]
    duplicates: int
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The way from the oldest record at `begin` along the ring to `end`, as far as it is here."""

    begin: int
    end: int
    size: int

    @property
    def wraps(self) -> bool:
        return self.end < self.begin

    @property
    def tail(self) -> int:
        """Bytes of the way up to the end of the file; all of them where it does not wrap."""
        last = self.size if self.wraps else min(self.end, self.size)
        return max(0, last - self.begin)

    @property
    def span(self) -> int:
        """Bytes of the whole way."""
        head = max(0, min(self.end, self.size) - HEADER_SIZE)
        return self.tail + (head if self.wraps else 0)

    def positions(self, offset: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how far along the way each offset lies, at least `span` where it does not."""
        ahead = np.where(
            offset >= self.begin, offset - self.begin, offset - HEADER_SIZE + self.tail
        )
        return np.where(offset < HEADER_SIZE, self.span, ahead)

    def offset(self, position: int) -> int:
        """Return the offset at a position."""
        if position < self.tail or not self.wraps:
            return self.begin + position
        return HEADER_SIZE + position - self.tail


def survey(content: Content) -> Ring:
    """Find all records of a log and say which are live.

    The end marker decides where it is not older than the header: a dirty header is an old state,
    and a header that calls the log empty may be wrong. Without it a clean header decides; a dirty
    one only as far as an unbroken chain of rising numbers leads. With neither all are recovered.
    """
    header = read_header(content)
    standing = tuple(markers(content))
    found = scan(content, [marker.offset for marker in standing])
    apart = found.where(disjoint(found.offset, found.end))
    marker = _marker(standing, header, apart)
    way = _way(content, header, marker, apart)
    live = _live(found, way) if way else np.zeros(0, np.int64)
    rest = _recovered(found, live, content.size)
    copies = _copies(content, found.offset[live], found.offset[rest])
    rows = np.concatenate((live, rest[~copies]))
    recovered = np.repeat((False, True), (len(live), len(rows) - len(live)))
    order = np.argsort(found.offset[rows])
    kept = found.where(rows[order])
    stretches = _gaps(found.where(live), way) if way else _unclaimed(content, kept)
    return Ring(
        header=header,
        marker=marker,
        found=kept,
        fixed=fixed_at(content, kept.offset),
        recovered=recovered[order],
        duplicates=int(copies.sum()),
        damage=(
            *bounds_damage(content, header, marker, way.end if way else content.size),
            *truncation(content, _reach(header, marker)),
            *broken(content, stretches),
            *unclosed(content, kept),
        ),
    )


def _marker(standing: Sequence[Marker], header: Header | None, apart: Found) -> Marker | None:
    """Choose the end marker: where a clean header puts it, else the one with the highest number.

    An event's own data may hold the bytes of a marker, so one inside a record is none.
    """
    inside = np.searchsorted(apart.offset, [marker.offset for marker in standing], side="right") - 1
    ends = np.append(apart.end, 0)
    outside = [m for m, i in zip(standing, inside.tolist(), strict=True) if ends[i] <= m.offset]
    if header is None:
        return max(outside, key=lambda marker: marker.following, default=None)
    named = [marker for marker in outside if marker.offset == header.end and not header.dirty]
    newer = [marker for marker in outside if marker.following >= header.following]
    return max(named or newer, key=lambda marker: marker.following, default=None)


def _way(
    content: Content, header: Header | None, marker: Marker | None, apart: Found
) -> _Way | None:
    """Return the way of the live records, None where nothing tells it."""
    if marker is not None:
        # A clean header knows the oldest record as well as the marker; take the one that is right.
        sound = header is not None and not header.dirty and header.start in apart.offset
        begin = header.start if header is not None and sound else marker.begin
        return _Way(begin=begin, end=marker.offset, size=content.size)
    if header is None:
        return None
    called_empty = header.start == header.end and len(apart.offset) > 0
    if not header.dirty and not called_empty:
        return _Way(begin=header.start, end=header.end, size=content.size)
    return _led(content, header, apart)


def _led(content: Content, header: Header, apart: Found) -> _Way | None:
    """Follow adjoining records of rising number from the oldest that the header names.

    Where that one is gone, the first record of the ring leads: what a log wrote last on its way
    from byte 48 is unbroken. Filler at the end of the file is passed over.
    """
    ring = apart.where(apart.offset >= HEADER_SIZE)
    if not len(ring.offset):
        return None
    number = u32_at(content, ring.offset + 8)
    named = (ring.offset == header.start) & (number == header.oldest)
    begin = int(ring.offset[np.argmax(named)])
    circle = _Way(begin=begin, end=begin - 1, size=content.size)
    position = circle.positions(ring.offset)
    order = np.argsort(position)
    behind = (position + ring.length)[order]
    behind[(behind < circle.tail) & (behind > circle.tail - FIXED_SIZE)] = circle.tail
    linked = (position[order][1:] == behind[:-1]) & (np.diff(number[order]) == 1)
    last = int(behind[np.argmin(np.append(linked, [False]))])
    end = circle.offset(last) if last > circle.tail else begin + last
    return _Way(begin=begin, end=end, size=content.size)


def _live(found: Found, way: _Way) -> NDArray[np.int64]:
    """Return the rows along the way, in the order of writing."""
    position = way.positions(found.offset)
    rows = np.flatnonzero(position + found.length <= way.span)
    rows = rows[np.argsort(position[rows])]
    return rows[disjoint(position[rows], position[rows] + found.length[rows])]


def _recovered(found: Found, live: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the rows of whole records outside every live one."""
    begin, end = found.offset[live], found.end[live]
    over = end > size
    begin = np.concatenate((begin, np.full(over.sum(), HEADER_SIZE)))
    end = np.concatenate((np.minimum(end, size), end[over] - size + HEADER_SIZE))
    order = np.argsort(begin)
    begin, end = np.append(begin[order], np.iinfo(np.int64).max), np.append(0, end[order])
    behind = np.searchsorted(begin, found.offset, side="right")
    free = (end[behind] <= found.offset) & (begin[behind] >= np.minimum(found.end, size))
    rows = np.flatnonzero(free)
    return rows[disjoint(found.offset[rows], found.end[rows])]


def _copies(
    content: Content, live: NDArray[np.int64], rest: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Select those of `rest` that have number and time written of a live record."""
    if not len(live):
        return np.zeros(len(rest), np.bool_)
    known, asked = (_identity(content, offset) for offset in (live, rest))
    known.sort()
    nearest = known[np.minimum(np.searchsorted(known, asked), len(known) - 1)]
    return np.equal(nearest, asked)


def _identity(content: Content, offset: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return record number and time written in one number."""
    fixed = fixed_at(content, offset)
    identity: NDArray[np.uint64] = fixed["number"].astype(np.uint64)
    identity <<= np.uint64(32)
    identity |= fixed["written"]
    return identity


def _reach(header: Header | None, marker: Marker | None) -> int:
    """Return the offset up to which the log once reached at least."""
    if marker is not None:
        return marker.begin
    return max(header.start, header.end) if header else 0


def _gaps(live: Found, way: _Way) -> Iterator[tuple[int, int]]:
    """Yield offset and length of each stretch of the way that no record covers.

    Args:
        live: In the order of writing.
        way: A stretch that runs over the end of the file comes in two.
    """
    position = way.positions(live.offset)
    begin = np.append(0, position + live.length)
    end = np.append(position, way.span)
    for i in np.flatnonzero(end > begin).tolist():
        first, last = int(begin[i]), int(end[i])
        parts = (
            [(first, way.tail), (way.tail, last)] if first < way.tail < last else [(first, last)]
        )
        yield from ((way.offset(at), until - at) for at, until in parts)


def _unclaimed(content: Content, kept: Found) -> Iterator[tuple[int, int]]:
    """Yield what looks like a record outside all records of a log without bounds."""
    begin = np.append(0, kept.end)
    end = np.append(kept.offset, content.size)
    for i in np.flatnonzero(end > begin).tolist():
        # The signature at byte 4 is the header's, which has its own row.
        at = content.data.find(SIGNATURE, max(int(begin[i]) + 4, 8), int(end[i])) - 4
        if at >= 0:
            yield at, int(end[i]) - at
