"""Zips written byte by byte, so that every field can lie (APPNOTE.TXT 6.3.10)."""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

DOS_TIME: Final = (10 << 11) | (12 << 5) | 15
"""10:12:30."""

DOS_DATE: Final = ((2001 - 1980) << 9) | (10 << 5) | 9
"""2001-10-09."""

STREAMED: Final = 1 << 3
UTF8: Final = 1 << 11
UNKNOWN: Final = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One member; what is None is as it should be.

    Attributes:
        name: As it stands in both headers.
        content: What the packed bytes expand to.
        method: 0 stored, 8 deflated; another is only claimed.
        flags: General purpose flags; with `STREAMED` the sums stand behind the bytes.
        crc: CRC-32 as claimed.
        size: Expanded size as claimed.
        packed: The packed bytes.
        length: How many they are, as the directory claims.
        date: DOS date.
        time: DOS time.
        made_by: System and version that made it.
        attributes: External ones.
        at: Where the directory says that it begins.
        wide: Whether its sizes and its offset stand in zip64 fields.
        listed: Whether the directory lists it.
    """

    name: bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    packed: bytes | None = None
    length: int | None = None
    date: int = DOS_DATE
    time: int = DOS_TIME
    made_by: int = 20
    attributes: int = 0
    at: int | None = None
    wide: bool = False
    listed: bool = True


def deflated(content: bytes) -> bytes:
    """Return raw Deflate, as a zip holds it."""
    machine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return machine.compress(content) + machine.flush()


def _sums(member: Packed) -> tuple[int, bytes, int]:
    usual = deflated(member.content) if member.method == 8 else member.content
    packed = usual if member.packed is None else member.packed
    crc = zlib.crc32(member.content) if member.crc is None else member.crc
    return crc, packed, len(member.content) if member.size is None else member.size


def local(member: Packed) -> bytes:
    """Return a member's own header, its bytes, and the descriptor where it was streamed."""
    crc, packed, size = _sums(member)
    streamed = member.flags & STREAMED
    claims = (0, 0, 0) if streamed else (crc, len(packed), size)
    extra = b""
    if member.wide and not streamed:
        extra = struct.pack("<2H2Q", 1, 16, size, len(packed))
        claims = (crc, UNKNOWN, UNKNOWN)
    head = struct.pack("<4s3H", b"PK\x03\x04", 20, member.flags, member.method)
    head += struct.pack("<2H3L2H", member.time, member.date, *claims, len(member.name), len(extra))
    tail = b""
    if streamed:
        layout = "<4sL2Q" if member.wide else "<4s3L"
        tail = struct.pack(layout, b"PK\x07\x08", crc, len(packed), size)
    return head + member.name + extra + packed + tail


def central(member: Packed, offset: int) -> bytes:
    """Return a member's entry in the directory."""
    crc, packed, size = _sums(member)
    length = len(packed) if member.length is None else member.length
    at = offset if member.at is None else member.at
    claims, extra = (crc, length, size), b""
    if member.wide:
        extra = struct.pack("<2H3Q", 1, 24, size, length, at)
        claims, at = (crc, UNKNOWN, UNKNOWN), UNKNOWN
    head = struct.pack("<4s4H", b"PK\x01\x02", member.made_by, 20, member.flags, member.method)
    head += struct.pack("<2H3L", member.time, member.date, *claims)
    head += struct.pack("<5H2L", len(member.name), len(extra), 0, 0, 0, member.attributes, at)
    return head + member.name + extra


def end(count: int, size: int, offset: int, comment: bytes = b"", part: int = 0) -> bytes:
    """Return the end record."""
    head = struct.pack("<4s4H", b"PK\x05\x06", part, part, count, count)
    return head + struct.pack("<2LH", size, offset, len(comment)) + comment


def wide_end(count: int, size: int, offset: int) -> bytes:
    """Return the zip64 end record and its locator, and an end record that says nothing."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)
    nothing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, UNKNOWN, UNKNOWN, 0)
    return record + locator + nothing


def zipped(*members: Packed, comment: bytes = b"", count: int | None = None) -> bytes:
    """Return a zip whose end record claims `count` members, or as many as it lists."""
    bodies, listed = b"", []
    for member in members:
        if member.listed:
            listed.append(central(member, len(bodies)))
        bodies += local(member)
    directory = b"".join(listed)
    claimed = len(listed) if count is None else count
    return bodies + directory + end(claimed, len(directory), len(bodies), comment)


def wide_zipped(*members: Packed) -> bytes:
    """Return a zip64 whose directory, sizes and offsets are found by their wide fields only."""
    bodies, directory = b"", b""
    for member in members:
        directory += central(member, len(bodies))
        bodies += local(member)
    return bodies + directory + wide_end(len(members), len(directory), len(bodies))
