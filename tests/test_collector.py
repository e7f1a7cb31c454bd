"""Python's cycle collector looks seldom while a report is made, and as before afterwards."""

import ctypes
import gc
import sys
from types import SimpleNamespace

import pytest

from forensics.collector import give_back, seldom


class Knot:
    """Holds itself, so that only the collector can take it away."""

    def __init__(self) -> None:
        self.itself = self


def knots() -> int:
    return sum(isinstance(each, Knot) for each in gc.get_objects())


def test_what_was_there_is_left_out_and_the_collector_is_as_before_after_it() -> None:
    before = gc.get_threshold()
    with seldom():
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() != before
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_the_collector_is_as_before_after_a_mistake() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="a mistake"), seldom():
        raise ValueError("a mistake")
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_knots_do_not_grow_without_end() -> None:
    with seldom():
        for _ in range(250_000):
            Knot()
        assert knots() < 200_000


def test_what_is_free_is_given_back_where_the_c_library_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(malloc_trim=asked.append))
    give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())  # as musl is
    give_back()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(ctypes, "CDLL")
    give_back()
    assert asked == [0]
