"""Exhibits: `evidence/site-b/fs01.zip/Security.evtx` becomes `evidence/folder-1/archive-1.zip/…`.

Numbers follow the order of the ledger, so the two editions list the same exhibit at the same place.
What a file is, how deep it lies and which files lie together stays; how it is called does not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

ROOT: Final = "evidence"

# Endings that say what a file is; any other could be a name.
_ENDING: Final = re.compile(
    r"(?i)\.(evtx?|xml|jsonl?|csv|tsv|txt|log|bak|sav|lo_|html?|inf|pol|zip|gz|7z|nup)(?:#\d+)?$"
)


def renamed(paths: Iterable[str]) -> dict[str, str]:
    """Return path -> pseudonym for the exhibits of a case.

    Args:
        paths: As in the ledger, in its order.
    """
    every = list(dict.fromkeys(paths))
    below = {path.rpartition("/")[0] for path in every}
    folders = {prefix for each in below for prefix in _prefixes(each)}
    given: dict[str, str] = {ROOT: ROOT, "": ""}
    numbers: dict[tuple[str, str], int] = {}
    found = {}
    for path in every:
        for prefix in _prefixes(path):
            if prefix not in given:
                given[prefix] = _named(prefix, given, numbers, inside=prefix in folders)
        found[path] = given[path]
    return found


def _prefixes(path: str) -> Iterator[str]:
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _named(
    path: str, given: dict[str, str], numbers: dict[tuple[str, str], int], *, inside: bool
) -> str:
    parent, _, own = path.rpartition("/")
    ending = _ENDING.search(own)
    suffix = f".{ending[1].lower()}" if ending else ""
    word = ("archive" if suffix else "folder") if inside else "exhibit"
    # Exhibits are counted through the whole case: `exhibit-07` is one file, wherever it lies.
    scope = (word, given[parent] if inside else "")
    numbers[scope] = numbers.get(scope, 0) + 1
    name = f"{word}-{numbers[scope]:02d}{suffix}"
    return f"{given[parent]}/{name}" if given[parent] else name


def mentioned(text: str, paths: Mapping[str, str]) -> str:
    """Return the pseudonym of the one exhibit that a text means, or `""`.

    Args:
        text: As the analyst writes it: a path in the case or below `evidence/`, or a file's name.
        paths: From `renamed`.
    """
    wanted = text.replace("\\", "/").strip("/").casefold()
    found = {
        path: said
        for path, said in paths.items()
        if f"/{path.casefold()}".endswith(f"/{wanted}") and wanted
    }
    return next(iter(found.values())) if len(found) == 1 else ""
