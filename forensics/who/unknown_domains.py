"""Domains that a machine does not know, as its own lockouts show.

A domain that is unknown to the accessed machine makes it look into its own database (Q103390,
Q102716), and one that it trusts is asked; the record of the failure does not tell which. A lockout
does: where a machine locks an account of its own in the very seconds in which it refuses that
account's name to the caller that the lockout names, and every such failure presents another domain,
it was these passwords that locked it, and that domain is unknown here.
"""

from typing import Final

import polars as pl

from forensics.lean import as_text
from forensics.values import TICKS_PER_SECOND
from forensics.witnesses import account_key

Unknown = frozenset[tuple[str, str]]
"""Machine and domain as presented, in lower case."""

NONE: Unknown = frozenset()

_TRIED: Final = (
    *("recorder", "target", "account_key", "time", "client", "domain", "authority_host"),
    "outcome",
)

_AT_ONCE = 2 * TICKS_PER_SECOND
"""As between a lockout's record and that of its password (`replay/stories.py`)."""


def unknown(attempts: pl.DataFrame, observations: pl.DataFrame) -> Unknown:
    """Return the domains that machines do not know.

    Args:
        attempts: From `witnesses.link`.
        observations: After `identities.place`; lockouts are taken from here.
    """
    lockouts = observations.filter(
        pl.col("kind") == "lockout", pl.col("caller_name").is_not_null()
    ).select(
        pl.col("machine").alias("recorder"),
        account_key().alias("account_key"),
        as_text("caller_name").str.to_lowercase().alias("caller"),
        pl.coalesce("created", "written").alias("locked"),
    )
    if lockouts.is_empty():
        return NONE
    # A lockout stands in its own spell, the one before and the one after: no pair lies further
    # apart. By names alone each lockout would meet every try of its caller.
    spelled = pl.concat(
        lockouts.with_columns((pl.col("locked") // _AT_ONCE + step).alias("spell"))
        for step in (-1, 0, 1)
    )
    tried = (
        attempts.select(*_TRIED, (pl.col("time") // _AT_ONCE).alias("spell"))
        .filter(pl.col("outcome") == "bad_password", pl.col("target") == pl.col("recorder"))
        # The few that matter, before their names become texts.
        .join(spelled, on=["recorder", "account_key", "spell"], how="semi")
        .select(
            "recorder",
            "account_key",
            "time",
            "spell",
            as_text("client").str.to_lowercase().alias("caller"),
            as_text("domain").str.to_lowercase(),
            pl.col("authority_host").is_null().alias("unanswered"),
        )
    )
    near = spelled.join(tried, on=["recorder", "account_key", "caller", "spell"]).filter(
        (pl.col("time") - pl.col("locked")).abs() <= _AT_ONCE
    )
    alone = near.filter(
        (pl.col("domain").n_unique() == 1).over("recorder", "account_key", "caller", "locked"),
        pl.col("unanswered"),
        pl.col("domain").is_not_null(),
    )
    pairs = alone.select(as_text("recorder").str.to_lowercase(), "domain").unique()
    return frozenset(pairs.iter_rows())
