"""Exhibits as if they were read: a few records of an invented site, by whatever clock."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from forensics.evidence.exports.exported import CLASSIC, INDEX, Export, batch, hand_over
from forensics.evidence.forms import Examined
from forensics.evidence.records import Bytes, Clock, Reading
from forensics.exhibits import Exhibit
from forensics.values import NOT_RECORDED, Absent, Instant


def ticks(text: str) -> int:
    """Return `2001-10-08 09:15:00` as ticks, as if it were UTC."""
    return Instant.of(datetime.fromisoformat(text).replace(tzinfo=UTC)).ticks


def failures(
    *times: str | None,
    computer: str | None = "LONCAP01",
    numbers: tuple[int, ...] | None = None,
    clock: Clock = "local",
    account: str = "SMSCliToknAcct&",
) -> Reading:
    """Return an export of events 529 at some times."""
    rows = len(times)
    index = pl.DataFrame(
        {
            "offset": [place * 100 for place in range(rows)],
            "length": [100] * rows,
            "line": range(1, rows + 1),
            "number": numbers or [None] * rows,
            "created": [None if time is None else ticks(time) for time in times],
            "computer": [computer] * rows,
            "channel": ["Security"] * rows,
            "provider": [CLASSIC] * rows,
            "event_id": [529] * rows,
        },
        schema=INDEX,
    )
    strings = (
        account,
        "FIN-429",
        "3",
        "KSecDD",
        "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "FIN-429",
    )
    values = pl.DataFrame({str(place): [text] * rows for place, text in enumerate(strings, 1)})
    place = pl.Series(range(rows), dtype=pl.UInt32)
    decoded = batch(index, place, values, frozenset(values.columns)) if rows else None
    return hand_over(
        Export(
            index=index,
            batches=(decoded,) if decoded else (),
            bytes=Bytes(header=0, records=100 * rows, filler=0, unreadable=0),
            clock=clock,
        )
    )


def exhibit(path: str, reading: Reading, modified: Instant | Absent = NOT_RECORDED) -> Examined:
    """Return an exhibit that was read."""
    size = reading.bytes.total if reading.bytes else 0
    found = Exhibit(
        path=f"evidence/{path}",
        file=Path(path),
        size=size,
        sha256="",
        hindrance="",
        modified=modified,
    )
    return Examined(exhibit=found, form="text", state="intact", reason="", reading=reading)


def created(examined: Examined) -> list[str | None]:
    """Return the times of the decoded records, `None` where they have none."""
    assert examined.reading is not None
    times = [each for one in examined.reading.batches for each in one.frame["created"].to_list()]
    return [None if each is None else Instant(each).iso() for each in times]


def claim(examined: Examined, name: str) -> str | None:
    """Return what is said of an exhibit under a name."""
    assert examined.reading is not None
    return examined.reading.claims.get(name)
