"""Says, for many records at once, which template each fills in and where its values stand.

A templated record reads `0f 01 01 00 0c 01`, template id, offset of the definition in the chunk;
the first record to use a definition carries it right there. Then come the number of values, a
descriptor for each (size, type), and the values. The event's own data, nested in one of the values,
is built the same, with or without its first four bytes (2,066 real records lack them).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.chunks import CHUNK
from forensics.evidence.evtx.content import MOST_VALUES
from forensics.evidence.evtx.distinct import distinct
from forensics.evidence.evtx.types import SIZES

NULL_TYPE: Final = 0x00
"""Type of a value that is not there."""

DEFINITION_HEADER: Final = 24
"""Bytes before the tokens of a definition: the next one, GUID, size."""

_FRAGMENT: Final = 0x0001_010F
_MARK: Final = 4  # bytes of that
_INSTANCE: Final = 0x010C
_HEAD: Final = np.dtype(
    {
        "names": ["fragment", "token", "identity", "definition", "count", "inline size"],
        "formats": ["<u4", "<u2", "<u4", "<u4", "<u4", "<u4"],
        "offsets": [2, 6, 8, 12, 16, 36],
    }
)
_BEFORE: Final = 2  # bytes before a fragment from which `_HEAD` counts: its numbers are aligned so
_DESCRIBED: Final = np.where(
    np.arange(MOST_VALUES + 2) < np.arange(MOST_VALUES + 1)[:, None], np.uint32(0xFFFF_FFFF), 0
).astype("<u4")
"""Keeps, of the words of descriptors, as many as there are values."""

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
        form: int64, which column of the next three is the row's: many rows have sizes alike.
        at: int32, bytes from `base` on; of the shape (values, forms), as the next two.
        size: uint16, bytes.
        kind: uint8, type; null where a form has fewer values than others. The last value of all
            is null for every form.
    """

    templated: NDArray[np.bool_]
    sane: NDArray[np.bool_]
    identity: NDArray[np.int64]
    definition: NDArray[np.int64]
    base: NDArray[np.int64]
    form: NDArray[np.int64]
    at: NDArray[np.int32]
    size: NDArray[np.uint16]
    kind: NDArray[np.uint8]

    def cells(self, number: int, rows: NDArray[np.int64] | slice = slice(None)) -> Cells:
        """Return where value `number` of some rows stands."""
        return self.stacked([number], rows)

    def stacked(
        self, numbers: Sequence[int], rows: NDArray[np.int64] | slice = slice(None)
    ) -> Cells:
        """Return where some values of some rows stand: all rows of one, then those of the next."""
        form, base = self.form[rows], self.base[rows]
        placed = [number if 0 <= number < len(self.at) else -1 for number in numbers]
        return Cells(
            at=(base + self.at[placed].take(form, axis=1)).reshape(-1),
            size=self.size[placed].take(form, axis=1).reshape(-1).astype(np.int64),
            kind=self.kind[placed].take(form, axis=1).reshape(-1).astype(np.int64),
        )

    def places(
        self, number: int, rows: NDArray[np.int64] | slice = slice(None)
    ) -> NDArray[np.int64]:
        """Return where value `number` of some rows begins, or would begin."""
        place = number if number < len(self.at) else -1
        places: NDArray[np.int64] = self.base[rows] + self.at[place].take(self.form[rows])
        return places

    def typed(self, types: Mapping[int, int]) -> NDArray[np.bool_]:
        """Return whether some values of each row have these types."""
        typed = np.ones(self.kind.shape[1], dtype=np.bool_)
        for number, kind in types.items():
            typed &= self.kind[min(number, len(self.kind) - 1)] == kind
        return typed[self.form]


def instances(block: Block, start: NDArray[np.int64], end: NDArray[np.int64]) -> Instances:
    """Return how templates were filled in, in the bytes from `start` to `end` of each row.

    Raises nothing: an instance that would lead outside its record or its chunk is not sane.
    """
    base = start & ~(CHUNK - 1)
    head = block.gather(start - _BEFORE, _HEAD)
    at = start + _MARK
    bare = np.flatnonzero(head["fragment"] != _FRAGMENT)
    head[bare] = block.gather(start[bare] - _MARK - _BEFORE, _HEAD)
    at[bare] = start[bare]
    definition = base + head["definition"]
    templated = (at + 10 <= end) & (head["token"] == _INSTANCE)
    sane = templated & (definition + DEFINITION_HEADER - base <= block.lengths()[start // CHUNK])
    inline = np.flatnonzero(definition == at + 10)
    listed, count = at + 10, head["count"].astype(np.int64)
    listed[inline] += DEFINITION_HEADER + head["inline size"][inline].astype(np.int64)
    count[inline] = block.numbers(listed[inline], 4)
    values = listed + 4 + 4 * count
    sane &= (values <= end) & (count <= MOST_VALUES)
    form, described = _described(block, np.where(sane, count, 0), listed + 4)
    size, kind = described.astype(np.uint16), (described >> 16).astype(np.uint8)
    ends = np.zeros((len(size) + 1, size.shape[1]), dtype=np.int32)
    np.cumsum(size, axis=0, dtype=np.int32, out=ends[1:])
    fixed = _FIXED.take(kind)
    fitting = ~np.any((fixed != size) & (fixed != 0), axis=0)
    return Instances(
        templated=templated,
        sane=sane & (values + ends[-1][form] <= end) & fitting[form],
        identity=head["identity"].astype(np.int64),
        definition=np.where(sane, definition, 0),
        base=values,
        form=form,
        at=ends[:-1],
        size=size,
        kind=kind,
    )


def _described(
    block: Block, count: NDArray[np.int64], listed: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Read the descriptors at `listed`.

    Returns:
        Which form each row has; and the descriptors of the shape (values, forms), in which all
        forms are filled up with nulls, to one value more than the longest has at least.
    """
    width = int(count.max(initial=0)) // 2 + 1  # words of two descriptors each
    words = block.gather(listed, f"V{8 * width}").view("<u8").reshape(len(count), width)
    kept = _DESCRIBED[:, : 2 * width].view("<u8")
    words &= kept[count[:1]] if np.all(count == count[:1]) else kept.take(count, axis=0)
    first, form = distinct(words)
    return form, np.ascontiguousarray(words[first].view("<u4").T)
