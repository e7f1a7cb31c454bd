"""A text as UTF-8, with the way back to the bytes that it stands on: ground of XML and JSON.

Their records are stretches of a text, not lines. A reader cuts the text into tiles, and here each
tile gets its place in the file, whatever the encoding of the file is.
"""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.records import Bytes
from forensics.evidence.texts.lines import tell_encoding
from forensics.values import Damage, DamageCode

HEADER: Final = 0
RECORD: Final = 1
FILLER: Final = 2
UNREADABLE: Final = 3
"""What a tile is: those of `Bytes`."""

EXCERPT: Final = 64  # bytes that a `Damage` shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoded:
    """A file, or a stretch of one, and its text.

    Attributes:
        data: The bytes.
        text: The same as UTF-8, without byte order mark. A file that is UTF-8 stands as it is,
            malformed bytes included; elsewhere what cannot be decoded is U+FFFD.
        encoding: Of the file, as Python names it.
        basis: How it is known, as `lines.Lines` says it.
        mark: Bytes of its byte order mark.
        replaced: Characters that could not be decoded.
        at: Where the bytes begin in the file.
        lines: How many lines of the file end before them.
    """

    data: bytes
    text: bytes
    encoding: str
    basis: str
    mark: int
    replaced: int
    at: int = 0
    lines: int = 0

    @property
    def plain(self) -> bool:
        """Whether text and file are the same bytes, but for the mark."""
        return is_utf8(self.encoding)

    def claims(self) -> dict[str, str]:
        """Return what the ledger says of the encoding."""
        said = {"encoding": f"{self.encoding} ({self.basis})"}
        if self.replaced:
            said["characters that could not be decoded"] = str(self.replaced)
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A text cut into tiles, each of which ends where the next begins.

    Attributes:
        begin: int64, rising from 0; empty where the text is.
        kind: uint8, `HEADER`, `RECORD`, `FILLER` or `UNREADABLE`.
        reasons: What was expected and found, for each tile that is unreadable, by its place.
    """

    begin: NDArray[np.int64]
    kind: NDArray[np.uint8]
    reasons: dict[int, tuple[str, str]]


def tiles(cut: Iterable[tuple[int, int, tuple[str, str] | None]]) -> Tiles:
    """Return the tiles of their begins, kinds and reasons; empty ones are not in `cut`."""
    rows = list(cut)
    return Tiles(
        begin=np.array([row[0] for row in rows], dtype=np.int64),
        kind=np.array([row[1] for row in rows], dtype=np.uint8),
        reasons={place: row[2] for place, row in enumerate(rows) if row[2] is not None},
    )


def recode(data: bytes, declared: str = "") -> Recoded:
    """Return a file as UTF-8; `declared` is as for `lines.split`. No input raises."""
    encoding, basis, mark = tell_encoding(data, declared)
    body = data[mark:]
    known = basis in ("plain ASCII", "all bytes fit")
    decoded = "" if known else body.decode(encoding, "replace")
    return Recoded(
        data=data,
        text=body if is_utf8(encoding) else decoded.encode(),
        encoding=encoding,
        basis=basis,
        mark=mark,
        replaced=decoded.count("\ufffd"),
    )


def is_utf8(encoding: str) -> bool:
    """Tell whether a name that Python knows is one of UTF-8."""
    return codecs.lookup(encoding).name == "utf-8"


def lay(recoded: Recoded, cut: Tiles) -> pl.DataFrame:
    """Return where each tile lies: Int64 `offset`, `length`, UInt64 `line`, UInt8 `kind`.

    With the byte order mark the lengths sum up to the size of `Recoded.data`.
    """
    bounds = np.append(cut.begin, len(recoded.text))
    ends = np.flatnonzero(np.frombuffer(recoded.text, dtype=np.uint8) == ord("\n"))
    line = np.searchsorted(ends, cut.begin, side="left") + 1 + recoded.lines
    at = (bounds + recoded.mark if recoded.plain else _places(recoded, bounds)) + recoded.at
    return pl.DataFrame(
        {
            "offset": at[:-1],
            "length": np.diff(at),
            "line": line.astype(np.uint64),
            "kind": cut.kind,
        },
        schema={
            "offset": pl.Int64(),
            "length": pl.Int64(),
            "line": pl.UInt64(),
            "kind": pl.UInt8(),
        },
    )


def _places(recoded: Recoded, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where rising places of the text lie in a file of another encoding."""
    pairs = zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    sizes = [
        len(recoded.text[begin:end].decode("utf-8", "replace").encode(recoded.encoding, "replace"))
        for begin, end in pairs
    ]
    at = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))
    # Half a character at the end of a file counts as a whole one.
    at = np.minimum(at + recoded.mark, len(recoded.data))
    at[-1] = len(recoded.data)
    return at


def account(recoded: Recoded, laid: pl.DataFrame, size: int) -> Bytes:
    """Return every byte of a file of `size` bytes by what it is."""
    return summed([sums(recoded, laid)], size)


def sums(recoded: Recoded, laid: pl.DataFrame) -> Bytes:
    """Return every byte of a file or stretch by what it is."""
    own = dict(laid.group_by("kind").agg(pl.col("length").sum()).iter_rows())
    return Bytes(
        header=own.get(HEADER, 0) + recoded.mark,
        records=own.get(RECORD, 0),
        filler=own.get(FILLER, 0),
        unreadable=own.get(UNREADABLE, 0),
    )


def summed(parts: Sequence[Bytes], size: int) -> Bytes:
    """Return every byte of a file of `size` bytes, which are those of its stretches.

    What is missing, as the file became shorter, is unreadable.
    """
    missing = size - sum(part.total for part in parts)
    return Bytes(
        header=sum(part.header for part in parts),
        records=sum(part.records for part in parts),
        filler=sum(part.filler for part in parts),
        unreadable=sum(part.unreadable for part in parts) + missing,
    )


def damage_of(recoded: Recoded, laid: pl.DataFrame, cut: Tiles, size: int) -> list[Damage]:
    """Return a row for each tile that is unreadable, and one where the file became shorter."""
    return [*unreadable(recoded, laid, cut), *shortened(len(recoded.data), size)]


def unreadable(recoded: Recoded, laid: pl.DataFrame, cut: Tiles) -> Iterator[Damage]:
    """Yield a row for each tile that is unreadable."""
    for place, (expected, why) in cut.reasons.items():
        offset, length = laid.row(place)[:2]
        code = DamageCode.RECORD_UNREADABLE
        if offset + length == recoded.at + len(recoded.data) and why == CUT:
            code = DamageCode.RECORD_TRUNCATED
        yield damage_at(recoded, (offset, length), expected, why, code)


def shortened(found: int, size: int) -> Iterator[Damage]:
    """Yield a row where only so many bytes of a file were found."""
    if found < size:
        yield Damage(
            offset=found,
            length=size - found,
            code=DamageCode.CHANGED_WHILE_READ,
            expected=f"{size} bytes",
            found=f"{found} bytes",
        )


CUT: Final = "the end of the file"
"""What is found where a record is cut off."""


def damage_at(
    recoded: Recoded,
    span: tuple[int, int],
    expected: str,
    found: str,
    code: DamageCode = DamageCode.RECORD_UNREADABLE,
) -> Damage:
    """Return the damage of a stretch, given by its offset and length, with its first bytes."""
    offset, length = span
    begin = offset - recoded.at
    return Damage(
        offset=offset,
        length=length,
        code=code,
        expected=expected,
        found=found,
        excerpt=recoded.data[begin : begin + min(length, EXCERPT)],
    )
