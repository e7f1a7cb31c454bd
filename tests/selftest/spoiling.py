"""What became of a log before it was evidence: its bytes, and which records are whole in them.

A record is left where all of its bytes stand as its machine wrote them. That is known here, where
the log is spoiled, and by nothing that this program reads.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final

from forensics.error_rates import KINDS
from tests.builders.evt import HEADER_SIZE, MARKER_SIZE, evt, record_bytes
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx, file_header, seal
from tests.builders.evtx_damage import record_offsets
from tests.builders.journal import evt_records, evtx_events
from tests.builders.netlogon import netlogon
from tests.builders.simulator.logs import Written
from tests.selftest.kept import Kept

__all__ = ["KINDS", "Exhibit", "Piece", "spoiled"]

_SHARE: Final = 0.6
"""Of a log, what a ring holds, what a copy that ended early holds, and what an earlier copy has."""

_BYTES_A_FLIP: Final = 2_500
_PER_CHUNK: Final = 16
"""Records of a chunk in an .evtx that wraps; Windows has some hundred, and these logs are small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One record as it was written.

    Attributes:
        number: In its header; of a line, the number of the line.
        event_id: 0 for a line, which has none.
        time: As its machine wrote it.
        of: Place of what it is of, or -1.
        offset: In the log before anything became of it.
        raw: Its bytes.
        left: Whether they are all there still.
    """

    number: int
    event_id: int
    time: datetime
    of: int
    offset: int
    raw: bytes
    left: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A file of the evidence, and what was written into it."""

    path: str
    content: bytes
    pieces: tuple[Piece, ...]


def spoiled(log: Kept, kind: str, year: int, seed: str) -> list[Exhibit]:
    """Return what is left of a log.

    Args:
        log: As it was kept; of a skewed world, with the times that its clocks showed.
        kind: One of `KINDS`.
        year: Of its lines, which name none.
        seed: Which bits are flipped.
    """
    whole = _whole(log, year)
    match kind:
        case "wrapped":
            return [_WRAPPED[log.form](log, whole)]
        case "cut":
            return [_cut(whole)]
        case "bit-flipped":
            return [_flipped(whole, seed)]
        case "duplicated":
            return [whole, *_copies(log, year)]
        case _:
            return [whole]


# ── whole logs ──────────────────────────────────────────────────────────────────────────────────


def _whole(log: Kept, year: int) -> Exhibit:
    folder = f"evidence/{log.machine.lower()}"
    match log.form:
        case "evt":
            return _evt(log.records, f"{folder}/security.evt")
        case "evtx":
            return _evtx(log.records, f"{folder}/security.evtx")
        case _:
            return _netlogon(log, f"{folder}/netlogon.log", year)


def _evt(written: Sequence[Written], path: str, *, dirty: bool = False) -> Exhibit:
    records = [record for each in written for record in evt_records([each.entry], each.number)]
    offset, pieces = HEADER_SIZE, list[Piece]()
    for each, record in zip(written, records, strict=True):
        raw = record_bytes(record)
        time = datetime.fromtimestamp(record.generated, UTC)
        pieces.append(_piece(each, record.event_id, time, offset, raw))
        offset += len(raw)
    return Exhibit(path=path, content=evt(records, dirty=dirty), pieces=tuple(pieces))


def _evtx(written: Sequence[Written], path: str) -> Exhibit:
    events = [event for each in written for event in evtx_events([each.entry], "", each.number)]
    content = evtx(events)
    pieces = [
        _piece(each, event.event_id, each.entry.time, offset, _raw(content, offset))
        for each, event, offset in zip(written, events, record_offsets(content), strict=True)
    ]
    return Exhibit(path=path, content=content, pieces=tuple(pieces))


def _piece(of: Written, event_id: int, time: datetime, offset: int, raw: bytes) -> Piece:
    return Piece(number=of.number, event_id=event_id, time=time, of=of.of, offset=offset, raw=raw)


def _raw(content: bytes, offset: int) -> bytes:
    (size,) = struct.unpack_from("<I", content, offset + 4)
    return content[offset : offset + size]


