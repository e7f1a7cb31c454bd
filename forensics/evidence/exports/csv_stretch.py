"""One stretch of a CSV export: its records, the values of the wanted ones, and its other rows.

Most rows are records; those that are none are kept beside them, as what they are depends on their
neighbours, which may stand in another stretch.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.exports.csv_headings import Layout
from forensics.evidence.exports.csv_providers import providers
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_rows import FILLER, RECORD, Rows, sort_out
from forensics.evidence.exports.csv_table import Table
from forensics.evidence.exports.exported import wanted_rows
from forensics.evidence.exports.stretches import Decoded
from forensics.evidence.records import Wanted

_A_PATH: Final = r"[\\/]|(?i)\.evtx?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Rows of a file that are no records, in their order; the columns have equal length.

    A single record stands for all those between two of them.

    Attributes:
        kind: int8, as in `csv_rows.Rows`.
        offset: int64, bytes from the start of the file.
        length: int64, bytes; 0 for a record.
        broken: bool, as in `csv_table.Table`.
    """

    kind: NDArray[np.int8]
    offset: Places
    length: Places
    broken: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The wanted records of one provider and event id in a stretch.

    Attributes:
        place: Of each in the index of the stretch.
        layout: int64, which of `Part.layouts` each has.
        text: The rows, as in `csv_table.Table`.
    """

    provider: str
    event_id: int
    place: pl.Series
    layout: Places
    text: pl.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a stretch holds.

    Attributes:
        index: The columns of `INDEX` without `created`; `time`, as written, and `layout`, which of
            `layouts` it is written in.
        others: What is no record.
        records: Bytes of its records.
        chosen: The wanted records.
        mark: What stands between the cells of `chosen`.
        layouts: Those of its rows, in order of first sight.
        complete: The last row has a line end.
        decoded: How the text was decoded.
        substituted: As in `csv_table.Table`.
    """

    index: pl.DataFrame
    others: Others
    records: int
    chosen: tuple[Chosen, ...]
    mark: str
    layouts: tuple[Layout, ...]
    complete: bool
    decoded: Decoded
    substituted: int | None


def read_table(table: Table, layout: Layout, wanted: Wanted) -> Part:
    """Return what a stretch holds whose first row is of this layout."""
    rows = sort_out(table, layout)
    own = np.flatnonzero(rows.kind == RECORD)
    index = _index(table, rows, own, wanted)
    chosen = tuple(
        Chosen(
            provider=provider,
            event_id=event_id,
            place=place,
            layout=rows.layout[own[place.to_numpy()]],
            text=table.text[own[place.to_numpy()]],
        )
        for provider, event_id, place in wanted_rows(index, wanted)
    )
    return Part(
        index=index,
        others=_others(table, rows),
        records=int(table.length[own].sum()),
        chosen=chosen,
        mark=table.mark,
        layouts=tuple(rows.layouts),
        complete=table.complete,
        decoded=table.decoded,
        substituted=table.substituted,
    )


def _others(table: Table, rows: Rows) -> Others:
    """Return the rows that are no records, and the first record behind each.

    One row stands for all blank lines in a row: a file may hold a billion of them.
    """
    other = rows.kind != RECORD
    kept = other.copy()
    kept[1:] |= other[:-1]
    kept[:1] = True
    kind, broken = rows.kind[kept], table.broken[kept]
    length = np.where(other, table.length, 0)[kept]
    blank = (kind == FILLER) & ~broken
    first = np.flatnonzero(np.append(True, ~(blank[1:] & blank[:-1]))[: len(kind)])
    return Others(
        kind=kind[first],
        offset=table.offset[kept][first],
        length=np.add.reduceat(length, first) if len(first) else length,
        broken=broken[first],
    )


def _index(table: Table, rows: Rows, own: Places, wanted: Wanted) -> pl.DataFrame:
    """Return the columns of `Part.index`."""
    columns = rows.columns[own] if len(own) < len(rows.kind) else rows.columns
    channel = pl.col("channel").str.strip_chars()
    # Names that stand in record after record are held once.
    return columns.select(
        pl.Series("offset", table.offset[own], dtype=pl.Int64),
        pl.Series("length", table.length[own], dtype=pl.Int64),
        pl.Series("line", table.line[own]).cast(pl.UInt64),
        pl.col("number").str.strip_chars().cast(pl.UInt64, strict=False),
        pl.col("time"),
        _given("computer").cast(pl.Categorical),
        # Log Parser names the file that it read, which is no channel.
        pl.when(~channel.str.contains(_A_PATH) & (channel != ""))
        .then(channel)
        .cast(pl.Categorical)
        .alias("channel"),
        providers(table, rows, own, wanted).cast(pl.Categorical).alias("provider"),
        pl.col("event_id"),
        pl.Series("layout", rows.layout[own]).cast(pl.UInt16),
    )


def _given(name: str) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)
