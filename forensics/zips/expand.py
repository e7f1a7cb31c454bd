"""The bytes of a member: expanded piece by piece, bounded by what is really written."""

import bz2
import lzma
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from forensics.zips.layout import BZIP2, DEFLATED, LZMA, Entry, Zip

MEMBER_BYTES: Final = 4 << 30
"""Bytes that one member may expand to: 4 GiB, beyond what a Windows log is let grow to."""

PIECE: Final = 1 << 20
"""Bytes that are held at a time."""

_PORTION: Final = 16 << 10  # packed bytes
_LZMA_HEAD: Final = 9  # bytes of it in a zip
_LZMA_MEMORY: Final = 256 << 20  # for a dictionary, whose size is the zip's own claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """What became of one member.

    Attributes:
        size: Bytes that were written.
        beyond: Whether there are more, which were not.
        flaw: How they differ from what the zip claims, with the mend; `""` where they do not.
    """

    size: int
    beyond: bool
    flaw: str


class _Machine(Protocol):
    """What `bz2` and `lzma` have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflate:
    """Deflate as a `_Machine`, which ends where its bytes break and gives all before that."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self._broken = False

    @property
    def eof(self) -> bool:
        return self._broken or self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        before, packed = self._zlib.copy(), self._zlib.unconsumed_tail + data
        try:
            return self._zlib.decompress(packed, max_length)
        except zlib.error:
            self._broken = True
            return _until_it_breaks(before, packed, max_length)


def _until_it_breaks(machine: "zlib._Decompress", packed: bytes, most: int) -> bytes:
    """Return what comes out before the byte that zlib refuses; it withholds it with the rest."""
    kept = bytearray()
    for place in range(len(packed)):
        try:
            kept += machine.decompress(packed[place : place + 1])
        except zlib.error:
            break
        if len(kept) >= most:
            break
    return bytes(kept[:most])


def expand(
    found: Zip, entry: Entry, write: Callable[[bytes], object], most: int = MEMBER_BYTES
) -> Expanded:
    """Expand a member into `write`, at most so many bytes; what is wrong with it is in the answer.

    Raises:
        OSError: The zip cannot be read, or `write` fails.
    """
    size, crc = 0, 0
    for piece in _pieces(found, entry):
        if size + len(piece) > most:
            return Expanded(size=size, beyond=True, flaw="")
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        write(piece)
    return Expanded(size=size, beyond=False, flaw=_flaw(entry, size, crc))


@contextmanager
def expanded(found: Zip, entry: Entry) -> Iterator[BinaryIO]:
    """Yield the bytes of a member, seekable and read-only, from a file that has no name.

    Raises:
        OSError: The zip cannot be read, or there is no room for temporary files.
    """
    with tempfile.TemporaryFile() as kept:
        expand(found, entry, kept.write)
        kept.flush()
        kept.seek(0)
        with os.fdopen(kept.fileno(), "rb", closefd=False) as stream:
            yield stream


def _flaw(entry: Entry, size: int, crc: int) -> str:
    mend = "copy the zip again"
    if entry.size is None:
        return f"the zip ends before it does, after {size:,} bytes of it: {mend}"
    if size != entry.size:
        return f"expands to {size:,} bytes where the zip claims {entry.size:,}: {mend}"
    if crc != entry.crc:
        return f"its bytes do not have the checksum (CRC-32) that the zip recorded: {mend}"
    return ""


def _pieces(found: Zip, entry: Entry) -> Iterator[bytes]:
    """Yield the expanded bytes, as far as they can be had, at most `PIECE` at a time."""
    machine = _machine(entry.method)
    for portion in _portions(found, entry):
        if machine is None:
            yield portion
            continue
        data = portion
        while not machine.eof:
            piece = _step(machine, data)
            if piece is None:
                return
            yield piece
            if machine.needs_input:
                break
            data = b""


def _machine(method: int) -> _Machine | None:
    """Return what expands a method, None where the bytes are stored as they are."""
    if method == DEFLATED:
        return _Inflate()
    if method == BZIP2:
        return bz2.BZ2Decompressor()
    if method == LZMA:
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_LZMA_MEMORY)
    return None


def _step(machine: _Machine, data: bytes) -> bytes | None:
    """Return the next piece, None where the packed bytes are damaged."""
    try:
        return machine.decompress(data, PIECE)
    except (lzma.LZMAError, OSError, EOFError):  # bz2 raises the last two
        return None


def _portions(found: Zip, entry: Entry) -> Iterator[bytes]:
    """Yield the packed bytes, and at last none, upon which a machine gives what it held back."""
    at, end = entry.begin, entry.begin + entry.packed
    if entry.method == LZMA:
        # A version and the length of the properties (5.8.8) stand where an .lzma file has its
        # size; all ones there mean that it is not known.
        head = found.at(at, _LZMA_HEAD)
        yield head[4:] + b"\xff" * 8
        at += _LZMA_HEAD
    while at < end and (portion := found.at(at, min(_PORTION, end - at))):
        yield portion
        at += len(portion)
    yield b""
