"""The general reader: the records that columns cannot read, through the Rust library `evtx`.

About 2 % of real records carry no template (forwarded, exported again). The library only reads a
chunk from its first record on, and names a record by its number; so a copy of the chunk is linked
anew: each record asked for reaches up to the next one, and is numbered by its place in the asking.

It runs in quarantine, where nothing heavy is loaded: hence numbers of its own.
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from evtx._native import PyEvtxParser

from forensics.evidence.evtx.growth import refusal
from forensics.evidence.evtx.untemplated import General
from forensics.values import Instant

_CHUNK: Final = 65_536
_HEADER: Final = 512  # bytes of a chunk before its first record
_MAGIC: Final = b"ElfChnk\0"
_SMALLEST: Final = 32  # bytes of a record
_ASIDE: Final = 1 << 40  # number of the first record, where it is not asked for
_HEAD: Final = 24  # bytes of a record before its binary XML
_EMPTY: Final = b"\x0f\x01\x01\x00\x00"  # a fragment, and its end
_SIGNATURE: Final = b"**\0\0"
_TABLES: Final = 128  # where the tables of names and templates begin, in a chunk's header
_FILE_HEADER: Final = struct.pack("<8sQQQIHHHH", b"ElfFile\0", 0, 0, 1, 128, 1, 3, 4096, 1)
_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)?", re.ASCII
)
_TICK_DIGITS: Final = 7
_NUMBER: Final = re.compile(r"[0-9]{1,20}")


def read_general(chunk: bytes, spans: Sequence[tuple[int, int]]) -> list[General | None]:
    """Return the events of some records of a chunk, None where the library cannot read one.

    Args:
        chunk: The chunk's bytes.
        spans: Offset and size of each record, by offset; they do not overlap.

    Returns:
        One for each span; None also for a record that would grow beyond reason (`growth`).
    """
    found: list[General | None] = [None] * len(spans)
    # Before the first record there must be nothing, or room for one that leads to it.
    within = {
        place: span
        for place, span in enumerate(spans)
        if (span[0] == _HEADER or span[0] >= _HEADER + _SMALLEST)
        and not refusal(chunk, span[0] + _HEAD, sum(span))
    }
    if not within:
        return found
    log = BytesIO(_FILE_HEADER.ljust(4096, b"\0") + _linked(chunk, within))
    records = iter(PyEvtxParser(log, 1).records_json())
    for _ in range(len(spans) + 1):  # the first record of the chunk may come as well
        record = _next(records)
        place = record["event_record_id"] if record else _ASIDE
        if record and place < len(spans):
            found[place] = general_event(record["data"])
    return found


def _next(records: Iterator[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Return the next record, None where the library cannot read it, or there is none."""
    try:
        return next(records, None)
    except RuntimeError:  # the library's word for a record that it cannot read; it can go on
        return None


def _linked(chunk: bytes, spans: Mapping[int, tuple[int, int]]) -> bytes:
    """Return the chunk with a chain that leads through `spans` only.

    The tables of names and templates are left out: the library does without, and reads nothing of
    a chunk in which they lead nowhere.
    """
    linked = bytearray(chunk.ljust(_CHUNK, b"\0"))
    linked[: len(_MAGIC)] = _MAGIC
    linked[_TABLES:_HEADER] = bytes(_HEADER - _TABLES)
    starts = [at for at, _ in spans.values()]
    ends = [*starts[1:], sum(list(spans.values())[-1])]
    if starts[0] != _HEADER:
        linked[_HEADER : _HEADER + 16] = struct.pack(
            "<4sIQ", _SIGNATURE, starts[0] - _HEADER, _ASIDE
        )
        linked[_HEADER + _HEAD : _HEADER + _HEAD + len(_EMPTY)] = _EMPTY
    for place, at, end in zip(spans, starts, ends, strict=True):
        linked[at : at + 16] = struct.pack("<4sIQ", _SIGNATURE, end - at, place)
    # The library stops at the record that the header names as the last.
    struct.pack_into("<QIII", linked, 32, max(spans), _TABLES, starts[-1], ends[-1])
    return bytes(linked)


def general_event(text: str) -> General | None:
    """Return the event in the library's JSON.

    None where it does not say who wrote it, what and when, or is nested beyond reason.
    """
    try:
        event = _inside(json.loads(text), "Event")
    except (ValueError, RecursionError):
        return None
    own = _inside(event, "System")
    provider = _text(_inside(own, "Provider", "#attributes", "Name"))
    event_id = _whole(_text(_inside(own, "EventID")))
    record_id = _whole(_text(_inside(own, "EventRecordID")))
    created = _ticks(_text(_inside(own, "TimeCreated", "#attributes", "SystemTime")) or "")
    if provider is None or event_id is None or record_id is None or created is None:
        return None
    return General(
        provider=provider,
        event_id=event_id & 0xFFFF,
        record_id=record_id,
        created=created,
        channel=_text(_inside(own, "Channel")),
        computer=_text(_inside(own, "Computer")),
        values=tuple(_values(event)),
    )


def _inside(data: object, *names: str) -> object:
    """Return what stands at the end of a path of names, None where there is no such path."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _values(event: object) -> Iterator[tuple[str, str | None]]:
    """Yield the event's own values; unnamed `<Data>` come as one list under their element."""
    data = _inside(event, "EventData")
    if data is None:
        held = _inside(event, "UserData")
        data = next(iter(held.values()), None) if isinstance(held, dict) else None
    for name, value in data.items() if isinstance(data, dict) else ():
        unnamed = _inside(value, "#text")
        if name == "Data" and isinstance(unnamed, list):
            yield from (("", _text(one)) for one in unnamed)
        elif name != "#attributes":
            yield "" if name == "Data" else name, _text(value)


def _text(value: object) -> str | None:
    """Return a value of the library's JSON as Windows renders it."""
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(_text(one) or "" for one in value)
        case dict():
            return _text(value.get("#text"))
        case _:
            return str(value)


def _whole(text: str | None) -> int | None:
    """Return a number of at most 64 bits."""
    number = int(text) if text and _NUMBER.fullmatch(text) else None
    return number if number is not None and number < 1 << 64 else None


def _ticks(text: str) -> int | None:
    """Return the ticks of an ISO 8601 time in UTC; digits beyond 100 ns are cut."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(f"{found[1]}+00:00")
    except ValueError:
        return None
    return Instant.of(moment).ticks + int((found[2] or "")[:_TICK_DIGITS].ljust(_TICK_DIGITS, "0"))
