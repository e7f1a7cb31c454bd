"""Gathers the records of one file, block by block, as columns for the frames to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.agreeing import disagreeing
from forensics.evidence.evtx.blocks import SLOTS, Block
from forensics.evidence.evtx.chain import Walked
from forensics.evidence.evtx.chunks import CHUNK, EXCERPT, Chunk
from forensics.evidence.evtx.events import Asked, Events, events, values
from forensics.evidence.evtx.index import Index, index
from forensics.evidence.evtx.layouts import EventData
from forensics.evidence.evtx.systems import Systems, systems
from forensics.evidence.evtx.templates import PRESENT, Templates
from forensics.evidence.evtx.values import Vocabulary
from forensics.evidence.records import Wanted
from forensics.values import Damage, DamageCode

Columns: TypeAlias = dict[str, NDArray[np.int64]]
"""Columns of equal length; texts as codes of the vocabulary, unsigned numbers as signed ones."""

RECORDED: Final = ("offset", "length", "number", "written", "event_id", "live")
"""Columns kept of every record; the others only of the wanted ones."""

_EVENT_ID_BITS: Final = 16
_EVENT_IDS: Final = range(1 << _EVENT_ID_BITS)


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes a batch: provider, event id, and the names of all values in their order."""

    provider: str
    event_id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """A record left to the general reader: its chunk, offset in it, bytes, whether it is live.

    Of a `partial` one, what is wrong with it was said already.
    """

    chunk: Chunk
    at: int
    size: int
    live: bool
    partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One block: its records, what they say of themselves, and the data of the wanted rows.

    `missing` tells where the definition of a record's template stands, if nobody could read it;
    else it is `PRESENT`. It is asked of the `firm` ones: live records, recovered ones that may be
    wanted, and those whose own definition stands in their chunk. What is told of them is the same
    in whatever order chunks are read; of the others no more is taken than where they stand.
    """

    block: Block
    found: Index
    own: Systems
    rows: NDArray[np.int64]
    data: Events
    missing: NDArray[np.int64]
    firm: NDArray[np.bool_]
    walked: tuple[Walked, ...]


@dataclass(slots=True)
class Harvest:
    """Everything gathered from one file so far.

    Attributes:
        records: Offset, length, number, written, event id and `live` of every record.
        kinds: The wanted records, by batch.
        computers: Code of a computer's name -> offset where it stands first.
        unusual: What is left to the general reader.
        identified: Offset -> event id, of records that the general reader has read.
        unread: Bytes of chunks that should be a live record, and are none.
    """

    wanted: Wanted
    words: Vocabulary = field(default_factory=Vocabulary)
    templates: Templates = field(default_factory=Templates)
    damage: list[Damage] = field(default_factory=list)
    records: list[Columns] = field(default_factory=list)
    kinds: dict[Kind, list[Columns]] = field(default_factory=dict)
    computers: dict[int, int] = field(default_factory=dict)
    unusual: list[Unusual] = field(default_factory=list)
    identified: dict[int, int] = field(default_factory=dict)
    unread: int = 0

    def take(self, block: Block, *, last: bool) -> list[Chunk]:
        """Gather the records of a block.

        Returns:
            Chunks to come back to when all others have been seen, because a record in them is
            written by a template that nobody could read yet; none if this is the `last` time.
        """
        seen = self._see(block)
        waiting = set() if last else set(seen.found.slot[seen.missing != PRESENT].tolist())
        if waiting:
            later = [chunk for chunk in block.chunks if chunk.slot in waiting]
            rest = tuple(chunk for chunk in block.chunks if chunk.slot not in waiting)
            return later + self.take(replace(block, chunks=rest), last=False)
        located = _located(seen)
        self.records.append({name: located[name] for name in RECORDED})
        self.damage += [row for one in seen.walked for row in one.damage] + _missing(seen)
        self.damage += disagreeing(seen.block, seen.found)
        self.unread += sum(one.unread for one in seen.walked)
        self.unusual += _unusual(seen)
        self._note_computers(seen, located["offset"])
        self._gather(seen, located)
        return []

    def _see(self, block: Block) -> _Seen:
        """Read a block as far as it can be read without the general reader."""
        found, walked = index(block)
        asked = self._asked()
        own = systems(block, found, self.templates, self.words, asked)
        rows = self._chosen(own, np.flatnonzero(asked[own.event_id] & own.usual & ~found.partial))
        data = events(block, own.data.rows(rows), self.templates)
        missing = own.missing.copy()
        missing[rows] = np.where(data.missing == PRESENT, missing[rows], data.missing)
        firm = (own.own | asked[own.event_id]) & ~found.partial
        return _Seen(
            block=block,
            found=found,
            own=own,
            rows=rows,
            data=data,
            missing=np.where(firm, missing, PRESENT),
            firm=firm,
            walked=walked,
        )

    def _asked(self) -> NDArray[np.bool_]:
        """Return for each event id whether any provider is asked for it; last for an unknown."""
        asked = np.zeros(len(_EVENT_IDS) + 1, dtype=np.bool_)
        for ids in self.wanted.fields.values():
            asked[[one for one in ids if one in _EVENT_IDS]] = True
        return asked

    def _chosen(self, own: Systems, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of some rows whose provider is asked for their event id."""
        chosen = np.zeros(len(rows), dtype=np.bool_)
        for provider, ids in self.wanted.fields.items():
            mine = np.flatnonzero(own.provider[rows] == self.words.code(provider))
            chosen[mine] = np.isin(own.event_id[rows[mine]], list(ids)) if len(mine) else False
        return rows[chosen]

    def _note_computers(self, seen: _Seen, offset: NDArray[np.int64]) -> None:
        """Keep where each computer's name stands first."""
        told = np.flatnonzero(seen.own.usual & seen.firm)
        codes = seen.own.computer[told]
        # Where a name follows itself it does not stand first.
        others = np.flatnonzero(np.diff(codes, prepend=-1))
        some, first = np.unique(codes[others], return_index=True)
        at = offset[told[others[first]]]
        for code, begin in zip(some.tolist(), at.tolist(), strict=True):
            self.computers[code] = min(begin, self.computers.get(code, begin))

    def _gather(self, seen: _Seen, located: Columns) -> None:
        """Decode the wanted values of a block."""
        asked = [
            (kind, Asked(rows=some, layout=layout, names=self._names(kind)))
            for layout, rows in seen.data.layouts(self.templates)
            for kind, some in self._kinds(seen, layout, rows)
        ]
        found = values(seen.block, seen.data.found, [one for _, one in asked], self.words)
        for (kind, one), decoded in zip(asked, found, strict=True):
            columns = {name: column[seen.rows[one.rows]] for name, column in located.items()}
            columns |= {"strings": decoded.strings, **decoded.codes}
            self.kinds.setdefault(kind, []).append(columns)

    def _kinds(
        self, seen: _Seen, layout: EventData, rows: NDArray[np.int64]
    ) -> Iterator[tuple[Kind, NDArray[np.int64]]]:
        """Yield the kinds among events of one layout, and their rows."""
        names = tuple(one.name for one in layout.fields)
        of = seen.rows[rows]
        keys = seen.own.provider[of] << _EVENT_ID_BITS | seen.own.event_id[of]
        for key in np.unique(keys).tolist():
            provider = self.words.texts[key >> _EVENT_ID_BITS] or ""
            yield Kind(provider, key & 0xFFFF, names), rows[keys == key]

    def _names(self, kind: Kind) -> list[str]:
        """Return the names of the wanted values."""
        return sorted(self.wanted.fields[kind.provider][kind.event_id])


