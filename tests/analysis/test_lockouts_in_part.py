"""Lockouts of which records are missing, or whose records have two clocks; and any story at all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.replay.lockouts import counted, precedents, tripping
from forensics.replay.policy import Policy, Precedent
from tests.analysis.telling import Told, bad, ended, locked, lockouts, refused, replay
from tests.builders.observed import (
    BAD,
    GOOD,
    LOCKED,
    REFUSED,
    UNKNOWN,
    UNLOCKED,
    Act,
    story,
)

# ── what no record tells ────────────────────────────────────────────────────────────────────────


def test_without_a_record_the_first_refusal_shows_the_lockout() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), *refused(50, 60))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC1", 2)]
    assert replay(tale).episodes[0].recorded is None


def test_a_refusal_comes_after_the_bad_passwords_of_its_second() -> None:
    tale = story(*refused(40), *bad(40, 40, 40, 40, 40))
    assert lockouts(tale) == [Told(40, [40, 40, 40, 40, 40], "PC1", 1)]


def test_a_refusal_without_any_bad_password_is_orphaned() -> None:
    tale = story(*refused(10, 20))
    assert lockouts(tale) == []
    assert replay(tale).orphaned == (0, 1)


def test_a_refusal_hours_after_the_last_bad_password_is_orphaned() -> None:
    assert replay(story(*bad(0), *refused(9000))).orphaned == (1,)


def test_a_refusal_right_after_a_success_is_orphaned() -> None:
    assert replay(story(*bad(0, 10), (20, GOOD, "PC1"), *refused(30))).orphaned == (3,)


def test_where_the_tripping_password_is_not_in_the_evidence_one_stays_unexplained() -> None:
    tale = story(*bad(0, 10, 20, 30), locked(60), *refused(70))
    assert lockouts(tale) == [Told(60, [0, 10, 20, 30], None, 1)]
    # Of ten that lie before it, four can have counted at most.
    many = story(*bad(*range(0, 100, 10)), locked(120))
    assert lockouts(many) == [Told(120, [60, 70, 80, 90], None, 0)]


def test_a_lockout_without_any_attempt_has_nothing_that_counted() -> None:
    assert lockouts(story(locked(40))) == [Told(40, [], None, 0)]


def test_bad_passwords_longer_ago_than_the_window_cannot_have_counted() -> None:
    assert lockouts(story(*bad(0, 10, 20, 30), locked(1900))) == [Told(1900, [], None, 0)]


def test_without_a_threshold_all_since_the_last_reset_are_listed() -> None:
    unknown = Policy(threshold=None, window=1800, duration=None, basis="unknown")
    tale = story(*bad(0, 10, 20), locked(20))
    assert lockouts(tale, unknown) == [Told(20, [0, 10, 20], "PC1", 0)]


# ── two clocks ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("skew", [-5, -3, -1, 1, 3, 5])
def test_the_server_s_clock_may_differ_from_the_domain_controller_s(skew: int) -> None:
    """The attempts have the server's time, the lockout that of the domain controller."""
    tries = [*bad(0, 10, 20, 30, 40), *refused(41, 42, 50)]
    shifted = [(at + skew, what, who) for at, what, who in tries]
    tale = story(*shifted, locked(40), target="FS1", keeper="DC1")
    expected = [at + skew for at in (0, 10, 20, 30, 40)]
    assert lockouts(tale) == [Told(40, expected, "PC1", 3)]
    assert replay(tale).orphaned == ()


@pytest.mark.parametrize("skew", [-4, 4])
def test_a_fast_burst_keeps_together_on_a_skewed_clock(skew: int) -> None:
    tries = [(-2, GOOD, "PC2"), *bad(0, 1, 2, 3, 4), *refused(5, 6)]
    shifted = [(at + skew, what, who) for at, what, who in tries]
    tale = story(*shifted, locked(4), target="FS1", keeper="DC1")
    expected = [at + skew for at in (0, 1, 2, 3, 4)]
    assert lockouts(tale) == [Told(4, expected, "PC1", 2)]


