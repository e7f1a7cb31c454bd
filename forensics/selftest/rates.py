"""From the figures of a selftest to the rates that a report quotes."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Final

from forensics.error_rates import ErrorRate, ErrorRates
from forensics.selftest.figures import Figures, Group, stated
from forensics.selftest.tally import Tally, precision, recall
from forensics.values import NOT_APPLICABLE, Absent

CLEAN: Final = "clean"
"""The kind of the cases whose logs are whole."""

_WHOLE: Final = 1.0


@cache
def quoted() -> ErrorRates:
    """Return the rates that are stated with this build."""
    return rates(stated())


def rates(figures: Figures) -> ErrorRates:
    """Return the rates of a selftest."""
    return ErrorRates(
        corpus=figures.corpus,
        date=figures.date,
        cases=figures.all.cases,
        kinds=tuple(figures.kinds),
        rates=tuple(_rate(subject, figures) for subject in figures.all.tallies),
    )


def _rate(subject: str, figures: Figures) -> ErrorRate:
    tally = figures.all.tallies[subject]
    return ErrorRate(
        subject=subject,
        recall=recall(tally),
        clean=recall(figures.kinds[CLEAN].tallies[subject]),
        precision=precision(tally),
        unknown=tally.unknown,
        lost=tally.lost,
        least_found=_least(subject, figures.kinds, attrgetter("truths")),
        least_right=_least(subject, figures.kinds, attrgetter("claims")),
    )


def _least(subject: str, kinds: Mapping[str, Group], of: Callable[[Tally], int]) -> str | Absent:
    """Return the kind with the lowest share, the first of several; absent where all are whole."""
    told = {name: group.tallies[subject] for name, group in kinds.items()}
    parts = {name: tally.true / of(tally) for name, tally in told.items() if of(tally)}
    lowest = min(parts, key=parts.__getitem__, default=None)
    return NOT_APPLICABLE if lowest is None or parts[lowest] == _WHOLE else lowest
