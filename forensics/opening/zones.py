"""Time zones that local times may be in, told by the logs in UTC beside them.

Two logs of one site witness the same tries. Where one is in local time of a zone that nobody
declared, its tries stand whole quarters of an hour away from those of the logs in UTC: the offset
at which most of them meet is a candidate. It is proposed, never taken.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.observing import UNPLACED, USED
from forensics.values import TICKS_PER_SECOND, Instant
from forensics.when import years
from forensics.witnesses import account_key

NEAR: Final = 5 * TICKS_PER_SECOND
"""So near two records of one try stand; see docs/evidence.md, "Clocks"."""

LEAST: Final = 3
"""So many tries must meet, as for a clock's offset."""

_QUARTER: Final = 900 * TICKS_PER_SECOND
_OFFSETS: Final = range(-12 * 4, 14 * 4 + 1)
"""The offsets that zones have, in quarters of an hour."""

_MOST: Final = 20_000  # tries of one machine that are looked at

_KNOWN: Final = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Asia/Dubai"),
    *("Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo"),
    *("Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland", "Atlantic/Azores"),
    *("America/Sao_Paulo", "America/Halifax", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage"),
    "Pacific/Honolulu",
)
"""Zones that are proposed by name: one or two for each usual offset and rule of summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An offset at which the local times of one exhibit meet the logs in UTC.

    Attributes:
        source: The exhibit's place in the case.
        offset: Local time minus UTC, seconds.
        met: Tries that meet.
        of: Tries that were looked at.
        zones: Of those known by name, all that stood so at that time.
    """

    source: int
    offset: int
    met: int
    of: int
    zones: tuple[str, ...]


def candidates(observations: pl.DataFrame) -> tuple[Candidate, ...]:
    """Return a candidate for each exhibit whose local times could not be placed.

    Args:
        observations: Of the scene, all with their fates.
    """
    failed = observations.filter(
        (pl.col("kind") == "attempt") & (pl.col("outcome") != "success")
    ).with_columns(account_key().alias("presented"))
    local = failed.filter((pl.col("fate") == UNPLACED) & pl.col("wall").is_not_null())
    fixed = failed.filter((pl.col("fate") == USED) & pl.col("created").is_not_null())
    return tuple(_candidates(local, fixed))


def _candidates(local: pl.DataFrame, fixed: pl.DataFrame) -> Iterator[Candidate]:
    known = {
        name: frame["created"].sort().to_numpy()
        for (name,), frame in fixed.group_by("presented")
        if name is not None
    }
    for (source,), frame in local.group_by("source", maintain_order=True):
        walls = _in_their_year(frame.head(_MOST), fixed)
        tries = [
            (own["wall"].to_numpy(), known[name])
            for (name,), own in walls.group_by("presented", maintain_order=True)
            if name in known
        ]
        found = _best(tries)
        if found is None:
            continue
        quarters, met = found
        offset = quarters * _QUARTER // TICKS_PER_SECOND
        last = max(int(each.max()) for each, _ in tries) - quarters * _QUARTER
        yield Candidate(
            source=int(source),
            offset=offset,
            met=met,
            of=sum(len(each) for each, _ in tries),
            zones=tuple(_standing(offset, Instant(last).moment())),
        )


def _in_their_year(local: pl.DataFrame, fixed: pl.DataFrame) -> pl.DataFrame:
    """Return tries whose times may lack the year in the year in which the others begin.

    A log without years counts in `years.PLACEHOLDER`; one that goes on into the next year is
    shifted with it. Times that have a year of their own stay.
    """
    walls = local["wall"].to_numpy()
    begun = Instant(int(walls.min())).moment().year
    if begun != years.PLACEHOLDER or not fixed.height:
        return local
    first = Instant(int(fixed["created"].min())).moment().year  # type: ignore[arg-type]
    return local.with_columns(pl.Series("wall", years.shift(walls, first)))


def _best(
    tries: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> tuple[int, int] | None:
    """Return the offset in quarters at which most tries meet; None where two tie, or too few."""
    each = list(tries)
    scores = {
        quarters: sum(_met(walls - quarters * _QUARTER, times) for walls, times in each)
        for quarters in _OFFSETS
    }
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    (best, most), (_, second) = ordered[0], ordered[1]
    return (best, most) if most >= LEAST and most > 2 * second else None


def _met(moved: NDArray[np.int64], times: NDArray[np.int64]) -> int:
    """Return how many moments have one of `times` (ascending) near them."""
    after = np.searchsorted(times, moved - NEAR)
    reached = np.minimum(after, len(times) - 1)
    return int(np.count_nonzero((after < len(times)) & (times[reached] <= moved + NEAR)))


def _standing(offset: int, moment: datetime) -> Iterator[str]:
    """Yield the known zones that stood at an offset at a moment."""
    for name in _KNOWN:
        try:
            stood = moment.astimezone(ZoneInfo(name)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
            continue  # this machine has no such zone, or the moment is at the edge of time
        if stood is not None and stood.total_seconds() == offset:
            yield name


def said(offset: int) -> str:
    """Return an offset as `+01:00`."""
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
