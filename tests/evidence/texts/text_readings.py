"""Reads texts as a reader of exhibits does, and shows what tests compare."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import BinaryIO

from forensics.events import event_table
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.values import Instant

Read = Callable[[BinaryIO, int, Wanted], Reading]


def read_text(read: Read, text: str | bytes, date_order: str = "") -> Reading:
    """Return the reading of a whole text, asked for what the table of events asks."""
    data = text.encode() if isinstance(text, str) else text
    wanted = Wanted(fields=event_table().wanted().fields, date_order=date_order)
    reading = read(BytesIO(data), len(data), wanted)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert reading.records.length.sum() == reading.bytes.records
    return reading


def tiles(reading: Reading) -> Bytes:
    """Return the bytes, which every reading of a text has."""
    assert reading.bytes is not None
    return reading.bytes


def values(reading: Reading, *names: str) -> list[tuple[object, ...]]:
    """Return these columns of every decoded record, by offset."""
    rows = [
        (row["offset"], *(row.get(name) for name in names))
        for batch in reading.batches
        for row in batch.frame.iter_rows(named=True)
    ]
    return [row[1:] for row in sorted(rows, key=lambda row: row[0])]


def times(reading: Reading) -> list[str]:
    """Return the times of every record as ISO 8601; the ledger's zero where there is none."""
    return [Instant(ticks).iso() if ticks else "" for ticks in reading.records.written.tolist()]


def counts(reading: Reading) -> Mapping[int, int]:
    """Return how many records each event id has, by id."""
    ids = reading.records.event_id.tolist()
    return {event_id: ids.count(event_id) for event_id in sorted(set(ids))}
