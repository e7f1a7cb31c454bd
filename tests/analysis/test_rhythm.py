"""Rhythm: found in jittered and gappy series, told from its neighbours, not claimed in noise."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from forensics.lanes import QUIET
from forensics.timing.rhythm import NAMED, Beat, Ticks, beat, begin_of_bursts, name_of
from forensics.values import TICKS_PER_SECOND

HOUR = 3_600.0
BEGIN = 127_000_000_000_000_000


def ticks(*seconds: float) -> Ticks:
    """Return times given in seconds."""
    return (np.array(seconds) * TICKS_PER_SECOND).astype(np.int64) + BEGIN


def bursts(*begins: float, tries: int = 5) -> Ticks:
    """Return so many failures four seconds apart from each of these seconds on."""
    return ticks(*(begin + 4 * number for begin in begins for number in range(tries)))


def short(found: Beat) -> tuple[str, float | None, float | None, int]:
    return found.period, found.seconds, found.strength, found.bursts


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────


def test_a_silence_of_more_than_90_seconds_ends_a_burst() -> None:
    times = ticks(0, 90, 180, 270.1, 300)
    assert (begin_of_bursts(times, QUIET) - BEGIN).tolist() == [0, 2_701_000_000]
    assert (begin_of_bursts(times[::-1], QUIET) - BEGIN).tolist() == [0, 2_701_000_000]
    assert begin_of_bursts(ticks(), QUIET).tolist() == []


def test_five_bursts_an_hour_apart_have_a_period_of_60_minutes() -> None:
    found = beat(bursts(0, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR))
    assert short(found) == ("60 min", 3_600.0, 1.0, 5)


def test_the_period_is_measured_and_every_gap_weighed() -> None:
    # Gaps of 3,610, 3,590, 7,230 and 3,600 seconds fit; one of 1,000 does not.
    begins = np.cumsum([0, 3_610, 3_590, 7_230, 3_600, 1_000])
    assert short(beat(bursts(*begins))) == ("60 min", 18_030 / 5, 0.8, 6)


def test_three_bursts_are_too_few_and_four_are_enough() -> None:
    assert short(beat(bursts(0, HOUR, 2 * HOUR))) == ("too few", None, None, 3)
    assert short(beat(bursts(0, HOUR, 2 * HOUR, 3 * HOUR))) == ("60 min", 3_600.0, 1.0, 4)


@pytest.mark.parametrize("tries", [0, 1])
def test_nothing_is_too_few(tries: int) -> None:
    assert short(beat(bursts(0, tries=tries))) == ("too few", None, None, tries)


def test_of_three_gaps_all_must_fit_and_of_five_four() -> None:
    assert beat(bursts(0, HOUR, 2 * HOUR, 2.5 * HOUR)).period == "none"
    hours = (0.0, 1.0, 2.0, 3.0, 4.0, 4.4)
    assert beat(bursts(*(hour * HOUR for hour in hours))).strength == 0.8
    hours = (0.0, 1.0, 2.0, 3.0, 3.3, 3.7)
    assert short(beat(bursts(*(hour * HOUR for hour in hours)))) == ("none", None, None, 6)


def test_a_gap_fits_within_a_twentieth_of_the_period() -> None:
    even = [hour * HOUR for hour in range(10)]
    assert beat(bursts(*even[:-1], 8 * HOUR + 3_779)).strength == 1.0
    assert beat(bursts(*even[:-1], 8 * HOUR + 3_781)).strength == 8 / 9


def test_missed_beats_count_up_to_two_in_a_row() -> None:
    hours = (0, 1, 3, 4, 7, 8, 12)
    assert beat(bursts(*(hour * HOUR for hour in hours))).strength == 5 / 6


def test_a_period_is_none_of_its_halves_or_thirds() -> None:
    found = beat(bursts(*(1_800 * number for number in range(10))))
    assert short(found) == ("other", 1_800.0, 1.0, 10)
    assert beat(bursts(*(2 * HOUR * number for number in range(10)))).seconds == 7_200.0
    assert beat(bursts(*(1_800 * number for number in range(5)))).period == "none"


def test_a_period_without_a_name_needs_eight_bursts() -> None:
    assert beat(bursts(*(1_234 * number for number in range(7)))).period == "none"
    assert short(beat(bursts(*(1_234 * number for number in range(8))))) == (
        "other",
        1_234.0,
        1.0,
        8,
    )


def test_a_pause_of_60_seconds_is_found_inside_one_burst() -> None:
    assert short(beat(ticks(0, 61, 121, 182, 242))) == ("60 s", 60.5, 1.0, 5)
    three = ticks(*(60 * minute + second for minute in range(5) for second in (0, 12, 24)))
    assert short(beat(three)) == ("60 s", 60.0, 1.0, 5)
    assert short(beat(ticks(0, 40, 81, 125, 165))) == ("too few", None, None, 1)


def test_retries_each_minute_do_not_hide_the_hour() -> None:
    times = ticks(*(HOUR * hour + 60 * retry for hour in range(5) for retry in range(4)))
    assert beat(times).period == "60 min"


def test_two_servers_in_turn_are_no_single_rhythm() -> None:
    times = np.concatenate([bursts(HOUR * hour, HOUR * hour + 120) for hour in range(6)])
    assert beat(times).period == "none"


@pytest.mark.parametrize(
    ("seconds", "name"),
    [
        (60.0, "60 s"),
        (61.19, "60 s"),
        (61.21, "other"),
        (3_672.0, "60 min"),
        (3_673.0, "other"),
        (82_800.0, "23 h"),
        (84_456.0, "23 h"),
        (84_600.0, "other"),
        (84_672.0, "daily"),
        (604_800.0, "weekly"),
    ],
)
def test_a_period_has_a_name_within_two_parts_in_a_hundred(seconds: float, name: str) -> None:
    assert name_of(seconds) == name


# ── 23 hours and a day ──────────────────────────────────────────────────────────────────────────


def late(seed: int, period: float, count: int, spread: float, missed: float = 0.0) -> Ticks:
    """Return bursts at a period, each by chance early or late, some missed."""
    chance = np.random.default_rng(seed)
    beats = np.flatnonzero(chance.random(count) >= missed)
    return bursts(*(beats * period + chance.normal(0, spread, beats.size)))


@pytest.mark.parametrize("name", ["23 h", "daily"])
def test_23_hours_and_a_day_are_never_taken_for_each_other(name: str) -> None:
    names = [beat(late(seed, NAMED[name], 10, 1_200)).period for seed in range(200)]
    assert Counter(names) == {name: 200}


def test_a_logon_on_five_days_of_the_week_is_daily() -> None:
    days = [7 * week + day for week in range(3) for day in range(5)]
    assert short(beat(bursts(*(86_400 * day for day in days)))) == ("daily", 86_400.0, 1.0, 15)


# ── series with errors, and none ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", list(NAMED))
def test_late_and_missed_beats_leave_the_rhythm_to_be_found(name: str) -> None:
    period = NAMED[name]
    found = []
    for seed in range(100):
        times = late(seed, period, 30, 0.01 * period, 0.2)
        found.append(beat(times[::5] if name == "60 s" else times).period)
    assert Counter(found) == {name: 100}


def test_two_of_1920_series_of_independent_times_show_a_rhythm() -> None:
    found = Counter[str]()
    for mean in (60, 200, 900, 1_800, 3_600, 20_000, 82_800, 604_800):
        for count in (6, 8, 20, 40):
            for seed in range(60):
                chance = np.random.default_rng([seed, mean, count])
                found[beat(ticks(*np.cumsum(chance.exponential(mean, count)))).period] += 1
    assert found["other"] + sum(found[name] for name in NAMED) == 2
    assert found.total() == 1_920


def test_chance_within_working_hours_is_no_rhythm() -> None:
    found = Counter[str]()
    for seed in range(300):
        chance = np.random.default_rng(seed)
        days = np.array([day for day in range(28) if day % 7 < 5])
        counts = chance.poisson(2, days.size)
        begins = np.repeat(days * 24 + 8, counts) + chance.uniform(0, 9, counts.sum())
        found[beat(ticks(*(begins * HOUR))).period] += 1
    assert found == {"none": 300}


# ── properties ──────────────────────────────────────────────────────────────────────────────────


@given(arrays.arrays(np.int64, st.integers(0, 40)))
@settings(max_examples=150, deadline=None)
def test_any_times_have_a_rhythm_or_none(times: Ticks) -> None:
    found = beat(times)
    assert (found.seconds is None) == (found.period in {"none", "too few"})
    assert found.strength is None or 0.6 <= found.strength <= 1.0
    assert 0 <= found.bursts <= times.size
    assert beat(times[::-1]) == found


@given(
    st.lists(st.integers(0, 10**7), max_size=40),
    st.integers(-(10**16), 10**16),
)
@settings(max_examples=150, deadline=None)
def test_a_rhythm_is_the_same_at_any_other_time(seconds: list[int], later: int) -> None:
    times = ticks(*seconds)
    assert beat(times + later) == beat(times)


@given(st.sampled_from([*NAMED]), st.integers(4, 40), st.integers(-(10**16), 10**16))
def test_an_even_series_has_its_period_whole(name: str, count: int, later: int) -> None:
    times = ticks(*(NAMED[name] * number for number in range(count))) + later
    assert short(beat(times)) == (name, float(NAMED[name]), 1.0, count)
