"""From ticks to pixels: a time axis with readable marks for any span, from seconds to centuries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.figures.drawing import FAINT, GRID, INK, MUTE, SMALL, Type, label, stroke
from forensics.values import TICKS_PER_SECOND, Instant
from forensics.words import MONTHS

_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400
_YEAR: Final = 365 * _DAY
_STEPS: Final = (
    *(1, 2, 5, 10, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE),
    *(30 * _MINUTE, _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY),
    *(7 * _DAY, 14 * _DAY, 30 * _DAY, 91 * _DAY, _YEAR, 5 * _YEAR, 20 * _YEAR, 100 * _YEAR),
    *(500 * _YEAR, 2_000 * _YEAR, 10_000 * _YEAR),
)
_MOST_MARKS: Final = 9
_SHORTEST: Final = 10 * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Timescale:
    """A span of time laid out from `left` to `right`; ticks of 100 ns, CSS pixels."""

    begin: int
    end: int
    left: float
    right: float

    def x(self, moment: Instant) -> float:
        """Return where a moment lies; one outside the span lies on its edge."""
        return self.at(moment.ticks)

    def at(self, ticks: int) -> float:
        """Return where a number of ticks lies."""
        inside = min(max(ticks, self.begin), self.end)
        return self.left + (self.right - self.left) * (inside - self.begin) / (
            self.end - self.begin
        )

    def along(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return where many of them lie."""
        inside = np.clip(ticks, self.begin, self.end) - self.begin
        return self.left + (self.right - self.left) * inside / (self.end - self.begin)


def timescale(begin: int, end: int, left: float, right: float) -> Timescale:
    """Return a scale that is at least ten seconds long."""
    short = max(_SHORTEST - (end - begin), 0)
    return Timescale(begin=begin - short // 2, end=end + short - short // 2, left=left, right=right)


def axis(scale: Timescale, top: float, bottom: float) -> str:
    """Return the marks as grid lines with their times below; UTC."""
    parts = []
    for ticks, text, major in marks(scale):
        x = scale.at(ticks)
        parts.append(stroke(f"M{x:.1f} {top:.1f}V{bottom:.1f}", GRID if major else FAINT))
        style = Type(size=SMALL, fill=INK if major else MUTE, anchor="middle")
        parts.append(label((x, bottom + 10), text, style))
    return "".join(parts)


def marks(scale: Timescale) -> Iterator[tuple[int, str, bool]]:
    """Yield ticks, label and whether it is a major mark: a full hour, or midnight on long spans."""
    span = (scale.end - scale.begin) / TICKS_PER_SECOND
    step = next((step for step in _STEPS if span / step <= _MOST_MARKS), _STEPS[-1])
    width = step * TICKS_PER_SECOND
    first = -(-scale.begin // width) * width
    days = scale.end // (_DAY * TICKS_PER_SECOND) != scale.begin // (_DAY * TICKS_PER_SECOND)
    for ticks in range(first, scale.end + 1, width):
        seconds = ticks // TICKS_PER_SECOND
        yield ticks, _mark(ticks, step, span, days=days), _major(seconds, step, days=days)


def _major(seconds: int, step: int, *, days: bool) -> bool:
    if step >= _DAY:
        return True
    return seconds % (_DAY if days and step > _HOUR else _HOUR if step >= _MINUTE else _MINUTE) == 0


def _mark(ticks: int, step: int, span: float, *, days: bool) -> str:
    moment = Instant(ticks).moment()
    if step >= _YEAR:
        return str(moment.year)
    day = f"{moment.day} {MONTHS[moment.month - 1][:3]}"
    if step >= _DAY:
        return f"{day} {moment.year}" if span > _YEAR / 2 else day
    if days and (ticks // TICKS_PER_SECOND) % _DAY == 0:
        return day
    return moment.strftime("%H:%M:%S" if step < _MINUTE else "%H:%M")


def joined(
    stretches: Iterable[tuple[float, float]], apart: float = 0.5
) -> list[tuple[float, float]]:
    """Return stretches (left, right) from left to right, joined where the eye sees no gap.

    However many there are, no more are drawn than a lane has room for.

    Args:
        stretches: In any order.
        apart: The least distance, in px, that keeps two of them apart.
    """
    kept: list[tuple[float, float]] = []
    for left, right in sorted(stretches):
        if kept and left - kept[-1][1] < apart:
            kept[-1] = kept[-1][0], max(kept[-1][1], right)
        else:
            kept.append((left, right))
    return kept
