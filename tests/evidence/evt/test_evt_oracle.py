"""The .evt reader against libevt, an independent reader, on built logs and on a real one."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import chain
from struct import pack_into
from typing import Any

import pyevt
import pytest

from forensics.evidence.records import Bytes, Reading, Wanted
from tests.builders.evt import Record, evt
from tests.evidence.evt.evt_readings import Row, expected, failures, read, rows
from tests.shared import shared

LONGEST = 32  # strings asked for in the real log, whose events carry fewer


@cache
def by_libevt(log: bytes) -> tuple[list[Row], list[Row]]:
    """Return live and recovered records as libevt reads them, in its order."""
    file = pyevt.file()
    file.open_file_object(BytesIO(log))
    live = [_row(file.get_record, n) for n in range(file.number_of_records)]
    count = file.number_of_recovered_records
    recovered = [_row(file.get_recovered_record, n) for n in range(count)]
    file.close()
    return live, recovered


def _row(get: Callable[[int], Any], position: int) -> Row:
    record = get(position)
    return (
        record.identifier,
        record.get_creation_time_as_integer(),
        record.get_written_time_as_integer(),
        record.event_identifier & 0xFFFF,
        record.source_name,
        record.computer_name,
        tuple(record.get_string(number) for number in range(record.number_of_strings)),
        record.user_security_identifier,
    )


def everything_in(log: bytes) -> Reading:
    """Read a log and ask for all sources, event ids and strings that libevt finds in it."""
    numbers = frozenset(str(number) for number in range(1, LONGEST + 1))
    fields: dict[str, dict[int, frozenset[str]]] = {}
    for row in chain(*by_libevt(log)):
        fields.setdefault(row[4], {})[row[3]] = numbers
    return read(log, Wanted(fields=fields))


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(evt([]), id="empty"),
        pytest.param(evt(failures(9)), id="saved"),
        pytest.param(evt(failures(9), size=65_536), id="not full"),
        pytest.param(evt(failures(9), size=65_536, dirty=True), id="dirty"),
        pytest.param(evt(failures(12), size=2048), id="wrapped"),
    ],
)
def test_libevt_reads_built_logs_as_we_do(log: bytes) -> None:
    live, recovered = by_libevt(log)
    assert rows(read(log)) == live
    assert recovered == []
    assert live == expected(failures(12)[5:] if len(log) == 2048 else failures(len(live)))


def test_libevt_reads_a_dirty_wrapped_log_as_we_do() -> None:
    # The header is stale, but its oldest record still stands, as in the real log.
    log = bytearray(evt(failures(12), size=2048))
    log[36] |= 1
    pack_into("<2I", log, 20, 736, 11)
    live, _ = by_libevt(bytes(log))
    assert live == expected(failures(12)[5:])
    assert rows(read(bytes(log))) == live


def test_libevt_reads_sids_data_and_other_sources_as_we_do() -> None:
    written = [
        Record(
            number=number,
            generated=1_000_000_000 + number,
            written=1_000_000_060 + number,
            event_id=5719,
            source=source,
            computer="LONPDC01",
            strings=strings,
            sid=sid,
            data=data,
            qualifiers=0x8000,
        )
        for number, source, strings, sid, data in [
            (1, "NETLOGON", ("LONDON",), None, b"\x5e\0\0\xc0"),
            (2, "NETLOGON", (), None, b""),
            (3, "Service Control Manager", ("", "a b ", "äöü"), "S-1-5-21-1-2-3-500", b"x"),
        ]
    ]
    log = evt(written)
    live, recovered = by_libevt(log)
    assert live == expected(written)
    assert rows(everything_in(log)) == live
    assert recovered == []


def test_the_real_dirty_wrapped_log_reads_as_libevt_reads_it() -> None:
    log = shared("evidence/evt/plaso-SysEvent.Evt").read_bytes()
    live, recovered = by_libevt(log)
    reading = everything_in(log)
    assert len(live) == 6063
    assert rows(reading) == live
    # libevt lists old copies of live records among the recovered ones, the last of them without
    # its second half.
    known = {row[:3] for row in live}
    assert len(recovered) == 438
    assert rows(reading, recovered=True) == [row for row in recovered if row[:3] not in known]


def test_the_real_log_has_these_counts() -> None:
    log = shared("evidence/evt/plaso-SysEvent.Evt").read_bytes()
    reading = read(log)
    found = reading.records
    assert len(found.offset) == 6063 + 257
    assert int(found.recovered.sum()) == 257
    assert reading.duplicates == 180
    assert reading.damage == ()
    assert reading.computers == ("WKS-WINXP32BIT",)
    assert sorted(found.number[~found.recovered].tolist()) == list(range(1392, 7455))
    assert reading.claims == {
        "dirty": "yes",
        "wrapped": "yes",
        "full": "no",
        "archive": "yes",
        "empty": "no",
        "oldest record": "1392",
        "next record": "7430",
        "largest size": "2031616 bytes",
        "retention": "0 seconds",
        "oldest record, by the end marker": "1392",
        "next record, by the end marker": "7455",
        "oldest record found": "1392",
        "next record found": "7455",
        "live records found": "6063",
        "size found": "2031616 bytes",
    }
    # Filler is the free space, in which libevt finds half of an old record.
    assert reading.bytes == Bytes(header=88, records=2_030_860, filler=668, unreadable=0)
