"""The .evt logs of NT 4 to Server 2003 in all languages, with names wherever they may stand.

People and computers are invented.
"""

from struct import pack, pack_into, unpack_from

import pytest

from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS
from tests.builders import evt as build
from tests.builders.evt import Record, record_bytes
from tests.evidence.evt.evt_readings import (
    everything,
    expected,
    failure,
    failures,
    log_of,
    read,
    rows,
)


def inserted(raw: bytes, at: int, more: bytes) -> bytes:
    """Return a record with `more` put in at `at`, and the offsets behind it moved."""
    grown = bytearray(raw[:at] + more + raw[at:])
    for field in (36, 44, 52):
        place = unpack_from("<I", raw, field)[0]
        pack_into("<I", grown, field, place + len(more) if place >= at else place)
    pack_into("<I", grown, 0, len(grown))
    pack_into("<I", grown, len(grown) - 4, len(grown))
    return bytes(grown)


def names_end(record: Record) -> int:
    return 56 + 2 * (len(record.source) + len(record.computer) + 2)


def named(number: int, source: str, computer: str, *strings: str) -> Record:
    return Record(
        number=number,
        generated=1_000_000_000,
        written=1_000_000_060,
        event_id=529,
        source=source,
        computer=computer,
        strings=strings,
    )


@pytest.mark.parametrize("padding", [0, 1, 2, 3, 4, 8])
def test_a_sid_may_stand_behind_padding(padding: int) -> None:
    raw = inserted(record_bytes(failure(1)), names_end(failure(1)), bytes(padding))
    reading = read(log_of(raw, record_bytes(failure(2))))
    assert rows(reading) == expected([failure(1), failure(2)])
    assert reading.damage == ()


def test_a_record_without_sid_may_have_no_offset_of_one() -> None:
    # 164 records of a real Windows XP log are written so.
    record = named(1, "W32Time", "LONCAP01", "a", "b")
    raw = bytearray(record_bytes(record))
    pack_into("<2I", raw, 40, 0, 0)
    reading = read(log_of(bytes(raw)), everything(["W32Time"]))
    assert rows(reading) == expected([record])
    assert reading.damage == ()


def test_fields_that_windows_leaves_as_they_were_are_not_asked() -> None:
    raw = bytearray(record_bytes(failure(1)))
    pack_into("<HI", raw, 30, 115, 852_069)  # reserved flags and closing number, as measured
    reading = read(log_of(bytes(raw)))
    assert rows(reading) == expected([failure(1)])
    assert reading.damage == ()


@pytest.mark.parametrize(
    ("source", "computer"),
    [
        ("Security", "ロンドン01"),
        ("Безопасность", "ПСКОВ-1"),
        ("Sécurité", "ÅÄÖ-SRV"),
        ("安全", "北京"),
        ("\U0001f511", "KEY\U0001f511"),
        ("Service Control Manager", "loncap01.london.example"),
        ("Security", ""),
        ("S" * 255, "C" * 255),
    ],
    ids=[
        "Japanese", "Cyrillic", "Latin", "Chinese", "beyond the BMP", "DNS", "no computer", "long",
    ],
)  # fmt: skip
def test_names_stay_as_recorded(source: str, computer: str) -> None:
    written = [named(1, source, computer, "Администратор", "管理者"), named(2, "Security", "A")]
    reading = read(build.evt(written), everything(tuple({source, "Security"})))
    assert rows(reading) == expected(written)
    assert reading.computers == tuple(dict.fromkeys((computer, "A")))
    assert reading.damage == ()


def test_names_longer_than_any_of_windows_are_absent_and_told() -> None:
    reading = read(build.evt([named(1, "Security", "C" * 600)]))
    assert reading.batches[0].frame["computer"].to_list() == [None]
    assert reading.computers == ()
    assert [row.found for row in reading.damage] == ["source 'Security', computer None"]


def test_names_without_end_are_absent_and_told() -> None:
    fixed = pack("<I4sI", 68, b"LfLe", 1) + bytes(24) + pack("<5I", 56, 0, 56, 0, 56)
    raw = fixed + "ab\0c".encode("utf-16-le") + pack("<I", 68)
    reading = read(log_of(raw))
    assert reading.computers == ()
    assert reading.records.recovered.tolist() == [False]
    assert [row.found for row in reading.damage] == ["source 'ab', computer None"]


