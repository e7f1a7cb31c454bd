"""Follows the records of one chunk whose chain is not plain, from record to record.

Most chunks never come here: their records follow one another up to the free space. Here come
chunks with a damaged header, a damaged record, or records that overlap.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.chunks import CHUNK, EXCERPT, HEADER, Chunk
from forensics.evidence.evtx.content import CLOSING, FRAGMENT, complete
from forensics.evidence.evtx.content import HEADER as RECORD_HEADER
from forensics.values import Damage, DamageCode

SMALLEST: Final = 32
"""Bytes of the smallest record: header of 24, an empty fragment, and the size again."""

_SIGNATURE: Final = b"**\0\0"
_WITNESSES: Final = 2  # of signature, size and closing size, so many must fit a damaged record


@dataclass(slots=True)
class Walked:
    """What was met on the way; records as offset in the chunk and size.

    Attributes:
        partial: Offsets of live records of which only the head can be trusted: it follows the
            record before, but the record is not closed where it should be.
        unread: Bytes that should be a live record, and belong to none of either kind.
    """

    live: dict[int, int] = field(default_factory=dict)
    partial: set[int] = field(default_factory=set)
    recovered: dict[int, int] = field(default_factory=dict)
    damage: list[Damage] = field(default_factory=list)
    unread: int = 0


def walk(chunk: Chunk, raw: bytes, whole: Mapping[int, int]) -> Walked:
    """Return which of a chunk's records are live, which recovered, and what is wrong.

    Args:
        chunk: What the header says.
        raw: The chunk's bytes.
        whole: Offset -> size of every whole record, by offset.
    """
    walked = Walked()
    begin, end = 0, len(raw)
    if chunk.named:
        begin, end = HEADER, _follow(chunk, raw, whole, walked)
        whole = {at: size for at, size in whole.items() if at >= HEADER}
    _recover(whole, walked)
    taken = [*walked.live.items(), *walked.recovered.items()]
    walked.unread = end - begin - sum(min(size, max(0, end - at)) for at, size in taken)
    return walked


def _follow(chunk: Chunk, raw: bytes, whole: Mapping[int, int], walked: Walked) -> int:
    """Go from record to record up to the free space; where that is unknown, as numbers go on by 1.

    What is not a whole record is passed over up to the next one that can follow. Returns where the
    live records end.
    """
    end, known = _end(chunk, raw, whole)
    starts = _Starts.of(raw, whole)
    at, number = HEADER, -1
    while at < end:
        following = _number(raw, at)
        if at in whole and (known or number in (-1, following - 1)):
            walked.live[at] = whole[at]
            at, number = at + whole[at], following
            continue
        upto = starts.next(at, number)
        if upto is None or upto >= end:
            if not known:
                break
            upto = end
        found = _between(raw, at, upto, number)
        if found.size:
            walked.live[at] = found.size
            walked.partial |= {at} if found.partial else set()
        behind = at + found.size if found.size else upto
        walked.damage.append(_damage(chunk, raw, (at, behind), found.code, found.words))
        at, number = behind, following if found.size else number
    if len(raw) == CHUNK and at != chunk.free:
        words = (f"end of the last record, {at}", f"{chunk.free}")
        walked.damage.append(_damage(chunk, raw, (48, 52), DamageCode.CHAIN_BROKEN, words))
    return at


def _end(chunk: Chunk, raw: bytes, whole: Mapping[int, int]) -> tuple[int, bool]:
    """Return where the live records end, and whether the header says so without contradiction."""
    behind_last = chunk.last + whole[chunk.last] if chunk.last in whole else None
    if HEADER <= chunk.free <= CHUNK:
        known = behind_last in (None, chunk.free)
        return (min(chunk.free, len(raw)) if known else len(raw)), known
    if behind_last is not None:
        return behind_last, True
    return len(raw), False


@dataclass(frozen=True, slots=True)
class _Starts:
    """Where whole records begin, in order, and their numbers."""

    at: NDArray[np.int64]
    number: NDArray[np.uint64]

    @classmethod
    def of(cls, raw: bytes, whole: Mapping[int, int]) -> "_Starts":
        """Return those of `whole`, which is ordered by offset."""
        numbers = [_number(raw, at) for at in whole]
        return cls(np.array(list(whole), dtype=np.int64), np.array(numbers, dtype=np.uint64))

    def next(self, at: int, number: int) -> int | None:
        """Return the next one behind `at` whose number may follow `number`, given the room between.

        Without this rule, a record within the damaged one's own text could be taken for the next.
        """
        behind = np.searchsorted(self.at, at, side="right")
        starts = self.at[behind:]
        if number >= 0:
            # Numbers that would have to go down come out near 2^64.
            steps = self.number[behind:] - np.uint64(number)
            room = (1 + (starts - at) // SMALLEST).astype(np.uint64)
            starts = starts[(steps > 0) & (steps <= room)]
        return int(starts[0]) if len(starts) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What stands where a whole record should begin; `size` is 0 where it is no record."""

    code: DamageCode
    words: tuple[str, str]
    size: int = 0
    partial: bool = False


