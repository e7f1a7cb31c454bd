"""The fixed parts of an .evt log: its bytes, its header and its end marker.

Layouts: Microsoft, ELF_LOGFILE_HEADER, EVENTLOGRECORD, ELF_EOF_RECORD, "Event Log File Format".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from struct import Struct
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

HEADER_SIZE: Final = 48
MARKER_SIZE: Final = 40
FIXED_SIZE: Final = 56
SIGNATURE: Final = b"LfLe"
EXCERPT: Final = 64

FIXED: Final = np.dtype(
    [
        ("length", "<u4"),
        ("signature", "<u4"),
        ("number", "<u4"),
        ("generated", "<u4"),
        ("written", "<u4"),
        ("event_id", "<u4"),
        ("event_type", "<u2"),
        ("strings", "<u2"),
        ("category", "<u2"),
        ("flags", "<u2"),
        ("closing_number", "<u4"),
        ("strings_at", "<u4"),
        ("sid_length", "<u4"),
        ("sid_at", "<u4"),
        ("data_length", "<u4"),
        ("data_at", "<u4"),
    ]
)
"""The 56 bytes that every record begins with."""

_HEADER: Final = Struct("<I4s10I")
_MARKER: Final = Struct("<20s5I")
_MARKER_BEGIN: Final = bytes.fromhex("28000000 11111111 22222222 33333333 44444444")
_DIRTY: Final = 1
_READ_SIZE: Final = 1 << 22
_PIECES: Final = 1 << 22  # bytes that are taken at a time, which stay in the cache
_FEW: Final = 8  # distinct pieces of one length that are told apart all at once
_LONGEST_SPLIT: Final = 1 << 20  # ReportEvent takes far less for one event


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The whole log in memory; Windows itself maps a log whole, which keeps logs small.

    Attributes:
        data: The file, then its bytes from 48 on once more (1 MiB at most), so that a record
            that runs over the end of the ring lies in one piece.
        size: Bytes of the file.
    """

    data: bytes
    size: int

    def excerpt(self, offset: int) -> bytes:
        """Return at most 64 bytes of the file from `offset` on."""
        return self.data[offset : min(offset + EXCERPT, self.size)]

    def u32(self, offset: int) -> int:
        """Return the number in the four bytes at `offset`, fewer where the file ends."""
        return int.from_bytes(self.data[offset : offset + 4], "little")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What an ELF_LOGFILE_HEADER says; offsets in bytes from the start of the file."""

    start: int
    end: int
    following: int
    oldest: int
    size: int
    flags: int
    retention: int

    @property
    def dirty(self) -> bool:
        """True where the log was in use: the header then tells an older state."""
        return bool(self.flags & _DIRTY)

    @property
    def empty(self) -> bool:
        """True where it says that no records stand in the log."""
        return self.start == self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """An ELF_EOF_RECORD that stands where it says it stands."""

    offset: int
    begin: int
    following: int
    oldest: int


def load(file: BinaryIO, size: int) -> Content:
    """Read `size` bytes of `file` from its start, or what there is of them."""
    file.seek(0)
    data = BytesIO()
    data.seek(max(0, size))
    data.write(bytes(1))  # makes all the room at once, so that nothing is copied again
    read = 0
    with data.getbuffer()[:-1] as room:
        while got := file.readinto(room[read:][:_READ_SIZE]):  # type: ignore[attr-defined]
            read += got
    data.seek(HEADER_SIZE)
    again = data.read(min(_LONGEST_SPLIT, max(0, read - HEADER_SIZE)))
    data.seek(read)
    data.write(again)
    data.truncate()
    return Content(data=data.getvalue(), size=read)


def read_header(content: Content) -> Header | None:
    """Return the header, None where the 48 bytes are not one."""
    if content.size < HEADER_SIZE:
        return None
    fields = _HEADER.unpack_from(content.data)
    if fields[0] != HEADER_SIZE or fields[1] != SIGNATURE or fields[11] != HEADER_SIZE:
        return None
    start, end, following, oldest, size, flags, retention = fields[4:11]
    return Header(
        start=start,
        end=end,
        following=following,
        oldest=oldest,
        size=size,
        flags=flags,
        retention=retention,
    )


def markers(content: Content) -> Iterator[Marker]:
    """Yield every end marker that stands where it says it stands, in file order."""
    offset = content.data.find(_MARKER_BEGIN, HEADER_SIZE)
    while 0 <= offset < content.size:
        if offset + MARKER_SIZE <= len(content.data):
            _, begin, end, following, oldest, closing = _MARKER.unpack_from(content.data, offset)
            if end == offset and closing == MARKER_SIZE:
                yield Marker(offset=offset, begin=begin, following=following, oldest=oldest)
        offset = content.data.find(_MARKER_BEGIN, offset + 1)


def u32_at(content: Content, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number in the four bytes at each of `offsets`; all must lie inside the data."""
    return _taken(content, offsets, np.dtype("<u4")).astype(np.int64)


def u16_at(content: Content, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number in the two bytes at each of `offsets`; all must lie inside the data."""
    return _taken(content, offsets, np.dtype("<u2")).astype(np.int64)


def fixed_at(content: Content, offsets: NDArray[np.int64]) -> NDArray[np.void]:
    """Return the fixed parts at `offsets` (dtype `FIXED`); all must lie inside the data."""
    return _taken(content, offsets, np.dtype(f"V{FIXED_SIZE}")).view(FIXED)


def pieces_at(
    content: Content, offsets: NDArray[np.int64], lengths: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.void]]]:
    """Yield rows and their pieces of the data, those of one length together, 4 MiB at most.

    Empty pieces are left out. Grouping by length keeps the copying in C. Records do not overlap,
    so a log of n bytes has at most about sqrt(n) lengths, whatever it holds.
    """
    order = np.argsort(lengths, kind="stable")
    order = order[np.searchsorted(lengths[order], 1) :]
    for rows in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        width = int(lengths[rows[0]]) if len(rows) else 1
        for first in range(0, len(rows), step := _PIECES // width + 1):
            some = rows[first : first + step]
            yield some, _taken(content, offsets[some], np.dtype(f"V{width}"))


def distinct_at(
    content: Content, offsets: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[bytes, ...]]:
    """Return which of the distinct pieces of the data each row has, and these pieces."""
    which = np.zeros(len(offsets), np.int64)
    known = {b"": 0}
    for some, pieces in pieces_at(content, offsets, lengths):
        rows, rest = some, pieces
        for _ in range(_FEW):
            if not len(rows):
                break
            same = rest == rest[0]
            which[rows[same]] = known.setdefault(rest[0].tobytes(), len(known))
            rows, rest = rows[~same], rest[~same]
        for row, piece in zip(rows.tolist(), rest.tolist(), strict=True):
            which[row] = known.setdefault(piece, len(known))
    return which, tuple(known)


def _taken(
    content: Content, offsets: NDArray[np.int64], dtype: np.dtype[np.generic]
) -> NDArray[Any]:
    """Return the items of `dtype` at `offsets`, on any grid."""
    if not len(offsets):
        return np.zeros(0, dtype)
    every: NDArray[Any] = np.ndarray(
        shape=(len(content.data) - dtype.itemsize + 1,),
        dtype=dtype,
        buffer=content.data,
        strides=(1,),
    )
    return every[offsets]
