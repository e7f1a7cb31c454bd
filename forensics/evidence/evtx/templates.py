"""Knows every template of a file by its definition, whole or damaged, and numbers them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.binxml import Element, definition
from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.chunks import CHUNK, Chunk
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.instances import DEFINITION_HEADER, Instances
from forensics.evidence.evtx.layouts import EventData, System, event_data, system

PRESENT: Final = -1
"""Stands for "no definition is missing", where the place of a missing one is asked."""

UNKNOWN: Final = -1
"""Template of a record whose definition nobody could read."""

_MOST_READ: Final = CHUNK  # bytes of definitions in one chunk; whole ones overlap nowhere
_GUID_AND_SIZE: Final = np.dtype(
    {"names": ["low", "high", "size"], "formats": ["<u8", "<u8", "<u4"], "offsets": [4, 12, 20]}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a definition says; one of both where it is a record's own, or an event's data."""

    system: System | None = None
    data: EventData | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What the templates of a part of a file teach its other parts.

    Attributes:
        definitions: Header of a definition and its template, in the order they were learnt.
        tried: Start of a chunk and place in it of definitions that were read, of some chunks.
        spent: Start of a chunk -> bytes of definitions read in it, of the same chunks.
        doubtful: Whether what was learnt depends on the order of the chunks.
    """

    definitions: tuple[tuple[bytes, Template], ...]
    tried: frozenset[tuple[int, int]]
    spent: Mapping[int, int]
    doubtful: bool


@dataclass(slots=True)
class Templates:
    """Every template met so far in one file.

    A definition is read once for each GUID and size (it is longer where names stand within it).
    One that is damaged is replaced by another of the same GUID, or, where the GUID is damaged too,
    of the same template id: that is the beginning of the GUID, and records repeat it. Each is tried
    once; definitions that overlap, which none that Windows wrote do, are not read without end.
    """

    known: list[Template] = field(default_factory=list)
    _numbers: dict[Template, int] = field(default_factory=dict)
    _by_header: dict[bytes, int] = field(default_factory=dict)
    _by_identity: dict[bytes, int] = field(default_factory=dict)
    _tried: set[tuple[int, int]] = field(default_factory=set)  # start of a chunk, place in it
    _spent: Counter[int] = field(default_factory=Counter)  # bytes read in vain or not, by chunk
    _doubtful: bool = False  # two definitions for one id, or some were not read any more

    def number(self, template: Template) -> int:
        """Return the place of `template` in `known`, where it is put if it is new."""
        number = self._numbers.setdefault(template, len(self.known))
        self.known += [template] if number == len(self.known) else []
        return number

    def resolve(self, block: Block, found: Instances) -> NDArray[np.int64]:
        """Return the number in `known` for each row, `UNKNOWN` where there is none."""
        numbers = np.full(len(found.sane), UNKNOWN, dtype=np.int64)
        rows = np.flatnonzero(found.sane)
        keys = found.definition[rows] << 32 | found.identity[rows]
        lead, like = distinct(keys.view(np.uint64)[:, None])
        leads = rows[lead]
        header = block.gather(found.definition[leads], _GUID_AND_SIZE)
        words = [found.identity[leads], header["low"], header["high"], header["size"]]
        first, same = distinct(np.stack([word.astype(np.uint64) for word in words], axis=1))
        ends = np.cumsum(np.bincount(same, minlength=len(first)))
        alike = np.split(leads[np.argsort(same, kind="stable")], ends[:-1]) if len(first) else []
        each = [self._number(block, some, found) for some in alike]
        if UNKNOWN in each:  # what was learnt last may help the first
            each = [self._number(block, some, found) for some in alike]
        numbers[rows] = np.array(each, dtype=np.int64)[same][like]
        return numbers

    def _number(self, block: Block, rows: NDArray[np.int64], found: Instances) -> int:
        """Return the template of some rows, of which the definitions have the same header."""
        identity = int(found.identity[rows[0]]).to_bytes(4, "little")
        at = int(found.definition[rows[0]])
        header = block.data[at + 4 : at + DEFINITION_HEADER].tobytes()
        # A header that is not the record's own says nothing of it: its place was taken, or damaged.
        own = header.startswith(identity)
        if own and header not in self._by_header:
            chunk = next(chunk for chunk in block.chunks if chunk.slot == at // CHUNK)
            if chunk.sound or identity not in self._by_identity:
                self._learn(block, np.unique(found.definition[rows]), header)
        if own and header in self._by_header:
            return self._by_header[header]
        return self._by_identity.get(identity, UNKNOWN)

    def _learn(self, block: Block, places: NDArray[np.int64], header: bytes) -> None:
        """Read the first definition that can be read, of some with the same header."""
        chunks = {chunk.slot: chunk for chunk in block.chunks}
        for at in places.tolist():
            chunk = chunks[at // CHUNK]
            root = self._definition(block, chunk, at % CHUNK + DEFINITION_HEADER)
            if root is not None:
                own = root.name == "Event"
                number = self.number(
                    Template(system=system(root)) if own else Template(data=event_data(root))
                )
                self._note(header, number)
                return

    def _note(self, header: bytes, number: int) -> None:
        """Keep the template of a header; the first one stays."""
        known = self._by_header.setdefault(header, number)
        other = self._by_identity.setdefault(header[:4], number)
        self._by_identity[header[:4]] = number if number == other else UNKNOWN
        self._doubtful |= known != number or other != number

    def _definition(self, block: Block, chunk: Chunk, at: int) -> Element | None:
        """Read the definition whose tokens begin at `at` of a chunk, if there is reason to."""
        if (chunk.start, at) in self._tried:
            return None
        if self._spent[chunk.start] > _MOST_READ:
            self._doubtful = True
            return None
        self._tried.add((chunk.start, at))
        raw = block.raw(chunk)
        root, length = definition(raw, at, int.from_bytes(raw[at - 4 : at], "little"))
        self._spent[chunk.start] += length
        return root

    @property
    def certain(self) -> bool:
        """Return whether what was learnt is the same in whatever order chunks are read."""
        return not self._doubtful

    def told(self, chunks: Sequence[Chunk]) -> Learnt:
        """Return what was learnt so far, and what was tried in some chunks."""
        starts = {chunk.start for chunk in chunks}
        return Learnt(
            definitions=tuple((one, self.known[place]) for one, place in self._by_header.items()),
            tried=frozenset(one for one in self._tried if one[0] in starts),
            spent={start: self._spent[start] for start in starts},
            doubtful=self._doubtful,
        )

    def add(self, learnt: Learnt) -> None:
        """Take over what another part of the file has taught; parts come in their order."""
        for header, template in learnt.definitions:
            self._note(header, self.number(template))
        self._tried |= learnt.tried
        self._spent.update(learnt.spent)
        self._doubtful |= learnt.doubtful
