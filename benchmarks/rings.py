"""Makes Security logs of Windows Server 2003 (.evt) of any size: records of the builder, copied.

Each copy has numbers and times of its own; all of it is invented. One record in twelve is one of
authentication that a lockout is about (529, 680); the others are logons, logoffs and accesses to
objects, as long as real ones: 315 bytes a record.
"""

from pathlib import Path
from struct import pack
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tests.builders.evt import AUDIT_SUCCESS, HEADER_SIZE, MARKER_SIZE, WRAPPED, Record
from tests.builders.evt import record_bytes as written
from tests.builders.security_classic import Classic, failed_529, logon_540, validated_680

_POOL: Final = 1_200  # records that are copied
_SHARE: Final = 12  # of them, one in so many is wanted
_BEGAN: Final = 1_100_000_000  # Unix seconds of the first record
_APART: Final = 60  # bytes of the record that runs over the end, which stand before it
_SYSTEM: Final = "S-1-5-18"


def ring(path: Path, megabytes: float, *, wrapped: bool = False) -> int:
    """Write a log of about so many MB; return how many records it holds.

    A `wrapped` one has come round: its oldest record stands in the middle, and one record runs over
    the end of the file.
    """
    pool = [written(_record(place)) for place in range(_POOL)]
    starts = np.cumsum([0, *map(len, pool[:-1])], dtype=np.int64)
    mould = np.frombuffer(b"".join(pool), dtype=np.uint8)
    laps = max(2, round(megabytes * 1e6 / len(mould)))
    copies = [_copy(mould, starts, lap) for lap in range(laps)]
    older, newer = b"".join(copies[: laps // 2]), b"".join(copies[laps // 2 :])
    following, size = laps * _POOL + 1, HEADER_SIZE + laps * len(mould) + MARKER_SIZE
    if wrapped:
        end = HEADER_SIZE + len(newer) - _APART
        start, flags = end + MARKER_SIZE, WRAPPED
        before, behind = newer[_APART:], older + newer[:_APART]
    else:
        start, end, flags = HEADER_SIZE, size - MARKER_SIZE, 0
        before, behind = older + newer, b""
    head = pack("<I4s10I", 48, b"LfLe", 1, 1, start, end, following, 1, size, flags, 0, 48)
    words = (0x28, 0x11111111, 0x22222222, 0x33333333, 0x44444444)
    marker = pack("<10I", *words, start, end, following, 1, 0x28)
    path.write_bytes(head + before + marker + behind)
    return following - 1


def _copy(mould: NDArray[np.uint8], starts: NDArray[np.int64], lap: int) -> bytes:
    """Return the records once more, with their numbers (byte 8) and both times (12 and 16)."""
    copy = mould.copy()
    place = np.arange(len(starts), dtype=np.int64) + lap * len(starts)
    for at, values in ((8, place + 1), (12, place + _BEGAN), (16, place + _BEGAN)):
        copy[starts[:, None] + at + np.arange(4)] = (
            values.astype("<u4").view(np.uint8).reshape(-1, 4)
        )
    return copy.tobytes()


def _record(place: int) -> Record:
    event = _event(place)
    return Record(
        number=place + 1,
        generated=_BEGAN + place,
        written=_BEGAN + place,
        event_id=event.event_id,
        computer="FILESERVER-01",
        strings=event.strings,
        sid=_SYSTEM,
        event_type=AUDIT_SUCCESS,
    )


def _event(place: int) -> Classic:
    """Return a wanted event, or one of three that no lockout is about."""
    user, machine = f"user{place * 7 % 300:03d}", f"WS{place * 11 % 500:04d}"
    address = f"192.0.2.{place % 250 + 1}"
    logon = f"(0x0,0x{0x1F000 + place:X})"
    match place % _SHARE, place % 3:
        case 0, _ if place % 2:
            return validated_680(user, machine, error="0xC000006A")
        case 0, _:
            return failed_529(user, "EXAMPLE", machine, address=address)
        case _, 0:
            gone = logon_540(user, "EXAMPLE", machine, logon_id=logon, address=address)
            return Classic(576, gone.strings)
        case _, 1:
            return Classic(538, (user, "EXAMPLE", logon, "3"))
        case _:
            name = rf"D:\Shares\Common\folder {place % 40}\file {place}.doc"
            caller = ("FILESERVER-01$", "EXAMPLE", "(0x0,0x3E7)", user, "EXAMPLE", logon)
            access = ("READ_CONTROL", "SYNCHRONIZE", "ReadData (or ListDirectory)")
            return Classic(560, ("Security", "File", name, "1544", *caller, *access, "-", "0x1"))
