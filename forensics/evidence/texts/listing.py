"""Event logs listed as text: by Event Viewer, wevtutil, PsLogList and EventCombMT.

A record begins with a line that only such a record begins with (`listing_layouts`) and reaches to
the next. A message stands on lines of its own there, so that no value of it can pass for a head.
Times are the local time of the machine that made the listing, except where the form writes a zone
or gives the record in XML as well; numbers that only count the list are no record numbers.
"""

from typing import BinaryIO, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.records import Reading, Wanted
from forensics.evidence.texts import lines as texts
from forensics.evidence.texts.listing_layouts import LAYOUTS, Layout
from forensics.evidence.texts.messages_records import (
    FILLER,
    FOUND,
    HEADING,
    RECORD,
    UNREADABLE,
    Told,
    reading,
)

_SYSTEM_TIME: Final = r"SystemTime=[\"']([0-9T:.Z+-]{19,40})[\"']"
_RECORD_ID: Final = r"<EventRecordID>(\d{1,20})</EventRecordID>"


def recognises(head: bytes) -> bool:
    """Tell whether `head` holds the beginning of a listed record with its event id."""
    text = texts.split(head).text
    layout = _layout(text)
    if layout is None:
        return False
    return bool(_parts(_blocks(text, layout), layout)["event"].is_not_null().any())


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a listing; a record whose head cannot be read is damage."""
    data = file.read(size)
    lines = texts.split(data, wanted.encoding)
    layout = _layout(lines.text)
    if layout is None:
        kinds = np.full(len(lines.text), FILLER, dtype=np.uint8)
        nothing = Told(found=pl.DataFrame(schema=FOUND), kinds=kinds, expected="")
        return reading(data, lines, nothing, wanted)
    blocks = _blocks(lines.text, layout)
    parts = _parts(blocks, layout)
    whole = parts["event"].is_not_null()
    told = Told(
        found=_found(parts.filter(whole), layout),
        kinds=_kinds(lines.text, blocks, whole),
        expected=f"a record as {layout.exporter} lists it",
        claims={"exporter": layout.exporter},
    )
    return reading(data, lines, told, wanted)


def _layout(text: pl.Series) -> Layout | None:
    """Return the first layout of which a record begins in these lines."""
    return next((layout for layout in LAYOUTS if _begins(text, layout).any()), None)


def _begins(text: pl.Series, layout: Layout) -> pl.Series:
    first = text.str.contains(layout.first)
    if not layout.second or not first.any():
        return first
    return first & text.shift(-1).str.contains(layout.second).fill_null(value=False)


def _blocks(text: pl.Series, layout: Layout) -> pl.DataFrame:
    """Return a row for each record: `line`, `lines`, `text`, and `channel` and `on` of the heading.

    What stands before the first record, and headings between them, belong to none.
    """
    first = _begins(text, layout) | text.str.contains(layout.sign)
    heading = text.str.contains(layout.heading or r"\A\z.") & ~first
    named = text.str.extract_groups(layout.heading or "()()").struct.unnest()
    frame = pl.DataFrame(
        {
            "text": text,
            "first": first,
            "block": (first | heading).cast(pl.UInt32).cum_sum(),
            "channel": named.to_series(0),
            "on": named.to_series(1),
        }
    ).with_columns(pl.when(heading).then(pl.col("channel", "on")))
    return (
        frame.with_columns(pl.col("channel", "on").forward_fill())
        .with_row_index("line")
        .group_by("block", maintain_order=True)
        .agg(
            pl.col("first").first(),
            pl.col("line").first(),
            pl.len().cast(pl.UInt32).alias("lines"),
            pl.col("text").str.join("\n"),
            pl.col("channel", "on").first(),
        )
        .filter("first")
        .drop("block", "first")
    )


def _parts(blocks: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the blocks with the parts of their heads, `message` and `record`; null for none."""
    head = blocks["text"].str.extract(layout.head)
    return blocks.with_columns(
        *(head.str.extract(pattern).alias(name) for name, pattern in layout.parts),
        blocks["text"].str.extract(layout.message).alias("message"),
        pl.lit(None, dtype=pl.String).alias("record")
        if not layout.record
        else blocks["text"].str.extract(layout.record).alias("record"),
    )


def _found(parts: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the columns of `FOUND`."""
    named = {name for name, _ in layout.parts}
    lacking = [name for name in FOUND if name not in parts.columns]
    parts = parts.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in lacking)
    if "date" in named:
        parts = parts.with_columns(pl.concat_str("date", "time", separator=" ").alias("time"))
    system = pl.col("record").str.extract(_SYSTEM_TIME)
    if len(parts) and parts.select(system.is_not_null().all()).item():
        parts = parts.with_columns(
            system.alias("time"), pl.col("record").str.extract(_RECORD_ID).alias("number")
        )
    return parts.select(
        "line",
        "lines",
        pl.col("number").cast(pl.UInt64, strict=False),
        "time",
        pl.coalesce("computer", "on").alias("computer"),
        "channel",
        "source",
        "event",
        "message",
    ).cast(pl.Schema(FOUND))


def _kinds(text: pl.Series, blocks: pl.DataFrame, whole: pl.Series) -> NDArray[np.uint8]:
    """Return what each line is: part of a record, of one that cannot be read, heading or blank."""
    blank = text.str.contains(r"^\s*$").to_numpy()
    kinds = np.where(blank, FILLER, HEADING).astype(np.uint8)
    first, count = (blocks[name].cast(pl.Int64).to_numpy() for name in ("line", "lines"))
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    kinds[np.repeat(first, count) + within] = np.repeat(
        np.where(whole.to_numpy(), RECORD, UNREADABLE).astype(np.uint8), count
    )
    return kinds
