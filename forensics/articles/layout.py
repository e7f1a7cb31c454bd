"""Where the parts of an archived article begin: lines in, parts out, and no character lost.

    header · ruler of 70 `=` · applies-to between two lines of `-` · sections underlined with `=`
    · additional query words · trailer below 70 `=` · boilerplate of the law below 77 `=`

Every part may be missing. Lines of a body may look like rulers and headings; the rules here say
which are taken, and `irregular.py` tells the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

OPENING: Final = 70
"""`=` in the rulers below the header and above the trailer."""

CLOSING: Final = 77
"""`=` in the ruler above the boilerplate."""

LEAST_RULER: Final = 60
"""A line of so many `=` or `-` and nothing else divides; a shorter one underlines."""

TOLERANCE: Final = 2
"""By how much an underline may be longer or shorter than its heading. Further off were, in the
texts at hand, heads of tables and file names (Q134661, Q86290), never headings."""

APPLIES: Final = "The information in this article applies to"

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+\Z")
_QUERY: Final = re.compile(
    r"(?:Additional (?:query|reference) words|KBCategory|KBSubcategory) *:", re.IGNORECASE
)
_TRAILER: Final = re.compile(r"[A-Z][A-Za-z ]{0,17}:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of whole lines.

    Attributes:
        kind: header, ruler, stray (values of the header below the ruler), applies-to, text
            (outside of every section), section, query-words, trailer or legal.
        line: The number of its first line, from 1.
        text: As it stands, line ends included.
    """

    kind: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """At which lines (from 0) the parts begin; None for what is not there."""

    header: int
    opening: int | None
    applies: tuple[int, int] | None
    headings: tuple[int, ...]
    query: int | None
    trailer: int | None
    closing: int | None


def lines_of(text: str) -> list[str]:
    """Return the lines with their ends; only a line feed ends a line."""
    return _LINE.findall(text)


def plan(lines: Sequence[str], header: int) -> Plan:
    """Return where the parts begin.

    Args:
        lines: With their ends.
        header: How many lines the header takes, without the blank ones below it.
    """
    begin = _past_blank(lines, header)
    opening = begin if begin < len(lines) and is_ruler(lines[begin], OPENING) else None
    body = begin if opening is None else opening + 1
    closing = _last(lines, body, len(lines), CLOSING)
    end = len(lines) if closing is None else closing
    trailer = _trailer(lines, body, end)
    end = end if trailer is None else trailer
    applies = _applies(lines, body, end)
    first = body if applies is None else applies[1]
    headings = tuple(at for at in range(first, end - 1) if heads(lines, at))
    last = headings[-1] + 2 if headings else first
    query = next((at for at in range(last, end) if _QUERY.match(lines[at])), None)
    return Plan(
        header=begin,
        opening=opening,
        applies=applies,
        headings=headings,
        query=query,
        trailer=trailer,
        closing=closing,
    )


def divide(lines: Sequence[str], places: Plan) -> tuple[Part, ...]:
    """Return the parts in order; joined they are the text."""
    begins: list[tuple[int, str]] = [(0, "header")]
    after = places.header
    if places.opening is not None:
        begins.append((places.opening, "ruler"))
        after = places.opening + 1
    if places.applies is not None:
        begins += [(after, "stray"), (places.applies[0], "applies-to")]
        after = places.applies[1]
    begins.append((after, "text"))
    begins += [(at, "section") for at in places.headings]
    ends = ((places.query, "query-words"), (places.trailer, "trailer"), (places.closing, "legal"))
    begins += [(at, kind) for at, kind in ends if at is not None]
    stops = [at for at, _ in begins[1:]] + [len(lines)]
    return tuple(
        Part(kind=kind, line=at + 1, text="".join(lines[at:stop]))
        for (at, kind), stop in zip(begins, stops, strict=True)
        if at < stop
    )


def is_ruler(line: str, length: int | None = None) -> bool:
    """Tell whether a line is `=` alone, at least 60 or just as many as said."""
    bare = line.rstrip()
    long_enough = len(bare) >= LEAST_RULER if length is None else len(bare) == length
    return long_enough and not bare.strip("=")


def underlines(line: str) -> bool:
    """Tell whether a line is three `=` or more and nothing else."""
    bare = line.rstrip()
    return len(bare) > TOLERANCE and not bare.strip("=")


def heads(lines: Sequence[str], at: int) -> bool:
    """Tell whether the line is a heading: at column 0, alone, and underlined at its length."""
    heading, below = lines[at].rstrip(), lines[at + 1].rstrip()
    if not could_head(heading) or not underlines(below):
        return False
    if abs(len(heading) - len(below)) > TOLERANCE:
        return False
    return at == 0 or not lines[at - 1].strip() or is_divider(lines[at - 1])


def could_head(line: str) -> bool:
    """Tell whether a line could be a heading: it begins at column 0 and is more than a ruler."""
    return bool(line.strip("=- ")) and not line[0].isspace()


def is_divider(line: str) -> bool:
    """Tell whether a line is a ruler of `=` or of `-`."""
    bare = line.rstrip()
    return len(bare) >= LEAST_RULER and not (bare.strip("=") and bare.strip("-"))


def _past_blank(lines: Sequence[str], at: int) -> int:
    if at == 0:
        return 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _last(lines: Sequence[str], begin: int, end: int, length: int) -> int | None:
    return next((at for at in range(end - 1, begin - 1, -1) if is_ruler(lines[at], length)), None)


def _trailer(lines: Sequence[str], begin: int, end: int) -> int | None:
    """Return the last ruler of 70 before the boilerplate, if only `Label : value` follows it."""
    at = _last(lines, begin, end, OPENING)
    if at is None:
        return None
    below = (line for line in lines[at + 1 : end] if line.strip())
    return at if all(_TRAILER.match(line) for line in below) else None


def _applies(lines: Sequence[str], begin: int, end: int) -> tuple[int, int] | None:
    """Return where the block between two lines of `-` begins and ends."""
    for at in range(begin, end - 1):
        if heads(lines, at):
            return None
        if _is_dashes(lines[at]) and lines[at + 1].startswith(APPLIES):
            below = at + 2
            while below < end - 1 and not (_is_dashes(lines[below]) or heads(lines, below)):
                below += 1
            return (at, below + 1) if below < end and _is_dashes(lines[below]) else None
    return None


def _is_dashes(line: str) -> bool:
    bare = line.rstrip()
    return len(bare) >= LEAST_RULER and not bare.strip("-")
