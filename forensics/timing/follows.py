"""Follows: whether a client's bursts begin after starts or logons, more often than by chance.

A client that fails at power-up, at logon, or when a service starts, keeps no period; what it keeps
is a short distance to an event that another record tells. Two things that happen often lie close
together by chance as well, and both happen by day. The rules below are ours;
`tests/analysis/test_follows.py` counts how often they err on times that have nothing in common.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from forensics.timing.starts import (
    MACHINE_BACK,
    MACHINE_START,
    PERSON_LOGON,
    SERVICE_START,
    Occasions,
    Starts,
    Ticks,
    of_their_own,
)
from forensics.values import TICKS_PER_SECOND

REACH: Final = 600 * TICKS_PER_SECOND
"""A burst that begins within ten minutes follows: a start takes minutes, and services wait."""

LEAST: Final = 3
"""Bursts at least that follow, each after an event of its own."""

MOST_COVERED: Final = 0.2
"""Where the ten minutes after all events cover more of the time, nearness says nothing."""

BY_CHANCE: Final = 0.001
"""Bursts spread by chance would meet any of the compared events so often in less than so many
cases."""

SERVICES: Final = 60
"""Services of one machine that are compared at most; those that start most often."""

_BEFORE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """How bursts and events meet.

    Attributes:
        bursts: Those that begin within `REACH` after an event.
        events: Places of the events that they begin after, rising.
        seconds: Median distance.
    """

    bursts: int
    events: tuple[int, ...]
    seconds: int


def meet(begins: Ticks, events: Ticks, compared: int = 1) -> Meeting | None:
    """Return how bursts follow events, None where chance may do the same.

    All of these hold: three bursts at least follow, after three different events, and three in
    five of all; in the ten minutes before the events a third as many begin at most (what shares
    only the hour of day stands on both sides); the reaches cover a fifth of the time between the
    first burst and the last at most; and bursts spread over that time evenly would follow so often
    in less than one case of a thousand, all compared events taken together.

    Args:
        begins: First times of the bursts, rising ticks.
        events: Times of the events, rising ticks.
        compared: How many kinds of events are looked at.
    """
    if begins.size < LEAST:
        return None
    seen = np.flatnonzero((events >= begins[0] - REACH) & (events <= begins[-1]))
    if seen.size < LEAST:
        return None
    near = events[seen]
    place = np.searchsorted(near, begins, side="right") - 1
    since = begins - near[np.maximum(place, 0)]
    follows = (place >= 0) & (since <= REACH)
    hits = int(follows.sum())
    met = np.unique(place[follows])
    if met.size < LEAST or 5 * hits < 3 * begins.size:
        return None
    if _BEFORE * _ahead(begins[~follows], events) > hits:
        return None
    covered = _covered(near, int(begins[0]) - REACH, int(begins[-1]))
    if covered > MOST_COVERED or compared * chance(hits, begins.size, covered) > BY_CHANCE:
        return None
    return Meeting(
        bursts=hits,
        events=tuple(seen[met].tolist()),
        seconds=int(np.median(since[follows])) // TICKS_PER_SECOND,
    )


def chance(hits: int, bursts: int, covered: float) -> float:
    """Return at most how often so many of `bursts` fall into a share of the time by chance.

    The bound of Chernoff on the tail of the binomial distribution: exp(-n KL(hits/n, covered)).
    """
    share = hits / bursts
    if share <= covered:
        return 1.0
    missed = (1 - share) * math.log((1 - share) / (1 - covered)) if share < 1 else 0.0
    return math.exp(-bursts * (share * math.log(share / covered) + missed))


def candidates(starts: Starts, client: str, servers: Sequence[str]) -> tuple[Occasions, ...]:
    """Return what the bursts of a client are held against: its own events, and servers' starts."""
    machine = starts.of(client, (MACHINE_START,))
    services = [
        of_their_own(each, machine[0] if machine else None)
        for each in starts.of(client, (SERVICE_START,))
    ]
    often = sorted(services, key=lambda each: (-each.at.size, each.service))[:SERVICES]
    return (
        *machine,
        *starts.of(client, (MACHINE_BACK, PERSON_LOGON)),
        *often,
        *(
            each
            for server in servers
            if server != client
            for each in starts.of(server, (MACHINE_START,))
        ),
    )


def comparable(found: Sequence[Occasions], begins: Ticks) -> tuple[Occasions, ...]:
    """Return those that are recorded often enough, between the first burst and the last."""
    if begins.size < LEAST:
        return ()
    first, last = begins[0] - REACH, begins[-1]
    return tuple(each for each in found if ((each.at >= first) & (each.at <= last)).sum() >= LEAST)


def _ahead(begins: Ticks, events: Ticks) -> int:
    """Return how many bursts begin within `REACH` before an event."""
    place = np.searchsorted(events, begins, side="right")
    next_ = events[np.minimum(place, events.size - 1)]
    return int(((place < events.size) & (next_ - begins <= REACH)).sum())


def _covered(events: Ticks, first: int, last: int) -> float:
    """Return the share of a stretch that lies within `REACH` after an event."""
    ends = np.minimum(np.append(events[1:], last), events + REACH)
    return float(np.maximum(ends - events, 0).sum()) / max(last - first, 1)
