"""Reads a page back without the program's own code: a strict parser, and the data decoded anew."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def parsed(page: bytes) -> Element:
    """Return the tree, by the parsing rules of HTML; the page must not break one of them."""
    parser = HTMLParser(namespace_html_elements=False)
    tree: Element = parser.parse(page.decode("utf-8"))
    assert parser.errors == []
    return tree


def text(element: Element, without: tuple[str, ...] = ()) -> str:
    """Return the text of an element and all in it, without elements of these names."""
    if element.tag in without:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [text(child, without), child.tail or ""]
    return "".join(parts)


def with_class(tree: Element, name: str) -> list[Element]:
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def only(tree: Element, tag: str) -> Element:
    (found,) = tree.iter(tag)
    return found


def chapters(tree: Element) -> dict[str, str]:
    """Return the text below each heading with an anchor, all white space taken out."""
    told: dict[str, list[str]] = {"": []}
    _gather(tree, told)
    return {anchor: re.sub(r"\s+", "", "".join(parts)) for anchor, parts in told.items()}


def _gather(element: Element, told: dict[str, list[str]]) -> None:
    if element.tag in {"head", "script", "style", "{http://www.w3.org/2000/svg}title"}:
        return
    if element.tag == "h2" and element.get("id"):
        told[element.attrib["id"]] = []
    told[next(reversed(told))].append(element.text or "")
    for child in element:
        _gather(child, told)
        told[next(reversed(told))].append(child.tail or "")


def island(page: bytes) -> dict[str, Any]:
    """Return the data of a page."""
    tree = parsed(page)
    (holder,) = (each for each in tree.iter("script") if each.get("id") == "attempts")
    data: dict[str, Any] = json.loads(holder.text or "")
    return data


def rows(data: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield each row, column -> text as `attempts.csv` writes it; nothing for a missing value."""
    now = 0
    for row, step in enumerate(data["steps"]):
        now += step
        ticks = now * 10_000 + (data["rest"][row] if data["rest"] else 0)
        told = {name: _cell(column, row) for name, column in data["columns"].items()}
        shift = told.pop("shift", "")
        told["time"] = _iso(ticks)
        told["time_corrected"] = _iso(ticks - int(shift)) if shift else ""
        yield told


def _cell(column: dict[str, Any], row: int) -> str:
    if "numbers" in column:
        value = column["numbers"][row]
    else:
        codes = column["codes"]
        value = column["words"][codes if isinstance(codes, int) else codes[row]]
    return "" if value is None else str(value)


def _iso(ticks: int) -> str:
    whole, rest = divmod(ticks, 10_000_000)
    fraction = f".{rest:07d}".rstrip("0").rstrip(".")
    return f"{_EPOCH + timedelta(seconds=whole):%Y-%m-%dT%H:%M:%S}{fraction}Z"
