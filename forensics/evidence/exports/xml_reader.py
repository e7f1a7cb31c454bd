"""Reads event logs exported as XML: wevtutil, Event Viewer, PowerShell, evtx_dump.

All write the `<Event>` element that Windows renders; they differ in what stands around it: nothing
(`wevtutil qe /f:xml`, `ToXml()`), a root of the user's choice (`wevtutil qe /e:Events`), a
declaration and `<Events>` (Event Viewer, evtx_dump.py), or `Record 7` before each (evtx_dump).
SystemTime is UTC by the schema, with `Z` or without.
"""

import codecs
import re
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.exports.exported import Export, batch, hand_over, wanted_rows
from forensics.evidence.exports.recoded import (
    HEADER,
    RECORD,
    UNREADABLE,
    Recoded,
    Tiles,
    account,
    damage_at,
    damage_of,
    lay,
    recode,
    tiles,
)
from forensics.evidence.exports.singly import (
    by_column,
    columns,
    named,
    timed,
    told_frame,
    unplaced,
    untimed,
)
from forensics.evidence.exports.xml_events import Event, read_event
from forensics.evidence.exports.xml_tiles import cut_events, unclosed_root
from forensics.evidence.records import Batch, Reading, Wanted
from forensics.values import Damage, DamageCode

_EVENT: Final = re.compile(
    rb"""<Event\s[^<>]*xmlns\s*=\s*["']"""
    rb"""http://schemas\.microsoft\.com/win/2004/08/events/event["']"""
)
_LEAST: Final = 2  # tiles of a text that has a heading and something below it
_DECLARED: Final = re.compile(
    rb"""\s*<\?xml[^<>]*\sencoding\s*=\s*["'](utf-8|windows-125[0-8]|iso-8859-(?:1[0-13-6]?|[2-9]))["']""",
    re.IGNORECASE,
)
_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognises(head: bytes) -> bool:
    """Tell whether `head`, the first bytes of a file, belong to events in XML."""
    plain = head.replace(b"\0", b"")  # UTF-16 of either order, or none
    for mark in _MARKS:
        plain = plain.removeprefix(mark)
    # At the start of a line or right after a tag: an element that a value of another form quotes
    # is preceded by a quotation mark or by text.
    befores = (plain[: found.start()].rstrip(b" \t") for found in _EVENT.finditer(plain))
    return any(not before or before.endswith((b">", b"\n", b"\r")) for before in befores)


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a whole export and decode the wanted events.

    Args:
        file: Open at any position; read from its start.
        size: Bytes to read.
        wanted: Values are those of the log; unnamed `<Data>` are `"1"`, `"2"`, ….

    Returns:
        Elements that are no well-formed XML, that refer to entities or nest beyond reason, and
        document types are `Damage`; the others are read. No input raises.
    """
    file.seek(0)
    data = file.read(size)
    recoded = recode(data, wanted.encoding or _declared(data))
    cut = tiles(cut_events(recoded.text))
    events, cut = _parse(recoded.text, cut, wanted)
    laid = lay(recoded, cut)
    bare = untimed(
        laid.filter(pl.col("kind") == RECORD),
        told_frame(by_column([event.told for event in events])),
    )
    index, _ = timed(bare.with_columns(pl.lit(value=True).alias("utc")), "ymd")
    damage = [
        *damage_of(recoded, laid, cut, size),
        *unplaced(file, index, bare),
        *_unclosed(recoded, cut),
    ]
    return hand_over(
        Export(
            index=index,
            batches=_batches(index, events, wanted),
            bytes=account(recoded, laid, size),
            damage=damage,
            claims=recoded.claims() | _claims(recoded.text, events),
        )
    )


def _declared(data: bytes) -> str:
    """Return the encoding of the XML declaration, where it can be read before it is known.

    A declaration of UTF-16 in such a text is wrong: .NET writes it for any text.
    """
    found = _DECLARED.match(data[:1024].removeprefix(codecs.BOM_UTF8))
    return found[1].decode("ascii").lower() if found else ""


def _parse(text: bytes, cut: Tiles, wanted: Wanted) -> tuple[list[Event], Tiles]:
    """Return the events, and the tiles with those unreadable that hold none.

    Only events with an id that is wanted have values.
    """
    ids = frozenset(str(event_id) for fields in wanted.fields.values() for event_id in fields)
    events: list[Event] = []
    kind, reasons = cut.kind.copy(), dict(cut.reasons)
    ends = np.append(cut.begin[1:], len(text)) if len(cut.begin) else cut.begin
    for place in np.flatnonzero(cut.kind == RECORD).tolist():
        event = read_event(text[cut.begin[place] : ends[place]], ids)
        if isinstance(event, str):
            kind[place] = UNREADABLE
            reasons[place] = ("an <Event> element", event)
        else:
            events.append(event)
    return events, Tiles(begin=cut.begin, kind=kind, reasons=reasons)


def _unclosed(recoded: Recoded, cut: Tiles) -> list[Damage]:
    """Return the damage of a file that ends before its root element does."""
    if len(cut.kind) < _LEAST or cut.kind[-1] == UNREADABLE or cut.kind[0] != HEADER:
        return []
    root = unclosed_root(recoded.text, recoded.text[: cut.begin[1]])
    if not root:
        return []
    end = (len(recoded.data), 0)
    code = DamageCode.END_MISSING
    return [damage_at(recoded, end, f"</{root}>", "the end of the file", code)]


def _batches(index: pl.DataFrame, events: list[Event], wanted: Wanted) -> tuple[Batch, ...]:
    batches = []
    for provider, event_id, place in wanted_rows(index, wanted):
        names = wanted.fields[provider][event_id]
        chosen = [events[row].values for row in place.to_list()]
        counts = [len(values) for values in chosen]
        values = columns([named(values) for values in chosen], names, counts)
        batches.append(batch(index, place, values, names))
    return tuple(batches)


def _claims(text: bytes, events: list[Event]) -> dict[str, str]:
    said = {}
    if re.match(rb"\s*<\?xml version=.1\.1.", text):
        said["exporter"] = "evtx_dump.py (python-evtx)"
    elif re.match(rb"\s*Record \d+\s", text):
        said["exporter"] = "evtx_dump"
    if mended := sum(event.mended for event in events):
        said["characters that XML forbids"] = str(mended)
    return said
