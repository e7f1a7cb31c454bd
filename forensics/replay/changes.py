"""Other lockout policies, replayed: a higher threshold, a shorter window, and none at all.

What a policy prevents it pays for in guesses that it lets pass. Of the window (measured since the
last bad password) Q128009 tells; to disable lockout is the workaround of Q231399.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from forensics.effects import Change
from forensics.replay.policy import Policy
from forensics.replay.rerun import Tries, gaps, lockouts, longest, steps
from forensics.values import NOT_APPLICABLE, TICKS_PER_SECOND, Absent

MOST: Final = 999
"""The highest threshold that Windows takes."""

_DAY: Final = 86_400
_MINUTE: Final = 60  # the window is set in minutes
_STEPS: Final = 6_000_000
"""Attempts replayed at most; a large case tries fewer thresholds and windows, evenly spread."""


def changes(played: Sequence[Tries], policy: Policy) -> tuple[Change, ...]:
    """Return the policies that prevent more than those nearer to the one in force.

    The thresholds are in rising order, up to the smallest that prevents every lockout or `MOST`;
    then come the windows in falling order, then no policy at all. The first threshold is given
    even where it prevents nothing. Of a policy that gives no lockout nothing is returned.
    """
    of = lockouts(played, policy)
    if not policy.threshold or not of:
        return ()
    budget = max(2, _STEPS // (2 * steps(played)))
    higher = range(policy.threshold + 1, min(MOST, longest(played, policy) + 1) + 1)
    shorter = _windows(played, policy)
    thresholds = [_raised(policy, number) for number in _spread(higher, budget)]
    windows = [_shortened(policy, seconds) for seconds in _spread(shorter, budget)]
    return (
        *_gaining("threshold", thresholds, played, (of, -1)),
        *_gaining("window", windows, played, (of, 0)),
        Change(
            what="off",
            threshold=0,
            window_seconds=policy.window,
            prevented=of,
            guesses_a_day=NOT_APPLICABLE,
            costs="Any number of bad passwords; no account locks.",
            article="Q231399",
        ),
    )


def _raised(policy: Policy, threshold: int) -> Policy:
    """Return the policy with so high a threshold, in every database where it is lower."""
    each = {
        name: replace(one, threshold=max(threshold, one.threshold)) if one.threshold else one
        for name, one in policy.by_database.items()
    }
    return replace(policy, threshold=threshold, by_database=each)


def _shortened(policy: Policy, window: int) -> Policy:
    """Return the policy with so short a window, in every database where it is longer."""
    each = {
        name: replace(one, window=min(window, one.window))
        for name, one in policy.by_database.items()
    }
    return replace(policy, window=window, by_database=each)


def _windows(played: Sequence[Tries], policy: Policy) -> list[int]:
    """Return the windows, whole minutes in seconds, that are a little shorter than some gap."""
    most = max(one.window for one in (policy, *policy.by_database.values()))
    minute = _MINUTE * TICKS_PER_SECOND
    minutes = {each for some in gaps(played) for each in np.unique((some - 1) // minute).tolist()}
    return sorted(
        (each * _MINUTE for each in minutes if 0 < each * _MINUTE < most),
        reverse=True,
    )


def _spread(numbers: Sequence[int], most: int) -> list[int]:
    """Return at most so many of the numbers, evenly spread, the first and the last among them."""
    if len(numbers) <= most:
        return list(numbers)
    last = len(numbers) - 1
    return [numbers[place * last // (most - 1)] for place in range(most)]


def _gaining(
    what: str, policies: Iterable[Policy], played: Sequence[Tries], least: tuple[int, int]
) -> list[Change]:
    """Return the policies that prevent more than each before them.

    Args:
        what: Which number they change.
        policies: From the one nearest to that in force.
        played: What was tried.
        least: Lockouts of the policy in force, and what the first must exceed.
    """
    of, best = least
    found = []
    for policy in policies:
        prevented = of - lockouts(played, policy)
        if prevented > best:
            best = prevented
            found.append(_change(what, policy, prevented))
        if best == of:
            break
    return found


def _change(what: str, policy: Policy, prevented: int) -> Change:
    threshold = policy.threshold or 0
    guesses = guesses_a_day(threshold, policy.window)
    return Change(
        what=what,
        threshold=threshold,
        window_seconds=policy.window,
        prevented=prevented,
        guesses_a_day=guesses,
        costs=_costs(guesses, threshold, policy.window),
        article="Q128009",
    )


def guesses_a_day(threshold: int, window: int) -> int | Absent:
    """Return the most bad passwords a day that a policy lets pass, rounded up.

    One threshold of them a window: who stays below the threshold waits a window, who does not
    waits out a lockout, which lasts no shorter (Q128009).
    """
    return -(-threshold * _DAY // window) if threshold and window else NOT_APPLICABLE


def _costs(guesses: int | Absent, threshold: int, window: int) -> str:
    if isinstance(guesses, Absent):
        return "Any number of bad passwords: without a window none is remembered."
    return (
        f"At most {guesses:,} bad passwords a day on one account "
        f"({threshold:,} × 86,400 / {window:,} s)."
    )
