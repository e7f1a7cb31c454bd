"""The nouns of a zip: its bytes, its members, and the fixed parts that it is made of.

Layouts and numbers are those of APPNOTE.TXT 6.3.10 (PKWARE, ".ZIP File Format Specification");
the clauses are named where they are used.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from forensics.values import NOT_RECORDED, UNPARSABLE, Absent, Instant

LOCAL: Final = b"PK\x03\x04"
CENTRAL: Final = b"PK\x01\x02"
END: Final = b"PK\x05\x06"
DESCRIPTOR: Final = b"PK\x07\x08"
"""Stands after a member that was written as a stream, and first in a split zip (4.3.9, 8.5.3)."""

LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
"""Signature, needed, flags, method, time, date, CRC, packed, size, name and extra length."""

CENTRAL_HEADER: Final = struct.Struct("<4s6H3L5H2L")
"""Signature, made by, then as `LOCAL_HEADER`, comment length, disk, attributes, offset."""

END_RECORD: Final = struct.Struct("<4s4H2LH")
"""Signature, disk numbers, counts, size and offset of the directory, comment length."""

UTF8: Final = 1 << 11
STREAMED: Final = 1 << 3
_ENCRYPTED: Final = 1 << 0 | 1 << 6 | 1 << 13
_PATCH: Final = 1 << 5

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
_READ: Final = (STORED, DEFLATED, BZIP2, LZMA)
_METHODS: Final = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    20: "Zstandard",
    93: "Zstandard",
    95: "XZ",
    98: "PPMd",
    99: "AES",
}
"""Methods of 4.4.5 that are met and not read; Explorer takes Deflate64 beyond 2 GiB."""

FULL: Final = 0xFFFF_FFFF
"""Stands for a number that does not fit; the zip64 field holds it (4.5.3)."""

_ZIP64: Final = 1
_NOTHING: Final = 5  # bytes to which Deflate packs none, at most
_NAME_BYTES: Final = 1_024
UNPACK: Final = "unpack the zip and put the files into evidence/"


@dataclass(frozen=True, slots=True)
class Zip:
    """The bytes of a zip, of which any stretch may be asked for."""

    stream: BinaryIO
    size: int

    @classmethod
    def of(cls, stream: BinaryIO) -> "Zip":
        """Return the zip that lies in a seekable stream."""
        return cls(stream, stream.seek(0, os.SEEK_END))

    def at(self, offset: int, length: int) -> bytes:
        """Return at most `length` bytes from `offset` on; none where that lies outside."""
        if not 0 <= offset < self.size:
            return b""
        self.stream.seek(offset)
        return self.stream.read(length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member as the zip lists it; nothing here is trusted before it was expanded.

    Attributes:
        name: As recorded, cut at 1,024 bytes (a directory of names compresses to next to nothing).
        utf8: Whether the name is marked as UTF-8; else it is read as code page 437 (4.4.4).
        offset: Of its local header, bytes from the start of the zip.
        begin: Of its packed bytes.
        packed: How many they are.
        size: How many bytes they expand to, as claimed; None where nothing says so.
        crc: CRC-32 of these, as claimed, or None.
        method: How they are compressed.
        modified: The DOS time, which is the wall clock of the machine that zipped, without a zone
            and in steps of 2 seconds (4.4.6), counted as if it were UTC.
        hindrance: Why it is not expanded, with the mend; `""` where it is.
    """

    name: bytes
    utf8: bool
    offset: int
    begin: int
    packed: int
    size: int | None
    crc: int | None
    method: int
    modified: Instant | Absent
    hindrance: str

    @property
    def is_folder(self) -> bool:
        """Whether this is the entry of a folder, which holds no bytes."""
        named_so = self.name.endswith((b"/", b"\\"))
        return named_so and not self.size and self.packed <= _NOTHING


def cut_name(name: bytes) -> bytes:
    """Return a name as it is kept: what is cut off is shown to be missing."""
    return name if len(name) <= _NAME_BYTES else name[:_NAME_BYTES] + b"..."


def refusal(flags: int, method: int) -> str:
    """Return why bytes packed so are not expanded, with the mend, or `""`."""
    if flags & _ENCRYPTED:
        return "encrypted: unpack the zip with its password and put the files into evidence/"
    if flags & _PATCH:
        return f"patch data, no file of its own: {UNPACK}"
    if method not in _READ:
        name = _METHODS.get(method, "an unknown method")
        return f"compressed by {name} (method {method}), which is not read here: {UNPACK}"
    return ""


def dos_time(date: int, time: int) -> Instant | Absent:
    """Return a DOS date and time as an instant, as if the wall clock were UTC."""
    if not date:
        return NOT_RECORDED
    day = (1980 + (date >> 9), date >> 5 & 15, date & 31)
    try:
        return Instant.of(datetime(*day, time >> 11, time >> 5 & 63, (time & 31) * 2, tzinfo=UTC))
    except ValueError:
        return UNPARSABLE


def wide(extra: bytes, *numbers: int) -> list[int]:
    """Return the numbers of a header, each that is `FULL` from the zip64 field where it has it.

    Args:
        extra: The extra field of the header.
        numbers: In the order size, packed, offset.
    """
    left = next((data for kind, data in _fields(extra) if kind == _ZIP64), b"")
    found = []
    for number in numbers:
        if number == FULL and len(left) >= 8:  # noqa: PLR2004 - bytes of a number
            found.append(int.from_bytes(left[:8], "little"))
            left = left[8:]
        else:
            found.append(number)
    return found


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the fields of an extra field by their id (4.5.1)."""
    while len(extra) >= 4:  # noqa: PLR2004 - id and length
        kind, length = struct.unpack_from("<2H", extra)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]
