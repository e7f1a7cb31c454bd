"""The policy run again over what was tried, with some clients left out or with other numbers.

A refused attempt is replayed as a bad password: the same client with the same stored password
would have failed had the account not been locked. That is an assumption and the report says so.

To leave a client out, to raise the threshold or to shorten the window never adds a lockout: the
k-th lockout then comes no earlier.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.values import TICKS_PER_SECOND

Try = tuple[int, int, str | None]
"""Time (ticks), what it does to the count (bad, reset), client."""

BAD: Final = 0
RESET: Final = 1

NEVER: Final = -(2**63)
"""Ticks before any time."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What one database counted of one account, in order of time."""

    authority: str
    order: list[Try]


def tries(story: Story) -> Tries:
    """Return what one database counted of one account."""
    what = {"bad_password": BAD, "locked_out": BAD, "success": RESET}
    found: list[Try] = [
        (time, what[outcome], client)
        for time, outcome, client in zip(story.time, story.outcome, story.client, strict=True)
        if outcome in what
    ]
    found += [(unlock.time, RESET, None) for unlock in story.unlocks]
    # What stands in one second keeps the order of the story.
    return Tries(story.authority, sorted(found, key=lambda each: each[0]))


def steps(played: Sequence[Tries]) -> int:
    """Return how many attempts one replay of all takes; at least 1."""
    return max(1, sum(len(each.order) for each in played))


def lockouts(played: Sequence[Tries], policy: Policy, without: Collection[str] = ()) -> int:
    """Count the lockouts that the policy gives when some clients send nothing bad.

    Each database follows its own policy (`Policy.of`).
    """
    gone = frozenset(without)
    return sum(_count(each.order, policy.of(each.authority), gone) for each in played)


def _count(order: list[Try], policy: Policy, without: frozenset[str]) -> int:
    found = bad = 0
    threshold = policy.threshold or len(order) + 1
    last, free = NEVER, NEVER
    lasting = policy.lasting * TICKS_PER_SECOND if policy.lasting else 2**63
    for time, what, client in order:
        if what == RESET:
            # A success while the account is locked cannot be; an unlock frees it.
            bad, free = 0, min(free, time)
        elif time >= free and client not in without:
            bad = bad + 1 if time - last <= policy.window_ticks else 1
            last = time
            if bad >= threshold:
                found, bad, free = found + 1, 0, time + lasting
    return found


def gaps(played: Sequence[Tries]) -> Iterator[int]:
    """Yield the ticks between one bad password and the next, where nothing resets the count."""
    for each in played:
        last: int | None = None
        for time, what, _ in each.order:
            if what == BAD and last is not None:
                yield time - last
            last = time if what == BAD else None


def longest(played: Sequence[Tries], policy: Policy) -> int:
    """Return how far the count would rise if nothing ever locked."""
    most = 0
    for each in played:
        window = policy.of(each.authority).window_ticks
        bad, last = 0, NEVER
        for time, what, _ in each.order:
            bad = 0 if what == RESET else bad + 1 if time - last <= window else 1
            last, most = time, max(most, bad)
    return most


def chains(
    played: Sequence[Tries], policy: Policy, without: Collection[str] = ()
) -> Iterator[frozenset[str | None]]:
    """Yield the clients of each run of bad passwords that reaches the threshold.

    A run is as long as the threshold, no two of it lie further apart than the window, and nothing
    resets the count within it; runs share no attempt. There are none where nothing locks.
    """
    gone = frozenset(without)
    for each in played:
        own = policy.of(each.authority)
        run: list[str | None] = []
        last = NEVER
        for time, what, client in each.order:
            if what == RESET:
                run = []
            elif client not in gone:
                run = [*run, client] if time - last <= own.window_ticks else [client]
                last = time
                if own.threshold and len(run) >= own.threshold:
                    yield frozenset(run)
                    run = []
