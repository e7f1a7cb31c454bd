"""The article texts that a report may quote: of the case's `kb/` folder, else of the library.

A report never fails for what stands there: a bad file, a bad library and two texts of one article
are remarks.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from forensics.articles import library
from forensics.articles.heading import MOST_OF_HEAD, heading_of
from forensics.articles.shelves import loose
from forensics.articles.text import WINDOWS, Article, read
from forensics.errors import CaseError

FOLDER: Final = "kb"
LIBRARY: Final = "library"
MOST_REMARKS: Final = 20
"""Files of `kb/` that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The text of one article.

    Attributes:
        article: Read, with all that is irregular in it.
        sha256: Of the bytes.
        where: Such as `kb/Q299352.TXT`, or `library`.
    """

    article: Article
    sha256: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What was not as it should be: a path inside the case or `library`, and what of it."""

    where: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What is at hand.

    Attributes:
        texts: Id -> its text.
        remarks: In order of path, the library last; of many files the first and how many more.
    """

    texts: Mapping[str, Held]
    remarks: tuple[Remark, ...]


NOTHING: Final = Shelf(texts={}, remarks=())


def gather(case: Path, wanted: Collection[str], kept: Path | None) -> Shelf:
    """Return the texts of the wanted articles.

    Args:
        case: The case folder; its `kb/` may be missing.
        wanted: Ids, such as `Q299352`; others that stand in `kb/` are left out.
        kept: The library's file; None, or a file that is not there, is no library.
    """
    texts, remarks = _of_case(case / FOLDER, frozenset(wanted))
    missing = [name for name in wanted if name not in texts]
    from_library, said = _of_library(missing, kept)
    if len(remarks) > MOST_REMARKS:
        more = Remark(where=FOLDER, says=f"and {len(remarks) - MOST_REMARKS:,} files more")
        remarks = [*remarks[:MOST_REMARKS], more]
    return Shelf(texts=texts | from_library, remarks=(*remarks, *said))


def _of_case(folder: Path, wanted: frozenset[str]) -> tuple[dict[str, Held], list[Remark]]:
    """Read the wanted texts of the case; of the rest, which may be an archive, only the heads."""
    texts: dict[str, Held] = {}
    remarks: list[Remark] = []
    if not os.path.isdir(folder):  # noqa: PTH112 - pathlib's may raise
        return texts, remarks
    for file in loose(folder):
        where = f"{FOLDER}/{file.path}"
        if file.refused:
            remarks.append(Remark(where=where, says=file.refused))
            continue
        heading = heading_of(file.data[:MOST_OF_HEAD].decode(WINDOWS, "replace"))
        if heading is None or heading.id not in wanted:
            continue
        article = read(file.data)
        found = Held(article=article, sha256=article.sha256, where=where)
        other = texts.get(article.id)
        if other is not None and other.sha256 != found.sha256:
            remarks.append(_twice(other, found))
        texts[article.id] = found if other is None else later(other, found)
    return texts, remarks


def later(one: Held, other: Held) -> Held:
    """Return the text with the later date; of two dates alike, the one of the earlier path."""
    return other if _dated(other.article) > _dated(one.article) else one


def _twice(one: Held, other: Held) -> Remark:
    kept = later(one, other)
    left = one if kept is other else other
    return Remark(
        where=left.where,
        says=f"another text of {kept.article.id} ({_told(left)}); "
        f"{kept.where} is quoted ({_told(kept)})",
    )


def _told(held: Held) -> str:
    dated = held.article.dated
    return f"dated {dated.isoformat() if dated else 'no day'}, SHA-256 {held.sha256[:8]}…"


def _dated(article: Article) -> date:
    return article.dated or date.min


def _of_library(wanted: Collection[str], kept: Path | None) -> tuple[dict[str, Held], list[Remark]]:
    found: dict[str, Held] = {}
    remarks: list[Remark] = []
    if not wanted or kept is None or not os.path.isfile(kept):  # noqa: PTH113 - as above
        return found, remarks
    try:
        with library.reading(kept) as opened:
            for name in wanted:
                article = library.article_of(opened, name)
                if article is not None:
                    found[name] = Held(article=article, sha256=article.sha256, where=LIBRARY)
    except CaseError as error:
        remarks.append(Remark(where=LIBRARY, says=str(error)))
    return found, remarks
