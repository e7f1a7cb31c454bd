"""Offsets: what is known of the clocks of all machines, and times told by one of them.

Recorded times are never altered; only comparisons take a clock's offset off. How one offset ran
over time, where a clock was set or drifts, is a matter of `courses.py`; `measuring.py` tells the
offsets from the records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.when.courses import LEAST, SPREADS, Course
from forensics.when.pairing import APART


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """What is known of one machine's clock.

    Attributes:
        machine: As shown.
        ticks: Its clock minus the reference, ticks; of a clock that moved, its first offset.
        spread: Median distance of the pairs from their median, ticks; None where none are paired.
        pairs: How many pairs agree.
        reference: The machine whose clock it is measured against; `""` for true time, which the
            analyst declares of this machine or of one it is paired with.
        declared: Whether the analyst declares it.
        steady: Whether its times may be compared by it.
        remark: A step or a drift, or what contradicts the declared offset; one clause, or `""`.
        course: How it ran beside `beside`; None where one offset held all along.
        beside: The machine that it is paired with; `""` for the reference and what is declared.
    """

    machine: str
    ticks: int
    spread: int | None
    pairs: int
    reference: str
    declared: bool = False
    steady: bool = True
    remark: str = ""
    course: Course | None = None
    beside: str = ""

    def uncertainty(self) -> int:
        """Return how far (ticks) a time told by it may be wrong beside the reference."""
        return _tolerance(self.spread or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """What is known of all clocks; keys are the machines as shown."""

    of: Mapping[str, Offset] = field(default_factory=dict)

    def lags(self) -> dict[str, int]:
        """Return machine -> ticks to take off its times, of the clocks that never moved."""
        moved = self.moved()
        return {
            name: each.ticks
            for name, each in self.of.items()
            if each.steady and each.ticks and name not in moved
        }

    def moved(self) -> frozenset[str]:
        """Return the machines whose clock, or that of one it is measured by, moved."""
        return frozenset(
            name
            for name, each in self.of.items()
            if each.steady and any(one.course is not None for one in self._way(each))
        )

    def _way(self, offset: Offset) -> tuple[Offset, ...]:
        """Return the offsets from a machine to its reference, nearest first."""
        found = [offset]
        while found[-1].beside:
            found.append(self.of[found[-1].beside])
        return tuple(found)

    def at(self, machine: str, times: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Return the offset of a machine at recorded times, and the other that may have held."""
        ticks, rival = np.zeros_like(times), np.zeros_like(times)
        for each in self._way(self.of[machine]):
            if each.course is not None:
                more, other = each.course.at(times - ticks)
                ticks, rival = ticks + more, rival + other
            else:
                step = self._step(each)
                ticks, rival = ticks + step, rival + step
        return ticks, rival

    def _step(self, offset: Offset) -> int:
        """Return the constant offset beside the next machine of the way."""
        near = self.of.get(offset.beside)
        return offset.ticks - (0 if near is None else near.ticks)

    def place(self, tries: pl.DataFrame) -> pl.DataFrame:
        """Return records with their times by the reference clock.

        Args:
            tries: With `machine` and `time`, ticks as recorded.

        Returns:
            Further columns: `at` (ticks by the reference clock) and `at_else` (the other time that
            it may have been, where a clock was set or drifts; elsewhere the same).
        """
        placed = tries.with_columns((pl.col("time") - lag(self.lags())).alias("at"))
        steady = placed.with_columns(pl.col("at").alias("at_else"))
        moved = [name for name in sorted(self.moved()) if name in set(tries["machine"].unique())]
        if not moved:
            return steady
        timed = pl.col("machine").is_in(moved).fill_null(value=False) & pl.col("time").is_not_null()
        parts = [steady.filter(~timed)]
        for name, own in steady.filter(timed).partition_by("machine", as_dict=True).items():
            times = own["time"].to_numpy()
            ticks, rival = self.at(str(name[0]), times)
            at, at_else = pl.Series("at", times - ticks), pl.Series("at_else", times - rival)
            parts.append(own.with_columns(at, at_else))
        return pl.concat(parts)

    def tolerance(self, machine: str | None, other: str | None) -> int:
        """Return how far (ticks) two records of one try on two machines may lie apart."""
        one, two = self.of.get(machine or ""), self.of.get(other or "")
        if one is None or two is None or one.reference != two.reference:
            return APART
        if one.spread is None or two.spread is None or not (one.steady and two.steady):
            return APART
        return _tolerance(one.spread + two.spread)


def _tolerance(spread: int) -> int:
    return min(APART, max(LEAST, SPREADS * spread))


UNKNOWN: Final = Offsets()


def lag(lags: Mapping[str, int]) -> pl.Expr:
    """Return what to take off the times of each `machine`, 0 where nothing is known."""
    if not lags:
        return pl.lit(0, dtype=pl.Int64)
    return pl.col("machine").replace_strict(lags, default=0, return_dtype=pl.Int64)
