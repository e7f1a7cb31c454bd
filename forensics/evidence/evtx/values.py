"""Turns the values of many records into columns: each different value is decoded once.

A value lies at an offset with a size and a type. Values of one column are laid side by side as
64-bit words, the different ones are found, and only these become text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.templates import Cells
from forensics.evidence.evtx.types import ARRAY, elements, render

NULL: Final = 0
"""Code of a value that was not recorded."""

_WORD: Final = 8
_WIDTHS: Final = (
    -1,
    64,
    512,
    4_096,
    65_536,
)  # bytes; bounds the room that laying side by side takes
_MASKS: Final = np.array([(1 << 8 * kept) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)


@dataclass(slots=True)
class Vocabulary:
    """Every different text met in one file; a column is a list of codes, one for each text."""

    texts: list[str | None] = field(default_factory=lambda: [None])
    _by_text: dict[str | None, int] = field(default_factory=lambda: {None: NULL})
    _by_value: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def code(self, text: str | None) -> int:
        """Return the code of a text; None is `NULL`."""
        code = self._by_text.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def value(self, kind: int, raw: bytes) -> int:
        """Return the code of a value of type `kind`."""
        code = self._by_value.get((kind, raw))
        if code is None:
            code = self._by_value[kind, raw] = self.code(render(kind, raw))
        return code

    def series(self) -> pl.Series:
        """Return the texts, to be gathered by codes."""
        return pl.Series(self.texts, dtype=pl.String)


def column(block: Block, cells: Cells, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Return the code of each value."""
    codes = np.zeros(len(cells.at), dtype=np.int64)
    for rows, values, same in _different(block, cells):
        each = [vocabulary.value(kind, raw) for kind, raw in values]
        codes[rows] = np.array(each, dtype=np.int64)[same]
    return codes


def strings(
    block: Block, cells: Cells, numbers: list[int], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many strings stand in each array of strings, and the codes of those wanted.

    `numbers` counts them from 1; the codes have the shape (numbers, rows).
    """
    counts = np.zeros(len(cells.at), dtype=np.int64)
    codes = np.full((len(numbers), len(cells.at)), NULL, dtype=np.int64)
    for rows, values, same in _different(block, cells):
        lists = [_listed(kind, raw) for kind, raw in values]
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
) -> Iterator[tuple[NDArray[np.int64], list[tuple[int, bytes]], NDArray[np.int64]]]:
    """Yield rows, the different values in them (type and bytes), and which of these each has."""
    for narrower, widest in pairwise(_WIDTHS):
        rows = np.flatnonzero((cells.size > narrower) & (cells.size <= widest))
        if not len(rows):
            continue
        some = cells.rows(rows)
        width = -(-int(some.size.max()) // _WORD) * _WORD
        raw = block.gather(some.at, f"V{width}") if width else np.zeros((len(rows), 0), np.uint8)
        words = raw.view("<u8").reshape(len(rows), width // _WORD)
        words &= _MASKS[np.clip(some.size[:, None] - np.arange(0, width, _WORD), 0, _WORD)]
        frame = (some.kind << 32 | some.size).view(np.uint64)[:, None]
        first, same = distinct(np.concatenate((frame, words), axis=1))
        yield rows, [_value(block, some, row) for row in first.tolist()], same


def _value(block: Block, cells: Cells, row: int) -> tuple[int, bytes]:
    """Return type and bytes of one value."""
    at, size = int(cells.at[row]), int(cells.size[row])
    return int(cells.kind[row]), block.data[at : at + size].tobytes()
