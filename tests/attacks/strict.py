"""Strict readers of the outputs, without the program's own code: what they refuse is a fault."""

import json
import re
from collections.abc import Callable
from typing import Any, Final
from unicodedata import category
from xml.etree import ElementTree as ET

import orjson

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_ESCAPE: Final = re.compile(r"<U\+([0-9A-F]{4,6})>")
_PLAIN: Final = re.compile(rb'[^",\r\n]*')
_QUOTED: Final = re.compile(rb'"((?:[^"]|"")*)"')


def csv_rows(content: bytes) -> list[list[str]]:
    """Return the cells by RFC 4180, 2: lines end with CRLF, all are as long, quotes are doubled."""
    rows: list[list[str]] = []
    at, row = 0, list[str]()
    while at < len(content):
        quoted = _QUOTED.match(content, at)
        plain = quoted or _PLAIN.match(content, at)
        assert plain
        cell = quoted[1].replace(b'""', b'"') if quoted else plain[0]
        row.append(cell.decode("utf-8"))
        at = plain.end()
        if content[at : at + 1] == b",":
            at += 1
            continue
        assert content[at : at + 2] == b"\r\n", content[at - 20 : at + 20]
        at += 2
        rows.append(row)
        row = []
    assert row == []
    assert len({len(each) for each in rows}) == 1
    return rows


def json_document(content: bytes) -> Any:  # noqa: ANN401 - JSON
    """Return what two parsers read alike; no key comes twice, no number is none."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    document = json.loads(
        content.decode("utf-8"), object_pairs_hook=once, parse_constant=_refused(ValueError)
    )
    assert orjson.loads(content) == document
    return document


def _refused(error: type[Exception]) -> Callable[[str], object]:
    def refuse(said: str) -> object:
        raise error(said)

    return refuse


def xml_tree(content: bytes) -> ET.Element:
    """Return the root of a document without a document type, of which entities could come."""
    assert b"<!" not in content
    assert content.count(b"<?") <= 1
    return ET.fromstring(content)  # noqa: S314 - there is no document type


def texts(value: Any) -> set[str]:  # noqa: ANN401 - JSON
    """Return every text of a document, keys too."""
    found, waiting = set[str](), [value]
    while waiting:
        one = waiting.pop()
        match one:
            case str():
                found.add(one)
            case dict():
                waiting += [*one.keys(), *one.values()]
            case list():
                waiting += one
            case _:
                pass
    return found


def undone(cell: str) -> str:
    """Return the name that a cell or a node stands for: escapes become characters again."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)
    marked = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if marked else text


def unseen(text: str) -> set[str]:
    """Return the characters that act without being seen, line ends aside."""
    return {char for char in text if category(char)[0] == "C" and char != "\n"}
