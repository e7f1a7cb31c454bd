"""Years for times that are recorded without one, as in netlogon.log: pure arithmetic on arrays.

Readers count such times in the year 2000, which has a 29 February. Where the times fall back by a
month or more, the next year has begun: lines that are merely out of order are so by minutes. Where
they leap from January to December, a line of the old year stands among those of the new.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.values import TICKS_PER_SECOND

PLACEHOLDER: Final = 2000
FIRST, LAST = 1993, 2100
"""Windows NT 3.1, and a year beyond any log."""

_DAY: Final = 86_400 * TICKS_PER_SECOND
_BACK: Final = 30 * _DAY
_AHEAD: Final = 335 * _DAY
_LEAP_DAY: Final = 59  # 29 February, counted from 0


def shift(times: NDArray[np.int64], year: int) -> NDArray[np.int64]:
    """Return times of the placeholder year (ticks, in the order of the lines) from `year` on.

    29 February becomes 1 March where the year has none: `fitting` leaves such years out.
    """
    moved = np.empty_like(times)
    turned = _turned(times)
    for turns in np.unique(turned).tolist():
        rows = turned == turns
        inside = times[rows] - _first(PLACEHOLDER)
        late = (inside >= (_LEAP_DAY + 1) * _DAY) & (not _is_leap(year + turns))
        moved[rows] = _first(year + turns) + inside - late * _DAY
    return moved


def fitting(times: NDArray[np.int64]) -> tuple[int, ...]:
    """Return the years in which the first line may stand: those in which every day exists."""
    day = (times - _first(PLACEHOLDER)) // _DAY
    leaping = np.unique(_turned(times)[day == _LEAP_DAY]).tolist()
    return tuple(
        year for year in range(FIRST, LAST) if all(_is_leap(year + turns) for turns in leaping)
    )


def meet(times: NDArray[np.int64], stretches: Iterable[tuple[int, int]]) -> bool:
    """Tell whether times overlap a stretch, by up to a day more: their zone is not known yet."""
    first, last = int(times.min()), int(times.max())
    return any(first <= end + _DAY and begin - _DAY <= last for begin, end in stretches)


def ends_by(times: NDArray[np.int64], year: int, latest: int) -> bool:
    """Tell whether times from `year` on end by `latest`, or up to a day later."""
    return int(shift(times, year).max()) <= latest + _DAY


def _turned(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many years after the first line each line is."""
    steps = np.diff(times, prepend=times[:1])
    return np.cumsum((steps < -_BACK).astype(np.int64) - (steps > _AHEAD))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _first(year: int) -> int:
    """Return the first instant of a year in ticks."""
    return (date(year, 1, 1) - date(1601, 1, 1)).days * _DAY
