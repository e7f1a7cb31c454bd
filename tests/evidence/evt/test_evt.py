"""What the .evt reader gets out of sound logs."""

from struct import unpack_from

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evt import reader as evt
from forensics.evidence.records import LOCATING, Wanted
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS
from tests.builders import evt as build
from tests.builders.evt import Record, record_bytes
from tests.evidence.evt.evt_readings import (
    EVENT_IDS,
    everything,
    expected,
    failure,
    failures,
    read,
    rows,
)

FILLER = b"\x27\0\0\0"


def length(record: Record) -> int:
    return len(record_bytes(record))


def numbers(log: bytes, *, recovered: bool = False) -> list[int]:
    found = read(log).records
    return sorted(found.number[found.recovered == recovered].tolist())


def marker_at(log: bytes | bytearray) -> int:
    return log.index(bytes.fromhex("280000001111111122222222"))


@st.composite
def records(draw: st.DrawFn, most: int = 14) -> list[Record]:
    text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
    # U+FFFF in a name is what a hole in a file leaves: it is told as damage.
    name = text.filter(lambda drawn: "\uffff" not in drawn)
    sids = st.sampled_from([None, "S-1-5-18", "S-1-5-21-1004336348-1177238915-682003330-512"])
    return [
        Record(
            number=number,
            generated=draw(st.integers(0, 2**32 - 1)),
            written=draw(st.integers(0, 2**32 - 1)),
            event_id=draw(st.sampled_from(EVENT_IDS)),
            computer=draw(name),
            strings=draw(st.lists(text, max_size=8)),
            sid=draw(sids),
            data=draw(st.binary(max_size=9)),
            qualifiers=draw(st.sampled_from([0, 0xC000])),
        )
        for number in range(1, draw(st.integers(0, most)) + 1)
    ]


def test_equal_records_are_written_as_equal_bytes() -> None:
    assert build.evt(failures(9), size=2048) == build.evt(failures(9), size=2048)


def test_a_log_reads_back_as_it_was_written() -> None:
    written = failures(3)
    reading = read(build.evt(written))
    assert rows(reading) == expected(written)
    assert reading.damage == ()
    assert reading.duplicates == 0
    assert reading.computers == ("LONCAP01",)


def test_records_stand_in_columns_by_offset() -> None:
    first, second = failures(2)
    found = read(build.evt([first, second])).records
    seconds = np.array([first.written, second.written])
    assert found.offset.tolist() == [48, 48 + length(first)]
    assert found.length.tolist() == [length(first), length(second)]
    assert found.number.tolist() == [1, 2]
    assert found.written.tolist() == (seconds * TICKS_PER_SECOND + UNIX_EPOCH_TICKS).tolist()
    assert found.event_id.tolist() == [529, 529]
    assert found.recovered.tolist() == [False, False]
    assert [column.dtype for column in (found.offset, found.length, found.number)] == [
        np.int64,
        np.int64,
        np.uint64,
    ]
    assert [column.dtype for column in (found.written, found.event_id, found.recovered)] == [
        np.int64,
        np.int32,
        np.bool_,
    ]


@given(written=records(), size=st.sampled_from([None, 1528, 1540, 4096]), dirty=st.booleans())
def test_whatever_still_stands_in_the_ring_reads_back(
    *, written: list[Record], size: int | None, dirty: bool
) -> None:
    log = build.evt(written, size=size, dirty=dirty)
    reading = read(log, everything())
    # The end marker may itself run over the end of the file.
    doubled = log + log[48:]
    oldest = unpack_from("<I", doubled, marker_at(doubled[48:]) + 48 + 32)[0]
    assert rows(reading) == expected(written[oldest - 1 :] if oldest else [])
    assert reading.damage == ()
    assert not reading.records.recovered.any()


def test_an_empty_log_has_no_records_and_no_damage() -> None:
    reading = read(build.evt([], size=4096))
    assert len(reading.records.offset) == 0
    assert reading.batches == ()
    assert reading.damage == ()


def test_a_record_that_runs_over_the_end_of_the_file_goes_on_at_48() -> None:
    written = failures(12)
    log = build.evt(written, size=2048)
    reading = read(log)
    found = reading.records
    split = found.offset + found.length > 2048
    assert found.number[split].tolist() == [8]
    assert found.length[split].tolist() == [length(written[7])]
    assert rows(reading) == expected(written[5:])
    assert reading.claims["wrapped"] == "yes"
    assert reading.damage == ()


def test_filler_at_the_end_of_the_file_is_passed_over() -> None:
    written = failures(12)
    size = 48 + sum(map(length, written[:7])) + 52
    log = build.evt(written, size=size)
    reading = read(log)
    assert log[-52:] == FILLER * 13
    assert rows(reading) == expected(written[6:])
    assert reading.damage == ()


def test_a_dirty_log_is_read_by_its_end_marker() -> None:
    written = failures(12)
    log = build.evt(written, size=2048, dirty=True)
    reading = read(log)
    assert unpack_from("<4I", log, 16) == (48, 48 + sum(map(length, written[:6])), 7, 1)
    assert rows(reading) == expected(written[5:])
    assert reading.damage == ()


def test_records_behind_the_end_marker_are_recovered() -> None:
    reading = read(build.evt(failures(3, first=10), slack=failures(2)))
    assert rows(reading) == expected(failures(3, first=10))
    assert rows(reading, recovered=True) == expected(failures(2))
    assert reading.duplicates == 0
    assert reading.damage == ()


