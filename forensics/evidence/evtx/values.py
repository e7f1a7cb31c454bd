"""Turns the values of many records into columns: each different value is decoded once.

A value lies at an offset with a size and a type. Values of one column are laid side by side as
64-bit words, size and type in the first, the different ones are found, and only these become text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.instances import Cells
from forensics.evidence.evtx.types import ARRAY, STRING, elements, render

NULL: Final = 0
"""Code of a value that was not recorded."""

_WORD: Final = 8
_WIDTHS: Final = np.array([16, 64, 256, 1_024, 4_096, 16_384, 65_536])
"""Bytes that values are laid side by side in: the narrowest that holds one, so that the same value
always makes the same words; that bounds the room it takes, too."""

_WIDTH_OF: Final = np.searchsorted(_WIDTHS, np.arange(1 << 16)).astype(np.uint8)
_BETWEEN: Final = b"\xff\xff"  # stands for no character, and hardly ever in a string
_MASKS: Final = np.array([(1 << 8 * kept) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)


@dataclass(slots=True)
class Vocabulary:
    """Every different text met in one file; a column is a list of codes, one for each text."""

    texts: list[str | None] = field(default_factory=lambda: [None])
    _by_text: dict[str | None, int] = field(default_factory=lambda: {None: NULL})
    _by_value: dict[bytes, int] = field(default_factory=dict)

    def code(self, text: str | None) -> int:
        """Return the code of a text; None is `NULL`."""
        code = self._by_text.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def values(self, framed: list[bytes]) -> list[int]:
        """Return the codes of some values, each framed by its size and type."""
        known = self._by_value
        unknown = [one for one in framed if one not in known]
        for one, text in zip(unknown, _rendered(unknown), strict=True):
            known[one] = self.code(text)
        return [known[one] for one in framed]

    def series(self) -> pl.Series:
        """Return the texts, to be gathered by codes."""
        return pl.Series(self.texts, dtype=pl.String)


def column(block: Block, cells: Cells, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Return the code of each value."""
    codes = np.zeros(len(cells.at), dtype=np.int64)
    for rows, framed, same in _different(block, cells):
        codes[rows] = np.array(vocabulary.values(framed), dtype=np.int64)[same]
    return codes


def strings(
    block: Block, cells: Cells, numbers: list[int], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many strings stand in each array of strings, and the codes of those wanted.

    `numbers` counts them from 1; the codes have the shape (numbers, rows).
    """
    counts = np.zeros(len(cells.at), dtype=np.int64)
    codes = np.full((len(numbers), len(cells.at)), NULL, dtype=np.int64)
    for rows, framed, same in _different(block, cells):
        lists = [_listed(*_unframed(one)) for one in framed]
        counts[rows] = np.array([len(one) for one in lists], dtype=np.int64)[same]
        for place, number in enumerate(numbers):
            each = [
                vocabulary.code(one[number - 1]) if number <= len(one) else NULL for one in lists
            ]
            codes[place, rows] = np.array(each, dtype=np.int64)[same]
    return counts, codes


def _listed(kind: int, raw: bytes) -> list[str]:
    """Return the strings of an array; a value that is none counts as one, null as none."""
    if kind & ARRAY:
        return elements(kind, raw)
    text = render(kind, raw)
    return [] if text is None else [text]


def _different(
    block: Block, cells: Cells
) -> Iterator[tuple[NDArray[np.int64], list[bytes], NDArray[np.int64]]]:
    """Yield rows, the different values in them, framed, and which of these each has."""
    width_of = _WIDTH_OF[cells.size]
    for number in np.flatnonzero(np.bincount(width_of)).tolist():
        rows = np.flatnonzero(width_of == number)
        some, width = cells.rows(rows), int(_WIDTHS[number])
        framed = np.empty((len(rows), 1 + width // _WORD), dtype="<u8")
        framed[:, 0] = some.kind << 32 | some.size
        words = block.gather(some.at, f"V{width}").view("<u8").reshape(len(rows), -1)
        kept = np.clip(some.size[:, None] - np.arange(0, width, _WORD), 0, _WORD)
        np.bitwise_and(words, _MASKS.take(kept), out=framed[:, 1:])
        first, same = distinct(framed)
        yield rows, framed[first].view(f"V{_WORD + width}")[:, 0].tolist(), same


def _rendered(framed: list[bytes]) -> list[str | None]:
    """Return the text of some values.

    Strings are decoded in one go, as long as nothing in them stands in the way.
    """
    values = [_unframed(one) for one in framed]
    raws = [raw for kind, raw in values if kind == STRING and len(raw) % 2 == 0]
    try:
        texts = _BETWEEN.join(raws).decode("utf-16-le").split(_BETWEEN.decode("utf-16-le"))
    except UnicodeDecodeError:
        texts = []
    if len(texts) != len(raws):
        return [render(*value) for value in values]
    decoded = iter(texts)
    return [
        next(decoded).rstrip("\0") if kind == STRING and len(raw) % 2 == 0 else render(kind, raw)
        for kind, raw in values
    ]


def _unframed(framed: bytes) -> tuple[int, bytes]:
    """Return type and bytes of a value."""
    size = int.from_bytes(framed[:4], "little")
    return int.from_bytes(framed[4:_WORD], "little"), framed[_WORD : _WORD + size]
