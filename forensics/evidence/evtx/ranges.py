"""Reads an .evtx log in ranges of chunks, each by itself, and joins what they gave.

`gather` reads one range, in any process; `join` makes one reading of all of them, the same to the
byte however the file was cut. What one range cannot settle waits for the join: chunks that are not
sound, and those with a record written by a template that stands in another range. Where ranges
depend on one another in a way that columns do not tell, `join` returns None, and the file is read
as one range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence import runs as told
from forensics.evidence.evtx import frames
from forensics.evidence.evtx.blocks import again, blocks, stretch
from forensics.evidence.evtx.bytes import Tiles, tiled, tiles, together
from forensics.evidence.evtx.chunks import CHUNK, STATES, Chunk
from forensics.evidence.evtx.harvest import Columns, Harvest, Kind
from forensics.evidence.evtx.header import HEAD, Header, header
from forensics.evidence.evtx.leftover import take_leftover
from forensics.evidence.evtx.templates import Learnt
from forensics.evidence.records import LOCATING, Reading, Records, Runs, Wanted
from forensics.values import Damage, DamageCode

_ROUNDS: Final = 2
"""Times that sound chunks are tried again: a record's template tells its provider, and only then
the template of its data is learnt; after the second time nothing is left to learn."""

_NUMBERS: Final = frozenset((*LOCATING, "event_id", "live", "strings")) - {"computer", "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one range of a log gave.

    Attributes:
        begin: Bytes from the start of the file.
        end: Where its last chunk ends, which out of step is not where it should.
        tiles: Its chunks in numbers.
        later: Chunks to come back to.
        damage: What is wrong with its chunks, those of `later` without their records.
        records: Every record, or only the recovered ones, where `runs` stand for the others.
        runs: The live records; None where `records` holds them.
        copies: Offsets of recovered records that are copies of others in this range; with `runs`.
        taken: Bytes of all records.
        texts: The texts that codes stand for.
        kinds: The wanted records, by batch; texts as codes.
        computers: Code of a computer's name -> offset where it stands first.
        identified: Offset -> event id, of records that the general reader has read.
        unread: Bytes of chunks that should be a live record, and are none.
        learnt: What its templates teach the other ranges.
    """

    begin: int
    end: int
    tiles: Tiles
    later: tuple[Chunk, ...]
    damage: tuple[Damage, ...]
    records: Columns
    runs: Runs | None
    copies: frozenset[int]
    taken: int
    texts: tuple[str | None, ...]
    kinds: tuple[tuple[Kind, Columns], ...]
    computers: dict[int, int]
    identified: dict[int, int]
    unread: int
    learnt: Learnt


