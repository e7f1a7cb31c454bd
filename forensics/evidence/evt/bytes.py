"""Accounts for every byte of an .evt log.

A byte counts once, as the first of these that covers it: record, header, unreadable, filler. What
lies outside the live ring and is no whole record is filler: writing eats the oldest records from
the front, and a cleared log keeps its old bytes, so heads and tails of records are what the form
leaves in its free space. Where the live chain should run on they are unreadable.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import HEADER_SIZE, MARKER_SIZE, Header, Marker
from forensics.evidence.evt.scan import Found, folded
from forensics.evidence.records import Bytes
from forensics.values import Damage


def account(
    size: int,
    header: Header | None,
    markers: Iterable[Marker],
    records: Found,
    lost: Iterable[Damage],
) -> Bytes:
    """Return what the `size` bytes of a log are.

    Args:
        size: Bytes of the file.
        header: None where unreadable.
        markers: All end markers outside records, also older ones that were left behind.
        records: Live, recovered and dropped ones.
        lost: What should be a record or its frame and is none.
    """
    frames = [(marker.offset, MARKER_SIZE) for marker in markers]
    if header is not None:
        frames.append((0, HEADER_SIZE))
    known = _merged(records.offset, records.end, size)
    counts = [_length(known)]
    for more in (frames, [(row.offset, row.length) for row in lost]):
        offset, length = np.array(more, np.int64).reshape(-1, 2).T
        start, end = np.append(known[0], offset), np.append(known[1], offset + length)
        known = _merged(start, end, size)
        counts.append(_length(known))
    one, two, three = counts
    return Bytes(header=two - one, records=one, filler=size - three, unreadable=three - two)


_Stretches = tuple[NDArray[np.int64], NDArray[np.int64]]


def _merged(start: NDArray[np.int64], end: NDArray[np.int64], size: int) -> _Stretches:
    """Return where the stretches begin and end that these cover; they may run over the file."""
    start, end = folded(start, end, size)
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(end[order])
    apart = start[1:] > reach[:-1]
    return start[np.append(True, apart)[: len(start)]], reach[np.append(apart, True)[: len(start)]]


def _length(stretches: _Stretches) -> int:
    return int((stretches[1] - stretches[0]).sum())