def _located(seen: _Seen) -> Columns:
    """Return where each record stands, and what it says of itself."""
    found, own = seen.found, seen.own
    starts = np.zeros(SLOTS, dtype=np.int64)
    for chunk in seen.block.chunks:
        starts[chunk.slot] = chunk.start
    return {
        "offset": starts[found.slot] + (found.at & (CHUNK - 1)),
        "length": found.size,
        "number": found.number.view(np.int64),
        "event_record_id": own.record_id,
        "written": found.written,
        "created": own.created,
        "computer": own.computer,
        "channel": own.channel,
        "event_id": own.event_id.astype(np.int64),
        "live": found.live.astype(np.int64),
    }


def _missing(seen: _Seen) -> list[Damage]:
    """Return a row for each definition that nobody could read, here or elsewhere in the file."""
    needed = seen.missing[seen.found.live & (seen.missing != PRESENT)]
    chunks = {chunk.slot: chunk for chunk in seen.block.chunks}
    return [
        Damage(
            offset=chunks[at // CHUNK].start + at % CHUNK,
            length=0,
            code=DamageCode.TEMPLATE_UNREADABLE,
            expected="a template's definition",
            found=f"none that can be read, here or elsewhere; {count} records are written by it",
            excerpt=seen.block.data[at : at + EXCERPT].tobytes(),
        )
        for at, count in zip(
            *(part.tolist() for part in np.unique(needed, return_counts=True)), strict=True
        )
    ]


def _unusual(seen: _Seen) -> list[Unusual]:
    """Return what is left to the general reader.

    Of recovered records these are only the ones without a template: another definition may stand
    by now where theirs was, and the general reader would believe it. So it is with partly written
    ones: only of those without a template it tells by itself whether they are all there.
    """
    left = ~seen.own.usual & (seen.missing == PRESENT)
    left &= (seen.found.live & ~seen.found.partial) | seen.own.inline
    doubtful = seen.data.found.templated & ~seen.found.live[seen.rows]
    left[seen.rows[seen.data.unusual & ~doubtful]] = True
    chunks = {chunk.slot: chunk for chunk in seen.block.chunks}
    found = seen.found.rows(left)
    return [
        Unusual(chunk=chunks[slot], at=at % CHUNK, size=size, live=live, partial=partial)
        for slot, at, size, live, partial in zip(
            found.slot.tolist(),
            found.at.tolist(),
            found.size.tolist(),
            found.live.tolist(),
            found.partial.tolist(),
            strict=True,
        )
    ]
