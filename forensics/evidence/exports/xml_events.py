"""Reads one `<Event>` element: what its System element says, and the event's own values.

The schema is that of http://schemas.microsoft.com/win/2004/08/events/event. Expat, through
ElementTree, is given the element alone: a document type cannot stand there, so entities other than
the five predefined and numeric ones are undefined, which is an error, and nothing is expanded or
fetched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers.expat import ErrorString

from forensics.evidence.exports.singly import Told

DEEPEST: Final = 32  # elements within each other; real events have no more than six
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE: Final = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
# python-evtx shows an array of strings as text within one element.
_ARRAY: Final = re.compile(r"<string>(.*?)</string>\n?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `values` are names (`""` for none) and texts, in their order."""

    told: Told
    values: tuple[tuple[str, str], ...]
    mended: int


def read_event(element: bytes, wanted: frozenset[str]) -> Event | str:
    """Return the event, or why it cannot be read.

    Of an event whose id is not `wanted` (as written) there are no values: its data are only
    checked for being well-formed.
    Characters that XML forbids, which Windows writes all the same where a value has them, become
    U+FFFD and are counted in `mended`.
    """
    root, mended = _parsed(element), 0
    if isinstance(root, str):
        text, mended = _mend(element.decode("utf-8", "replace"))
        again = _parsed(text.encode())
        if isinstance(again, str):
            return again
        root = again
    if _deeper(root, DEEPEST):
        return f"elements nested more than {DEEPEST} deep"
    told = _told(root)
    values = tuple(_values(root)) if told[1] in wanted else ()
    return Event(told=told, values=values, mended=mended)


def _parsed(element: bytes) -> Element | str:
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - see above: no declaration reaches it
    try:
        parser.feed(element)
        root: Element = parser.close()
    except ParseError as error:
        return ErrorString(error.code) or "not well-formed"
    return root


def _deeper(root: Element, levels: int) -> bool:
    """Tell whether elements are nested deeper than so many levels."""
    level = [root]
    for _ in range(levels):
        level = [child for one in level for child in one]
        if not level:
            return False
    return True


def _mend(text: str) -> tuple[str, int]:
    """Return a text with U+FFFD for what XML forbids, and for how many characters."""

    def allowed(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else int(found[2])
        sound = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE  # noqa: PLR2004
        return found[0] if sound or 0x10000 <= number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004

    mended = _REFERENCE.sub(allowed, _CONTROL.sub("\ufffd", text))
    return mended, mended.count("\ufffd") - text.count("\ufffd")


def _told(root: Element) -> Told:
    own: dict[str, Element] = {}
    for part in root:
        for one in part if _local(part) == "System" else ():
            own.setdefault(_local(one), one)
    return (
        _attribute(own, "Provider", "Name"),
        _text(own, "EventID"),
        _text(own, "EventRecordID"),
        _attribute(own, "TimeCreated", "SystemTime"),
        _text(own, "Computer"),
        _text(own, "Channel"),
    )


def _local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=256)
def _without_namespace(tag: str) -> str:
    """Return a name; the same few stand in every event."""
    return tag.rpartition("}")[2]


def _attribute(own: Mapping[str, Element], name: str, attribute: str) -> str | None:
    return own[name].get(attribute) if name in own else None


def _text(own: Mapping[str, Element], name: str) -> str | None:
    return ((own[name].text or "").strip() or None) if name in own else None


def _values(root: Element) -> Iterator[tuple[str, str]]:
    """Yield the values of EventData, else those of the one element that UserData holds."""
    for part in root:
        if _local(part) == "EventData":
            for one in part:
                yield from _data(one)
        elif _local(part) == "UserData":
            yield from ((_local(one), _shown(one.text or "")) for held in part for one in held)


def _data(one: Element) -> Iterator[tuple[str, str]]:
    local = _local(one)
    if local != "Binary":
        name = one.get("Name", "") if local == "Data" else local
        yield from ((name, _shown(text)) for text in _array(name, one.text or ""))


def _array(name: str, text: str) -> list[str]:
    if name or not text.startswith("<string>") or not text.rstrip().endswith("</string>"):
        return [text]
    return _ARRAY.findall(text)


def _shown(text: str) -> str:
    """Return a value; one of nothing but an indented line end is empty."""
    return "" if "\n" in text and not text.strip() else text
