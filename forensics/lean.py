"""Lean: a name takes a number in each row, and a column that never differs the room of one value.

Names stand in a case a million times over and are few: interned, they take a quarter of the room,
and are compared, grouped and sorted in less time; order and equality are those of the texts. Of
the forty values that events are asked for, records of one kind carry a dozen, and many of these
never differ: the domain of all tries, the package, what no record of the case has. Polars keeps
such a column as one value through filters, sorts and joins, if it is told so.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

INTERNED: Final = pl.Categorical()
"""The type of names: 4 bytes a row, and each name once (a text takes 16 a row, and itself)."""

FEW: Final = 10_000
"""Rows of which a column takes less than it costs to look at: a frame as short stays as it is."""


def lean(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the same frame, every column that never differs held once, all others in one piece.

    What lies in several pieces Polars puts together again for each grouping, all columns at once.
    """
    if frame.height < FEW:
        return frame
    for name in frame.columns:
        column = frame[name]
        same = _same(column)
        held = pl.lit(column[0], dtype=column.dtype).alias(name) if same else column.rechunk()
        # One by one: what a column took before is free for the next.
        frame = frame.with_columns(held)
    return frame


def interned(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the same frame, texts that come back again and again interned.

    What differs in most rows, such as the lines of a log, would gain nothing.
    """
    if frame.height < FEW:
        return frame
    seen = frame.head(FEW)
    names = [
        name
        for name, kind in frame.schema.items()
        if kind == pl.String() and seen[name].n_unique() * 2 <= FEW
    ]
    return frame.with_columns(pl.col(names).cast(INTERNED))


def is_text(kind: pl.DataType) -> bool:
    """Tell whether a column of a type holds texts, interned or not."""
    return kind in (pl.String(), INTERNED)


def as_text(name: str | Sequence[str]) -> pl.Expr:
    """Return a column of names as texts: functions of texts take no interned ones."""
    return pl.col(name).cast(pl.String)


def _same(column: pl.Series) -> bool:
    if column.is_empty():
        return False
    first = column[0]
    if first is None:
        return column.null_count() == len(column)
    # Most columns that vary show it at once.
    if column[-1] != first or column[len(column) // 2] != first or column.null_count():
        return False
    return bool((column == first).all())


def numbers(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Return a number for each row, the same for rows alike in these texts, in no order.

    Null is a text of its own. To tell groups apart by three names takes ten times as long.
    """
    found = np.zeros(frame.height, np.int64)
    for name in columns:
        codes = frame[name].cast(INTERNED).to_physical().cast(pl.Int64).fill_null(-1)
        code = codes.to_numpy() + 1
        _, found = np.unique(found * (code.max(initial=0) + 1) + code, return_inverse=True)
    return pl.Series("number", found)
