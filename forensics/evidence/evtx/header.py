"""Reads the file header of an .evtx log: what the log says of itself, and where chunks begin."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forensics.evidence.evtx.chunks import CHUNK, EXCERPT, MAGIC
from forensics.values import Damage, DamageCode

SIGNATURE: Final = b"ElfFile\0"
LENGTH: Final = 4_096
"""Bytes of the file header; only the first 128 say anything."""

HEAD: Final = LENGTH + CHUNK
"""Bytes that `header` needs, to look for the first chunk where the header is gone."""

VERSIONS: Final = ("3.1", "3.2")
"""Formats that are known; 3.2 came with Windows 10 2004, and may keep no checksums."""

_CHECKED: Final = 120  # bytes that the checksum covers
_DIRTY, _FULL, _NO_CHECKSUMS = 1, 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands at the head of a file.

    Attributes:
        start: Where the first chunk begins, in bytes.
        readable: Whether there is a header.
        chunks: How many chunks the header says there are; 0 where it is unreadable.
        claims: What it says, in words.
        damage: What is wrong with it.
    """

    start: int
    readable: bool
    chunks: int
    claims: Mapping[str, str]
    damage: tuple[Damage, ...]


def header(head: bytes) -> Header:
    """Return what the first `HEAD` bytes of a file say.

    The checksum is that of the first 120 bytes in every format version. Some readers compare it
    wrongly for format 3.2 (Windows 10 2004 and later), and call every such file altered.
    """
    if not head.startswith(SIGNATURE) or len(head) <= _CHECKED + 8:
        return _without(head)
    version = f"{_number(head, 38, 2)}.{_number(head, 36, 2)}"
    chunks, flags, stored = _number(head, 42, 2), _number(head, 120, 4), _number(head, 124, 4)
    computed = zlib.crc32(head[:_CHECKED])
    altered = computed != stored and not flags & _NO_CHECKSUMS
    claims = {
        "format": version if version in VERSIONS else f"{version}, not known",
        "dirty": "yes" if flags & _DIRTY else "no",
        "full": "yes" if flags & _FULL else "no",
        "checksums": "none kept" if flags & _NO_CHECKSUMS else "kept",
        "next record number": str(_number(head, 24, 8)),
        "chunks claimed": str(chunks),
    }
    words = (f"checksum {stored:#010x}", f"{computed:#010x}")
    row = _damage(head, _CHECKED + 8, DamageCode.HEADER_CHECKSUM, words)
    return Header(
        start=LENGTH,
        readable=True,
        chunks=chunks,
        claims=claims,
        damage=(row,) if altered else (),
    )


def _without(head: bytes) -> Header:
    """Return where chunks begin in a file whose header is gone.

    That is before the first one that has its name, by as many whole chunks as there is room for.
    """
    found = head.find(MAGIC)
    start = found % CHUNK if found >= 0 else min(LENGTH, len(head))
    words = ("ElfFile", head[: len(SIGNATURE)].hex(" ") or "nothing")
    row = _damage(head, start, DamageCode.HEADER_UNREADABLE, words)
    return Header(start=start, readable=False, chunks=0, claims={}, damage=(row,))


def _damage(head: bytes, length: int, code: DamageCode, words: tuple[str, str]) -> Damage:
    return Damage(
        offset=0,
        length=length,
        code=code,
        expected=words[0],
        found=words[1],
        excerpt=head[: min(EXCERPT, length)],
    )


def _number(head: bytes, at: int, size: int) -> int:
    return int.from_bytes(head[at : at + size], "little")
