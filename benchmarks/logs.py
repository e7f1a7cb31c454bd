"""Makes Security logs of any size: a few chunks that the test builder wrote, multiplied.

Each copy has record numbers, times, account, client and address of its own, and checksums that
hold; all of it is invented. `security_log` gives a log of a stated shape, `multiplied` copies the
chunks of a real log over and over, with new record numbers.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tests.builders.event import Event
from tests.builders.evtx import CHUNK, CHUNK_HEADER, FILE_HEADER, evtx, file_header
from tests.builders.security import (
    At,
    lockout_4740,
    logon_4624,
    logon_failed_4625,
    validated_4776,
)

Role = Literal["server", "controller"]

START: Final = 133_500_000_000_000_000
"""Ticks of the first record, in January 2024."""

LASTING: Final = 30 * 86_400 * 10_000_000
"""Ticks from the first record of a log to the last: 30 days."""

_NUMBER: Final = 0x4A3B_2C1D_0000_0000  # as no other eight bytes of a record
_TIME: Final = 0x01D5_5E6F_7A00_0000
_ACCOUNT, _CLIENT, _ADDRESS = "user87654", "WS98765", "10.155.166.177"
_EVENTS: Final = 170  # more than a chunk holds
_MOULDS: Final = 8  # chunks that are multiplied; the first of a controller's holds one lockout
_SUCCESSES: Final = 0.3  # of a server's attempts
_SMALLEST: Final = 28  # bytes of a record


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a log holds.

    Attributes:
        records: At least so many; the last chunk is full.
        share: Of them, authentication events.
        role: A server records 4624 and 4625, a controller 4776 and 4740.
        host: The machine.
        accounts: How many accounts the attempts are of.
        clients: How many machines they come from.
    """

    records: int
    share: float = 0.08
    role: Role = "server"
    host: str = "fs1.example.test"
    accounts: int = 3_000
    clients: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mould:
    """One chunk, and where in it stand the numbers, the times and the digits of names."""

    chunk: NDArray[np.uint8]
    records: int
    numbers: NDArray[np.int64]  # two rows: in the header of each record, and among its values
    times: NDArray[np.int64]
    accounts: NDArray[np.int64]  # of the events that name one
    clients: NDArray[np.int64]
    addresses: NDArray[np.int64]
    free: int


def security_log(path: Path, shape: Shape) -> int:
    """Write a Security log; return how many records it holds."""
    moulds = [_mould(_events(shape, seed)) for seed in range(_MOULDS)]
    each = sum(mould.records for mould in moulds) / len(moulds)
    chunks = max(1, round(shape.records / each))
    step = LASTING // max(1, int(chunks * each))
    chance = np.random.default_rng(shape.records)
    number = 1
    with path.open("wb") as stream:
        stream.write(bytes(FILE_HEADER))
        for place in range(chunks):
            mould = moulds[place % len(moulds)]
            stream.write(_cast(mould, number, step, shape, chance))
            number += mould.records
        stream.seek(0)
        stream.write(file_header(chunks & 0xFFFF, number, dirty=False))
    return number - 1


def multiplied(path: Path, source: Path, megabytes: int) -> int:
    """Write the chunks of a real log over and over, numbered anew; return how many records.

    Chunks whose records do not fill them from the head to the free space are left out. The number
    among the values of a record (EventRecordID) stays: that is how copies look.
    """
    raw = source.read_bytes()
    pieces = [raw[at : at + CHUNK] for at in range(FILE_HEADER, len(raw) - CHUNK + 1, CHUNK)]
    chunks = [(np.frombuffer(one, dtype=np.uint8), _heads(one)) for one in pieces]
    whole = [(chunk, heads) for chunk, heads in chunks if len(heads)]
    number, count = 1, megabytes * 1_000_000 // CHUNK
    with path.open("wb") as stream:
        stream.write(bytes(FILE_HEADER))
        for place in range(count):
            chunk, heads = whole[place % len(whole)]
            copy = chunk.copy()
            numbers = number + np.arange(len(heads), dtype=np.uint64)
            _put(copy, heads + 8, numbers.astype("<u8"))
            free = int.from_bytes(copy[48:52].tobytes(), "little")
            stream.write(_sealed(copy, free, number, number + len(heads) - 1))
            number += len(heads)
        stream.seek(0)
        stream.write(file_header(count & 0xFFFF, number, dirty=False))
    return number - 1


def _events(shape: Shape, seed: int) -> Iterator[Event]:
    """Yield events to fill a chunk: at random places those of authentication, else others."""
    chance = np.random.default_rng(seed)
    awaited = seed == 0
    for place in range(_EVENTS):
        at = At(_NUMBER + place, _TIME + place, shape.host)
        if chance.random() >= shape.share:
            yield _other(at, place)
        elif shape.role == "server" and chance.random() < _SUCCESSES:
            yield logon_4624(
                at, TargetUserName=_ACCOUNT, WorkstationName=_CLIENT, IpAddress=_ADDRESS
            )
        elif shape.role == "server":
            yield logon_failed_4625(
                at, TargetUserName=_ACCOUNT, WorkstationName=_CLIENT, IpAddress=_ADDRESS
            )
        elif awaited:
            awaited = False
            yield lockout_4740(at, TargetUserName=_ACCOUNT, TargetDomainName=_CLIENT)
        else:
            yield validated_4776(at, TargetUserName=_ACCOUNT, Workstation=_CLIENT)


