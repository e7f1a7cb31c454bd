"""Copies of a record with other content: one number of one machine's log, told in two ways.

A log gives each number once. Two records of one machine and provider with one number, of which a
value differs that both state, cannot both be that record: both are shown, whichever is counted.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import polars as pl

from forensics.lean import INTERNED, as_text
from forensics.observing import NAMELESS, label
from forensics.values import TICKS_PER_SECOND, Instant
from forensics.words import stamp

_COMPARED: Final = (
    *("account", "workstation", "address", "logon_type", "status", "substatus", "caller"),
)
"""Values that every form renders alike; of a SID or a process exports have their own spelling."""

_KEY: Final = ("machine", "provider", "id")
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_TOLD: Final = 2  # records of one number that are told; a third says no more


def rewritten(observations: pl.DataFrame) -> pl.DataFrame:
    """Return the records that share a number and disagree.

    Args:
        observations: With `source`, `counted` and times in UTC.

    Returns:
        `source`, `number`, `offset`, `length` and `shows`, two rows for each number, by number.
    """
    met = observations.filter(_met_again(observations)).select(
        *("source", "number", "offset", "length", "provider", "event_id"),
        label().alias("machine"),
        _id().alias("id"),
        pl.coalesce("created", "written").alias("time"),
        *_COMPARED,
    )
    told = _disagreeing(met)
    pairs = groupby(told.iter_rows(named=True), key=itemgetter(*_KEY))
    shows = [shown for _, pair in pairs for shown in _shows(list(pair))]
    return told.select("source", "number", "offset", "length").with_columns(
        pl.Series("shows", shows, dtype=pl.String())
    )


def _id() -> pl.Expr:
    return pl.coalesce("event_record_id", "number")


def _met_again(observations: pl.DataFrame) -> pl.Series:
    """Tell the records whose number another of their machine has, and a few more.

    Nearly none of a case has; each log counts from 1, so the number alone would tell little.
    """
    told = observations.select(
        (pl.col("counted") & (pl.col("host") != NAMELESS)).alias("known"),
        label().cast(INTERNED).to_physical().cast(pl.UInt64).alias("machine"),
        _id().fill_null(0).cast(pl.UInt64).alias("id"),
    )
    known = told["known"].to_numpy()
    sign = told["id"].to_numpy() + told["machine"].to_numpy() * _ODD
    ordered = np.sort(sign[known])
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return pl.Series(known & np.isin(sign, again) if len(again) else np.zeros_like(known))


def _disagreeing(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first two different records of each number of which a stated value differs."""
    spelled = rows.with_columns(
        (pl.col("time") // TICKS_PER_SECOND).alias("second"),
        *(as_text(name).str.to_lowercase().alias(f"{name} said") for name in _COMPARED),
    )
    said = ("event_id", "second", *(f"{name} said" for name in _COMPARED))
    differs = pl.any_horizontal(
        pl.col(name).drop_nulls().n_unique().over(_KEY) > 1 for name in said
    )
    odd = spelled.filter(differs)
    first = odd.unique([*_KEY, *said], keep="first", maintain_order=True)
    ordered = first.sort(*_KEY, "source", "offset", maintain_order=True)
    return ordered.filter(pl.int_range(pl.len()).over(_KEY) < _TOLD).drop(
        "second", *(f"{name} said" for name in _COMPARED)
    )


def _shows(pair: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what each of two records with one number says, as far as they differ."""
    differ = [name for name in _COMPARED if len({row[name] for row in pair}) > 1]
    for row in pair:
        values = [f"{name.replace('_', ' ')} {row[name] or 'not given'}" for name in differ]
        time = [f"{stamp(Instant(row['time']))} UTC"] if row["time"] is not None else []
        yield "; ".join((f"record {row['id']}: event {row['event_id']}", *time, *values))
