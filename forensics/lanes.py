"""Lanes: what happened to the subject account on each host over time, drawn together in bursts."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from forensics.bursts import Bursts
from forensics.events import is_failure
from forensics.occurrences import Lockout
from forensics.traces import Lane, LockedPeriod
from forensics.values import TICKS_PER_SECOND, Absent
from forensics.who.authority import Sites

QUIET: Final = 90 * TICKS_PER_SECOND
"""A longer silence ends a burst."""

TARGETS: Final = 24
"""Lanes of servers at most; the busiest ones."""

CLIENTS: Final = 25
"""Lanes of clients at most; the busiest ones."""


def target_lanes(
    failures: pl.DataFrame, lockouts: Sequence[Lockout], sites: Sites
) -> tuple[Lane, ...]:
    """Return a lane for each server on which the subject account failed, ordered by name.

    A lockout shows on every server that asks the database it happened in. Where nothing but the
    lockouts is recorded, the machines that recorded them have the lanes.

    Args:
        failures: Attempts of the subject account that failed.
        lockouts: Its lockouts.
        sites: The machines' roles.
    """
    hosts = _busiest(failures, "target", TARGETS) or sorted({each.host for each in lockouts})
    lanes = []
    for host in hosts:
        own = failures.filter(pl.col("target") == host)
        asks = {*own["authority"].unique().to_list()} or {sites.database_of(host)}
        locked = tuple(_period(each) for each in lockouts if each.authority in asks)
        lanes.append(_lane(host, sites.roles_of(host), own, locked, len(locked)))
    return tuple(lanes)


def client_lanes(failures: pl.DataFrame, lockouts: Sequence[Lockout]) -> tuple[Lane, ...]:
    """Return a lane for each of the busiest clients; its lockouts are those that it tripped."""
    lanes = []
    for host in _busiest(failures.filter(pl.col("client").is_not_null()), "client", CLIENTS):
        own = failures.filter(pl.col("client") == host)
        tripped = tuple(_period(each) for each in lockouts if each.tripped_by == host)
        lanes.append(_lane(host, (), own, tripped, len(tripped)))
    return tuple(lanes)


def _busiest(failures: pl.DataFrame, column: str, most: int) -> list[str]:
    counts = failures.group_by(column).len().sort(["len", column], descending=[True, False])
    return sorted(counts[column].head(most).to_list())


def _lane(
    host: str,
    roles: tuple[str, ...],
    own: pl.DataFrame,
    locked: tuple[LockedPeriod, ...],
    lockouts: int,
) -> Lane:
    return Lane(
        host=host,
        roles=roles,
        bursts=bursts(own),
        locked=locked,
        bad_password=int((own["outcome"] == "bad_password").sum()),
        locked_out=int((own["outcome"] == "locked_out").sum()),
        lockouts=lockouts,
    )


def bursts(attempts: pl.DataFrame) -> Bursts:
    """Return the failures drawn together where one outcome repeats within 90 s."""
    return Bursts(
        attempts.filter(is_failure())
        .sort("time")
        .with_columns(
            (pl.col("time").diff().over("outcome") > QUIET)
            .fill_null(value=False)
            .cum_sum()
            .over("outcome")
            .alias("burst")
        )
        .group_by("outcome", "burst")
        .agg(
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
            pl.len().alias("count"),
        )
        .sort("first", "outcome")
    )


def _period(lockout: Lockout) -> LockedPeriod:
    known = not isinstance(lockout.until, Absent)
    last = lockout.until if known else lockout.last_refused
    ends = lockout.time if isinstance(last, Absent) else last
    return LockedPeriod(lockout=lockout.id, begins=lockout.time, ends=ends, ends_known=known)
