"""Harms built .evtx files in ways that real ones are harmed; every function returns a new file."""

import struct
from typing import Final

from tests.builders.evtx import CHUNK, CHUNK_HEADER, FILE_HEADER, file_header, seal

_FREE: Final = 48


def stale(log: bytes, *, chunks: int = 1) -> bytes:
    """Return a dirty log whose file header is as old as its first `chunks` chunks."""
    following: int = struct.unpack_from("<Q", log, FILE_HEADER + CHUNK * (chunks - 1) + 32)[0] + 1
    return file_header(chunks, following, dirty=True) + log[FILE_HEADER:]


def headless(log: bytes) -> bytes:
    """Return the log without its file header, the first chunk at the very start."""
    return log[FILE_HEADER:]


def rewound(log: bytes, *, chunk: int, live: int) -> bytes:
    """Return a log in which only the first `live` records of a chunk are live, the rest slack."""
    begin = FILE_HEADER + CHUNK * chunk
    body = bytearray(log[begin : begin + CHUNK])
    offsets = _offsets(body)
    free = [*offsets, struct.unpack_from("<I", body, _FREE)[0]][live]
    last = offsets[live - 1] if live else 0
    struct.pack_into("<II", body, 44, last, free)
    first: int = struct.unpack_from("<Q", body, 8)[0]
    struct.pack_into("<Q", body, 16, first + live - 1)
    if live:
        struct.pack_into("<Q", body, 32, struct.unpack_from("<Q", body, last + 8)[0])
    return log[:begin] + seal(body) + log[begin + CHUNK :]


def overwritten(log: bytes, offset: int, replacement: bytes) -> bytes:
    """Return the log with other bytes at `offset`; no checksum is made to fit."""
    return log[:offset] + replacement + log[offset + len(replacement) :]


def resealed(log: bytes) -> bytes:
    """Return the log with the checksums of all whole chunks made to fit their content."""
    chunks = (log[at : at + CHUNK] for at in range(FILE_HEADER, len(log), CHUNK))
    whole = (seal(bytearray(chunk)) if len(chunk) == CHUNK else chunk for chunk in chunks)
    return log[:FILE_HEADER] + b"".join(whole)


def record_offsets(log: bytes) -> tuple[int, ...]:
    """Return where each live record of an undamaged log begins, from the start of the file."""
    return tuple(
        begin + offset
        for begin in range(FILE_HEADER, len(log), CHUNK)
        for offset in _offsets(log[begin : begin + CHUNK])
    )


def _offsets(chunk: bytes | bytearray) -> list[int]:
    (free,) = struct.unpack_from("<I", chunk, _FREE)
    found: list[int] = []
    offset = CHUNK_HEADER
    while offset < free:
        found.append(offset)
        offset += struct.unpack_from("<I", chunk, offset + 4)[0]
    return found
