"""At what times of the day and on which days of the week two sides are covered.

People work by day and on weekdays: a night, or a weekend, after a working day shows less whatever
was repaired.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl

from forensics.comparison.sides import Span
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS

_HOUR: Final = 3_600 * TICKS_PER_SECOND
_SATURDAY: Final = 6  # ISO 8601 counts from Monday, 1
_MOST: Final = 200_000
"""Hours of one stretch that are looked at: more than twenty years are one week like another."""


def hours_of_day(spans: Iterable[Span], timezone: str) -> tuple[float, ...]:
    """Return the share of the covered time in each of the 24 hours of the local day."""
    covered = _hours(spans, timezone)
    return _shares([_sum(covered, pl.col("hour") == hour) for hour in range(24)])


def weekend(spans: Iterable[Span], timezone: str) -> float:
    """Return the share of the covered time that lies on a Saturday or Sunday."""
    covered = _hours(spans, timezone)
    late = pl.col("weekday") >= _SATURDAY
    days = [_sum(covered, ~late), _sum(covered, late)]
    return _shares(days)[1]


def apart(first: Iterable[float], second: Iterable[float]) -> float:
    """Return how much of one distribution would have to move to make it the other, 0 to 1."""
    return sum(abs(one - other) for one, other in zip(first, second, strict=True)) / 2


def _sum(covered: pl.DataFrame, those: pl.Expr) -> float:
    return float(covered.filter(those)["ticks"].sum())


def _shares(amounts: list[float]) -> tuple[float, ...]:
    total = sum(amounts)
    return tuple(each / total if total else 0.0 for each in amounts)


def _hours(spans: Iterable[Span], timezone: str) -> pl.DataFrame:
    """Return `ticks` covered, `hour` and `weekday` of every hour that is touched, in local time."""
    frames = [_of(span) for span in spans]
    schema = {"begin": pl.Int64(), "ticks": pl.Int64()}
    hours = pl.concat([pl.DataFrame(schema=schema), *frames])
    begin = pl.from_epoch(
        (pl.col("begin") - UNIX_EPOCH_TICKS) // TICKS_PER_SECOND, time_unit="s"
    ).dt.replace_time_zone("UTC")
    local = begin.dt.convert_time_zone(timezone)
    return hours.select("ticks", local.dt.hour().alias("hour"), local.dt.weekday().alias("weekday"))


def _of(span: Span) -> pl.DataFrame:
    first, last = span
    edges = np.arange(first // _HOUR, min(last // _HOUR, first // _HOUR + _MOST) + 1) * _HOUR
    ticks = np.minimum(edges + _HOUR, last) - np.maximum(edges, first)
    return pl.DataFrame({"begin": edges, "ticks": ticks}).cast(pl.Int64)
