"""Lockouts: recorded or inferred, each with the bad passwords that counted towards it.

A refusal (539, 0xC0000234) proves that the account was locked; a checked password, good or bad,
proves that it was not. Between the two, and with what Windows recorded (644, 4740, 671, 4767), each
story falls into episodes. Refusals do not count: the password was not looked at. An account that
Kerberos calls revoked was refused by the lock only where all else shows that it was locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from forensics.replay.policy import USUAL_DURATION, Policy, Precedent
from forensics.replay.stories import SETTLE, RecordedLockout, Story
from forensics.values import TICKS_PER_SECOND
from forensics.witnesses import OTHER_HOST


@dataclass(slots=True, kw_only=True)
class Episode:
    """One lockout on its way to the findings; numbers in `bad` and `refused` are story places.

    Attributes:
        time: Ticks; of the record, or of the last bad password before the first refusal.
        recorded: The record of it, or None where it is inferred.
        bad: Bad passwords since the count last started again, the last one last.
        refused: Attempts refused while it lasted.
        ended: Ticks of what showed its end, or None.
        ended_by: `unlocked`, `checked`, `policy` or `unknown`.
    """

    story: Story
    time: int
    recorded: RecordedLockout | None
    bad: list[int]
    refused: list[int] = field(default_factory=list)
    ended: int | None = None
    ended_by: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The episodes of one story, and the refusals whose lockout lies outside the evidence."""

    story: Story
    episodes: tuple[Episode, ...]
    orphaned: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class _Run:
    """Where a replay stands: the count so far, and the episode that lasts, if any does.

    `begun` counts the recorded lockouts whose episode has begun; they begin in their order.
    """

    story: Story
    window: int
    duration: int | None
    bad: list[int] = field(default_factory=list)
    locked: Episode | None = None
    episodes: list[Episode] = field(default_factory=list)
    orphaned: list[int] = field(default_factory=list)
    begun: int = 0


# At one and the same time Windows writes the lockout, then the bad password that tripped it, then
# refusals; an unlock comes before what is tried after it.
_LOCKED, _UNLOCKED, _CHECKED, _REFUSED, _REVOKED = range(5)


def follow(story: Story, window: int, duration: int | None) -> Replay:
    """Return the episodes of one story.

    Args:
        story: What one database saw of one account.
        window: Seconds of the observation window.
        duration: Declared seconds of a lockout; None or 0 where only records can end it.
    """
    run = _Run(story=story, window=window, duration=duration)
    steps = {
        _LOCKED: _on_lockout,
        _UNLOCKED: _on_unlock,
        _CHECKED: _on_check,
        _REFUSED: _on_refusal,
        _REVOKED: _on_revoked,
    }
    for time, what, where in _marks(story):
        _expire(run, time)
        steps[what](run, time, where)
    return Replay(story=story, episodes=tuple(run.episodes), orphaned=tuple(run.orphaned))


def _marks(story: Story) -> list[tuple[int, int, int]]:
    """Return (time, what happened, where) in order; outcomes that tell nothing are left out."""
    kinds = {
        "bad_password": _CHECKED,
        "success": _CHECKED,
        "locked_out": _REFUSED,
        "revoked": _REVOKED,
    }
    marks = [
        (time, kinds[outcome], place)
        for place, (time, outcome) in enumerate(zip(story.time, story.outcome, strict=True))
        if outcome in kinds
    ]
    marks += [(lockout.time, _LOCKED, place) for place, lockout in enumerate(story.lockouts)]
    marks += [(unlock.time, _UNLOCKED, place) for place, unlock in enumerate(story.unlocks)]
    return sorted(marks)


def _expire(run: _Run, time: int) -> None:
    if run.locked is None or not run.duration:
        return
    over = run.locked.time + run.duration * TICKS_PER_SECOND
    if time > over + SETTLE:
        _end(run, over, "policy")


def _end(run: _Run, time: int, by: str) -> None:
    if run.locked is not None:
        run.locked.ended, run.locked.ended_by = time, by
        run.locked = None


def _begin(run: _Run, time: int, recorded: RecordedLockout | None) -> None:
    run.locked = Episode(story=run.story, time=time, recorded=recorded, bad=run.bad)
    run.episodes.append(run.locked)
    run.bad = []


def _on_lockout(run: _Run, time: int, where: int) -> None:
    if where == run.begun:
        run.begun += 1
        _begin(run, time, run.story.lockouts[where])


def _on_unlock(run: _Run, time: int, where: int) -> None:
    del where
    _end(run, time, "unlocked")
    run.bad = []