def test_a_recovered_copy_of_a_live_record_is_counted_and_dropped() -> None:
    reading = read(build.evt(failures(3, first=10), slack=failures(2, first=9)))
    assert rows(reading) == expected(failures(3, first=10))
    assert rows(reading, recovered=True) == expected(failures(1, first=9))
    assert len(reading.records.offset) == 4
    assert reading.duplicates == 1


def test_a_record_inside_an_event_is_not_a_record() -> None:
    written = [failure(1), failure(2, data=record_bytes(failure(99))), failure(3)]
    reading = read(build.evt(written))
    assert reading.records.number.tolist() == [1, 2, 3]
    assert rows(reading) == expected(written)


def test_frames_have_the_locating_columns_the_sid_and_the_wanted_strings() -> None:
    wanted = Wanted(fields={"Security": {529: frozenset({"10", "2", "TargetUserName", "1"})}})
    (batch,) = read(build.evt(failures(1)), wanted).batches
    strings = {"TargetUserName": pl.String(), "1": pl.String(), "2": pl.String(), "10": pl.String()}
    assert batch.frame.schema == pl.Schema({**LOCATING, "sid": pl.String(), **strings})
    assert batch.frame.rows() == [
        (
            48,
            length(failures(1)[0]),
            1,
            None,
            (1_028_000_002 * TICKS_PER_SECOND) + UNIX_EPOCH_TICKS,
            (1_028_000_001 * TICKS_PER_SECOND) + UNIX_EPOCH_TICKS,
            "LONCAP01",
            None,
            False,
            6,
            "S-1-5-18",
            None,
            "SMSCliToknAcct&x",
            "LONWKS0042",
            None,
        )
    ]


def test_a_value_that_names_no_string_is_null_in_every_record() -> None:
    values = frozenset({"0", "-1", "01", "99999999999999999999", "\N{ARABIC-INDIC DIGIT ONE}", ""})
    (batch,) = read(build.evt(failures(3)), Wanted(fields={"Security": {529: values}})).batches
    assert batch.frame.select(values).null_count().row(0) == (3, 3, 3, 3, 3, 3)


def test_only_wanted_sources_and_event_ids_are_decoded() -> None:
    def event(number: int, event_id: int, source: str) -> Record:
        return Record(
            number=number,
            generated=0,
            written=0,
            event_id=event_id,
            source=source,
            computer="LONCAP01",
        )

    log = build.evt(
        [
            event(1, 644, "Security"),
            event(2, 529, "Security"),
            event(3, 529, "security"),
            event(4, 529, "NETLOGON"),
            event(5, 528, "Security"),
            event(6, 529, "Security"),
        ]
    )
    none: frozenset[str] = frozenset()
    wanted = Wanted(fields={"Security": {644: none, 529: none, 539: none}, "NETLOGON": {529: none}})
    batches = read(log, wanted).batches
    assert [(b.provider, b.event_id, b.frame["number"].to_list()) for b in batches] == [
        ("NETLOGON", 529, [4]),
        ("Security", 529, [2, 6]),
        ("Security", 644, [1]),
    ]


def test_an_event_id_is_its_low_16_bits() -> None:
    record = Record(
        number=1, generated=0, written=0, event_id=529, computer="LONCAP01", qualifiers=0xC000
    )
    reading = read(build.evt([record]))
    assert reading.records.event_id.tolist() == [529]
    assert rows(reading) == expected([record])


def test_computers_stand_in_the_order_of_first_sight() -> None:
    names = ["LONCAP01", "LONCAP01", "LONCAP1", "LONCAP01", "A"]
    log = build.evt(
        [
            Record(number=n, generated=0, written=0, event_id=1, computer=name, source=f"Source{n}")
            for n, name in enumerate(names, 1)
        ]
    )
    assert read(log).computers == ("LONCAP01", "LONCAP1", "A")


def test_blanks_empty_strings_and_line_ends_are_kept() -> None:
    strings = ("KSecDD  ", "", " ", "a\r\nb\t", "&Umlaute äöü \U0001f511")
    record = Record(
        number=1, generated=0, written=0, event_id=529, computer="LÖNCAP", strings=strings
    )
    assert rows(read(build.evt([record]))) == expected([record])


@pytest.mark.parametrize(
    "sid",
    ["S-1-0", "S-1-5-18", "S-1-5-32-544", "S-1-5-21-4294967295-0-1-500", "S-1-4294967295-1"],
)
def test_a_sid_is_shown_as_text(sid: str) -> None:
    record = Record(number=1, generated=0, written=0, event_id=529, computer="LONCAP01", sid=sid)
    assert rows(read(build.evt([record]))) == expected([record])


def test_a_long_authority_of_a_sid_is_shown_in_hexadecimal() -> None:
    record = Record(
        number=1, generated=0, written=0, event_id=529, computer="A", sid="S-1-4294967296-1"
    )
    assert rows(read(build.evt([record])))[0][-1] == "S-1-0x000100000000-1"


def test_a_log_is_recognised_by_header_record_or_end_marker() -> None:
    log = build.evt(failures(3))
    assert evt.recognises(log[:8])
    assert evt.recognises(bytes(48) + log[48:600])
    assert evt.recognises(bytes(3) + log[48:600])
    assert evt.recognises(bytes(48) + build.evt([])[48:])
    assert not evt.recognises(b"")
    assert not evt.recognises(b"LfLe")
    assert not evt.recognises(log[56:300])
    assert not evt.recognises(b"ElfFile\0" + bytes(4088))
