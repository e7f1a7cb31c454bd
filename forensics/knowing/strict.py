"""Strict reading of the tables that we ship: every mistake of a file is told, naming table and key.

A shape names the keys of a table and what each must be. A key whose kind ends in `?` may be left
out; every other one must be there, and no further one may.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from forensics.errors import KnowledgeError

Shape: TypeAlias = Mapping[str, str]
Words: TypeAlias = Mapping[str, tuple[str, ...]]

_MUST_BE: Final[Mapping[str, str]] = {
    "text": "a text that is not empty",
    "texts": "a list of texts, at least one",
    "list": "a list of texts",
    "date": "a date",
    "table": "a table",
    "tables": "an array of tables, at least one",
}


def parse(name: str, text: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises:
        KnowledgeError: It is no TOML; names file, line and column.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name}: {error}") from None


def misfits(given: Mapping[str, Any], shape: Shape, words: Words, where: str = "") -> Iterator[str]:
    """Yield every mistake of one table.

    Args:
        given: The table.
        shape: Key -> kind.
        words: Key -> all values that it may have.
        where: What stands before each message: `[citation] `.
    """
    for key in given:
        if key not in shape:
            yield f"{where}unknown key {key}"
    for key, kind in shape.items():
        if key in given:
            yield from wrong(given[key], key, kind.removesuffix("?"), words, where)
        elif not kind.endswith("?"):
            yield f"{where}missing key {key}"


def wrong(value: object, key: str, kind: str, words: Words, where: str) -> Iterator[str]:
    """Yield what is wrong with one value: its kind, or a word that is none of those allowed."""
    if not _is(value, kind):
        yield f"{where}{key}: must be {_MUST_BE[kind]}"
        return
    for each in value if isinstance(value, list) else [value]:
        if key in words and each not in words[key]:
            yield f"{where}{key}: {each!r} is none of {', '.join(words[key])}"


def tables(value: object) -> list[dict[str, Any]]:
    """Return one table or several as a list; what is no table was told of already."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def _is(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "date":
            return type(value) is date
        case "table":
            return isinstance(value, dict)
        case _:
            wanted = dict if kind == "tables" else str
            filled = kind == "list" or bool(value)
            return filled and isinstance(value, list) and all(isinstance(v, wanted) for v in value)
