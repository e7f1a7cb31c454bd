"""Worked examples of lockouts: who sent the bad passwords that counted.

Times are seconds; the policy is five bad passwords within 30 minutes unless an example says so.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.lockouts import Episode, Replay, counted, follow, precedents, tripping
from forensics.policy import Policy, Precedent
from forensics.stories import Story
from tests.builders.observed import (
    BAD,
    GOOD,
    LOCKED,
    REFUSED,
    UNKNOWN,
    UNLOCKED,
    Act,
    seconds,
    story,
)

FIVE = Policy(threshold=5, window=1800, duration=None, basis="declared")


class Told(NamedTuple):
    """One lockout: when, who sent what counted, who tripped it, and how many were refused."""

    at: float
    counted: Sequence[float]
    tripped_by: str | None
    refused: int


def replay(tale: Story, policy: Policy = FIVE) -> Replay:
    return follow(tale, policy.window, policy.duration)


def lockouts(tale: Story, policy: Policy = FIVE) -> list[Told]:
    return [told(episode, policy) for episode in replay(tale, policy).episodes]


def told(episode: Episode, policy: Policy = FIVE) -> Told:
    tale, tripped = episode.story, tripping(episode)
    return Told(
        at=seconds(episode.time),
        counted=[seconds(tale.time[place]) for place in counted(episode, policy)],
        tripped_by=None if tripped is None else tale.client[tripped],
        refused=len(episode.refused),
    )


def bad(*times: float, client: str = "PC1") -> list[Act]:
    return [(time, BAD, client) for time in times]


def refused(*times: float, client: str = "PC1") -> list[Act]:
    return [(time, REFUSED, client) for time in times]


def locked(at: float, caller: str | None = "PC1") -> Act:
    return (at, LOCKED, caller)


# ── the plain course ────────────────────────────────────────────────────────────────────────────


def test_five_bad_passwords_a_lockout_and_refusals() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), locked(40), *refused(50, 60))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC1", 2)]
    (episode,) = replay(tale).episodes
    assert episode.recorded == tale.lockouts[0]
    assert (episode.ended, episode.ended_by) == (None, "unknown")
    assert replay(tale).orphaned == ()


def test_several_clients_share_a_lockout() -> None:
    tale = story(*bad(0, 30), *bad(10, 40, client="PC2"), *bad(20, client="PC3"), locked(40, "PC2"))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC2", 0)]


def test_the_lockout_may_stand_before_the_bad_password_that_tripped_it() -> None:
    # Windows audits the lockout first; here 4 ms lie between the two.
    tale = story(*bad(0, 10, 20, 30, 40.004), locked(40))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40.004], "PC1", 0)]


def test_bad_passwords_of_the_same_second_as_the_lockout_all_count() -> None:
    # An .evt log has whole seconds; the last three came within the second of the lockout.
    tale = story(*bad(0, 20, 40, 40, 40), locked(40))
    assert lockouts(tale) == [Told(40, [0, 20, 40, 40, 40], "PC1", 0)]


def test_the_record_after_the_lockout_by_two_seconds_is_its_trip_and_by_more_is_not() -> None:
    assert lockouts(story(*bad(0, 10, 20, 30, 42), locked(40)))[0].tripped_by == "PC1"
    late = lockouts(story(*bad(0, 10, 20, 30, 42.1), locked(40)))
    assert late == [Told(40, [0, 10, 20, 30], None, 0)]


def test_only_the_last_five_count() -> None:
    # A reset before the first lies outside the evidence, else four would have been enough.
    tale = story(*bad(0, 10, 20, 30, 40, 50, 60), locked(60))
    assert lockouts(tale) == [Told(60, [20, 30, 40, 50, 60], "PC1", 0)]


def test_outcomes_that_say_nothing_of_the_password_do_not_count() -> None:
    others: list[Act] = [(15, UNKNOWN, "PC2"), (25, "other_failure", "PC2")]
    tale = story(*bad(0, 10, 20, 30, 40), *others, locked(40))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC1", 0)]


# ── the count starts again ──────────────────────────────────────────────────────────────────────


def test_a_success_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), (25, GOOD, "PC2"), *bad(30, 40, 50, 60, 70), locked(70))
    assert lockouts(tale) == [Told(70, [30, 40, 50, 60, 70], "PC1", 0)]


def test_after_a_success_only_what_follows_counts_even_if_too_few_are_left() -> None:
    tale = story(*bad(0, 10, 20), (25, GOOD, "PC2"), *bad(30, 40), locked(40))
    assert lockouts(tale) == [Told(40, [30, 40], "PC1", 0)]


def test_a_quiet_window_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), *bad(1821, 1830, 1840), locked(1840))
    assert lockouts(tale) == [Told(1840, [1821, 1830, 1840], "PC1", 0)]


def test_a_gap_as_long_as_the_window_does_not() -> None:
    tale = story(*bad(0, 10, 20), *bad(1820, 1840), locked(1840))
    assert lockouts(tale) == [Told(1840, [0, 10, 20, 1820, 1840], "PC1", 0)]


def test_the_window_is_measured_since_the_last_bad_password_not_since_the_first() -> None:
    tale = story(*bad(0, 1700, 3400, 5100, 6800), locked(6800))
    assert lockouts(tale) == [Told(6800, [0, 1700, 3400, 5100, 6800], "PC1", 0)]


def test_an_unlock_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), (25, UNLOCKED, "helpdesk"), *bad(30, 40), locked(40))
    assert lockouts(tale) == [Told(40, [30, 40], "PC1", 0)]


def test_a_lockout_starts_the_count_again() -> None:
    first = [*bad(0, 10, 20, 30, 40), locked(40), *refused(50)]
    second = [*bad(1900, 1910, 1920, 1930, 1940), locked(1940)]
    assert lockouts(story(*first, *second)) == [
        Told(40, [0, 10, 20, 30, 40], "PC1", 1),
        Told(1940, [1900, 1910, 1920, 1930, 1940], "PC1", 0),
    ]


def test_refusals_never_count() -> None:
    # Between the lockouts lie many refusals; the password was not looked at.
    first = [*bad(0, 10, 20, 30, 40), locked(40), *refused(*range(50, 1800, 50))]
    second = [*bad(1900, 1910, 1920), locked(1920)]
    assert lockouts(story(*first, *second))[1] == Told(1920, [1900, 1910, 1920], "PC1", 0)


def test_a_lockout_that_follows_another_at_once_has_passwords_of_its_own_only() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), locked(40), locked(50))
    assert lockouts(tale) == [
        Told(40, [0, 10, 20, 30, 40], "PC1", 0),
        Told(50, [], None, 0),
    ]


# ── how a lockout ends ──────────────────────────────────────────────────────────────────────────


def ended(tale: Story, policy: Policy = FIVE) -> tuple[float | None, str]:
    episode = replay(tale, policy).episodes[0]
    return None if episode.ended is None else seconds(episode.ended), episode.ended_by


TRIPPED = (*bad(0, 10, 20, 30, 40), locked(40))


@pytest.mark.parametrize("outcome", [BAD, GOOD])
def test_a_password_that_is_checked_again_shows_the_end(outcome: str) -> None:
    assert ended(story(*TRIPPED, *refused(50), (1900, outcome, "PC1"))) == (1900, "checked")


def test_an_unlock_ends_it() -> None:
    assert ended(story(*TRIPPED, (60, UNLOCKED, "helpdesk"))) == (60, "unlocked")


def test_a_declared_duration_ends_it() -> None:
    half_an_hour = Policy(threshold=5, window=1800, duration=1800, basis="declared")
    later = story(*TRIPPED, *bad(1900))
    assert ended(later, half_an_hour) == (1840, "policy")
    assert lockouts(later, half_an_hour) == [Told(40, [0, 10, 20, 30, 40], "PC1", 0)]
    sooner = story(*TRIPPED, *bad(900))
    assert ended(sooner, half_an_hour) == (900, "checked")


def test_a_refusal_after_the_declared_duration_belongs_to_no_known_lockout() -> None:
    half_an_hour = Policy(threshold=5, window=1800, duration=1800, basis="declared")
    tale = story(*TRIPPED, *refused(50, 2000))
    assert lockouts(tale, half_an_hour)[0].refused == 1
    assert [seconds(tale.time[place]) for place in replay(tale, half_an_hour).orphaned] == [2000]


def test_a_duration_of_zero_lasts_until_the_unlock() -> None:
    forever = Policy(threshold=5, window=1800, duration=0, basis="declared")
    tale = story(*TRIPPED, *refused(90_000), (100_000, UNLOCKED, "helpdesk"))
    assert ended(tale, forever) == (100_000, "unlocked")
    assert lockouts(tale, forever)[0].refused == 1


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


@settings(deadline=None)
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


@settings(deadline=None)
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