def test_a_success_in_the_second_of_the_lockout_came_before_it() -> None:
    # All in one whole second, as .evt shows it: a success, five bad passwords and the lockout.
    tale = story((40, GOOD, "PC2"), *bad(40, 40, 40, 40, 40), locked(40), *refused(41))
    assert lockouts(tale) == [Told(40, [40, 40, 40, 40, 40], "PC1", 1)]


def test_what_lay_before_that_success_was_forgotten() -> None:
    tale = story(*bad(10, 20), (40, GOOD, "PC2"), *bad(40, 40, 40), locked(40))
    assert lockouts(tale) == [Told(40, [40, 40, 40], "PC1", 0)]


def test_a_success_after_a_refusal_came_after_the_lockout() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), locked(40), *refused(41), (42, GOOD, "PC2"))
    assert ended(tale) == (42, "checked")


# ── what a policy can be learnt from ────────────────────────────────────────────────────────────


def test_a_lockout_whose_trip_is_recorded_is_a_precedent() -> None:
    tale = story(*bad(0, 10, 20), locked(20), *refused(30, 50), (95, GOOD, "PC1"))
    episodes = replay(tale).episodes
    start = tale.time[0] / 10_000_000
    assert precedents(episodes) == (
        Precedent(bad=(start, start + 10, start + 20), refused_after=30, checked_after=75),
    )


def test_a_lockout_whose_trip_is_missing_is_none() -> None:
    assert precedents(replay(story(*bad(0, 10, 20), locked(60))).episodes) == ()


def test_an_unlock_hides_how_long_a_lockout_would_have_lasted() -> None:
    tale = story(*bad(0, 10), locked(10), (60, UNLOCKED, "helpdesk"), (70, GOOD, "PC1"))
    (precedent,) = precedents(replay(tale).episodes)
    assert (precedent.refused_after, precedent.checked_after) == (None, None)


# ── whatever is recorded ────────────────────────────────────────────────────────────────────────

ACTS = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.sampled_from([BAD, BAD, BAD, REFUSED, GOOD, UNKNOWN, LOCKED, UNLOCKED]),
        st.sampled_from(["PC1", "PC2", None]),
    ),
    max_size=40,
)
POLICIES = st.builds(
    Policy,
    threshold=st.one_of(st.none(), st.integers(1, 6)),
    window=st.sampled_from([1, 60, 600, 1800]),
    duration=st.sampled_from([None, 0, 60, 1800]),
    basis=st.just("declared"),
)
KEEPERS = st.sampled_from(["SRV1", "DC1"])


@given(ACTS, POLICIES, KEEPERS)
def test_the_replay_accounts_for_everything_once(
    acts: list[Act], policy: Policy, keeper: str
) -> None:
    tale = story(*acts, keeper=keeper)
    found = replay(tale, policy)
    recorded = [episode.recorded for episode in found.episodes if episode.recorded is not None]
    assert sorted(each.rows for each in recorded) == [each.rows for each in tale.lockouts]
    refusals = [place for episode in found.episodes for place in episode.refused]
    places = [place for place, outcome in enumerate(tale.outcome) if outcome == REFUSED]
    assert sorted([*refusals, *found.orphaned]) == places
    passwords = [place for episode in found.episodes for place in episode.bad]
    assert len(set(passwords)) == len(passwords)
    assert {tale.outcome[place] for place in passwords} <= {BAD}


@given(ACTS, POLICIES, KEEPERS)
def test_what_counted_is_within_threshold_and_window(
    acts: list[Act], policy: Policy, keeper: str
) -> None:
    tale = story(*acts, keeper=keeper)
    for episode in replay(tale, policy).episodes:
        places = counted(episode, policy)
        chain = [*(tale.time[place] for place in places), episode.time]
        gaps = [later - sooner for sooner, later in pairwise(chain)]
        assert places == sorted(places)
        assert set(places) <= set(episode.bad)
        assert all(gap <= policy.window_ticks for gap in gaps)
        if policy.threshold is not None:
            assert len(places) <= policy.threshold
            assert len(places) < policy.threshold or tripping(episode) is not None
        if episode.recorded is None:
            assert episode.bad
