"""What locked: every account's story replayed, once to learn the policy and once with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from forensics import citing, explain, lockouts, observing, policy, stated, stories, unexplained
from forensics.case import Case
from forensics.evidence.forms import Examined
from forensics.lockouts import Episode
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The lockouts of every account, and the policy behind them.

    Attributes:
        stories: What each database saw of each account.
        policy: What the lockouts are explained with.
        lockouts: In order of time.
        episodes: The same, as replayed; they stand beside `lockouts`.
        orphaned: Refusals whose lockout lies outside the evidence.
    """

    stories: tuple[stories.Story, ...]
    policy: policy.Policy
    lockouts: tuple[Lockout, ...]
    episodes: tuple[Episode, ...]
    orphaned: int


def lock(
    case: Case, examined: Sequence[Examined], scene: Scene, records: citing.Registry
) -> Locked:
    """Replay every account: once to learn the policy, once with it."""
    used = scene.observations.filter(pl.col("fate") == observing.USED)
    told = stories.tell(scene.attempts, used, scene.sites, scene.offsets)
    said = stated.of_stories(told, used, scene.sites, records.of_row)
    known = policy.given(case.policy, said)
    window = policy.USUAL_WINDOW if known.window is None else known.window
    first = [lockouts.follow(story, window, known.duration) for story in told]
    episodes = [episode for replay in first for episode in replay.episodes]
    settled = policy.settle(case.policy, lockouts.precedents(episodes), said)
    final = [lockouts.follow(story, settled.window, settled.duration) for story in told]
    ordered = explain.in_order([episode for replay in final for episode in replay.episodes])
    found = explain.explain(ordered, settled, records, scene.offsets)
    logs = unexplained.logs_of(case, examined, scene)
    return Locked(
        stories=told,
        policy=settled,
        lockouts=unexplained.give(found, ordered, settled, logs),
        episodes=ordered,
        orphaned=sum(len(replay.orphaned) for replay in final),
    )
