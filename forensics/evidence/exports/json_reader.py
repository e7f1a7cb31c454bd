"""Reads event logs exported as JSON: PowerShell, EvtxECmd, Winlogbeat, NXLog and evtx_dump.

One object a line, an array, or objects one after another; whose layout a record has is told from
its keys (`json_layouts`). Every object is decoded for the index; the wanted ones once more, to the
letter, for their values.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.exports.exported import Export, hand_over
from forensics.evidence.exports.json_decode import decode
from forensics.evidence.exports.json_layouts import layout_of, told_by, unwrapped
from forensics.evidence.exports.json_tiles import cut_objects, unclosed_array
from forensics.evidence.exports.json_values import Objects, decode_wanted
from forensics.evidence.exports.recoded import (
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
    NOTHING_TOLD,
    date_claims,
    index_of,
    unplaced,
)
from forensics.evidence.records import Reading, Wanted
from forensics.values import Damage, DamageCode

_BEGINS: Final = re.compile(rb"(?:\A|\n)[ \t\r\[,]*(?:Record \d+\s*)?\{")
_KEYS: Final = (
    (rb'"Event"\s*:\s*\{', rb'"System"\s*:\s*\{', rb'"EventRecordID"\s*:'),
    (rb'"winlog(?:"\s*:|\.event_id")', rb'"(?:winlog\.)?event_id"\s*:'),
    (rb'"EventId"\s*:', rb'"Provider"\s*:', rb'"(?:EventRecordId|RecordNumber)"\s*:'),
    (rb'"Id"\s*:', rb'"TimeCreated"\s*:', rb'"(?:ProviderName|LogName)"\s*:'),
    (rb'"event_id"\s*:', rb'"log_name"\s*:', rb'"source_name"\s*:'),
    (rb'"EventID"\s*:', rb'"SourceName"\s*:', rb'"(?:EventTime|Hostname|EventReceivedTime)"\s*:'),
)
"""Keys that the layouts have, each within the first bytes of a file."""


def recognises(head: bytes) -> bool:
    """Tell whether `head`, the first bytes of a file, belong to events in JSON."""
    plain = head.replace(b"\0", b"")  # UTF-16 of either order, or none
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        plain = plain.removeprefix(mark)
    if not _BEGINS.search(plain):
        return False
    return any(all(re.search(key, plain) for key in keys) for keys in _KEYS)


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a whole export and decode the wanted events.

    Args:
        file: Open at any position; read from its start.
        size: Bytes to read.
        wanted: Values are those of the log, by name or as insertion strings `"1"`, `"2"`, ….

    Returns:
        The clock is `local` where the exporter writes the time of the machine without its zone
        (NXLog). What is no JSON, or no event of a known layout, is `Damage`. No input raises.
    """
    file.seek(0)
    recoded = recode(file.read(size), wanted.encoding)
    objects, cut = _parse(recoded.text, tiles(cut_objects(recoded.text)))
    laid = lay(recoded, cut)
    index, stamps = index_of(
        laid.filter(pl.col("kind") == RECORD),
        objects.told,
        [layout is not None and layout.utc for layout in objects.layouts],
        wanted.date_order,
    )
    batches, doubts, bare = decode_wanted(index, objects, wanted)
    spans = list(index.select("offset", "length").iter_rows())
    return hand_over(
        Export(
            index=index,
            batches=batches,
            bytes=account(recoded, laid, size),
            damage=[
                *damage_of(recoded, laid, cut, size),
                *unplaced(recoded, index, objects.told),
                *_unclosed(recoded, cut),
                *(damage_at(recoded, spans[place], *why) for place, why in doubts),
            ],
            claims=recoded.claims() | date_claims(stamps) | _claims(objects, bare),
            clock=stamps.clock,
        )
    )


def _parse(text: bytes, cut: Tiles) -> tuple[Objects, Tiles]:
    """Return the objects, and the tiles with those unreadable that hold none."""
    objects = Objects(pieces=[], layouts=[], told=[])
    kind, reasons = cut.kind.copy(), dict(cut.reasons)
    begins = [*cut.begin.tolist(), len(text)]
    layout = None
    for place in np.flatnonzero(cut.kind == RECORD).tolist():
        piece = text[begins[place] : begins[place + 1]]
        record = decode(piece)
        if isinstance(record, str):
            kind[place] = UNREADABLE
            reasons[place] = ("a JSON object", record)
            continue
        record = unwrapped(record)
        layout = layout_of(record, layout)
        objects.pieces.append(piece)
        objects.layouts.append(layout)
        objects.told.append(told_by(record, layout) if layout else NOTHING_TOLD)
    return objects, Tiles(begin=cut.begin, kind=kind, reasons=reasons)


def _unclosed(recoded: Recoded, cut: Tiles) -> Iterator[Damage]:
    if unclosed_array(recoded.text, cut):
        end = (len(recoded.data), 0)
        yield damage_at(recoded, end, "]", "the end of the file", DamageCode.END_MISSING)


def _claims(objects: Objects, bare: int) -> dict[str, str]:
    known = dict.fromkeys(layout.exporter for layout in objects.layouts if layout)
    said = {"exporter": ", ".join(known)} if known else {}
    if bare:
        said["records told from their messages alone"] = str(bare)
    return said
