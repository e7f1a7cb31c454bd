"""How sure a rate is, and the ratio of two rates: exact intervals of counted events.

The limits of a rate are those of Garwood (Biometrika 28, 1936, 437-442). The ratio of two rates is
told by the share of all events that fall on one side, which is binomial whatever the rates are
(Przyborowski and Wilenski, Biometrika 31, 1940, 313-323), with the limits of Clopper and Pearson
(Biometrika 26, 1934, 404-413). Both never cover less than they promise.

Events that come in bunches tell less than their number. Counts are therefore divided by how much
they are bunched (`bunching.py`) before the limits are taken: the variance of a quasi-Poisson count
is its mean times that factor (McCullagh and Nelder, Generalized Linear Models, 1989, 6.2.3).
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Final

from forensics.comparison.chances import beta_below, gamma_below, quantile

LEVEL: Final = 0.95
_TAIL: Final = (1 - LEVEL) / 2


@dataclass(frozen=True, slots=True)
class Counted:
    """Events counted in so many seconds."""

    events: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """An estimate with its 95 % interval; `math.inf` where there is no upper bound."""

    value: float
    lower: float
    upper: float


def rate(counted: Counted, unit: float, bunched: float = 1.0) -> Limits:
    """Return events in `unit` seconds, with Garwood's limits.

    Args:
        counted: Of at least a moment.
        unit: Seconds.
        bunched: How much larger the variance is than that of single events; at least 1.
    """
    events, scale = counted.events / bunched, bunched * unit / counted.seconds
    lower = quantile(partial(gamma_below, events), _TAIL) if events else 0.0
    upper = quantile(partial(gamma_below, events + 1), 1 - _TAIL)
    return Limits(value=events * scale, lower=lower * scale, upper=upper * scale)


def ratio(before: Counted, after: Counted, bunched: float = 1.0) -> Limits | None:
    """Return the rate after divided by the rate before; None where nothing happened at all.

    Args:
        before: Of at least a moment.
        after: Likewise.
        bunched: As of `rate`.
    """
    if not before.events and not after.events:
        return None
    old, new = before.events / bunched, after.events / bunched
    lower = quantile(partial(beta_below, new, old + 1), _TAIL, 1.0) if new else 0.0
    upper = quantile(partial(beta_below, new + 1, old), 1 - _TAIL, 1.0) if old else 1.0
    per_second = before.seconds / after.seconds
    value = _odds(new / (old + new))
    return Limits(value * per_second, _odds(lower) * per_second, _odds(upper) * per_second)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
