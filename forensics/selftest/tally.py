"""How often a build was right: what is counted, and the two shares that follow, with intervals.

The interval is that of Clopper and Pearson (Biometrika 26, 1934, 404-413) for 95 %, which never
covers less than it promises where each item is a draw of its own. Items of one case are not, so it
tells how much the number of items alone leaves open, and no more.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import Final

from forensics.comparison.chances import beta_below, quantile
from forensics.error_rates import Proportion
from forensics.values import NOT_APPLICABLE

LEVEL: Final = 0.95
_TAIL: Final = (1 - LEVEL) / 2
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the truths of one subject, and of what was claimed.

    Attributes:
        true: Truths that were found, every part of them as it was.
        unknown: Truths that were found with a part that is left open: no claim.
        missed: Truths that were not found, or found wrong.
        lost: Of the missed, those of which no whole record is left in the evidence.
        false: Claims that are of no truth, or wrong in a part.
    """

    true: int = 0
    unknown: int = 0
    missed: int = 0
    lost: int = 0
    false: int = 0

    @property
    def truths(self) -> int:
        """How many truths there are."""
        return self.true + self.unknown + self.missed

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return self.true + self.false

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(
            **{
                field.name: getattr(self, field.name) + getattr(other, field.name)
                for field in fields(Tally)
            }
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return all together."""
    return sum(tallies, start=Tally())


def recall(tally: Tally) -> Proportion:
    """Return the share of the truths that were found."""
    return share(tally.true, tally.truths)


def precision(tally: Tally) -> Proportion:
    """Return the share of the claims that are true."""
    return share(tally.true, tally.claims)


def share(number: int, of: int) -> Proportion:
    """Return a share with its interval."""
    if not of:
        none = NOT_APPLICABLE
        return Proportion(number=number, of=of, percent=none, lower=none, upper=none)
    low = partial(beta_below, number, of - number + 1)
    high = partial(beta_below, number + 1, of - number)
    return Proportion(
        number=number,
        of=of,
        percent=number * 1_000 // of / 10,
        lower=_down(quantile(low, _TAIL, 1.0)) if number else 0.0,
        upper=_up(quantile(high, 1 - _TAIL, 1.0)) if number < of else 100.0,
    )


# What a machine's arithmetic makes of the last bits must not decide a tenth.
def _down(part: float) -> float:
    return math.floor(part * 1_000 + _HAIR) / 10


def _up(part: float) -> float:
    return math.ceil(part * 1_000 - _HAIR) / 10
