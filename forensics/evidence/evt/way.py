"""Says which way the live records of an .evt log lie.

The log is a ring from byte 48 to the end of the file (Microsoft, "Event Log File Format"). Live is
what lies from the oldest record to the end marker; positions count along that way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import (
    FIXED_SIZE,
    HEADER_SIZE,
    Content,
    Header,
    Marker,
    u32_at,
)
from forensics.evidence.evt.scan import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way from the oldest record at `begin` along the ring to `end`, as far as it is here."""

    begin: int
    end: int
    size: int

    @property
    def wraps(self) -> bool:
        """True where the way runs over the end of the file."""
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


def outside(standing: Sequence[Marker], apart: Found) -> list[Marker]:
    """Return the end markers outside records: an event's own data may hold the bytes of one."""
    inside = np.searchsorted(apart.offset, [marker.offset for marker in standing], side="right") - 1
    ends = np.append(apart.end, 0)
    return [m for m, i in zip(standing, inside.tolist(), strict=True) if ends[i] <= m.offset]


def choose_marker(markers: Sequence[Marker], header: Header | None) -> Marker | None:
    """Choose the end marker: where a clean header puts it, else the one with the highest number.

    One that is older than the header was left behind by an earlier state.
    """
    if header is None:
        return max(markers, key=lambda marker: marker.following, default=None)
    named = [marker for marker in markers if marker.offset == header.end and not header.dirty]
    newer = [marker for marker in markers if marker.following >= header.following]
    return max(named or newer, key=lambda marker: marker.following, default=None)


def find_way(
    content: Content, header: Header | None, marker: Marker | None, apart: Found
) -> Way | None:
    """Return the way of the live records, None where nothing tells it.

    The end marker decides where it is not older than the header: a dirty header is an old state,
    and a header that calls the log empty may be wrong. Without it a clean header decides; a dirty
    one only as far as an unbroken chain of rising numbers leads.
    """
    if marker is not None:
        # A clean header knows the oldest record as well as the marker; take the one that is right.
        sound = header is not None and not header.dirty and header.start in apart.offset
        begin = header.start if header is not None and sound else marker.begin
        return Way(begin=begin, end=marker.offset, size=content.size)
    if header is None:
        return None
    called_empty = header.empty and len(apart.offset) > 0
    if not header.dirty and not called_empty:
        return Way(begin=header.start, end=header.end, size=content.size)
    return _led(content, header, apart)


def gaps(live: Found, way: Way) -> Iterator[tuple[int, int]]:
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


def _led(content: Content, header: Header, apart: Found) -> Way | None:
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
    circle = Way(begin=begin, end=begin - 1, size=content.size)
    position = circle.positions(ring.offset)
    order = np.argsort(position)
    behind = (position + ring.length)[order]
    behind[(behind < circle.tail) & (behind > circle.tail - FIXED_SIZE)] = circle.tail
    linked = (position[order][1:] == behind[:-1]) & (np.diff(number[order]) == 1)
    last = int(behind[np.argmin(np.append(linked, [False]))])
    end = circle.offset(last) if last > circle.tail else begin + last
    return Way(begin=begin, end=end, size=content.size)
