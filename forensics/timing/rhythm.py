"""Rhythm: whether the failures of one source return at equal intervals, and at which.

Agents of SMS 2.0 work by the clock: configuration and copy queue every 23 hours, so that they drift
an hour a day (Q231232, Q292030); polls and retries every 60 minutes (Q235801, Q227033); software
metering every 15 (Q256127); the client of SMS 1.2 pauses 60 seconds (Q191828). A logon in the
morning is daily. The rules below are ours; `tests/analysis/test_rhythm.py` counts how often they
err on times without any rhythm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from forensics.lanes import QUIET
from forensics.values import TICKS_PER_SECOND

NAMED: Final = {
    "60 s": 60,
    "15 min": 900,
    "60 min": 3_600,
    "23 h": 82_800,
    "daily": 86_400,
    "weekly": 604_800,
}
"""The periods that articles or habits give a name to, in seconds."""

OTHER: Final = "other"
NONE: Final = "none"
TOO_FEW: Final = "too few"

LEAST_BURSTS: Final = 4
LEAST_BURSTS_OF_OTHER: Final = 8
"""A period that nothing but the times themselves suggests needs more of them."""

NEAR: Final = 0.05
"""How far a gap may lie from a multiple of the period, as a share of the period."""

SAME: Final = 0.02
"""How far a period may lie from a named one: 23 hours and a day differ by 4 in 100."""

MOST_MISSED: Final = 3
"""Gaps of one, two and three periods fit: a machine that is off misses a beat or two."""

_DRIFTING: Final = ("23 h", "daily")
_SHORT: Final = ("60 s",)
_LONG: Final = tuple(name for name in NAMED if name not in _SHORT)
_SHORT_QUIET: Final = 20 * TICKS_PER_SECOND  # a beat of 60 s would be one burst by `QUIET`
_FAR: Final = 2**61  # beyond any date; differences of such ticks still fit 64 bits

Ticks = npt.NDArray[np.int64]
_Seconds = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What the times of one source show.

    Attributes:
        period: A name of `NAMED`, `other`, `none` or `too few` (bursts to tell).
        seconds: The period as measured; None where there is none.
        strength: Share of the gaps between bursts, from their beginnings, that lie within `NEAR`
            of one, two or three periods; None where there is no period.
        bursts: Runs of failures without a longer silence than 90 s (20 s for a beat of 60 s).
    """

    period: str
    seconds: float | None
    strength: float | None
    bursts: int


@dataclass(frozen=True, slots=True)
class _Fit:
    """A period with how many gaps fit it, and how many of these are the period itself."""

    seconds: float
    fitting: int
    single: int


def beat(times: Ticks) -> Beat:
    """Return the rhythm of one source.

    Args:
        times: Ticks of its failures, in any order; any values, none needed.
    """
    long = _find(begin_of_bursts(times, QUIET), _LONG)
    if long.period in NAMED:
        return long
    short = _find(begin_of_bursts(times, _SHORT_QUIET), _SHORT)
    return short if short.period in _SHORT else long


def begin_of_bursts(times: Ticks, quiet: int) -> Ticks:
    """Return the first time of each burst, rising; a longer silence than `quiet` ends a burst."""
    ordered = np.sort(np.clip(times, -_FAR, _FAR))
    return ordered[np.diff(ordered, prepend=ordered[:1] - quiet - 1) > quiet]


def name_of(seconds: float) -> str:
    """Return the name of the period that lies nearest within `SAME`, else `other`."""
    nearest = min(NAMED, key=lambda name: abs(seconds - NAMED[name]) / NAMED[name])
    return nearest if abs(seconds - NAMED[nearest]) <= SAME * NAMED[nearest] else OTHER


def _find(begins: Ticks, names: tuple[str, ...]) -> Beat:
    if begins.size < LEAST_BURSTS:
        return Beat(period=TOO_FEW, seconds=None, strength=None, bursts=begins.size)
    gaps = np.diff(begins) / TICKS_PER_SECOND
    guesses = [*(NAMED[name] for name in names), *np.quantile(gaps, (0.25, 0.5), method="lower")]
    fits = [_fit(gaps, float(guess)) for guess in guesses]
    found = [fit for fit in fits if fit is not None and _carries(fit, gaps.size)]
    if not found:
        return Beat(period=NONE, seconds=None, strength=None, bursts=begins.size)
    best = max(_of_one_drift(found, begins), key=lambda fit: (fit.fitting, fit.single))
    return Beat(
        period=name_of(best.seconds),
        seconds=best.seconds,
        strength=best.fitting / gaps.size,
        bursts=begins.size,
    )


def _of_one_drift(found: list[_Fit], begins: Ticks) -> list[_Fit]:
    """Keep 23 hours or a day where both may be: a beat of 23 hours drifts an hour a day.

    On a clock of the true period all bursts stand close together, on the other they spread.
    """
    since = (begins - begins[0]) / TICKS_PER_SECOND
    close = {name: abs(np.exp(2j * np.pi * since / NAMED[name]).mean()) for name in _DRIFTING}
    true = max(close, key=lambda name: close[name])
    least, most = ((1 - SAME) * NAMED["23 h"], (1 + SAME) * NAMED["daily"])
    if all(name_of(fit.seconds) != true for fit in found):
        return found
    return [
        fit for fit in found if name_of(fit.seconds) == true or not least <= fit.seconds <= most
    ]


def _fit(gaps: _Seconds, period: float) -> _Fit | None:
    """Measure the period that begins with a guess, and count the gaps that fit what is measured.

    Gaps in a row add up to the time between two bursts, so that their sum tells 23 hours from a
    day even where each single burst is an hour early or late.
    """
    missed, near = _near(gaps, period)
    if not near.any():
        return None
    measured = float(gaps[near].sum() / missed[near].sum())
    missed, near = _near(gaps, measured)
    return _Fit(measured, int(near.sum()), int((near & (missed == 1)).sum()))


def _near(gaps: _Seconds, period: float) -> tuple[_Seconds, npt.NDArray[np.bool_]]:
    missed = np.clip(np.rint(gaps / period), 1, MOST_MISSED)
    return missed, np.abs(gaps - missed * period) <= NEAR * period


def _carries(fit: _Fit, gaps: int) -> bool:
    """Tell whether so many fitting gaps are more than chance brings together.

    Three in five fit, and of few gaps four, or all three. A third of those that fit are the period
    itself, else every period would be two of its halves.
    """
    if name_of(fit.seconds) == OTHER and gaps < LEAST_BURSTS_OF_OTHER - 1:
        return False
    return (
        5 * fit.fitting >= 3 * gaps
        and fit.fitting >= min(gaps, 4)
        and 3 * fit.single >= fit.fitting
    )
