"""Pairs: records of one try on two machines, whose times differ as their clocks do.

Only what is unambiguous is paired: a run of tries of one account from one client with one result,
of which both machines recorded equally many, in its order.
"""

from typing import Final

import polars as pl

from forensics.lean import INTERNED
from forensics.values import TICKS_PER_SECOND

APART: Final = 5 * TICKS_PER_SECOND
"""How far two records of one try may lie apart on machines of whose clocks nothing is known."""

WIDEST: Final = 600 * TICKS_PER_SECOND
"""The widest offset that is looked for; a silence as long ends a run of tries."""

_SIDE: Final = 3
"""Tries of one run at least on either side of a change of the clock."""

KEYS: Final = ("account_key", "client", "result")
"""What both records must tell alike."""

HEARD: Final = (
    *("row", "machine", "time", "voice", "passing", "accessed", "domain_name", "stays"),
    *KEYS,
)
"""What of tries is looked at to pair them, and to tell controllers and clocks by the pairs."""

_NONE: Final = pl.DataFrame(
    schema={"one": INTERNED, "other": INTERNED, "time": pl.Int64, "apart": pl.Int64}
)


def pairs(tries: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of records of one try on two machines.

    Args:
        tries: From `witnesses.prepare`, with a machine and all of `KEYS`.

    Returns:
        `one` and `other` (machines), `time` (ticks, as `one` has it) and `apart` (ticks, what
        `other` has beyond it).
    """
    alike = tries.select(KEYS).unique(maintain_order=True).with_row_index("alike")
    slim = tries.join(alike, on=KEYS, maintain_order="left").select(
        "machine", "voice", "alike", "time", "accessed", "passing", "stays"
    )
    asked = slim.filter((pl.col("voice") == "target") & ~pl.col("stays"))
    # What a member server checked for its own database nobody else recorded.
    own = slim.filter("stays").select("machine", "alike").unique()
    answers = slim.filter(pl.col("voice") != "target").join(
        own, on=["machine", "alike"], how="anti"
    )
    passed_on = answers.filter("passing")
    found = [_NONE]
    for (machine, _), mine in sorted(
        answers.partition_by("machine", "voice", as_dict=True).items(), key=lambda each: each[0]
    ):
        others = asked.filter(pl.col("machine") != machine)
        if mine["passing"].any():
            before = passed_on.filter(pl.col("machine") < machine)
            others = pl.concat([others, before])
        found.append(_beside(others, mine, str(machine)))
    return pl.concat(found)


def _beside(others: pl.DataFrame, mine: pl.DataFrame, machine: str) -> pl.DataFrame:
    """Pair the records of one machine with those of each other machine, run by run."""
    of = ["machine", "voice", "alike"]
    groups = others.select(of).unique(maintain_order=True).with_row_index("group")
    meant = pl.col("accessed").is_null() | (pl.col("accessed") == pl.col("machine"))
    answers = mine.select("alike", "time", "accessed").join(groups, on="alike")
    both = pl.concat(
        [
            others.join(groups, on=of).select("group", "time", pl.lit(value=False).alias("mine")),
            answers.filter(meant | (pl.col("voice") != "target")).select(
                "group", "time", pl.lit(value=True).alias("mine")
            ),
        ]
    ).sort("group", "time", "mine")
    even = _even_runs(both)
    paired = even.filter(~pl.col("mine")).join(even.filter("mine"), on=["run", "nth"])
    return (
        _in_order(paired)
        .filter(pl.col("apart").abs() <= WIDEST)
        .join(groups, on="group", maintain_order="left")
        .select(
            pl.col("machine").alias("one"),
            pl.lit(machine, dtype=INTERNED).alias("other"),
            "time",
            "apart",
        )
    )


def _in_order(paired: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of those runs whose differences hold together.

    Where they scatter, a record is missing at either end of the run. They may change slowly, as a
    clock drifts, or jump once where it was set, three tries at least on either side; not where the
    tries a place further on hold together better.
    """
    ordered = paired.with_columns(apart=pl.col("time_right") - pl.col("time")).sort("run", "nth")
    ranges = ordered.group_by("run").agg(_scatter("apart"))
    awry = ordered.join(ranges.filter(pl.col("apart") > APART), on="run", how="semi")
    # Few runs scatter: only of these is asked how.
    own, after = pl.col("run") == pl.col("run").shift(1), pl.col("run") == pl.col("run").shift(-1)
    told = awry.sort("run", "nth").with_columns(
        jump=pl.when(own, pl.col("apart").diff().abs() > APART).then("nth"),
        further=pl.when(after).then(pl.col("time_right") - pl.col("time").shift(-1)),
        before=pl.when(own).then(pl.col("time_right") - pl.col("time").shift(1)),
    )
    runs = told.group_by("run").agg(
        pl.len().cast(pl.Int64).alias("tries"),
        pl.col("jump").count().alias("jumps"),
        pl.col("jump").max().cast(pl.Int64),
        _scatter("further"),
        _scatter("before"),
    )
    aside = pl.col("jump").is_between(_SIDE, pl.col("tries") - _SIDE)
    moved = (pl.col("jumps") == 0) | ((pl.col("jumps") == 1) & aside)
    better = (pl.col("further") <= APART) | (pl.col("before") <= APART)
    bad = runs.filter(~(moved & ~better).fill_null(value=False))
    return ordered.join(bad, on="run", how="anti", maintain_order="left")


def _scatter(column: str) -> pl.Expr:
    return (pl.col(column).max() - pl.col(column).min()).alias(column)


def _even_runs(both: pl.DataFrame) -> pl.DataFrame:
    """Return the runs of which both machines recorded equally many, with `run` and `nth`."""
    begins = (pl.col("group").diff() != 0) | (pl.col("time").diff() > WIDEST)
    runs = both.with_columns(begins.fill_null(value=True).cum_sum().alias("run"))
    even = runs.group_by("run").agg((2 * pl.col("mine").sum() == pl.len()).alias("even"))
    kept = runs.join(even.filter("even"), on="run", how="semi", maintain_order="left")
    return kept.with_columns(pl.int_range(pl.len()).over("run", "mine").alias("nth"))
