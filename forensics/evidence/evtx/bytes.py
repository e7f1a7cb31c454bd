"""Accounts for every byte of an .evtx file: headers, records, filler, and what cannot be read."""

from collections.abc import Sequence

from forensics.evidence.evtx.chunks import HEADER, Chunk
from forensics.evidence.evtx.header import Header
from forensics.evidence.records import Bytes


def tiled(size: int, head: Header, chunks: Sequence[Chunk], records: int, unread: int) -> Bytes:
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
    given = before + sum(chunk.length for chunk in chunks)
    header = HEADER * sum(chunk.named for chunk in chunks) + (before if head.readable else 0)
    unreadable = unread + (0 if head.readable else before) + size - given
    return Bytes(
        header=header,
        records=records,
        filler=size - header - records - unreadable,
        unreadable=unreadable,
    )
