"""How a comparison speaks of names, times and numbers: short, as it has two pages at most."""

from collections.abc import Sequence
from typing import Final

from forensics.legible import name
from forensics.typeface import SEMIBOLD, fitted
from forensics.values import TICKS_PER_SECOND, Absent, Instant
from forensics.words import counted, date, day, grouped, listing, minute
from forensics.words import length as spanned

NAMED: Final = 3
"""Names that a sentence lists."""

_LONG: Final = 2 * 86_400 * TICKS_PER_SECOND
_ROOM: Final = 190.0
_SIZE: Final = 11.8
"""CSS pixels: a name in a sentence, and the size of its type."""


def short(text: str, room: float = _ROOM, size: float = _SIZE) -> str:
    """Return a recorded text on one line, cut to a width; `compare.json` has it whole."""
    return fitted(name(text), size, room, weight=SEMIBOLD)


def names(recorded: Sequence[str]) -> str:
    """Return `A, B and C`, or `A, B, C and 7 others`."""
    shown = [short(each) for each in recorded[:NAMED]]
    left = len(recorded) - len(shown)
    return listing([*shown, counted(left, "other")] if left else shown)


def stretch(first: int, last: int) -> str:
    """Return `9 October 2003, 06:00 to 10:00 UTC` of two times in ticks; long ones by the day."""
    begin, end = Instant(first), Instant(last)
    if last - first >= _LONG:
        return f"{day(begin)} to {day(end)}"
    if date(begin) == date(end):
        return f"{day(begin)}, {minute(begin)} to {minute(end)} UTC"
    return f"{day(begin)}, {minute(begin)} to {day(end)}, {minute(end)} UTC"


def length(seconds: float) -> str:
    """Return `3.9 hours`, `12 days`."""
    return spanned(Instant(0), Instant(int(seconds * TICKS_PER_SECOND)))


def number(value: float) -> str:
    """Return a number to two digits, or whole from ten on: `0.25`, `4.1`, `17`, `1,204`."""
    if value == 0:
        return "0"
    if value >= 9.95:  # noqa: PLR2004 - what one decimal would show as 10.0
        return grouped(round(value))
    digits = 1 if value >= 0.95 else 2  # noqa: PLR2004 - what two would show as 0.95
    return f"{value:.{digits}f}".removesuffix(".0") if value >= 0.005 else "< 0.01"  # noqa: PLR2004


def limits(lower: float | Absent, upper: float | Absent) -> str:
    """Return `2.3 to 6.7`, `0 to 0.94`, `at least 1.2` or, where there is none, `–`."""
    if isinstance(lower, Absent):
        return "–"
    if isinstance(upper, Absent):
        return f"at least {number(lower)}"
    return f"{number(lower)} to {number(upper)}"
