"""What `verify` says: each check with what was compared, and every difference by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

_KEPT: Final = 50
"""Differences that one check names; the rest is counted."""

_SHOWN: Final = 200
"""Characters of a value that are shown: it comes from a file that nobody vouches for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as the evidence gives it.

    Attributes:
        where: A path in a document, a page and line, a file; where neither side has words for
            it, also what is the matter.
        report: What the report says there; `""` where it says nothing.
        evidence: What follows from the evidence; `""` where nothing does.
    """

    where: str
    report: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison, made whole or not made.

    Attributes:
        what: A word or two.
        agree: How many agree.
        of: How many there are.
        unit: What is counted, in the plural.
        differences: The first of those that were found.
        further: How many more there are.
        undone: Why it could not be made; `""` where it was. A check not made proves nothing.
    """

    what: str
    agree: int
    of: int
    unit: str
    differences: tuple[Difference, ...] = ()
    further: int = 0
    undone: str = ""

    @property
    def holds(self) -> bool:
        """Whether all was compared and all agrees."""
        return not self.undone and not self.differences and self.agree == self.of


def check(what: str, counts: tuple[int, int], unit: str, found: Iterable[Difference]) -> Check:
    """Return a check that was made.

    Args:
        what: A word or two.
        counts: How many agree, of how many.
        unit: What is counted.
        found: The differences, any number.
    """
    remaining = iter(found)
    kept = tuple(islice(remaining, _KEPT))
    agree, of = counts
    return Check(
        what=what,
        agree=agree,
        of=of,
        unit=unit,
        differences=kept,
        further=sum(1 for _ in remaining),
    )


def undone(what: str, reason: str) -> Check:
    """Return a check that could not be made."""
    return Check(what=what, agree=0, of=0, unit="", undone=reason)


def shown(value: object) -> str:
    """Return a value of any kind, short enough for a line."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
