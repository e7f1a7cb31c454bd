"""Reads what every record says of itself: event id, number, time, provider, channel, computer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.binxml import BINXML_TYPE, Hole, Part
from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.content import CLOSING, HEADER
from forensics.evidence.evtx.index import Index
from forensics.evidence.evtx.instances import Cells, Instances, instances
from forensics.evidence.evtx.layouts import EVENT_ID, RECORD_ID, TIME_CREATED, System
from forensics.evidence.evtx.templates import PRESENT, UNKNOWN, Template, Templates
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
        own: bool, whether no other chunk can change what is read here: always so of a live record,
            of another one where the definition it points at bears its template's id.
        event_id: int32; given for orphans too, and for partly written records where it is certain.
        created: int64, ticks of TimeCreated; this, and what follows but the computer, only for
            the event ids asked.
        record_id: int64, EventRecordID.
        provider: int64, code of the text.
        channel: int64, code of the text.
        computer: int64, code of the text.
        data: The event's own data, nested in the record.
    """

    usual: NDArray[np.bool_]
    missing: NDArray[np.int64]
    inline: NDArray[np.bool_]
    own: NDArray[np.bool_]
    event_id: NDArray[np.int32]
    created: NDArray[np.int64]
    record_id: NDArray[np.int64]
    provider: NDArray[np.int64]
    channel: NDArray[np.int64]
    computer: NDArray[np.int64]
    data: Cells


def systems(
    block: Block,
    index: Index,
    templates: Templates,
    words: Vocabulary,
    asked: NDArray[np.bool_],
) -> Systems:
    """Return the System values of every record; most only for the event ids `asked`.

    The event id stands behind a guard: the types of three values must be those of the System
    template. A record that fails it is not guessed at. One whose template is missing, but whose
    values are all those of the template of manifest providers, is read by that; the name of the
    computer, which stood in the template, is lost.

    Args:
        block: Chunks in memory.
        index: Their records.
        templates: Those known so far; learns new ones.
        words: Texts known so far; learns new ones.
        asked: True at each event id that is asked; the last element, for an unknown one, is False.
    """
    found = instances(block, index.at + HEADER, index.at + index.size - CLOSING)
    number = templates.resolve(block, found)
    guard = found.sane & found.typed(_TYPES)
    missing = guard & (number == UNKNOWN)
    if missing.any():
        number[missing & found.typed(_MANIFEST_TYPES)] = templates.number(_MANIFEST)
    told = guard & ~index.partial
    told[_repeated(block, index, found, np.flatnonzero(guard & index.partial))] = True
    event_id = np.where(told, block.numbers(found.places(EVENT_ID), 2), UNKNOWN_EVENT_ID)
    known = np.where(guard, number, UNKNOWN)
    placed = [
        (own, np.flatnonzero(known == place))
        for place in np.flatnonzero(np.bincount(known - UNKNOWN)[1:]).tolist()
        if (own := templates.known[place].system)
    ]
    usual = np.zeros(len(number), dtype=np.bool_)
    for _, rows in placed:
        usual[rows] = True
    some = [(one, rows[asked[event_id[rows]]]) for one, rows in placed]
    rows = np.flatnonzero(usual & asked[event_id])
    return Systems(
        usual=usual,
        missing=np.where(missing, found.definition, PRESENT),
        inline=~found.templated,
        own=_own(block, index, found),
        event_id=event_id.astype(np.int32),
        created=_numbers(block, found, TIME_CREATED, rows),
        record_id=_numbers(block, found, RECORD_ID, rows),
        provider=_texts(block, found, words, [(one.provider, rows) for one, rows in some]),
        channel=_texts(block, found, words, [(one.channel, rows) for one, rows in some]),
        computer=_texts(block, found, words, [(one.computer, rows) for one, rows in placed]),
        data=_data(found, [(one.data, rows) for one, rows in some]),
    )


def _repeated(
    block: Block, index: Index, found: Instances, rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return those of some partly written records of which the event id is certain.

    Anything may stand for the end of such a record: not where, behind the event id, stands once
    more what the record's header says.
    """
    created = block.numbers(found.places(TIME_CREATED, rows), 8)
    record_id = block.numbers(found.places(RECORD_ID, rows), 8)
    same = (created == index.written[rows]) | (record_id == index.number[rows].view(np.int64))
    certain: NDArray[np.int64] = rows[same]
    return certain


def _numbers(
    block: Block, found: Instances, place: int, rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the numbers of 64 bits that some rows have as value `place`; 0 for the others."""
    numbers = np.zeros(len(found.sane), dtype=np.int64)
    numbers[rows] = block.numbers(found.places(place, rows), 8)
    return numbers


def _own(block: Block, index: Index, found: Instances) -> NDArray[np.bool_]:
    """Return whether the definition of each recovered record bears its id; True for live ones."""
    own = np.ones(len(found.sane), dtype=np.bool_)
    rows = np.flatnonzero(~index.live)
    own[rows] = block.numbers(found.definition[rows] + 4, 4) == found.identity[rows]
    return own


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
