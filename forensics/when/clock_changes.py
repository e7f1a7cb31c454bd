"""Changes of clocks, as the machines themselves recorded them: 520, 4616 and Kernel-General 1.

Such a record tells when a clock was set and by how much. It does not tell how long the clock had
stood wrong: a machine that slept is set right on waking, and all it recorded before was right. So
a change alone corrects no time; it tells the moment of a step that pairs of records show.
"""

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import polars as pl

from forensics.values import TICKS_PER_SECOND, Instant
from forensics.when.courses import LEAST, Change

_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7})\d*)?(?:Z|\+00:00)?", re.ASCII
)
_OF_DAY: Final = re.compile(
    r"(\d{1,2})[:.](\d\d)[:.](\d\d)(?:\s*([AP])\.?M\.?)?", re.ASCII | re.IGNORECASE
)
_DAY: Final = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})", re.ASCII)
_SECONDS: Final = 86_400
_NOON: Final = 12

# Where year, month and day stand; only what all readings that are possible agree on is taken.
_ORDERS: Final = ((0, 1, 2), (2, 0, 1), (2, 1, 0))


def told(observations: pl.DataFrame) -> dict[str, tuple[Change, ...]]:
    """Return machine as shown -> the changes of its clock by a second or more, in order of time.

    Two records of one change, as two logs hold it or one log twice, are one.
    """
    rows = observations.filter(
        pl.col("kind") == "clock", pl.col("machine").is_not_null(), pl.col("was").is_not_null()
    ).select("machine", "row", "created", "was", "was_day", "became", "became_day")
    found: dict[str, list[Change]] = {}
    for machine, row, created, *said in rows.iter_rows():
        change = _absolute(row, said[0], said[2]) or _relative(row, created, said)
        if change is not None and abs(change.by) >= LEAST:
            found.setdefault(machine, []).append(change)
    return {machine: _apart(changes) for machine, changes in sorted(found.items())}


def _apart(changes: list[Change]) -> tuple[Change, ...]:
    ordered = sorted(changes, key=lambda each: (each.after, each.before, each.row))
    again = {
        id(later)
        for each, later in pairwise(ordered)
        if later.after - each.after <= LEAST and abs(later.before - each.before) <= LEAST
    }
    return tuple(each for each in ordered if id(each) not in again)


def _absolute(row: int, was: str, became: str | None) -> Change | None:
    """Return a change whose times are written with their dates, in UTC (since Server 2008 R2)."""
    before, after = _stamp(was), _stamp(became or "")
    if before is None or after is None:
        return None
    return Change(before=before, after=after, row=row)


def _relative(row: int, created: int | None, said: list[str | None]) -> Change | None:
    """Return a change whose times are local and of any language; the record itself has the new."""
    was, was_day, became, became_day = said
    before, after = _of_day(was or ""), _of_day(became or "")
    days = _days(was_day or "", became_day or "")
    if created is None or before is None or after is None or days is None:
        return None
    by = (after - before + days * _SECONDS) * TICKS_PER_SECOND
    return Change(before=created - by, after=created, row=row)


def _stamp(text: str) -> int | None:
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return None
    fraction = int((found[7] or "").ljust(7, "0"))
    try:
        moment = datetime(*(int(found[place]) for place in range(1, 7)), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return Instant.of(moment).ticks + fraction


def _of_day(text: str) -> int | None:
    """Return the second of the day; None where it is none, or its half of the day is not told."""
    found = _OF_DAY.fullmatch(text.strip().replace("\u202f", " "))
    if found is None:
        return None
    hour, minute, second = (int(found[place]) for place in (1, 2, 3))
    if found[4]:
        hour = hour % _NOON + (_NOON if found[4] in "pP" else 0)
    return (hour * 60 + minute) * 60 + second


def _days(was: str, became: str) -> int | None:
    """Return how many days lie between two dates of one spelling, None where that is open."""
    if was.strip() == became.strip():
        return 0
    before, after = _DAY.fullmatch(was.strip()), _DAY.fullmatch(became.strip())
    if before is None or after is None:
        return None
    between = {
        (second - first).days
        for order in _ORDERS
        if (first := _date(before.groups(), order)) and (second := _date(after.groups(), order))
    }
    return between.pop() if len(between) == 1 else None


def _date(numbers: tuple[str, ...], order: tuple[int, int, int]) -> datetime | None:
    year, month, day = (int(numbers[place]) for place in order)
    if len(numbers[order[0]]) not in (2, 4):
        return None
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