def _netlogon(log: Kept, path: str, year: int) -> Exhibit:
    offset, pieces = 0, list[Piece]()
    for number, (of, line) in enumerate(log.lines, 1):
        raw = netlogon([line])
        time = datetime.strptime(f"{year}/{line.stamp}", "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
        pieces.append(Piece(number=number, event_id=0, time=time, of=of, offset=offset, raw=raw))
        offset += len(raw)
    content = netlogon([line for _, line in log.lines])
    return Exhibit(path=path, content=content, pieces=tuple(pieces))


# ── what became of them ─────────────────────────────────────────────────────────────────────────


def _left(whole: Exhibit, content: bytes, *, moved: bool = False) -> Exhibit:
    """Return an exhibit of other bytes, of whose records it is looked which are whole in it."""
    twice = content + content[HEADER_SIZE:]  # a record may go round the end of a ring
    pieces = tuple(
        Piece(
            number=each.number,
            event_id=each.event_id,
            time=each.time,
            of=each.of,
            offset=each.offset,
            raw=each.raw,
            left=each.raw in twice
            if moved
            else content[each.offset : each.offset + len(each.raw)] == each.raw,
        )
        for each in whole.pieces
    )
    return Exhibit(path=whole.path, content=content, pieces=pieces)


def _cut(whole: Exhibit) -> Exhibit:
    """End the file in the middle of a record."""
    piece = whole.pieces[int(_SHARE * len(whole.pieces))]
    return _left(whole, whole.content[: piece.offset + len(piece.raw) // 2])


def _flipped(whole: Exhibit, seed: str) -> Exhibit:
    """Turn single bits anywhere up to the end of the last record."""
    draw = Random(f"{seed} {whole.path}")  # noqa: S311 - the same bits each time, no secret
    content = bytearray(whole.content)
    used = whole.pieces[-1].offset + len(whole.pieces[-1].raw)
    for _ in range(max(1, used // _BYTES_A_FLIP)):
        content[draw.randrange(used)] ^= 1 << draw.randrange(8)
    return _left(whole, bytes(content))


def _ring(log: Kept, whole: Exhibit) -> Exhibit:
    """Let the newest records of an .evt overwrite the oldest."""
    records = [record for each in log.records for record in evt_records([each.entry], each.number)]
    sizes = [len(piece.raw) for piece in whole.pieces]
    room = max(int(sum(sizes) * _SHARE), 2 * max(sizes)) // 4 * 4
    size = HEADER_SIZE + room + MARKER_SIZE
    return _left(whole, evt(records, size=size), moved=True)


def _rotated(log: Kept, whole: Exhibit) -> Exhibit:
    """Let the newest chunks of an .evtx stand in place of the oldest."""
    groups = [
        log.records[first : first + _PER_CHUNK] for first in range(0, len(log.records), _PER_CHUNK)
    ]
    parts = [_evtx(group, whole.path) for group in groups]
    slots = max(1, round(len(parts) * _SHARE))
    chunks = [
        _numbered(part.content[FILE_HEADER:], place * _PER_CHUNK)
        for place, part in enumerate(parts)
    ]
    standing = [b""] * slots
    for place, chunk in enumerate(chunks):
        standing[place % slots] = chunk
    following = log.records[-1].number + 1
    oldest, newest = len(chunks) % slots, (len(chunks) - 1) % slots
    content = _file_header(slots, following, oldest, newest) + b"".join(standing)
    pieces = tuple(piece for part in parts for piece in part.pieces)
    return _left(Exhibit(path=whole.path, content=content, pieces=pieces), content, moved=True)


def _numbered(chunk: bytes, before: int) -> bytes:
    """Return a chunk of which so many records stood before it in the log."""
    body = bytearray(chunk[:CHUNK])
    first, last = struct.unpack_from("<QQ", body, 8)
    struct.pack_into("<QQ", body, 8, first + before, last + before)
    return seal(body)


def _file_header(slots: int, following: int, oldest: int, newest: int) -> bytes:
    header = bytearray(file_header(slots, following, dirty=False))
    struct.pack_into("<QQ", header, 8, oldest, newest)
    struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    return bytes(header)


def _as_it_is(_: Kept, whole: Exhibit) -> Exhibit:
    return whole


_WRAPPED: Final[dict[str, Callable[[Kept, Exhibit], Exhibit]]] = {
    "evt": _ring,
    "evtx": _rotated,
    "netlogon": _as_it_is,
}


def _copies(log: Kept, year: int) -> list[Exhibit]:
    """Return an earlier copy of a log, and an .evt as a newer Event Viewer saves it again."""
    folder = f"evidence/copies/{log.machine.lower()}"
    earlier = log.records[: int(len(log.records) * _SHARE)]
    match log.form:
        case "evt":
            first = [_evt(earlier, f"{folder}-earlier.evt", dirty=True)] if earlier else []
            return [*first, _evtx(log.records, f"{folder}-saved.evtx")]
        case "evtx":
            return [_evtx(earlier, f"{folder}-earlier.evtx")] if earlier else []
        case _:
            return [_netlogon(log, f"{folder}-netlogon.log", year)]
