"""The reader of archived article texts: bytes in, an article and all that is irregular out.

Nothing is lost and nothing is mended: placeholders such as <SiteCode>, `&`, residue of HTML and
control characters stay as they stand, and the parts in order join to the text of the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from forensics.articles import layout
from forensics.articles.heading import heading_of
from forensics.articles.irregular import Irregularity, Look, irregularities
from forensics.articles.layout import Part

WINDOWS, CONSOLE = "cp1252", "cp437"
"""Code pages: Windows wrote nearly all texts, the console some (0x81 is its ü, Q229148)."""

MOST_BYTES: Final = 1024 * 1024
"""The largest text that is read; the largest at hand has 47 KiB."""

_UNCLEAN: Final = ("header", "header-line", "opening-ruler", "trailer-ruler", "closing-ruler")
_TRAILING: Final = re.compile(r"([A-Z][A-Za-z ]{0,17}):(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands below one underlined heading.

    Attributes:
        heading: Without the underline; `""` for a body that is divided by none.
        text: All below the underline, as it stands; sub-headings with `-` stay inside.
        line: The number of the heading's line, from 1.
    """

    heading: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One archived text.

    Attributes:
        id: Such as `Q299352`; `""` where the text does not begin as an article.
        dated: When it was last changed; None where the date is none.
        tag: Under which product the archive files it, such as `sms`.
        title: One line, cut to 64 characters by the archive.
        versions: The value of PROD/VER as it stands.
        applies_to: The block between two lines of `-`, without them; `""` where there is none.
        sections: Every underlined section, in order. A body without any underlined heading, as
            old answers to questions have it, is one section without a heading.
        trailer: Label -> value as it stands; of a label that comes twice, the first.
        encoding: `cp1252`, or `cp437` where some byte is no character of cp1252.
        sha256: Hexadecimal, of the bytes.
    """

    id: str
    dated: date | None
    tag: str
    title: str
    product: str
    versions: str
    operating_systems: str
    keywords: str
    applies_to: str
    sections: tuple[Section, ...]
    query_words: str
    trailer: Mapping[str, str]
    parts: tuple[Part, ...]
    encoding: str
    irregularities: tuple[Irregularity, ...]
    sha256: str

    @property
    def text(self) -> str:
        """The whole text of the file."""
        return "".join(part.text for part in self.parts)

    @property
    def clean(self) -> bool:
        """Whether it has the whole header, the three rulers and a body."""
        codes = {each.code for each in self.irregularities}
        return bool(self.sections) and codes.isdisjoint(_UNCLEAN)

    def section(self, heading: str) -> str | None:
        """Return the text of the first section with this heading, or None."""
        return next((each.text for each in self.sections if each.heading == heading), None)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its code page; encoded again it is the same bytes."""
    try:
        return data.decode(WINDOWS), WINDOWS
    except UnicodeDecodeError:
        return data.decode(CONSOLE), CONSOLE


def read(data: bytes, digest: str | None = None) -> Article:
    """Return the article that bytes are; any bytes can be read.

    Args:
        data: The whole file.
        digest: Its SHA-256 in hexadecimal, where it was taken already.
    """
    text, encoding = decode(data)
    heading = heading_of(text)
    lines = layout.lines_of(text)
    places = layout.plan(lines, heading.lines if heading else 0)
    parts = layout.divide(lines, places)
    headed = tuple(_section(part) for part in parts if part.kind == "section")
    trailer = _trailer(parts)
    look = Look(
        heading=heading,
        lines=lines,
        places=places,
        parts=parts,
        sections=tuple((each.heading, each.text, each.line) for each in headed),
        encoding=encoding,
    )
    values = heading.values if heading else {}
    return Article(
        id=heading.id if heading else "",
        dated=heading.dated if heading else None,
        tag=heading.tag if heading else "",
        title=values.get("TITLE", ""),
        product=values.get("PRODUCT", ""),
        versions=values.get("PROD/VER", ""),
        operating_systems=values.get("OPER/SYS", ""),
        keywords=values.get("KEYWORDS", ""),
        applies_to=_applies_to(parts),
        sections=headed or (_whole(parts) if heading else ()),
        query_words=_only(parts, "query-words"),
        trailer=trailer,
        parts=parts,
        encoding=encoding,
        irregularities=irregularities(look),
        sha256=digest or sha256(data).hexdigest(),
    )


def _section(part: Part) -> Section:
    heading, _, below = part.text.partition("\n")
    _, _, text = below.partition("\n")
    return Section(heading=heading.strip(), text=text, line=part.line)


def _whole(parts: Sequence[Part]) -> tuple[Section, ...]:
    """Return a body without headings as one section, or nothing where nothing stands there."""
    return tuple(
        Section(heading="", text=part.text, line=part.line)
        for part in parts
        if part.kind == "text" and part.text.strip()
    )


def _only(parts: Sequence[Part], kind: str) -> str:
    return next((part.text for part in parts if part.kind == kind), "")


def _applies_to(parts: Sequence[Part]) -> str:
    lines = layout.lines_of(_only(parts, "applies-to"))
    return "".join(lines[1:-1]).strip("\r\n")


def _trailer(parts: Sequence[Part]) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in layout.lines_of(_only(parts, "trailer"))[1:]:
        found = _TRAILING.match(line)
        if found:
            values.setdefault(found[1].strip(), found[2].strip())
    return values
