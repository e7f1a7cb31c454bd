"""Reads .evtx logs (Windows Vista and later) in place: the front of the rooms called evtx.

Whole and sound chunks are read first. What they teach about templates then helps to read the
others, so that damage in one chunk does not reach beyond it; last, the general reader takes the
records that were not written by templates.
"""

from typing import BinaryIO

from forensics.evidence.evtx.blocks import stretch
from forensics.evidence.evtx.chunks import MAGIC
from forensics.evidence.evtx.header import HEAD, SIGNATURE, header
from forensics.evidence.evtx.ranges import gather, join
from forensics.evidence.records import Reading, Wanted


def recognises(head: bytes) -> bool:
    """Return whether a file that begins with `head` is an .evtx log, or what is left of one.

    Without a file header, a chunk's name tells it: `head` should hold 68 KiB then.
    """
    return head.startswith(SIGNATURE) or MAGIC in head


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Return what is in the log.

    Live records are those that follow one another in their chunk, also one whose frame is damaged,
    where its neighbours tell that it is one. Recovered ones stand outside, and are only decoded
    where their template can still be read. Where it cannot, that is no damage: it is the nature of
    what was overwritten.

    Args:
        file: Seekable; it is only read from.
        size: Bytes.
        wanted: Which records to decode.

    Raises:
        OSError: The file cannot be read. Nothing in it raises.
    """
    start = header(stretch(file, 0, min(HEAD, size))).start
    whole = gather(file, (start, size), size, wanted)
    reading = join(file, size, wanted, [whole])
    if reading is None:
        raise AssertionError("one range of a whole file tells all of it")
    return reading
