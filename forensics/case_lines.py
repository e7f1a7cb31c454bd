"""The line of a TOML file where a key stands, which its reader does not tell.

So that a mistake in a value is named by its line, as one in the form is by the reader. It looks for
headings and for `key =`, as people write them; where it finds nothing sure, it tells no line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

_HEADING: Final = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?")
_KEY: Final = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*=""")
_LONG: Final = ('"""', "'''")
"""What begins and ends a text of several lines."""


def line_of(text: str, table: str, nth: int | None, key: str) -> int | None:
    """Return the line of a key, else of the heading of the table that lacks it; the first is 1.

    Args:
        text: Of the file.
        table: Its name, `""` for what stands before every heading.
        nth: Which of the tables of that name, the first is 0; None where that is not known.
        key: A table is named by its heading too.
    """
    wanted = f"{table}.{key}" if table else key
    found = [(line, name) for line, at, name in _named(text) if nth is None or at in (nth, None)]
    keys = [line for line, name in found if name == wanted or name.startswith(f"{wanted}.")]
    lines = keys or [line for line, name in found if table and name == table]
    return lines[0] if lines and (nth is not None or len(lines) == 1) else None


def _named(text: str) -> Iterator[tuple[int, int | None, str]]:
    """Yield the line of each heading and key, which table of its name it is of, and its name."""
    table, seen, long = "", Counter[str](), ""
    for number, line in enumerate(text.split("\n"), 1):
        heading, key = _HEADING.fullmatch(line), _KEY.match(line)
        if long:
            long = "" if line.count(long) % 2 else long
        elif heading:
            table = heading[1]
            seen[table] += 1
            yield number, seen[table] - 1, table
        elif key:
            name = key[1] or key[2] or key[3]
            yield number, seen[table] - 1 if table else None, f"{table}.{name}" if table else name
            long = next((each for each in _LONG if line.count(each) % 2), "")
