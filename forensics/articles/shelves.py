"""Files that may be article texts: found below a file, a folder or in a zip; none is trusted.

Only regular files are opened, in folders never a link, and nothing larger than any article is
read; whatever hinders is a value. One file is in memory at a time.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forensics.articles.heading import begins_as_article
from forensics.articles.text import MOST_BYTES
from forensics.junctions import is_junction
from forensics.zips.directory import list_members
from forensics.zips.expand import expand
from forensics.zips.layout import Zip
from forensics.zips.names import clean

NO_ARTICLE: Final = "does not begin as an archived article"

MOST_MEMBERS: Final = 100_000
"""Members of a zip that are looked at; the whole archive has 56,989 texts."""

MOST_OF_ZIP: Final = 1 << 30
"""Bytes to which one zip may expand; the whole archive takes some 300 MB."""

_ZIP: Final = b"PK\x03\x04"
_TOO_LARGE: Final = "larger than any article"
_BOMB: Final = "its zip expands to more than the whole archive: unpack it"
_FILE, _FOLDER = "file", "folder"
_LINK: Final = "a symbolic link, not followed: give the file itself"
_NEITHER: Final = "no regular file (a device, pipe or socket)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """One file.

    Attributes:
        path: Below the folder that was searched, with `/`; of a single file, its name. Bytes that
            are not UTF-8 are escaped.
        data: The whole of it; empty where it was not taken.
        refused: Why it was not taken; `""` where it was.
    """

    path: str
    data: bytes = b""
    refused: str = ""


def loose(root: Path) -> Iterator[Loose]:
    """Yield every file below a folder, or the one file that `root` is.

    A folder's own files come before those of its folders, each in order of name.
    """
    if not os.path.isdir(root):  # noqa: PTH112 - pathlib's raises where a folder may not be asked
        yield from _single(root)
        return
    folders = [""]  # below root, each with its `/`
    while folders:
        below = folders.pop()
        try:
            with os.scandir(os.path.join(root, below)) as listed:  # noqa: PTH118 - `below` ends in /
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield Loose(path=_escaped(below), refused=_unreadable(error))
            continue
        kinds = [_kind(entry) for entry in entries]
        pairs = list(zip(entries, kinds, strict=True))
        folders += [f"{below}{entry.name}/" for entry, kind in reversed(pairs) if kind == _FOLDER]
        for entry, kind in pairs:
            if kind != _FOLDER:
                yield from _read(entry.path, _escaped(below + entry.name), kind)


def _kind(entry: "os.DirEntry[str]") -> str:
    """Return what an entry is, links as such; opening a pipe would wait for ever."""
    try:
        if entry.is_file(follow_symlinks=False):
            return _FILE
        if entry.is_dir(follow_symlinks=False):
            return _LINK if is_junction(entry.stat(follow_symlinks=False)) else _FOLDER
        return _LINK if entry.is_symlink() else _NEITHER
    except OSError:
        return _NEITHER


def _single(file: Path) -> Iterator[Loose]:
    """Read a file that the user named: what a link leads to is what they mean."""
    kind = _FILE if os.path.isfile(file) or not os.path.exists(file) else _NEITHER  # noqa: PTH110, PTH113
    return _read(os.fspath(file), _escaped(file.name), kind)


def _read(file: str, path: str, kind: str) -> Iterator[Loose]:
    """Yield a file, or the members of a zip."""
    if kind != _FILE:
        yield Loose(path=path, refused=kind)
        return
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - 57,000 times
            if opened.read(len(_ZIP)) == _ZIP:
                yield from _members(Zip.of(opened), path)
                return
            size = os.fstat(opened.fileno()).st_size
            opened.seek(0)
            data = opened.read(min(size, MOST_BYTES) + 1)
    except OSError as error:
        yield Loose(path=path, refused=_unreadable(error))
        return
    yield _judged(path, data)


def _members(found: Zip, path: str) -> Iterator[Loose]:
    """Yield the members of a zip, one in memory at a time; a zip within it is no article."""
    listing = list_members(found, MOST_MEMBERS)
    if listing.flaw:
        yield Loose(path=path, refused=listing.flaw)
    left = MOST_OF_ZIP
    for entry in listing.entries:
        name = f"{path}/{clean(entry.name, utf8=entry.utf8)}"
        data = bytearray()
        refused = entry.hindrance or ("" if left > 0 else _BOMB)
        if not refused:
            told = expand(found, entry, data.extend, MOST_BYTES)
            refused = _TOO_LARGE if told.beyond else told.flaw
            left -= MOST_BYTES if told.beyond else told.size
        yield Loose(path=name, refused=refused) if refused else _judged(name, bytes(data))


def _judged(path: str, data: bytes) -> Loose:
    if len(data) > MOST_BYTES:
        return Loose(path=path, refused=_TOO_LARGE)
    if not begins_as_article(data):
        return Loose(path=path, refused=NO_ARTICLE)
    return Loose(path=path, data=data)


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"


def _escaped(path: str) -> str:
    name = path.encode("utf-8", sys.getfilesystemencodeerrors())
    return name.decode("utf-8", "backslashreplace")
