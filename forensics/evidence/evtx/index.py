"""The record index: blocks of chunks become columns that say where every record stands.

A record is `2a 2a 00 00`, its size, number, time written, binary XML, and its size again. Records
are live where they follow one another from the head of a chunk to its free space; any other that
is whole is recovered: what an earlier use of the chunk left behind.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.blocks import SLOTS, Block
from forensics.evidence.evtx.chain import SMALLEST, Walked, walk
from forensics.evidence.evtx.chunks import CHUNK, HEADER, Chunk

_SIGNATURE: Final = 0x2A2A
_GRID: Final = 8  # records begin at multiples of 8: 62,605 of 62,605 real ones
_CHUNK_BITS: Final = CHUNK.bit_length() - 1
_TIMES: Final = np.dtype([("number", "<u8"), ("written", "<i8")])  # from byte 8 of a record on

Columns: TypeAlias = tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]
]
"""Offset, size, live and partial of some records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Records of a block, a row each, in the order of the block.

    Attributes:
        at: int64, bytes from the start of the block.
        size: int64, bytes.
        number: uint64, record number in the record's header.
        written: int64, ticks of the record's header.
        live: bool, False for a record outside every live chain.
        partial: bool, True for a record of which only the head can be trusted.
    """

    at: NDArray[np.int64]
    size: NDArray[np.int64]
    number: NDArray[np.uint64]
    written: NDArray[np.int64]
    live: NDArray[np.bool_]
    partial: NDArray[np.bool_]

    @property
    def slot(self) -> NDArray[np.int64]:
        """Return which 64 KiB of the block each record stands in."""
        return self.at >> _CHUNK_BITS

    def rows(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> "Index":
        """Return the rows that `kept` selects."""
        return Index(
            at=self.at[kept],
            size=self.size[kept],
            number=self.number[kept],
            written=self.written[kept],
            live=self.live[kept],
            partial=self.partial[kept],
        )


def index(block: Block) -> tuple[Index, tuple[Walked, ...]]:
    """Return the records of a block's chunks, and what was met in those whose chain is not plain.

    Raises nothing: every offset and size is compared with the bytes that are there.
    """
    at, size = _whole(block)
    free = np.zeros(SLOTS, dtype=np.int64)
    for chunk in block.chunks:
        free[chunk.slot] = chunk.free if chunk.named else 0
    slot = at >> _CHUNK_BITS
    live = at & (CHUNK - 1) < free[slot]
    odd = _odd(block, at, size, live)
    walked = [_walked(block, chunk, at, size) for chunk in odd]
    partial = np.zeros(len(at), dtype=np.bool_)
    if odd:
        kept = ~np.isin(slot, [chunk.slot for chunk in odd])
        spans: list[Columns] = [(at[kept], size[kept], live[kept], partial[kept])]
        spans += [_spans(*pair) for pair in walked]
        at, size, live, partial = (np.concatenate(column) for column in zip(*spans, strict=True))
        order = np.argsort(at, kind="stable")
        at, size, live, partial = at[order], size[order], live[order], partial[order]
    head = block.gather(at + 8, _TIMES)
    found = Index(
        at=at,
        size=size,
        number=head["number"].copy(),
        written=head["written"].copy(),
        live=live,
        partial=partial,
    )
    return found, tuple(one for _, one in walked)


def _whole(block: Block) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return offset and size of everything that is framed as a record is, sizes at both ends."""
    words = block.data[: SLOTS * CHUNK].view("<u4")
    used = max((chunk.slot for chunk in block.chunks), default=-1) + 1
    # All words are compared, which is quicker than every second one, and the others dropped.
    at = np.flatnonzero(words[: used * CHUNK // 4] == _SIGNATURE) * 4
    at = at[at & (_GRID - 1) == 0]
    size = words[at // 4 + 1].astype(np.int64)
    room = block.lengths()[at >> _CHUNK_BITS] - (at & (CHUNK - 1))
    fits = (size >= SMALLEST) & (size <= room) & (size & 3 == 0)
    at, size = at[fits], size[fits]
    closed = words[(at + size) // 4 - 1] == size
    return at[closed], size[closed]


def _odd(
    block: Block, at: NDArray[np.int64], size: NDArray[np.int64], live: NDArray[np.bool_]
) -> list[Chunk]:
    """Return the chunks whose records do not simply follow one another.

    In a plain chunk the first live record stands behind the header, each one ends where the next
    begins, the last one at the free space, and nothing overlaps behind it. A chunk without a name
    has no chain at all.
    """
    end = at + size
    slot = at >> _CHUNK_BITS
    behind = np.concatenate(([-1], end[:-1]))
    first = np.concatenate(([True], slot[1:] != slot[:-1])) if len(at) else np.zeros(0, bool)
    expected = np.where(first, slot * CHUNK + HEADER, behind)
    wrong = set(slot[live & (at != expected)].tolist())
    wrong |= set(slot[~live & ~first & (at < expected)].tolist())
    reached = np.full(SLOTS, HEADER, dtype=np.int64)
    reached[slot[live]] = (end - slot * CHUNK)[live]  # of equal slots the last one stays
    return [
        chunk
        for chunk in block.chunks
        if chunk.slot in wrong or not chunk.named or reached[chunk.slot] != chunk.free
    ]


def _walked(
    block: Block, chunk: Chunk, at: NDArray[np.int64], size: NDArray[np.int64]
) -> tuple[Chunk, Walked]:
    """Follow one odd chunk record by record."""
    mine = at >> _CHUNK_BITS == chunk.slot
    whole = dict(zip((at[mine] % CHUNK).tolist(), size[mine].tolist(), strict=True))
    return chunk, walk(chunk, block.raw(chunk), whole)


def _spans(chunk: Chunk, walked: Walked) -> Columns:
    """Return offset in the block, size, live and partial, for the records of an odd chunk."""
    found = [*walked.live.items(), *walked.recovered.items()]
    at = np.array([at for at, _ in found], dtype=np.int64)
    size = np.array([size for _, size in found], dtype=np.int64)
    live = np.arange(len(found)) < len(walked.live)
    return at + chunk.slot * CHUNK, size, live, live & np.isin(at, list(walked.partial))
