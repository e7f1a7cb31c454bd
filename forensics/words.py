"""Numbers, times and lists as the report prints them: British, in UTC, the same in every locale."""

from collections.abc import Iterable, Sequence
from typing import Final

from forensics.effects import Span
from forensics.values import TICKS_PER_SECOND, Absent, Instant

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SMALL: Final = (
    *("no", "one", "two", "three", "four", "five"),
    *("six", "seven", "eight", "nine", "ten"),
)
_ABSENT: Final = {
    "not-recorded": "not recorded",
    "unreadable": "unreadable",
    "unparsable": "not understood",
    "not-applicable": "–",
}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def grouped(number: int) -> str:
    """Return 1234567 as `1,234,567`."""
    return f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 lockout`, `17 lockouts`; the plural is `one` with an s unless given."""
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


def left_over(number: int) -> str:
    """Return `1 more is`, `17 more are`: what is not printed."""
    return f"{grouped(number)} more {'is' if number == 1 else 'are'}"


def percent(share: float) -> str:
    """Return `98.7 %`, cut and never rounded up, so that only all is 100 %."""
    return f"{int(share * 1000) / 10:g} %"


def times(number: int) -> str:
    """Return `once`, `twice`, `17 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{grouped(number)} times")


def spelled(number: int, one: str, many: str = "") -> str:
    """Return `no lockouts`, `one lockout`, `ten lockouts`, `11 lockouts`, for running text."""
    small = _SMALL[number] if number < len(_SMALL) else grouped(number)
    return f"{small} {one if number == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """Return `text` with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def listing(items: Sequence[str], last: str = "and") -> str:
    """Return `A`, `A and B`, `A, B and C`."""
    if len(items) < 2:  # noqa: PLR2004 - one item, or none
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def day(moment: Instant) -> str:
    """Return `9 October 2001`."""
    at = moment.moment()
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def date(moment: Instant) -> str:
    """Return `2001-10-09`."""
    at = moment.moment()
    return f"{at.year:04d}-{at.month:02d}-{at.day:02d}"


def clock(moment: Instant) -> str:
    """Return `06:05:47`; a fraction of a second is cut."""
    return moment.moment().strftime("%H:%M:%S")


def minute(moment: Instant) -> str:
    """Return `06:05`."""
    return moment.moment().strftime("%H:%M")


def stamp(moment: Instant) -> str:
    """Return `2001-10-09 06:05:47`, with a fraction to 100 ns only where it is not zero."""
    fraction = f"{moment.ticks % TICKS_PER_SECOND:07d}".rstrip("0")
    return f"{date(moment)} {clock(moment)}" + (f".{fraction}" if fraction else "")


def one_day(moments: Iterable[Instant]) -> bool:
    """Return whether all moments lie on one day, UTC."""
    return len({date(moment) for moment in moments}) < 2  # noqa: PLR2004 - one day, or none


def period(first: Instant, last: Instant) -> str:
    """Return `between 06:05 and 10:00 UTC on 9 October 2001`, or from day to day."""
    if minute(first) == minute(last) and one_day((first, last)):
        return f"at {minute(first)} UTC on {day(first)}"
    if one_day((first, last)):
        return f"between {minute(first)} and {minute(last)} UTC on {day(first)}"
    return f"from {day(first)}, {minute(first)} to {day(last)}, {minute(last)} UTC"


def length(first: Instant, last: Instant) -> str:
    """Return how long it is from `first` to `last`, as `lasting` says it."""
    return lasting((last.ticks - first.ticks) / TICKS_PER_SECOND)


def lasting(seconds: float) -> str:
    """Return a stretch of time in its largest unit: `3.8 hours`, `12 days`."""
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= unit:
            amount = (
                f"{seconds / unit:.1f}".removesuffix(".0")
                if seconds < 10 * unit
                else (grouped(round(seconds / unit)))
            )
            return f"{amount} {name}" + ("" if amount == "1" else "s")
    return "less than a second"


def duration(seconds: int) -> str:
    """Return `30 min`, `1 h`, `5 min 20 s`."""
    parts, left = [], seconds
    for unit, name in _UNITS:
        if left >= unit:
            parts.append(f"{grouped(left // unit)} {name}")
            left %= unit
    return " ".join(parts[:2]) or "0 s"


def minutes_seconds(ticks: int) -> str:
    """Return `14:49`, minutes and seconds; from an hour on `2:14:49`."""
    seconds = max(ticks, 0) // TICKS_PER_SECOND
    hours, left = divmod(seconds, 3_600)
    if hours:
        return f"{grouped(hours)}:{left // 60:02d}:{left % 60:02d}"
    return f"{left // 60}:{left % 60:02d}"


def span(value: int | Span | Absent) -> str:
    """Return `30 min`, `between 5 min and 1 h`, `at least 5 min`, `at most 1 h` or `not known`."""
    match value:
        case int():
            return duration(value)
        case Span(at_least=int(low), at_most=int(high)):
            return f"between {duration(low)} and {duration(high)}"
        case Span(at_least=int(low)):
            return f"at least {duration(low)}"
        case Span(at_most=int(high)):
            return f"at most {duration(high)}"
        case _:
            return "not known"


def or_why(value: str | Absent) -> str:
    """Return the value, or in words why it is missing."""
    return _ABSENT[value.reason] if isinstance(value, Absent) else value
