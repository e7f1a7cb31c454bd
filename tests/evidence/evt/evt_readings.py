"""Reads built .evt logs whole, in the shape in which they were built."""

from collections.abc import Sequence
from io import BytesIO
from struct import pack

from forensics.evidence.evt import reader as evt
from forensics.evidence.records import Reading, Wanted
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS
from tests.builders.evt import Record

Row = tuple[int, int, int, int, str, str, tuple[str | None, ...], str | None]
"""Number, generated, written (Unix seconds), event id, source, computer, strings, SID."""

EVENT_IDS = (528, 529, 539, 644)


def everything(sources: Sequence[str] = ("Security",), strings: int = 8) -> Wanted:
    """Return what asks for all strings of all built events."""
    numbers = frozenset(str(number) for number in range(1, strings + 1))
    return Wanted(fields={name: dict.fromkeys(EVENT_IDS, numbers) for name in sources})


def read(log: bytes, wanted: Wanted | None = None) -> Reading:
    """Read a log from memory."""
    return evt.read(BytesIO(log), len(log), everything() if wanted is None else wanted)


def rows(reading: Reading, *, recovered: bool = False) -> list[Row]:
    """Return the decoded live (or recovered) records, by record number."""
    found: list[Row] = []
    for batch in reading.batches:
        values = [name for name in batch.frame.columns if name.isdecimal()]
        for row in batch.frame.filter(recovered=recovered).iter_rows(named=True):
            strings = tuple(row[name] for name in values[: row["strings"]])
            created, written = (
                (row[name] - UNIX_EPOCH_TICKS) // TICKS_PER_SECOND
                for name in ("created", "written")
            )
            head = (row["number"], created, written, batch.event_id, batch.provider)
            found.append((*head, row["computer"], strings, row["sid"]))
    return sorted(found, key=lambda row: row[0])


def expected(records: Sequence[Record]) -> list[Row]:
    """Return the rows that a reading of `records` should give."""
    return [
        (
            record.number,
            record.generated,
            record.written,
            record.event_id,
            record.source,
            record.computer,
            tuple(record.strings),
            record.sid,
        )
        for record in records
    ]


def failure(number: int, *, name: str = "SMSCliToknAcct&", data: bytes = b"") -> Record:
    """Return a failed network logon as NT 4 records it; names and times are invented."""
    return Record(
        number=number,
        generated=1_028_000_000 + number,
        written=1_028_000_001 + number,
        event_id=529,
        computer="LONCAP01",
        strings=(name, "LONWKS0042", "3", "KSecDD  ", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", ""),
        sid="S-1-5-18",
        data=data,
    )


def failures(count: int, first: int = 1) -> list[Record]:
    """Return `count` failed logons numbered from `first`, of lengths that differ."""
    return [failure(n, name="SMSCliToknAcct&" + "x" * (n % 5)) for n in range(first, first + count)]


def nothing() -> Wanted:
    """Return what asks for no event at all."""
    return Wanted(fields={})


def log_of(*raws: bytes) -> bytes:
    """Return a saved log of records that are there as bytes, numbered from 1."""
    size = 48 + sum(map(len, raws)) + 40
    bounds = (48, size - 40, len(raws) + 1, 1)
    header = pack("<I4s10I", 48, b"LfLe", 1, 1, *bounds, size, 0, 0, 48)
    pattern = bytes.fromhex("28000000 11111111 22222222 33333333 44444444")
    return b"".join((header, *raws, pattern, pack("<5I", *bounds, 40)))


def utc_seconds(ticks: int) -> int:
    """Return ticks as Unix seconds."""
    return (ticks - UNIX_EPOCH_TICKS) // TICKS_PER_SECOND
