"""Who failed before and who fails after: gone quiet, left, new, and of whom it is too early.

Silence says something only once a client would have been heard: where three bursts were to be
expected, none is seen by chance one time in twenty (exp(-3) = 0.0498, the "rule of three"; Hanley
and Lippman-Hand, JAMA 249, 1983, 1743-1745).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from forensics.comparison.ground import Ground, Half
from forensics.comparison.matching import by_address_only
from forensics.comparison.measures import rounded
from forensics.comparison.nouns import ClientCounts, ComparedClient
from forensics.values import NOT_APPLICABLE, Absent, Instant

EXPECTED: Final = 3
"""Bursts that must have been expected before silence counts."""

_Sent = Mapping[str, Mapping[str, int]]


def clients(ground: Ground) -> tuple[ComparedClient, ...]:
    """Return every client of either side: those left first, new ones, too early ones, quiet ones.

    Within a state the busiest come first.
    """
    old, new = _totals(ground.before), _totals(ground.after)
    on_servers = _by_server(ground.before)
    # An address is no identity: the same one on both sides makes two rows.
    again = {name: total for name, total in new.items() if not by_address_only(name)}
    only = {name: total for name, total in new.items() if name not in old or name not in again}
    found = [
        *(
            _client(name, (old[name], again.get(name)), on_servers.get(name, {}), ground)
            for name in old
        ),
        *(_client(name, (None, total), {}, ground) for name, total in only.items()),
    ]
    order = ("left", "new", "not told", "too early", "quiet")
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.state),
                -one.after_bursts,
                -one.before_bursts,
                one.name.casefold(),
                one.name,
            ),
        )
    )


def count(found: Sequence[ComparedClient], ground: Ground) -> ClientCounts:
    """Return how many there are of each state."""
    states = [one.state for one in found]
    quiet, left, early = (states.count(state) for state in ("quiet", "left", "too early"))
    new, untold = states.count("new"), states.count("not told")
    return ClientCounts(
        before=quiet + left + early,
        after=left + new + untold,
        quiet=quiet,
        left=left,
        too_early=early,
        new=new,
        not_told=untold,
        by_chance=rounded(sum(math.exp(-one.expected) for one in found if one.state == "quiet")),
        unnamed_before=ground.before.failures["client"].null_count(),
        unnamed_after=ground.after.failures["client"].null_count(),
    )


_Total = tuple[int, int, int]  # bursts, failures, last


def _totals(half: Half) -> dict[str, _Total]:
    """Return client -> its bursts, its failures and the time of the last one."""
    named = half.failures.drop_nulls("client")
    sent = named.group_by("client").agg(pl.len(), pl.col("time").max())
    made = half.bursts.drop_nulls("client").group_by("client").agg(pl.len().alias("bursts"))
    rows = sent.join(made, on="client").select("client", "bursts", "len", "time")
    return {name: (bursts, failures, last) for name, bursts, failures, last in rows.iter_rows()}


def _by_server(half: Half) -> _Sent:
    """Return client -> server -> its bursts there; those in covered time only, 0 for others."""
    found: dict[str, dict[str, int]] = {}
    for server, events in half.bursts.drop_nulls("client").group_by("host"):
        name = str(server[0])
        inside = pl.any_horizontal(
            pl.lit(value=False),
            *(pl.col("time").is_between(*span) for span in half.spans.get(name, ())),
        )
        rows = events.group_by("client").agg(inside.sum().alias("covered"))
        for client, covered in rows.iter_rows():
            found.setdefault(client, {})[name] = covered
    return found


def _client(
    name: str,
    totals: tuple[_Total | None, _Total | None],
    on_servers: Mapping[str, int],
    ground: Ground,
) -> ComparedClient:
    old, new = totals[0] or (0, 0, 0), totals[1] or (0, 0, 0)
    rate, expected = _expected(on_servers, ground)
    state, why = _state(name, (bool(old[1]), bool(new[1])), on_servers, (expected, ground))
    return ComparedClient(
        name=name,
        name_after=ground.after.names.get(name, name) if new[1] else NOT_APPLICABLE,
        state=state,
        why=why,
        before_bursts=old[0],
        after_bursts=new[0],
        before_failures=old[1],
        after_failures=new[1],
        expected=rounded(expected),
        wait_seconds=_wait(rate, expected) if why == "expected" else NOT_APPLICABLE,
        last=Instant(max(old[2], new[2])),
    )


def _expected(on_servers: Mapping[str, int], ground: Ground) -> tuple[float, float]:
    """Return a client's bursts a second before, and how many that makes after."""
    rates = {
        server: bursts / ground.before.covered(server)
        for server, bursts in on_servers.items()
        if server in ground.servers
    }
    expected = sum(rate * ground.after.covered(server) for server, rate in rates.items())
    return sum(rates.values()), expected


def _state(
    name: str,
    failed: tuple[bool, bool],
    on_servers: Mapping[str, int],
    after: tuple[float, Ground],
) -> tuple[str, str]:
    expected, ground = after
    if not failed[0]:
        return ("not told" if by_address_only(name) else "new"), ""
    if by_address_only(name):
        return "too early", "address"
    if failed[1]:
        return "left", ""
    if any(not ground.after.covered(server) for server in on_servers):
        return "too early", "not covered"
    return ("quiet", "") if expected >= EXPECTED else ("too early", "expected")


def _wait(rate: float, expected: float) -> float | Absent:
    return rounded((EXPECTED - expected) / rate) if rate else NOT_APPLICABLE
