"""Turns the values of many records into columns: each different value is decoded once.

A value lies at an offset with a size and a type. Values of one column are laid side by side as
64-bit words, size and type in the first, the different ones are found, and only these become text.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.instances import Cells
from forensics.evidence.evtx.types import ARRAY, INTEGERS, STRING, elements, render

NULL: Final = 0
"""Code of a value that was not recorded."""

_WORD: Final = 8
_WIDTHS: Final = np.array([16, 64, 256, 1_024, 4_096, 16_384, 65_536])
"""Bytes that values are laid side by side in, at most: the narrowest that holds one, which bounds
the room it takes."""

_ROOM: Final = 16 << 20  # bytes of values that are laid side by side at once
_WIDTH_OF: Final = np.searchsorted(_WIDTHS, np.arange(1 << 16)).astype(np.uint8)
_MASKS: Final = np.array([(1 << 8 * kept) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)
_SIZE: Final = (1 << 32) - 1  # of the first word, what is not the type
_AT_ONCE: Final = 1 + 1_024 // _WORD  # words of strings that are decoded together, at most
_SURROGATES: Final = 0xD800 >> 11


def _codes(texts: Sequence[str | None] = (None,)) -> defaultdict[str | None, int]:
    """Return the code of each text, and of every other text the next one."""
    return defaultdict(count(len(texts)).__next__, zip(texts, count(), strict=False))


@dataclass(slots=True)
class Vocabulary:
    """Every different text met in one file; a column is a list of codes, one for each text."""

    texts: list[str | None] = field(default_factory=lambda: [None])
    _by_text: defaultdict[str | None, int] = field(default_factory=_codes)
    _by_value: dict[tuple[int, bytes], str | None] = field(default_factory=dict)

    def code(self, text: str | None) -> int:
        """Return the code of a text; None is `NULL`."""
        code = self._by_text[text]
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def codes(self, texts: Sequence[str | None]) -> NDArray[np.int64]:
        """Return the codes of some texts."""
        known = self._by_text
        codes = np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))
        new = list(islice(reversed(known), len(known) - len(self.texts)))
        self.texts += reversed(new)
        return codes

    def add(self, texts: Sequence[str | None]) -> NDArray[np.int64]:
        """Return the codes of all texts of another file's part; the first part's are its own."""
        if len(self.texts) > 1:
            return self.codes(texts)
        self.texts, self._by_text = list(texts), _codes(texts)
        return np.arange(len(texts), dtype=np.int64)

    def values(self, framed: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the codes of some values, each framed by its size and type; a row each."""
        codes = np.zeros(len(framed), dtype=np.int64)
        kinds = framed[:, 0] >> np.uint64(32)
        for kind in np.flatnonzero(np.bincount(kinds.view(np.int64))).tolist():
            rows = np.flatnonzero(kinds == kind)
            codes[rows] = self.codes(self._rendered(kind, framed[rows]))
        return codes

    def series(self) -> pl.Series:
        """Return the texts, to be gathered by codes."""
        return pl.Series(self.texts, dtype=pl.String)

    def _rendered(self, kind: int, framed: NDArray[np.uint64]) -> Sequence[str | None]:
        """Return the text of some values of one type: of common types in one go."""
        sizes = framed[:, 0] & np.uint64(_SIZE)
        if kind == STRING and framed.shape[1] <= _AT_ONCE:
            return _strings(framed[:, 1:], sizes.view(np.int64))
        whole, written = INTEGERS.get(kind, ((), str))
        if np.isin(sizes, whole).all():
            return list(map(written, framed[:, 1].tolist()))
        return [self._text(*_unframed(one)) for one in _apart(framed)]

    def _text(self, kind: int, raw: bytes) -> str | None:
        """Return the text of a value; each is rendered once."""
        value = kind, raw
        if value not in self._by_value:
            self._by_value[value] = render(kind, raw)
        return self._by_value[value]


def column(block: Block, cells: Cells, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Return the code of each value."""
    codes = np.zeros(len(cells.at), dtype=np.int64)
    for rows, framed, same in _different(block, cells):
        codes[rows] = vocabulary.values(framed)[same]
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
        lists = [_listed(*_unframed(one)) for one in _apart(framed)]
        counts[rows] = np.array([len(one) for one in lists], dtype=np.int64)[same]
        for place, number in enumerate(numbers):
            each = [one[number - 1] if number <= len(one) else None for one in lists]
            codes[place, rows] = vocabulary.codes(each)[same]
    return counts, codes


def _listed(kind: int, raw: bytes) -> list[str]:
    """Return the strings of an array; a value that is none counts as one, null as none."""
    if kind & ARRAY:
        return elements(kind, raw)
    text = render(kind, raw)
    return [] if text is None else [text]


def _different(
    block: Block, cells: Cells
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]]:
    """Yield rows, the different values in them, framed, and which of these each has."""
    for rows in _alike(cells.size):
        some = cells.rows(rows)
        width = -(-max(1, int(some.size.max())) // _WORD) * _WORD
        framed = np.empty((len(rows), 1 + width // _WORD), dtype="<u8")
        framed[:, 0] = some.kind << 32 | some.size
        words = block.gather(some.at, f"V{width}").view("<u8").reshape(len(rows), -1)
        kept = np.clip(some.size[:, None] - np.arange(0, width, _WORD), 0, _WORD)
        np.bitwise_and(words, _MASKS.take(kept), out=framed[:, 1:])
        first, same = distinct(framed)
        yield rows, framed[first], same


def _alike(sizes: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of one width, in parts that take no more than the room."""
    width_of = _WIDTH_OF[sizes]
    for number in np.flatnonzero(np.bincount(width_of)).tolist():
        rows = np.flatnonzero(width_of == number)
        most = _ROOM // int(_WIDTHS[number])
        yield from (rows[begin : begin + most] for begin in range(0, len(rows), most))


def _strings(words: NDArray[np.uint64], sizes: NDArray[np.int64]) -> list[str | None]:
    """Return the text of some strings, zeros behind them; as `render` does, which takes longer."""
    units = words.view("<u2")
    each = units.astype("<u4")
    halved = np.flatnonzero(sizes & 1)
    each[halved, sizes[halved] >> 1] = 0
    # NumPy leaves out the zeros that end a text.
    texts: list[str | None] = each.view(f"<U{each.shape[1]}")[:, 0].tolist()
    for place in np.flatnonzero(np.any(units >> 11 == _SURROGATES, axis=1)).tolist():
        texts[place] = render(STRING, words[place].tobytes()[: int(sizes[place])])
    return texts


def _apart(framed: NDArray[np.uint64]) -> list[bytes]:
    """Return the rows of framed values as bytes."""
    rows: list[bytes] = framed.view(f"V{_WORD * framed.shape[1]}")[:, 0].tolist()
    return rows


def _unframed(framed: bytes) -> tuple[int, bytes]:
    """Return type and bytes of a value."""
    size = int.from_bytes(framed[:4], "little")
    return int.from_bytes(framed[4:_WORD], "little"), framed[_WORD : _WORD + size]
