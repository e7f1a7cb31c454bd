"""Fitting: from the pairs of two machines to the course of one's clock beside the other's."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.values import TICKS_PER_SECOND, Instant
from forensics.when.courses import (
    ENOUGH,
    FIRST,
    LAST,
    LEAST,
    SPREADS,
    Change,
    Course,
    Stretch,
    Ticks,
)
from forensics.when.pairing import APART

MOST: Final = 8
"""Stretches at most: a clock that is set more often is not followed."""

_HOUR: Final = 3600 * TICKS_PER_SECOND
_LOOKED_AT: Final = 500  # pairs that are looked at for a step or a drift


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """Some consecutive pairs and the line through them."""

    first: int
    last: int
    ticks: int
    slope: float
    spread: int
    pairs: int
    agrees: bool


def follow(time: Ticks, apart: Ticks, changes: tuple[Change, ...] = ()) -> Course | None:
    """Return the course that pairs tell, or None where they carry none.

    A step is told by three pairs at least on either side, each side agreeing in itself (two
    thirds within three spreads, and those no wider than 5 s), a jump of more than 2 s, and less
    than half the rest that one constant leaves. A drift is told by six pairs whose line gains more
    than 2 s and leaves less than half that rest.

    Args:
        time: When the machine recorded each pair, ticks, rising.
        apart: Its clock minus the other's, ticks.
        changes: What its own records tell of being set; they narrow the time of a step.
    """
    fits = list(_fits(time, apart, 0))
    if not fits or len(fits) > MOST or not all(fit.agrees for fit in fits):
        return None
    return Course(
        stretches=tuple(_stretches(fits, time, apart, changes)), remark=_remark(fits, time, changes)
    )


def change(time: Ticks, apart: Ticks) -> str:
    """Tell a step or a drift that pairs show but do not carry; one clause, or `""`."""
    cut, slope = _change(time, apart)
    if cut:
        jump = (np.median(apart[cut:]) - np.median(apart[:cut])) / TICKS_PER_SECOND
        return f"steps by {jump:+.3g} s at {_second(int(time[cut]))}"
    return f"drifts by {slope * 3600:+.3g} s an hour" if slope else ""


def _fits(time: Ticks, apart: Ticks, first: int) -> Iterator[_Fit]:
    """Part the pairs at every step, and lay a line through each part."""
    cut, slope = _change(time, apart)
    if cut:
        yield from _fits(time[:cut], apart[:cut], first)
        yield from _fits(time[cut:], apart[cut:], first + cut)
        return
    yield _fit(time, apart, slope, first)


def _fit(time: Ticks, apart: Ticks, slope: float, first: int) -> _Fit:
    level = apart - np.rint(slope * (time - time[0])).astype(np.int64)
    middle = int(np.sort(level)[(len(level) - 1) // 2])
    spread = int(np.median(np.abs(level - middle)))
    near = int((np.abs(level - middle) <= max(LEAST, SPREADS * spread)).sum())
    return _Fit(
        first=first,
        last=first + len(time) - 1,
        ticks=middle,
        slope=slope,
        spread=spread,
        pairs=near,
        agrees=near >= ENOUGH and 3 * near >= 2 * len(level) and SPREADS * spread <= APART,
    )


def _change(time: Ticks, apart: Ticks) -> tuple[int, float]:
    """Return where a step lies, 0 without one, and the slope of a drift, 0 without one."""
    if len(apart) < 2 * ENOUGH:
        return 0, 0.0
    every = len(apart) // _LOOKED_AT + 1
    thin, some = time[::every] - time[0], apart[::every]
    cuts = range(ENOUGH, len(some) - ENOUGH + 1)
    # Most clocks keep their offset: no jump and no gain is then as wide as it must be.
    if not cuts or int(some.max() - some.min()) <= 2 * LEAST:
        return 0, 0.0
    whole = _rest(some)
    cut = min(cuts, key=lambda place: _rest(some[:place]) + _rest(some[place:]))
    stepped = _rest(some[:cut]) + _rest(some[cut:])
    slope, base = np.polyfit(thin / _HOUR, some, 1) if thin[-1] else (0.0, float(some[0]))
    drifted = float(np.abs(some - (slope * thin / _HOUR + base)).sum())
    jump = abs(float(np.median(some[cut:]) - np.median(some[:cut])))
    if stepped <= drifted and jump > 2 * LEAST and 2 * stepped < whole:
        return cut * every, 0.0
    if drifted < stepped and abs(slope * thin[-1] / _HOUR) > 2 * LEAST and 2 * drifted < whole:
        return 0, float(slope / _HOUR)
    return _turn(some) * every, 0.0


def _turn(apart: Ticks) -> int:
    """Return the first place between three pairs of one level and three of another, or 0.

    A clock that was set and set back has the same level twice: one cut leaves as much as none.
    """
    order = np.argsort(apart, kind="stable")
    level = np.empty(len(apart), np.int64)
    level[order] = np.cumsum(np.diff(apart[order], prepend=apart[order[0]]) > 2 * LEAST)
    three = np.lib.stride_tricks.sliding_window_view(level, ENOUGH)
    alike = three.min(axis=1) == three.max(axis=1)
    before, after = slice(None, -ENOUGH), slice(ENOUGH, None)
    turns = alike[before] & alike[after] & (three[before, 0] != three[after, 0])
    return int(np.argmax(turns)) + ENOUGH if turns.any() else 0


def _rest(apart: Ticks) -> float:
    return float(np.abs(apart - np.median(apart)).sum())


def _stretches(
    fits: list[_Fit], time: Ticks, apart: Ticks, changes: tuple[Change, ...]
) -> Iterator[Stretch]:
    """Lay the stretches end to end, with the time between two of them in doubt."""
    begins = FIRST
    for fit, after in zip(fits, [*fits[1:], None], strict=True):
        origin = int(time[fit.first])
        gap = None if after is None else _gap(fit, after, time, apart)
        ends = LAST
        if after is not None and gap is not None:
            told = _told(_jump(fit, after, time), gap, changes)
            gap = gap if told is None else _around(told)
            ends = gap[0]
        yield Stretch(
            begins=begins,
            ends=ends,
            origin=origin,
            last=int(time[fit.last]),
            ticks=fit.ticks,
            slope=fit.slope,
            spread=fit.spread,
            pairs=fit.pairs,
        )
        if after is not None and gap is not None:
            yield _between(fit, after, time, gap)
            begins = gap[1]


def _gap(fit: _Fit, after: _Fit, time: Ticks, apart: Ticks) -> tuple[int, int]:
    """Return between which recorded times the clock was set.

    Where it was set back, pairs of both offsets share some recorded times: all of these are in it.
    """
    here, there = slice(fit.first, fit.last + 1), slice(after.first, after.last + 1)
    old = time[here][_near(fit, time, apart, here)]
    new = time[there][_near(after, time, apart, there)]
    late = time[there][_near(fit, time, apart, there)]
    early = time[here][_near(after, time, apart, here)]
    last_old = max(int(old.max()), int(late.max()) if len(late) else FIRST)
    first_new = min(int(new.min()), int(early.min()) if len(early) else LAST)
    # The last try by the old offset is no longer in doubt, nor is the first by the new one.
    return min(last_old + 1, first_new), max(last_old + 1, first_new)


def _near(fit: _Fit, time: Ticks, apart: Ticks, where: slice) -> NDArray[np.bool_]:
    line = fit.ticks + fit.slope * (time[where] - time[fit.first])
    near: NDArray[np.bool_] = np.abs(apart[where] - line) <= max(LEAST, SPREADS * fit.spread)
    return near


def _jump(fit: _Fit, after: _Fit, time: Ticks) -> int:
    came_to = fit.ticks + round(fit.slope * int(time[after.first] - time[fit.first]))
    return after.ticks - came_to


def _told(jump: int, gap: tuple[int, int], changes: tuple[Change, ...]) -> Change | None:
    """Return the one recorded change of about this size in a gap, if it is the only one."""
    begins, ends = gap
    fitting = [
        each
        for each in changes
        if abs(each.by - jump) <= 2 * LEAST
        and min(each.before, each.after) >= begins - 2 * abs(jump)
        and max(each.before, each.after) <= ends + 2 * abs(jump)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _around(told: Change) -> tuple[int, int]:
    """Return the recorded times that a recorded change leaves in doubt: those that came twice."""
    if told.by > 0:
        return told.after, told.after
    return told.after, told.before + 1


def _between(fit: _Fit, after: _Fit, time: Ticks, gap: tuple[int, int]) -> Stretch:
    came_to = fit.ticks + round(fit.slope * (gap[0] - int(time[fit.first])))
    return Stretch(
        begins=gap[0],
        ends=gap[1],
        origin=gap[0],
        last=gap[1],
        ticks=came_to,
        slope=0.0,
        spread=max(fit.spread, after.spread),
        pairs=0,
        other=after.ticks,
    )


def _remark(fits: list[_Fit], time: Ticks, changes: tuple[Change, ...]) -> str:
    """Return the steps and drifts of a course, one clause."""
    said = []
    for fit, after in pairwise(fits):
        jump = _jump(fit, after, time)
        ends = int(time[fit.last]), int(time[after.first])
        told = _told(jump, ends, changes)
        when = f"between {_second(ends[0])} and {_second(ends[1])}"
        if told is not None:
            when = f"at {_second(told.after)}, as a record of its own tells"
        said.append(f"steps by {jump / TICKS_PER_SECOND:+.3g} s {when}")
    said += [f"drifts by {fit.slope * 3600:+.3g} s an hour" for fit in fits if fit.slope]
    return "; ".join(said)


def _second(time: int) -> str:
    return Instant(time).iso()[:19] + "Z"
