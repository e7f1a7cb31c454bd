"""What each row of a CSV is: headings, a record, nothing, or what should be a record.

Exports that were put together have headings in the middle, and may change their layout there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.exports.csv_headings import (
    ANY_BLANKS,
    BLANKS,
    FRAME,
    Layout,
    apart,
    by_headings,
    heading_names,
    plain,
)
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_table import Table, cells
from forensics.evidence.records import UNKNOWN_EVENT_ID

HEADER, RECORD, FILLER, UNREADABLE = range(4)
_EVENT_ID: Final = 0xFFFF  # the high 16 bits are severity, customer flag and facility
_A_TIME: Final = r"\d\D+\d\d\D\d"
_ROLES: Final = ("time", "date", "clock", "event_id", "provider", "computer", "channel", "number")
_NOTHING: Final = "\ufeff\x00 \t\r\n,;"
_LONGEST_HEADING: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a table by what they are; the columns have equal length.

    Attributes:
        kind: int8, `HEADER`, `RECORD`, `FILLER` or `UNREADABLE`.
        layout: int64, which of `layouts` a row has.
        layouts: In order of first sight.
        columns: What the roles of the columns hold as String (`time`, `provider`, `computer`,
            `channel`, `number`; null where the layout has none) and `event_id` (Int32).
    """

    kind: NDArray[np.int8]
    layout: Places
    layouts: Sequence[Layout]
    columns: pl.DataFrame


def sort_out(table: Table, first: Layout) -> Rows:
    """Return what each row is, before `draw_in`.

    A record has a number for its event id and a text with a time's digits at its place; of the
    last row, if the file ends within it, all its cells too.
    """
    headings, changes = _headings(table, first)
    layouts = list(dict.fromkeys((first.heading, *(layout.heading for layout in changes))))
    known = {layout.heading: layout for layout in reversed((first, *changes))}
    place = {heading: at for at, heading in enumerate(layouts)}
    codes = np.array([0, *(place[layout.heading] for layout in changes)], dtype=np.int64)
    which = codes[np.searchsorted(headings, np.arange(len(table.text)), side="right")]
    in_order = [known[heading] for heading in layouts]
    columns = _columns(table, which, in_order)
    record = (columns["event_id"] != UNKNOWN_EVENT_ID).to_numpy() & ~table.broken
    record &= columns["time"].str.contains(_A_TIME).fill_null(value=False).to_numpy()
    kind = np.where(record, RECORD, UNREADABLE).astype(np.int8)
    kind[headings] = HEADER
    if len(kind) and kind[-1] == RECORD and not table.complete:
        kind[-1] = RECORD if _whole(table, in_order[int(which[-1])]) else UNREADABLE
    if table.first and _is_foreign_heading(table, kind, first):
        kind[0] = HEADER
    doubtful = np.flatnonzero((kind == UNREADABLE) & ~table.broken)
    text = table.text[doubtful].str.replace_all(table.mark, " ", literal=True)
    kind[doubtful[text.str.contains(FRAME).to_numpy()]] = HEADER
    kind[doubtful[(text.str.strip_chars(_NOTHING) == "").to_numpy()]] = FILLER
    return Rows(kind=kind, layout=which, layouts=in_order, columns=columns)


def draw_in(kind: NDArray[np.int8]) -> None:
    """Make blank lines between unreadable ones a part of them."""
    solid = np.flatnonzero(kind != FILLER)
    blank = np.flatnonzero(kind == FILLER)
    after = np.searchsorted(solid, blank)
    within = (after > 0) & (after < len(solid))
    blank, after = blank[within], after[within]
    bad = kind[solid] == UNREADABLE
    kind[blank[bad[after - 1] & bad[after]]] = UNREADABLE


def _whole(table: Table, layout: Layout) -> bool:
    return str(table.text[-1]).count(table.mark) + 1 >= len(layout.heading)


def _is_foreign_heading(table: Table, kind: NDArray[np.int8], first: Layout) -> bool:
    """Tell whether the first row is headings in a language that is not known: cells of words."""
    if first.heading or not first.quoted or not len(kind) or kind[0] != UNREADABLE:
        return False
    parted = str(table.text[0]).split(table.mark)
    leading = max(first.columns[role] for role in ("time", "event_id") if role in first.columns)
    return len(parted) > leading and all(
        cell.strip() and not any(letter.isdigit() for letter in cell) for cell in parted
    )


def _headings(table: Table, first: Layout) -> tuple[Places, list[Layout]]:
    """Return the rows that are headings, and the layout from each on."""
    if first.separator == " ":
        return np.empty(0, dtype=np.int64), []
    start = table.text.str.head(_LONGEST_HEADING).str.splitn(table.mark, 2).struct.field("field_0")
    names = start.str.strip_chars('\ufeff" ').str.replace_all("\u2019", "'").str.to_lowercase()
    rows, layouts = [], []
    for row in names.is_in([*heading_names(), *first.heading[:1]]).arg_true().to_list():
        headings = apart(str(table.text[row]), table.mark)
        if tuple(plain(cell) for cell in headings) == first.heading:
            rows.append(row)
            layouts.append(first)
        elif layout := by_headings(headings, first.separator):
            rows.append(row)
            layouts.append(layout)
    return np.array(rows, dtype=np.int64), layouts


def _columns(table: Table, which: Places, layouts: Sequence[Layout]) -> pl.DataFrame:
    """Return the roles of every row by its own layout."""
    parts = []
    for place, layout in enumerate(layouts):
        rows = None if len(layouts) == 1 else np.flatnonzero(which == place)
        part = _roles(table, rows, layout)
        parts.append(part if rows is None else part.with_columns(pl.Series("row", rows)))
    together = pl.concat(parts)
    return together.sort("row").drop("row") if "row" in together.columns else together


def _roles(table: Table, rows: Places | None, layout: Layout) -> pl.DataFrame:
    if layout.separator == " ":
        return _typed(_by_blanks(table.text))
    columns = {role: layout.columns[role] for role in _ROLES if role in layout.columns}
    frame = cells(table, rows, list(columns.values()))
    return _typed(frame.select(pl.col(str(at)).alias(role) for role, at in columns.items()))


def _by_blanks(text: pl.Series) -> pl.DataFrame:
    groups = text.str.extract_groups(BLANKS).struct.unnest()
    others = text.str.extract_groups(ANY_BLANKS).struct.unnest()
    return groups.with_columns(
        groups[name].fill_null(others[name]).alias(name) for name in others.columns
    )


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `Rows.columns` from those that there are."""
    given = {
        role: pl.col(role) if role in frame.columns else pl.lit(None, dtype=pl.String)
        for role in _ROLES
    }
    number = given["event_id"].str.strip_chars().str.extract(r"^(\d{1,10})$").cast(pl.Int64)
    together = [role for role in ("date", "clock") if role in frame.columns]
    time = given["time"] if "time" in frame.columns else pl.concat_str(together, separator=" ")
    return frame.select(
        time.alias("time"),
        (number & _EVENT_ID).fill_null(UNKNOWN_EVENT_ID).cast(pl.Int32).alias("event_id"),
        *(given[role].alias(role) for role in ("provider", "computer", "channel", "number")),
    )
