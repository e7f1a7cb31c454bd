"""Takes article texts into the library: all of one import in one transaction.

Texts pass one at a time, so that memory does not grow with the archive. The same bytes again
change nothing; of two texts of one article the later date wins, and every decision is a value.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from forensics.articles import layout
from forensics.articles.heading import MOST_OF_HEAD, Heading, heading_of
from forensics.articles.library import SCHEMA, check, connect, mistakes
from forensics.articles.shelves import Loose, loose
from forensics.articles.text import WINDOWS, decode
from forensics.errors import CaseError

OUTCOMES: Final = ("added", "unchanged", "replaced", "kept", "refused")
"""What became of a file: new; the same bytes are there; it is later than the text that was there;
that one is later, or of the same date, and stays; it is no article or cannot be read."""

_CACHE: Final = 32 * 1024  # KiB of pages that SQLite may hold
_END: Final = "\n" + "=" * layout.CLOSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file.

    Attributes:
        path: As in `shelves.Loose`.
        outcome: One of `OUTCOMES`.
        id: Of the article; `""` where it is refused.
        says: The reason, where the file was not simply added or there already.
    """

    path: str
    outcome: str
    id: str
    says: str


@contextmanager
def filling(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a library, or make one, for one import; nothing stays of it unless it ends well.

    Raises:
        CaseError: The file cannot be made or written, or is no library; in one line.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseError(
            f"{file.parent}: cannot be made ({error.strerror or error}); name another --library"
        ) from error
    with mistakes(file), closing(connect(file, "rwc")) as library:
        library.execute(f"PRAGMA cache_size = -{_CACHE}")
        library.execute("BEGIN IMMEDIATE")
        if library.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            for statement in SCHEMA:
                library.execute(statement)
        check(library, file)
        yield library
        library.execute("COMMIT")  # left out by any exception: closing rolls back


def take(library: sqlite3.Connection, root: Path) -> Iterator[Taken]:
    """Take every article of a folder, or the file that `root` is; yield what became of each."""
    return (_taken(library, file) for file in loose(root))


def _taken(library: sqlite3.Connection, file: Loose) -> Taken:
    heading = heading_of(file.data[:MOST_OF_HEAD].decode(WINDOWS, "replace"))
    if file.refused or heading is None:
        return Taken(path=file.path, outcome="refused", id="", says=file.refused)
    digest = sha256(file.data).hexdigest()
    outcome, says = "added", ""
    query = "SELECT dated, sha256 FROM article WHERE id = ?"
    known = library.execute(query, (heading.id,)).fetchone()
    if known is not None:
        outcome, says = _compared(heading, digest, str(known[0]), str(known[1]))
    if outcome == "replaced":
        _remove(library, heading.id)
    if outcome in ("added", "replaced"):
        _add(library, heading, digest, file.data)
    return Taken(path=file.path, outcome=outcome, id=heading.id, says=says)


def _compared(heading: Heading, digest: str, dated: str, held: str) -> tuple[str, str]:
    """Return the outcome for an article that the library holds, and the reason."""
    if digest == held:
        return "unchanged", ""
    new, old = _day(heading) or "no day", dated or "no day"
    if _day(heading) > dated:
        return "replaced", f"dated {new}, in place of the text dated {old}"
    says = "of the same date" if _day(heading) == dated else "later"
    return "kept", f"dated {new}; the library's other text, dated {old}, is {says} and stays"


def _day(heading: Heading) -> str:
    return heading.dated.isoformat() if heading.dated else ""


def _add(library: sqlite3.Connection, heading: Heading, digest: str, data: bytes) -> None:
    values = heading.values
    title = values.get("TITLE", "")
    row = library.execute(
        "INSERT INTO article (id, dated, tag, title, product, versions, sha256, bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            heading.id,
            _day(heading),
            heading.tag,
            title,
            values.get("PRODUCT", ""),
            values.get("PROD/VER", ""),
            digest,
            data,
        ),
    ).lastrowid
    library.execute(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, title, indexed(data))
    )


def _remove(library: sqlite3.Connection, name: str) -> None:
    """Remove an article; the index keeps no text and is told what to forget."""
    query = "SELECT number, title, bytes FROM article WHERE id = ?"
    number, title, data = library.execute(query, (name,)).fetchone()
    library.execute(
        "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (number, title, indexed(data)),
    )
    library.execute("DELETE FROM article WHERE number = ?", (number,))


def indexed(data: bytes) -> str:
    """Return what is searched of a text: all but the boilerplate, which is alike in every one."""
    text, _ = decode(data)
    body, _, _ = text.rpartition(_END)
    return body or text
