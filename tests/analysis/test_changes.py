"""Other policies over the same attempts, checked against every threshold and window."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.effects import Change
from forensics.replay import changes as room
from forensics.replay.changes import changes, guesses_a_day
from forensics.replay.policy import Policy
from forensics.replay.rerun import lockouts, longest, tries
from forensics.values import NOT_APPLICABLE
from tests.builders.observed import BAD, GOOD, REFUSED, UNLOCKED, Act, story

THREE = Policy(threshold=3, window=1800, duration=1800, basis="declared")


def replayed(*acts: Act, policy: Policy = THREE) -> list[tuple[str, int, int, int]]:
    found = changes([tries(story(*acts))], policy)
    return [(one.what, one.threshold, one.window_seconds, one.prevented) for one in found]


def bad(*times: float) -> list[Act]:
    return [(time, BAD, "PC1") for time in times]


def test_thresholds_rise_to_the_smallest_that_prevents_all() -> None:
    # Four and then three bad passwords: a threshold of 4 prevents the second lockout, 5 both.
    acts = [*bad(0, 1, 2, 3), (1000, UNLOCKED, "helpdesk"), *bad(2000, 2001, 2002)]
    assert replayed(*acts) == [
        ("threshold", 4, 1800, 1),
        ("threshold", 5, 1800, 2),
        ("off", 0, 1800, 2),
    ]


def test_the_first_threshold_is_told_even_where_it_prevents_nothing() -> None:
    assert replayed(*bad(0, 1, 2, 3, 4)) == [
        ("threshold", 4, 1800, 0),
        ("threshold", 6, 1800, 1),
        ("off", 0, 1800, 1),
    ]


def test_a_window_shorter_than_a_gap_forgets_at_the_gap() -> None:
    # The gap of 300 s is spanned by a window of 5 minutes: only 4 minutes forget at it.
    assert [row for row in replayed(*bad(0, 300, 301)) if row[0] == "window"] == [
        ("window", 3, 240, 1)
    ]
    assert [row for row in replayed(*bad(0, 301, 302)) if row[0] == "window"] == [
        ("window", 3, 300, 1)
    ]


def test_gaps_of_a_minute_or_less_leave_no_window_to_choose() -> None:
    assert [row for row in replayed(*bad(0, 60, 120)) if row[0] == "window"] == []


def test_no_lockout_policy_prevents_all_and_bounds_nothing() -> None:
    last = changes([tries(story(*bad(0, 1, 2)))], THREE)[-1]
    assert last == Change(
        what="off",
        threshold=0,
        window_seconds=1800,
        prevented=1,
        guesses_a_day=NOT_APPLICABLE,
        costs="Any number of bad passwords; no account locks.",
        article="Q231399",
    )


def test_the_price_is_a_threshold_of_guesses_in_each_window_of_a_day() -> None:
    first = changes([tries(story(*bad(0, 1, 2)))], THREE)[0]
    assert (first.guesses_a_day, first.article) == (192, "Q128009")
    assert first.costs == "At most 192 bad passwords a day on one account (4 × 86,400 / 1,800 s)."
    assert guesses_a_day(5, 7) == 61_715  # 61,714.3 rounded up: at most
    assert guesses_a_day(5, 0) == NOT_APPLICABLE


def test_windows_takes_no_threshold_above_999() -> None:
    acts = bad(*range(1500))
    thresholds = [row for row in replayed(*acts) if row[0] == "threshold"]
    assert thresholds[-1][1] <= room.MOST == 999
    assert thresholds[-1][3] < sum(1 for _ in acts)


def test_a_policy_that_gives_no_lockout_is_not_changed() -> None:
    assert replayed(*bad(0, 1)) == []
    assert replayed(*bad(0, 1, 2), policy=replace(THREE, threshold=None)) == []
    assert replayed(*bad(0, 1, 2), policy=replace(THREE, threshold=0)) == []


def test_a_large_case_tries_fewer_thresholds_and_the_last_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "_STEPS", 3 * 2 * 28)
    found = replayed(*bad(*range(20), *range(5000, 5008)))
    assert [row[1] for row in found if row[0] == "threshold"] == [4, 12, 21]


ACTS = st.lists(
    st.tuples(
        st.integers(0, 120).map(lambda minute: minute * 60),
        st.sampled_from([BAD, BAD, BAD, REFUSED, GOOD, UNLOCKED]),
        st.sampled_from(["PC1", "PC2"]),
    ),
    max_size=20,
    unique_by=lambda act: act[0],
)
POLICIES = st.builds(
    Policy,
    threshold=st.integers(1, 3),
    window=st.sampled_from([600, 1800]),
    duration=st.sampled_from([0, 600, 1800]),
    basis=st.just("declared"),
)


@given(ACTS, POLICIES)
def test_no_threshold_and_no_window_does_better_than_the_ones_told(
    acts: list[Act], policy: Policy
) -> None:
    played = [tries(story(*acts))]
    of = lockouts(played, policy)
    found = changes(played, policy)
    assert bool(found) == bool(of)
    for threshold in range((policy.threshold or 0) + 1, 25) if of else ():
        prevented = of - lockouts(played, replace(policy, threshold=threshold))
        told = [x for x in found if x.what == "threshold" and x.threshold <= threshold]
        assert max(one.prevented for one in told) == prevented
    for minute in range(1, policy.window // 60) if of else ():
        prevented = of - lockouts(played, replace(policy, window=minute * 60))
        told = [x for x in found if x.what == "window" and x.window_seconds >= minute * 60]
        assert max((one.prevented for one in told), default=0) == prevented


@given(ACTS, POLICIES)
def test_a_threshold_prevents_all_from_one_above_the_longest_count(
    acts: list[Act], policy: Policy
) -> None:
    played = [tries(story(*acts))]
    most = longest(played, policy)
    assert lockouts(played, replace(policy, threshold=most + 1)) == 0
    if most:
        assert lockouts(played, replace(policy, threshold=most)) > 0
