"""How an archived article begins: its id, date, tag and the five lines below.

The first two lines are alike in all 56,989 texts of the archive; they alone make a file an article.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

LABELS: Final = ("TITLE", "PRODUCT", "PROD/VER", "OPER/SYS", "KEYWORDS")
"""The lines below the first, in order."""

HEAD: Final = re.compile(
    rb"DOCUMENT:(Q\d{4,6})  (\d\d-[A-Z]{3}-\d{4})  \[(\w+)\]\r?\nTITLE   +:([^\r\n]*)"
)
"""The first two lines; the title is one line, cut to 64 characters."""

MOST_OF_HEAD: Final = 4_096
"""Bytes in which the two lines must end."""

_VALUE: Final = re.compile(r"(TITLE|PRODUCT|PROD/VER|OPER/SYS|KEYWORDS) *:(.*)", re.ASCII)
_MONTHS: Final = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the first lines say.

    Attributes:
        id: Such as `Q299352`.
        written: The date as it stands, such as `12-AUG-2002`.
        dated: The same as a date; None for a day that no calendar has.
        tag: Under which product the archive files it, such as `sms`.
        values: Label -> value as it stands, without the blanks around it.
        lines: How many lines the header takes, with the blank ones that end it.
    """

    id: str
    written: str
    dated: date | None
    tag: str
    values: Mapping[str, str]
    lines: int


def begins_as_article(data: bytes) -> bool:
    """Tell whether bytes begin as every archived article does."""
    return HEAD.match(data, 0, MOST_OF_HEAD) is not None


def heading_of(text: str) -> Heading | None:
    """Return the heading of a text, or None where it does not begin as an article."""
    found = HEAD.match(text[:MOST_OF_HEAD].encode("ascii", "replace"))
    if found is None:
        return None
    name, written, tag = (part.decode("ascii") for part in found.groups()[:3])
    values: dict[str, str] = {}
    lines = text.split("\n", maxsplit=len(LABELS) + 2)[1:]
    count = 1
    for line in lines:
        value = _VALUE.match(line)
        if value is None or value[1] in values:
            break
        values[value[1]] = value[2].strip()
        count += 1
    return Heading(
        id=name,
        written=written,
        dated=_date(written),
        tag=tag,
        values=values,
        lines=count,
    )


def _date(written: str) -> date | None:
    day, month, year = written.split("-")
    if month not in _MONTHS:
        return None
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
