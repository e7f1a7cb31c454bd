"""Paths of members: clean, below the path of their zip, and no two alike."""

import re
from typing import Final
from unicodedata import category

_UNSEEN: Final = frozenset(("Cc", "Zl", "Zp"))
_DRIVE: Final = re.compile(r"^([A-Za-z]):")
_NOT_NAMES: Final = {"": r"\x2f", ".": r"\x2e", "..": r"\x2e\x2e"}
"""Parts of a path that name no file: they climb, or make a path absolute."""


def clean(raw: bytes, *, utf8: bool) -> str:
    r"""Return the recorded name of a member as a relative POSIX path without any way out.

    What could lead elsewhere or cannot be seen stands as `\xhh`: bytes that are not UTF-8,
    backslashes, control characters, drive letters' colons, `.`, `..` and parts without a name. A
    name is UTF-8 where it is marked so, else code page 437 (APPNOTE 4.4.4), which never fails;
    Explorer writes the code page of the machine, which nothing records.
    """
    text = raw.decode("utf-8", "surrogateescape") if utf8 else raw.decode("cp437")
    shown = _DRIVE.sub(r"\1\\x3a", "".join(map(_shown, text)))
    path = "/".join(_NOT_NAMES.get(part, part) for part in shown.split("/"))
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _shown(char: str) -> str:
    if char != "\\" and category(char) not in _UNSEEN:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"  # noqa: PLR2004


def distinct(path: str, taken: dict[str, int]) -> str:
    """Return `path`, or with `#2`, `#3`, … the first that is not taken, and take it.

    Args:
        path: As its name gives it.
        taken: Path -> the last number that was given for it.
    """
    number, found = taken.get(path, 0), path
    while found in taken:
        number += 1
        found = f"{path}#{number}"
    taken[path] = max(number, 1)
    taken.setdefault(found, 1)
    return found
