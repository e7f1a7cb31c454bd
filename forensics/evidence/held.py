"""How much of a text is read by a reader that holds the whole of it: so many lines, so many bytes.

A line costs such a reader up to 500 bytes of memory, an empty one too, and a file may be a
terabyte of empty lines. What lies beyond is not read, and told as damage.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from forensics.evidence.records import Reading
from forensics.values import Damage, DamageCode

LINES: Final = 8_000_000
"""Lines of a text that are read: 4 GB of memory at most."""

BYTES: Final = 2 << 30
"""Bytes of a text that are read."""

_PIECE: Final = 8 << 20


def taken(file: BinaryIO, size: int) -> int:
    """Return how many bytes of a text are read: up to the end of a line, where it holds too many.

    Raises:
        OSError: The file cannot be read.
    """
    if size <= LINES:
        return size
    at = lines = whole = 0
    for piece in _pieces(file, min(size, BYTES)):
        found = piece.count(b"\n")
        if lines + found > LINES:
            cut = _behind(piece, LINES - lines)
            return at + cut if cut else whole
        lines += found
        whole = at + piece.rfind(b"\n") + 1 if found else whole
        at += len(piece)
    return size if size <= BYTES else whole or BYTES


def with_rest(reading: Reading, read: int, size: int) -> Reading:
    """Return the reading of the first bytes of a text as one of all of it; the rest is damage."""
    if read >= size or reading.bytes is None:
        return reading
    damage = Damage(
        offset=read,
        length=size - read,
        code=DamageCode.READER_FAILED,
        expected=f"at most {LINES:,} lines and {BYTES:,} bytes: cut the file into parts",
        found=f"{size:,} bytes, of which {read:,} are read",
    )
    unreadable = reading.bytes.unreadable + size - read
    return replace(
        reading,
        damage=(*reading.damage, damage),
        bytes=replace(reading.bytes, unreadable=unreadable),
    )


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    file.seek(0)
    while size > 0 and (piece := file.read(min(_PIECE, size))):
        size -= len(piece)
        yield piece


def _behind(piece: bytes, lines: int) -> int:
    """Return where so many lines of a piece end; 0 for none."""
    at = 0
    for _ in range(lines):
        at = piece.index(b"\n", at) + 1
    return at
