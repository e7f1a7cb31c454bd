"""Some chunks of an .evtx file side by side in memory, and how columns are gathered from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from forensics.evidence.evtx.chunks import CHUNK, Chunk, cut, describe
from forensics.values import Damage

SLOTS: Final = 256
"""Chunks in one block: 16 MiB. What a block costs whatever it holds, some 4 ms on a slow machine,
is a tenth of what its bytes cost; in blocks of 8 MiB a log takes an eighth longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Chunks in memory; each begins at a multiple of `CHUNK` in `data`.

    One more `CHUNK` of bytes follows the last slot, so that up to so many can be gathered from any
    place in the slots.
    """

    data: NDArray[np.uint8]
    chunks: tuple[Chunk, ...]

    def raw(self, chunk: Chunk) -> bytes:
        """Return the bytes of one of `chunks`."""
        return self.data[chunk.slot * CHUNK :][: chunk.length].tobytes()

    def gather(self, at: NDArray[np.int64], form: npt.DTypeLike) -> NDArray[Any]:
        """Return what stands at each of `at`, on any byte, as an array of `form`.

        The form is at most `CHUNK` bytes wide. An offset outside the slots is moved to their edge:
        what is read there is for the caller to refuse, but no offset in the evidence leads
        elsewhere.
        """
        edge = SLOTS * CHUNK
        what = np.dtype(form)
        # One copy for each place: bytes without meaning are moved faster than fields are.
        raw = f"V{what.itemsize}" if what.names else what
        anywhere = np.ndarray(edge + 1, dtype=raw, buffer=self.data.data, strides=(1,))
        # Negative offsets, taken as unsigned, are the largest of all.
        return anywhere[np.minimum(at.view(np.uint64), edge).view(np.int64)].view(what)

    def numbers(self, at: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        """Return numbers of 1, 2, 4 or 8 bytes; those above 2^63 come out negative."""
        return self.gather(at, f"<u{size}").astype(np.int64)

    def lengths(self) -> NDArray[np.int64]:
        """Return how many bytes of each slot may be read; 0 for the slots of no chunk."""
        lengths = np.zeros(SLOTS + 1, dtype=np.int64)
        for chunk in self.chunks:
            lengths[chunk.slot] = chunk.length
        return lengths


def blocks(
    file: BinaryIO, start: int, size: int, end: int | None = None
) -> Iterator[tuple[Block, list[Damage]]]:
    """Yield the chunks from `start` to `size`, and what is wrong with them.

    With an `end`, those that begin before it: the last one may reach beyond, or end before it,
    where chunks are out of step.

    The chunks tile the file as far as it can be read, those of zeros among them. The memory of a
    block is used again for the next one.
    """
    data = _memory()
    at, most = start, SLOTS
    end = size if end is None else end
    while at < end:
        slots = min(most, -(-(end - at) // CHUNK))
        # One slot more than is taken: where it does not begin as a chunk, the last one is shorter.
        got = _fill(file, data[: min((slots + 1) * CHUNK, size - at)], at)
        if not got:
            return
        pieces, taken = cut(data[:got])
        pieces = pieces[:slots]
        checked = [
            describe(data.data[slot * CHUNK :][:length], at + slot * CHUNK, slot)
            for slot, length in pieces
        ]
        chunks = tuple(chunk for chunk, _ in checked)
        yield Block(data=data, chunks=chunks), [row for _, rows in checked for row in rows]
        at += min(taken, slots * CHUNK)
        # Out of step, most of what was read must be read again: so less is read at once.
        most = SLOTS if taken == got else 1


def again(file: BinaryIO, chunks: Sequence[Chunk]) -> Iterator[Block]:
    """Yield chunks that were seen before, from anywhere in the file."""
    data = _memory()
    for first in range(0, len(chunks), SLOTS):
        some = [replace(chunk, slot=slot) for slot, chunk in enumerate(chunks[first:][:SLOTS])]
        for chunk in some:
            room = data[chunk.slot * CHUNK :][: chunk.length]
            room[_fill(file, room, chunk.start) :] = 0  # the file may have become shorter
        yield Block(data=data, chunks=tuple(some))


def stretch(file: BinaryIO, at: int, length: int) -> bytes:
    """Return `length` bytes from `at` on, fewer where the file ends."""
    data = np.empty(length, dtype=np.uint8)
    return data[: _fill(file, data, at)].tobytes()


def _memory() -> NDArray[np.uint8]:
    return np.zeros((SLOTS + 1) * CHUNK, dtype=np.uint8)


def _fill(file: BinaryIO, data: NDArray[np.uint8], at: int) -> int:
    """Read into `data` from byte `at` of the file; return how many bytes came."""
    file.seek(at)
    got = 0
    while got < len(data):
        more = file.readinto(data.data[got:])  # type: ignore[attr-defined]
        if not more:
            break
        got += more
    return got
