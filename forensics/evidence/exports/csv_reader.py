"""Reads event logs that were exported as CSV, or as text parted by tabs, semicolons or blanks.

    Keywords,Date and Time,Source,Event ID,Task Category
    Audit Failure,10/8/2016 9:15:03 AM,Microsoft-Windows-Security-Auditing,4625,Logon,"An acc…

Event Viewer of every generation, PowerShell, EvtxECmd, Log Parser, PsLogList and dumpel. The
stages: which exporter (`csv_headings`), rows and cells with their bytes (`csv_quotes`,
`csv_table`), what each row is (`csv_rows`), whose event it is (`csv_providers`), the values of the
wanted ones (`csv_values`).
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.exports.csv_headings import Layout, tell
from forensics.evidence.exports.csv_providers import providers
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_rows import FILLER, HEADER, RECORD, UNREADABLE, Rows, sort_out
from forensics.evidence.exports.csv_table import Table, first_lines, tabulate
from forensics.evidence.exports.csv_values import read_values
from forensics.evidence.exports.exported import (
    INDEX,
    Export,
    batch,
    hand_over,
    wanted_rows,
)
from forensics.evidence.records import Batch, Bytes, Clock, Reading, Wanted
from forensics.evidence.texts.messages import UNREAD, unread
from forensics.evidence.texts.stamps import read_stamps
from forensics.values import Damage, DamageCode

_HEAD: Final = 68 * 1024
_EXCERPT: Final = 64
_A_PATH: Final = r"[\\/]|(?i)\.evtx?$"


def recognises(head: bytes) -> bool:
    """Tell whether `head`, the first bytes of a file, belong to a CSV of an event log.

    Its headings name an event id, a time, and where an event is from or what it says; or its first
    rows have the shape of a known exporter's.
    """
    return _layout(head) is not None


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a whole export, and decode the wanted records.

    Args:
        file: Open at any position; read from its start.
        size: Bytes to read.
        wanted: Which records to decode, and what the analyst declares.

    Returns:
        `written` is not known to any of these exporters. No input raises.
    """
    file.seek(0)
    data = file.read(size)
    layout = _layout(data[:_HEAD])
    if layout is None:
        return hand_over(_unlike(size))
    table = tabulate(data, layout, wanted.encoding)
    rows = sort_out(table, layout)
    clock, claims, created = _times(rows, wanted.date_order)
    index = _index(table, rows, created, wanted)
    batches, broken, bare = _batches(table, rows, index, wanted)
    damage = [*_damage(data, table, rows), *_broken_values(data, table, broken)]
    claims = {"exporter": ", ".join(_exporters(rows)), **table.claims, **claims}
    claims |= {UNREAD: str(bare)} if bare else {}
    return hand_over(
        Export(
            index=index,
            batches=batches,
            bytes=_bytes(table, rows, size),
            damage=[*damage, *_shortened(len(data), size)],
            claims=claims,
            clock=clock,
        )
    )


def _layout(head: bytes) -> Layout | None:
    return tell(first_lines(head))


def _unlike(size: int) -> Export:
    damage = Damage(
        offset=0,
        length=size,
        code=DamageCode.HEADER_UNREADABLE,
        expected="headings or rows of an exported event log",
        found="neither",
    )
    return Export(
        index=pl.DataFrame(schema=INDEX),
        batches=(),
        bytes=Bytes(header=0, records=0, filler=0, unreadable=size),
        damage=(damage,) if size else (),
        clock="local",
    )


def _exporters(rows: Rows) -> list[str]:
    return list(dict.fromkeys(layout.exporter for layout in rows.layouts))


def _times(rows: Rows, declared: str) -> tuple[Clock, dict[str, str], pl.Series]:
    """Return the clock of the export, what is said of its dates, and the ticks of every row.

    One reading has one clock: that of the first layout that has a record. Times of exports by
    another clock that were put into the same file are left out, and this is said.
    """
    ticks = np.zeros(len(rows.kind), dtype=np.int64)
    known = np.zeros(len(rows.kind), dtype=np.bool_)
    clock: Clock | None = None
    said: dict[str, str] = {}
    left = 0
    for place, layout in enumerate(rows.layouts):
        own = np.flatnonzero((rows.layout == place) & (rows.kind == RECORD))
        stamps = read_stamps(rows.columns["time"][own], declared)
        here: Clock = "utc" if layout.clock == "utc" else stamps.clock
        clock = here if clock is None and len(own) else clock
        if len(own) and here != clock:
            left += len(own)
            continue
        ticks[own] = stamps.ticks.fill_null(0).to_numpy()
        known[own] = stamps.ticks.is_not_null().to_numpy()
        if stamps.order and len(own):
            said.setdefault("date order", f"{stamps.order} ({stamps.basis})")
    if left:
        said["records whose times go by another clock"] = str(left)
    created = pl.select(pl.when(pl.Series(known)).then(pl.Series(ticks))).to_series()
    return clock or "local", said, created


