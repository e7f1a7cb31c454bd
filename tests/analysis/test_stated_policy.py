"""The lockout policy as the findings state it."""

from forensics.effects import LockoutPolicy, Span
from forensics.replay.explain import stated_policy
from forensics.replay.policy import Interval, Policy
from forensics.values import NOT_RECORDED

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")


def test_a_declared_policy_is_stated_without_assumptions() -> None:
    assert stated_policy(THREE) == LockoutPolicy(
        threshold=3,
        window_seconds=1800,
        duration_seconds=1800,
        basis="declared",
        assumed={},
        support="Declared in case.toml.",
    )


def test_an_inferred_policy_states_what_is_open_and_what_was_assumed() -> None:
    policy = Policy(
        threshold=6,
        window=979,
        duration=None,
        basis="inferred",
        window_open=Interval(at_least=780, at_most=979),
        duration_open=Interval(at_least=600, at_most=None),
        support=(5, 6),
    )
    assert stated_policy(policy) == LockoutPolicy(
        threshold=6,
        window_seconds=Span(at_least=780, at_most=979),
        duration_seconds=Span(at_least=600, at_most=NOT_RECORDED),
        basis="inferred",
        assumed={"window_seconds": 979, "duration_seconds": 1800},
        support="Inferred: before 5 of 6 lockouts whose tripping attempt is recorded, exactly 6 "
        "bad passwords stand since the count last started again.",
    )


NOTHING = Interval(at_least=None, at_most=None)


def test_a_window_of_which_nothing_is_known_is_assumed_all_the_same() -> None:
    policy = Policy(threshold=5, window=1800, duration=900, basis="declared", window_open=NOTHING)
    assert stated_policy(policy) == LockoutPolicy(
        threshold=5,
        window_seconds=NOT_RECORDED,
        duration_seconds=900,
        basis="declared",
        assumed={"window_seconds": 1800},
        support="Declared in case.toml.",
    )


def test_an_unknown_policy_states_nothing() -> None:
    policy = Policy(
        threshold=None,
        window=1800,
        duration=None,
        basis="unknown",
        window_open=NOTHING,
        duration_open=NOTHING,
    )
    stated = stated_policy(policy)
    assert (stated.threshold, stated.window_seconds, stated.duration_seconds) == (
        NOT_RECORDED,
        NOT_RECORDED,
        NOT_RECORDED,
    )
    assert (stated.basis, stated.assumed) == ("unknown", {})
    assert "no lockout is recorded" in stated.support


def test_a_declared_part_of_an_unknown_policy_is_stated() -> None:
    policy = Policy(threshold=None, window=900, duration=600, basis="unknown")
    stated = stated_policy(policy)
    assert (stated.threshold, stated.window_seconds, stated.duration_seconds) == (
        NOT_RECORDED,
        900,
        600,
    )
