"""Every way in which a report writes what `findings.json` holds; for the truth checker."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from forensics.effects import Span
from forensics.legible import name, prose, quoted
from forensics.values import NOT_RECORDED, TICKS_PER_SECOND, Instant
from forensics.words import (
    clock,
    date,
    day,
    duration,
    lasting,
    minute,
    minutes_seconds,
    percent,
    span,
    stamp,
)
from tests.output.moments import moment

WORDS: Final[Mapping[str, int]] = {
    **{word: at for at, word in enumerate(("two", "three", "four", "five", "six", "seven"), 2)},
    **{word: at for at, word in enumerate(("eight", "nine", "ten", "eleven", "twelve"), 8)},
    "twice": 2,
}
"""Numbers in letters. `no` and `one` are also words that count nothing, and are not looked for."""

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")


def bare(text: str) -> str:
    """Return a text without white space and capitals, as texts are compared."""
    return "".join(char.lower()[:1] for char in text if not char.isspace())


def number(token: str) -> int | float:
    """Return the value of a printed number, spelled or in figures."""
    if token in WORDS:
        return WORDS[token]
    value = float(token.replace(",", ""))
    return int(value) if value.is_integer() else value


def leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield every number and text of a document with its dotted name, and open bounds whole."""
    match value:
        case Mapping():
            if set(value) == {"at_least", "at_most"}:
                yield path, value
            for key, inner in value.items():
                yield "", str(key)
                yield from leaves(f"{path}.{key}", inner)
        case list():
            for inner in value:
                yield from leaves(path, inner)
        case bool() | None:
            return
        case _:
            yield path, value


def lengths(value: object) -> Iterator[int]:
    """Yield the length of every list of a document, and every number that tells of one."""
    match value:
        case Mapping():
            yield len(value)
            for key, inner in value.items():
                if isinstance(inner, int) and key.endswith(("total", "accounts", "checks_failing")):
                    yield inner
                yield from lengths(inner)
        case list():
            yield len(value)
            for inner in value:
                yield from lengths(inner)
        case _:
            return


def texts(value: str) -> Iterator[str]:
    """Yield a recorded text in each form in which it may be printed, for `bare` comparison."""
    for made in (value, name(value), name(value, 120), name(value, 90), prose(value)):
        yield bare(made.rstrip("."))
    yield from (bare(prose(value, most)) for most in (160, 400))
    yield from (bare(line) for line in quoted(value).splitlines())
    if re.fullmatch("(?:[0-9a-f]{2})+", value):
        yield from (bare(value[:cut]) for cut in (24, 32, 64))  # an excerpt, a digest


def written(path: str, value: object) -> Iterator[str]:
    """Yield a value in every form in which a report prints it, in small letters."""
    match value:
        case int():
            yield from _whole(path, value)
        case float():
            yield percent(value)
            if ".error_rates." in path:
                yield f"{value} %"
            yield from (f"{value:{form}}" for form in (",.1f", ".3g", "+.3g", "+.6g", "+,.0f"))
            yield from (f"{value:{form}} s" for form in (".3g", "g"))
        case Mapping():
            low, high = (
                each if isinstance(each, int) else NOT_RECORDED
                for each in (value["at_least"], value["at_most"])
            )
            yield from re.findall(r"\d.*?(?= and |$)", span(Span(at_least=low, at_most=high)))
        case str():
            at = moment(value)
            yield from _time(at) if at else ()
        case _:
            return


def _whole(path: str, value: int) -> Iterator[str]:
    yield from (str(value), f"{value:,}", f"+{value:,}")
    if 0 < value <= len(_ORDINALS):
        yield _ORDINALS[value - 1]
    yield from (f"{value}{ending}" for ending in ("st", "nd", "rd", "th"))
    if path.endswith("seconds"):
        yield from (duration(value), lasting(value), minutes_seconds(value * TICKS_PER_SECOND))


def _time(at: Instant) -> Iterator[str]:
    yield from (date(at), day(at).casefold(), clock(at), minute(at), stamp(at))
    yield from (at.iso().casefold(), f"{at.iso()[:19]}z".casefold(), f"{date(at)} {minute(at)}")
    yield stamp(at).partition(" ")[2]
