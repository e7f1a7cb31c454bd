"""From exhibits to observations: every record's fate is decided here, and none is dropped.

A live record is used, or set aside with one reason. Recovered records (outside every live chain)
are shown in the ledger and are not counted as attempts.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.events import OBSERVATIONS, EventTable, is_failure, observe
from forensics.evidence.forms import Examined
from forensics.values import Instant
from forensics.witnesses import account_key

USED: Final = "used"
RECOVERED: Final = "recovered"
COPY: Final = "copy of a record in another exhibit"
OUTSIDE: Final = "outside the incident window"
NO_TRY: Final = "a step that is no attempt by itself"
NEVER_FAILED: Final = "success of an account that never failed"
NAMELESS: Final = "(not recorded)"
"""The machine of a record whose computer name is empty or cannot be read."""

UNFIT: Final = "a known event of another channel, or with too few values"
OTHER_EVENTS: Final = "events that say nothing of logons or lockouts"


def gather(examined: Sequence[Examined], table: EventTable) -> pl.DataFrame:
    """Return the observations of all exhibits, with `source` (place in `examined`) and `row`."""
    frames = [
        observe(each.reading.batches, table).with_columns(
            pl.lit(place, dtype=pl.UInt32).alias("source")
        )
        for place, each in enumerate(examined)
        if each.reading is not None
    ]
    empty = pl.DataFrame(schema={**OBSERVATIONS, "source": pl.UInt32()})
    named = pl.col("host").str.strip_chars() != ""
    return (
        pl.concat([empty, *frames])
        .with_columns(pl.when(named).then("host").otherwise(pl.lit(NAMELESS)).alias("host"))
        .with_row_index("row")
    )


def judge(observations: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Return `observations` with the column `fate`: `used`, `recovered`, or why set aside."""
    time = pl.coalesce("created", "written")
    outside = pl.lit(value=False)
    if isinstance(case.window_from, Instant):
        outside = outside | (time < case.window_from.ticks)
    if isinstance(case.window_to, Instant):
        outside = outside | (time > case.window_to.ticks)
    judged = observations.with_columns(
        pl.when("recovered")
        .then(pl.lit(RECOVERED))
        .when(pl.col("row").is_in(_copies(observations).implode()))
        .then(pl.lit(COPY))
        .when(outside & (pl.col("kind") != "cleared"))
        .then(pl.lit(OUTSIDE))
        .when((pl.col("kind") == "attempt") & (pl.col("outcome") == "none"))
        .then(pl.lit(NO_TRY))
        .otherwise(pl.lit(USED))
        .alias("fate")
    )
    return _without_idle_successes(judged)


def _copies(observations: pl.DataFrame) -> pl.Series:
    """Return the rows that repeat a record of an earlier exhibit: same machine, number and time."""
    live = observations.filter(~pl.col("recovered"))
    same = live.with_columns(
        pl.col("host").str.to_lowercase().alias("machine"),
        pl.coalesce("event_record_id", "number").alias("id"),
    )
    keys = ["machine", "id", "provider", "event_id", "created", "account"]
    first = pl.col("source").first().over(keys)
    return same.filter(pl.col("source") != first)["row"]


def _without_idle_successes(judged: pl.DataFrame) -> pl.DataFrame:
    keyed = judged.with_columns(account_key().alias("account_key"))
    used = keyed.filter(pl.col("fate") == USED)
    failed = used.filter(
        ((pl.col("kind") == "attempt") & is_failure()) | (pl.col("kind") == "lockout")
    )["account_key"]
    idle = (
        (pl.col("fate") == USED)
        & (pl.col("kind") == "attempt")
        & (pl.col("outcome") == "success")
        & ~pl.col("account_key")
        .is_in(failed.drop_nulls().unique().implode())
        .fill_null(value=False)
    )
    fate = pl.when(idle).then(pl.lit(NEVER_FAILED)).otherwise("fate")
    return keyed.with_columns(fate.alias("fate")).drop("account_key")
