"""Presence: successes that are no attempts of the case, but show who or what was there.

Of the successes of accounts that never failed, few say more than that all was well: a person who
logs on at a machine itself, or asks for a first ticket from it, and a machine whose own account
logs on again after hours without.
"""

from typing import Final

import polars as pl

from forensics.lean import as_text
from forensics.values import TICKS_PER_SECOND

LOGON: Final = "logon"
"""Kind of observation: a person logged on at a machine."""

RETURN: Final = "return"
"""Kind of observation: a machine's own account logged on after a long silence."""

RUNNING: Final = "running"
STOPPED: Final = "stopped"
"""The states of a service in the words of the English Windows; others are not known here."""

SILENCE: Final = 4 * 3_600 * TICKS_PER_SECOND
"""A machine that is on asks for its policy every 90 minutes, up to 30 later: two such turns and
more were missed."""

AWAKE: Final = 3_600 * TICKS_PER_SECOND
"""The log that shows a silence must itself not be silent for longer."""

_AT_IT: Final = ("2", "7", "10", "11")  # interactive, unlock, remote desktop, cached
_FIRST_TICKETS: Final = (672, 4768)
LOOKED_AT: Final = (
    *("row", "host", "account", "account_key", "witness", "logon_type", "event_id"),
    *("created", "written"),
)
"""What of an observation is looked at here."""

# Sessions of the desktop and of fonts log on interactively as well (Windows 8 and later).
_NO_PERSON: Final = r"(?i)\$\s*$|^(dwm|umfd)-[0-9]+$|^(system|local service|network service)$"


def known_state() -> pl.Expr:
    """Return the filter for states of services whose words are known."""
    return as_text("state").str.strip_chars().str.to_lowercase().is_in([RUNNING, STOPPED])


def mark(idle: pl.DataFrame, timed: pl.DataFrame) -> pl.DataFrame:
    """Return `row` and `kind` of the successes that show a logon or a return.

    Args:
        idle: Successes of accounts that never failed: observations with `account_key`.
        timed: All observations that are used or idle, for how the logs go on.
    """
    person = ~as_text("account").str.contains(_NO_PERSON)
    at_it = (pl.col("witness") == "target") & as_text("logon_type").str.strip_chars().is_in(_AT_IT)
    ticket = (pl.col("witness") == "authority") & pl.col("event_id").is_in(_FIRST_TICKETS)
    logons = idle.filter((person & (at_it | ticket)).fill_null(value=False))
    returns = _returns(idle, timed)
    return pl.concat(
        [
            logons.select("row", pl.lit(LOGON).alias("kind")),
            returns.select("row", pl.lit(RETURN).alias("kind")),
        ]
    )


def _returns(idle: pl.DataFrame, timed: pl.DataFrame) -> pl.DataFrame:
    """Return the logons of machines' own accounts after a silence that the log itself outlasts."""
    time = pl.coalesce("created", "written")
    own = as_text("account").str.contains(r"\$\s*$").fill_null(value=False)
    pause = pl.col("time") - pl.col("time").shift(1).over("host", "account_key")
    back = (
        idle.filter(own)
        .with_columns(time.alias("time"))
        .sort("host", "account_key", "time", "row")
        .with_columns(pause.alias("pause"))
        .filter(pl.col("pause") >= SILENCE)
        .sort("time")
    )
    if back.is_empty():
        return back
    awake = (
        timed.filter(pl.col("host").is_in(back["host"].unique().implode()))
        .with_columns(time.alias("time"))
        .sort("host", "time")
        .with_columns((pl.col("time") - pl.col("time").shift(1).over("host")).alias("gap"))
        .filter(pl.col("gap") > AWAKE)
        .select("host", pl.col("time").alias("woke"))
        .sort("woke")
    )
    joined = back.join_asof(
        awake,
        left_on="time",
        right_on="woke",
        by="host",
        strategy="backward",
        check_sortedness=False,
    )
    slept = pl.col("woke") > pl.col("time") - pl.col("pause")
    return joined.filter(~slept.fill_null(value=False))