def _on_check(run: _Run, time: int, where: int) -> None:
    bad = run.story.outcome[where] == "bad_password"
    locked = run.locked
    near = locked is not None and time - locked.time <= _slack(locked, where)
    if locked is not None and near and bad:
        locked.bad.append(where)
        if locked.recorded is None:
            # An inferred lockout lies no earlier than the last bad password around its refusal.
            locked.time = time
        return
    if locked is not None and near and locked.recorded is not None and not locked.refused:
        # Nothing succeeds right after a lockout: this came before it, and the count began anew.
        locked.bad = []
        return
    _end(run, time, "checked")
    if bad:
        run.bad.append(where)
    else:
        run.bad = []


def _on_refusal(run: _Run, time: int, where: int) -> None:
    if run.locked is None:
        _foresee(run, time)
    if run.locked is None and run.bad and time - run.story.time[run.bad[-1]] <= _reach(run):
        _begin(run, run.story.time[run.bad[-1]], None)
    if run.locked is None:
        run.orphaned.append(where)
    else:
        run.locked.refused.append(where)


def _on_revoked(run: _Run, time: int, where: int) -> None:
    """Take a try of an account that is disabled, expired or locked (KDC_ERR_CLIENT_REVOKED).

    While the account is locked by all else that is recorded, the lock refused it. It begins no
    lockout and shows no end of one.
    """
    if run.locked is not None and time - run.locked.time <= _reach(run):
        run.locked.refused.append(where)


def _foresee(run: _Run, time: int) -> None:
    """Begin a recorded lockout whose record stands a little later than its first refusal.

    The two were written by different machines with different clocks.
    """
    lockouts = run.story.lockouts
    if run.begun < len(lockouts) and lockouts[run.begun].time - time <= OTHER_HOST:
        _on_lockout(run, lockouts[run.begun].time, run.begun)


def _reach(run: _Run) -> float:
    """Return how long (ticks) after the last bad password a refusal can still stem from it."""
    if run.duration == 0:
        return float("inf")
    return max(run.window, run.duration or USUAL_DURATION) * TICKS_PER_SECOND + SETTLE


def _slack(episode: Episode, where: int) -> int:
    """Return how far the record of a lockout and of its tripping password may lie apart."""
    recorded = episode.recorded
    if recorded is None or recorded.host == episode.story.clock[where]:
        return SETTLE
    return OTHER_HOST


def tripping(episode: Episode) -> int | None:
    """Return the story place of the bad password that tripped the lockout, if it is recorded."""
    if not episode.bad:
        return None
    last = episode.bad[-1]
    near = abs(episode.time - episode.story.time[last]) <= _slack(episode, last)
    return last if near else None


def counted(episode: Episode, policy: Policy) -> list[int]:
    """Return the bad passwords that counted, oldest first, as story places.

    They reach back from the lockout as long as no gap is longer than the window, and are at most
    as many as the threshold; one fewer where the tripping one is not in the evidence.
    """
    chain = _within(episode, policy)
    most = policy.threshold if policy.threshold is not None else len(chain)
    if tripping(episode) is None:
        most -= 1
    return chain[-most:] if most > 0 else []


def _within(episode: Episode, policy: Policy) -> list[int]:
    """Return the bad passwords up to the lockout between which no gap is longer than the window."""
    found: list[int] = []
    later = episode.time
    for place in reversed(episode.bad):
        time = episode.story.time[place]
        if later - time > policy.window_ticks:
            break
        found.append(place)
        later = time
    return found[::-1]


def contradicts(episode: Episode, policy: Policy) -> bool:
    """Tell whether more bad passwords stand before the lockout than the policy lets pass."""
    return len(_within(episode, policy)) > (policy.threshold or 0)


def precedents(episodes: Sequence[Episode]) -> tuple[Precedent, ...]:
    """Return what a policy can be inferred from: episodes whose tripping password is recorded."""
    return tuple(_precedent(episode) for episode in episodes if tripping(episode) is not None)


def _precedent(episode: Episode) -> Precedent:
    time = episode.story.time
    # What Kerberos calls revoked may have been disabled: it says nothing of the duration.
    shown = [place for place in episode.refused if episode.story.outcome[place] == "locked_out"]
    refused = time[shown[-1]] - episode.time if shown else None
    checked = None
    if episode.ended is not None and episode.ended_by == "checked":
        checked = (episode.ended - episode.time) / TICKS_PER_SECOND
    return Precedent(
        bad=tuple(time[place] / TICKS_PER_SECOND for place in episode.bad),
        refused_after=None if refused is None else refused / TICKS_PER_SECOND,
        checked_after=checked,
    )
