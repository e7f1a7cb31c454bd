"""Logs made to cost time: each is read within 2 s a megabyte, though its parts refer to each other.

Without a bound the first takes 15 s, because 200 definitions overlap in one chunk.
"""

import struct

import pytest

from tests.builders.evtx import CHUNK, CHUNK_HEADER, file_header
from tests.evidence.evtx.evtx_reading import LOGONS, read
from tests.pace import bounded


def chunk(body: bytes, free: int = CHUNK) -> bytes:
    """Return a chunk without checksums that hold, its free space where `free` says."""
    head = struct.pack("<8sQQQQIII", b"ElfChnk\0", 1, 2, 1, 2, 128, 0, free)
    return (head.ljust(CHUNK_HEADER, b"\0") + body).ljust(CHUNK, b"\0")[:CHUNK]


def record(number: int, content: bytes, closing: int | None = None) -> bytes:
    size = 28 + len(content)
    head = struct.pack("<4sIQQ", b"**\0\0", size, number, 5)
    return head + content + struct.pack("<I", size if closing is None else closing)


def overlapping() -> bytes:
    """Return records of which each has a definition of its own, all of them one run of tokens."""
    values = struct.pack("<HQQ", 4_625, 5, 7)
    kinds = {3: (2, 0x06), 6: (8, 0x11), 10: (8, 0x0A)}
    described = b"".join(struct.pack("<HBB", *kinds.get(n, (0, 0)), 0) for n in range(11))
    tokens = b"\x0d\0\0\1"
    identity = int.from_bytes(tokens, "little")
    content = b"\x0f\x01\x01\0\x0c\x01%b" + struct.pack("<I", 11) + described + values
    padded = (len(content) - 2 + 8 + 28 + 7) // 8 * 8 - 28
    begin = CHUNK_HEADER + 200 * (padded + 28)
    records = (
        (content % struct.pack("<II", identity, begin + 4 * number)).ljust(padded, b"\0")
        for number in range(200)
    )
    body = b"".join(record(number, one) for number, one in enumerate(records))
    return chunk(body + tokens * CHUNK, begin)


def broken_heads() -> bytes:
    """Return records that are not closed, before many whole ones that none of them leads to."""
    heads = b"".join(record(number, b"\x0f\x01\x01\0", closing=0) for number in range(1_000))
    return chunk(heads + record(10**9, b"\x0f\x01\x01\0") * 1_032)


@pytest.mark.parametrize(
    "body",
    [
        overlapping(),
        broken_heads() * 4,
        (b"ElfChnk\0" + b"x" * 512) * 1_000,
        b"**\0\0\x20\0\0\0" * 50_000,
    ],
    ids=["definitions that overlap", "heads alone", "names of chunks", "names of records"],
)
def test_a_log_made_to_cost_time_is_read_in_time(body: bytes) -> None:
    log = file_header(1, 1, dirty=False) + body
    reading = bounded(2 * max(1, len(log) / 1_000_000), lambda: read(log, LOGONS))
    assert reading.bytes is not None
    assert reading.bytes.total == len(log)