def _other(at: At, place: int) -> Event:
    """Return an event that no lockout is about: a handle was closed (4658)."""
    return Event(
        number=at.number,
        written=at.written,
        computer=at.computer,
        event_id=4658,
        task=12_800,
        values={
            "SubjectUserSid": "S-1-5-18",
            "SubjectUserName": "FS1$",
            "SubjectDomainName": "EXAMPLE",
            "SubjectLogonId": "0x3e7",
            "ObjectServer": "Security",
            "HandleId": hex(0x100 + 4 * place),
            "ProcessId": "0x4d2",
            "ProcessName": r"C:\Windows\System32\svchost.exe",
        },
    )


def _mould(events: Iterator[Event]) -> _Mould:
    raw = evtx(events)[FILE_HEADER : FILE_HEADER + CHUNK]
    heads = _heads(raw).tolist()
    bounds = list(zip(heads, [*heads[1:], int.from_bytes(raw[48:52], "little")], strict=True))
    numbers = [
        (head + 8, raw.index((_NUMBER + place).to_bytes(8, "little"), head + 16, past))
        for place, (head, past) in enumerate(bounds)
    ]
    times = [
        (head + 16, raw.index((_TIME + place).to_bytes(8, "little"), head + 24, past))
        for place, (head, past) in enumerate(bounds)
    ]
    return _Mould(
        chunk=np.frombuffer(raw, dtype=np.uint8),
        records=len(heads),
        numbers=np.array(numbers, dtype=np.int64).T,
        times=np.array(times, dtype=np.int64).T,
        accounts=_places(raw, _ACCOUNT, len("user")),
        clients=_places(raw, _CLIENT, len("WS")),
        addresses=_places(raw, _ADDRESS, 0),
        free=bounds[-1][1],
    )


def _heads(chunk: bytes) -> NDArray[np.int64]:
    """Return where the records of a chunk begin; none where they do not fill it."""
    at, free = CHUNK_HEADER, int.from_bytes(chunk[48:52], "little")
    heads = []
    while chunk.startswith(b"ElfChnk\0") and at + _SMALLEST <= free <= CHUNK:
        size = int.from_bytes(chunk[at + 4 : at + 8], "little")
        if chunk[at : at + 4] != b"**\0\0" or not _SMALLEST <= size <= free - at:
            return np.zeros(0, dtype=np.int64)
        heads.append(at)
        at += size
    return np.array(heads if at == free else [], dtype=np.int64)


def _places(raw: bytes, text: str, skipped: int) -> NDArray[np.int64]:
    """Return where a text stands in UTF-16, without its first letters."""
    wanted, found, at = text.encode("utf-16-le"), list[int](), 0
    while (at := raw.find(wanted, at)) >= 0:
        found.append(at + 2 * skipped)
        at += len(wanted)
    return np.array(found, dtype=np.int64)


def _cast(
    mould: _Mould, number: int, step: int, shape: Shape, chance: np.random.Generator
) -> bytes:
    """Return a copy of a chunk with values of its own."""
    chunk = mould.chunk.copy()
    order = np.arange(mould.records, dtype=np.int64)
    for row in mould.numbers:
        _put(chunk, row, (number + order).astype("<u8"))
    for row in mould.times:
        _put(chunk, row, (START + (number + order) * step).astype("<u8"))
    clients = chance.integers(shape.clients, size=len(mould.clients))
    accounts = chance.integers(shape.accounts, size=len(mould.accounts))
    _write(chunk, mould.accounts, [f"{one:05d}" for one in accounts.tolist()])
    _write(chunk, mould.clients, [f"{one:05d}" for one in clients.tolist()])
    _write(
        chunk,
        mould.addresses,
        [
            f"10.1{one // 10_000:02d}.1{one // 100 % 100:02d}.1{one % 100:02d}"
            for one in clients.tolist()[: len(mould.addresses)]
        ],
    )
    return _sealed(chunk, mould.free, number, number + mould.records - 1)


def _put(chunk: NDArray[np.uint8], at: NDArray[np.int64], values: NDArray[np.uint64]) -> None:
    """Write eight bytes at each place."""
    chunk[at[:, None] + np.arange(8)] = values.view(np.uint8).reshape(-1, 8)


def _write(chunk: NDArray[np.uint8], at: NDArray[np.int64], texts: Sequence[str]) -> None:
    """Write a text of the same length at each place."""
    if len(at):
        raw = np.frombuffer("".join(texts).encode("utf-16-le"), dtype=np.uint8)
        width = len(raw) // len(at)
        chunk[at[:, None] + np.arange(width)] = raw.reshape(-1, width)


def _sealed(chunk: NDArray[np.uint8], free: int, first: int, last: int) -> bytes:
    """Return a chunk with the numbers of its records in its header, and both checksums."""
    chunk[8:40] = np.array([first, last, first, last], dtype="<u8").view(np.uint8)
    raw = bytearray(chunk.tobytes())
    raw[52:56] = zlib.crc32(raw[CHUNK_HEADER:free]).to_bytes(4, "little")
    raw[124:128] = zlib.crc32(raw[:120] + raw[128:CHUNK_HEADER]).to_bytes(4, "little")
    return bytes(raw)
