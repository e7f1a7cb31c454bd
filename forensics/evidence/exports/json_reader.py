"""Reads event logs exported as JSON: PowerShell, EvtxECmd, Winlogbeat, NXLog and evtx_dump.

One object a line, an array, or objects one after another; whose layout a record has is told from
its keys (`json_layouts`). Lines in UTF-8 are read in stretches, so that of the file no more is held
at once; any other text is one stretch, the whole file.
"""

import re
from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import Export, hand_over, joined
from forensics.evidence.exports.json_stretch import Part, read_stretch
from forensics.evidence.exports.json_tiles import by_lines, cut_lines, cut_objects
from forensics.evidence.exports.recoded import Recoded, recode, shortened, summed
from forensics.evidence.exports.singly import date_claims, timed, unplaced
from forensics.evidence.exports.stretches import (
    STRETCH,
    Stretch,
    begins_in_utf8,
    encoding_claims,
    line_end,
    of_utf8,
)
from forensics.evidence.records import Reading, Wanted

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
    parts = _in_stretches(file, size, file.read(min(STRETCH, size)), wanted)
    if parts is None:
        file.seek(0)
        recoded = recode(file.read(size), wanted.encoding)
        parts = [read_stretch(recoded, cut_objects(recoded.text), wanted, None)]
    return hand_over(_together(file, size, parts, wanted))


def _in_stretches(file: BinaryIO, size: int, head: bytes, wanted: Wanted) -> list[Part] | None:
    """Return what JSON lines hold; None where the file is something else, or not in UTF-8.

    Whether lines are meant is told from the first 4 MiB, as of a text that is held whole.
    """
    if not head.strip() or not begins_in_utf8(head, wanted.encoding):
        return None
    parts: list[Part] = []
    for stretch in of_utf8(file, size, wanted.encoding, line_end):
        if stretch is None or not (parts or by_lines(head[stretch.mark :])):
            return None
        likely = parts[-1].layout if parts else None
        recoded = _as_it_stands(stretch)
        parts.append(read_stretch(recoded, cut_lines(recoded.text), wanted, likely))
    return parts


def _as_it_stands(stretch: Stretch) -> Recoded:
    """Return a stretch of UTF-8 as its own text."""
    return Recoded(
        data=stretch.data,
        text=stretch.data[stretch.mark :],
        encoding=stretch.decoded.encoding,
        basis=stretch.decoded.basis,
        mark=stretch.mark,
        replaced=stretch.decoded.replaced,
        at=stretch.at,
        lines=stretch.lines,
    )


def _together(file: BinaryIO, size: int, parts: list[Part], wanted: Wanted) -> Export:
    """Return what all stretches of a file hold."""
    untimed = pl.concat([part.index for part in parts])
    index, stamps = timed(untimed, wanted.date_order)
    damage = [
        *(row for part in parts for row in part.damage),
        *shortened(sum(part.bytes.total for part in parts), size),
        *unplaced(file, index, untimed),
        *(row for part in parts for row in part.doubts),
    ]
    return Export(
        index=index,
        batches=joined(index, ((len(part.index), part.values) for part in parts), wanted),
        bytes=summed([part.bytes for part in parts], size),
        damage=damage,
        claims=encoding_claims([part.decoded for part in parts])
        | date_claims(stamps)
        | _told(parts),
        clock=stamps.clock,
    )


def _told(parts: list[Part]) -> dict[str, str]:
    known = dict.fromkeys(exporter for part in parts for exporter in part.exporters)
    said = {"exporter": ", ".join(known)} if known else {}
    if bare := sum(part.bare for part in parts):
        said["records told from their messages alone"] = str(bare)
    return said
