"""What the lockouts cost: how long an account was locked, and which attempts were refused.

A refused attempt is legitimate, as far as the records show, where its client sent no bad password
of the account anywhere in the evidence. A refused password was never checked: more is not known.
"""

from collections import Counter
from collections.abc import Sequence

from forensics.effects import Asked, Impact
from forensics.occurrences import Lockout
from forensics.replay.lockouts import Episode
from forensics.replay.stories import Story
from forensics.sources import Coverage
from forensics.values import NOT_APPLICABLE, TICKS_PER_SECOND, Absent, Instant

_SHOWN = ("policy", "unlocked")  # what tells an end; a later check only tells that it had come

_Locked = tuple[Lockout, Episode]
_Stretch = tuple[int, int]


def tally(
    lockouts: Sequence[Lockout],
    episodes: Sequence[Episode],
    stories: Sequence[Story],
    coverage: Coverage,
) -> tuple[Impact, ...]:
    """Return the impact by account and database, the longest locked first.

    Args:
        lockouts: As explained.
        episodes: Beside them, one each.
        stories: All of them; where an account failed without a lockout counts too.
        coverage: Its incident window, of which the shares are.
    """
    by_database: dict[tuple[str, str], list[_Locked]] = {}
    for lockout, episode in zip(lockouts, episodes, strict=True):
        place = (episode.story.authority, episode.story.account_key)
        by_database.setdefault(place, []).append((lockout, episode))
    senders = _senders(stories)
    found = [
        _impact(locked, senders.get(key, frozenset()), coverage)
        for (_, key), locked in by_database.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.locked_seconds, one.authority, one.account)))


def _senders(stories: Sequence[Story]) -> dict[str, frozenset[str | None]]:
    """Return for each account the clients that sent a bad password anywhere."""
    found: dict[str, set[str | None]] = {}
    for story in stories:
        tries = set(zip(story.client, story.outcome, strict=True))
        found.setdefault(story.account_key, set()).update(
            client for client, outcome in tries if outcome == "bad_password"
        )
    return {key: frozenset(clients) for key, clients in found.items()}


def _impact(
    locked: Sequence[_Locked], senders: frozenset[str | None], coverage: Coverage
) -> Impact:
    stretches = [_stretch(lockout, episode) for lockout, episode in locked]
    asked = _asked([episode for _, episode in locked], senders)
    return Impact(
        authority=locked[0][0].authority,
        account=locked[0][0].account,
        lockouts=len(locked),
        locked_seconds=_length(stretches) // TICKS_PER_SECOND,
        longest_seconds=max(last - first for first, last in stretches) // TICKS_PER_SECOND,
        share=_share(stretches, coverage),
        open_ended=sum(lockout.until_basis not in _SHOWN for lockout, _ in locked),
        refused=sum(one.refused for one in asked),
        uninvolved=sum(one.uninvolved for one in asked),
        clean=sum(one.clean for one in asked),
        asked=asked,
    )


def _stretch(lockout: Lockout, episode: Episode) -> _Stretch:
    """Return from when to when an account was locked at least, by the reference clock."""
    begins = ends = episode.time
    if isinstance(lockout.until, Instant) and lockout.until_basis in _SHOWN:
        ends = begins + lockout.until.ticks - lockout.time.ticks
    elif episode.refused:
        ends = episode.story.time[episode.refused[-1]]
    return begins, max(begins, ends)


def _length(stretches: Sequence[_Stretch]) -> int:
    """Return how long the stretches are together; what two of them share counts once."""
    total, reached = 0, -(2**63)
    for first, last in sorted(stretches):
        total += max(0, last - max(first, reached))
        reached = max(reached, last)
    return total


def _share(stretches: Sequence[_Stretch], coverage: Coverage) -> float | Absent:
    if not (isinstance(coverage.first, Instant) and isinstance(coverage.last, Instant)):
        return NOT_APPLICABLE
    begin, end = coverage.first.ticks, coverage.last.ticks
    if end <= begin:
        return NOT_APPLICABLE
    cut = [(max(first, begin), min(last, end)) for first, last in stretches]
    inside = _length([(first, last) for first, last in cut if first < last])
    return inside * 10_000 // (end - begin) / 10_000


def _askers(story: Story) -> set[str]:
    """Return the machines for which the account failed in this database: it was locked for all."""
    tries = set(zip(story.target, story.outcome, strict=True))
    return {target for target, outcome in tries if outcome in ("bad_password", "locked_out")}


def _asked(episodes: Sequence[Episode], anywhere: frozenset[str | None]) -> tuple[Asked, ...]:
    refused, uninvolved, clean = Counter[str](), Counter[str](), Counter[str]()
    for story in {id(each.story): each.story for each in episodes}.values():
        refused.update(dict.fromkeys(_askers(story), 0))
    for episode in episodes:
        story = episode.story
        before = {None, *(story.client[place] for place in episode.bad)}
        refused.update(story.target[place] for place in episode.refused)
        others = [place for place in episode.refused if story.client[place] not in before]
        uninvolved.update(story.target[place] for place in others)
        clean.update(story.target[place] for place in others if story.client[place] not in anywhere)
    return tuple(
        Asked(target=target, refused=count, uninvolved=uninvolved[target], clean=clean[target])
        for target, count in sorted(refused.items(), key=lambda each: (-each[1], each[0]))
    )
