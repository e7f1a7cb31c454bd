"""Intervals of rates and their ratio, against published values and against whole sums of terms."""

import math
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.comparison.chances import beta_below, gamma_below, quantile
from forensics.comparison.intervals import Counted, Limits, rate, ratio

COUNTS = st.integers(0, 400)
SECONDS = st.floats(1, 1e7)


def poisson_at_least(events: int, mean: float) -> float:
    """Return the chance of `events` or more where `mean` are expected, term by term."""
    if events > mean:
        terms = [
            math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))
            for k in range(events, events + 400)
        ]
        return math.fsum(terms)
    below = [math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(events)]
    return 1 - math.fsum(below)


def binomial_at_least(successes: int, tries: int, chance: Fraction) -> float:
    """Return the chance of `successes` or more, exactly."""
    terms = (
        math.comb(tries, k) * chance**k * (1 - chance) ** (tries - k)
        for k in range(successes, tries + 1)
    )
    return float(sum(terms, Fraction(0)))


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [
        # Garwood (1936), table of 95 % limits, as reprinted in Pearson and Hartley, table 40.
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (2, 0.242, 7.225),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (20, 12.22, 30.89),
        (50, 37.11, 65.92),
    ],
)
def test_the_limits_of_a_count_are_those_that_garwood_published(
    events: int, lower: float, upper: float
) -> None:
    found = rate(Counted(events=events, seconds=1.0), 1.0)
    assert found.value == events
    assert found.lower == pytest.approx(lower, rel=3e-3)
    assert found.upper == pytest.approx(upper, rel=3e-3)


@pytest.mark.parametrize(
    ("successes", "tries", "lower", "upper"),
    [
        # Clopper and Pearson (1934), 95 %: 4 of 10, and 0 of 10 (1 - 0.025 ** (1 / 10)).
        (4, 10, 0.1216, 0.7376),
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
    ],
)
def test_a_ratio_rests_on_the_limits_that_clopper_and_pearson_published(
    successes: int, tries: int, lower: float, upper: float
) -> None:
    found = ratio(Counted(tries - successes, 1.0), Counted(successes, 1.0))
    assert found is not None
    assert found.lower / (1 + found.lower) == pytest.approx(lower, abs=1e-4)
    assert (found.upper / (1 + found.upper) if found.upper < math.inf else 1.0) == pytest.approx(
        upper, abs=1e-4
    )


@given(st.integers(1, 300), st.floats(0.01, 300))
def test_the_gamma_function_is_the_whole_sum_of_poisson_terms(events: int, mean: float) -> None:
    assert gamma_below(events, mean) == pytest.approx(poisson_at_least(events, mean), abs=1e-11)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 999))
def test_the_beta_function_is_the_whole_sum_of_binomial_terms(
    successes: int, more: int, thousandths: int
) -> None:
    chance, tries = Fraction(thousandths, 1000), successes + more
    exact = binomial_at_least(successes, tries, chance)
    assert beta_below(successes, more + 1, float(chance)) == pytest.approx(exact, abs=1e-12)


@given(st.floats(0.1, 1e5), st.floats(0.001, 0.999))
def test_a_quantile_undoes_the_function(shape: float, share: float) -> None:
    found = quantile(partial(gamma_below, shape), share)
    assert gamma_below(shape, found) == pytest.approx(share, abs=1e-8)


def holds(limits: Limits) -> bool:
    return limits.lower <= limits.value <= limits.upper


@given(COUNTS, SECONDS, st.floats(1, 50))
def test_an_interval_contains_its_estimate(events: int, seconds: float, bunched: float) -> None:
    assert holds(rate(Counted(events, seconds), 3600.0, bunched))
    found = ratio(Counted(events, seconds), Counted(events // 2, 60.0), bunched)
    assert found is None or holds(found)
    assert (found is None) == (events == 0)


@given(COUNTS, SECONDS)
def test_more_events_move_both_limits_up(events: int, seconds: float) -> None:
    some = rate(Counted(events, seconds), 1.0)
    more = rate(Counted(events + 1, seconds), 1.0)
    assert some.lower < more.lower
    assert some.upper < more.upper
    assert more.upper - more.lower > some.upper - some.lower  # in events; not in parts of the rate


@given(COUNTS, SECONDS, st.floats(1, 50))
def test_bunched_events_never_narrow_an_interval(
    events: int, seconds: float, bunched: float
) -> None:
    single, many = (rate(Counted(events, seconds), 1.0, factor) for factor in (1.0, bunched))
    assert many.value == pytest.approx(single.value)
    assert many.lower <= single.lower * (1 + 1e-9)
    assert many.upper >= single.upper * (1 - 1e-9)


@given(COUNTS, SECONDS, COUNTS, SECONDS)
def test_swapping_the_sides_turns_the_ratio_over(
    first: int, before: float, second: int, after: float
) -> None:
    there = ratio(Counted(first, before), Counted(second, after))
    back = ratio(Counted(second, after), Counted(first, before))
    if there is None or back is None:
        assert first == second == 0
        return
    for one, other in (
        (there.value, back.value),
        (there.lower, back.upper),
        (there.upper, back.lower),
    ):
        assert one == pytest.approx(1 / other if other else math.inf, rel=1e-9)


@given(COUNTS, COUNTS, SECONDS, SECONDS)
def test_longer_coverage_after_lowers_the_ratio(
    first: int, second: int, before: float, after: float
) -> None:
    short = ratio(Counted(first, before), Counted(second, after))
    long = ratio(Counted(first, before), Counted(second, 2 * after))
    if short is not None and long is not None and 0 < short.value < math.inf:
        assert long.value == pytest.approx(short.value / 2)
        assert long.upper <= short.upper
