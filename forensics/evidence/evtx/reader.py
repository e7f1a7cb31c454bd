"""Reads .evtx logs (Windows Vista and later) in place: the front of the rooms called evtx.

Whole and sound chunks are read first. What they teach about templates then helps to read the
others, so that damage in one chunk does not reach beyond it; last, the general reader takes the
records that were not written by templates.
"""

from collections import Counter
from dataclasses import replace
from typing import BinaryIO

from forensics.evidence.evtx.blocks import again, blocks, stretch
from forensics.evidence.evtx.bytes import tiled
from forensics.evidence.evtx.chunks import CHUNK, MAGIC, STATES, Chunk
from forensics.evidence.evtx.frames import batches, computers, records
from forensics.evidence.evtx.harvest import Harvest
from forensics.evidence.evtx.header import HEAD, SIGNATURE, Header, header
from forensics.evidence.evtx.leftover import take_leftover
from forensics.evidence.records import Reading, Records, Wanted
from forensics.values import Damage, DamageCode


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
    head = header(stretch(file, 0, min(HEAD, size)))
    harvest = Harvest(wanted=wanted, damage=list(head.damage))
    chunks: list[Chunk] = []
    later: list[Chunk] = []
    for block, damage in blocks(file, head.start, size):
        sound = tuple(chunk for chunk in block.chunks if chunk.sound)
        chunks += block.chunks
        harvest.damage += damage
        later += [chunk for chunk in block.chunks if not chunk.sound and chunk.state != "all zeros"]
        later += harvest.take(replace(block, chunks=sound), last=False) if sound else []
    for block in again(file, sorted(later, key=lambda chunk: chunk.start)):
        harvest.take(block, last=True)
    take_leftover(file, harvest)
    harvest.damage += _truncated(head, chunks, size)
    found, copies = records(harvest)
    taken = sum(int(part["length"].sum()) for part in harvest.records)
    states = Counter(chunk.state for chunk in chunks)
    return Reading(
        records=found,
        batches=batches(harvest, copies),
        damage=tuple(sorted(harvest.damage, key=lambda row: row.offset)),
        computers=computers(harvest),
        claims={**head.claims, **_found(chunks, found)},
        duplicates=len(copies),
        bytes=tiled(size, head, chunks, taken, harvest.unread),
        chunks={state: states[state] for state in STATES},
    )


def _found(chunks: list[Chunk], found: Records) -> dict[str, str]:
    """Return what stands beside the claims of a header: these may be old, or wrong."""
    numbers = found.number[~found.recovered]
    return {
        "chunks found": str(sum(chunk.named for chunk in chunks)),
        "highest record number": str(numbers.max()) if len(numbers) else "none",
    }


def _truncated(head: Header, chunks: list[Chunk], size: int) -> list[Damage]:
    """Return a row where the file ends within a chunk, or before the chunks that it claims."""
    ends = [chunk.start + CHUNK for chunk in chunks if chunk.state == "cut off"]
    whole = max(head.start + head.chunks * CHUNK, *ends, 0)
    if whole <= size:
        return []
    return [
        Damage(
            offset=size,
            length=whole - size,
            code=DamageCode.FILE_TRUNCATED,
            expected=f"{whole} bytes",
            found=f"{size} bytes",
        )
    ]
