"""Write .evt logs as Windows NT 4 to Server 2003 would: header, a ring of records, end marker.

Layouts are those of Microsoft's ELF_LOGFILE_HEADER, EVENTLOGRECORD and ELF_EOF_RECORD, the ring
is that of "Event Log File Format". Where these are silent, a Windows XP log was measured: the SID
follows the computer name without alignment, and 1 to 4 zero bytes pad the data.
Equal records give equal bytes.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import pack
from typing import Final

HEADER_SIZE: Final = 48
MARKER_SIZE: Final = 40
FIXED_SIZE: Final = 56

DIRTY: Final = 1
WRAPPED: Final = 2
FULL: Final = 4
ARCHIVE: Final = 8

AUDIT_SUCCESS: Final = 8
AUDIT_FAILURE: Final = 16

_SIGNATURE: Final = b"LfLe"
_FILLER: Final = pack("<I", 0x27)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event as it is reported to the log.

    Attributes:
        number: Record number; a log counts up from 1.
        generated: Unix seconds, UTC.
        written: Unix seconds, UTC.
        event_id: The low 16 bits, as Event Viewer shows it.
        computer: Name of the machine that wrote the log.
        strings: Insertion strings, `%1` first; lone surrogates are written as they are.
        source: Name of the event source.
        sid: User of the event (`S-1-5-18`), None where there is none.
        event_type: `AUDIT_SUCCESS`, `AUDIT_FAILURE`, or 1, 2, 4 outside the Security log.
        category: Number of the category; 2 is Logon/Logoff.
        data: Binary data of the event.
        qualifiers: The high 16 bits of the event id.
    """

    number: int
    generated: int
    written: int
    event_id: int
    computer: str
    strings: Sequence[str] = ()
    source: str = "Security"
    sid: str | None = None
    event_type: int = AUDIT_FAILURE
    category: int = 2
    data: bytes = b""
    qualifiers: int = 0


def evt(
    records: Sequence[Record],
    *,
    size: int | None = None,
    dirty: bool = False,
    flags: int = 0,
    slack: Sequence[Record] = (),
) -> bytes:
    """Return the log in which `records` were written one after the other.

    Args:
        records: In the order of writing; numbers are taken as given.
        size: Bytes of the file, a multiple of 4. Records that do not fit overwrite the oldest,
            as in a live log. None gives a saved log, which is as long as its content.
        dirty: The log was copied while in use: the header still tells how the ring stood after
            the first half of the records.
        flags: More header flags, such as `FULL` or `ARCHIVE`.
        slack: Older records that stand behind the end marker, left from an earlier life of the
            file. Only for a log that has not wrapped.

    Raises:
        ValueError: A record or the slack does not fit into `size`.
    """
    written = [record_bytes(record) for record in records]
    old = b"".join(map(record_bytes, slack))
    room = HEADER_SIZE + sum(map(len, written)) + MARKER_SIZE + len(old) if size is None else size
    ring = _Ring(room)
    stale = ring.header(flags)
    for position, (record, raw) in enumerate(zip(records, written, strict=True), 1):
        ring.write(record.number, raw)
        if position <= len(written) // 2:
            stale = ring.header(flags)
    ring.finish(old)
    ring.content[:HEADER_SIZE] = _header_bytes(
        *(stale if dirty else ring.header(flags)), room, dirty=dirty
    )
    return bytes(ring.content)


def record_bytes(record: Record) -> bytes:
    """Return one record as it stands on disk (an EVENTLOGRECORD)."""
    names = _text(record.source) + _text(record.computer)
    sid = b"" if record.sid is None else sid_bytes(record.sid)
    strings = b"".join(map(_text, record.strings))
    sid_at = FIXED_SIZE + len(names)
    strings_at = sid_at + len(sid)
    data_at = strings_at + len(strings)
    # Measured: a full DWORD of padding where the data already ends on the grid.
    padding = 4 - (data_at + len(record.data)) % 4
    length = data_at + len(record.data) + padding + 4
    fixed = pack(
        "<I4s4I4H6I",
        length,
        _SIGNATURE,
        record.number,
        record.generated,
        record.written,
        record.qualifiers << 16 | record.event_id,
        record.event_type,
        len(record.strings),
        record.category,
        0,
        0,
        strings_at,
        len(sid),
        sid_at,
        len(record.data),
        data_at,
    )
    return b"".join((fixed, names, sid, strings, record.data, bytes(padding), pack("<I", length)))


