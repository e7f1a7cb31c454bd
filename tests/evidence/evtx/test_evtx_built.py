"""Logs made by the builder: what a reader owes to single fields, and never raises."""

import random
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evtx.blocks import SLOTS
from forensics.evidence.records import LOCATING, UNKNOWN_EVENT_ID, Reading, Wanted
from forensics.values import Instant
from tests.builders import evtx_damage
from tests.builders.event import Field, Form
from tests.builders.evtx import FILE_HEADER, Event, evtx
from tests.evidence.evtx.evtx_reading import AUDITING, LOGONS, counts, read, rows

WHEN: Final = datetime(2003, 5, 6, 7, 8, 9, 123_456, tzinfo=UTC)
STRINGS: Final = ("jdoe", "EXAMPLE", "3", "NtLmSsp ", "NTLM", "", "-")


def logon(number: int, **fields: Field) -> Event:
    """Return an invented failed logon."""
    values: dict[str, Field] = {"TargetUserName": "jdoe", "Status": "0xc000006d", **fields}
    return Event(number=number, written=WHEN, event_id=4625, values=values)


def classic(number: int, form: Form = "template") -> Event:
    """Return an invented failed logon of a legacy log that was saved as .evtx."""
    return Event(
        number=number, written=WHEN, event_id=529, provider="Security", values=STRINGS, form=form
    )


def numbered(*numbers: str) -> Wanted:
    return Wanted(fields={"Security": {529: frozenset(numbers)}})


def only(reading: Reading) -> dict[str, Any]:
    ((_, _, row),) = rows(reading)
    return row


def test_a_row_says_where_it_stands_and_what_it_is() -> None:
    log = evtx([logon(7, IpAddress="10.0.0.9")])
    (batch,) = read(log, LOGONS).batches
    assert (batch.provider, batch.event_id) == (AUDITING, 4625)
    schema = dict(batch.frame.schema)
    assert list(schema)[: len(LOCATING)] == list(LOCATING)
    assert {name: schema[name] for name in LOCATING} == LOCATING
    assert {schema[name] for name in list(schema)[len(LOCATING) :]} == {pl.String()}
    (offset,) = evtx_damage.record_offsets(log)
    assert batch.frame.row(0, named=True) == {
        "offset": offset,
        "length": int.from_bytes(log[offset + 4 : offset + 8], "little"),
        "number": 7,
        "event_record_id": 7,
        "written": Instant.of(WHEN).ticks,
        "created": Instant.of(WHEN).ticks,
        "computer": "dc1.example.test",
        "channel": "Security",
        "recovered": False,
        "strings": 3,
        "IpAddress": "10.0.0.9",
        "LogonType": None,
        "Status": "0xc000006d",
        "SubStatus": None,
        "TargetUserName": "jdoe",
        "Workstation": None,
        "WorkstationName": None,
    }


def test_null_is_not_recorded_and_empty_is_empty() -> None:
    row = only(read(evtx([logon(1, IpAddress=None, WorkstationName="")]), LOGONS))
    assert (row["IpAddress"], row["WorkstationName"]) == (None, "")


def test_trailing_blanks_are_kept() -> None:
    assert only(read(evtx([logon(1, Workstation="PC  ")]), LOGONS))["Workstation"] == "PC  "


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 255, 256, 257, 2_100, 30_000])
def test_a_value_of_any_length_is_read_to_its_end(length: int) -> None:
    name = "x" * length
    assert only(read(evtx([logon(1, TargetUserName=name)]), LOGONS))["TargetUserName"] == name


def test_many_different_values_in_one_column_stay_apart() -> None:
    names = [f"user{'x' * (number % 97)}{number}" for number in range(900)]
    log = evtx(logon(number, TargetUserName=name) for number, name in enumerate(names, 1))
    assert [row["TargetUserName"] for _, _, row in rows(read(log, LOGONS))] == names


@pytest.mark.parametrize("form", ["array", "strings", "inline"])
def test_strings_of_classic_events_are_numbered_from_1(form: Form) -> None:
    row = only(read(evtx([classic(1, form)]), numbered("1", "4", "6", "7", "8")))
    found = [row[number] for number in ("1", "4", "6", "7", "8")]
    assert found == ["jdoe", "NtLmSsp ", "", "-", None]
    assert (row["strings"], row["channel"], row["computer"]) == (7, "Security", "dc1.example.test")


