"""The policy run again over what was tried, with some clients left out or with other numbers.

A refused attempt is replayed as a bad password: the same client with the same stored password
would have failed had the account not been locked. That is an assumption and the report says so.

To leave a client out, to raise the threshold or to shorten the window never adds a lockout: the
k-th lockout then comes no earlier.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.values import TICKS_PER_SECOND

BAD: Final = 0
RESET: Final = 1
_OTHER: Final = 2

_LAST: Final = 2**63 - 1
"""The latest ticks that there are."""

_WHAT: Final[Mapping[str, int]] = {"bad_password": BAD, "locked_out": BAD, "success": RESET}


@dataclass(frozen=True, slots=True)
class Tries:
    """What one database counted of one account: bad passwords in order of time, in columns.

    Attributes:
        authority: The database.
        time: Ticks.
        turn: How many resets lie before each: good passwords and unlocks.
        client: Where each came from, a place in `clients`; -1 where no record names it.
        clients: Whoever sent a password, good or bad.
        steps: Bad passwords and resets together.
    """

    authority: str
    time: NDArray[np.int64]
    turn: NDArray[np.int64]
    client: NDArray[np.int64]
    clients: tuple[str, ...]
    steps: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """The bad passwords of some clients; a run begins at each of `begins` and ends at `ends`."""

    time: NDArray[np.int64]
    turn: NDArray[np.int64]
    client: NDArray[np.int64]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]


def tries(story: Story) -> Tries:
    """Return what one database counted of one account."""
    tried = len(story.time)
    unlocks = [unlock.time for unlock in story.unlocks]
    time = np.array([*story.time, *unlocks], np.int64)
    what = np.full(len(time), RESET, np.int8)
    what[:tried] = np.fromiter((_WHAT.get(each, _OTHER) for each in story.outcome), np.int8, tried)
    telling = what[:tried] != _OTHER
    names = np.array(story.client, object)[telling].tolist()
    places = {name: place for place, name in enumerate(dict.fromkeys(names)) if name is not None}
    codes = {name: place for place, name in enumerate(places)}
    client = np.full(len(time), -1, np.int64)
    client[:tried][telling] = [codes.get(name, -1) for name in names]
    counts = np.flatnonzero(what != _OTHER)
    # What stands in one second keeps the order of the story.
    order = counts[np.argsort(time[counts], kind="stable")]
    bad = what[order] == BAD
    return Tries(
        authority=story.authority,
        time=time[order][bad],
        turn=np.cumsum(~bad)[bad],
        client=client[order][bad],
        clients=tuple(codes),
        steps=len(order),
    )


def steps(played: Sequence[Tries]) -> int:
    """Return how many attempts one replay of all takes; at least 1."""
    return max(1, sum(each.steps for each in played))


def lockouts(played: Sequence[Tries], policy: Policy, without: Collection[str] = ()) -> int:
    """Count the lockouts that the policy gives when some clients send nothing bad.

    Each database follows its own policy (`Policy.of`).
    """
    gone = frozenset(without)
    return sum(_count(each, policy.of(each.authority), gone) for each in played)


def _count(tried: Tries, policy: Policy, without: frozenset[str]) -> int:
    """Go from lockout to lockout: of what is refused between them nothing counts.

    After a lockout the count begins anew at the first bad password that is looked at again: when
    the lockout is over, or after a reset. A success while the account is locked cannot be; an
    unlock frees it.
    """
    if not policy.threshold:
        return 0
    kept = _kept(tried, policy.window_ticks, without)
    long = kept.ends - kept.begins >= policy.threshold
    if not long.any():
        return 0
    after = _freed(kept, policy.lasting).tolist()
    found = free = 0
    for begin, end in zip(kept.begins[long].tolist(), kept.ends[long].tolist(), strict=True):
        first = max(begin, free)
        while end - first >= policy.threshold:
            found += 1
            first = free = after[first + policy.threshold - 1]
    return found


def _freed(kept: _Kept, lasting: int) -> NDArray[np.intp]:
    """Return for each bad password which is the first that is looked at after it has locked."""
    reset = kept.turn.searchsorted(kept.turn, "right")
    if not lasting:
        return reset
    duration = min(lasting * TICKS_PER_SECOND, _LAST)
    over = np.minimum(kept.time, _LAST - duration) + duration
    return np.minimum(reset, kept.time.searchsorted(over))


def _kept(tried: Tries, window: int, without: Collection[str]) -> _Kept:
    """Return the bad passwords of all other clients, in runs whose gaps the window bridges."""
    time, turn, client = tried.time, tried.turn, tried.client
    gone = [place for place, name in enumerate(tried.clients) if name in without]
    if gone:
        stays = ~np.isin(client, gone)
        time, turn, client = time[stays], turn[stays], client[stays]
    breaks = np.flatnonzero((np.diff(time) > window) | (np.diff(turn) != 0)) + 1
    ends = np.append(breaks, len(time))[: len(time)]
    return _Kept(time, turn, client, np.append(0, breaks)[: len(time)], ends)


def gaps(played: Sequence[Tries]) -> Iterator[NDArray[np.int64]]:
    """Yield the ticks between one bad password and the next, where nothing resets the count."""
    for each in played:
        yield np.diff(each.time)[np.diff(each.turn) == 0]


def longest(played: Sequence[Tries], policy: Policy) -> int:
    """Return how far the count would rise if nothing ever locked."""
    runs = (_kept(each, policy.of(each.authority).window_ticks, ()) for each in played)
    return max((int((each.ends - each.begins).max(initial=0)) for each in runs), default=0)


def chains(
    played: Sequence[Tries], policy: Policy, without: Collection[str] = ()
) -> Iterator[frozenset[str | None]]:
    """Yield the clients of the runs of bad passwords that reach the threshold.

    A run is as long as the threshold, no two of it lie further apart than the window, and nothing
    resets the count within it; runs share no attempt. There are none where nothing locks. Of runs
    of one database with as many passwords of the same clients one stands for all.
    """
    gone = frozenset(without)
    for each in played:
        own = policy.of(each.authority)
        if not own.threshold:
            continue
        kept = _kept(each, own.window_ticks, gone)
        many = (kept.ends - kept.begins) // own.threshold
        # The places of each run: its part of a longer one, and then its passwords.
        nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        first = np.repeat(kept.begins, many) + nth * own.threshold
        runs = np.sort(kept.client[first[:, None] + np.arange(own.threshold)], axis=1)
        names: tuple[str | None, ...] = (*each.clients, None)  # -1 is the last
        for run in _distinct(runs, len(names)).tolist():
            yield frozenset(names[place] for place in run)


def _distinct(runs: NDArray[np.int64], names: int) -> NDArray[np.int64]:
    """Return every run once, column by column: by whole rows it takes ten times as long."""
    label = np.zeros(len(runs), np.int64)
    first = np.zeros(0, np.intp)
    for column in runs.T:
        _, first, label = np.unique(label * names + column, return_index=True, return_inverse=True)
    return runs[np.sort(first)]
