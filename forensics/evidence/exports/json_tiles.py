"""Finds the JSON objects of a text: one on each line, or one after another however they stand.

Damage stays local: a line that is broken is one tile; in a text without such lines the search goes
on at the next object that begins as the first one does.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from forensics.evidence.exports.recoded import (
    CUT,
    FILLER,
    HEADER,
    RECORD,
    UNREADABLE,
    Tiles,
    tiles,
)

Tile = tuple[int, int, tuple[str, str] | None]

_HEAD: Final = 1 << 18
_DEEPLY: Final = 80  # blanks
_WINDOW: Final = 1 << 13
_LONGEST_WORD: Final = 8
_SAMPLE: Final = 64  # lines from which the arrangement is told
_BLANK: Final = b" \t\r\n"
# What exporters put around an array: ConvertTo-Json, Elasticsearch's answer to a search.
_WRAPPER: Final = re.compile(
    r'\s*\{[^\[\]]{0,4096}?"(?:hits|value|Events|events|records|Records)"\s*:\s*\[(?=\s*\{)'
)
_BETWEEN: Final = re.compile(r"(?:[\s,\[\]]|Record \d+)*")
_AFTER: Final = re.compile(r"[\s,\[\]}]*(?:\"Count\"\s*:\s*\d+[\s}]*)?")
_FIRST: Final = re.compile(r'\{\s*"((?:[^"\\]|\\.)*)"\s*:')
_PIECE: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)
_STRAY: Final = ("a JSON object", "other text")


def cut_objects(text: bytes) -> Tiles:
    """Return the tiles of a text; one of kind `RECORD` holds an object and blanks.

    By lines it may yet be broken.
    """
    return cut_lines(text) if by_lines(text) else tiles(_by_object(text.decode("latin-1")))


def by_lines(text: bytes) -> bool:
    """Tell whether each line of a text holds an object of its own, as most lines are made."""
    if text.lstrip(_BLANK).startswith(b"[") or _WRAPPER.match(text[:8192].decode("latin-1")):
        return False
    lines = [line.strip() for line in text[: 1 << 22].split(b"\n", _SAMPLE)[:_SAMPLE]]
    lines = [line for line in lines if line]
    whole = [line for line in lines if line.startswith(b'{"') and line.endswith(b"}")]
    return 2 * len(whole) > len(lines)


def cut_lines(text: bytes) -> Tiles:
    """Return the tiles of a text of which each line should hold an object."""
    units = np.frombuffer(text, dtype=np.uint8)
    ends = np.append(np.flatnonzero(units == ord("\n")) + 1, len(text))
    begin = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
    begin, ends = begin[begin < len(text)], ends[begin < len(text)]
    kind = np.full(len(begin), RECORD, dtype=np.uint8)
    reasons: dict[int, tuple[str, str]] = {}
    for place in np.flatnonzero(units[begin] != ord("{")).tolist():
        line = text[begin[place] : ends[place]].strip(_BLANK)
        if not line:
            kind[place] = FILLER
        elif not line.startswith(b"{"):
            kind[place] = UNREADABLE
            reasons[place] = _STRAY
    return Tiles(begin=begin, kind=kind, reasons=reasons)


def _by_object(text: str) -> Iterator[Tile]:
    """Yield the tiles of a text, each of whose characters is one byte."""
    wrapper = _WRAPPER.match(text)
    at = wrapper.end() if wrapper else 0
    if wrapper:
        yield 0, HEADER, None
    start = _start(text, at)
    while at < len(text):
        gap = _BETWEEN.match(text, at) or _AFTER.match(text, at)
        if gap and gap.end() > at:
            yield at, FILLER if gap[0].isspace() else HEADER, None
            at = gap.end()
        elif text[at] == "{":
            end, reason = _object(text, at, start)
            yield at, UNREADABLE if reason else RECORD, reason
            at = end
        elif wrapper and (tail := _AFTER.fullmatch(text, at)):
            yield at, HEADER, None
            at = tail.end()
        else:
            following = start.search(text, at + 1)
            yield at, UNREADABLE, _STRAY
            at = following.start() if following else len(text)


def _start(text: str, begin: int) -> re.Pattern[str]:
    """Return how an object begins: with the first key of that which is indented least."""
    found = list(_FIRST.finditer(text, begin, begin + _HEAD))
    if not found:
        return _FIRST
    first = min(found, key=lambda one: _indent(text, one.start()))
    return re.compile(r'\{\s*"' + re.escape(first[1]) + r'"\s*:')


def _indent(text: str, at: int) -> int:
    """Return how many blanks stand before a place in its line, many where there is more."""
    before = text[max(0, at - _DEEPLY) : at].rpartition("\n")[2]
    return _DEEPLY if before.strip() else len(before)


def _object(text: str, begin: int, start: re.Pattern[str]) -> tuple[int, tuple[str, str] | None]:
    """Return where an object ends, and what is wrong with it.

    A broken one ends where the last object begins that stands before the break, or the first after
    it; so no stretch is gone through more than a few times, however hostile the text.
    """
    try:
        broken, found = _decoded(text, begin)
    except RecursionError:
        return _balanced(text, begin), ("a JSON object", "JSON nested beyond reason")
    if not found:
        return broken, None
    following = -1
    for one in start.finditer(text, begin + 1):
        if one.start() > broken and following >= 0:
            break
        following = one.start()
        if following > broken:
            break
    if following < 0:
        return len(text), ("the end of an object", found)
    return following, ("a JSON object", found)


def _decoded(text: str, begin: int) -> tuple[int, str]:
    """Return where an object ends and `""`, or where it is broken and how.

    It is looked at through a window that grows as it must: for each error the decoder counts the
    lines of all that it is given.
    """
    size = _WINDOW
    while True:
        window = text[begin : begin + size]
        try:
            return begin + _DECODER.raw_decode(window)[1], ""
        except json.JSONDecodeError as error:
            cut = _is_cut(window, error)
            if not cut or begin + len(window) == len(text):
                found = CUT if cut else f"{error.msg} at character {error.pos}"
                return begin + error.pos, found
        size *= 8


def _is_cut(window: str, error: json.JSONDecodeError) -> bool:
    """Tell whether an object is sound as far as it goes."""
    rest = window[error.pos : error.pos + _LONGEST_WORD].strip()
    begun = not rest or any(word.startswith(rest) for word in ("true", "false", "null", "-"))
    return begun or error.msg.startswith(("Unterminated", "Invalid \\"))


def _balanced(text: str, begin: int) -> int:
    """Return where the brackets of an object are balanced again, or the end of the text."""
    depth = 0
    for piece in _PIECE.finditer(text, begin):
        if piece[0] in "{[":
            depth += 1
        elif piece[0] in "}]":
            depth -= 1
        if depth == 0:
            return piece.end()
    return len(text)


def unclosed_array(text: bytes, cut: Tiles) -> bool:
    """Tell whether a text opens an array that it never closes."""
    opened = text.lstrip(_BLANK)[:1] == b"["
    return (
        opened
        and bool(len(cut.begin))
        and cut.kind[-1] != UNREADABLE
        and (not text.rstrip(_BLANK).endswith(b"]"))
    )
