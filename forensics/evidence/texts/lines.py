"""A text as lines, each with the bytes that it stands on: what every reader of texts begins with.

The encoding is the declared one or is told from the bytes; either way it is stated. Lines tile the
file: their lengths, line ends included, sum up to its size. In a text without any line feed a
carriage return alone ends a line, as on old Macs.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.texts.encodings import BLOCK, CANDIDATES, tell

_SEPARABLE: Final = frozenset(
    codecs.lookup(name).name
    for name in ("utf-8", "utf-16-le", "utf-16-be", "ascii", "latin-1", *CANDIDATES)
)
"""Encodings in which a line means the same whatever stands before it, and a line end stays one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    r"""How a text is written.

    Attributes:
        encoding: As Python names it.
        basis: How it is known: `byte order mark`, `declared`, `plain ASCII`, `all bytes fit`,
            `detected` or `assumed`.
        mark: Bytes of the byte order mark with which the text begins.
        line_end: `\n`, or `\r` where there is no line feed.
    """

    encoding: str
    basis: str
    mark: int
    line_end: str

    @property
    def separable(self) -> bool:
        """Whether lines of it can be decoded apart."""
        return codecs.lookup(self.encoding).name in _SEPARABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A decoded text; the columns have one row a line and equal length.

    Attributes:
        text: String, without line end; a byte order mark is left out.
        offset: int64, bytes from the start of the file.
        length: int64, bytes with the line end, and with the byte order mark before the first.
        encoding: As Python names it.
        basis: How it is known, as `Script.basis`.
        replaced: Characters that could not be decoded and stand as U+FFFD.
    """

    text: pl.Series
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    encoding: str
    basis: str
    replaced: int

    def claims(self) -> dict[str, str]:
        """Return what the ledger says of the encoding."""
        return claims(self.encoding, self.basis, self.replaced)


def claims(encoding: str, basis: str, replaced: int) -> dict[str, str]:
    """Return what the ledger says of an encoding, by the attributes of `Lines`."""
    said = {"encoding": f"{encoding} ({basis})"}
    if replaced:
        said["characters that could not be decoded"] = str(replaced)
    return said


def split(data: bytes, declared: str = "") -> Lines:
    """Return the lines of a text.

    Args:
        data: The whole file.
        declared: Its encoding as the analyst gives it, or `""`. A byte order mark outweighs it.

    Returns:
        No row where the file is empty. A file that does not end with a line end has its last line
        all the same. No input raises.
    """
    encoding, basis, mark = tell_encoding(data, declared)
    line_end = line_end_of(text_units(data, encoding, mark))
    return lines_of(data, Script(encoding=encoding, basis=basis, mark=mark, line_end=line_end))


def lines_of(data: bytes, script: Script) -> Lines:
    """Return the lines of a text, or of whole lines of one, of which it is known how it is written.

    The mark of `script` counts where `data` is the beginning of the text.
    """
    units = text_units(data, script.encoding, script.mark)
    offset, length = _spans(data, units, script.mark, script.line_end)
    ends = offset + length
    texts, replaced = [], 0
    for first, after in _pieces(ends, apart=script.separable):
        begin = int(offset[first]) if first else script.mark
        text, lost = _decoded(data, begin, ends[first:after], script)
        texts.append(text)
        replaced += lost
    text = pl.concat(texts, rechunk=True) if texts else pl.Series(dtype=pl.String)
    return Lines(
        text=text.rename("text"),
        offset=offset,
        length=length,
        encoding=script.encoding,
        basis=script.basis,
        replaced=replaced,
    )


def tell_encoding(data: bytes, declared: str = "") -> tuple[str, str, int]:
    """Return the encoding of a text, how it is known, and the length of its byte order mark."""
    return tell(BytesIO(data), len(data), declared)


def text_units(data: bytes, encoding: str, mark: int) -> NDArray[Any]:
    """Return the bytes of a text behind its mark, or the 16-bit words of one in UTF-16."""
    if encoding.lower().replace("_", "-").startswith("utf-16"):
        kind = ">u2" if encoding.lower().endswith("be") else "<u2"
        return np.frombuffer(data, dtype=kind, count=(len(data) - mark) // 2, offset=mark)
    return np.frombuffer(data, dtype=np.uint8, offset=mark)


def line_end_of(units: NDArray[Any]) -> str:
    """Return the character that ends each line of a text."""
    return "\n" if (units == ord("\n")).any() or not (units == ord("\r")).any() else "\r"


def _spans(
    data: bytes, units: NDArray[Any], mark: int, line_end: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not data:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    after = np.flatnonzero(units == ord(line_end)).astype(np.int64) + 1
    ends = after * units.itemsize + mark
    if not len(ends) or ends[-1] != len(data):
        ends = np.append(ends, np.int64(len(data)))
    offset = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
    return offset, ends - offset


def _pieces(ends: NDArray[np.int64], *, apart: bool) -> Iterator[tuple[int, int]]:
    """Yield runs of lines, first and after the last, that are decoded together."""
    count = len(ends)
    every = np.arange(BLOCK, int(ends[-1]), BLOCK) if apart and count else np.empty(0)
    cuts = np.unique((0, *np.searchsorted(ends, every).tolist(), count))
    yield from pairwise(cuts.tolist())


def _decoded(
    data: bytes, begin: int, ends: NDArray[np.int64], script: Script
) -> tuple[pl.Series, int]:
    """Return lines that stand together, and how many of their characters could not be decoded.

    Args:
        data: What they stand in.
        begin: Where the first of them begins, behind a mark.
        ends: Where each ends.
        script: How they are written.
    """
    decoded = str(memoryview(data)[begin : int(ends[-1])], script.encoding, "replace")
    text = _separated(decoded, script.line_end)
    if len(text) != len(ends):  # a code page took a line end into a broken character
        singly = [
            data[first:after].decode(script.encoding, "replace").removesuffix(script.line_end)
            for first, after in pairwise([begin, *ends.tolist()])
        ]
        text = pl.Series(singly, dtype=pl.String).str.strip_suffix("\r")
    return text, decoded.count("\ufffd")


def _separated(decoded: str, line_end: str) -> pl.Series:
    r"""Return the lines of a text, without line end and without a `\r` before it."""
    if line_end == "\n":
        # Behind an empty line a byte order mark is text, and no text begins like a packed file.
        text = b"\n" + decoded.encode("utf-8", "replace")
        return pl.read_lines(text).to_series().slice(1)
    lines = pl.Series([decoded]).str.split(line_end).explode()
    return lines.head(-1) if decoded.endswith(line_end) or not decoded else lines
