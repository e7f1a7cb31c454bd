"""The real log of the damage tests, security.evtx, and where its parts stand; copies are harmed."""

import struct
from functools import cache
from typing import Any, Final

from tests.evidence.evtx.evtx_reading import LOGONS, read, rows
from tests.shared import shared

HEADER: Final = 4_096
CHUNK: Final = 65_536
CHUNKS: Final = 26  # in use; 7 more are zeros
WHOLE: Final = (2_261, 30)


@cache
def log() -> bytes:
    return shared("evidence/evtx/security.evtx").read_bytes()


@cache
def logons() -> list[tuple[str, int, dict[str, Any]]]:
    """Return the logons of the unharmed log."""
    return list(rows(read(log(), LOGONS)))


def chunk(number: int) -> int:
    """Return where a chunk begins."""
    return HEADER + number * CHUNK


def overwritten(*patches: tuple[int, bytes]) -> bytes:
    """Return the log with other bytes at some offsets."""
    copy = bytearray(log())
    for at, patch in patches:
        copy[at : at + len(patch)] = patch
    return bytes(copy)


def in_every_chunk(at: int, patch: bytes) -> bytes:
    return overwritten(*((chunk(number) + at, patch) for number in range(CHUNKS)))


def offsets(number: int) -> list[int]:
    """Return where the live records of a chunk begin, from the start of the file."""
    begin = chunk(number)
    (free,) = struct.unpack_from("<I", log(), begin + 48)
    found = []
    at = 512
    while at < free:
        found.append(begin + at)
        at += struct.unpack_from("<I", log(), begin + at + 4)[0]
    return found


def definition(record: int) -> tuple[int, int]:
    """Return where the definition of a record's template begins, and its size with its header."""
    begin = (record - HEADER) // CHUNK * CHUNK + HEADER
    at = begin + struct.unpack_from("<I", log(), record + 34)[0]
    return at, 24 + struct.unpack_from("<I", log(), at + 20)[0]


def system_values(record: int) -> tuple[int, list[int]]:
    """Return where the values of a record with a plain System template begin, and their sizes."""
    at = record + 24 + 14
    defined, size = definition(record)
    at += size if defined == at else 0
    (count,) = struct.unpack_from("<I", log(), at)
    sizes = [struct.unpack_from("<H", log(), at + 4 + 4 * place)[0] for place in range(count)]
    return at + 4 + 4 * count, sizes


def event_id(record: int) -> int:
    at, sizes = system_values(record)
    found: int = struct.unpack_from("<H", log(), at + sum(sizes[:3]))[0]
    return found


def data_definition(record: int) -> int:
    """Return where the definition of an event's own data begins."""
    at, sizes = system_values(record)
    at += sum(sizes[:-1])
    at += 4 if log()[at : at + 4] == b"\x0f\x01\x01\x00" else 0
    begin = (record - HEADER) // CHUNK * CHUNK + HEADER
    found: int = begin + struct.unpack_from("<I", log(), at + 6)[0]
    return found
