"""Follows: bursts after events are found, and times that have nothing in common are told apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from forensics.timing.follows import Meeting, chance, meet
from forensics.timing.starts import Ticks
from forensics.values import TICKS_PER_SECOND

HOUR = 3_600.0
DAY = 86_400.0
BEGIN = 127_000_000_000_000_000


def ticks(*seconds: float) -> Ticks:
    """Return times given in seconds, rising."""
    return np.sort((np.array(seconds) * TICKS_PER_SECOND).astype(np.int64)) + BEGIN


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────


def test_bursts_two_minutes_after_each_of_three_starts_follow_them() -> None:
    starts = ticks(0, DAY, 2 * DAY)
    met = meet(ticks(120, DAY + 130, 2 * DAY + 110), starts)
    assert met == Meeting(bursts=3, events=(0, 1, 2), seconds=120)


def test_two_bursts_are_too_few() -> None:
    assert meet(ticks(120, DAY + 120), ticks(0, DAY)) is None
    assert meet(ticks(120, DAY + 120), ticks(0, DAY, 2 * DAY)) is None


def test_three_bursts_after_two_starts_are_too_few() -> None:
    assert meet(ticks(100, 400, DAY + 120), ticks(0, DAY)) is None
    assert meet(ticks(100, 400, DAY + 120), ticks(0, DAY, DAY / 2)) is None


def test_a_burst_follows_within_ten_minutes() -> None:
    starts = ticks(0, DAY, 2 * DAY)
    assert meet(ticks(600, DAY + 600, 2 * DAY + 600), starts) is not None
    assert meet(ticks(600, DAY + 600, 2 * DAY + 601), starts) is None
    assert meet(ticks(0, DAY, 2 * DAY), starts) == Meeting(bursts=3, events=(0, 1, 2), seconds=0)


def test_three_in_five_of_the_bursts_must_follow() -> None:
    starts = ticks(0, DAY, 2 * DAY)
    after = (120, DAY + 120, 2 * DAY + 120)
    assert meet(ticks(*after, 5 * HOUR, 9 * HOUR), starts) is not None
    assert meet(ticks(*after, 5 * HOUR, 9 * HOUR, 11 * HOUR), starts) is None


def test_starts_without_a_burst_do_not_speak_against_it() -> None:
    starts = ticks(*(DAY / 4 * number for number in range(12)))
    met = meet(ticks(60, DAY + 60, 2 * DAY + 60), starts)
    assert met == Meeting(bursts=3, events=(0, 4, 8), seconds=60)


def test_starts_outside_the_bursts_do_not_count() -> None:
    # A log of years around three bursts would make any meeting look rare.
    far = [-DAY * day for day in range(1, 400)]
    near = (0, 1_000, 2_000)
    assert meet(ticks(60, 1_060, 2_060), ticks(*far, *near)) is None
    days = (0, DAY, 2 * DAY)
    met = meet(ticks(60, DAY + 60, 2 * DAY + 60), ticks(*far, *days, 3 * DAY))
    assert met == Meeting(bursts=3, events=(399, 400, 401), seconds=60)


def test_events_that_cover_a_fifth_of_the_time_say_nothing() -> None:
    starts = ticks(*(2_900 * number for number in range(100)))
    every = ticks(*(2_900 * number + 60 for number in range(0, 100, 3)))
    assert meet(every, starts) is None
    sparse = ticks(*(3_100 * number for number in range(100)))
    assert meet(ticks(*(3_100 * number + 60 for number in range(0, 100, 3))), sparse) is not None


def test_bursts_that_stand_on_both_sides_share_the_hour_only() -> None:
    starts = ticks(*(DAY * day for day in range(10)))
    after = [DAY * day + 200 for day in range(8)]
    assert meet(ticks(*after, 8 * DAY - 200, 9 * DAY - 200), starts) is not None
    before = [DAY * day - 200 for day in (7, 8, 9)]
    assert meet(ticks(*after[:7], *before), starts) is None


def test_the_more_is_compared_the_less_chance_is_left() -> None:
    begins, starts = ticks(60, 8_060, 16_060), ticks(0, 8_000, 16_000)
    assert chance(3, 3, 0.1) == pytest.approx(0.001)
    assert meet(begins, starts) is not None
    assert meet(begins, starts, 3) is None


def test_no_more_than_expected_is_chance() -> None:
    assert chance(1, 5, 0.2) == 1.0
    assert chance(0, 5, 0.0) == 1.0


# ── times that have nothing in common ───────────────────────────────────────────────────────────


def by_day(source: np.random.Generator, days: int, each: float, spread: float) -> Ticks:
    """Return times of working days, around nine o'clock, by chance earlier or later (seconds)."""
    work = np.array([day for day in range(days) if day % 7 < 5])
    count = source.poisson(each, work.size)
    return ticks(*(np.repeat(work, count) * DAY + source.normal(0, spread, count.sum())))


