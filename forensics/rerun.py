"""The policy run again over what was tried, with some clients left out or with other numbers.

A refused attempt is replayed as a bad password: the same client with the same stored password
would have failed had the account not been locked. That is an assumption and the report says so.

To leave a client out, to raise the threshold or to shorten the window never adds a lockout: the
k-th lockout then comes no earlier.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from forensics.policy import Policy
from forensics.stories import Story
from forensics.values import TICKS_PER_SECOND

Try = tuple[int, int, str | None]
"""Time (ticks), what it does to the count (bad, reset), client."""

BAD: Final = 0
RESET: Final = 1


def tries(story: Story) -> list[Try]:
    """Return what one database counted of one account, in order of time."""
    what = {"bad_password": BAD, "locked_out": BAD, "success": RESET}
    found: list[Try] = [
        (time, what[outcome], client)
        for time, outcome, client in zip(story.time, story.outcome, story.client, strict=True)
        if outcome in what
    ]
    found += [(unlock.time, RESET, None) for unlock in story.unlocks]
    return sorted(found, key=lambda each: each[:2])


def lockouts(played: Sequence[list[Try]], policy: Policy, without: Collection[str] = ()) -> int:
    """Count the lockouts that the policy gives when some clients send nothing bad."""
    gone = frozenset(without)
    return sum(_count(each, policy, gone) for each in played)


def _count(played: list[Try], policy: Policy, without: frozenset[str]) -> int:
    found = bad = 0
    threshold = policy.threshold or len(played) + 1
    last, free = -(2**63), -(2**63)
    lasting = policy.lasting * TICKS_PER_SECOND if policy.lasting else 2**63
    for time, what, client in played:
        if what == RESET:
            # A success while the account is locked cannot be; an unlock frees it.
            bad, free = 0, min(free, time)
        elif time >= free and client not in without:
            bad = bad + 1 if time - last <= policy.window_ticks else 1
            last = time
            if bad >= threshold:
                found, bad, free = found + 1, 0, time + lasting
    return found


def gaps(played: Sequence[list[Try]]) -> Iterator[int]:
    """Yield the ticks between one bad password and the next, where nothing resets the count."""
    for each in played:
        last: int | None = None
        for time, what, _ in each:
            if what == BAD and last is not None:
                yield time - last
            last = time if what == BAD else None


def longest(played: Sequence[list[Try]], policy: Policy) -> int:
    """Return how far the count would rise if nothing ever locked."""
    most = 0
    for each in played:
        bad, last = 0, -(2**63)
        for time, what, _ in each:
            bad = 0 if what == RESET else bad + 1 if time - last <= policy.window_ticks else 1
            last, most = time, max(most, bad)
    return most
