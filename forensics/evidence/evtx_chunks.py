"""Cuts an .evtx file into chunks, whatever has become of it, and says what is wrong with each.

A chunk is 64 KiB: a header of 512 bytes (`ElfChnk`), then records (libevtx, "Windows XML Event Log
(EVTX) format"). Chunks stand one after another behind the file header; where bytes were lost or
put in between, the next `ElfChnk` is looked for.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.values import Damage, DamageCode

CHUNK: Final = 65_536
HEADER: Final = 512
"""Bytes before a chunk's first record."""

MAGIC: Final = b"ElfChnk\0"
EXCERPT: Final = 64
"""Bytes of evidence that a `Damage` row may show."""

_NO_CHECKSUMS: Final = 4  # chunk flag of format 3.2
_HEAD: Final = struct.Struct("<44x3I64x2I")  # last record, free space, checksum; flags, checksum
_CHECKED, _TABLES = 120, 128  # the header's checksum covers what comes before, and from there on


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One chunk, or a stretch between chunks that cannot be understood as one.

    Attributes:
        start: Bytes from the start of the file.
        length: Bytes present, at most `CHUNK`.
        slot: Which 64 KiB of the block it fills.
        named: Whether it begins with `ElfChnk`.
        last: Offset of the last record in the chunk, as its header says.
        free: Offset behind the last record, as its header says.
        sound: Whether it is whole and its checksums hold (format 3.2 may keep none).
    """

    start: int
    length: int
    slot: int
    named: bool
    last: int = 0
    free: int = 0
    sound: bool = False


def cut(data: NDArray[np.uint8]) -> tuple[list[tuple[int, int]], int]:
    """Return slot and length of every piece in `data`, and how many bytes they cover.

    Where 64 KiB do not begin as a chunk, the next one is looked for, from within the chunk before
    on: bytes missing there would have moved it forward. What comes before it is cut short.
    """
    pieces: list[tuple[int, int]] = []
    raw = data.data
    for slot, at in enumerate(range(0, len(data), CHUNK)):
        length = min(CHUNK, len(data) - at)
        named = bytes(raw[at : at + len(MAGIC)]) == MAGIC
        if not named and data[at : at + length].any():
            since = at - CHUNK + HEADER if pieces and pieces[-1][0] == slot - 1 else at
            found = since + bytes(raw[since : at + length]).find(MAGIC)
            if since <= found < at:
                pieces[-1] = (slot - 1, found - at + CHUNK)
            elif found >= at and data[at:found].any():
                pieces.append((slot, found - at))
            if found >= since:
                return pieces, found
            pieces.append((slot, length))
        elif named:
            pieces.append((slot, length))
    return pieces, len(data)


def describe(raw: memoryview, start: int, slot: int) -> tuple[Chunk, list[Damage]]:
    """Return what a chunk's header says, and what is wrong with the chunk."""
    length = len(raw)
    if length < HEADER or bytes(raw[: len(MAGIC)]) != MAGIC:
        chunk = Chunk(start=start, length=length, slot=slot, named=False)
        words = ("ElfChnk", bytes(raw[: len(MAGIC)]).hex(" "))
        return chunk, [_damage(raw, chunk, DamageCode.CHUNK_UNREADABLE, words)]
    last, free, *_, flags, _ = _HEAD.unpack_from(raw)
    wrong = [] if flags & _NO_CHECKSUMS else _wrong_checksums(raw)
    chunk = Chunk(
        start=start,
        length=length,
        slot=slot,
        named=True,
        last=last,
        free=free,
        sound=length == CHUNK and not wrong,
    )
    return chunk, [_damage(raw, chunk, DamageCode.CHUNK_CHECKSUM, words) for words in wrong]


def _wrong_checksums(raw: memoryview) -> list[tuple[str, str]]:
    """Return what was expected and found, for the checksum of the header and of the records.

    The records end at the free space: where that lies outside, there is nothing to compare.
    """
    _, free, of_records, _, of_header = _HEAD.unpack_from(raw)
    wrong = []
    header = zlib.crc32(raw[_TABLES:HEADER], zlib.crc32(raw[:_CHECKED]))
    if header != of_header:
        wrong.append((f"header checksum {of_header:#010x}", f"{header:#010x}"))
    records = zlib.crc32(raw[HEADER:free]) if HEADER <= free <= len(raw) else of_records
    if records != of_records:
        wrong.append((f"checksum of the records {of_records:#010x}", f"{records:#010x}"))
    return wrong


def _damage(raw: memoryview, chunk: Chunk, code: DamageCode, words: tuple[str, str]) -> Damage:
    return Damage(
        offset=chunk.start,
        length=chunk.length,
        code=code,
        expected=words[0],
        found=words[1],
        excerpt=bytes(raw[:EXCERPT]),
    )
