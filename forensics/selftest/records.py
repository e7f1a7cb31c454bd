"""Records: of every log whose truth is known, which were read, and whether as they were written.

A record is matched by exhibit and number (of netlogon.log, that of the line). It is true where its
event and its time, to the second, are those that were written; a record outside the chains of its
log counts as one, since the report shows it. One that nobody wrote, a second one of a number, and
one with another event or time is false.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from forensics.selftest.corpus import TrueRecord, Truth
from forensics.selftest.replaying import Replayed
from forensics.selftest.tally import Tally, total
from forensics.values import TICKS_PER_SECOND

_Read = tuple[int, int, int]
"""Number, event and ticks."""


def judge(replayed: Replayed, truth: Truth) -> Tally:
    """Return how the records that were read stand against those that were written."""
    read: dict[str, list[_Read]] = {path: [] for path in truth.records}
    for path, record in _read(replayed):
        if path in read:
            read[path].append(record)
    return total(judged(read[path], written) for path, written in truth.records.items())


def judged(read: Sequence[_Read], written: Mapping[int, TrueRecord]) -> Tally:
    """Return how the records that were read of one exhibit stand.

    Args:
        read: Number, event and ticks of each.
        written: By number.
    """
    found = {
        number
        for number, event_id, ticks in read
        if number in written and _as_written(written[number], event_id, ticks)
    }
    left = [each.left for number, each in written.items() if number not in found]
    return Tally(
        true=len(found),
        missed=len(left),
        lost=left.count(False),
        false=len(read) - len(found),
    )


def _as_written(was: TrueRecord, event_id: int, ticks: int) -> bool:
    same = was.event_id in (0, event_id)
    return same and was.time.ticks // TICKS_PER_SECOND == ticks // TICKS_PER_SECOND


def _read(replayed: Replayed) -> Iterator[tuple[str, _Read]]:
    """Yield the exhibit of each record that was read, and what it says of itself."""
    time = pl.coalesce("written", "created").fill_null(0)
    told = replayed.scene.observations.select("row", "event_id", time.alias("time"))
    for row, event_id, ticks in told.iter_rows():
        path, number = replayed.places[row]
        yield path, (number, event_id, ticks)
