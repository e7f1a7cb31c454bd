"""Why counted bad passwords of a lockout are not in the evidence: the likely reasons.

Each reason is decided from the evidence and the case; where none holds, the reason is unknown.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forensics.coverage import within
from forensics.occurrences import Lockout
from forensics.replay.lockouts import Episode, counted
from forensics.replay.logs import Logs, answering, any_of
from forensics.replay.policy import Policy
from forensics.values import TICKS_PER_SECOND

REASONS: Final = ("log-gap", "no-log", "auditing", "clock", "policy", "unknown")
"""In the order in which they are given.

- log-gap: the log of a machine that answers for the database does not cover the observation window
  before the lockout without a gap; an export, which may hold a selection, covers nothing.
- no-log: a machine that is declared to answer for it has no log, or no machine that answers has.
- auditing: the log of such a machine covers that time and holds no failure of any account.
- clock: another machine recorded bad passwords of the account just outside that time, and the
  clock of either is not known.
- policy: the threshold is inferred or unknown; it may be lower.
"""

_ASKEW: Final = 300 * TICKS_PER_SECOND
"""Ticks that clocks may stand apart: what Kerberos tolerates by default (RFC 4120)."""

_Stretch = tuple[int, int]


def give(
    lockouts: Sequence[Lockout], episodes: Sequence[Episode], policy: Policy, logs: Logs
) -> tuple[Lockout, ...]:
    """Return the lockouts, with reasons where counted bad passwords are missing.

    Args:
        lockouts: As explained.
        episodes: Beside them, one each.
        policy: What they were explained with.
        logs: What is known of the machines.
    """
    return tuple(
        replace(lockout, reasons=_reasons(lockout, episode, policy.of(lockout.authority), logs))
        if is_short(lockout)
        else lockout
        for lockout, episode in zip(lockouts, episodes, strict=True)
    )


def is_short(lockout: Lockout) -> bool:
    """Tell whether bad passwords that counted are missing from the evidence."""
    missing = lockout.unexplained
    return not lockout.counted or (isinstance(missing, int) and missing > 0)


def _reasons(lockout: Lockout, episode: Episode, policy: Policy, logs: Logs) -> tuple[str, ...]:
    places = counted(episode, policy)
    earliest = episode.story.time[places[0]] if places else episode.time
    span = (earliest - policy.window_ticks, episode.time)
    # Logs are held against the clock that told the lockout, attempts against the reference.
    fast = lockout.time.ticks - episode.time
    stretch = (span[0] + fast, span[1] + fast)
    logged = answering(lockout.authority, logs.logged, logs)
    covering = [host for host in logged if _covers(logs.whole.get(host, ()), stretch)]
    declared = answering(lockout.authority, logs.declared, logs)
    holds = {
        "log-gap": len(covering) < len(logged),
        "no-log": not logged or not set(declared) <= set(logs.logged),
        "auditing": any(not any_of(logs.failed.get(host, ()), stretch) for host in covering),
        "clock": _askew(lockout, episode, span, logs),
        "policy": policy.basis in ("inferred", "unknown"),
    }
    return tuple(reason for reason in REASONS if holds.get(reason)) or ("unknown",)


def _covers(spans: Sequence[_Stretch], stretch: _Stretch) -> bool:
    return within(spans, stretch) == (stretch,)


def _askew(lockout: Lockout, episode: Episode, stretch: _Stretch, logs: Logs) -> bool:
    """Tell whether clocks that are not known may have put bad passwords outside the stretch."""
    story, host = episode.story, lockout.host.casefold()
    begin = bisect_left(story.time, stretch[0] - _ASKEW)
    end = bisect_right(story.time, stretch[1] + _ASKEW)
    return any(
        story.outcome[place] == "bad_password"
        and not stretch[0] <= story.time[place] <= stretch[1]
        and story.target[place].casefold() != host
        and not {host, story.target[place].casefold()} <= logs.timed
        for place in range(begin, end)
    )
