"""Accounts for every byte of an .evtx file: headers, records, filler, and what cannot be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.evidence.evtx.chunks import CHUNK, HEADER, Chunk
from forensics.evidence.evtx.header import Header
from forensics.evidence.records import Bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Some chunks, and stretches that are none, in numbers.

    Attributes:
        states: What is said of them -> how many.
        named: How many begin with a chunk's header.
        length: Bytes in all.
        cut_off: Where the last one that is cut off would end, bytes from the start of the file; 0
            where none is.
    """

    states: Mapping[str, int]
    named: int
    length: int
    cut_off: int


def tiles(chunks: Sequence[Chunk]) -> Tiles:
    """Return some chunks in numbers."""
    return Tiles(
        states=Counter(chunk.state for chunk in chunks),
        named=sum(chunk.named for chunk in chunks),
        length=sum(chunk.length for chunk in chunks),
        cut_off=max((one.start + CHUNK for one in chunks if one.state == "cut off"), default=0),
    )


def together(several: Sequence[Tiles]) -> Tiles:
    """Return the numbers of several parts of a file as those of the whole."""
    states: Counter[str] = Counter()
    for one in several:
        states.update(one.states)
    return Tiles(
        states=states,
        named=sum(one.named for one in several),
        length=sum(one.length for one in several),
        cut_off=max((one.cut_off for one in several), default=0),
    )


def tiled(size: int, head: Header, chunks: Tiles, records: int, unread: int) -> Bytes:
    """Return what each byte of a file is.

    Unreadable is a lost file header, what should be live records and is not, a stretch that should
    be a chunk as far as no record was recovered from it, and bytes that the file did not give up.
    Filler is the rest: zeros, and what records left behind where no whole one stands any more.

    Args:
        size: Bytes of the file.
        head: Its header.
        chunks: Chunks, and stretches that are none; they tile what follows the header.
        records: Bytes of all records, live and recovered, copies too; none overlaps another.
        unread: Bytes of `chunks` that should be a live record, and are none.
    """
    before = min(head.start, size)
    given = before + chunks.length
    header = HEADER * chunks.named + (before if head.readable else 0)
    unreadable = unread + (0 if head.readable else before) + size - given
    return Bytes(
        header=header,
        records=records,
        filler=size - header - records - unreadable,
        unreadable=unreadable,
    )
