"""Decodes what the wanted records of an .evt log carry: SID and insertion strings.

Text is UTF-16LE, each string ended by a zero (Microsoft, EVENTLOGRECORD). Trailing blanks are
kept. A lone surrogate is shown as U+FFFD and told as damage: UTF-8 output could not carry it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evt.layout import areas, row_damage, sid_inside
from forensics.evidence.evt.parts import Content, distinct_at, pieces_at
from forensics.evidence.evt.scan import Found
from forensics.values import Damage

_SHORT_AUTHORITY: Final = 1 << 32
_SURROGATE, _HIGH, _LOW = 0xFC00, 0xD800, 0xDC00


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """The insertion strings of some records.

    Attributes:
        text: All strings, those of a record in their order; the last row is null.
        first: int64, a row for each record: the row in `text` of its first string.
        count: int64, how many whole strings the record carries, at most as many as it claims.
    """

    text: pl.Series
    first: NDArray[np.int64]
    count: NDArray[np.int64]

    def columns(self, numbers: Mapping[str, int]) -> pl.DataFrame:
        """Return a column for each name: that string (from 1) of every record, null if absent."""
        null = len(self.text) - 1
        rows = {
            name: np.where((self.count >= number) & (number > 0), self.first + number - 1, null)
            for name, number in numbers.items()
        }
        texts = self.text.alias("text").to_frame()
        return texts.select(
            pl.col("text").gather(pl.Series(at)).alias(name) for name, at in rows.items()
        )


def read_strings(
    content: Content, found: Found, fixed: NDArray[np.void]
) -> tuple[Strings, tuple[Damage, ...]]:
    """Return the insertion strings of `found`, and a row for each with a lone surrogate.

    What a record claims and has not is told by `evt_layout`, for unwanted records too.
    """
    begin, length = areas(found, fixed)
    blob, start, stop = _joined(content, found.offset + begin, length)
    zeros = np.flatnonzero(blob == 0)
    first, last = np.searchsorted(zeros, start), np.searchsorted(zeros, stop)
    count = np.minimum(fixed["strings"].astype(np.int64), last - first)
    text, lone = _texts(blob)
    units = np.append(blob[lone], np.uint16(0))
    least, most = np.searchsorted(lone, start), np.searchsorted(lone, stop)
    damage = tuple(
        row_damage(
            content,
            found,
            row,
            "strings in UTF-16",
            f"a lone surrogate {units[least[row]]:#06x}, shown as U+FFFD",
        )
        for row in np.flatnonzero(least < most).tolist()
    )
    return Strings(text=text, first=first, count=count), damage


def read_sids(content: Content, found: Found, fixed: NDArray[np.void]) -> pl.Series:
    """Return the SIDs of `found` (`S-1-5-18`), null where none or unreadable."""
    at = fixed["sid_at"].astype(np.int64)
    length = np.where(sid_inside(content, found, fixed), fixed["sid_length"].astype(np.int64), 0)
    kind, known = distinct_at(content, found.offset + at, length)
    return pl.Series("sid", [_sid(sid) for sid in known], pl.String()).gather(kind)


def _joined(
    content: Content, offset: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces one after the other, and where each begins and ends among them.

    A zero follows every piece, so that no text runs from one into the next.
    """
    start = np.zeros(len(offset), np.int64)
    parts = [np.zeros(0, np.uint16)]
    size = 0
    for rows, pieces in pieces_at(content, offset, length):
        part = np.zeros((len(rows), pieces.itemsize // 2 + 1), np.uint16)
        part[:, :-1] = pieces.view("<u2").reshape(len(rows), -1)
        start[rows] = size + np.arange(len(rows)) * part.shape[1]
        parts.append(part.reshape(-1))
        size += part.size
    return np.concatenate(parts), start, start + length // 2


def _texts(blob: NDArray[np.uint16]) -> tuple[pl.Series, NDArray[np.int64]]:
    """Return what lies between the zeros, with null at the end, and where lone surrogates are."""
    raw = blob.astype("<u2", copy=False).data
    lone = np.zeros(0, np.int64)
    try:
        text = str(raw, "utf-16-le")
    except UnicodeDecodeError:
        text, lone = str(raw, "utf-16-le", "replace"), _lone(blob)
    return pl.Series([text, None], dtype=pl.String()).str.split("\0").explode(), lone


def _lone(blob: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Return the positions of surrogates without their other half (Unicode 3.9, D71 to D75)."""
    kind = blob & _SURROGATE
    high, low = kind == _HIGH, kind == _LOW
    before, behind = np.append(False, high[:-1]), np.append(low[1:], False)
    return np.flatnonzero((high & ~behind) | (low & ~before))


def _sid(raw: bytes) -> str | None:
    """Return a SID as text ([MS-DTYP] 2.4.2.1 and 2.4.2.2), None where there are no bytes."""
    if not raw:
        return None
    authority = int.from_bytes(raw[2:8], "big")
    parts = [int.from_bytes(raw[i : i + 4], "little") for i in range(8, 8 + 4 * raw[1], 4)]
    shown = str(authority) if authority < _SHORT_AUTHORITY else f"{authority:#014x}"
    return "-".join(("S", "1", shown, *map(str, parts)))
