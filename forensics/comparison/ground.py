"""The common ground of two cases: one time line, the same servers, the same accounts.

Rates can be compared only over time in which the same servers' logs show what did not happen.
Everything is counted there; what lies outside is listed and not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.comparison.matching import same
from forensics.comparison.sides import Side, Span
from forensics.comparison.taking import account_key, declared
from forensics.coverage import within
from forensics.lanes import QUIET
from forensics.occurrences import Lockout
from forensics.values import LAST_TICKS, TICKS_PER_SECOND

LOCKOUTS: Final = pl.Schema({"time": pl.Int64(), "host": pl.String(), "counted": pl.Int64()})
BURSTS: Final = pl.Schema(
    {
        "time": pl.Int64(),
        "client": pl.String(),
        "host": pl.String(),
        "bad_password": pl.Int64(),
        "locked_out": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One side on the common ground; machines bear their names of BEFORE.

    Attributes:
        side: As taken.
        period: What it is counted in, ticks; None where its logs cover nothing.
        spans: Server -> covered stretches within the period; only servers on which the accounts
            failed or were locked on either side.
        part: Likewise of logs that may hold a selection.
        failures: Of the accounts, within the period; on any server.
        lockouts: Likewise: `LOCKOUTS`.
        bursts: Likewise: failures of one client on one server with no silence of more than 90 s.
        names: Machine as named here -> as this case shows it.
    """

    side: Side
    period: Span | None
    spans: Mapping[str, tuple[Span, ...]]
    part: Mapping[str, tuple[Span, ...]]
    failures: pl.DataFrame
    lockouts: pl.DataFrame
    bursts: pl.DataFrame
    names: Mapping[str, str]

    def covered(self, server: str) -> float:
        """Return how many seconds of a server's time are covered."""
        return sum(last - first for first, last in self.spans.get(server, ())) / TICKS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Both sides on their common ground.

    Attributes:
        accounts: Their keys, as BEFORE's main incident has them.
        servers: Covered for some time on both sides, by name.
        overlapped: The stretch in which the two periods lay over each other before they were cut.
        swapped: Whether AFTER ends before BEFORE begins.
    """

    before: Half
    after: Half
    accounts: frozenset[str]
    servers: tuple[str, ...]
    overlapped: Span | None
    swapped: bool

    def hours(self, half: Half) -> float:
        """Return the covered time of one side in seconds: the mean of its common servers."""
        if not self.servers:
            return 0.0
        return sum(half.covered(server) for server in self.servers) / len(self.servers)


def common(before: Side, after: Side) -> Ground:
    """Return both sides on their common ground."""
    spans = _extent(before), _extent(after)
    periods, overlapped = _apart(spans, before, after)
    joint = _joint(before, after)
    old = _half(before, periods[0], {}, before.accounts)
    new = _half(after, periods[1], joint, before.accounts)
    tried = [old.failures["host"], new.failures["host"], old.lockouts["host"], new.lockouts["host"]]
    relevant = {host for series in tried for host in series.drop_nulls().unique().to_list()}
    old, new = _only(old, relevant), _only(new, relevant)
    servers = [name for name in relevant if old.covered(name) > 0 and new.covered(name) > 0]
    return Ground(
        before=old,
        after=new,
        accounts=before.accounts,
        servers=tuple(sorted(servers, key=lambda name: (name.casefold(), name))),
        overlapped=overlapped,
        swapped=bool(spans[0] and spans[1] and spans[1][1] <= spans[0][0]),
    )


def _extent(side: Side) -> Span | None:
    """Return from when to when the case reaches: as declared, else as its logs do."""
    logs = [span for each in (*side.whole.values(), *side.part.values()) for span in each]
    first, last = declared(side.findings.case)
    begins = first or min((span[0] for span in logs), default=None)
    ends = last if last < LAST_TICKS else max((span[1] for span in logs), default=None)
    return None if begins is None or ends is None or ends < begins else (begins, ends)


def _apart(
    spans: tuple[Span | None, Span | None], before: Side, after: Side
) -> tuple[tuple[Span | None, Span | None], Span | None]:
    """Cut two periods that overlap at one moment, so that nothing is counted on both sides.

    That moment is where AFTER is declared to begin; else where BEFORE ends, as a log that was saved
    after a repair most often reaches back to before it.
    """
    old, new = spans
    if old is None or new is None or new[0] >= old[1] or new[1] <= old[0]:
        return spans, None
    overlapped = max(old[0], new[0]), min(old[1], new[1])
    begins = declared(after.findings.case)[0]
    ends = declared(before.findings.case)[1]
    moment = begins if begins and ends == LAST_TICKS else old[1]
    return (_between(old, (0, moment)), _between(new, (moment, LAST_TICKS))), overlapped


def _between(span: Span, limits: Span) -> Span | None:
    cut = max(span[0], limits[0]), min(span[1], limits[1])
    return cut if cut[0] < cut[1] else None


def _joint(before: Side, after: Side) -> dict[str, str]:
    """Return AFTER's machines -> their names in BEFORE."""
    return same(_machines(before), _machines(after), (before.aliases, after.aliases))


