"""Reads what every record says of itself: event id, number, time, provider, channel, computer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.binxml import BINXML_TYPE, Hole, Part
from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.content import CLOSING, HEADER
from forensics.evidence.evtx.index import Index
from forensics.evidence.evtx.layouts import EVENT_ID, RECORD_ID, TIME_CREATED, System
from forensics.evidence.evtx.templates import (
    PRESENT,
    UNKNOWN,
    Cells,
    Instances,
    Template,
    Templates,
    instances,
)
from forensics.evidence.evtx.types import STRING
from forensics.evidence.evtx.values import Vocabulary, column
from forensics.evidence.records import UNKNOWN_EVENT_ID

_TYPES: Final = {EVENT_ID: 0x06, TIME_CREATED: 0x11, RECORD_ID: 0x0A}

# The template of manifest providers: the same in every real log seen, save for the computer's name.
_MANIFEST: Final = Template(
    system=System(provider=Hole(14, STRING), channel=Hole(16, STRING), computer=None, data=17)
)
_MANIFEST_TYPES: Final = {14: STRING, 15: 0x0F, 16: STRING, 17: BINXML_TYPE, 18: 0x00}


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The System values of the records of an index, a row each.

    Attributes:
        usual: bool, whether the record is written by a template of the usual kind; the columns
            below hold only where it is.
        missing: int64, where the definition of its template stands, bytes from the start of the
            block, if nobody could read it; else `PRESENT`.
        inline: bool, whether it is written out without a template.
        event_id: int32; given for orphans too, and for partly written records where it is certain.
        created: int64, ticks of TimeCreated.
        record_id: int64, EventRecordID.
        provider: int64, code of the text; only for the event ids asked.
        channel: int64, code of the text; only for the event ids asked.
        computer: int64, code of the text.
        data: The event's own data, nested in the record.
    """

    usual: NDArray[np.bool_]
    missing: NDArray[np.int64]
    inline: NDArray[np.bool_]
    event_id: NDArray[np.int32]
    created: NDArray[np.int64]
    record_id: NDArray[np.int64]
    provider: NDArray[np.int64]
    channel: NDArray[np.int64]
    computer: NDArray[np.int64]
    data: Cells


def systems(
    block: Block, index: Index, templates: Templates, words: Vocabulary, asked: Collection[int]
) -> Systems:
    """Return the System values of every record; provider and channel for the event ids `asked`.

    The event id stands behind a guard: the types of three values must be those of the System
    template. A record that fails it is not guessed at. One whose template is missing, but whose
    values are all those of the template of manifest providers, is read by that; the name of the
    computer, which stood in the template, is lost.
    """
    found = instances(block, index.at + HEADER, index.at + index.size - CLOSING)
    number = templates.resolve(block, found)
    cells = {place: found.cells(place) for place in _TYPES}
    guard = found.sane & _typed(found, _TYPES)
    missing = guard & (number == UNKNOWN)
    number[missing & _typed(found, _MANIFEST_TYPES)] = templates.number(_MANIFEST)
    placed = [
        (own, np.flatnonzero(guard & (number == place)))
        for place in np.unique(number[guard & (number != UNKNOWN)]).tolist()
        if (own := templates.known[place].system)
    ]
    usual = np.zeros(len(number), dtype=np.bool_)
    for _, rows in placed:
        usual[rows] = True
    created = block.numbers(cells[TIME_CREATED].at, 8)
    record_id = block.numbers(cells[RECORD_ID].at, 8)
    # Of a partly written record anything may stand for the end: not where, behind the event id,
    # stands once more what the record's header says.
    again = (created == index.written) | (record_id == index.number.view(np.int64))
    told = guard & (again | ~index.partial)
    event_id = np.where(told, block.numbers(cells[EVENT_ID].at, 2), UNKNOWN_EVENT_ID)
    chosen = np.isin(event_id, list(asked))
    some = [(one, rows[chosen[rows]]) for one, rows in placed]
    return Systems(
        usual=usual,
        missing=np.where(missing, found.definition, PRESENT),
        inline=~found.templated,
        event_id=event_id.astype(np.int32),
        created=created,
        record_id=record_id,
        provider=_texts(block, found, words, [(one.provider, rows) for one, rows in some]),
        channel=_texts(block, found, words, [(one.channel, rows) for one, rows in some]),
        computer=_texts(block, found, words, [(one.computer, rows) for one, rows in placed]),
        data=_data(found, [(one.data, rows) for one, rows in placed]),
    )


def _typed(found: Instances, types: Mapping[int, int]) -> NDArray[np.bool_]:
    """Return whether some values of each row have these types."""
    typed = np.ones(len(found.sane), dtype=np.bool_)
    for number, kind in types.items():
        typed &= found.cells(number).kind == kind
    return typed


def _texts(
    block: Block,
    found: Instances,
    words: Vocabulary,
    placed: list[tuple[Part | None, NDArray[np.int64]]],
) -> NDArray[np.int64]:
    """Return the codes of a text that the template gives itself, or leaves to a value."""
    codes = np.zeros(len(found.sane), dtype=np.int64)
    alike: dict[Part | None, list[NDArray[np.int64]]] = {}
    for part, some in placed:
        alike.setdefault(part, []).append(some)
    for part, several in alike.items():
        rows = np.concatenate(several)
        if isinstance(part, Hole):
            codes[rows] = column(block, found.cells(part.index, rows), words)
        else:
            codes[rows] = words.code(part)
    return codes


def _data(found: Instances, placed: list[tuple[int, NDArray[np.int64]]]) -> Cells:
    """Return where the data of each event stand; null where the template has none."""
    at, size, kind = (np.zeros(len(found.sane), dtype=np.int64) for _ in range(3))
    for number, rows in placed:
        cells = found.cells(number, rows)
        at[rows], size[rows], kind[rows] = cells.at, cells.size, cells.kind
    return Cells(at=at, size=size, kind=kind)
