"""Reads event logs that were exported as CSV, or as text parted by tabs, semicolons or blanks.

    Keywords,Date and Time,Source,Event ID,Task Category
    Audit Failure,10/8/2016 9:15:03 AM,Microsoft-Windows-Security-Auditing,4625,Logon,"An acc…

Event Viewer of every generation, PowerShell, EvtxECmd, Log Parser, PsLogList and dumpel. The
stages: which exporter (`csv_headings`), rows and cells with their bytes (`csv_quotes`,
`csv_table`), what each row is (`csv_rows`), whose event it is (`csv_providers`), the values of the
wanted ones (`csv_values`), for a stretch of the file at a time (`csv_stretch`).

One stretch is the whole file where it is in another encoding than UTF-8, changes its layout or
parts its lines by carriage returns; and the rest of it, from where a quote is amiss.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.exports.csv_headings import Layout, tell
from forensics.evidence.exports.csv_quotes import Places, record_end
from forensics.evidence.exports.csv_rows import FILLER, HEADER, UNREADABLE, draw_in
from forensics.evidence.exports.csv_stretch import Others, Part, read_table
from forensics.evidence.exports.csv_table import FREE, first_lines, tabulate
from forensics.evidence.exports.csv_wanted import values_of
from forensics.evidence.exports.exported import INDEX, Export, hand_over, joined
from forensics.evidence.exports.recoded import EXCERPT, shortened
from forensics.evidence.exports.stretches import (
    STRETCH,
    begins_in_utf8,
    encoding_claims,
    line_end,
    of_utf8,
    rest_of,
    whole,
)
from forensics.evidence.records import Bytes, Clock, Reading, Wanted
from forensics.evidence.texts.messages import UNREAD
from forensics.evidence.texts.stamps import read_stamps
from forensics.values import Damage, DamageCode

_HEAD: Final = 68 * 1024


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
    head = file.read(min(STRETCH, size))
    layout = _layout(head[:_HEAD])
    if layout is None:
        return hand_over(_unlike(size))
    parts = _in_stretches(file, size, layout, wanted) if _divisible(head, wanted) else None
    if parts is None:
        file.seek(0)
        table = tabulate(whole(file.read(size), wanted.encoding), layout, whole=True)
        parts = [read_table(table, layout, wanted)]
    return hand_over(_together(file, size, parts, wanted))


def _layout(head: bytes) -> Layout | None:
    return tell(first_lines(head))


def _divisible(head: bytes, wanted: Wanted) -> bool:
    """Tell whether an export can be read in stretches that are what they are by themselves.

    Lines that carriage returns alone part can be told only where no line feed stands anywhere.
    """
    return b"\n" in head and begins_in_utf8(head, wanted.encoding)


def _in_stretches(file: BinaryIO, size: int, layout: Layout, wanted: Wanted) -> list[Part] | None:
    """Return what an export holds; None where it is not what it seemed to be at its beginning."""
    parts: list[Part] = []
    for begun in of_utf8(file, size, wanted.encoding, record_end if layout.quoted else line_end):
        stretch = begun
        if stretch is None or any(free in stretch.data for free in FREE):
            return None
        table = tabulate(stretch, layout)
        rest = table.mended
        if rest:
            stretch = rest_of(file, size, stretch)
            if stretch is None or any(free in stretch.data for free in FREE):
                return None
            table = tabulate(stretch, layout)
        parts.append(read_table(table, layout, wanted))
        if parts[-1].layouts != (layout,):
            return None
        if rest:
            break
    return parts


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


def _together(file: BinaryIO, size: int, parts: Sequence[Part], wanted: Wanted) -> Export:
    """Return what all stretches of a file hold."""
    untimed = pl.concat([part.index for part in parts])
    layouts = parts[0].layouts
    clock, said, created = _times(untimed, layouts, wanted.date_order)
    names = pl.col("computer", "channel", "provider").cast(pl.String)
    index = untimed.with_columns(names, created.alias("created")).select(*INDEX)
    index = index.cast(pl.Schema(INDEX))
    others = _others(parts)
    found = sum(part.records for part in parts) + int(others.length.sum())
    values, broken, bare = values_of(parts, wanted)
    damage = [*_damage(others, complete=parts[-1].complete), *_broken_values(index, broken)]
    exporters = dict.fromkeys(layout.exporter for layout in layouts)
    claims = {"exporter": ", ".join(exporters), **_decoded(parts), **said}
    return Export(
        index=index,
        batches=joined(index, [(len(index), values)], wanted),
        bytes=_bytes(parts, others, size),
        damage=[*_shown(file, size, damage), *shortened(found, size)],
        claims=claims | ({UNREAD: str(bare)} if bare else {}),
        clock=clock,
    )


def _decoded(parts: Sequence[Part]) -> dict[str, str]:
    """Return what is said of the encoding."""
    said = encoding_claims([part.decoded for part in parts])
    substituted = parts[0].substituted  # only a file that is one stretch has any
    if substituted is None:
        return said
    stand = {"control characters that stand as U+001A": str(substituted)}
    return {"encoding": said["encoding"], **stand, **said}


def _times(
    index: pl.DataFrame, layouts: Sequence[Layout], declared: str
) -> tuple[Clock, dict[str, str], pl.Series]:
    """Return the clock of the export, what is said of its dates, and the ticks of every record.

    One reading has one clock: that of the first layout that has a record. Times of exports by
    another clock that were put into the same file are left out, and this is said.
    """
    which = index["layout"].to_numpy()
    ticks = np.zeros(len(index), dtype=np.int64)
    known = np.zeros(len(index), dtype=np.bool_)
    clock: Clock | None = None
    said: dict[str, str] = {}
    left = 0
    for place, layout in enumerate(layouts):
        own = np.flatnonzero(which == place)
        stamps = read_stamps(index["time"][own], declared)
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


def _others(parts: Sequence[Part]) -> Others:
    """Return the rows of all stretches that are no records."""
    others = Others(
        kind=np.concatenate([part.others.kind for part in parts]),
        offset=np.concatenate([part.others.offset for part in parts]),
        length=np.concatenate([part.others.length for part in parts]),
        broken=np.concatenate([part.others.broken for part in parts]),
    )
    draw_in(others.kind)
    return others


def _bytes(parts: Sequence[Part], others: Others, size: int) -> Bytes:
    sums = {
        kind: int(others.length[others.kind == kind].sum()) for kind in (HEADER, FILLER, UNREADABLE)
    }
    records = sum(part.records for part in parts)
    rest = size - records - sum(sums.values())  # a byte order mark alone; a file that shrank
    return Bytes(
        header=sums[HEADER],
        records=records,
        filler=sums[FILLER],
        unreadable=sums[UNREADABLE] + rest,
    )


def _damage(others: Others, *, complete: bool) -> Iterator[Damage]:
    """Yield a stretch for each run of rows that should be records and are none."""
    bad = np.flatnonzero(others.kind == UNREADABLE)
    first = bad[np.diff(bad, prepend=-2) != 1]
    last = bad[np.diff(bad, append=len(others.kind) + 1) != 1]
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        offset = int(others.offset[begin])
        cut = end == len(others.kind) - 1 and not complete
        yield Damage(
            offset=offset,
            length=int(others.offset[end] + others.length[end]) - offset,
            code=DamageCode.RECORD_TRUNCATED if cut else DamageCode.RECORD_UNREADABLE,
            expected="a record with an event id and a time, its quotes closed",
            found=_found(others, begin, end),
        )


def _found(others: Others, begin: int, end: int) -> str:
    lines = "1 line" if begin == end else f"{end - begin + 1} lines"
    quotes = bool(others.broken[begin : end + 1].any())
    return "a quote that is missing or stray" if quotes else f"{lines} without them"


def _broken_values(index: pl.DataFrame, broken: Places) -> Iterator[Damage]:
    for place in broken.tolist():
        offset, length = index.row(place)[:2]
        yield Damage(
            offset=offset,
            length=length,
            code=DamageCode.RECORD_UNREADABLE,
            expected="the payload in JSON",
            found="no JSON: the record is read without its values",
        )


def _shown(file: BinaryIO, size: int, damage: Iterable[Damage]) -> Iterator[Damage]:
    """Yield damage with the first bytes of each stretch, which are read once more."""
    for one in sorted(damage, key=lambda row: row.offset):
        file.seek(one.offset)
        yield replace(one, excerpt=file.read(min(EXCERPT, size - one.offset)))