def test_none_of_4000_pairs_of_independent_times_meet() -> None:
    found = 0
    for seed in range(4_000):
        source = np.random.default_rng(seed)
        days = source.integers(2, 60)
        bursts = source.uniform(0, days * DAY, source.integers(3, 40))
        starts = source.uniform(0, days * DAY, source.integers(3, 60))
        found += meet(ticks(*bursts), ticks(*starts)) is not None
    assert found == 0


def test_none_of_2000_pairs_within_working_hours_meet() -> None:
    found = 0
    for seed in range(2_000):
        source = np.random.default_rng(seed)
        bursts, starts = by_day(source, 28, 2, 2.5 * HOUR), by_day(source, 28, 2, 2.5 * HOUR)
        found += meet(bursts, starts) is not None
    assert found == 0


def test_none_of_2000_pairs_within_one_half_hour_of_the_day_meet() -> None:
    found = 0
    for seed in range(2_000):
        source = np.random.default_rng(seed)
        bursts, starts = by_day(source, 28, 1, 900), by_day(source, 28, 1, 900)
        found += meet(bursts, starts) is not None
    assert found == 0


@pytest.mark.parametrize(("late", "least"), [(60.0, 195), (200.0, 180)])
def test_bursts_after_two_in_three_starts_are_found(late: float, least: int) -> None:
    found = 0
    for seed in range(200):
        source = np.random.default_rng(seed)
        starts = np.cumsum(source.exponential(DAY, 20))
        after = starts[source.random(20) < 2 / 3] + source.exponential(late, 1)
        other = source.uniform(0, starts[-1], 3)
        found += meet(ticks(*after, *other), ticks(*starts)) is not None
    assert found >= least


# ── properties ──────────────────────────────────────────────────────────────────────────────────

_TICKS = st.integers(-(2**61), 2**61)


@given(
    arrays.arrays(np.int64, st.integers(0, 30), elements=_TICKS),
    arrays.arrays(np.int64, st.integers(0, 30), elements=_TICKS),
    st.integers(1, 100),
)
@settings(max_examples=100, deadline=None)
def test_any_times_meet_or_do_not(begins: Ticks, events: Ticks, compared: int) -> None:
    begins, events = np.unique(begins), np.unique(events)
    met = meet(begins, events, compared)
    if met is not None:
        assert 3 <= len(met.events) <= met.bursts <= begins.size
        assert 5 * met.bursts >= 3 * begins.size
        assert 0 <= met.seconds <= 600


@given(st.lists(st.integers(0, 10**6), max_size=30), st.integers(-(10**16), 10**16))
def test_a_meeting_is_the_same_at_any_other_time(seconds: list[int], later: int) -> None:
    starts = ticks(*(DAY * day for day in range(12)))
    begins = np.unique(ticks(*seconds))
    assert meet(begins + later, starts + later) == meet(begins, starts)