def test_an_event_of_more_values_than_columns_are_made_of_is_read_all_the_same() -> None:
    many: dict[str, Field] = {f"Value{number}": f"text {number}" for number in range(150)}
    row = only(read(evtx([logon(1, **many, IpAddress="::1")]), LOGONS))
    assert (row["TargetUserName"], row["IpAddress"], row["strings"]) == ("jdoe", "::1", 153)


def test_event_ids_of_one_provider_are_not_those_of_another() -> None:
    log = evtx([classic(1), logon(2)])
    wanted = Wanted(fields={AUDITING: {529: frozenset("1")}, "Security": {4625: frozenset("1")}})
    reading = read(log, wanted)
    assert reading.batches == ()
    assert reading.records.event_id.tolist() == [529, 4625]


def test_batches_are_ordered_by_provider_id_and_offset() -> None:
    events = [classic(1), logon(2), logon(3, IpAddress="::1"), logon(4)]
    wanted = Wanted(fields={**LOGONS.fields, **numbered("1").fields})
    found = [
        (batch.provider, batch.event_id, batch.frame["number"].to_list())
        for batch in read(evtx(events), wanted).batches
    ]
    assert found == [(AUDITING, 4625, [2, 4]), (AUDITING, 4625, [3]), ("Security", 529, [1])]


def test_records_behind_the_free_space_are_recovered_and_decoded() -> None:
    log = evtx_damage.rewound(evtx([logon(1), logon(2), logon(3)]), chunk=0, live=2)
    reading = read(log, LOGONS)
    assert counts(reading) == (2, 1)
    assert reading.batches[0].frame["recovered"].to_list() == [False, False, True]
    assert reading.damage == ()


def test_a_recovered_record_is_not_read_by_the_template_that_took_the_place_of_its_own() -> None:
    other = Event(number=2, written=WHEN, event_id=4625, values={"IpAddress": "x", "Status": "0x1"})
    log = evtx([logon(1), other, logon(3)])
    _, second, third = evtx_damage.record_offsets(log)
    instance = b"\x0f\x01\x01\0\x0c\x01"
    # The data of an event say where their definition stands; now 3 points to that of 2.
    theirs, mine = (log.rindex(instance, *span) + 10 for span in ((second, third), (third,)))
    log = evtx_damage.overwritten(log, mine, log[theirs : theirs + 4])
    reading = read(evtx_damage.rewound(log, chunk=0, live=2), LOGONS)
    found = {row["number"]: row for batch in reading.batches for row in batch.frame.to_dicts()}
    assert found[3]["recovered"]
    assert (found[3]["TargetUserName"], found[3]["IpAddress"]) == ("jdoe", None)


def test_a_template_is_found_also_in_a_later_block_of_the_file() -> None:
    # The checksums are made anew, so that nothing tells beforehand of the damage.
    first, other, last = evtx([logon(1)]), evtx([classic(2)]), evtx([logon(3)])
    name = first.index("TargetUserName".encode("utf-16-le"))
    first = evtx_damage.resealed(evtx_damage.overwritten(first, name, b"\xff" * 30))
    log = first + other[FILE_HEADER:] * SLOTS + last[FILE_HEADER:]
    reading = read(log, LOGONS)
    assert [row["TargetUserName"] for _, _, row in rows(reading)] == ["jdoe", "jdoe"]
    assert [row["number"] for _, _, row in rows(reading)] == [1, 3]
    assert reading.damage == ()
    assert len(reading.records.number) == SLOTS + 2


@pytest.mark.parametrize(("live", "event_id"), [(2, 4625), (1, UNKNOWN_EVENT_ID)])
def test_a_record_of_another_build_is_read_by_the_general_reader_only_while_it_is_live(
    live: int, event_id: int
) -> None:
    log = evtx([logon(1), logon(2)])
    _, second = evtx_damage.record_offsets(log)
    kind = second + 24 + 14 + 4 + 4 * 3 + 2  # of the event id, in the list of values
    assert log[kind] == 0x06
    log = evtx_damage.overwritten(log, kind, b"\x05")
    reading = read(evtx_damage.rewound(log, chunk=0, live=live), LOGONS)
    assert reading.records.event_id.tolist() == [4625, event_id]
    assert reading.damage == ()


def test_a_number_used_twice_at_another_time_is_no_copy() -> None:
    other = Event(number=1, written=WHEN.replace(year=2004), event_id=4625, values={"A": "b"})
    log = evtx_damage.rewound(evtx([logon(1), logon(2), other]), chunk=0, live=2)
    reading = read(log, LOGONS)
    assert (reading.duplicates, reading.records.recovered.tolist()) == (0, [False, False, True])


