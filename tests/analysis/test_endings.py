"""Endings: a silence is told where the logs go on, and rarely where a client only pauses."""

import numpy as np
import pytest

from forensics.timing.endings import Ending, ending, until
from forensics.timing.starts import Ticks
from forensics.values import TICKS_PER_SECOND

HOUR = 3_600 * TICKS_PER_SECOND
LAST = 4 * HOUR


def hourly() -> Ticks:
    """Return five failures an hour apart, the last at `LAST`."""
    return np.arange(5, dtype=np.int64) * HOUR


@pytest.mark.parametrize(
    ("later", "word", "silence"),
    [
        (0, "goes on", 0),
        (HOUR, "goes on", 0),
        (HOUR + 1, "not told", 0),
        (3 * HOUR, "not told", 0),
        (3 * HOUR + 1, "silent", 3 * HOUR + 1),
    ],
)
def test_a_client_is_silent_after_three_of_its_longest_silences(
    later: int, word: str, silence: int
) -> None:
    found = ending(hourly(), 5, LAST + later)
    assert found == Ending(word=word, silence=silence, longest=HOUR)


def test_nothing_is_told_of_four_bursts_or_where_no_log_goes_on() -> None:
    assert ending(hourly(), 4, LAST + 9 * HOUR).word == "not told"
    assert ending(hourly(), 5, None).word == "not told"


def test_a_silence_of_less_than_an_hour_is_none() -> None:
    minutes = np.arange(9, dtype=np.int64) * 100 * TICKS_PER_SECOND
    assert ending(minutes, 9, int(minutes[-1]) + HOUR).word == "not told"
    assert ending(minutes, 9, int(minutes[-1]) + HOUR + 1).word == "silent"


def test_a_single_failure_has_no_silence_before() -> None:
    assert ending(hourly()[:1], 1, 0) == Ending(word="not told", silence=0, longest=0)


def test_all_logs_that_recorded_it_must_go_on() -> None:
    whole = {"A": [(0, 50), (60, 100)], "B": [(0, 80)]}
    assert until(70, ["A", "B"], whole) == 80
    assert until(70, ["A"], whole) == 100
    assert until(55, ["A", "B"], whole) is None
    assert until(70, ["A", "C"], whole) is None
    assert until(70, [], whole) is None


def test_of_2000_clients_that_only_pause_as_many_look_silent_as_is_told() -> None:
    found = 0
    for seed in range(2_000):
        gaps = np.random.default_rng(seed).exponential(10 * HOUR, 6)
        times = np.cumsum(gaps).astype(np.int64)
        found += ending(times[:-1], 5, int(times[-1])).word == "silent"
    # 1 in 35 is 57.
    assert found == 55
