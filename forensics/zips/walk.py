"""The members of a zip whose directory is missing or lies: found by their own headers.

A zip is written from front to back, each member behind a header of its own (APPNOTE 4.3.6), so
what was cut off at its end still holds every member before the cut.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Final

from forensics.zips.layout import (
    DESCRIPTOR,
    LOCAL,
    LOCAL_HEADER,
    STREAMED,
    UTF8,
    Entry,
    Zip,
    cut_name,
    dos_time,
    refusal,
    wide,
)

_PIECE: Final = 1 << 20
_HEADER: Final = re.compile(
    LOCAL
    + rb"(?=[\x00-\x3f].{3}"  # version needed, at most 6.3 (4.4.3.2); flags
    + rb"[\x00-\x63]\x00.{16}"  # method, at most 99 (4.4.5); times and sums
    + rb"(?!\x00\x00)..)",  # a name
    re.DOTALL,
)
_DESCRIPTOR: Final = re.compile(DESCRIPTOR)
_DESCRIPTORS: Final = (struct.Struct("<4x3L"), struct.Struct("<4xL2Q"))
"""CRC, packed and expanded size after a member that was written as a stream (4.3.9)."""

_TRIES: Final = 100_000  # descriptors that are looked at for one member


def walk(found: Zip) -> Iterator[Entry]:
    """Yield the members that have a header, in order of offset; what they hold is not entered."""
    end = 0
    for at in _places(found, _HEADER, 0):
        if at >= end:
            entry = _entry(found, at)
            yield entry
            end = entry.begin + entry.packed


def _places(found: Zip, signature: "re.Pattern[bytes]", at: int) -> Iterator[int]:
    """Yield where a signature stands from `at` on, rising."""
    while piece := found.at(at, _PIECE + LOCAL_HEADER.size - 1):
        for match in signature.finditer(piece):
            if match.start() < _PIECE:
                yield at + match.start()
        at += _PIECE


def _entry(found: Zip, offset: int) -> Entry:
    """Return the member whose header stands at `offset`."""
    header = found.at(offset, LOCAL_HEADER.size).ljust(LOCAL_HEADER.size, b"\0")
    _, _, flags, method, time, date, *sums, names, extras = LOCAL_HEADER.unpack(header)
    variable = found.at(offset + LOCAL_HEADER.size, names + extras)
    begin = offset + LOCAL_HEADER.size + names + extras
    crc, packed, size = sums
    size, packed = wide(variable[names:], size, packed)
    claims: tuple[int | None, int, int | None] = (crc, packed, size)
    if flags & STREAMED and not packed:
        claims = _described(found, begin)
    return Entry(
        name=cut_name(variable[:names]),
        utf8=bool(flags & UTF8),
        offset=offset,
        begin=begin,
        packed=claims[1],
        size=claims[2],
        crc=claims[0],
        method=method,
        modified=dos_time(date, time),
        hindrance=refusal(flags, method),
    )


def _described(found: Zip, begin: int) -> tuple[int | None, int, int | None]:
    """Return CRC, packed size and size from the descriptor after a member written as a stream.

    It is known by the packed size in it, which is its own distance. Without one the member goes
    to the end of the zip, and nothing says what it should be.
    """
    for at in islice(_places(found, _DESCRIPTOR, begin), _TRIES):
        for layout in _DESCRIPTORS:
            data = found.at(at, layout.size)
            if len(data) == layout.size:
                crc, packed, size = layout.unpack(data)
                # A wide one reads as a narrow one too, save for what comes behind it.
                if packed == at - begin and found.at(at + layout.size, 2) in (b"PK", b""):
                    return crc, packed, size
    return None, max(found.size - begin, 0), None
