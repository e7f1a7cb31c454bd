"""Writes .evtx files the way Windows does, from a list of events; equal events give equal bytes.

The layout follows the public description of the format (libevtx's "Windows XML Event Log"
document and [MS-EVEN6] 2.2.12). The templates imitate public Security logs element by element.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.builders import binxml
from tests.builders.binxml import Writer
from tests.builders.event import Event, instance, literal, ticks

__all__ = ["CHUNK", "CHUNK_HEADER", "FILE_HEADER", "Event", "evtx", "file_header", "seal"]

FILE_HEADER: Final = 4096
CHUNK: Final = 65536
CHUNK_HEADER: Final = 512
_NO_CHECKSUMS: Final = 4
EMPTY_LAST: Final = 0xFFFF_FFFF_FFFF_FFFF
"""Last record number in the header of a chunk without records."""


def evtx(
    events: Iterable[Event], *, dirty: bool = False, minor: int = 1, checksums: bool = True
) -> bytes:
    """Return the bytes of a log; a ValueError where an event is larger than a chunk.

    `dirty` only sets the flag; `evtx_damage.stale` makes the header old as well. `minor` is 1 or
    2, for format 3.1 or 3.2, which differ in nothing else unless no `checksums` are kept.
    """
    given = tuple(events)
    chunks = tuple(_chunks(given))
    following = max((event.number for event in given), default=0) + 1
    parts = (file_header(len(chunks), following, dirty=dirty, minor=minor), *chunks)
    return b"".join(parts if checksums else map(_unchecked, parts))


def file_header(
    chunks: int, following: int, *, dirty: bool, minor: int = 1, full: bool = False
) -> bytes:
    """Return the file header for `chunks` chunks, with the number of the next record."""
    head = struct.pack("<8sQQQ", b"ElfFile\0", 0, max(chunks - 1, 0), following)
    head += struct.pack("<IHHHH", 128, minor, 3, FILE_HEADER, chunks).ljust(88, b"\0")
    tail = struct.pack("<II", int(dirty) | 2 * int(full), zlib.crc32(head))
    return (head + tail).ljust(FILE_HEADER, b"\0")


def _unchecked(part: bytes) -> bytes:
    """Return a file header or a chunk as a log of format 3.2 that keeps no checksums has it."""
    bare = bytearray(part)
    if part.startswith(b"ElfChnk"):
        struct.pack_into("<I", bare, 52, 0)
    (flags,) = struct.unpack_from("<I", bare, 120)
    struct.pack_into("<II", bare, 120, flags | _NO_CHECKSUMS, 0)
    return bytes(bare)


def seal(chunk: bytearray) -> bytes:
    """Return the chunk with both of its checksums computed anew."""
    (free,) = struct.unpack_from("<I", chunk, 48)
    struct.pack_into("<I", chunk, 52, zlib.crc32(chunk[CHUNK_HEADER:free]))
    struct.pack_into("<I", chunk, 124, zlib.crc32(chunk[:120] + chunk[128:CHUNK_HEADER]))
    return bytes(chunk)


def _chunks(events: Sequence[Event]) -> Iterator[bytes]:
    begin = 0
    while begin < len(events) or begin == 0:
        writer = Writer(bytearray(CHUNK_HEADER))
        offsets = _fill(writer, events[begin:])
        if begin < len(events) and not offsets:
            raise ValueError(f"event {events[begin].number} is larger than a chunk")
        held = events[begin : begin + len(offsets)]
        yield _finished(writer, held, begin + 1, offsets[-1] if offsets else 0)
        begin += max(len(offsets), 1)


def _fill(writer: Writer, events: Sequence[Event]) -> list[int]:
    offsets: list[int] = []
    for event in events:
        begin = len(writer.buffer)
        _record(writer, event)
        if len(writer.buffer) > CHUNK:
            writer.forget(begin)
            break
        offsets.append(begin)
    return offsets


def _record(writer: Writer, event: Event) -> None:
    buffer, begin = writer.buffer, len(writer.buffer)
    buffer += struct.pack("<4sIQQ", b"**\0\0", 0, event.number, ticks(event.written))
    buffer += binxml.FRAGMENT
    if event.form == "inline":
        writer.element(literal(instance(event)), templated=False)
    else:
        writer.instance(instance(event))
    buffer.append(0x00)
    buffer += bytes(-(len(buffer) + 4 - begin) % 8)
    size = len(buffer) + 4 - begin
    buffer += struct.pack("<I", size)
    struct.pack_into("<I", buffer, begin + 4, size)


def _finished(writer: Writer, events: Sequence[Event], first: int, last_offset: int) -> bytes:
    chunk, free = writer.buffer, len(writer.buffer)
    _link(chunk, 128, 64, [(binxml.name_hash(name), at) for name, at in writer.names.items()])
    buckets = [(template_hash(key.bytes_le), at) for key, at in writer.templates.items()]
    _link(chunk, 384, 32, buckets)
    numbers = [event.number for event in events]
    last = first + len(events) - 1 if events else EMPTY_LAST
    ids = (numbers[0], numbers[-1]) if numbers else (1, EMPTY_LAST)
    struct.pack_into("<8sQQQQ", chunk, 0, b"ElfChnk\0", first, last, *ids)
    struct.pack_into("<III", chunk, 40, 128, last_offset, free)
    chunk += bytes(CHUNK - free)
    return seal(chunk)


def _link(chunk: bytearray, table: int, size: int, entries: Sequence[tuple[int, int]]) -> None:
    """Chain `(hash, offset)` entries into buckets, the newest first, as Windows does."""
    heads = [0] * size
    for key, offset in entries:
        struct.pack_into("<I", chunk, offset, heads[key % size])
        heads[key % size] = offset
    struct.pack_into(f"<{size}I", chunk, table, *heads)


def template_hash(raw: bytes) -> int:
    """Return the hash of a template's GUID: that of names, over its eight 16-bit words.

    Found by measurement: it gives the bucket of 220 of 232 templates in public logs.
    """
    return binxml.name_hash("".join(map(chr, struct.unpack("<8H", raw))))
