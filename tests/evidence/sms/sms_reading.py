"""Reads SMS logs for tests: whole records, with all their values."""

import io
from typing import Any, Final

import polars as pl

from forensics.evidence.records import Reading, Wanted
from forensics.evidence.sms import reader as sms_logs
from forensics.evidence.sms.lines import OTHER, table
from forensics.evidence.sms.reader import SMS
from forensics.values import Instant

VALUES: Final = ("component", "message", "thread", "zone")
_IDS: Final = (OTHER, *(line.id for line in table().lines))
ALL: Final = Wanted(fields={SMS: dict.fromkeys(_IDS, frozenset(VALUES))})
DECLARED: Final = Wanted(fields=ALL.fields, encoding="cp1252")


def read(data: bytes, wanted: Wanted = ALL) -> Reading:
    """Return what is read, every byte accounted for."""
    reading = sms_logs.read(io.BytesIO(data), len(data), wanted)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert (reading.clock, reading.numbering) == ("local", "line")
    return reading


def rows(data: bytes, wanted: Wanted = ALL) -> list[tuple[Any, ...]]:
    """Return line, event id, time, component, message, thread and zone of every record."""
    frames = [
        batch.frame.select("number", pl.lit(batch.event_id).alias("id"), "created", *VALUES)
        for batch in read(data, wanted).batches
    ]
    found = sorted((row for frame in frames for row in frame.iter_rows()), key=lambda row: row[0])
    return [(line, of, _iso(time), *values) for line, of, time, *values in found]


def only(text: str) -> tuple[Any, ...]:
    """Return the same without the line, of the one record that a text is."""
    ((_, *row),) = rows(text.encode() + b"\r\n")
    return tuple(row)


def _iso(ticks: int | None) -> str | None:
    return None if ticks is None else Instant(ticks).iso()
