"""Stories in, lockouts out, in the short form of worked examples.

Times are seconds; the policy is five bad passwords within 30 minutes unless an example says so.
"""

from collections.abc import Sequence
from typing import NamedTuple

from forensics.replay.lockouts import Episode, Replay, counted, follow, tripping
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from tests.builders.observed import BAD, LOCKED, REFUSED, Act, seconds

FIVE = Policy(threshold=5, window=1800, duration=None, basis="declared")


class Told(NamedTuple):
    """One lockout: when, who sent what counted, who tripped it, and how many were refused."""

    at: float
    counted: Sequence[float]
    tripped_by: str | None
    refused: int


def replay(tale: Story, policy: Policy = FIVE) -> Replay:
    """Return what follows from a story."""
    return follow(tale, policy.window, policy.duration)


def lockouts(tale: Story, policy: Policy = FIVE) -> list[Told]:
    """Return the lockouts of a story, in order."""
    return [told(episode, policy) for episode in replay(tale, policy).episodes]


def told(episode: Episode, policy: Policy = FIVE) -> Told:
    """Return one lockout in short."""
    tale, tripped = episode.story, tripping(episode)
    return Told(
        at=seconds(episode.time),
        counted=[seconds(tale.time[place]) for place in counted(episode, policy)],
        tripped_by=None if tripped is None else tale.client[tripped],
        refused=len(episode.refused),
    )


def bad(*times: float, client: str = "PC1") -> list[Act]:
    """Return bad passwords at these times."""
    return [(time, BAD, client) for time in times]


def refused(*times: float, client: str = "PC1") -> list[Act]:
    """Return refusals at these times."""
    return [(time, REFUSED, client) for time in times]


def locked(at: float, caller: str | None = "PC1") -> Act:
    """Return a recorded lockout."""
    return (at, LOCKED, caller)


def ended(tale: Story, policy: Policy = FIVE) -> tuple[float | None, str]:
    """Return when the first lockout of a story ended, and by what."""
    episode = replay(tale, policy).episodes[0]
    return None if episode.ended is None else seconds(episode.ended), episode.ended_by
