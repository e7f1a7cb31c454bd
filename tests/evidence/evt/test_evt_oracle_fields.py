"""The .evt reader against libevt, field by field: what the records say, and how often was asked."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any, Final

import pyevt
import pytest

from forensics.evidence.evt.parts import load
from forensics.evidence.evt.ring import survey
from forensics.evidence.records import Wanted
from tests.builders.evt import AUDIT_SUCCESS, Record, evt
from tests.evidence.evt.evt_readings import failures, read, utc_seconds
from tests.shared import shared

FIELDS: Final = (
    "number", "generated", "written", "event id", "type", "category", "source", "computer", "sid",
)  # fmt: skip
LONGEST: Final = 32  # strings asked for; the events of the real log carry fewer

Fields = dict[str, object]


def from_libevt(record: Any) -> Fields:  # noqa: ANN401 - libevt has no types
    values = (
        record.identifier,
        record.get_creation_time_as_integer(),
        record.get_written_time_as_integer(),
        record.event_identifier & 0xFFFF,
        record.event_type,
        record.event_category,
        record.source_name,
        record.computer_name,
        record.user_security_identifier,
    )
    count = record.number_of_strings
    strings = {f"string {number + 1}": record.get_string(number) for number in range(count)}
    return {**dict(zip(FIELDS, values, strict=True)), **strings}


@cache
def by_libevt(log: bytes) -> tuple[list[Fields], list[Fields]]:
    """Return live and recovered records as libevt reads them, in its order."""
    file = pyevt.file()
    file.open_file_object(BytesIO(log))
    live = [from_libevt(file.get_record(n)) for n in range(file.number_of_records)]
    rest = range(file.number_of_recovered_records)
    recovered = [from_libevt(file.get_recovered_record(n)) for n in rest]
    file.close()
    return live, recovered


def by_us(log: bytes, asked: list[Fields]) -> Iterator[Fields]:
    """Yield every record, live or recovered, with all its fields."""
    numbers = frozenset(str(number) for number in range(1, LONGEST + 1))
    fields: dict[str, dict[int, frozenset[str]]] = {}
    for each in asked:
        fields.setdefault(str(each["source"]), {})[int(str(each["event id"]))] = numbers
    # Type and category are in the fixed part, but in no column of the contract.
    ring = survey(load(BytesIO(log), len(log)))
    kinds = dict(
        zip(
            ring.found.offset.tolist(),
            zip(ring.fixed["event_type"].tolist(), ring.fixed["category"].tolist(), strict=True),
            strict=True,
        )
    )
    for batch in read(log, Wanted(fields=fields)).batches:
        for row in batch.frame.iter_rows(named=True):
            values = (
                row["number"],
                utc_seconds(row["created"]),
                utc_seconds(row["written"]),
                batch.event_id,
                *kinds[row["offset"]],
                batch.provider,
                row["computer"],
                row["sid"],
            )
            strings = {f"string {n}": row[str(n)] for n in range(1, row["strings"] + 1)}
            yield {**dict(zip(FIELDS, values, strict=True)), **strings}


def by_identity(fields: Fields) -> tuple[int, int]:
    return int(str(fields["number"])), int(str(fields["written"]))


def compare(ours: list[Fields], theirs: list[Fields]) -> tuple[Counter[str], list[object]]:
    """Return how often each field was compared (strings together), and what differs."""
    counts: Counter[str] = Counter()
    different: list[object] = []
    pairs = zip(sorted(ours, key=by_identity), sorted(theirs, key=by_identity), strict=True)
    for mine, other in pairs:
        assert mine.keys() == other.keys()
        counts.update(name if name in FIELDS else "strings" for name in other)
        different += [
            (name, mine[name], other[name]) for name in other if mine[name] != other[name]
        ]
    return counts, different


def test_every_field_of_the_real_log_is_what_libevt_reads() -> None:
    log = shared("evidence/evt/plaso-SysEvent.Evt").read_bytes()
    live, recovered = by_libevt(log)
    known = {by_identity(row) for row in live}
    theirs = [*live, *(row for row in recovered if by_identity(row) not in known)]
    counts, different = compare(list(by_us(log, theirs)), theirs)
    assert different == []
    assert counts == {**dict.fromkeys(FIELDS, 6063 + 257), "strings": 13_336}
    assert sum(row["sid"] is not None for row in theirs) == 1_723


def test_what_libevt_recovers_beyond_are_copies_of_live_records() -> None:
    log = shared("evidence/evt/plaso-SysEvent.Evt").read_bytes()
    live, recovered = by_libevt(log)
    known = {by_identity(row): row for row in live}
    copies = [row for row in recovered if by_identity(row) in known]
    # The last is the first half of record 1572 in free space; a later record took its second half.
    *whole, half = copies
    assert len(copies) == 181
    assert compare(whole, [known[by_identity(row)] for row in whole])[1] == []
    full = known[by_identity(half)]
    assert half["number"] == 1572
    assert half["string 3"] == str(full["string 3"])[:45]
    assert all(half[name] == full[name] for name in (*FIELDS, "string 1", "string 2"))


@pytest.mark.parametrize(
    ("log", "count"),
    [
        pytest.param(evt(failures(2000)), 2000, id="saved"),
        pytest.param(evt(failures(3000), size=1 << 19), 1950, id="wrapped"),
        pytest.param(evt(failures(2000), size=1 << 20, dirty=True), 2000, id="dirty"),
    ],
)
def test_every_field_of_built_logs_is_what_libevt_reads(log: bytes, count: int) -> None:
    theirs, recovered = by_libevt(log)
    counts, different = compare(list(by_us(log, theirs)), theirs)
    assert different == []
    assert recovered == []
    assert counts == {**dict.fromkeys(FIELDS, count), "strings": 6 * count}


def test_libevt_reads_other_sids_kinds_and_languages_as_we_do() -> None:
    written = [
        Record(
            number=number,
            generated=1_000_000_000 + number,
            written=2**31 + number,
            event_id=5719,
            source=source,
            computer=computer,
            strings=strings,
            sid=sid,
            event_type=kind,
            category=number,
            data=data,
            qualifiers=0x8000,
        )
        for number, (source, computer, strings, sid, kind, data) in enumerate(
            [
                ("NETLOGON", "LONPDC01", ("LONDON",), None, 1, b"\x5e\0\0\xc0"),
                ("Security", "ロンドン01", ("管理者", ""), "S-1-5-18", AUDIT_SUCCESS, b""),
                ("Безопасность", "ПСКОВ", ("Администратор",), "S-1-5-21-1-2-3-500", 2, b"x"),
                ("Service Control Manager", "A", (" ", "\U0001f511"), "S-1-5-32-544", 4, b""),
                ("Security", "", (), "S-1-5-21-4294967295-0-1-500", 16, b"xyz"),
            ],
            1,
        )
    ]
    log = evt(written)
    theirs, _ = by_libevt(log)
    counts, different = compare(list(by_us(log, theirs)), theirs)
    assert different == []
    assert counts == {**dict.fromkeys(FIELDS, 5), "strings": 6}
