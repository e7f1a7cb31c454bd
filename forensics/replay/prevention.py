"""What would have prevented it: the policy replayed without some clients, all else equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Final

from forensics.effects import Change, Prevented, Step, WhatIf
from forensics.occurrences import Client
from forensics.replay.changes import changes
from forensics.replay.policy import Policy
from forensics.replay.rerun import Tries, lockouts, steps, tries
from forensics.replay.smallest import Bound, smallest
from forensics.replay.stories import Story

CANDIDATES: Final = 60
"""Clients that are tried at most; the busiest ones."""

_STEPS: Final = 3_000_000
"""Attempts replayed at most in one greedy search; a large case tries fewer clients."""

_CURVE: Final = 40_000_000
"""Attempts replayed at most for the curve; a set that is too large for it is not taken."""


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
        curve: The clients of that set in the order of their repair; it ends at `prevented`.
        order: Of the curve: `gain`, each time the one that adds most, or `busiest` first.
        policies: Other policies over all clients.
    """

    of: int
    smallest: tuple[str, ...]
    prevented: int
    per_client: tuple[tuple[str, int], ...]
    method: str
    curve: tuple[Step, ...] = ()
    order: str = "gain"
    policies: tuple[Change, ...] = ()


def what_if(stories: Sequence[Story], policy: Policy, clients: Sequence[Client]) -> WhatIf:
    """Return what would have prevented the lockouts of one incident.

    Args:
        stories: Those of its accounts.
        policy: What its lockouts are explained with.
        clients: Its clients, the busiest first; those without a name cannot be repaired.
    """
    # What never locked, as far as is known, the policy must not lock now: before Vista 529 does not
    # tell a bad password from a name that the server does not know.
    locked = [story for story in stories if story.lockouts or "locked_out" in story.outcome]
    found = prevent(locked, policy, [each.name for each in clients if isinstance(each.name, str)])
    return WhatIf(
        of=found.of,
        smallest_fix=found.smallest,
        prevented=found.prevented,
        per_client=tuple(
            Prevented(client=client, prevented=prevented) for client, prevented in found.per_client
        ),
        method=found.method,
        curve=found.curve,
        curve_order=found.order,
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
    affordable = isqrt(2 * _STEPS // steps(played))
    candidates = tuple(clients[: max(1, min(CANDIDATES, affordable))])
    alone = [(client, of - lockouts(played, policy, (client,))) for client in candidates]
    fix, method = _smallest(played, policy, tuple(clients), candidates)
    curve, order = _curve(played, policy, fix, of)
    return Prevention(
        of=of,
        smallest=fix,
        prevented=curve[-1].prevented if curve else 0,
        per_client=tuple(sorted(alone, key=lambda each: -each[1])),
        method=method,
        curve=curve,
        order=order,
        policies=changes(played, policy),
    )


def _smallest(
    played: Sequence[Tries], policy: Policy, clients: tuple[str, ...], candidates: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return the fewest clients without whom nothing locks, or the best that greed finds.

    Databases that share no client are searched apart: what is fewest in each is fewest in all.
    """
    locking = [each for each in played if lockouts([each], policy)]
    groups = _apart(locking, clients)
    most = max(1, len(groups))
    parts = [_fewest(group, policy, (own, candidates), most) for group, own in groups]
    chosen = sorted((client for some, _ in parts for client in some), key=clients.index)
    exact = all(method == "exact" for _, method in parts)
    return tuple(chosen), "exact" if exact else "greedy"


def _apart(
    played: Sequence[Tries], clients: tuple[str, ...]
) -> list[tuple[list[Tries], tuple[str, ...]]]:
    """Return what was tried in groups that share no client, each with its clients."""
    groups: list[tuple[list[Tries], set[str]]] = []
    known = frozenset(clients)
    for each in played:
        own = set(known.intersection(each.clients))
        tied = [group for group in groups if group[1] & own]
        groups = [group for group in groups if not group[1] & own]
        stories = [story for group in tied for story in group[0]]
        groups.append(([*stories, each], own.union(*(group[1] for group in tied))))
    return [
        (stories, tuple(client for client in clients if client in own)) for stories, own in groups
    ]


def _fewest(
    played: Sequence[Tries],
    policy: Policy,
    clients: tuple[tuple[str, ...], tuple[str, ...]],
    share: int,
) -> tuple[tuple[str, ...], str]:
    """Return the fewest clients of one group, all of them tried, else the best that greed finds.

    Args:
        played: What was tried in the group.
        policy: What locks.
        clients: All clients of the group, and those that greed tries.
        share: The search may take one such part of its limits.
    """
    own, candidates = clients
    tried = tuple(client for client in candidates if client in own)
    found = _greedy(played, policy, tried, lockouts(played, policy))
    greedy = _needed(played, policy, tuple(step.client for step in found))
    enough = not lockouts(played, policy, greedy)
    fewest = smallest(played, policy, own, Bound(len(greedy) if enough else len(own) + 1, share))
    if fewest is None or len(fewest) * steps(played) > _CURVE // share:
        return greedy, "greedy"
    return (greedy if enough and len(fewest) == len(greedy) else fewest), "exact"


def _needed(played: Sequence[Tries], policy: Policy, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the clients without whose repair the others prevent just as much."""
    least = lockouts(played, policy, chosen)
    for client in reversed(chosen):
        rest = tuple(each for each in chosen if each != client)
        if lockouts(played, policy, rest) == least:
            chosen = rest
    return chosen


def _greedy(
    played: Sequence[Tries], policy: Policy, candidates: tuple[str, ...], of: int
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


def _curve(
    played: Sequence[Tries], policy: Policy, fix: tuple[str, ...], of: int
) -> tuple[tuple[Step, ...], str]:
    """Return what the first clients of the set prevent, and in which order they stand."""
    if len(fix) ** 2 * steps(played) <= 2 * _STEPS:
        return _greedy(played, policy, fix, of), "gain"
    parts = (fix[:place] for place in range(1, len(fix) + 1))
    prevented = (of - lockouts(played, policy, some) for some in parts)
    curve = tuple(
        Step(client=client, prevented=so_far) for client, so_far in zip(fix, prevented, strict=True)
    )
    return curve, "busiest"
