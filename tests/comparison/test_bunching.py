"""Events that come in bunches tell less than their number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.comparison.bunching import Bunched, bunched


def test_hours_with_all_or_nothing_widen_the_intervals() -> None:
    found = bunched([[12, 0, 0] * 4])
    assert found == Bunched(index=96 / 11, freedom=11, factor=96 / 11)


def test_events_as_regular_as_a_clock_do_not_narrow_them() -> None:
    assert bunched([[3] * 20]) == Bunched(index=0.0, freedom=19, factor=1.0)


def test_a_little_more_scatter_than_by_chance_changes_nothing() -> None:
    found = bunched([[0, 2, 0, 2, 1, 0, 3, 1, 0, 2, 1, 0]])
    assert found.index == pytest.approx(1.0, abs=0.2)
    assert found.factor == 1.0


def test_ten_hours_tell_nothing() -> None:
    assert bunched([[9, *[0] * 9]]) == Bunched(index=None, freedom=9, factor=1.0)


def test_servers_of_different_rates_are_not_taken_for_bunches() -> None:
    assert bunched([[10] * 12, [1] * 12]) == Bunched(index=0.0, freedom=22, factor=1.0)


def test_a_server_without_an_event_says_nothing() -> None:
    assert bunched([[0] * 50]) == Bunched(index=None, freedom=0, factor=1.0)
    assert bunched([]) == Bunched(index=None, freedom=0, factor=1.0)


@given(st.lists(st.lists(st.integers(0, 50), max_size=40), max_size=4))
def test_intervals_are_never_narrowed(series: list[list[int]]) -> None:
    assert bunched(series).factor >= 1