def _machines(side: Side) -> set[str]:
    clients = side.failures["client"].drop_nulls().unique().to_list()
    hosts = side.failures["host"].drop_nulls().unique().to_list()
    locked = {each.host for each in side.findings.lockouts}
    return {*clients, *hosts, *side.whole, *side.part, *locked}


def _half(
    side: Side, period: Span | None, joint: Mapping[str, str], accounts: frozenset[str]
) -> Half:
    named = {name: joint.get(name, name) for name in _machines(side)}
    first, last = period or (0, -1)
    failures = side.failures.filter(
        pl.col("account").is_in(list(accounts)), pl.col("time").is_between(first, last)
    ).with_columns(
        pl.col("client").replace(dict(named)).alias("client"),
        pl.col("host").replace(dict(named)).alias("host"),
    )
    locked = [
        (each.time.ticks, named[each.host], len(each.counted))
        for each in of_accounts(side.findings.lockouts, accounts)
        if first <= each.time.ticks <= last
    ]
    return Half(
        side=side,
        period=period,
        spans={named[name]: within(each, period) for name, each in side.whole.items()},
        part={named[name]: within(each, period) for name, each in side.part.items()},
        failures=failures,
        lockouts=pl.DataFrame(locked, schema=LOCKOUTS, orient="row"),
        bursts=bursts(failures),
        names={joint_name: name for name, joint_name in named.items()},
    )


def of_accounts(lockouts: Iterable[Lockout], accounts: frozenset[str]) -> list[Lockout]:
    """Return the lockouts of some accounts, by their keys."""
    return [each for each in lockouts if account_key(each.account) in accounts]


def bursts(failures: pl.DataFrame) -> pl.DataFrame:
    """Return the failures of one client on one server drawn together: `BURSTS`, by time."""
    return (
        failures.sort("time", maintain_order=True)
        .with_columns(
            (pl.col("time").diff().over("client", "host") > QUIET)
            .fill_null(value=False)
            .cum_sum()
            .over("client", "host")
            .alias("burst")
        )
        .group_by("client", "host", "burst", maintain_order=True)
        .agg(
            pl.col("time").min(),
            (pl.col("outcome") == "bad_password").sum().cast(pl.Int64).alias("bad_password"),
            (pl.col("outcome") == "locked_out").sum().cast(pl.Int64).alias("locked_out"),
        )
        .select(*BURSTS)
        .sort("time", "client", "host")
    )


def _only(half: Half, servers: set[str]) -> Half:
    return Half(
        side=half.side,
        period=half.period,
        spans={name: each for name, each in half.spans.items() if name in servers and each},
        part={name: each for name, each in half.part.items() if name in servers and each},
        failures=half.failures,
        lockouts=half.lockouts,
        bursts=half.bursts,
        names=half.names,
    )
