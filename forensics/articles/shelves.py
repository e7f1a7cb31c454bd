"""Files that may be article texts: found below a file or folder, and read without trusting them.

Only regular files are opened, in folders never a link, and nothing larger than any article is
read; whatever hinders is a value. One file is in memory at a time.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forensics.articles.heading import begins_as_article
from forensics.articles.text import MOST_BYTES

NO_ARTICLE: Final = "does not begin as an archived article"

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
        yield _single(root)
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
                yield _read(entry.path, _escaped(below + entry.name), kind)


def _kind(entry: "os.DirEntry[str]") -> str:
    """Return what an entry is, links as such; opening a pipe would wait for ever."""
    try:
        if entry.is_file(follow_symlinks=False):
            return _FILE
        if entry.is_dir(follow_symlinks=False):
            return _FOLDER
        return _LINK if entry.is_symlink() else _NEITHER
    except OSError:
        return _NEITHER


def _single(file: Path) -> Loose:
    """Read a file that the user named: what a link leads to is what they mean."""
    kind = _FILE if os.path.isfile(file) or not os.path.exists(file) else _NEITHER  # noqa: PTH110, PTH113
    return _read(os.fspath(file), _escaped(file.name), kind)


def _read(file: str, path: str, kind: str) -> Loose:
    if kind != _FILE:
        return Loose(path=path, refused=kind)
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - 57,000 times
            size = os.fstat(opened.fileno()).st_size
            data = opened.read(min(size, MOST_BYTES) + 1)
    except OSError as error:
        return Loose(path=path, refused=_unreadable(error))
    if len(data) > MOST_BYTES:
        return Loose(path=path, refused="larger than any article")
    if not begins_as_article(data):
        return Loose(path=path, refused=NO_ARTICLE)
    return Loose(path=path, data=data)


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"


def _escaped(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