def test_a_copy_of_a_recovered_record_is_dropped_as_well() -> None:
    log = evtx_damage.rewound(evtx([logon(1), logon(2), logon(2)]), chunk=0, live=1)
    reading = read(log, LOGONS)
    assert (reading.duplicates, reading.records.number.tolist()) == (1, [1, 2])


def test_the_times_and_numbers_of_header_and_system_are_both_kept() -> None:
    event = Event(
        number=1,
        event_record_id=2455,
        written=WHEN,
        created=WHEN.replace(year=2002),
        event_id=4625,
        values={"TargetUserName": "jdoe"},
    )
    row = only(read(evtx([event]), LOGONS))
    assert (row["number"], row["event_record_id"]) == (1, 2455)
    assert row["written"] - row["created"] == 365 * 864_000_000_000


@pytest.mark.parametrize("form", ["template", "inline"])
def test_an_event_without_values_is_read(form: Form) -> None:
    event = Event(number=1, written=WHEN, event_id=4625, values={}, form=form)
    row = only(read(evtx([event]), LOGONS))
    assert (row["strings"], row["TargetUserName"]) == (0, None)


def _small() -> bytes:
    events = [logon(1), classic(2), classic(3, "inline"), classic(4, "strings"), logon(5, A="b")]
    return evtx_damage.rewound(evtx([*events, logon(6), logon(7)]), chunk=0, live=6)


SMALL: Final = _small()
USED: Final = 4_096 + 512 + 8_192
EVERYTHING: Final = Wanted(fields={**LOGONS.fields, **numbered("1", "7").fields})


def judged(log: bytes) -> None:
    """Read a harmed log, and compare what its columns say with each other and with its size."""
    reading = read(log, EVERYTHING)
    records = reading.records
    assert len({len(column) for column in (records.offset, records.length, records.number)}) == 1
    assert (records.offset >= 0).all()
    assert (records.offset + records.length <= len(log)).all()
    assert (records.offset[1:] >= (records.offset + records.length)[:-1]).all()
    known = set(records.offset.tolist())
    assert all(set(batch.frame["offset"]) <= known for batch in reading.batches)
    assert [row.offset for row in reading.damage] == sorted(row.offset for row in reading.damage)
    assert all(len(row.excerpt) <= 64 for row in reading.damage)


@given(st.lists(st.tuples(st.integers(4_096, USED), st.integers(0, 255)), max_size=30))
def test_no_altered_bytes_make_the_reader_raise(patches: list[tuple[int, int]]) -> None:
    log = bytearray(SMALL)
    for at, value in patches:
        log[at] = value
    judged(bytes(log))


@given(st.integers(0, 2**32), st.sampled_from([0, 0xFFFF_FFFF, 0xFFF0, 0x200, 0x8000_0000]))
def test_no_wild_numbers_make_the_reader_raise(seed: int, number: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - hypothesis draws the seed
    log = bytearray(SMALL)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(4_096, USED, 2)
        log[at : at + 4] = number.to_bytes(4, "little")
    judged(bytes(log))


@given(st.integers(0, len(SMALL)), st.integers(0, 9_000), st.binary(max_size=600))
def test_no_bytes_lost_or_put_in_make_the_reader_raise(at: int, lost: int, put: bytes) -> None:
    judged(SMALL[:at] + put + SMALL[at + lost :])


@given(st.binary(max_size=3_000), st.sampled_from([b"", b"ElfFile\0", b"ElfChnk\0"]))
def test_no_random_bytes_make_the_reader_raise(noise: bytes, head: bytes) -> None:
    judged(head + noise)


@given(st.integers(4_096 + 512, USED), st.binary(min_size=1, max_size=200))
def test_damage_within_a_record_leaves_all_others_as_they_were(at: int, noise: bytes) -> None:
    events = [logon(number, TargetUserName=f"user{number}") for number in range(1, 13)]
    log = evtx(events)
    offsets = [*evtx_damage.record_offsets(log), len(log)]
    harmed = next(place for place in range(12) if at < offsets[place + 1])
    if harmed == 0 or at >= offsets[harmed] + 400:
        return  # the first record carries the templates of all others
    at = max(at, offsets[harmed])
    noise = noise[: offsets[harmed + 1] - at] if harmed < 11 else noise[:100]
    found = read(evtx_damage.overwritten(log, at, noise), LOGONS)
    whole = {row["number"]: row for _, _, row in rows(read(log, LOGONS))}
    left = {row["offset"]: row for _, _, row in rows(found)}
    for number, row in whole.items():
        if number != harmed + 1:
            assert left[row["offset"]] == row
