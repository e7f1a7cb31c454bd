"""Puts what the general reader reads beside what the columns gave."""

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

import numpy as np

from forensics.evidence.evtx.binxml import names_altered
from forensics.evidence.evtx.blocks import stretch
from forensics.evidence.evtx.chunks import EXCERPT
from forensics.evidence.evtx.content import CLOSING, HEADER
from forensics.evidence.evtx.harvest import Harvest, Kind, Unusual
from forensics.evidence.evtx.untemplated import General, read_untemplated
from forensics.evidence.evtx.values import Vocabulary
from forensics.evidence.quarantine.asking import Hearing, Unanswered
from forensics.values import Damage, DamageCode

Row = dict[str, int]
"""One record, as columns have it: texts as codes of the vocabulary."""


def take_leftover(file: BinaryIO, harvest: Harvest) -> None:
    """Read the unusual records of a file, chunk by chunk, into the harvest.

    A live one that this reader cannot read either becomes a row of damage, unless there is one of
    it already. A recovered one stays a record of which no more is known.
    """
    gathered: dict[Kind, list[Row]] = {}
    for record, raw, event in _read(file, harvest.unusual):
        offset = record.chunk.start + record.at
        if event is None or isinstance(event, Unanswered):
            told = record.partial or not record.live
            harvest.damage += [] if told else [_damage(record, raw, event)]
            continue
        harvest.identified[offset] = event.event_id
        if event.computer is not None:
            code = harvest.words.code(event.computer)
            harvest.computers[code] = min(offset, harvest.computers.get(code, offset))
        wanted = harvest.wanted.fields.get(event.provider, {}).get(event.event_id)
        if wanted is not None:
            kind = Kind(event.provider, event.event_id, tuple(name for name, _ in event.values))
            row = _row(record, raw, event, harvest.words) | {
                name: harvest.words.code(_find(event, name)) for name in sorted(wanted)
            }
            gathered.setdefault(kind, []).append(row)
    for kind, rows in gathered.items():
        columns = {
            name: np.array([row[name] for row in rows], dtype=np.uint64).view(np.int64)
            for name in rows[0]
        }
        harvest.kinds.setdefault(kind, []).append(columns)


def _read(
    file: BinaryIO, unusual: list[Unusual]
) -> Iterator[tuple[Unusual, bytes, General | Unanswered | None]]:
    """Yield each record with its bytes and what the general reader makes of it."""
    hearing = Hearing()
    ordered = sorted(unusual, key=lambda one: (one.chunk.start, one.at))
    for start, several in groupby(ordered, key=lambda one: one.chunk.start):
        some = list(several)
        raw = stretch(file, start, some[0].chunk.length)
        found = read_untemplated(hearing, raw, [(one.at, one.size) for one in some])
        for one, event in zip(some, found, strict=True):
            yield one, raw[one.at : one.at + one.size], None if _misnamed(one, raw) else event


def _misnamed(record: Unusual, chunk: bytes) -> bool:
    """Return whether names that a record uses were altered; the general reader takes any name.

    The data checksum answers for the names of live records, where it holds.
    """
    if record.live and record.chunk.state == "sound":
        return False
    return names_altered(chunk, record.at + HEADER, record.size - HEADER - CLOSING)


def _row(record: Unusual, raw: bytes, event: General, words: Vocabulary) -> Row:
    """Return where a record stands and what it says of itself."""
    return {
        "offset": record.chunk.start + record.at,
        "length": record.size,
        "number": int.from_bytes(raw[8:16], "little"),
        "event_record_id": event.record_id,
        "written": int.from_bytes(raw[16:24], "little"),
        "created": event.created,
        "computer": words.code(event.computer),
        "channel": words.code(event.channel),
        "event_id": event.event_id,
        "live": int(record.live),
        "strings": sum(name != "Binary" for name, _ in event.values),
    }


def _find(event: General, wanted: str) -> str | None:
    """Return the value called `wanted`; a number counts the values from 1."""
    if wanted.isdecimal():
        values = [value for name, value in event.values if name != "Binary"]
        return values[int(wanted) - 1] if 0 < int(wanted) <= len(values) else None
    return next((value for name, value in event.values if name == wanted), None)


def _damage(record: Unusual, raw: bytes, event: Unanswered | None) -> Damage:
    return Damage(
        offset=record.chunk.start + record.at,
        length=record.size,
        code=DamageCode.RECORD_UNREADABLE,
        expected="an event in binary XML",
        found=f"not read: {event.reason}" if event else "nothing that can be read as one",
        excerpt=raw[:EXCERPT],
    )
