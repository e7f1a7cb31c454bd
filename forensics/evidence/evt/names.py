"""Reads the two names at the head of every .evt record: its source and its computer.

A log knows few pairs of names, so each is decoded once, however many records carry it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import FIXED_SIZE, Content, distinct_at
from forensics.evidence.evt.scan import Found
from forensics.values import Damage, DamageCode

_LONGEST: Final = 1024  # bytes; a source is a registry key (255 characters), a computer a DNS name
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\uffff]")  # 0xffff is what a hole is made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Source and computer of every record.

    Attributes:
        pair: int64, a row for each record: which of the pairs it carries.
        sources: One for each pair; None where unreadable.
        computers: One for each pair; None where unreadable.
        sound: bool, one for each pair: both are whole and proper UTF-16.
        recorded: One for each pair: both names in ASCII, a lone surrogate by its number.
    """

    pair: NDArray[np.int64]
    sources: tuple[str | None, ...]
    computers: tuple[str | None, ...]
    sound: NDArray[np.bool_]
    recorded: tuple[str, ...]


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
        yield Damage(
            offset=int(found.offset[row]),
            length=int(found.length[row]),
            code=DamageCode.RECORD_UNREADABLE,
            expected="names of source and computer in UTF-16, each ended by a zero",
            found=names.recorded[names.pair[row]],
            excerpt=content.excerpt(int(found.offset[row]) + FIXED_SIZE),
        )


def _names(content: Content, found: Found, length: NDArray[np.int64]) -> Names:
    """Return the names in the first `length` bytes behind the fixed part of each record."""
    pair, known = distinct_at(content, found.offset + FIXED_SIZE, length)
    ended = [_ended(head) for head in known]
    shown = [[_SURROGATE.sub("\ufffd", name) for name in names] for names in ended]
    return Names(
        pair=pair,
        sources=tuple(names[0] if names else None for names in shown),
        computers=tuple(names[1] if names[1:] else None for names in shown),
        sound=np.array([_sound(names) for names in ended], np.bool_),
        recorded=tuple(_recorded(names) for names in ended),
    )


def _ended(head: bytes) -> list[str]:
    """Return the first two names that a zero ends, as recorded."""
    return head.decode("utf-16-le", "surrogatepass").split("\0")[:-1][:2]


def _sound(names: list[str]) -> bool:
    """Tell whether both names are there and hold nothing that is no character.

    Windows takes no event without a source; an empty one is what a hole of zeros leaves.
    """
    both = len(names) == 2  # noqa: PLR2004
    return both and bool(names[0]) and not any(map(_NO_CHARACTER.search, names))


def _recorded(names: list[str]) -> str:
    source, computer = [ascii(name) for name in names] + ["None"] * (2 - len(names))
    return f"source {source}, computer {computer}"
