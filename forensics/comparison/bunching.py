"""Whether events come in bunches: then they tell less than their number, and intervals widen.

The index of dispersion compares how the counts of equal stretches scatter with how they would if
events came singly (Fisher, Thornton and Mackenzie, Annals of Applied Biology 9, 1922, 325-359):
about 1, give or take the square root of 2 / degrees of freedom (Cox and Lewis, The Statistical
Analysis of Series of Events, 1966, 9.3). Each server of each side is held against its own mean.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

STRETCH: Final = 3_600
"""Seconds of the equal stretches that are counted."""

LEAST: Final = 10
"""Degrees of freedom from which on the index is told."""

_SURE: Final = 2.0  # standard errors


@dataclass(frozen=True, slots=True)
class Bunched:
    """How much events bunch.

    Attributes:
        index: Variance over mean of the hourly counts; None for too few hours.
        freedom: Its degrees of freedom.
        factor: What intervals are widened with; 1 unless the index is plainly above 1.
    """

    index: float | None
    freedom: int
    factor: float


def bunched(series: Iterable[Sequence[int]]) -> Bunched:
    """Return how much the events of some series bunch, each the counts of whole hours."""
    squares, freedom = 0.0, 0
    for counts in series:
        mean = sum(counts) / len(counts) if counts else 0.0
        if mean:
            squares += sum((each - mean) ** 2 for each in counts) / mean
            freedom += len(counts) - 1
    if freedom < LEAST:
        return Bunched(index=None, freedom=freedom, factor=1.0)
    index = squares / freedom
    plain = index <= 1 + _SURE * math.sqrt(2 / freedom)
    return Bunched(index=index, freedom=freedom, factor=1.0 if plain else index)
