"""Each lockout explained: who sent the bad passwords that counted, and how sure that is."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from forensics.citing import Registry
from forensics.effects import LockoutPolicy, Span
from forensics.lockouts import Episode, contradicts, counted, tripping
from forensics.occurrences import Counted, Lockout, Share, Unlock
from forensics.offsets import UNKNOWN, Offsets
from forensics.pairing import APART
from forensics.policy import Interval, Policy
from forensics.stated import origins, otherwise
from forensics.stories import Story
from forensics.values import NOT_RECORDED, TICKS_PER_SECOND, Absent, Instant

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
    return tuple(
        _lockout(f"L{place}", episode, policy, records, offsets)
        for place, episode in enumerate(episodes, 1)
    )


def _lockout(
    name: str, episode: Episode, policy: Policy, records: Registry, offsets: Offsets
) -> Lockout:
    story = episode.story
    places = counted(episode, policy)
    tripped = tripping(episode)
    rivals = () if tripped is None else _unordered(story, tripped, offsets)
    passwords = tuple(
        Counted(
            time=Instant(story.recorded[place]),
            client=_known(story.client[place]),
            target=story.target[place],
            evidence=records.of_attempt(story.attempt[place]),
        )
        for place in places
    )
    recorded = episode.recorded
    own = tuple(records.of_row(row) for row in recorded.rows) if recorded else ()
    refusals = [records.of_attempt(story.attempt[place])[0] for place in episode.refused[:1]]
    until, until_basis = _until(episode, policy)
    caller = _known(recorded.caller if recorded else None)
    tripper = NOT_RECORDED if tripped is None else _known(story.client[tripped])
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
        certainty=_certainty(episode, places, policy, sound=records.sound and not rivals),
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


def _unordered(story: Story, tripped: int, offsets: Offsets) -> tuple[str | Absent, ...]:
    """Return the other clients whose bad password may as well have tripped the lockout.

    Another machine told its time, and the two clocks are not known well enough to order them.
    """
    found: dict[str | Absent, None] = {}
    for way in (range(tripped - 1, -1, -1), range(tripped + 1, len(story.time))):
        for place in way:
            apart = abs(story.time[place] - story.time[tripped])
            if apart > APART:
                break
            clocks = story.clock[place], story.clock[tripped]
            other = story.client[place] != story.client[tripped]
            bad = story.outcome[place] == "bad_password"
            if other and bad and clocks[0] != clocks[1] and apart <= offsets.tolerance(*clocks):
                found[_known(story.client[place])] = None
    return tuple(found)


def _certainty(episode: Episode, places: Sequence[int], policy: Policy, *, sound: bool) -> str:
    """Return `certain`, `likely` or `possible`, as the method chapter defines them."""
    tripped = tripping(episode)
    if tripped is None or not policy.threshold or len(places) < policy.threshold:
        return "possible"
    if contradicts(episode, policy):
        return "possible"
    recorded = episode.recorded
    known = policy.basis == "declared" or _states(policy, episode.story.authority)
    told = recorded is not None and known and sound
    client = episode.story.client[tripped]
    agrees = recorded is not None and recorded.caller in (None, client)
    return "certain" if told and agrees and client is not None else "likely"


def _states(policy: Policy, authority: str) -> bool:
    """Tell whether the policy is what the evidence states of this very database."""
    return policy.basis == "evidence" and authority in policy.stated.own


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
    if known and policy.duration is None:
        assumed["duration_seconds"] = policy.lasting
    return LockoutPolicy(
        threshold=NOT_RECORDED if policy.threshold is None else policy.threshold,
        window_seconds=window,
        duration_seconds=duration,
        basis=policy.basis,
        assumed=assumed,
        support=_support(policy),
        evidence=tuple(one.locator for one in policy.stated.heard[:_LISTED]),
    )


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
    return f"{_rests_on(policy)} {beside}".rstrip()


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
