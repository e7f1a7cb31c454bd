"""The lockout policy: declared, or learnt from what preceded each lockout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import DeclaredPolicy
from forensics.replay.policy import Interval, Policy, Precedent, settle

NOTHING = DeclaredPolicy()
OPEN = Interval(at_least=None, at_most=None)


def burst(count: int, gap: float = 10.0, start: float = 0.0) -> tuple[float, ...]:
    """Return the times of `count` bad passwords, `gap` seconds apart."""
    return tuple(start + gap * place for place in range(count))


def learnt(*bad: tuple[float, ...], declared: DeclaredPolicy = NOTHING) -> Policy:
    return settle(declared, [Precedent(bad=each) for each in bad])


# ── declared ────────────────────────────────────────────────────────────────────────────────────


def test_a_declared_policy_is_taken_as_it_is() -> None:
    declared = DeclaredPolicy(threshold=5, window=900, duration=0)
    assert settle(declared, []) == Policy(threshold=5, window=900, duration=0, basis="declared")
    found = settle(declared, [Precedent(bad=burst(3))])
    assert (found.threshold, found.window, found.duration) == (5, 900, 0)
    assert (found.window_open, found.duration_open) == (None, None)


def test_a_declared_duration_lasts_as_declared() -> None:
    assert settle(DeclaredPolicy(duration=0), []).lasting == 0
    assert settle(DeclaredPolicy(duration=900), []).lasting == 900


def test_beside_a_declared_threshold_the_window_is_bounded_by_the_lockouts() -> None:
    # Two bad passwords were forgotten 1000 s before the five that counted.
    bad = (0.0, 10.0, *burst(5, gap=300, start=1010))
    found = learnt(bad, declared=DeclaredPolicy(threshold=5))
    assert (found.threshold, found.basis) == (5, "declared")
    assert found.window_open == Interval(at_least=300, at_most=999)
    assert found.window == 999


def test_a_threshold_is_learnt_within_the_declared_window() -> None:
    # Within 30 minutes seven would have counted; the window is declared to be 5 minutes.
    bad = (0.0, 10.0, *burst(5, start=600))
    assert learnt(bad, declared=DeclaredPolicy(window=300)).threshold == 5
    assert learnt(bad).threshold == 7


# ── the threshold ───────────────────────────────────────────────────────────────────────────────


def test_the_threshold_is_what_preceded_most_lockouts() -> None:
    found = learnt(burst(5), burst(5), burst(5), burst(4), burst(9))
    assert (found.threshold, found.basis, found.support) == (5, "inferred", (3, 5))


def test_between_equals_the_smallest_is_taken() -> None:
    found = learnt(burst(5), burst(3), burst(5), burst(3))
    assert (found.threshold, found.support) == (3, (2, 4))


def test_one_lockout_is_enough_to_infer_from() -> None:
    found = learnt(burst(6))
    assert (found.threshold, found.basis, found.support) == (6, "inferred", (1, 1))


def test_without_a_lockout_nothing_is_known() -> None:
    assert settle(NOTHING, []) == Policy(
        threshold=None,
        window=1800,
        duration=None,
        basis="unknown",
        window_open=OPEN,
        duration_open=OPEN,
    )


def test_a_quiet_gap_parts_what_was_forgotten_from_what_counted() -> None:
    forgotten = (0.0, 10.0, 20.0, *burst(5, start=1900))
    assert learnt(forgotten, burst(5)).threshold == 5
    assert learnt(forgotten, burst(5)).support == (2, 2)


# ── the window ──────────────────────────────────────────────────────────────────────────────────


def test_the_window_spans_every_gap_that_counted_and_not_the_one_before() -> None:
    found = learnt((0.0, *burst(5, gap=780, start=1020)), burst(5, gap=60))
    assert found.threshold == 5
    assert found.window_open == Interval(at_least=780, at_most=1019)
    assert found.window == 1019


def test_a_second_look_counts_within_the_window_that_the_first_has_shown() -> None:
    """Within 30 minutes two of four lockouts are preceded by six; that is the first guess.

    The others have 980 s of quiet before their last six, so the window is shorter than that, and
    within it all four agree.
    """
    nine = (*burst(3), *burst(6, start=1000))
    eight = (*burst(2), *burst(6, start=990))
    found = learnt(burst(6), burst(6), nine, eight)
    assert found.threshold == 6
    assert found.window_open == Interval(at_least=10, at_most=979)
    assert found.support == (4, 4)


def test_the_smallest_window_that_the_evidence_allows_spans_the_longest_gap() -> None:
    # 1200.5 s lie between two that counted: with a window of 1200 s one of them would be lost.
    wide = (0.0, *burst(3, start=1200.5), 1230.0)
    assert learnt(burst(5), wide).window_open == Interval(at_least=1201, at_most=None)


def test_a_lockout_with_missing_records_stretches_no_window() -> None:
    # One of the last five is missing; the first is of the day before, and was forgotten.
    found = learnt(burst(5), burst(5), (0.0, *burst(4, start=80_000)))
    assert found.window_open == Interval(at_least=10, at_most=None)
    assert found.window == 1800
    assert found.support == (2, 3)


def test_gaps_between_lockouts_bound_nothing() -> None:
    assert learnt((5.0,)).window_open == OPEN
    assert learnt((5.0,)).threshold == 1


def test_a_gap_before_that_is_shorter_than_one_that_counted_bounds_nothing() -> None:
    # Five counted over a gap of 600 s; that a gap of 100 s was forgotten has another reason.
    found = learnt(burst(5, gap=600), (0.0, *burst(5, start=100)))
    assert found.window_open == Interval(at_least=600, at_most=None)


@pytest.mark.parametrize(
    ("open_", "used"),
    [
        (Interval(at_least=None, at_most=None), 1800),
        (Interval(at_least=600, at_most=3600), 1800),
        (Interval(at_least=2400, at_most=None), 2400),
        (Interval(at_least=None, at_most=900), 900),
        (Interval(at_least=600, at_most=900), 900),
        (Interval(at_least=2400, at_most=3600), 2400),
    ],
)
def test_of_an_open_interval_the_value_nearest_to_the_usual_one_is_used(
    open_: Interval, used: int
) -> None:
    assert open_.nearest(1800) == used


# ── the duration ────────────────────────────────────────────────────────────────────────────────


def lasted(*spans: tuple[float | None, float | None]) -> Policy:
    """Return the policy learnt from lockouts: last refusal and next check, seconds after each."""
    return settle(
        NOTHING,
        [
            Precedent(bad=burst(5), refused_after=refused, checked_after=checked)
            for refused, checked in spans
        ],
    )


def test_a_lockout_lasts_longer_than_the_last_refusal_and_not_longer_than_the_next_check() -> None:
    found = lasted((600.0, 2000.0), (850.0, 1700.0), (None, None))
    assert found.duration is None
    assert found.duration_open == Interval(at_least=850, at_most=1700)
    assert found.lasting == 1700


def test_where_refusal_and_check_contradict_each_other_the_refusal_stands() -> None:
    assert lasted((900.0, None), (None, 300.0)).duration_open == Interval(
        at_least=900, at_most=None
    )


def test_a_refusal_on_a_clock_that_is_behind_tells_no_negative_duration() -> None:
    assert lasted((-2.0, None)).duration_open == Interval(at_least=0, at_most=None)


def test_a_lockout_that_ended_at_once_does_not_last_for_ever() -> None:
    assert lasted((None, 0.4)).lasting == 1


def test_a_declared_duration_leaves_nothing_open() -> None:
    assert settle(DeclaredPolicy(duration=900), [Precedent(bad=burst(5))]).duration_open is None


# ── whatever preceded ───────────────────────────────────────────────────────────────────────────

TIMES = st.lists(st.integers(0, 9000), min_size=1, max_size=9).map(
    lambda times: tuple(float(time) for time in sorted(times))
)


@given(st.lists(TIMES, max_size=6))
def test_what_is_inferred_is_possible(preceded: list[tuple[float, ...]]) -> None:
    found = learnt(*preceded)
    assert (found.threshold is None) == (not preceded)
    assert 1 <= (found.threshold or 1) <= max(map(len, preceded), default=1)
    assert found.support[1] == len(preceded)
    assert found.window_open is not None
    least, most = found.window_open.at_least, found.window_open.at_most
    assert least is None or most is None or least <= most
    assert least is None or least <= found.window
    assert most is None or found.window <= most


@given(
    st.integers(1, 6),
    st.lists(st.lists(st.integers(1, 900), min_size=6, max_size=6), min_size=1, max_size=5),
)
def test_a_policy_of_30_minutes_is_found_again(threshold: int, gaps: list[list[int]]) -> None:
    """Each lockout is preceded by exactly the threshold, and by what was forgotten long before."""
    preceded = []
    for each in gaps:
        times = [0.0]
        for gap in [4000, *each[: threshold - 1]]:
            times.append(times[-1] + gap)
        preceded.append(tuple(times))
    found = learnt(*preceded)
    assert (found.threshold, found.support) == (threshold, (len(gaps), len(gaps)))
    assert found.window == 1800