def _between(raw: bytes, at: int, upto: int, before: int) -> _Found:
    """Judge the bytes from `at` to `upto`, where the next record or the free space begins.

    Args:
        raw: The chunk's bytes.
        at: Where a record should begin.
        upto: Where the next one does.
        before: Number of the record before; -1 for none.
    """
    room = upto - at
    signed = raw[at : at + 4] == _SIGNATURE
    number, size, closing = _number(raw, at), _u32(raw, at + 4), _u32(raw, upto - 4)
    if room < SMALLEST:
        return _Found(code=DamageCode.CHAIN_BROKEN, words=("a record", f"{room} bytes"))
    # What was lost from a byte on may have taken number and time with it, and left a size.
    headed = raw.startswith(FRAGMENT, at + RECORD_HEADER)
    closed = closing == room
    if signed + (size == room) + closed >= _WITNESSES and (headed or closed):
        words = (
            f"2a 2a 00 00, two sizes of {room}",
            f"{raw[at : at + 4].hex(' ')}, {size}, {closing}",
        )
        lost = not closed and not complete(raw, at, upto - CLOSING)
        return _Found(code=DamageCode.RECORD_UNREADABLE, words=words, size=room, partial=lost)
    follows = signed and headed and before in (-1, number - 1)
    if signed and upto == len(raw) < at + size:
        words = (f"record {number} of {size} bytes", f"{room} bytes")
        taken = room if follows and complete(raw, at, upto - CLOSING) else 0
        return _Found(code=DamageCode.RECORD_TRUNCATED, words=words, size=taken)
    within = size if SMALLEST <= size < room else room
    continued = within < room or _number(raw, upto) == number + 1
    if follows and continued:
        words = (f"record {number} with its size at both ends", f"{size} at the head only")
        lost = not complete(raw, at, at + within - CLOSING)
        return _Found(code=DamageCode.RECORD_UNREADABLE, words=words, size=within, partial=lost)
    words = ("a record", f"{room} bytes that begin {raw[at : at + 8].hex(' ')}")
    return _Found(code=DamageCode.CHAIN_BROKEN, words=words)


def _recover(whole: Mapping[int, int], walked: Walked) -> None:
    """Add the whole records that share no byte with a live one, nor with one before them."""
    starts = sorted(walked.live)
    end = 0
    for at, size in whole.items():
        place = bisect_right(starts, at)
        before = starts[place - 1] + walked.live[starts[place - 1]] if place else 0
        after = starts[place] if place < len(starts) else at + size
        if max(before, end) <= at and at + size <= after:
            walked.recovered[at] = size
            end = at + size


def _damage(
    chunk: Chunk, raw: bytes, span: tuple[int, int], code: DamageCode, words: tuple[str, str]
) -> Damage:
    """Return the row for bytes of a chunk; `words` are what was expected and what was found."""
    return Damage(
        offset=chunk.start + span[0],
        length=span[1] - span[0],
        code=code,
        expected=words[0],
        found=words[1],
        excerpt=raw[span[0] : span[1]][:EXCERPT],
    )


def _number(raw: bytes, at: int) -> int:
    """Return the record number in the header of the record at `at`."""
    return int.from_bytes(raw[at + 8 : at + 16], "little")


def _u32(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")