def cut(file: BinaryIO, size: int, most: int) -> list[tuple[int, int]]:
    """Return begin and end of ranges of about equal size, of about `most` bytes at most."""
    start = header(stretch(file, 0, min(HEAD, size))).start
    chunks = max(1, -(-(size - start) // CHUNK))
    parts = max(1, -(-(size - start) // most))
    edges = [start + CHUNK * (chunks * place // parts) for place in range(parts)]
    return list(zip(edges, [*edges[1:], max(size, start)], strict=True))


def gather(file: BinaryIO, span: tuple[int, int], size: int, wanted: Wanted) -> Gathered:
    """Return what the chunks give that begin in `span`; nothing in them raises.

    Raises:
        OSError: The file cannot be read.
    """
    harvest = Harvest(wanted=wanted)
    counts: list[Tiles] = []
    waiting: list[Chunk] = []
    unsound: list[Chunk] = []
    for block, damage in blocks(file, span[0], size, span[1]):
        sound = tuple(chunk for chunk in block.chunks if chunk.sound)
        counts.append(tiles(block.chunks))
        harvest.damage += damage
        rest = [chunk for chunk in block.chunks if not chunk.sound]
        unsound += [chunk for chunk in rest if chunk.state != "all zeros"]
        waiting += harvest.take(replace(block, chunks=sound), last=False) if sound else []
    later = (*_come_back(file, harvest, waiting), *unsound)
    take_leftover(file, harvest)
    counted = together(counts)
    return Gathered(
        begin=span[0],
        end=span[0] + counted.length,
        tiles=counted,
        later=later,
        damage=tuple(harvest.damage),
        records=frames.recorded(harvest.records),
        runs=None,
        copies=frozenset(),
        taken=_taken(harvest.records),
        texts=tuple(harvest.words.texts),
        kinds=tuple((kind, frames.joined(parts)) for kind, parts in harvest.kinds.items()),
        computers=harvest.computers,
        identified=harvest.identified,
        unread=harvest.unread,
        learnt=harvest.templates.told(later),
    )


def reduced(part: Gathered) -> Gathered:
    """Return a range with runs in the place of its live records, so that it does not grow."""
    found, copies = frames.apart(part.records, part.identified, part.kinds)
    recovered = part.records["live"] == 0
    return replace(
        part,
        records={name: column[recovered] for name, column in part.records.items()},
        runs=told.of_records(found),
        copies=copies,
        identified={},
    )


def join(file: BinaryIO, size: int, wanted: Wanted, parts: Sequence[Gathered]) -> Reading | None:
    """Return what is in the log, by its ranges in their order; None where they do not tell.

    One range that is not reduced is always enough. Of reduced ones, the reading has runs.

    Raises:
        OSError: The file cannot be read.
    """
    head = header(stretch(file, 0, min(HEAD, size)))
    harvest = Harvest(wanted=wanted, damage=list(head.damage))
    for part in parts:
        _add(harvest, part)
    if len(parts) > 1 and not (_in_step(parts, head) and harvest.templates.certain):
        return None
    before = len(harvest.records)
    _take_later(file, harvest, [chunk for part in parts for chunk in part.later])
    found, copies = frames.records(harvest)
    runs = None
    if any(part.runs is not None for part in parts):
        runs = _runs(parts, found, frames.recorded(harvest.records[before:]))
        if runs is None:
            return None
        found, copies = told.no_records(), copies.union(*(part.copies for part in parts))
    chunks = together([part.tiles for part in parts])
    taken = sum(part.taken for part in parts) + _taken(harvest.records[before:])
    return Reading(
        records=found,
        batches=frames.batches(harvest, copies),
        damage=tuple(sorted((*harvest.damage, *_truncated(head, chunks, size)), key=_offset)),
        computers=frames.computers(harvest),
        claims={**head.claims, **_found(chunks, told.of_records(found) if runs is None else runs)},
        duplicates=len(copies),
        bytes=tiled(size, head, chunks, taken, harvest.unread),
        chunks={state: chunks.states.get(state, 0) for state in STATES},
        runs=runs,
    )


def _come_back(file: BinaryIO, harvest: Harvest, waiting: Sequence[Chunk]) -> list[Chunk]:
    """Read sound chunks again that lacked a template; return those that lack one still."""
    for _ in range(_ROUNDS if waiting else 0):
        waiting = [
            chunk for block in again(file, waiting) for chunk in harvest.take(block, last=False)
        ]
    return list(waiting)


def _take_later(file: BinaryIO, harvest: Harvest, later: Sequence[Chunk]) -> None:
    """Read the chunks that ranges have left, by what all of them have taught."""
    sound = _come_back(file, harvest, [chunk for chunk in later if chunk.sound])
    rest = [*sound, *(chunk for chunk in later if not chunk.sound)]
    for block in again(file, sorted(rest, key=lambda chunk: chunk.start)):
        harvest.take(block, last=True)
    take_leftover(file, harvest)


def _in_step(parts: Sequence[Gathered], head: Header) -> bool:
    """Tell whether each range begins where the one before has ended."""
    ends = [head.start, *(part.end for part in parts[:-1])]
    return [part.begin for part in parts] == ends


def _add(harvest: Harvest, part: Gathered) -> None:
    """Put what a range gave to what the others gave; only its unusual records are read already."""
    code = harvest.words.add(part.texts)
    harvest.templates.add(part.learnt)
    harvest.damage += part.damage
    harvest.records.append(part.records)
    harvest.identified |= part.identified
    harvest.unread += part.unread
    for own, offset in part.computers.items():
        name = int(code[own])
        harvest.computers[name] = min(offset, harvest.computers.get(name, offset))
    for kind, columns in part.kinds:
        coded = {name: col if name in _NUMBERS else code[col] for name, col in columns.items()}
        harvest.kinds.setdefault(kind, []).append(coded)


def _runs(parts: Sequence[Gathered], found: Records, last: Columns) -> Runs | None:
    """Return the runs of the whole file.

    None where one range has recovered a number that is live in another: whether it is a copy, only
    the record there can tell.

    Args:
        parts: The ranges, reduced.
        found: Their recovered records, and all records of the chunks that were read last.
        last: The records of those chunks.
    """
    own = [part.records["number"] for part in parts] + [last["number"][last["live"] == 0]]
    for place, part in enumerate(parts):
        others = [numbers for other, numbers in enumerate(own) if other != place]
        if part.runs is not None and _meets(part.runs, np.concatenate(others)):
            return None
    live = ~found.recovered
    copies = [offset for part in parts for offset in part.copies]
    recovered = int(np.count_nonzero(found.recovered & ~np.isin(found.offset, copies)))
    late = told.of_live(found.number[live], found.written[live], 0)
    runs = told.merged([*(part.runs for part in parts if part.runs is not None), late])
    return None if runs is None else replace(runs, recovered=recovered)


def _meets(runs: Runs, numbers: NDArray[np.int64]) -> bool:
    """Tell whether one of some numbers stands in a run."""
    place = np.searchsorted(runs.first, numbers.view(np.uint64), side="right") - 1
    inside = place >= 0
    return bool(np.any(numbers.view(np.uint64)[inside] <= runs.last[place[inside]]))


def _taken(records: Iterable[Columns]) -> int:
    """Return the bytes of records."""
    return sum(int(part["length"].sum()) for part in records)


def _offset(row: Damage) -> int:
    return row.offset


def _found(chunks: Tiles, runs: Runs) -> dict[str, str]:
    """Return what stands beside the claims of a header: these may be old, or wrong."""
    return {
        "chunks found": str(chunks.named),
        "highest record number": str(runs.last[-1]) if len(runs.last) else "none",
    }


def _truncated(head: Header, chunks: Tiles, size: int) -> list[Damage]:
    """Return a row where the file ends within a chunk, or before the chunks that it claims."""
    whole = max(head.start + head.chunks * CHUNK, chunks.cut_off)
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
