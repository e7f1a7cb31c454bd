"""Says whether all that a record tells is there, where its frame no longer vouches for its end.

A record that was being written when the machine stopped, or whose last page was lost, is framed at
its head only: from some byte on zeros or other bytes may stand for its values. In three of four
such real records they do, from the next page of 4,096 bytes on: two end within a text.
"""

import struct
from dataclasses import dataclass
from typing import Final

from forensics.evidence.evtx.binxml import BINXML_TYPE

HEADER: Final = 24
"""Bytes before a record's binary XML."""

CLOSING: Final = 4
"""Bytes of its size again, behind it."""

FRAGMENT: Final = b"\x0f\x01\x01\x00"
"""What the binary XML of every record begins with."""

MOST_VALUES: Final = 128
"""Values of one template: real events of the evidence have up to 27."""

_INSTANCE: Final = b"\x0c\x01"
_LISTED: Final = 10  # bytes from that token to the list of values, or to a definition standing here
_DEFINITION: Final = 24  # bytes of its header, of which the last four are the size of the rest
_END: Final = b"\0"  # the token that ends binary XML


def complete(raw: bytes, at: int, end: int) -> bool:
    """Return whether the values of a record's template are certainly all there.

    Zeros behind them, up to the end of the record, may have begun before: then the last value is
    believed only where it does not end in zeros itself, the high half of one character excepted.
    Nothing tells a number that does from one that was lost.

    Args:
        raw: The chunk's bytes.
        at: Where the record begins.
        end: Where its size should stand again, behind its binary XML.
    """
    last = _last_value(raw, at + HEADER, end)
    if last is None or raw[last.end + last.nested : last.end + last.nested + 1] != _END:
        return False
    return any(raw[last.end - 2 : last.end]) or any(raw[last.end : end + CLOSING])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """Where the last value of a template ends, and whether a token that ends XML is part of it."""

    end: int
    nested: bool


def _last_value(raw: bytes, at: int, end: int) -> _Last | None:
    """Return where the values of the template at `at` end; None where that is not before `end`."""
    listed = at + len(FRAGMENT) + _LISTED
    if not raw.startswith(FRAGMENT + _INSTANCE, at) or listed + _DEFINITION > end:
        return None
    if _number(raw, listed - 4) == listed:
        listed += _DEFINITION + _number(raw, listed + _DEFINITION - 4)
    count = _number(raw, listed)
    values = listed + 4 + 4 * count
    if count > MOST_VALUES or values > end:
        return None
    described = list(struct.iter_unpack("<HBx", raw[listed + 4 : values]))
    behind = values + sum(size for size, _ in described)
    if behind >= end:
        return None
    nested = bool(described) and described[-1][1] == BINXML_TYPE and described[-1][0] > 0
    return _Last(end=behind - nested, nested=nested)


def _number(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")
