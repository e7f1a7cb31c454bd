"""Guessing: what it leaves in the columns of attempts, more than volume, one row a source.

Many accounts within ten minutes, names that no database knows, workstation names that are made up,
and a right password after a run of wrong ones. Within a run, order and distance are told by the log
of one machine, so that no clock decides.
"""

from typing import Final

import polars as pl

from forensics.lean import as_text
from forensics.values import TICKS_PER_SECOND

MANY: Final = 10
"""Accounts, names or sources within ten minutes, or wrong passwords within one, that are many."""

TEN_MINUTES: Final = 600 * TICKS_PER_SECOND
"""Counted by the clock, from :00, :10, :20: what straddles two is missed, never invented."""

MINUTE: Final = 60 * TICKS_PER_SECOND
SHORTLY: Final = 1_800 * TICKS_PER_SECOND
"""So long after a wrong password a right one belongs to it: the usual observation window."""

BATCH: Final = "4"
SERVICE: Final = "5"
SHOWN: Final = 3
"""Attempts that are kept to show a sign."""

_BY_ITSELF: Final = (BATCH, SERVICE)
_CHECKED: Final = ("bad_password", "unknown_account")


def made_up(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return addresses that gave ten and more workstation names in ten minutes that never return.

    A name that is seen for longer, that logs on, or that stands for the domain of a local account
    as well, is one of a machine behind that address. `names` is how many the others are.
    """
    given = attempts.drop_nulls(["address", "workstation"])
    # Most addresses did not fail often enough to have given so many names.
    failed = given.filter(pl.col("outcome").ne_missing("success")).group_by("address")
    busy = failed.agg(pl.len().alias("tries"), pl.col("ours").any())
    busy = busy.filter(pl.col("ours"), pl.col("tries") >= MANY)
    theirs = given.join(busy, on="address", how="semi")
    itself = as_text("domain").str.to_lowercase() == as_text("workstation").str.to_lowercase()
    real = (pl.col("outcome") == "success") | itself.fill_null(value=False)
    names = theirs.group_by("address", "workstation").agg(
        pl.col("at").min().alias("first"),
        pl.col("at").max().alias("last"),
        real.any().alias("real"),
        pl.col("attempt").min(),
    )
    fleeting = names.filter(~pl.col("real"), pl.col("last") - pl.col("first") <= TEN_MINUTES)
    spell = ["address", "spell"]
    timed = fleeting.with_columns((pl.col("first") // TEN_MINUTES).alias("spell"))
    many = (
        timed.group_by(spell)
        .agg(pl.len().alias("names"))
        .filter(pl.col("names") >= MANY)
        .sort(["names", "spell"], descending=[True, False])
        .unique("address", keep="first", maintain_order=True)
    )
    shown = timed.join(many, on=spell, how="semi").sort("attempt")
    rows = shown.group_by("address").agg(pl.col("attempt").head(SHOWN).alias("names_rows"))
    return many.select("address", "names").join(rows, on="address")


def tried(theirs: pl.DataFrame) -> pl.DataFrame:
    """Return the wrong passwords and names, save those of tasks and services."""
    by_itself = pl.col("logon_type").is_in(_BY_ITSELF).fill_null(value=False)
    return theirs.filter(
        pl.col("outcome").is_in(_CHECKED), ~by_itself, pl.col("account_key").is_not_null()
    )


def sprayed(tried: pl.DataFrame) -> pl.DataFrame:
    """Return the accounts that a source tried within ten minutes, the incident's among them.

    `accounts`: in all; `sprayed`: the most within ten minutes, where they are many; `half`:
    whether half of them or more are unknown to the database.
    """
    tried = tried.with_columns((pl.col("at") // TEN_MINUTES).alias("spell"))
    spell = ["source", "spell"]
    # Most spells hold too few attempts to be of many accounts.
    busy = tried.group_by(spell).agg(pl.len().alias("tries"), pl.col("ours").any())
    busy = busy.filter(pl.col("ours"), pl.col("tries") >= MANY)
    asked = (
        tried.join(busy, on=spell, how="semi")
        .group_by(*spell, "account_key")
        .agg(
            (pl.col("outcome") == "unknown_account").any().alias("strange"),
            pl.col("ours").any(),
            pl.col("attempt").min(),
        )
        .sort("attempt")
    )
    many = (
        asked.group_by(spell)
        .agg(pl.len().alias("sprayed"), pl.col("strange").sum(), pl.col("ours").any())
        .filter(pl.col("ours"), pl.col("sprayed") >= MANY)
        .with_columns((2 * pl.col("strange") >= pl.col("sprayed")).alias("half"))
        .sort(["half", "sprayed", "spell"], descending=[True, True, False])
        .unique("source", keep="first", maintain_order=True)
    )
    shown = asked.join(many, on=spell, how="semi", maintain_order="left")
    rows = shown.group_by("source").agg(pl.col("attempt").head(SHOWN).alias("sprayed_rows"))
    accounts = (
        tried.group_by("source", "account_key")
        .agg(pl.col("attempt").min())
        .sort("attempt")
        .group_by("source")
        .agg(
            pl.len().alias("accounts"),
            pl.col("attempt").head(SHOWN).alias("accounts_rows"),
        )
    )
    found = many.select("source", "sprayed", "half").join(rows, on="source")
    return accounts.join(found, on="source", how="left")


def unknown(tried: pl.DataFrame) -> pl.DataFrame:
    """Return how many names a source asked for that the database does not know."""
    asked = tried.filter(pl.col("outcome") == "unknown_account")
    return asked.group_by("source").agg(
        pl.col("account_key").n_unique().alias("unknown"),
        pl.col("attempt").sort().head(SHOWN).alias("unknown_rows"),
    )


def mixed(theirs: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts of each source with accounts that it both failed and logged on with."""
    keys = ["source", "account_key"]
    succeeded = pl.col("outcome") == "success"
    both = theirs.filter(succeeded).join(theirs.filter(~succeeded), on=keys, how="semi")
    return theirs.join(both.select(keys).unique(), on=keys, how="semi", maintain_order="left")


def fell(mixed: pl.DataFrame) -> pl.DataFrame:
    """Return accounts that a source logged on with only after it had failed with them."""
    succeeded = pl.col("outcome") == "success"
    tried = mixed.filter(succeeded | pl.col("outcome").is_in(_CHECKED))
    pairs = tried.group_by("source", "account_key").agg(
        pl.col("at").filter(~succeeded).min().alias("wrong"),
        pl.col("at").filter(succeeded).min().alias("right"),
        pl.col("attempt").filter(succeeded).first().alias("attempt"),
    )
    fell = pairs.filter(pl.col("right") > pl.col("wrong"))
    return fell.group_by("source").agg(
        pl.len().alias("fell"), pl.col("attempt").sort().head(SHOWN).alias("fell_rows")
    )


def runs(mixed: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Return successes by the run of wrong passwords just before them, in one machine's log.

    `guessed`: the last ten and the success lie within one minute; `slow`: ten and more, slower;
    `typos`: one to nine, the last at most half an hour before.
    """
    keys = ["source", "account_key", "recorder"]
    wrong = pl.col("outcome") == "bad_password"
    by_itself = pl.col("logon_type").is_in(_BY_ITSELF).fill_null(value=False)
    before = pl.col("wrongs") - wrong.cast(pl.Int64)
    # What lies a run's length above a success is of the same source, account and log.
    rows = (
        mixed.drop_nulls(keys)
        .filter(wrong | (pl.col("outcome") == "success"), ~by_itself)
        .select(
            pl.col(keys).to_physical(), "time", "attempt", "outcome", pl.col("source").alias("of")
        )
        .sort(*keys, "time", "attempt")
        .with_columns(
            wrong.cum_sum().cast(pl.Int64).alias("wrongs"),
            (_anew(keys) | ~wrong.shift(1, fill_value=True)).alias("begins"),
        )
        .with_columns(
            pl.when("begins").then(before).forward_fill().alias("until"),
            (pl.col("time") - pl.col("time").shift(MANY)).alias("ten"),
            (pl.col("time") - pl.col("time").shift(1)).alias("one"),
        )
        .filter(~wrong)
        .with_columns((pl.col("wrongs") - pl.col("until")).alias("run"))
    )
    many, quick = pl.col("run") >= MANY, pl.col("ten") <= MINUTE
    few = pl.col("run").is_between(1, MANY - 1) & (pl.col("one") <= SHORTLY)
    kinds = {"guessed": many & quick, "slow": many & ~quick, "typos": few}
    return tuple(
        rows.filter(kind)
        .group_by(pl.col("of").alias("source"))
        .agg(pl.len().alias(name), pl.col("attempt").sort().head(SHOWN).alias(f"{name}_rows"))
        for name, kind in kinds.items()
    )


def _anew(keys: list[str]) -> pl.Expr:
    """Tell the rows that differ from the one above in a key."""
    return pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(1)) for key in keys)
