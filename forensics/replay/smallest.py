"""The fewest clients without whom nothing locks, found exactly.

A run of bad passwords that reaches the threshold (`rerun.chains`) locks the account in every replay
in which all its clients still send: the attempts between them only add to the count. So one of its
clients must be repaired, whatever else is. Runs are gathered replay by replay; each time the fewest
clients that meet every run so far are taken away, and once nothing locks without them no smaller
set can do it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.replay.policy import Policy
from forensics.replay.rerun import Tries, chains, steps

REPLAYED: Final = 12_000_000
"""Attempts replayed at most in one search, all databases together."""

LOOKED_AT: Final = 2_000_000
"""Runs looked at, at most, while sets of clients are tried."""

_KEPT: Final = 300  # runs kept of one replay: those with the fewest clients


@dataclass(frozen=True, slots=True)
class Bound:
    """How far to search: for sets smaller than `below`, within one `share`-th of the limits."""

    below: int
    share: int = 1


@dataclass(slots=True)
class _Search:
    """Runs as sets of bits, one a client, and how many more of them may be looked at."""

    runs: list[int]
    left: int


def smallest(
    played: Sequence[Tries], policy: Policy, clients: Sequence[str], bound: Bound
) -> tuple[str, ...] | None:
    """Return the fewest clients without whom nothing locks.

    Args:
        played: What was tried.
        policy: Its threshold must be known.
        clients: Those that can be repaired, the ones to prefer first.
        bound: How far to search.

    Returns:
        A set smaller than `bound.below`; where there is none, the first `bound.below` clients,
        which stand for the set already known; None where no set does it, or the limit is reached.
    """
    bits = {client: 1 << place for place, client in enumerate(clients)}
    search = _Search([], LOOKED_AT // bound.share)
    replays = REPLAYED // bound.share // steps(played)
    size, chosen = 0, 0
    for _ in range(replays):
        gone = [client for client in clients if chosen & bits[client]]
        runs = _fewest_clients(chains(played, policy, gone), bits)
        if not runs:
            return tuple(gone)
        if not all(runs):
            return None
        search.runs = _least([*search.runs, *runs])
        found = None
        while found is None and search.left > 0:
            found = _meeting(search, search.runs, size)
            size += found is None
            if size >= bound.below:
                return tuple(clients[: bound.below])
        if found is None:
            return None
        chosen = found
    return None


def _fewest_clients(runs: Iterable[frozenset[str | None]], bits: dict[str, int]) -> list[int]:
    """Return runs as bits, those with the fewest clients that can be repaired."""
    distinct = dict.fromkeys(runs)
    found = {sum(bits.get(each or "", 0) for each in run) for run in distinct}
    return sorted(found, key=lambda run: (run.bit_count(), run))[:_KEPT]


def _least(runs: Iterable[int]) -> list[int]:
    """Return the runs that hold no other, fewest clients first: who meets those meets all."""
    found: list[int] = []
    for run in sorted(set(runs), key=lambda run: (run.bit_count(), run)):
        if not any(kept & run == kept for kept in found):
            found.append(run)
    return found


def _meeting(search: _Search, runs: list[int], size: int) -> int | None:
    """Return at most `size` clients, as bits, that meet every run; None where none do."""
    search.left -= len(runs) + 1
    if not runs:
        return 0
    if search.left <= 0 or _apart(runs) > size:
        return None
    first = min(runs, key=int.bit_count)
    barred = 0
    while first:
        client = first & -first
        first ^= client
        rest = [run & ~barred for run in runs if not run & client]
        barred |= client
        if not all(rest):
            continue
        found = _meeting(search, rest, size - 1)
        if found is not None:
            return found | client
    return None


def _apart(runs: Sequence[int]) -> int:
    """Return how many runs share no client: so many must be repaired at least."""
    found = met = 0
    for run in sorted(runs, key=int.bit_count):
        if not run & met:
            found, met = found + 1, met | run
    return found
