"""A CSV as a table, a row each record, with the bytes that every row stands on.

The rows tile the file: their lengths, line ends included, sum up to its size.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.exports.csv_headings import ANY_BLANKS, Layout
from forensics.evidence.exports.csv_quotes import (
    CR,
    LF,
    Division,
    Places,
    Units,
    by_line,
    divide,
    narrow_lines,
)
from forensics.evidence.exports.stretches import Decoded, Stretch
from forensics.evidence.texts.lines import line_end_of, tell_encoding, text_units

# Characters that may stand for the ends of cells and records while Polars parts them: such as the
# text itself does not use.
_FREE: Final = (0x1F, 0x1E, 0x1D, 0x1C, *range(0x01, 0x09), *range(0x0E, 0x1A))
_BLANK: Final = 0x20
_PAIR: Final = 2
FREE: Final = tuple(bytes((code,)) for code in _FREE[:_PAIR])
"""The two that are used where a text has neither."""

_SUBSTITUTE: Final = 0x1A


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a CSV; the columns have equal length.

    Attributes:
        text: String, the cells of the row as written, parted by `mark`, without line end.
        mark: The character between cells.
        offset: int64, bytes from the start of the file.
        length: int64, bytes with the line end, and with the byte order mark before the first.
        line: int64, at which the row begins, from 1.
        broken: bool, the row's quotes do not close as they should.
        complete: The last row has a line end.
        first: Whether the first row is the first of the file.
        mended: Quotes were amiss (`csv_quotes.Division`).
        decoded: How the text was decoded.
        substituted: How many control characters stand as U+001A; None where none had to.
    """

    text: pl.Series
    mark: str
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    line: NDArray[np.int64]
    broken: NDArray[np.bool_]
    complete: bool
    first: bool
    mended: bool
    decoded: Decoded
    substituted: int | None


def tabulate(stretch: Stretch, layout: Layout, *, whole: bool = False) -> Table:
    """Return the rows of a CSV or of a stretch of one; no input raises.

    Args:
        stretch: Its bytes; begins with a record.
        layout: What its columns are.
        whole: It is all of the file, so that carriage returns may end its lines.
    """
    data, mark = stretch.data, stretch.mark
    encoding = stretch.decoded.encoding
    units = _units(data, encoding, mark) if whole else text_units(data, encoding, mark)
    separator = ord(layout.separator)  # dumpel's blanks are parted by its own expression
    division = (
        divide(units, separator, lambda: _starts(units, layout))
        if layout.quoted
        else by_line(units, None if separator == _BLANK else separator)
    )
    begin = division.begin
    free = _free(data)
    marked, between, beyond = _marked(units, division, free)
    texts, replaced = _texts(marked, encoding, begin, chr(beyond))
    offset = begin * units.itemsize + mark
    if len(offset):
        offset[0] = 0
    short = len(free) < _PAIR
    return Table(
        text=pl.Series("text", texts, dtype=pl.String).str.strip_suffix("\r"),
        mark=chr(between),
        offset=offset + stretch.at,
        length=np.diff(offset, append=np.int64(len(data))),
        line=np.searchsorted(division.newlines, begin).astype(np.int64) + 1 + stretch.lines,
        broken=division.broken,
        complete=bool(len(units)) and bool(units[-1] == LF),
        first=not stretch.at,
        mended=division.mended,
        decoded=replace(stretch.decoded, replaced=replaced),
        substituted=int(((units == between) | (units == beyond)).sum()) if short else None,
    )


def alone(text: pl.Series, mark: str) -> Table:
    """Return a table of rows of another one, which have no place of their own."""
    none = np.zeros(len(text), dtype=np.int64)
    return Table(
        text=text,
        mark=mark,
        offset=none,
        length=none,
        line=none,
        broken=np.zeros(len(text), dtype=np.bool_),
        complete=True,
        first=False,
        mended=False,
        decoded=Decoded(encoding="utf-8", basis=""),
        substituted=None,
    )


def cells(table: Table, rows: Places | None, columns: list[int]) -> pl.DataFrame:
    """Return some columns of some rows as String, without the quotes around a cell.

    Args:
        table: The rows.
        rows: Which of them; None for all.
        columns: Which, from 0; the frame's are named `"0"`, `"1"`, …; null beyond a row's last.
    """
    text = table.text if rows is None else table.text[rows]
    if not columns:
        return pl.DataFrame(height=len(text))
    parts = text.str.splitn(table.mark, max(columns) + 2).struct
    return pl.DataFrame(
        {str(column): parts.field(f"field_{column}") for column in sorted(set(columns))}
    ).with_columns(bare(pl.all()))


