"""What would have prevented it: the policy replayed without some clients, all else equal.

A refused attempt is replayed as a bad password: the same client with the same stored password
would have failed had the account not been locked. That is an assumption and the report says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt
from typing import Final

from forensics.policy import Policy
from forensics.stories import Story
from forensics.values import TICKS_PER_SECOND

CANDIDATES: Final = 60
"""Clients that are tried at most; the busiest ones."""

_STEPS: Final = 3_000_000
"""Attempts replayed at most in one search; an exact search that costs more gives way to greed."""

_Try = tuple[int, int, str | None]
"""Time (ticks), what it does to the count (bad, reset), client."""

_BAD, _RESET = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """The outcome: lockouts replayed, lockouts prevented by each client and by the smallest set."""

    of: int
    smallest: tuple[str, ...]
    prevented: int
    per_client: tuple[tuple[str, int], ...]
    method: str


def prevent(stories: Sequence[Story], policy: Policy, clients: Sequence[str]) -> Prevention:
    """Return what the repair of clients would have prevented.

    Args:
        stories: The stories to replay; those of one account may lie in several databases.
        policy: Its threshold must be known, else nothing is replayed.
        clients: Clients whose attempts failed or were refused, the busiest first.
    """
    played = [_tries(story) for story in stories]
    of = _lockouts(played, policy, frozenset())
    if policy.threshold is None or not of:
        return Prevention(of=0, smallest=(), prevented=0, per_client=(), method="none")
    # Greed replays everything about half the square of the candidates; a large case tries fewer.
    affordable = isqrt(2 * _STEPS // max(1, sum(len(tries) for tries in played)))
    candidates = tuple(clients[: max(1, min(CANDIDATES, affordable))])
    alone = [
        (client, of - _lockouts(played, policy, frozenset((client,)))) for client in candidates
    ]
    smallest, method = _smallest(played, policy, candidates)
    left = _lockouts(played, policy, frozenset(smallest))
    return Prevention(
        of=of,
        smallest=smallest,
        prevented=of - left,
        per_client=tuple(sorted(alone, key=lambda each: -each[1])),
        method=method,
    )


def _tries(story: Story) -> list[_Try]:
    what = {"bad_password": _BAD, "locked_out": _BAD, "success": _RESET}
    tries: list[_Try] = [
        (time, what[outcome], client)
        for time, outcome, client in zip(story.time, story.outcome, story.client, strict=True)
        if outcome in what
    ]
    tries += [(unlock.time, _RESET, None) for unlock in story.unlocks]
    return sorted(tries, key=lambda each: each[:2])


def _lockouts(played: Sequence[list[_Try]], policy: Policy, without: frozenset[str]) -> int:
    """Count the lockouts that the policy gives when some clients send nothing bad."""
    return sum(_count(tries, policy, without) for tries in played)


def _count(tries: list[_Try], policy: Policy, without: frozenset[str]) -> int:
    lockouts = bad = 0
    threshold = policy.threshold or len(tries) + 1
    last, free = -(2**63), -(2**63)
    lasting = policy.lasting * TICKS_PER_SECOND if policy.lasting else 2**63
    for time, what, client in tries:
        if what == _RESET:
            # A success while the account is locked cannot be; an unlock frees it.
            bad, free = 0, min(free, time)
        elif time >= free and client not in without:
            bad = bad + 1 if time - last <= policy.window_ticks else 1
            last = time
            if bad >= threshold:
                lockouts, bad, free = lockouts + 1, 0, time + lasting
    return lockouts


def _smallest(
    played: Sequence[list[_Try]], policy: Policy, candidates: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return the fewest clients without whom nothing locks, or the best that greed finds."""
    greedy = _needed(played, policy, _greedy(played, policy, candidates))
    steps = sum(len(tries) for tries in played)
    if steps * 2 ** len(candidates) > _STEPS or _lockouts(played, policy, frozenset(greedy)):
        return greedy, "greedy"
    for size in range(1, len(greedy)):
        for some in combinations(candidates, size):
            if not _lockouts(played, policy, frozenset(some)):
                return some, "exact"
    return greedy, "exact"


def _needed(
    played: Sequence[list[_Try]], policy: Policy, chosen: tuple[str, ...]
) -> tuple[str, ...]:
    """Drop the clients without whose repair the others prevent just as much."""
    least = _lockouts(played, policy, frozenset(chosen))
    for client in reversed(chosen):
        rest = tuple(each for each in chosen if each != client)
        if _lockouts(played, policy, frozenset(rest)) == least:
            chosen = rest
    return chosen


def _greedy(
    played: Sequence[list[_Try]], policy: Policy, candidates: tuple[str, ...]
) -> tuple[str, ...]:
    """Take away the client whose absence prevents most, again and again, until nothing locks."""
    chosen: tuple[str, ...] = ()
    left = _lockouts(played, policy, frozenset())
    rest = list(candidates)
    while left and rest:
        after = {client: _lockouts(played, policy, frozenset((*chosen, client))) for client in rest}
        best = min(rest, key=after.__getitem__)
        rest.remove(best)
        chosen, left = (*chosen, best), after[best]
    return chosen
