"""Clocks that were set, and clocks that drift: each stretch is compared by its own offset."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.when import courses, fitting
from forensics.when.courses import Change, Course
from forensics.when.offsets import Offset
from tests.builders.observed import BAD, Row, observations, scene, seconds, seen, ticks
from tests.effort import few

SECOND = ticks(1) - ticks(0)
SIX = (0, 1000, 2000, 3000, 4000, 5000)


def accessed(at: float, client: str = "PC1", host: str = "FS1") -> Row:
    return seen(at, host, 4625, BAD, workstation=client, domain="CORP")


def checked(at: float, client: str = "PC1", host: str = "DC1") -> Row:
    return seen(at, host, 4776, BAD, workstation=client)


def clock_set(at: float, by: float, host: str = "FS1") -> Row:
    """Return a record of `host` whose clock showed `at` after it was set on by `by` seconds."""
    was, became = (f"2003-10-09T{_of_day(moment)}Z" for moment in (at - by, at))
    return seen(at, host, 4616, account=None, was=was, became=became)


def _of_day(at: float) -> str:
    minutes, second = divmod(12 * 3600 + int(at), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}.0000000"


def set_on(at: float, since: float, by: float) -> float:
    return at + (by if at >= since else 0)


def fs1(rows: Sequence[Row]) -> Offset:
    return scene(observations(rows)).offsets.of["FS1"]


def stretches(rows: Sequence[Row]) -> list[tuple[float, float, float | None, int]]:
    """Return of each stretch: where it begins, its offset, the other one, and its pairs."""
    course = fs1(rows).course
    assert course is not None
    return [
        (
            seconds(each.begins) if each.begins > 0 else 0,
            each.ticks / SECOND,
            None if each.other is None else each.other / SECOND,
            each.pairs,
        )
        for each in course.stretches
    ]


# ── a step ──────────────────────────────────────────────────────────────────────────────────────


STEP = [*map(checked, SIX), *(accessed(set_on(at, 3000, 60)) for at in SIX)]
"""The clock of FS1 is right until 2000 and 60 s fast from 3000 on; DC1 is right."""


def test_three_pairs_on_either_side_tell_a_step() -> None:
    # Between the last pair before, 2000, and the first after, 3060, either offset may have held.
    assert stretches(STEP) == [
        (0, 0.0, None, 3),
        (2000.0000001, 0.0, 60.0, 0),
        (3060, 60.0, None, 3),
    ]
    said = "steps by +60 s between 2003-10-09T12:33:20Z and 2003-10-09T12:51:00Z"
    assert (fs1(STEP).steady, fs1(STEP).remark) == (True, said)


def test_both_sides_of_a_step_are_linked_and_told_in_order() -> None:
    found = scene(observations(STEP)).attempts
    assert found.select("time", "at", "doubt", "witnesses").rows() == [
        (ticks(set_on(at, 3000, 60)), ticks(at), 0, 2) for at in SIX
    ]


def test_two_pairs_on_one_side_tell_no_step() -> None:
    rows = [*map(checked, SIX[1:]), *(accessed(set_on(at, 3000, 60)) for at in SIX[1:])]
    assert "FS1" not in scene(observations(rows)).offsets.of


def test_two_seconds_are_no_step() -> None:
    rows = [*map(checked, SIX), *(accessed(set_on(at, 3000, 2)) for at in SIX)]
    assert fs1(rows).course is None


@pytest.mark.parametrize("late", [0, 60])
def test_a_try_between_the_two_is_linked_by_either_offset_and_stays_in_doubt(late: int) -> None:
    # Of two checks FS1 recorded one, so that this run tells nothing of the clocks. Told by DC1 the
    # order among others is known, told by FS1 alone it is open by the 60 s.
    rows = [*STEP, accessed(2500 + late, client="PC2"), accessed(2600, client="PC3")]
    rows += [checked(2500, client="PC2"), checked(2700, client="PC2")]
    found = scene(observations(rows)).attempts
    between = found.filter(found["client"] != "PC1").sort("client", "at")
    assert between.select("at", "doubt", "clock", "witnesses").rows() == [
        (ticks(2500), 0, "DC1", 2),
        (ticks(2700), 0, "DC1", 1),
        (ticks(2600), 60 * SECOND, "FS1", 1),
    ]


def test_a_clock_that_is_set_within_a_run_of_tries_is_followed() -> None:
    # Every 100 s without a pause: one run, in which the difference jumps once.
    times = [100 * place for place in range(10)]
    rows = [*map(checked, times), *(accessed(set_on(at, 500, 45)) for at in times)]
    assert [(offset, pairs) for _, offset, _, pairs in stretches(rows)] == [(0, 5), (0, 0), (45, 5)]


def test_a_run_that_fits_better_a_place_further_on_is_no_step() -> None:
    # The first check and the last logon are missing, and the tries come at another pace later.
    times = [*(100 * place for place in range(5)), *(400 * place for place in range(2, 7))]
    rows = [*map(checked, times[:-1]), *map(accessed, times[1:])]
    assert scene(observations(rows)).offsets.of == {}


def test_two_steps_have_three_stretches() -> None:
    times = [1000 * place for place in range(9)]
    late = [at + (30 if 3000 <= at < 6000 else 0) for at in times]
    rows = [*map(checked, times), *map(accessed, late)]
    assert [offset for _, offset, other, _ in stretches(rows) if other is None] == [0, 30, 0]


def test_a_clock_set_back_leaves_the_hour_that_came_twice_in_doubt() -> None:
    # 100 s fast until 2000, right from 3000 on: its times from 2100 to 3000 are open.
    rows = [*map(checked, SIX), *(accessed(at + (100 if at < 3000 else 0)) for at in SIX)]
    found = stretches(rows)
    assert [(begins, offset, other) for begins, offset, other, _ in found] == [
        (0, 100, None),
        (2100.0000001, 100, 0),
        (3000, 0, None),
    ]


# ── a record that tells of it ───────────────────────────────────────────────────────────────────


def test_a_record_of_the_change_tells_when_the_clock_was_set() -> None:
    rows = [*STEP, clock_set(2700, 60)]
    assert [(begins, other) for begins, _, other, _ in stretches(rows)] == [
        (0, None),
        (2700, 60),
        (2700, None),
    ]
    said = "steps by +60 s at 2003-10-09T12:45:00Z, as a record of its own tells"
    assert fs1(rows).remark == said


def test_between_the_pairs_the_record_leaves_nothing_in_doubt() -> None:
    rows = [*STEP, clock_set(2700, 60), *(accessed(at, client="PC3") for at in (2600, 2750))]
    found = scene(observations(rows)).attempts
    alone = found.filter(found["client"] == "PC3")
    assert alone.select("at", "doubt").rows() == [(ticks(2600), 0), (ticks(2690), 0)]


def test_a_record_of_another_change_does_not() -> None:
    rows = [*STEP, clock_set(2700, 30)]
    assert "record of its own" not in fs1(rows).remark


def test_the_machine_that_recorded_a_change_is_not_the_reference() -> None:
    # Without the record the first by name, DC1, would be.
    rows = [*STEP, clock_set(2700, -60, "DC1")]
    found = scene(observations(rows)).offsets.of
    assert (found["FS1"].reference, found["DC1"].reference) == ("FS1", "FS1")
    assert found["DC1"].remark.startswith("steps by -60 s")


# ── a drift ─────────────────────────────────────────────────────────────────────────────────────


HOURS = [3600 * hour for hour in range(8)]
DRIFT = [*map(checked, HOURS), *(accessed(at + 4 * hour) for hour, at in enumerate(HOURS))]


def test_a_clock_that_gains_is_followed_along_its_line() -> None:
    one = fs1(DRIFT)
    assert (one.steady, one.remark) == (True, "drifts by +4 s an hour")
    found = scene(observations(DRIFT)).attempts
    assert found["witnesses"].to_list() == [2] * 8
    assert found["at"].to_list() == [ticks(at) for at in HOURS]


def test_beyond_its_pairs_a_drift_is_in_doubt_by_what_it_may_have_come_to() -> None:
    # 10 h 28 s after the first pair; the last lies 3 h back, in which it gains 12 s.
    found = scene(observations([*DRIFT, accessed(10 * 3600 + 28, client="PC2")])).attempts
    alone = found.filter(found["client"] == "PC2")
    assert alone["doubt"][0] / SECOND == pytest.approx(12, abs=0.1)


def test_a_drift_of_two_seconds_in_all_is_a_constant() -> None:
    rows = [*map(checked, HOURS), *(accessed(at + hour / 4) for hour, at in enumerate(HOURS))]
    assert fs1(rows).course is None


# ── whatever is recorded ────────────────────────────────────────────────────────────────────────


@few(10)
@given(
    st.lists(st.integers(1200, 5000), min_size=6, max_size=14),
    st.integers(3, 11),
    st.integers(3, 590),
    st.sampled_from([-1, 1]),
)
def test_a_step_with_enough_pairs_changes_no_count_of_attempts(
    gaps: list[int], cut: int, by: int, way: int
) -> None:
    times = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    cut = min(cut, len(times) - 3)
    late = [at + (way * by if place >= cut else 0) for place, at in enumerate(times)]
    found = scene(observations([*map(checked, times), *map(accessed, late)]))
    # No silence of ten minutes is bridged by the step, so that every try is a pair.
    assert found.offsets.of["FS1"].course is not None
    assert found.attempts["witnesses"].to_list() == [2] * len(times)
    assert sorted(found.attempts["at"].to_list()) == [ticks(at) for at in times]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**13), st.integers(-6 * 10**9, 6 * 10**9)), min_size=3),
    st.lists(st.integers(-(10**14), 10**14), min_size=1),
)
def test_a_course_covers_every_time_once(pairs: list[tuple[int, int]], times: list[int]) -> None:
    ordered = np.array(sorted(pairs), dtype=np.int64)
    found = fitting.follow(ordered[:, 0], ordered[:, 1])
    if found is None:
        return
    assert found.stretches[0].begins == courses.FIRST
    assert found.stretches[-1].ends == courses.LAST
    for one, other in zip(found.stretches, found.stretches[1:], strict=False):
        assert one.ends == other.begins
    asked = np.array(times, dtype=np.int64)
    ticks_, rival = found.at(asked)
    assert ticks_.shape == rival.shape == asked.shape
    if found.constant:
        assert (ticks_ == rival).all()


def test_two_recorded_changes_of_about_the_size_tell_no_moment() -> None:
    time = np.array([ticks(at) for at in SIX], dtype=np.int64)
    apart = np.array([0, 0, 0, 60, 60, 60], dtype=np.int64) * SECOND
    twice = tuple(
        Change(before=ticks(at), after=ticks(at + 60), row=row)
        for row, at in enumerate((2200, 2500))
    )
    found = fitting.follow(time, apart, twice)
    assert isinstance(found, Course)
    assert "record" not in found.remark
