"""The second of the two other readers: cited .evtx records through the Rust library `evtx`.

The library reads chunks from their first record on, never a place. So it is handed one chunk a
record, under a file header of our own (the file's may be gone): the chunk's chain leads over a
record without content straight to the record asked for, and ends there. Nothing else in the chunk
is decoded, so that no other record can do harm, and 400 records take 0.2 s.

Traps: its `event_record_id` and `timestamp` are those of the record's header, exact to 100 ns;
System/EventRecordID and TimeCreated stand in the JSON, times there cut to microseconds. JSON keeps
strings exactly, where XML would lose control characters; a name that stands twice is a key that
stands twice.
"""

import json
import re
import struct
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from evtx._native import PyEvtxParser

from forensics.evidence.corroborate.said import Said, numbered
from forensics.evidence.evtx.growth import refusal
from forensics.values import Instant

_CHUNK: Final = 65536
_FIRST: Final = 512  # where the first record of a chunk stands
_MAGIC: Final = b"ElfChnk\0"
_SIGNATURE: Final = b"**\0\0"
_HEAD: Final = 24  # bytes of a record before its binary XML
_EMPTY: Final = b"\x0f\x01\x01\x00\x00"  # a fragment, and its end
_FILE_HEADER: Final = struct.pack("<8sQQQIHHHH", b"ElfFile\0", 0, 0, 1, 128, 1, 3, 4096, 1).ljust(
    4096, b"\0"
)
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z UTC", re.ASCII)
_DIGITS: Final = 7  # of a second, in ticks
_PANIC: Final = "pyo3_runtime"  # where a panic of the library comes from; it cannot be imported

_Json = tuple[tuple[str, Any], ...]
"""A JSON object as its members in order, as a name may stand twice."""


def read(chunk: bytes, at: int) -> Said | str:
    """Return what the library reads of the record at `at`, or why it cannot.

    Args:
        chunk: The chunk's bytes, fewer than 64 KiB where the file ends.
        at: Where the record begins in the chunk.
    """
    size = int.from_bytes(chunk[at + 4 : at + 8], "little")
    if at + max(size, _HEAD) > len(chunk):
        return "the record ends beyond its chunk"
    if at != _FIRST and at < _FIRST + _HEAD + len(_EMPTY):
        return "no record of a chunk can begin there"
    reason = refusal(chunk, at + _HEAD, at + size)
    if reason:
        return reason
    answer = _records(_alone(chunk, at))[int(at != _FIRST)]
    try:
        return answer if isinstance(answer, str) else _said(answer)
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


def _alone(chunk: bytes, at: int) -> bytes:
    """Return a log with one chunk, whose chain leads to the record at `at` and ends there.

    The tables of names and templates are left out: they may lead in circles, and the library does
    without.
    """
    linked = bytearray(chunk.ljust(_CHUNK, b"\0"))
    (number,) = struct.unpack_from("<Q", linked, at + 8)
    linked[:_FIRST] = bytes(_FIRST)
    # The library stops at the record that the header names as the last.
    struct.pack_into("<8sQQQQIII", linked, 0, _MAGIC, 0, 0, 0, number, 128, at, at + 1)
    if at != _FIRST:
        other = number ^ 1
        struct.pack_into("<4sIQ", linked, _FIRST, _SIGNATURE, at - _FIRST, other)
        linked[_FIRST + _HEAD : _FIRST + _HEAD + len(_EMPTY)] = _EMPTY
    return _FILE_HEADER + linked


def _records(log: bytes) -> list[dict[str, Any] | str]:
    """Return the first two records of a log; for one that the library cannot read, its words."""
    try:
        records = iter(PyEvtxParser(BytesIO(log), 1).records_json())
        return [_next(records), _next(records)]
    except BaseException as error:
        # A panic of the library is no Exception, and its class cannot be imported to be named.
        # Whatever else it is goes on as it was raised.
        if type(error).__module__ != _PANIC:
            raise
        return [f"{type(error).__name__}: {error}"] * 2


def _next(records: Iterator[dict[str, Any] | None]) -> dict[str, Any] | str:
    try:
        return next(records, None) or "no record is found there"
    except RuntimeError as error:  # the library's word for a bad record; it can go on
        return f"RuntimeError: {error}"


def _said(record: dict[str, Any]) -> Said:
    """Return what the library says; raises a ValueError where that is no event."""
    document = json.loads(record["data"], object_pairs_hook=tuple, parse_int=str, parse_float=str)
    own = _inside(document, "Event", "System")
    event_id = _text(_inside(own, "EventID"))
    if event_id is None:
        raise ValueError("the record has no System/EventID")
    return Said(
        number=str(record["event_record_id"]),
        written=str(_ticks(record["timestamp"])),
        event_id=event_id,
        event_record_id=_text(_inside(own, "EventRecordID")),
        created=_text(_inside(own, "TimeCreated", "#attributes", "SystemTime")),
        computer=_text(_inside(own, "Computer")),
        channel=_text(_inside(own, "Channel")),
        user=_text(_inside(own, "Security", "#attributes", "UserID")),
        values=numbered(
            [
                leaf
                for held in ("EventData", "UserData")
                for leaf in _leaves(_inside(document, "Event", held))
            ]
        ),
    )


def _ticks(stamp: str) -> int:
    found = _STAMP.fullmatch(stamp)
    if not found:
        raise ValueError(f"no time: {stamp}")
    whole = Instant.of(datetime.fromisoformat(f"{found[1]}+00:00")).ticks
    return whole + int((found[2] or "").ljust(_DIGITS, "0"))


def _inside(value: object, *names: str) -> object:
    """Return what stands at the end of a path of names, None where there is no such path."""
    for name in names:
        members = value if isinstance(value, tuple) else ()
        value = next((each for key, each in members if key == name), None)
    return value


def _leaves(value: object) -> Iterator[tuple[str, str | None]]:
    """Yield the names and texts below an element; unnamed `<Data>` come as one list."""
    for name, held in value if isinstance(value, tuple) else ():
        text = _inside(held, "#text")
        if name == "#attributes":
            continue
        if text is not None:
            unnamed = "" if name == "Data" else name
            yield from (
                (unnamed, _text(one)) for one in (text if isinstance(text, list) else [text])
            )
        elif isinstance(held, tuple):
            yield from _leaves(held)
        else:
            yield name, _text(held)


def _text(value: object) -> str | None:
    """Return a JSON value as Windows renders it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return _text(_inside(value, "#text"))
    return value if isinstance(value, str) else None
