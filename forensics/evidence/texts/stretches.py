"""A text read stretch by stretch, so that memory does not grow with its size.

A stretch is whole lines. Where it ends is asked of the form, whose records may go on over lines.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import polars as pl
from numpy.typing import NDArray

from forensics.evidence.texts.encodings import blocks, tell
from forensics.evidence.texts.lines import Lines, Script, lines_of, text_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some lines of a text that stand together.

    Attributes:
        lines: Their offsets count from the start of the file.
        first: Number of the first of them, from 1.
        last: Whether the text ends with them.
        ended: Whether the last of their bytes is a line feed.
    """

    lines: Lines
    first: int
    last: bool
    ended: bool


def survey(file: BinaryIO, size: int, declared: str = "") -> Script:
    """Return how a text is written; most of the first pass over it is telling ASCII.

    Args:
        file: Seekable; it is read from its beginning and left anywhere.
        size: Bytes of it that count.
        declared: Its encoding as the analyst gives it, or `""`.
    """
    encoding, basis, mark = tell(file, size, declared)
    units = (
        text_units(block, encoding, 0 if place else mark)
        for place, block in enumerate(blocks(file, size))
    )
    return Script(encoding=encoding, basis=basis, mark=mark, line_end=_line_end(units))


def stretches(
    file: BinaryIO, size: int, script: Script, settled: Callable[[pl.Series], int]
) -> Iterator[Stretch]:
    """Yield the lines of a text, one stretch at least.

    Where lines cannot be decoded apart, the text is one stretch; a line is in one stretch however
    long it is.

    Args:
        file: Seekable; read from its beginning, again after each stretch where it was left.
        size: Bytes of it that count.
        script: How it is written.
        settled: Tells how many of some lines, from the first on, no line after them can change.
    """
    held, waiting = 0, list[bytes]()
    offset, first = 0, 1
    for piece, last in _with_end(blocks(file, size)):
        waiting.append(piece)
        # What no line end was found in is looked at again only when there is twice as much.
        if not last and (not script.separable or sum(map(len, waiting)) < 2 * held):
            continue
        data = b"".join(waiting)
        lines = lines_of(data, script if first == 1 else replace(script, mark=0))
        count = len(lines.text) if last else settled(lines.text.head(-1))
        kept = int(lines.length[:count].sum())
        if count or last:
            whole = lines if last else _head(lines, count)
            yield Stretch(
                lines=replace(whole, offset=whole.offset + offset),
                first=first,
                last=last,
                ended=data.endswith(b"\n", 0, kept),
            )
        waiting = [data[kept:]]
        held, offset, first = len(data) - kept, offset + kept, first + count


def _head(lines: Lines, count: int) -> Lines:
    text = lines.text.head(count)
    lost = text.str.count_matches("\ufffd", literal=True).sum() if lines.replaced else 0
    return replace(
        lines,
        text=text,
        offset=lines.offset[:count],
        length=lines.length[:count],
        replaced=int(lost),
    )


def _with_end(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces, one at least, and whether each is the last."""
    before = b""
    for piece in pieces:
        if before:
            yield before, False
        before = piece
    yield before, True


def _line_end(units: Iterable[NDArray[Any]]) -> str:
    r"""Return the character that ends each line: `\r` only where there is no line feed at all."""
    returned = False
    for each in units:
        if (each == ord("\n")).any():
            return "\n"
        returned = returned or bool((each == ord("\r")).any())
    return "\r" if returned else "\n"
