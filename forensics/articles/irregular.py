"""What of an article's text is not as the archive's rule is, told as values.

Nothing here changes how a text is read; `layout.py` decides that. Counts in comments are of the
56,989 texts of the archive.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.articles import layout
from forensics.articles.heading import LABELS, Heading
from forensics.articles.layout import Part, Plan

CODES: Final = (
    "header",  # does not begin as an article
    "header-line",  # one of the five lines below the first is missing or out of order
    "header-split",  # values of the header stand below the ruler (Q89921)
    "date",  # no day of any calendar
    "opening-ruler",
    "trailer-ruler",
    "closing-ruler",
    "extra-ruler",  # in the body, where it stays (102)
    "applies-to",  # there is no such block (802)
    "applies-to-ruler",  # its lines of `-` are not 79 long
    "no-section",  # 925
    "underline",  # not as long as the heading; or so far off that the line is none (92)
    "no-underline",  # a usual heading that is not underlined, and so is no section (172)
    "duplicate-heading",  # 14
    "empty-section",
    "encoding",  # not cp1252
    "control",  # a character that acts and is not seen
    "html",  # residue such as <BR/> or &lt; (188 and 29)
)
"""Every code of an irregularity."""

USUAL: Final = (
    "SUMMARY",
    "SYMPTOMS",
    "CAUSE",
    "RESOLUTION",
    "WORKAROUND",
    "STATUS",
    "MORE INFORMATION",
    "REFERENCES",
)
"""The headings that most articles have."""

_DASHES: Final = 79
_HTML: Final = re.compile(r"</?(?:BR|B|I|P|TD|TR|TABLE|FONT)\s*/?>|&(?:lt|gt|amp|quot|nbsp);")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregularity:
    """One thing that is not as it usually is.

    Attributes:
        code: One of `CODES`.
        line: Where, from 1.
        says: In words.
    """

    code: str
    line: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at: a text on its way to an article; sections are (heading, text, line)."""

    heading: Heading | None
    lines: Sequence[str]
    places: Plan
    parts: Sequence[Part]
    sections: Sequence[tuple[str, str, int]]
    encoding: str


def irregularities(look: Look) -> tuple[Irregularity, ...]:
    """Return all that is irregular, in order of lines."""
    found = (
        Irregularity(code=code, line=line, says=says)
        for check in (_header, _rulers, _applies_to, _sections, _underlines, _characters)
        for code, line, says in check(look)
    )
    return tuple(sorted(found, key=lambda each: (each.line, CODES.index(each.code))))


_Told = Iterator[tuple[str, int, str]]


def _header(look: Look) -> _Told:
    if look.heading is None:
        yield "header", 1, "does not begin as an archived article"
        return
    if tuple(look.heading.values) != LABELS:
        missing = [label for label in LABELS if label not in look.heading.values]
        told = f"lacks {', '.join(missing)}" if missing else "its lines are in another order"
        yield "header-line", 1, told
    if look.heading.dated is None:
        yield "date", 1, f"{look.heading.written} is no date"
    for part in look.parts:
        if part.kind == "stray" and part.text.strip():
            yield "header-split", part.line, "values of the header stand below the ruler"


def _rulers(look: Look) -> _Told:
    places = look.places
    end = len(look.lines)
    if places.opening is None:
        told = f"no ruler of {layout.OPENING} `=` below the header"
        yield "opening-ruler", places.header + 1, told
    if places.trailer is None:
        yield "trailer-ruler", end, f"no trailer below a ruler of {layout.OPENING} `=`"
    if places.closing is None:
        yield "closing-ruler", end, f"no ruler of {layout.CLOSING} `=` above the boilerplate"
    known = {places.opening, places.trailer, places.closing, *(at + 1 for at in places.headings)}
    for at, line in enumerate(look.lines):
        if at not in known and layout.is_ruler(line):
            yield "extra-ruler", at + 1, "a ruler within the text"


def _applies_to(look: Look) -> _Told:
    applies = look.places.applies
    if applies is None:
        yield "applies-to", look.places.header + 1, "does not list what it applies to"
        return
    for at in (applies[0], applies[1] - 1):
        length = len(look.lines[at].rstrip())
        if length != _DASHES:
            yield "applies-to-ruler", at + 1, f"{length} `-` where others have {_DASHES}"


def _sections(look: Look) -> _Told:
    if not look.sections:
        yield "no-section", look.places.header + 1, "has no underlined heading"
    seen: Counter[str] = Counter()
    for heading, text, line in look.sections:
        seen[heading] += 1
        if seen[heading] > 1:
            yield "duplicate-heading", line, f"{heading} stands a second time"
        if not text.strip():
            yield "empty-section", line, f"{heading} has no text"


def _underlines(look: Look) -> _Told:
    lines, taken = look.lines, set(look.places.headings)
    end = len(lines) if look.places.trailer is None else look.places.trailer
    for at in range(look.places.header, end - 1):
        heading, below = lines[at].rstrip(), lines[at + 1].rstrip()
        lengths = f"{len(below)} `=` below {len(heading)} characters"
        if at in taken and len(heading) != len(below):
            yield "underline", at + 1, lengths
        elif at not in taken and _looks_underlined(heading, below):
            yield "underline", at + 1, f"{lengths}: not taken for a heading"
        elif heading in USUAL and not (at in taken or below or lines[at - 1].strip()):
            yield "no-underline", at + 1, f"{heading} stands without underline"


def _looks_underlined(heading: str, below: str) -> bool:
    ruler = len(below) >= layout.LEAST_RULER
    return not ruler and layout.underlines(below) and layout.could_head(heading)


def _characters(look: Look) -> _Told:
    if look.encoding != "cp1252":
        yield "encoding", 1, f"holds bytes that are no cp1252: read as {look.encoding}"
    for code, pattern, says in (
        ("control", _CONTROL, "control characters"),
        ("html", _HTML, "residue of HTML, kept as it stands"),
    ):
        at = next((at for at, line in enumerate(look.lines) if _in(pattern, line)), None)
        if at is not None:
            yield code, at + 1, f"{says}, here first"


def _in(pattern: "re.Pattern[str]", line: str) -> bool:
    return pattern.search(line.rstrip("\r\n")) is not None
