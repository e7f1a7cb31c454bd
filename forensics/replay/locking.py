"""What locked: every account's story replayed, once to learn the policy and once with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from forensics import citing, observing
from forensics.case import Case
from forensics.evidence.forms import Examined
from forensics.lean import INTERNED
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene
from forensics.replay import (
    certainty,
    explain,
    lockouts,
    logs,
    old_passwords,
    policies,
    policy,
    stated,
    stories,
    unexplained,
)
from forensics.replay.lockouts import Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The lockouts of every account, and the policy behind them.

    Attributes:
        stories: What each database saw of each account.
        policy: What the lockouts are explained with: that of the main database, and of each other.
        lockouts: In order of time.
        episodes: The same, as replayed; they stand beside `lockouts`.
        orphaned: Refusals whose lockout lies outside the evidence.
        limits: What stays open of them, a sentence each.
    """

    stories: tuple[stories.Story, ...]
    policy: policy.Policy
    lockouts: tuple[Lockout, ...]
    episodes: tuple[Episode, ...]
    orphaned: int
    limits: tuple[str, ...] = ()


_Numbers = tuple[int, int, int | None]
"""Whose story (its identity), seconds of the window, seconds of a lockout."""

_Replays = Mapping[_Numbers, lockouts.Replay]


def lock(
    case: Case, examined: Sequence[Examined], scene: Scene, records: citing.Registry
) -> Locked:
    """Replay every account: once to learn the policy, once with it."""
    # Nearly all are attempts, which are at hand already: what happened to accounts is asked for.
    used = scene.observations.filter(pl.col("fate") == observing.USED, pl.col("kind") != "attempt")
    told = stories.tell(scene.attempts, used, scene.sites, scene.offsets)
    said = stated.of_stories(told, used, scene.sites, records.of_row)
    settled, first = _learn(case, told, said)
    final = [_follow(story, settled, first) for story in told]
    if any("revoked" in story.outcome for story in told):
        told = tuple(_settled(replay) for replay in final)
        final = [_follow(story, settled, {}) for story in told]
    ordered = explain.in_order([episode for replay in final for episode in replay.episodes])
    found = explain.explain(ordered, settled, records, scene.offsets)
    known = logs.logs_of(case, examined, scene)
    found = certainty.weigh(found, ordered, settled, known, told)
    changes = old_passwords.first_changes(scene.observations, scene.sites)
    found = old_passwords.explain(found, ordered, changes, known)
    return Locked(
        stories=told,
        policy=settled,
        lockouts=unexplained.give(found, ordered, settled, known),
        episodes=ordered,
        orphaned=sum(len(replay.orphaned) for replay in final),
        limits=old_passwords.limits(told, ordered, settled, changes, known),
    )


def _learn(
    case: Case, told: Sequence[stories.Story], said: Mapping[str, stated.Stated]
) -> tuple[policy.Policy, _Replays]:
    """Return the policy of the main database, with those of all, and the first replay."""
    found: dict[str, list[policy.Precedent]] = {}
    first: dict[_Numbers, lockouts.Replay] = {}
    for story in told:
        known = policy.given(case.policy, said[story.authority])
        window = policy.USUAL_WINDOW if known.window is None else known.window
        replay = lockouts.follow(story, window, known.duration)
        first[id(story), window, known.duration] = replay
        found.setdefault(story.authority, []).extend(lockouts.precedents(replay.episodes))
    return policies.settle_each(case.policy, found, said, main_database(told)), first


def main_database(told: Sequence[stories.Story]) -> str:
    """Return the database that these stories are mostly about: by lockouts, then by attempts."""
    weights: dict[str, tuple[int, int]] = {}
    for story in told:
        locked, tried = weights.get(story.authority, (0, 0))
        weights[story.authority] = (locked + len(story.lockouts), tried + len(story.time))
    return min(weights, key=lambda name: (*(-each for each in weights[name]), name), default="")


def _follow(story: stories.Story, settled: policy.Policy, first: _Replays) -> lockouts.Replay:
    """Replay a story by a policy; what was replayed with the same numbers is not replayed again."""
    own = settled.of(story.authority)
    known = first.get((id(story), own.window, own.duration))
    return known or lockouts.follow(story, own.window, own.duration)


def _settled(replay: lockouts.Replay) -> stories.Story:
    """Return a story whose revoked tries are refusals while a lockout lasts, other failures else.

    KDC_ERR_CLIENT_REVOKED does not tell a lock from an account that is disabled or has expired.
    """
    story = replay.story
    refused = {place for episode in replay.episodes for place in episode.refused}
    outcome = [
        ("locked_out" if place in refused else "other_failure") if what == "revoked" else what
        for place, what in enumerate(story.outcome)
    ]
    return replace(story, outcome=outcome)


def settle(attempts: pl.DataFrame, told: Sequence[stories.Story]) -> pl.DataFrame:
    """Return attempts with every revoked one as the replay took it: no finding knows the outcome.

    Args:
        attempts: From `authority.assign`.
        told: The stories of `Locked`.
    """
    revoked = pl.col("outcome") == "revoked"
    if not attempts.select(revoked.any()).item():
        return attempts
    refused = {
        attempt
        for story in told
        for attempt, outcome in zip(story.attempt, story.outcome, strict=True)
        if outcome == "locked_out"
    }
    locked = pl.col("attempt").is_in(sorted(refused))
    outcome = pl.when(locked).then(pl.lit("locked_out")).otherwise(pl.lit("other_failure"))
    settled = pl.when(revoked).then(outcome).otherwise("outcome")
    return attempts.with_columns(settled.cast(INTERNED).alias("outcome"))
