"""One stretch of a JSON export: its records by what they tell of themselves, and their values.

Records are taken some hundreds at a time: if all of them are of the layout of the one before, by
column (`json_columns`), else each for itself. Both ways give the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.exports.exported import Values
from forensics.evidence.exports.json_columns import told_alike
from forensics.evidence.exports.json_decode import decode
from forensics.evidence.exports.json_layouts import Layout, layout_of, told_by, unwrapped
from forensics.evidence.exports.json_tiles import unclosed_array
from forensics.evidence.exports.json_values import Objects, decode_wanted
from forensics.evidence.exports.recoded import (
    RECORD,
    UNREADABLE,
    Recoded,
    Tiles,
    damage_at,
    lay,
    sums,
    unreadable,
)
from forensics.evidence.exports.singly import NOTHING_TOLD, told_frame, untimed
from forensics.evidence.exports.stretches import Decoded
from forensics.evidence.records import Bytes, Wanted
from forensics.values import Damage, DamageCode

_AT_ONCE: Final = 64  # records, whose objects the caches of a processor hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a stretch holds.

    Attributes:
        index: As `singly.untimed` returns it, and `utc` as `singly.timed` asks for it.
        bytes: Every byte of the stretch.
        damage: What is no record.
        doubts: Records whose values are in doubt.
        values: Of the wanted records, by their place in `index`.
        bare: How many records were told from their messages alone.
        exporters: In order of first sight.
        layout: Of the last record.
        decoded: How the stretch was decoded.
    """

    index: pl.DataFrame
    bytes: Bytes
    damage: list[Damage]
    doubts: list[Damage]
    values: tuple[Values, ...]
    bare: int
    exporters: tuple[str, ...]
    layout: Layout | None
    decoded: Decoded


def read_stretch(recoded: Recoded, cut: Tiles, wanted: Wanted, likely: Layout | None) -> Part:
    """Return what a stretch holds.

    Args:
        recoded: Its bytes.
        cut: Its tiles; those of kind `RECORD` may yet be broken.
        wanted: Which records to decode.
        likely: The layout of the record before, which is tried first.
    """
    objects, cut = _parse(recoded.text, cut, likely)
    laid = lay(recoded, cut)
    utc = [layout is not None and layout.utc for layout in objects.layouts]
    index = untimed(laid.filter(pl.col("kind") == RECORD), told_frame(objects.told))
    values, doubts, bare = decode_wanted(index, objects, wanted)
    spans = list(index.select("offset", "length").iter_rows()) if doubts else []
    return Part(
        index=index.with_columns(pl.Series("utc", utc, dtype=pl.Boolean)),
        bytes=sums(recoded, laid),
        damage=[*unreadable(recoded, laid, cut), *_unclosed(recoded, cut)],
        doubts=[damage_at(recoded, spans[place], *why) for place, why in doubts],
        values=values,
        bare=bare,
        exporters=tuple(dict.fromkeys(one.exporter for one in objects.layouts if one)),
        layout=objects.layouts[-1] if objects.layouts else likely,
        decoded=Decoded(encoding=recoded.encoding, basis=recoded.basis, replaced=recoded.replaced),
    )


def _parse(text: bytes, cut: Tiles, likely: Layout | None) -> tuple[Objects, Tiles]:
    """Return the objects, and the tiles with those unreadable that hold none."""
    objects = Objects()
    kind, reasons = cut.kind.copy(), dict(cut.reasons)
    begins = [*cut.begin.tolist(), len(text)]
    records = np.flatnonzero(cut.kind == RECORD).tolist()
    for at in range(0, len(records), _AT_ONCE):
        places = records[at : at + _AT_ONCE]
        pieces = [text[begins[place] : begins[place + 1]] for place in places]
        told = told_alike(pieces, likely)
        if told is not None:
            objects.pieces.extend(pieces)
            objects.layouts.extend([likely] * len(pieces))
            objects.tell(told)
            continue
        for place, why in _singly(places, pieces, objects, likely):
            kind[place] = UNREADABLE
            reasons[place] = ("a JSON object", why)
        likely = objects.layouts[-1] if objects.layouts else likely
    return objects, Tiles(begin=cut.begin, kind=kind, reasons=reasons)


def _singly(
    places: Sequence[int], pieces: Sequence[bytes], objects: Objects, likely: Layout | None
) -> Iterator[tuple[int, str]]:
    """Add records to `objects` one by one; yield the places that hold none, and why."""
    layout = likely
    for place, piece in zip(places, pieces, strict=True):
        record = decode(piece)
        if isinstance(record, str):
            yield place, record
            continue
        record = unwrapped(record)
        layout = layout_of(record, layout)
        objects.pieces.append(piece)
        objects.layouts.append(layout)
        objects.tell([[one] for one in (told_by(record, layout) if layout else NOTHING_TOLD)])


def _unclosed(recoded: Recoded, cut: Tiles) -> Iterator[Damage]:
    if unclosed_array(recoded.text, cut):
        end = (recoded.at + len(recoded.data), 0)
        yield damage_at(recoded, end, "]", "the end of the file", DamageCode.END_MISSING)
