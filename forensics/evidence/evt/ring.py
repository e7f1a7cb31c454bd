"""Tells the live records of an .evt log from those that an earlier life of the file left behind.

Live are those along the way from the oldest record to the end (`evt_way`); where one of them is
broken, reading goes on at the next. Everything else is recovered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.bytes import account
from forensics.evidence.evt.claims import claims
from forensics.evidence.evt.damage import bounds_damage, broken, misnumbered, truncation, unclosed
from forensics.evidence.evt.layout import layout_damage, read_heads
from forensics.evidence.evt.parts import (
    SIGNATURE,
    Content,
    Header,
    Marker,
    markers,
    read_header,
)
from forensics.evidence.evt.scan import Found, disjoint, folded, scan
from forensics.evidence.evt.way import Way, choose_marker, find_way, gaps, outside
from forensics.evidence.records import Bytes
from forensics.values import Damage


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """What stands in the log.

    Attributes:
        found: Live and recovered records by offset, none overlapping another.
        fixed: dtype `FIXED`, the 56 bytes that each of `found` begins with.
        recovered: bool, a row for each of `found`.
        duplicates: Recovered copies of live records, left out of `found`.
        damage: In no order.
        claims: What header and end marker say, beside what was found.
        bytes: Every byte by what it is.
    """

    found: Found
    fixed: NDArray[np.void]
    recovered: NDArray[np.bool_]
    duplicates: int
    damage: tuple[Damage, ...]
    claims: Mapping[str, str]
    bytes: Bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """What bounds the live records.

    Attributes:
        header: None where unreadable.
        markers: All end markers outside records.
        marker: The one that ends the live records; None where there is none.
        way: None where nothing tells it.
    """

    header: Header | None
    markers: list[Marker]
    marker: Marker | None
    way: Way | None


def survey(content: Content) -> Ring:
    """Find all records of a log and say which are live; without header and end marker none is."""
    standing = tuple(markers(content))
    found, fixed = read_heads(content, scan(content, [marker.offset for marker in standing]))
    bounds = _bounds(content, found, standing)
    live = _live(found, bounds.way) if bounds.way else np.zeros(0, np.int64)
    recovered = _recovered(found, live, content.size)
    chosen = recovered.copy()
    chosen[live] = True
    every, recovered = found.where(chosen), recovered[chosen]
    fixed = fixed if chosen.all() else fixed[chosen]
    copies = _copies(content, every, fixed, recovered)
    ring = found.where(live)
    number = fixed["number"][(np.cumsum(chosen) - 1)[live]]
    lost = tuple(_lost(content, bounds, every, ring))
    kept, heads = every.where(~copies), fixed[~copies] if copies.any() else fixed
    return Ring(
        found=kept,
        fixed=heads,
        recovered=recovered[~copies],
        duplicates=int(np.count_nonzero(copies)),
        damage=(
            *lost,
            *unclosed(content, kept),
            *layout_damage(content, kept, heads),
            *misnumbered(content, ring, number, bounds.marker),
        ),
        claims=claims(bounds.header, bounds.marker, number, content.size),
        bytes=account(content.size, bounds.header, bounds.markers, every, lost),
    )


def _bounds(content: Content, found: Found, standing: tuple[Marker, ...]) -> _Bounds:
    """Return what bounds the live ones among `found`."""
    header = read_header(content)
    apart = found.where(disjoint(found.offset, found.end))
    ends = outside(standing, apart)
    marker = choose_marker(ends, header)
    way = find_way(content, header, marker, apart)
    return _Bounds(header=header, markers=ends, marker=marker, way=way)


def _live(found: Found, way: Way) -> NDArray[np.int64]:
    """Return the rows along the way, in the order of writing."""
    position = way.positions(found.offset)
    rows = np.flatnonzero(position + found.length <= way.span)
    rows = rows[np.argsort(position[rows], kind="stable")]
    return rows[disjoint(position[rows], position[rows] + found.length[rows])]


def _recovered(found: Found, live: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Select whole records outside every live one."""
    if len(live) == len(found.offset):
        return np.zeros(len(live), np.bool_)
    begin, end = folded(found.offset[live], found.end[live], size)
    order = np.argsort(begin, kind="stable")
    begin, end = np.append(begin[order], np.iinfo(np.int64).max), np.append(0, end[order])
    behind = np.searchsorted(begin, found.offset, side="right")
    free = (end[behind] <= found.offset) & (begin[behind] >= np.minimum(found.end, size))
    rows = np.flatnonzero(free)
    free[rows] = disjoint(found.offset[rows], found.end[rows])
    return free


def _copies(
    content: Content, every: Found, fixed: NDArray[np.void], recovered: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Select the recovered records that are a live one again, byte for byte."""
    copies = np.zeros(len(fixed), np.bool_)
    if recovered.any() and not recovered.all():
        identity = fixed["number"].astype(np.uint64) << np.uint64(32) | fixed["written"]
        live = np.flatnonzero(~recovered)
        live = live[np.argsort(identity[live], kind="stable")]
        known, asked = identity[live], identity[recovered]
        nearest = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        copies[recovered] = known[nearest] == asked
        again = zip(np.flatnonzero(recovered).tolist(), live[nearest].tolist(), strict=True)
        for row, like in again:
            copies[row] &= every.length[row] == every.length[like]
            if copies[row]:
                copies[row] = _own(content, every, row) == _own(content, every, like)
    return copies


def _own(content: Content, every: Found, row: int) -> bytes:
    """Return the bytes of a record as far as they are its own: the closing length may be gone."""
    offset, length = int(every.offset[row]), int(every.length[row])
    return bytes(content.data[offset : offset + length - 4])


def _lost(content: Content, bounds: _Bounds, every: Found, ring: Found) -> Iterator[Damage]:
    """Yield what is wrong with the frame, and where a record should stand and does not.

    Args:
        content: The log.
        bounds: Its frame.
        every: All records, also the copies.
        ring: The live ones in the order of writing.
    """
    way = bounds.way
    end = content.size if way is None else min(way.end, content.size)
    stretches = _unclaimed(content, every) if way is None else gaps(ring, way)
    return chain(
        bounds_damage(content, bounds.header, bounds.marker, (end, _room(every, end, content))),
        truncation(content, _reach(bounds.header, bounds.marker)),
        broken(content, stretches),
    )


def _room(every: Found, end: int, content: Content) -> int:
    """Return how many bytes lie between `end` and the next record or the end of the file."""
    following = every.offset[np.searchsorted(every.offset, end) :]
    return (int(following[0]) if len(following) else content.size) - end


def _reach(header: Header | None, marker: Marker | None) -> int:
    """Return the offset up to which the log once reached at least."""
    if marker is not None:
        return marker.begin
    return max(header.start, header.end) if header else 0


def _unclaimed(content: Content, every: Found) -> Iterator[tuple[int, int]]:
    """Yield what looks like a record outside all records of a log without bounds."""
    begin = np.append(0, every.end)
    end = np.append(every.offset, content.size)
    for i in np.flatnonzero(end > begin).tolist():
        # The signature at byte 4 is the header's, which has its own row.
        at = content.data.find(SIGNATURE, max(int(begin[i]) + 4, 8), int(end[i])) - 4
        if at >= 0:
            yield at, int(end[i]) - at
