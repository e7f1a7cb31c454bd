"""The local library: article texts with full text, in one SQLite file that the user keeps.

The bytes themselves are kept, so that every text can be quoted with its SHA-256; where it came
from is not, and nothing is ever opened by what the library says. One import is one transaction: a
killed one leaves the earlier library whole.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from forensics.articles.text import Article, read
from forensics.errors import CaseError
from forensics.own_data import own_data

FORMAT: Final = 1
"""Number of this arrangement of tables; a library of another number is not touched."""

VARIABLE: Final = "FORENSICS_LIBRARY"
FILE_NAME: Final = "articles.sqlite"

_MARK: Final = 0x4B42_4152  # application_id: "KBAR"
_SECONDS_TO_WAIT: Final = 5
_FIELDS: Final = "id, dated, tag, title, product, versions, sha256"
_WORD: Final = re.compile(r"\w+")
_TITLE_COUNTS: Final = 4.0  # times as much as the text

SCHEMA: Final = (
    """CREATE TABLE article (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        dated TEXT NOT NULL,
        tag TEXT NOT NULL,
        title TEXT NOT NULL,
        product TEXT NOT NULL,
        versions TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes BLOB NOT NULL
    )""",
    "CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize='unicode61')",
    f"PRAGMA application_id = {_MARK}",
    f"PRAGMA user_version = {FORMAT}",
)
"""Statements that make an empty library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One article of the library, without its text; `dated` is ISO text, `""` for no date."""

    id: str
    dated: str
    tag: str
    title: str
    product: str
    versions: str
    sha256: str


def place(option: Path | None, environment: Mapping[str, str]) -> Path:
    """Return where the library is: as the command says, else the variable, else the user's data.

    Args:
        option: What `--library` names.
        environment: Variables; of the XDG base directory specification, Windows and ours.
    """
    if option is not None:
        return option
    if environment.get(VARIABLE):
        return Path(environment[VARIABLE])
    return own_data(environment) / FILE_NAME


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a library to read and never to write.

    Raises:
        CaseError: It cannot be opened, is damaged, or is no library; in one line.
    """
    with mistakes(file):
        _settle(file)
    with mistakes(file), closing(connect(file, "ro")) as library:
        check(library, file)
        yield library


@contextmanager
def if_any(file: Path) -> Iterator[sqlite3.Connection | None]:
    """Open a library to read; None where no file is there.

    Raises:
        CaseError: As `reading`.
    """
    if not os.path.exists(file):  # noqa: PTH110 - pathlib's may raise
        yield None
        return
    with reading(file) as library:
        yield library


def _settle(file: Path) -> None:
    """Undo what a killed import left: a connection that only reads may not do so itself."""
    if os.path.exists(f"{file}-journal"):  # noqa: PTH110 - pathlib's may raise
        with closing(connect(file, "rw")) as library:
            library.execute("SELECT count(*) FROM sqlite_master")


@contextmanager
def mistakes(file: Path) -> Iterator[None]:
    """Turn what SQLite says of a file into the operator's mistake.

    Raises:
        CaseError: In place of every `sqlite3.Error`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise CaseError(f"{file}: cannot be used as a library ({error}); {_MEND}") from error


_MEND: Final = "name another with --library, or remove it and import the texts again"


def connect(file: Path, mode: str) -> sqlite3.Connection:
    """Open a file in a mode of SQLite: `ro`, `rw` or `rwc`. Nothing in it is run as a program."""
    address = _address(Path(os.path.abspath(file)))  # noqa: PTH100 - no link is resolved
    library = sqlite3.connect(
        f"{address}?mode={mode}", uri=True, timeout=_SECONDS_TO_WAIT, isolation_level=None
    )
    library.execute("PRAGMA trusted_schema = OFF")
    return library


def _address(file: PurePath) -> str:
    """Return an absolute path as SQLite takes it: its addresses know no server (sqlite.org/uri)."""
    address = file.as_uri()
    if address.startswith("file:///"):
        return address
    return address.replace("file://", "file:////", 1)


def check(library: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that is not a library of this program.

    Raises:
        CaseError: Says what it is.
    """
    (mark,) = library.execute("PRAGMA application_id").fetchone()
    (number,) = library.execute("PRAGMA user_version").fetchone()
    if mark != _MARK:
        raise CaseError(f"{file}: no library of this program; {_MEND}")
    if number != FORMAT:
        raise CaseError(f"{file}: a library of another version ({number}, not {FORMAT}); {_MEND}")


def count(library: sqlite3.Connection) -> int:
    """Return how many articles it holds."""
    (total,) = library.execute("SELECT count(*) FROM article").fetchone()
    return int(total)


def article_of(library: sqlite3.Connection, name: str) -> Article | None:
    """Return the article of this id, or None where the library does not hold it.

    Raises:
        CaseError: The text is not the one that was taken in.
    """
    query = "SELECT bytes, sha256 FROM article WHERE id = ?"
    row = library.execute(query, (name.upper(),)).fetchone()
    if row is None:
        return None
    found = read(row[0]) if isinstance(row[0], bytes) else None
    if found is None or found.sha256 != row[1] or found.id != name.upper():
        raise CaseError(f"the library's text of {name} was changed after its import; import again")
    return found


def search(library: sqlite3.Connection, words: str, most: int) -> tuple[Listed, ...]:
    """Return the articles that hold the words, best first.

    Where none holds all of them, those that hold any. Nothing in `words` is a command: each word
    is quoted, and signs are left out as they are left out of the index.
    """
    quoted = [f'"{word}"' for word in _WORD.findall(words)]
    for joint in (" AND ", " OR "):
        found = _matching(library, joint.join(quoted), most) if quoted else ()
        if found:
            return found
    return ()


def _matching(library: sqlite3.Connection, query: str, most: int) -> tuple[Listed, ...]:
    columns = ", ".join(f"article.{name}" for name in _FIELDS.split(", "))
    rows = library.execute(
        f"SELECT {columns} FROM words JOIN article ON article.number = words.rowid"  # noqa: S608
        " WHERE words MATCH ? ORDER BY bm25(words, ?, 1.0), article.number LIMIT ?",
        (query, _TITLE_COUNTS, most),
    )
    return tuple(Listed(**dict(zip(_FIELDS.split(", "), row, strict=True))) for row in rows)
