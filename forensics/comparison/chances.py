"""The two probability functions that exact intervals of counts need: incomplete gamma and beta.

Written out here because the library that has them is larger than this program. Formulas of the NIST
Digital Library of Mathematical Functions (DLMF): 8.7.1 and 8.9.2 for the gamma function, 8.17.22
for the beta function; the continued fractions are summed as Lentz does (Numerical Recipes, 5.2).
The tests hold both against whole sums of Poisson and binomial terms.
"""

import math
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

_CLOSE: Final = 1e-15
_TINY: Final = 1e-300
_HALVINGS: Final = 200


def gamma_below(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function P(shape, x).

    For a whole shape k it is the chance of k or more events where x are expected (Poisson).
    """
    if x <= 0:
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))
    if x < shape + 1:
        return min(scale * _series(shape, x), 1.0)
    # DLMF 8.9.2 gives the upper function over x**shape * exp(-x) / gamma(shape).
    return max(1.0 - scale * shape * _lentz(_upper_gamma(shape, x)), 0.0)


def _series(shape: float, x: float) -> float:
    total = term = 1.0
    for step in count(1):
        term *= x / (shape + step)
        total += term
        if term < total * _CLOSE:
            break
    return total


def _upper_gamma(shape: float, x: float) -> Iterator[tuple[float, float]]:
    yield 1.0, x + 1 - shape
    for step in count(1):
        yield -step * (step - shape), x + 2 * step + 1 - shape


def beta_below(first: float, second: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(first, second).

    For whole numbers it is the chance of `first` or more successes of first + second - 1 at x.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (first + 1) / (first + second + 2):
        return 1.0 - beta_below(second, first, 1 - x)
    whole = math.lgamma(first + second) - math.lgamma(first) - math.lgamma(second)
    scale = math.exp(whole + first * math.log(x) + second * math.log1p(-x)) / first
    return min(scale * _lentz(_lower_beta(first, second, x)), 1.0)


def _lower_beta(first: float, second: float, x: float) -> Iterator[tuple[float, float]]:
    yield 1.0, 1.0
    yield -(first + second) * x / (first + 1), 1.0
    for step in count(1):
        even = first + 2 * step
        yield step * (second - step) * x / ((even - 1) * even), 1.0
        yield -(first + step) * (first + second + step) * x / (even * (even + 1)), 1.0


def _lentz(terms: Iterator[tuple[float, float]]) -> float:
    """Return a1/(b1 + a2/(b2 + …)) from its pairs (a, b), by the modified method of Lentz."""
    value = above = _TINY
    below = 0.0
    for numerator, denominator in terms:
        below = denominator + numerator * below or _TINY
        above = denominator + numerator / above or _TINY
        below = 1 / below
        change = above * below
        value *= change
        if abs(change - 1) < _CLOSE:
            break
    return value


def quantile(below: Callable[[float], float], share: float, most: float = math.inf) -> float:
    """Return the x from 0 to `most` at which a rising function of chances reaches `share`."""
    low, high = 0.0, min(most, 1.0)
    while high < most and below(high) < share:
        low, high = high, min(high * 2, most)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return (low + high) / 2