def _index(table: Table, rows: Rows, created: pl.Series, wanted: Wanted) -> pl.DataFrame:
    """Return the columns of `INDEX`, and `row`, the place of each record in the table."""
    own = np.flatnonzero(rows.kind == RECORD)
    columns = rows.columns[own]
    channel = pl.col("channel").str.strip_chars()
    index = columns.select(
        pl.Series("offset", table.offset[own]),
        pl.Series("length", table.length[own]),
        pl.Series("line", table.line[own]),
        pl.col("number").str.strip_chars().cast(pl.UInt64, strict=False),
        created[own].alias("created"),
        _given("computer"),
        # Log Parser names the file that it read, which is no channel.
        pl.when(~channel.str.contains(_A_PATH) & (channel != "")).then(channel).alias("channel"),
        providers(table, rows, own, wanted).alias("provider"),
        pl.col("event_id"),
    )
    return index.cast(pl.Schema(INDEX)).with_columns(pl.Series("row", own))


def _given(name: str) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)


def _batches(
    table: Table, rows: Rows, index: pl.DataFrame, wanted: Wanted
) -> tuple[tuple[Batch, ...], list[Places], int]:
    """Return the batches, the rows whose values are broken, and how many have none at all."""
    batches, broken, bare = [], [], 0
    places = index["row"].to_numpy()
    for provider, event_id, place in wanted_rows(index, wanted):
        event, names = (provider, event_id), wanted.fields[provider][event_id]
        own = places[place.to_numpy()]
        parts = []
        for which in np.unique(rows.layout[own]).tolist():
            part = own[rows.layout[own] == which]
            layout = rows.layouts[which]
            values, bad = read_values(table, part, layout, event, names)
            bare += unread(values) if "message" in layout.columns else 0
            parts.append(values.with_columns(pl.Series("row", part)))
            broken.append(bad)
        together = pl.concat(parts, how="diagonal_relaxed").sort("row").drop("row")
        batches.append(batch(index, place, together, names))
    return tuple(batches), broken, bare


def _bytes(table: Table, rows: Rows, size: int) -> Bytes:
    sums = {
        kind: int(table.length[rows.kind == kind].sum())
        for kind in (HEADER, RECORD, FILLER, UNREADABLE)
    }
    rest = size - sum(sums.values())  # a byte order mark and nothing else; a file that shrank
    return Bytes(
        header=sums[HEADER],
        records=sums[RECORD],
        filler=sums[FILLER],
        unreadable=sums[UNREADABLE] + rest,
    )


def _damage(data: bytes, table: Table, rows: Rows) -> Iterator[Damage]:
    """Yield a stretch for each run of rows that should be records and are none."""
    bad = np.flatnonzero(rows.kind == UNREADABLE)
    first = bad[np.diff(bad, prepend=-2) != 1]
    last = bad[np.diff(bad, append=len(rows.kind) + 1) != 1]
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        offset = int(table.offset[begin])
        cut = end == len(rows.kind) - 1 and not table.complete
        yield Damage(
            offset=offset,
            length=int(table.offset[end] + table.length[end]) - offset,
            code=DamageCode.RECORD_TRUNCATED if cut else DamageCode.RECORD_UNREADABLE,
            expected="a record with an event id and a time, its quotes closed",
            found=_found(table, begin, end),
            excerpt=data[offset : offset + _EXCERPT],
        )


def _found(table: Table, begin: int, end: int) -> str:
    lines = "1 line" if begin == end else f"{end - begin + 1} lines"
    quotes = bool(table.broken[begin : end + 1].any())
    return "a quote that is missing or stray" if quotes else f"{lines} without them"


def _broken_values(data: bytes, table: Table, broken: list[Places]) -> Iterator[Damage]:
    for row in np.concatenate([np.empty(0, dtype=np.int64), *broken]).tolist():
        offset = int(table.offset[row])
        yield Damage(
            offset=offset,
            length=int(table.length[row]),
            code=DamageCode.RECORD_UNREADABLE,
            expected="the payload in JSON",
            found="no JSON: the record is read without its values",
            excerpt=data[offset : offset + _EXCERPT],
        )


def _shortened(found: int, size: int) -> Iterator[Damage]:
    if found < size:
        yield Damage(
            offset=found,
            length=size - found,
            code=DamageCode.CHANGED_WHILE_READ,
            expected=f"{size} bytes",
            found=f"{found} bytes",
        )
