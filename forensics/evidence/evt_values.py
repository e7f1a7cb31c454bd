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

from forensics.evidence.evt_parts import FIXED_SIZE, Content, distinct_at, pieces_at
from forensics.evidence.evt_scan import Found
from forensics.values import Damage, DamageCode

_SID_FIXED: Final = 8
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
    """Return the insertion strings of `found`, and a row for each record that lacks some."""
    begin, length = _areas(found, fixed)
    blob, start, stop = _joined(content, found.offset + begin, length)
    zeros = np.flatnonzero(blob == 0)
    first, last = np.searchsorted(zeros, start), np.searchsorted(zeros, stop)
    claimed = fixed["strings"].astype(np.int64)
    count = np.minimum(claimed, last - first)
    text, lone = _texts(blob)
    flawed = np.searchsorted(lone, start) < np.searchsorted(lone, stop)
    damage = [
        _damage(content, found, row, f"{claimed[row]} strings", f"{count[row]}")
        for row in np.flatnonzero(count < claimed).tolist()
    ]
    damage += [
        _damage(content, found, row, "strings in UTF-16", "a lone surrogate, shown as U+FFFD")
        for row in np.flatnonzero(flawed).tolist()
    ]
    return Strings(text=text, first=first, count=count), tuple(damage)


def read_sids(
    content: Content, found: Found, fixed: NDArray[np.void]
) -> tuple[pl.Series, tuple[Damage, ...]]:
    """Return the SIDs of `found` (`S-1-5-18`), null where none, and a row for each unreadable."""
    at = fixed["sid_at"].astype(np.int64)
    length = fixed["sid_length"].astype(np.int64)
    inside = (length > 0) & (at >= FIXED_SIZE) & (at + length <= found.length - 4)
    kind, known = distinct_at(content, found.offset + at, np.where(inside, length, 0))
    texts = [_sid(sid) for sid in known]
    readable = np.array([text is not None for text in texts])[kind]
    damage = tuple(
        _damage(content, found, row, f"a SID of {length[row]} bytes at {at[row]}", "none")
        for row in np.flatnonzero((length > 0) & ~readable).tolist()
    )
    return pl.Series("sid", texts, pl.String()).gather(kind), damage


def _areas(found: Found, fixed: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the strings of each record lie, counted from its start, of even length.

    They end where the data begin, which Windows fills in even without data; an offset that makes
    no sense is passed over in favour of the closing length.
    """
    closing = found.length - 4
    begin = fixed["strings_at"].astype(np.int64)
    end = fixed["data_at"].astype(np.int64)
    end = np.where((end >= begin) & (end <= closing), end, closing)
    there = (fixed["strings"] > 0) & (begin >= FIXED_SIZE) & (begin <= closing)
    return np.where(there, begin, 0), np.where(there, (end - begin) // 2 * 2, 0)


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
    """Return a SID as text ([MS-DTYP] 2.4.2.1 and 2.4.2.2), None where the bytes are none."""
    if len(raw) < _SID_FIXED or raw[0] != 1 or len(raw) < _SID_FIXED + 4 * raw[1]:
        return None
    authority = int.from_bytes(raw[2:8], "big")
    parts = [int.from_bytes(raw[i : i + 4], "little") for i in range(8, 8 + 4 * raw[1], 4)]
    shown = str(authority) if authority < _SHORT_AUTHORITY else f"{authority:#014x}"
    return "-".join(("S", "1", shown, *map(str, parts)))


def _damage(content: Content, found: Found, row: int, expected: str, shown: str) -> Damage:
    return Damage(
        offset=int(found.offset[row]),
        length=int(found.length[row]),
        code=DamageCode.RECORD_UNREADABLE,
        expected=expected,
        found=shown,
        excerpt=content.excerpt(int(found.offset[row])),
    )
