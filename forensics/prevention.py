"""What would have prevented it: the policy replayed without some clients, all else equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, isqrt
from typing import Final

from forensics.changes import changes
from forensics.effects import Change, Prevented, Step, WhatIf
from forensics.occurrences import Client
from forensics.policy import Policy
from forensics.rerun import Try, lockouts, tries
from forensics.stories import Story

CANDIDATES: Final = 60
"""Clients that are tried at most; the busiest ones."""

_STEPS: Final = 3_000_000
"""Attempts replayed at most in one greedy search; a large case tries fewer clients."""

_SEARCH: Final = 12_000_000
"""Attempts replayed at most in the exact search, else greed's set stands: enough to try every set
of 12 clients that share databases, over 2,900 attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """The outcome of the replays.

    Attributes:
        of: Lockouts that the policy gives.
        smallest: The fewest clients without whom it gives none, or the best set that greed found.
        prevented: Lockouts prevented by that set.
        per_client: Lockouts prevented by each client alone, most first.
        method: `exact` where no smaller set prevents as much, else `greedy`; `none` without a
            lockout.
        curve: The clients of that set, each time the one that adds most; it ends at `prevented`.
        policies: Other policies over all clients.
    """

    of: int
    smallest: tuple[str, ...]
    prevented: int
    per_client: tuple[tuple[str, int], ...]
    method: str
    curve: tuple[Step, ...] = ()
    policies: tuple[Change, ...] = ()


def what_if(
    stories: Sequence[Story], key: str | None, policy: Policy, clients: Sequence[Client]
) -> WhatIf:
    """Return what would have prevented the lockouts of one account.

    Args:
        stories: Those of every account.
        key: The key of the account.
        policy: What its lockouts are explained with.
        clients: Its clients, the busiest first; those without a name cannot be repaired.
    """
    own = [story for story in stories if story.account_key == key]
    found = prevent(own, policy, [each.name for each in clients if isinstance(each.name, str)])
    return WhatIf(
        of=found.of,
        smallest_fix=found.smallest,
        prevented=found.prevented,
        per_client=tuple(
            Prevented(client=client, prevented=prevented) for client, prevented in found.per_client
        ),
        method=found.method,
        curve=found.curve,
        policies=found.policies,
    )


def prevent(stories: Sequence[Story], policy: Policy, clients: Sequence[str]) -> Prevention:
    """Return what the repair of clients, or another policy, would have prevented.

    Args:
        stories: The stories to replay; those of one account may lie in several databases.
        policy: Its threshold must be known, else nothing is replayed.
        clients: Clients whose attempts failed or were refused, the busiest first.
    """
    played = [tries(story) for story in stories]
    of = lockouts(played, policy)
    if policy.threshold is None or not of:
        return Prevention(of=0, smallest=(), prevented=0, per_client=(), method="none")
    # Greed replays everything about half the square of the candidates; a large case tries fewer.
    affordable = isqrt(2 * _STEPS // max(1, sum(map(len, played))))
    candidates = tuple(clients[: max(1, min(CANDIDATES, affordable))])
    alone = [(client, of - lockouts(played, policy, (client,))) for client in candidates]
    smallest, method = _smallest(played, policy, candidates)
    curve = _greedy(played, policy, smallest, of)
    return Prevention(
        of=of,
        smallest=smallest,
        prevented=curve[-1].prevented if curve else 0,
        per_client=tuple(sorted(alone, key=lambda each: -each[1])),
        method=method,
        curve=curve,
        policies=changes(played, policy),
    )


def _smallest(
    played: Sequence[list[Try]], policy: Policy, candidates: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return the fewest clients without whom nothing locks, or the best that greed finds.

    Databases that share no client are searched apart: what is fewest in each is fewest in all.
    """
    locking = [each for each in played if lockouts([each], policy)]
    groups = _apart(locking, candidates)
    most = _SEARCH // max(1, len(groups))
    parts = [_fewest(group, policy, clients, most) for group, clients in groups]
    chosen = sorted((client for some, _ in parts for client in some), key=candidates.index)
    exact = all(method == "exact" for _, method in parts)
    return tuple(chosen), "exact" if exact else "greedy"


def _apart(
    played: Sequence[list[Try]], candidates: tuple[str, ...]
) -> list[tuple[list[list[Try]], tuple[str, ...]]]:
    """Return what was tried in groups that share no client, each with its candidates."""
    groups: list[tuple[list[list[Try]], set[str]]] = []
    known = frozenset(candidates)
    for each in played:
        own = {client for _, _, client in each if client is not None} & known
        tied = [group for group in groups if group[1] & own]
        groups = [group for group in groups if not group[1] & own]
        stories = [story for group in tied for story in group[0]]
        groups.append(([*stories, each], own.union(*(group[1] for group in tied))))
    return [
        (stories, tuple(client for client in candidates if client in clients))
        for stories, clients in groups
    ]


def _fewest(
    played: Sequence[list[Try]], policy: Policy, candidates: tuple[str, ...], most: int
) -> tuple[tuple[str, ...], str]:
    """Return the fewest clients of one group; by exact search if it replays at most `most`."""
    steps = _greedy(played, policy, candidates, lockouts(played, policy))
    greedy = _needed(played, policy, tuple(step.client for step in steps))
    sets = sum(comb(len(candidates), size) for size in range(1, len(greedy)))
    if sets * sum(map(len, played)) > most or lockouts(played, policy, greedy):
        return greedy, "greedy"
    for size in range(1, len(greedy)):
        for some in combinations(candidates, size):
            if not lockouts(played, policy, some):
                return some, "exact"
    return greedy, "exact"


def _needed(
    played: Sequence[list[Try]], policy: Policy, chosen: tuple[str, ...]
) -> tuple[str, ...]:
    """Drop the clients without whose repair the others prevent just as much."""
    least = lockouts(played, policy, chosen)
    for client in reversed(chosen):
        rest = tuple(each for each in chosen if each != client)
        if lockouts(played, policy, rest) == least:
            chosen = rest
    return chosen


def _greedy(
    played: Sequence[list[Try]], policy: Policy, candidates: tuple[str, ...], of: int
) -> tuple[Step, ...]:
    """Take away the client whose absence prevents most, again and again, until nothing locks."""
    found: tuple[Step, ...] = ()
    chosen: tuple[str, ...] = ()
    left = of
    rest = list(candidates)
    while left and rest:
        after = {client: lockouts(played, policy, (*chosen, client)) for client in rest}
        best = min(rest, key=after.__getitem__)
        rest.remove(best)
        chosen, left = (*chosen, best), after[best]
        found = (*found, Step(client=best, prevented=of - left))
    return found
