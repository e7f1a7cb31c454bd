"""Finds the `<Event>` elements of a text, so that each is parsed for itself.

Damage thereby stays local, and no declaration of the file ever reaches the parser: an entity that
a document type declares stays undefined, and nothing is expanded or fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forensics.evidence.exports.recoded import CUT, FILLER, HEADER, RECORD, UNREADABLE

Tile = tuple[int, int, tuple[str, str] | None]

_TOKEN: Final = re.compile(rb"<Event(?=[\s/>])|</Event\s*>|<!--|<!\[CDATA\[|<!DOCTYPE")
_CLOSING: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_DOCTYPE: Final = re.compile(
    rb"""<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*"""
    rb"""(?:\[(?:<!--(?:(?!-->).)*-->|<(?!!--)|[^\]"'<]|"[^"]*"|'[^']*')*\]\s*)?>""",
    re.DOTALL,
)
# Between the events: declarations, comments, tags of a root, `Record 7` of evtx_dump.
_FRAME: Final = re.compile(
    rb"(?:\s|<\?xml[^<>?]*\?>|<!--(?:(?!-->).)*-->|</?[A-Za-z_][^<>]*>|Record \d+)*",
    re.DOTALL,
)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.-]*)[^<>]*(?<!/)>")

REFUSED: Final = ("events without a document type", "a document type declaration: not followed")
_NO_END: Final = ("</Event>", "the next <Event>")
_STRAY: Final = ("an <Event> element", "other text")
_CUT_OFF: Final = ("</Event>", CUT)


@dataclass(slots=True)
class _Reach:
    """How far the search came; both rise, so that the text is gone through once.

    Attributes:
        done: All before it is in tiles.
        open: Where the event begins that has not ended yet, or -1.
    """

    done: int = 0
    open: int = -1


def cut_events(text: bytes) -> Iterator[Tile]:
    """Yield begin, kind and, where it is unreadable, the reason of each tile of a text."""
    reach = _Reach()
    for token, begin, end in _tokens(text):
        if token == b"<Event":
            if reach.open >= 0:
                yield reach.open, UNREADABLE, _NO_END
                reach.done = begin
            yield from _between(text, reach.done, begin)
            reach.done, reach.open = begin, begin
        elif token == b"<!DOCTYPE" and reach.open < 0:
            yield from _between(text, reach.done, begin)
            yield begin, UNREADABLE, REFUSED
            reach.done = end
        elif token == b"</Event" and reach.open >= 0:
            yield reach.open, RECORD, None
            reach.done, reach.open = end, -1
    if reach.open >= 0:
        yield reach.open, UNREADABLE, _CUT_OFF
    else:
        yield from _between(text, reach.done, len(text))


def _tokens(text: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield what begins and ends events; what stands in comments and CDATA does neither."""
    at = 0
    unclosed: set[bytes] = set()
    while found := _TOKEN.search(text, at):
        token, at = found[0], found.end()
        if token in _CLOSING:
            end = -1 if token in unclosed else text.find(_CLOSING[token], at)
            if end < 0:
                unclosed.add(token)
            else:
                at = end
        elif token == b"<!DOCTYPE":
            at = _doctype_end(text, found.start(), late=token in unclosed)
            unclosed.add(token)
            yield token, found.start(), at
        else:
            unclosed.add(b"<!DOCTYPE")
            yield token.rstrip(b" \t\r\n>"), found.start(), at


def _doctype_end(text: bytes, begin: int, *, late: bool) -> int:
    """Return the end of a declaration; of one out of place, or without end, its first word."""
    whole = None if late else _DOCTYPE.match(text, begin)
    return whole.end() if whole else begin + len(b"<!DOCTYPE")


def _between(text: bytes, begin: int, end: int) -> Iterator[Tile]:
    if begin == end:
        return
    gap = text[begin:end]
    if not gap.strip():
        yield begin, FILLER, None
    elif _FRAME.fullmatch(gap):
        yield begin, HEADER, None
    else:
        yield begin, UNREADABLE, _STRAY


def unclosed_root(text: bytes, heading: bytes) -> str:
    """Return the name of the element that begins in the heading of a text and never ends."""
    roots = _ROOT.findall(heading)
    if not roots or re.search(rb"</" + re.escape(roots[0]) + rb"\s*>\s*\Z", text[-256:]):
        return ""
    return bytes(roots[0]).decode("ascii", "replace")
