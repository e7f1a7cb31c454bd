"""Reads the two names at the head of every .evt record: its source and its computer.

A log knows few pairs of names, so each is decoded once, however many records carry it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt_parts import FIXED_SIZE, Content, distinct_at
from forensics.evidence.evt_scan import Found
from forensics.values import Damage, DamageCode

_LONGEST: Final = 1024  # bytes; a source is a registry key (255 characters), a computer a DNS name
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Source and computer of every record.

    Attributes:
        pair: int64, a row for each record: which of the pairs it carries.
        sources: One for each pair; None where unreadable.
        computers: One for each pair; None where unreadable.
        sound: bool, one for each pair: both are whole and proper UTF-16.
    """

    pair: NDArray[np.int64]
    sources: tuple[str | None, ...]
    computers: tuple[str | None, ...]
    sound: NDArray[np.bool_]


def read_names(content: Content, found: Found, fixed: NDArray[np.void]) -> Names:
    """Return the names of all records."""
    room = np.minimum(found.length - 4 - FIXED_SIZE, _LONGEST) // 2 * 2
    length = room
    for start, there in (("strings_at", "strings"), ("sid_at", "sid_length")):
        at = (fixed[start].astype(np.int64) - FIXED_SIZE) // 2 * 2
        length = np.where((fixed[there] > 0) & (at >= 0), np.minimum(length, at), length)
    names = _names(content, found, length)
    # What follows the names may be misplaced; it must not cost the record its source.
    cut = np.array([computer is None for computer in names.computers], np.bool_)[names.pair]
    return _names(content, found, np.where(cut, room, length)) if cut.any() else names


def names_damage(content: Content, found: Found, names: Names) -> Iterator[Damage]:
    """Yield the records whose source or computer cannot be read as it should."""
    for row in np.flatnonzero(~names.sound[names.pair]).tolist():
        source, computer = names.sources[names.pair[row]], names.computers[names.pair[row]]
        yield Damage(
            offset=int(found.offset[row]),
            length=int(found.length[row]),
            code=DamageCode.RECORD_UNREADABLE,
            expected="names of source and computer in UTF-16, each ended by a zero",
            found=f"source {source!a}, computer {computer!a}",
            excerpt=content.excerpt(int(found.offset[row]) + FIXED_SIZE),
        )


def _names(content: Content, found: Found, length: NDArray[np.int64]) -> Names:
    """Return the names in the first `length` bytes behind the fixed part of each record."""
    pair, known = distinct_at(content, found.offset + FIXED_SIZE, length)
    names = [_decode(head) for head in known]
    return Names(
        pair=pair,
        sources=tuple(source for source, _, _ in names),
        computers=tuple(computer for _, computer, _ in names),
        sound=np.array([sound for _, _, sound in names], np.bool_),
    )


def _decode(head: bytes) -> tuple[str | None, str | None, bool]:
    """Return source, computer and whether both are sound; None stands for an unended name."""
    ended = head.decode("utf-16-le", "surrogatepass").split("\0")[:-1][:2]
    shown = [_SURROGATE.sub("\ufffd", name) for name in ended]
    source = shown[0] if shown else None
    computer = shown[1] if shown[1:] else None
    return source, computer, computer is not None and shown == ended