def sid_bytes(sid: str) -> bytes:
    """Return the binary form of a SID such as `S-1-5-18` ([MS-DTYP] 2.4.2.2)."""
    _, revision, authority, *parts = sid.split("-")
    head = pack("<BB", int(revision), len(parts)) + int(authority).to_bytes(6, "big")
    return head + b"".join(pack("<I", int(part)) for part in parts)


def _text(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass") + b"\0\0"


def _header_bytes(  # noqa: PLR0913 -- the fields of the structure, in its order
    start: int, end: int, following: int, oldest: int, flags: int, size: int, *, dirty: bool
) -> bytes:
    state = flags | (DIRTY if dirty else 0)
    return pack("<I4s10I", 48, _SIGNATURE, 1, 1, start, end, following, oldest, size, state, 0, 48)


@dataclass(slots=True)
class _Ring:
    """The file while it is written: where the next record goes, and which records still stand."""

    size: int
    content: bytearray = field(init=False)
    end: int = HEADER_SIZE
    following: int = 1
    wrapped: bool = False
    standing: deque[tuple[int, int]] = field(default_factory=deque)  # (offset, number)

    def __post_init__(self) -> None:
        if self.size % 4 or self.size < HEADER_SIZE + MARKER_SIZE:
            raise ValueError(f"a log of {self.size} bytes: need a multiple of 4, at least 88")
        self.content = bytearray(self.size)

    def header(self, flags: int) -> tuple[int, int, int, int, int]:
        """Return start, end, next number, oldest number and flags as the header tells them."""
        start, oldest = self.standing[0] if self.standing else (self.end, 0)
        return start, self.end, self.following, oldest, flags | (WRAPPED if self.wrapped else 0)

    def write(self, number: int, raw: bytes) -> None:
        """Put one record at the end, overwriting as many of the oldest as it needs."""
        needed = len(raw) + MARKER_SIZE
        if needed > self.size - HEADER_SIZE:
            raise ValueError(f"record {number} of {len(raw)} bytes does not fit the log")
        tail = self.size - self.end
        # The fixed part of a record is never split; DWORDs of 0x27 fill what is left.
        if tail < FIXED_SIZE:
            self._put(self.end, _FILLER * (tail // 4))
            self.end, self.wrapped = HEADER_SIZE, True
        while self._free() < needed:
            self.standing.popleft()
        self.standing.append((self.end, number))
        self._advance(raw)
        self.following = number + 1

    def finish(self, slack: bytes) -> None:
        """Write the end marker, and behind it what an earlier life of the file left there."""
        start, end, following, oldest, _ = self.header(0)
        marker = pack(
            "<10I", 40, 0x11111111, 0x22222222, 0x33333333, 0x44444444,
            start, end, following, oldest, 40,
        )  # fmt: skip
        self._put(end, marker)
        if slack and (self.wrapped or end + MARKER_SIZE + len(slack) > self.size):
            raise ValueError("no room behind the end marker for the slack")
        self._put(end + MARKER_SIZE, slack)

    def _free(self) -> int:
        """Count the bytes from the end up to the oldest record."""
        room = self.size - HEADER_SIZE
        # The marker lies between end and oldest, so a distance of 0 is never a free ring.
        return (self.standing[0][0] - self.end) % room if self.standing else room

    def _advance(self, raw: bytes) -> None:
        self._put(self.end, raw)
        self.wrapped = self.wrapped or self.end + len(raw) >= self.size
        self.end = self._place(self.end + len(raw))

    def _place(self, offset: int) -> int:
        """Return where a running offset lies: past the end of the file it goes on at 48."""
        return offset if offset < self.size else offset - self.size + HEADER_SIZE

    def _put(self, offset: int, raw: bytes) -> None:
        first = raw[: max(0, self.size - offset)]
        self.content[offset : offset + len(first)] = first
        rest = raw[len(first) :]
        self.content[HEADER_SIZE : HEADER_SIZE + len(rest)] = rest
