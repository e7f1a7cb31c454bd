"""What a faultless reader says of built logs, what ours says of real ones, and expected answers."""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.evidence.corroborate.said import Comparison, Statement
from forensics.evidence.evtx import reader as evtx_reader
from forensics.evidence.records import Wanted
from tests.builders import binxml, security
from tests.builders.event import Event, ticks
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import record_offsets
from tests.builders.security import At

BEGIN: Final = 134_169_000_000_000_123
"""In 2026; the last digit is less than a microsecond."""

_AUDITING: Final = "Microsoft-Windows-Security-Auditing"
_AUTHENTICATION: Final = (4624, 4625, 4648, 4740, 4767, 4768, 4771, 4776)
_NAMES: Final = frozenset(
    {
        *("TargetUserName", "TargetDomainName", "TargetUserSid", "TargetSid", "TargetLogonId"),
        *("SubjectUserName", "SubjectDomainName", "SubjectUserSid", "SubjectLogonId"),
        *("Status", "SubStatus", "FailureReason", "LogonType", "LogonGuid", "ProcessId"),
        *("LogonProcessName", "AuthenticationPackageName", "PackageName", "ProcessName"),
        *("WorkstationName", "Workstation", "IpAddress", "IpPort", "ServiceName", "PreAuthType"),
    }
)


def statements(events: Sequence[Event], log: bytes) -> tuple[Statement, ...]:
    """Return what a faultless reader says of a built log."""
    return tuple(
        Statement(
            offset=offset,
            length=struct.unpack_from("<I", log, offset + 4)[0],
            number=event.number,
            written=ticks(event.written),
            event_id=event.event_id,
            event_record_id=event.event_record_id or event.number,
            created=ticks(event.written if event.created is None else event.created),
            computer=event.computer,
            channel=event.channel,
            values=dict(_values(event)),
            user=event.user,
        )
        for event, offset in zip(events, record_offsets(log), strict=True)
    )


def _values(event: Event) -> Iterator[tuple[str, str | None]]:
    if isinstance(event.values, Mapping):
        for name, value in event.values.items():
            yield name, value.shown if isinstance(value, binxml.Value) else value
    else:
        yield from ((str(number), text) for number, text in enumerate(event.values, start=1))


def real(log: bytes) -> Iterator[Statement]:
    """Return what our reader says of the authentication records of a log."""
    wanted = Wanted(fields={_AUDITING: dict.fromkeys(_AUTHENTICATION, _NAMES)})
    reading = evtx_reader.read(io.BytesIO(log), len(log), wanted)
    for batch in reading.batches:
        for row in batch.frame.filter(~pl.col("recovered")).iter_rows(named=True):
            yield Statement(
                offset=row["offset"],
                length=row["length"],
                number=row["number"],
                written=row["written"],
                event_id=batch.event_id,
                event_record_id=row["event_record_id"],
                created=row["created"],
                computer=row["computer"],
                channel=row["channel"],
                values={name: row[name] for name in _NAMES & set(batch.frame.columns)},
            )


def two() -> tuple[bytes, tuple[Statement, ...]]:
    """Return a log with a lockout and a failed logon, and what is to be said of them."""
    events = [
        security.lockout_4740(At(1, BEGIN)),
        security.logon_failed_4625(At(2, BEGIN + 7), TargetUserName="zoë"),
    ]
    log = evtx(events)
    return log, statements(events, log)


def alone(instance: binxml.Instance) -> tuple[bytes, Statement]:
    """Return a log with one record that holds `instance`, and a statement at its place."""
    log, (given,) = several(instance)
    return log, given


def several(*instances: binxml.Instance) -> tuple[bytes, list[Statement]]:
    """Return a log with one record for each instance, all of number 1, and statements of 4740."""
    writer, given = binxml.Writer(bytearray(512)), []
    for instance in instances:
        begin = len(writer.buffer)
        writer.buffer += struct.pack("<4sIQQ", b"**\0\0", 0, 1, BEGIN) + binxml.FRAGMENT
        writer.instance(instance)
        size = len(writer.buffer) + 5 - begin
        writer.buffer += b"\0" + struct.pack("<I", size)
        struct.pack_into("<I", writer.buffer, begin + 4, size)
        given.append(replace(two()[1][0], offset=FILE_HEADER + begin, length=size))
    return bytes(FILE_HEADER) + bytes(writer.buffer).ljust(CHUNK, b"\0"), given


def nested(levels: int) -> binxml.Instance:
    """Return a template that holds itself twice, so many levels deep."""
    root = binxml.Element("Event", (binxml.Slot(0, 0x21), binxml.Slot(0, 0x21)))
    instance = binxml.Instance(root, (binxml.NULL,))
    for _ in range(levels):
        instance = binxml.Instance(root, (instance,))
    return instance


def agreed(statement: Statement) -> Comparison:
    """Return the answer of a reader that says the same."""
    return Comparison(
        offset=statement.offset, number=statement.number, agrees=True, differences=(), failed=""
    )


def failed(statement: Statement, reason: str) -> Comparison:
    """Return the answer of a reader that could not read the record."""
    return replace(agreed(statement), agrees=False, failed=reason)


def all_agree(given: Sequence[Statement]) -> dict[str, tuple[Comparison, ...]]:
    """Return the answers where both readers say the same of every record."""
    return dict.fromkeys(("python-evtx", "evtx"), tuple(map(agreed, given)))
