"""Finds, for many records at once, the template each is written by and where its values stand.

A templated record reads `0f 01 01 00 0c 01`, template id, offset of the definition in the chunk;
the first record to use a definition carries it right there. Then come the number of values, a
descriptor for each (size, type), and the values. The event's own data, nested in one of the values,
is built the same, with or without its first four bytes (2,066 real records lack them).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.binxml import Element, definition
from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.chunks import CHUNK, Chunk
from forensics.evidence.evtx.content import MOST_VALUES
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.layouts import EventData, System, event_data, system
from forensics.evidence.evtx.types import SIZES

PRESENT: Final = -1
"""Stands for "no definition is missing", where the place of a missing one is asked."""

UNKNOWN: Final = -1
"""Template of a record whose definition nobody could read."""
_FRAGMENT: Final = 0x0001_010F
_INSTANCE: Final = 0x010C
_HEADER_SIZE: Final = 24  # of a definition: the next one, GUID, size
_MOST_READ: Final = CHUNK  # bytes of definitions in one chunk; whole ones overlap nowhere
_HEAD: Final = np.dtype(
    {
        "names": ["token", "identity", "definition", "count", "inline size"],
        "formats": ["<u2", "<u4", "<u4", "<u4", "<u4"],
        "offsets": [0, 2, 6, 10, 30],
    }
)
_GUID_AND_SIZE: Final = np.dtype(
    {"names": ["low", "high", "size"], "formats": ["<u8", "<u8", "<u4"], "offsets": [4, 12, 20]}
)
_FIXED: Final = np.array(
    [SIZES.get(kind, 0) for kind in range(256)], dtype=np.uint16
)  # 0: any size


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One value of many records: bytes from the start of the block, size, type; zeros are null."""

    at: NDArray[np.int64]
    size: NDArray[np.int64]
    kind: NDArray[np.int64]

    def rows(self, kept: NDArray[np.int64]) -> "Cells":
        """Return the rows that `kept` selects."""
        return Cells(at=self.at[kept], size=self.size[kept], kind=self.kind[kept])


