"""Old passwords of 2003 and later do not count: where that may be why, and where it is not said."""

from dataclasses import replace

import polars as pl
import pytest

from forensics.replay import certainty, old_passwords
from forensics.replay.explain import explain, in_order
from forensics.replay.lockouts import Episode, follow
from forensics.replay.logs import Logs
from forensics.replay.old_passwords import Changes, first_changes, limits
from forensics.replay.policy import Policy
from forensics.replay.stories import Story
from forensics.who.authority import Sites
from tests.builders.observed import BAD, GOOD, LOCKED, Act, registry, scene, seen, story, ticks
from tests.builders.observed import observations as frame

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")
CHANGED: Changes = {("CORP", "alice"): ticks(-3600)}
NEW = Logs(
    whole={"DC1": [(ticks(-9000), ticks(9000))]},
    logged=("DC1",),
    declared=(),
    sites=Sites(roles={"dc1": ("dc",)}, domain={"dc1": "CORP"}, declared=frozenset()),
    failed={},
    timed=frozenset(),
    controllers=("DC1",),
    since_2000=frozenset({"dc1"}),
    since_2003=frozenset({"dc1"}),
    passing=frozenset({"DC1"}),
)
OLD = replace(NEW, since_2003=frozenset())
FIVE_BAD: tuple[Act, ...] = tuple((float(10 * place), BAD, "PC1") for place in range(5))
"""Five bad passwords where three lock."""


def told(*acts: Act) -> tuple[Story, tuple[Episode, ...]]:
    tale = story(*acts, keeper="CORP", target="DC1")
    return tale, in_order(follow(tale, THREE.window, THREE.duration).episodes)


def doubts(known: Logs, changes: Changes) -> tuple[str, ...]:
    _, episodes = told(*FIVE_BAD, (40, LOCKED, "PC1"))
    found = certainty.weigh(explain(episodes, THREE, registry()), episodes, THREE, known)
    return old_passwords.explain(found, episodes, changes, known)[0].doubts


# ── before a lockout ────────────────────────────────────────────────────────────────────────────


def test_too_many_after_a_change_on_2003_may_be_old_passwords() -> None:
    assert doubts(NEW, CHANGED) == ("beyond", "old-password")


@pytest.mark.parametrize(
    ("known", "changes"),
    [
        pytest.param(OLD, CHANGED, id="before Server 2003"),
        pytest.param(NEW, {}, id="no change is recorded"),
        pytest.param(NEW, {("CORP", "alice"): ticks(41)}, id="changed afterwards"),
        pytest.param(NEW, {("CORP", "bob"): ticks(-1)}, id="of another account"),
        pytest.param(NEW, {("SRV1", "alice"): ticks(-1)}, id="in another database"),
    ],
)
def test_without_a_change_before_them_on_2003_nothing_is_said(
    known: Logs, changes: Changes
) -> None:
    assert doubts(known, changes) == ("beyond",)


# ── without a lockout ───────────────────────────────────────────────────────────────────────────


def said(*acts: Act, known: Logs = NEW, changes: Changes = CHANGED) -> tuple[str, ...]:
    tale, episodes = told(*acts)
    return limits([tale], episodes, THREE, changes, known)


def test_the_rule_is_a_limit_of_every_domain_of_2003() -> None:
    (rule,) = said(*FIVE_BAD[:2])
    assert rule.startswith("On domains of Server 2003 and later a bad password that is one of")
    assert said(*FIVE_BAD[:2], known=OLD) == ()


def test_as_many_as_lock_without_a_lockout_after_a_change_are_told() -> None:
    assert said(*FIVE_BAD)[1:] == (
        (
            "After a change of the password as many bad passwords as lock the account stand "
            "without a lockout, of alice in CORP once: that rule may be why."
        ),
    )
    again = [(at + 4000, what, who) for at, what, who in FIVE_BAD]
    assert "alice in CORP 2 times" in said(*FIVE_BAD, *again)[1]
    assert said(*FIVE_BAD, changes={})[1:] == ()


def test_a_success_or_a_quiet_window_between_starts_the_count_again() -> None:
    assert said(*FIVE_BAD[:2], (15, GOOD, "PC1"), *FIVE_BAD[3:])[1:] == ()
    assert said(*FIVE_BAD[:2], (2000, BAD, "PC1"))[1:] == ()


def test_those_that_a_lockout_followed_are_not_told_again() -> None:
    assert said(*FIVE_BAD[:3], (20, LOCKED, "PC1"))[1:] == ()


def test_the_first_recorded_change_counts() -> None:
    rows = [
        seen(50, "DC1", 4724, account="alice"),
        seen(10, "DC1", 4723, account="Alice"),
        seen(20, "DC2", 4724, account="alice"),
    ]
    used = scene(frame(rows)).observations
    with_fate = used.with_columns(pl.lit("used").alias("fate"))
    assert first_changes(with_fate, NEW.sites) == {
        ("CORP", "alice"): ticks(10),
        ("DC2", "alice"): ticks(20),
    }
