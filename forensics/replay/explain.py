"""Each lockout explained: who sent the bad passwords that counted, and how sure that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forensics.citing import Registry
from forensics.effects import LockoutPolicy, Span
from forensics.occurrences import Counted, Lockout, Share, Unlock
from forensics.replay import certainty
from forensics.replay.lockouts import Episode, counted, tripping
from forensics.replay.policy import Interval, Policy
from forensics.replay.stated import of_others, origins, otherwise
from forensics.replay.stories import Story
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, TICKS_PER_SECOND, Absent, Instant
from forensics.when.offsets import UNKNOWN, Offsets
from forensics.when.pairing import APART
from forensics.words import listing

_TOLD: Final = ("declared", "evidence")  # bases of a policy that is not guessed from the lockouts
_LISTED: Final = 8  # statements that the findings list at most


def in_order(episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """Return the episodes in the order of their numbers: by time, then by whose account it is."""
    return tuple(
        sorted(episodes, key=lambda each: (each.time, each.story.authority, each.story.account))
    )


def explain(
    episodes: Sequence[Episode], policy: Policy, records: Registry, offsets: Offsets = UNKNOWN
) -> tuple[Lockout, ...]:
    """Return the lockouts, numbered `L1`, `L2`, … as the episodes are ordered."""
    farthest = {
        number: APART + 2 * max(story.doubt, default=0)
        for number, story in {id(each.story): each.story for each in episodes}.items()
    }
    found = []
    for place, episode in enumerate(episodes, 1):
        own = policy.of(episode.story.authority)
        tripped = tripping(episode)
        rivals: tuple[str | Absent, ...] = ()
        if tripped is not None:
            rivals = _unordered(episode.story, tripped, offsets, farthest[id(episode.story)])
        found.append(_lockout(f"L{place}", episode, own, records, rivals))
    return tuple(found)


def _lockout(
    name: str,
    episode: Episode,
    policy: Policy,
    records: Registry,
    rivals: tuple[str | Absent, ...],
) -> Lockout:
    story = episode.story
    places = counted(episode, policy)
    tripped = tripping(episode)
    passwords = tuple(
        Counted(
            time=Instant(story.recorded[place]),
            client=_known(story.client[place]),
            target=story.target[place],
            evidence=records.of_attempt(story.attempt[place]),
            clocked=_clocked(episode, place),
        )
        for place in places
    )
    recorded = episode.recorded
    own = tuple(records.of_row(row) for row in recorded.rows) if recorded else ()
    refusals = [records.of_attempt(story.attempt[place])[0] for place in episode.refused[:1]]
    until, until_basis = _until(episode, policy)
    caller = _known(recorded.caller if recorded else None)
    tripper = NOT_RECORDED if tripped is None else _known(story.client[tripped])
    doubts = certainty.by_records(episode, places, policy, sound=records.sound, ordered=not rivals)
    return Lockout(
        id=name,
        time=Instant(_as_recorded(episode, episode.time)),
        account=story.account,
        authority=story.authority,
        host=recorded.host if recorded else story.target[episode.bad[-1]],
        basis="recorded" if recorded else "inferred",
        caller=caller,
        counted=passwords,
        shares=_shares(passwords),
        tripped_by=tripper,
        unexplained=NOT_RECORDED
        if policy.threshold is None
        else max(0, policy.threshold - len(places)),
        certainty=certainty.level(doubts),
        doubts=doubts,
        refused=len(episode.refused),
        until=until,
        until_basis=until_basis,
        evidence=(
            *own,
            *(() if recorded else refusals),
            *(locator for password in passwords for locator in password.evidence),
        ),
        last_refused=Instant(story.recorded[episode.refused[-1]])
        if episode.refused
        else NOT_RECORDED,
        unordered=rivals,
        caller_agrees=_agrees(caller, tripper),
    )


def _agrees(caller: str | Absent, tripper: str | Absent) -> str:
    """Return whether Windows names the client that tripped the lockout."""
    if isinstance(caller, Absent) or isinstance(tripper, Absent):
        return "not-recorded"
    return "yes" if caller.casefold() == tripper.casefold() else "no"


def _known(name: str | None) -> str | Absent:
    return NOT_RECORDED if name is None else name


def _shares(passwords: Sequence[Counted]) -> tuple[Share, ...]:
    """Return counted passwords by client, most first, then in order of first sight."""
    counts = Counter(password.client for password in passwords)
    return tuple(
        Share(client=client, bad_passwords=count) for client, count in counts.most_common()
    )


def _until(episode: Episode, policy: Policy) -> tuple[Instant | Absent, str]:
    """Return when the lockout ended: as recorded, else by the declared duration."""
    over = episode.time + (policy.duration or 0) * TICKS_PER_SECOND
    if episode.ended is not None and not (policy.duration and over < episode.ended):
        return Instant(_as_recorded(episode, episode.ended)), episode.ended_by
    if policy.duration:
        return Instant(_as_recorded(episode, over)), "policy"
    return NOT_RECORDED, "unknown"


def _as_recorded(episode: Episode, time: int) -> int:
    """Return a time of the reference clock by the clock that told the lockout, as recorded."""
    if episode.recorded is not None:
        return time - episode.recorded.time + episode.recorded.recorded
    last, story = episode.bad[-1], episode.story
    return time - story.time[last] + story.recorded[last]


def _clocked(episode: Episode, place: int) -> Instant | Absent:
    """Return when a password came, by the clock that told the lockout, where that is another."""
    story = episode.story
    told = _as_recorded(episode, story.time[place])
    return NOT_APPLICABLE if told == story.recorded[place] else Instant(told)


def _unordered(
    story: Story, tripped: int, offsets: Offsets, farthest: int
) -> tuple[str | Absent, ...]:
    """Return the other clients whose bad password may as well have tripped the lockout.

    Another machine told its time, and the two clocks are not known well enough to order them, or
    one of them was set at about that time; or one log tells the same time of both, as .evt does of
    what happens within a second: its records stand in the order of writing, which need not be that
    of checking. What lies further away than `farthest` (ticks) is of no account.
    """
    found: dict[str | Absent, None] = {}
    for way in (range(tripped - 1, -1, -1), range(tripped + 1, len(story.time))):
        for place in way:
            apart = abs(story.time[place] - story.time[tripped])
            if apart > farthest:
                break
            clocks = story.clock[place], story.clock[tripped]
            other = story.client[place] != story.client[tripped]
            bad = story.outcome[place] == "bad_password"
            open_ = story.doubt[place] + story.doubt[tripped]
            unsure = open_ if clocks[0] == clocks[1] else offsets.tolerance(*clocks) + open_
            if other and bad and apart <= unsure:
                found[_known(story.client[place])] = None
    return tuple(found)


def unlocks(stories: Sequence[Story], records: Registry) -> tuple[Unlock, ...]:
    """Return the recorded unlocks in order of time."""
    found = [
        Unlock(
            time=Instant(unlock.recorded),
            account=story.account,
            authority=story.authority,
            by=_known(unlock.by),
            evidence=(records.of_row(unlock.row),),
        )
        for story in stories
        for unlock in story.unlocks
    ]
    return tuple(sorted(found, key=lambda each: (each.time, each.authority, each.account)))


def stated_policy(policy: Policy) -> LockoutPolicy:
    """Return the policy as the findings state it, with what it rests on."""
    assumed: dict[str, int] = {}
    known = policy.basis != "unknown"
    window = _seconds(policy.window_open, policy.window)
    duration = _seconds(policy.duration_open, policy.duration)
    if known and not isinstance(window, int):
        assumed["window_seconds"] = policy.window
    if policy.open and policy.threshold is not None:
        assumed["threshold"] = policy.threshold
    if known and policy.duration is None:
        assumed["duration_seconds"] = policy.lasting
    return LockoutPolicy(
        threshold=NOT_RECORDED if policy.threshold is None else policy.threshold,
        window_seconds=window,
        duration_seconds=duration,
        basis=policy.basis,
        assumed=assumed,
        support=_support(policy),
        evidence=tuple(
            one.locator for one in (*policy.stated.heard, *policy.stated.elsewhere)[:_LISTED]
        ),
        rivals=policy.rivals,
        possible=policy.possible if policy.open else (),
    )


def stated_policies(policy: Policy) -> tuple[LockoutPolicy, ...]:
    """Return the policy of each account database, in order of name, where they do not all agree."""
    each = {name: stated_policy(one) for name, one in policy.by_database.items()}
    values = [(one.threshold, one.window_seconds, one.duration_seconds) for one in each.values()]
    if all(value == values[0] for value in values):
        return ()
    return tuple(replace(each[name], authority=name) for name in sorted(each, key=str.casefold))


def _seconds(open_: Interval | None, value: int | None) -> int | Span | Absent:
    if open_ is None:
        return NOT_RECORDED if value is None else value
    if open_.at_least is None and open_.at_most is None:
        return NOT_RECORDED
    return Span(
        at_least=NOT_RECORDED if open_.at_least is None else open_.at_least,
        at_most=NOT_RECORDED if open_.at_most is None else open_.at_most,
    )


def _support(policy: Policy) -> str:
    """Return what the policy rests on, and what of the evidence it does not follow."""
    stated = policy.stated
    used = (policy.threshold, None if policy.window_open else policy.window, policy.duration)
    beside = otherwise(stated, *used) if policy.basis in _TOLD else stated.unsettled
    if stated.governing and not beside and policy.basis != "evidence":
        alike = " alike" if policy.basis == "declared" else ""
        beside = f"Stated{alike} by {origins(stated)}: {stated.governing[0].words()}."
    told = of_others(stated, *used)
    return " ".join(filter(None, (_rests_on(policy), _rivals(policy), _open(policy), beside, told)))


def _rivals(policy: Policy) -> str:
    if not policy.rivals or policy.basis != "inferred":
        return ""
    others = listing([str(one) for one in policy.rivals])
    return f"As many lockouts follow exactly {others}: the smallest is used, and none is proven."


def _open(policy: Policy) -> str:
    """Return what other thresholds a window gives that nobody knows, and what would tell."""
    if not policy.open:
        return ""
    least, most = policy.possible[0], policy.possible[-1]
    bound = f"at most {most}" if most == policy.threshold else f"from {least} to {most}"
    listed = " or ".join(str(one) for one in policy.possible[:_LISTED])
    several = listed if len(policy.possible) <= _LISTED else f"one of {len(policy.possible)}"
    return (
        f"The window is not known, so the threshold is {bound} ({several}, as the window is): "
        "the policy itself would tell (`net accounts`), or further lockouts."
    )


def _rests_on(policy: Policy) -> str:
    agree, of = policy.support
    if policy.basis == "declared":
        return "Declared in case.toml."
    if policy.basis == "evidence":
        return f"Stated by {origins(policy.stated)}."
    if policy.basis == "unknown":
        return "No policy is declared, and no lockout is recorded from which it could be inferred."
    return (
        f"Inferred: before {agree} of {of} lockouts whose tripping attempt is recorded, exactly "
        f"{policy.threshold} bad passwords stand since the count last started again."
    )
