"""Cuts an .evtx file into chunks, whatever has become of it, and says what is wrong with each.

A chunk is 64 KiB: a header of 512 bytes (`ElfChnk`), then records (libevtx, "Windows XML Event Log
(EVTX) format"). Chunks stand one after another behind the file header; where bytes were lost or
put in between, the next `ElfChnk` is looked for.
"""

import struct
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
from isal.isal_zlib import crc32
from numpy.typing import NDArray

from forensics.values import Damage, DamageCode

CHUNK: Final = 65_536
HEADER: Final = 512
"""Bytes before a chunk's first record."""

MAGIC: Final = b"ElfChnk\0"
EXCERPT: Final = 64
"""Bytes of evidence that a `Damage` row may show."""

State: TypeAlias = Literal[
    "sound",
    "no checksums",
    "header checksum differs",
    "data checksum differs",
    "both checksums differ",
    "cut off",
    "unreadable",
    "all zeros",
]
STATES: Final[tuple[State, ...]] = get_args(State)
"""What can be said of 64 KiB of a log, one of them each.

The first five are whole chunks that begin with `ElfChnk`: `no checksums` says itself that it keeps
none (format 3.2). Where the free space lies outside of the chunk, there is nothing to compute the
data checksum of: it differs. `cut off` begins as a chunk and ends within it. `unreadable` holds
something else; `all zeros` is room that Windows keeps in store, or what a lost chunk left.
"""

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
        named: Whether it begins with a chunk's header, all of it, whatever the checksum says.
        state: What can be said of it.
        last: Offset of the last record in the chunk, as its header says.
        free: Offset behind the last record, as its header says.
    """

    start: int
    length: int
    slot: int
    named: bool
    state: State
    last: int = 0
    free: int = 0

    @property
    def sound(self) -> bool:
        """Return whether it is whole, and no checksum speaks against it."""
        return self.state in {"sound", "no checksums"}


def cut(data: NDArray[np.uint8]) -> tuple[list[tuple[int, int]], int]:
    """Return slot and length of every piece of `data`, and how many bytes they cover together.

    Where 64 KiB do not begin as a chunk, the next one is looked for, from within the chunk before
    on: bytes missing there would have moved it forward. What comes before it is cut short.
    """
    pieces: list[tuple[int, int]] = []
    raw = data.data
    for slot, at in enumerate(range(0, len(data), CHUNK)):
        length = min(CHUNK, len(data) - at)
        named = bytes(raw[at : at + len(MAGIC)]) == MAGIC
        if not named and data[at : at + length].any():
            since = at - CHUNK + HEADER if slot else at
            found = since + bytes(raw[since : at + length]).find(MAGIC)
            if since <= found < at:
                pieces[-1] = (slot - 1, found - at + CHUNK)
            elif found > at:
                pieces.append((slot, found - at))
            if found >= since:
                return pieces, found
        pieces.append((slot, length))
    return pieces, len(data)


def describe(raw: memoryview, start: int, slot: int) -> tuple[Chunk, list[Damage]]:
    """Return what a chunk's header says, and what is wrong with the chunk."""
    length = len(raw)
    if length < HEADER or bytes(raw[: len(MAGIC)]) != MAGIC:
        return _nameless(raw, start, slot)
    last, free, of_records, flags, of_header = _HEAD.unpack_from(raw)
    header = crc32(raw[_TABLES:HEADER], crc32(raw[:_CHECKED]))
    inside = HEADER <= free <= length
    records = crc32(raw[HEADER:free]) if inside else of_records
    kept = not flags & _NO_CHECKSUMS
    altered = (kept and header != of_header, kept and (records != of_records or not inside))
    chunk = Chunk(
        start=start,
        length=length,
        slot=slot,
        named=True,
        state=_state(altered, kept=kept) if length == CHUNK else "cut off",
        last=last,
        free=free,
    )
    if not any(altered):
        return chunk, []
    words = [
        (f"{what} {stored:#010x}", f"{computed:#010x}")
        for what, stored, computed in (
            ("header checksum", of_header, header),
            ("checksum of the records", of_records, records),
        )
        if kept and stored != computed
    ]
    return chunk, [_damage(raw, chunk, DamageCode.CHUNK_CHECKSUM, each) for each in words]


def _state(altered: tuple[bool, bool], *, kept: bool) -> State:
    """Return the state of a whole chunk, by whether the checksums of header and data differ."""
    match altered:
        case True, True:
            return "both checksums differ"
        case True, False:
            return "header checksum differs"
        case False, True:
            return "data checksum differs"
        case _:
            return "sound" if kept else "no checksums"


def _nameless(raw: memoryview, start: int, slot: int) -> tuple[Chunk, list[Damage]]:
    """Describe a stretch that does not begin with the whole header of a chunk."""
    state: State = "all zeros"
    words = ("ElfChnk", bytes(raw[: len(MAGIC)]).hex(" "))
    if bytes(raw[: len(MAGIC)]) == MAGIC:
        state, words = "cut off", (f"a chunk's header, {HEADER} bytes", f"{len(raw)} bytes")
    elif np.frombuffer(raw, np.uint8).any():
        state = "unreadable"
    chunk = Chunk(start=start, length=len(raw), slot=slot, named=False, state=state)
    row = _damage(raw, chunk, DamageCode.CHUNK_UNREADABLE, words)
    return chunk, [] if state == "all zeros" else [row]


def _damage(raw: memoryview, chunk: Chunk, code: DamageCode, words: tuple[str, str]) -> Damage:
    return Damage(
        offset=chunk.start,
        length=chunk.length,
        code=code,
        expected=words[0],
        found=words[1],
        excerpt=bytes(raw[:EXCERPT]),
    )
