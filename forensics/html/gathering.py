"""Which rows a page carries: every attempt, or, where they are too many, runs of attempts.

A browser holds a hundred thousand rows without effort and a million with pain. Beyond the bound the
rows become runs, attempts that agree in who, where, what and outcome without a long silence; the
silence allowed grows until they fit, and what still does not fit is counted.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.values import TICKS_PER_SECOND

MOST_ROWS: Final = 100_000
"""Rows of a page at most; with every column of `attempts.csv` they take about 8 MB."""

_ALIKE: Final = ("client", "target", "target_basis", "authority", "account", "outcome", "incident")
_PLACE: Final = ("source", "record", "event_record_id", "offset", "length")
# Seconds of silence that end a run; the first is that of the figures (`lanes.QUIET`).
_SILENCES: Final = (90, 900, 14_400, 86_400, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The rows of a page.

    Attributes:
        rows: In order of time, with the columns of `attempts_told`; of runs those that all their
            attempts share, the place of the first record, `until` (ticks) and `attempts`.
        silence: Seconds of silence that end a run; 0 where each row is one attempt, None where no
            silence ends one.
        attempts: How many attempts there are, on the page or not.
        left_rows: Rows that are not on the page.
        left_attempts: Attempts in those.
    """

    rows: pl.DataFrame
    silence: int | None
    attempts: int
    left_rows: int = 0
    left_attempts: int = 0


def gather(attempts: pl.DataFrame, most: int = MOST_ROWS) -> Gathered:
    """Return at most `most` rows for these attempts (`attempts_told`)."""
    if attempts.height <= most:
        return Gathered(rows=attempts, silence=0, attempts=attempts.height)
    alike = _alike(attempts)
    silence = next((one for one in _SILENCES if _begins(alike, one).sum() <= most), None)
    runs = _runs(alike, silence)
    kept = runs.sort("attempts", descending=True, maintain_order=True).head(most)
    return Gathered(
        rows=kept.sort("row").drop("row"),
        silence=silence,
        attempts=attempts.height,
        left_rows=runs.height - kept.height,
        left_attempts=attempts.height - int(kept["attempts"].sum()),
    )


def _alike(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return attempts that agree in who, where, what and outcome together, each set by time."""
    # What no run tells is not carried through the sort.
    told = attempts.select("time", *_ALIKE, *_PLACE)
    kinds = told.select(_ALIKE).unique(maintain_order=True).with_row_index("kind")
    return (
        told.with_row_index("row")
        .join(kinds, on=_ALIKE, nulls_equal=True, how="left")
        .sort("kind", "row")
    )


def _begins(alike: pl.DataFrame, silence: int | None) -> pl.Series:
    """Return whether each attempt begins a run."""
    first = alike["kind"] != alike["kind"].shift(1)
    if silence is not None:
        first |= alike["time"].diff() > silence * TICKS_PER_SECOND
    return first.fill_null(value=True)


def _runs(alike: pl.DataFrame, silence: int | None) -> pl.DataFrame:
    return (
        alike.group_by(_begins(alike, silence).cum_sum().alias("run"))
        .agg(
            pl.col("time", *_ALIKE, *_PLACE, "row").first(),
            pl.col("time").last().alias("until"),
            pl.len().alias("attempts"),
        )
        .select("row", "time", "until", "attempts", *_ALIKE, *_PLACE)
        .sort("row")
    )