@pytest.mark.parametrize("field", [36, 44])
def test_names_survive_an_offset_that_leads_into_them(field: int) -> None:
    raw = bytearray(record_bytes(failure(1)))
    pack_into("<I", raw, field, 60)
    reading = read(log_of(bytes(raw)))
    assert rows(reading)[0][4:6] == ("Security", "LONCAP01")
    assert reading.damage


def test_a_lone_surrogate_of_a_name_is_told_by_its_number() -> None:
    reading = read(build.evt([named(1, "Security", "LON\ud83d")]))
    assert reading.computers == ("LON\ufffd",)
    assert [row.found for row in reading.damage] == [r"source 'Security', computer 'LON\ud83d'"]


def test_0xffff_in_a_name_is_told() -> None:
    reading = read(build.evt([named(1, "Security", "LON\uffff")]))
    assert [row.found for row in reading.damage] == [r"source 'Security', computer 'LON\uffff'"]


def test_a_lone_surrogate_of_a_string_is_told_by_its_number() -> None:
    written = [
        named(1, "Security", "A", "ok", "\udd11x", "\ud83d"),
        named(2, "Security", "A", "y\ud83e"),
    ]
    reading = read(build.evt(written))
    assert [row[6] for row in rows(reading)] == [("ok", "\ufffdx", "\ufffd"), ("y\ufffd",)]
    assert [(row.expected, row.found) for row in reading.damage] == [
        ("strings in UTF-16", "a lone surrogate 0xdd11, shown as U+FFFD"),
        ("strings in UTF-16", "a lone surrogate 0xd83e, shown as U+FFFD"),
    ]


def test_strings_of_many_megabytes_and_one_length_read_back() -> None:
    written = [named(n, "Security", "A", f"{n:03d}" + "x" * 30_000) for n in range(1, 161)]
    reading = read(build.evt(written))
    assert rows(reading) == expected(written)


def test_both_times_of_a_record_are_kept() -> None:
    record = Record(
        number=1, generated=5, written=2**32 - 1, event_id=529, computer="A", strings=("x",)
    )
    reading = read(build.evt([record]))
    frame = reading.batches[0].frame
    assert frame["created"].to_list() == [5 * TICKS_PER_SECOND + UNIX_EPOCH_TICKS]
    assert frame["written"].to_list() == [(2**32 - 1) * TICKS_PER_SECOND + UNIX_EPOCH_TICKS]
    assert reading.records.written.tolist() == frame["written"].to_list()


def test_times_are_utc_and_numbers_those_of_the_log() -> None:
    reading = read(build.evt(failures(1)))
    assert (reading.clock, reading.numbering, dict(reading.chunks)) == ("utc", "log", {})


@pytest.mark.parametrize("shift", [1, 2, 3, 5, 512])
def test_a_carved_log_off_its_place_is_recovered_whole(shift: int) -> None:
    reading = read(b"\xee" * shift + build.evt(failures(6)) + b"\xee" * shift)
    assert rows(reading) == []
    assert rows(reading, recovered=True) == expected(failures(6))


def test_carved_records_of_all_grids_are_recovered() -> None:
    raws = [record_bytes(record) for record in failures(6)]
    carved = b"".join(raw + b"\xee" * (n % 4) for n, raw in enumerate(raws))
    reading = read(carved)
    found = reading.records
    assert sorted(set((found.offset % 4).tolist())) == [0, 1, 2, 3]
    assert rows(reading, recovered=True) == expected(failures(6))
    assert reading.records.recovered.all()


def test_a_record_of_other_strings_than_it_claims_is_told_though_unwanted() -> None:
    raw = bytearray(record_bytes(failure(1)))
    pack_into("<H", raw, 26, 5)
    reading = read(log_of(bytes(raw)), everything(["NETLOGON"]))
    assert reading.batches == ()
    assert [(row.expected, row.found) for row in reading.damage] == [("5 strings", "6")]


def test_odd_records_off_the_grid_are_asked_as_well() -> None:
    raw = bytearray(record_bytes(failure(1)))
    pack_into("<H", raw, 26, 5)
    reading = read(b"\xee" + bytes(raw), everything(["NETLOGON"]))
    assert ("5 strings", "6") in [(row.expected, row.found) for row in reading.damage]


def test_0xffff_in_a_string_is_told() -> None:
    raw = bytearray(record_bytes(named(1, "Security", "A", "a" * 60)))
    at = raw.index(b"a\0a\0") + 8
    raw[at : at + 48] = pack("<48s", b"\xff" * 48)
    (row,) = read(log_of(bytes(raw))).damage
    assert (row.expected, row.found) == ("strings in UTF-16", "0xffff among them")
