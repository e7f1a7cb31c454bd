"""Courses: how the clock of one machine ran beside another's.

A clock that was right by a constant all along has one stretch. One that was set has a stretch on
either side of the step, one that gains or loses a sloping one. Between two stretches either offset
may have held: a time that lies there is in doubt by as much as they differ, and so is one beyond
the pairs of a clock that drifts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.values import TICKS_PER_SECOND

LEAST: Final = 1 * TICKS_PER_SECOND
"""The least tolerance between two clocks whose offset is known: .evt times are whole seconds."""

ENOUGH: Final = 3
"""Pairs at least that must agree before they tell of a clock, on either side of a step too."""

SPREADS: Final = 3
"""How many spreads a pair may lie from the offset that it agrees with."""

FIRST: Final = -(1 << 62)
LAST: Final = 1 << 62
"""Before and after every time that a log can record, ticks."""

Ticks = NDArray[np.int64]
"""Times or differences of times, ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One stretch of a clock's course; its times are as that machine recorded them.

    Attributes:
        begins: From here on (ticks) it holds, or may hold.
        ends: Up to here, ticks.
        origin: The first pair that tells of it, where the offset is `ticks`.
        last: The last one.
        ticks: The machine's clock minus the other's, ticks.
        slope: Ticks that it gains in a tick; 0 for a constant offset.
        spread: Median distance of the pairs from it, ticks.
        pairs: How many pairs agree; 0 for the time between two stretches.
        other: The offset that may have held as well, ticks; None where only one may.
    """

    begins: int
    ends: int
    origin: int
    last: int
    ticks: int
    slope: float
    spread: int
    pairs: int
    other: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record that tells that a machine's clock was set.

    Attributes:
        before: Its time just before, ticks.
        after: Its time just after, ticks.
        row: The observation that tells it.
    """

    before: int
    after: int
    row: int

    @property
    def by(self) -> int:
        """How far the clock was set on, ticks; negative where it was set back."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The stretches of one clock, one after another and without a hole.

    Attributes:
        stretches: In order of time; the first begins before and the last ends after every time.
        remark: The steps and drifts, one clause; `""` for one constant offset.
    """

    stretches: tuple[Stretch, ...]
    remark: str = ""

    @property
    def known(self) -> tuple[Stretch, ...]:
        """The stretches that pairs tell of."""
        return tuple(each for each in self.stretches if each.pairs)

    @property
    def constant(self) -> bool:
        """Whether one offset held all along."""
        return len(self.stretches) == 1 and not self.stretches[0].slope

    def at(self, times: Ticks) -> tuple[Ticks, Ticks]:
        """Return the offset at each recorded time, and the other that may have held as well.

        The two are equal where nothing is in doubt; ticks.
        """
        begins = np.array([each.begins for each in self.stretches])
        place = np.maximum(np.searchsorted(begins, times, side="right") - 1, 0)
        ticks = np.array([each.ticks for each in self.stretches])[place]
        origin = np.array([each.origin for each in self.stretches])[place]
        slope = np.array([each.slope for each in self.stretches])[place]
        other = [each.ticks if each.other is None else each.other for each in self.stretches]
        last = np.array([each.last for each in self.stretches])[place]
        # Beyond the pairs that tell of a drift it may have ended, or not begun.
        inside = np.clip(times, origin, np.maximum(last, origin))
        lag = ticks + np.rint(slope * (times - origin)).astype(np.int64)
        rival = np.array(other)[place] + np.rint(slope * (inside - origin)).astype(np.int64)
        # A second is within what two known clocks may differ by anyway.
        return lag, np.where(np.abs(rival - lag) <= LEAST, lag, rival)