def rest(table: Table, rows: Places, column: int) -> pl.Series:
    """Return what stands from a column on to the end of the row, cells parted by `Table.mark`."""
    parts = table.text[rows].str.splitn(table.mark, column + 1).struct
    return parts.field(f"field_{column}").rename("rest")


def bare(cell: pl.Expr) -> pl.Expr:
    """Return a cell without its quotes, and quotes within it single."""
    inner = (
        cell.str.strip_prefix('"').str.strip_suffix('"').str.replace_all('""', '"', literal=True)
    )
    return pl.when(cell.str.starts_with('"')).then(inner).otherwise(cell)


def first_lines(data: bytes) -> list[str]:
    """Return the first lines of a text, by which its layout is told."""
    encoding, _, mark = tell_encoding(data)
    return data[mark:].decode(encoding, "replace").splitlines()


def _units(data: bytes, encoding: str, mark: int) -> Units:
    """Return the units of a text; a carriage return that alone ends its lines is a line feed."""
    units = text_units(data, encoding, mark)
    if ord(line_end_of(units)) == LF:
        return units
    return np.where(units == CR, LF, units).astype(units.dtype)


def _free(data: bytes) -> list[int]:
    """Return two characters that the text does not use, or fewer where it uses all."""
    return list(islice((code for code in _FREE if bytes([code]) not in data), _PAIR))


def _marked(units: Units, division: Division, free: list[int]) -> tuple[Units, int, int]:
    """Return the text with two free characters where cells and rows end, and these two.

    A text that uses every such character itself has its own ones replaced; it is hostile.
    """
    marked = units.copy()
    between, beyond = free if len(free) == _PAIR else _FREE[:_PAIR]
    if len(free) < _PAIR:
        marked[(units == between) | (units == beyond)] = _SUBSTITUTE
    marked[division.separators] = between
    last = np.append(division.begin[1:], len(units)) - 1
    last = last[last >= 0]
    marked[last[units[last] == LF]] = beyond
    return marked, between, beyond


def _texts(marked: Units, encoding: str, begin: Places, beyond: str) -> tuple[list[str], int]:
    """Return the text of each row, and how many characters could not be decoded."""
    decoded = marked.tobytes().decode(encoding, "replace")
    texts = decoded.split(beyond)
    if not texts[-1]:
        texts.pop()
    if len(texts) != len(begin):  # a code page took the end of a row into a broken character
        ends = np.append(begin[1:], len(marked))
        texts = [
            marked[first:last].tobytes().decode(encoding, "replace").removesuffix(beyond)
            for first, last in zip(begin.tolist(), ends.tolist(), strict=True)
        ]
    return texts, decoded.count("\ufffd")


def _starts(units: Units, layout: Layout) -> Places:
    """Return where lines begin that look like the start of a record."""
    lines, begin = narrow_lines(units)
    text = pl.Series(lines, dtype=pl.String)
    looks = text.str.contains(start_of_record(layout))
    if layout.columns.get("message", layout.width) < max(_leading(layout)):
        # The message comes first: a record then begins where a quote opens the line after one
        # that ended with a quote or an empty cell.
        before = text.shift(1).str.strip_suffix("\r").str.contains(f'["{layout.separator}]$')
        looks = text.str.contains('^"[^"]') & before.fill_null(value=True)
    starts: Places = begin[looks.to_numpy()]
    return starts


def _leading(layout: Layout) -> list[int]:
    roles = ("time", "date", "clock", "event_id")
    return [layout.columns[role] for role in roles if role in layout.columns]


def start_of_record(layout: Layout) -> str:
    """Return the expression that the start of a record fits: its time and event id in place."""
    if layout.separator == " ":
        return ANY_BLANKS
    separator = re.escape(layout.separator)
    plain = rf'(?:"[^"\n]*"|[^"{separator}\n]*)'
    kinds = dict.fromkeys(range(max(_leading(layout)) + 1), plain)
    for role in ("time", "date", "clock"):
        if role in layout.columns:
            kinds[layout.columns[role]] = rf'"?[^"{separator}\n]*\d\D?[^"{separator}\n]*"?'
    kinds[layout.columns["event_id"]] = r'"? *\d{1,10} *"?'
    return rf"^{separator.join(kinds[column] for column in sorted(kinds))}(?:{separator}|\r?$)"