def stacked(cells: Sequence[Cells]) -> Cells:
    """Return the rows of several one below the other."""
    nothing = [np.zeros(0, dtype=np.int64)]
    return Cells(
        at=np.concatenate([*(one.at for one in cells), *nothing]),
        size=np.concatenate([*(one.size for one in cells), *nothing]),
        kind=np.concatenate([*(one.kind for one in cells), *nothing]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Instances:
    """Records, or the data nested in them, as templates were filled in; a row each.

    Attributes:
        templated: bool, False for binary XML that is written out instead.
        sane: bool, False also where a template's values do not fit in their room.
        identity: int64, template id as the record gives it.
        definition: int64, where the definition begins, bytes from the start of the block.
        base: int64, where the first value stands, bytes from the start of the block.
        at: int32, bytes from `base` on; of the shape (values, rows), as the next two.
        size: uint16, bytes.
        kind: uint8, type; null where a row has fewer values than others.
    """

    templated: NDArray[np.bool_]
    sane: NDArray[np.bool_]
    identity: NDArray[np.int64]
    definition: NDArray[np.int64]
    base: NDArray[np.int64]
    at: NDArray[np.int32]
    size: NDArray[np.uint16]
    kind: NDArray[np.uint8]

    def cells(self, number: int, rows: NDArray[np.int64] | slice = slice(None)) -> Cells:
        """Return where value `number` of some rows stands."""
        if not 0 <= number < len(self.at):
            nothing = np.zeros_like(self.base[rows])
            return Cells(at=nothing, size=nothing, kind=nothing)
        return Cells(
            at=self.base[rows] + self.at[number][rows],
            size=self.size[number][rows].astype(np.int64),
            kind=self.kind[number][rows].astype(np.int64),
        )


def instances(block: Block, start: NDArray[np.int64], end: NDArray[np.int64]) -> Instances:
    """Return how templates were filled in, in the bytes from `start` to `end` of each row.

    Raises nothing: an instance that would lead outside its record or its chunk is not sane.
    """
    base = start // CHUNK * CHUNK
    at = start + np.where(block.numbers(start, 4) == _FRAGMENT, 4, 0)
    head = block.gather(at, _HEAD)
    definition = base + head["definition"]
    templated = (at + 10 <= end) & (head["token"] == _INSTANCE)
    sane = templated & (definition + _HEADER_SIZE - base <= block.lengths()[start // CHUNK])
    inline = definition == at + 10
    listed = at + 10 + np.where(inline, _HEADER_SIZE + head["inline size"].astype(np.int64), 0)
    count = head["count"].astype(np.int64)
    count[inline] = block.numbers(listed[inline], 4)
    sane &= (listed + 4 + 4 * count <= end) & (count <= MOST_VALUES)
    ends, size, kind = _values(block, np.where(sane, count, 0), listed + 4)
    values = listed + 4 + 4 * count
    fixed = _FIXED.take(kind)
    sane &= (values + ends[-1] <= end) & ~np.any((fixed != size) & (fixed != 0), axis=0)
    return Instances(
        templated=templated,
        sane=sane,
        identity=head["identity"].astype(np.int64),
        definition=np.where(sane, definition, 0),
        base=values,
        at=ends[:-1],
        size=size,
        kind=kind,
    )


def _values(
    block: Block, count: NDArray[np.int64], listed: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint8]]:
    """Read the descriptors at `listed`.

    Returns:
        0 and where each value ends, the sizes, and the types, each of the shape (values, rows);
        rows with fewer values than others are filled with nulls.
    """
    most = int(count.max(initial=0))
    raw = block.gather(listed, f"V{4 * most}") if most else np.zeros((len(count), 0), np.uint8)
    each = np.ascontiguousarray(raw.view("<u4").reshape(len(count), most).T)
    each *= np.arange(most)[:, None] < count
    size, kind = each.astype(np.uint16), (each >> 16).astype(np.uint8)
    ends = np.zeros((most + 1, len(count)), dtype=np.int32)
    np.cumsum(size, axis=0, dtype=np.int32, out=ends[1:])
    return ends, size, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a definition says; one of both where it is a record's own, or an event's data."""

    system: System | None = None
    data: EventData | None = None


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
    _tried: set[int] = field(default_factory=set)  # bytes from the start of the file
    _spent: Counter[int] = field(default_factory=Counter)  # bytes read in vain or not, by chunk

    def number(self, template: Template) -> int:
        """Return the place of `template` in `known`, where it is put if it is new."""
        number = self._numbers.setdefault(template, len(self.known))
        self.known += [template] if number == len(self.known) else []
        return number

    def resolve(self, block: Block, found: Instances) -> NDArray[np.int64]:
        """Return the number in `known` for each row, `UNKNOWN` where there is none."""
        numbers = np.full(len(found.sane), UNKNOWN, dtype=np.int64)
        rows = np.flatnonzero(found.sane)
        header = block.gather(found.definition[rows], _GUID_AND_SIZE)
        words = [found.identity[rows], header["low"], header["high"], header["size"]]
        first, same = distinct(np.stack([word.astype(np.uint64) for word in words], axis=1))
        ends = np.cumsum(np.bincount(same, minlength=len(first)))
        alike = np.split(rows[np.argsort(same, kind="stable")], ends[:-1]) if len(first) else []
        each = [self._number(block, some, found) for some in alike]
        if UNKNOWN in each:  # what was learnt last may help the first
            each = [self._number(block, some, found) for some in alike]
        numbers[rows] = np.array(each, dtype=np.int64)[same]
        return numbers

    def _number(self, block: Block, rows: NDArray[np.int64], found: Instances) -> int:
        """Return the template of rows whose definitions have the same header."""
        identity = int(found.identity[rows[0]]).to_bytes(4, "little")
        at = int(found.definition[rows[0]])
        header = block.data[at + 4 : at + _HEADER_SIZE].tobytes()
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
            root = self._definition(block, chunk, at % CHUNK + _HEADER_SIZE)
            if root is not None:
                own = root.name == "Event"
                number = self.number(
                    Template(system=system(root)) if own else Template(data=event_data(root))
                )
                self._by_header[header] = number
                other = self._by_identity.setdefault(header[:4], number)
                self._by_identity[header[:4]] = number if number == other else UNKNOWN
                return

    def _definition(self, block: Block, chunk: Chunk, at: int) -> Element | None:
        """Read the definition whose tokens begin at `at` of a chunk, if there is reason to."""
        if chunk.start + at in self._tried or self._spent[chunk.start] > _MOST_READ:
            return None
        self._tried.add(chunk.start + at)
        raw = block.raw(chunk)
        root, length = definition(raw, at, int.from_bytes(raw[at - 4 : at], "little"))
        self._spent[chunk.start] += length
        return root
