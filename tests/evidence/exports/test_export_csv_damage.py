"""What happens to an export in CSV whose quotes, lines or bytes are not as they should be."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.events import event_table
from forensics.evidence.exports import csv_reader as export_csv
from forensics.evidence.records import Reading, Wanted
from forensics.values import Damage, DamageCode
from tests.builders.export_csv import (
    ASKED,
    AUDITING,
    EVENT_VIEWER,
    EVTXECMD,
    GET_WINEVENT,
    MESSAGE,
    VALUES,
    by_name,
    evtxecmd_row,
    viewed,
    written,
)
from tests.effort import few

TIMES = [f"10/8/2016 9:15:0{second} AM" for second in range(5)]
PLAIN = written([list(EVENT_VIEWER), *viewed(TIMES)])


def read(data: bytes, encoding: str = "") -> Reading:
    wanted = Wanted(fields=event_table().wanted().fields, encoding=encoding)
    reading = export_csv.read(io.BytesIO(data), len(data), wanted)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert reading.bytes.records == int(reading.records.length.sum())
    return reading


def seconds(reading: Reading) -> list[int]:
    return [ticks // 10_000_000 % 60 for ticks in reading.records.written.tolist()]


def record(place: int) -> int:
    """Return where a record of `PLAIN` begins."""
    return PLAIN.index(f"Audit Failure,{TIMES[place]}")


def test_a_closing_quote_that_is_lost_costs_its_record_only() -> None:
    lost = record(2) - len('"\r\n')
    reading = read((PLAIN[:lost] + PLAIN[lost + 1 :]).encode())
    assert seconds(reading) == [0, 2, 3, 4]
    assert reading.damage == (
        Damage(
            offset=record(1),
            length=record(2) - record(1) - 1,
            code=DamageCode.RECORD_UNREADABLE,
            expected="a record with an event id and a time, its quotes closed",
            found="a quote that is missing or stray",
            excerpt=PLAIN.encode()[record(1) : record(1) + 64],
        ),
    )


def test_an_opening_quote_that_is_lost_leaves_the_lines_of_its_message_as_damage() -> None:
    lost = PLAIN.index('"An account', record(2))
    data = (PLAIN[:lost] + PLAIN[lost + 1 :]).encode()
    reading = read(data)
    assert seconds(reading) == [0, 1, 2, 3, 4]
    first_line = data.index(b"Subject:", lost)
    assert [(row.offset, row.length) for row in reading.damage] == [
        (first_line, record(3) - 1 - first_line)
    ]


def test_every_quote_may_be_lost_and_no_other_record_with_it() -> None:
    rows = [evtxecmd_row(number, f"2016-10-08 09:15:0{number}", VALUES) for number in range(5)]
    text = written([EVTXECMD, *rows])
    begin = text.index("\r\n") + 2
    length = (len(text) - begin) // 5
    places = [
        place for place in range(begin + 2 * length, begin + 3 * length) if text[place] == '"'
    ]
    for place in places[::9]:
        found = seconds(read((text[:place] + text[place + 1 :]).encode()))
        assert [second for second in found if second != 2] == [0, 1, 3, 4]


def test_a_lost_quote_where_the_message_stands_first_costs_one_record_at_most() -> None:
    rows = [
        by_name(
            GET_WINEVENT,
            Message=MESSAGE,
            Id="4625",
            ProviderName=AUDITING,
            TimeCreated=f"2016-10-08 09:15:0{number}",
        )
        for number in range(5)
    ]
    text = written([GET_WINEVENT, *rows], all_quoted=True)
    third = [place for place in range(len(text)) if text.startswith('"An account', place)][2]
    for lost in (third, text.index('."', third) + 1):
        reading = read((text[:lost] + text[lost + 1 :]).encode())
        assert [second for second in seconds(reading) if second != 2] == [0, 1, 3, 4]
        assert len(reading.damage) == 1


def test_a_file_that_ends_within_a_record_says_so() -> None:
    data = PLAIN[: record(4) + 200].encode()
    reading = read(data)
    assert seconds(reading) == [0, 1, 2, 3]
    assert [(row.offset, row.length, row.code) for row in reading.damage] == [
        (record(4), 200, DamageCode.RECORD_TRUNCATED)
    ]


def test_a_file_that_ends_within_a_row_without_quotes_says_so() -> None:
    head = "TimeCreated,Id,ProviderName,TargetUserName,IpAddress\r\n"
    whole = f"2016-10-08 09:15:01,4625,{AUDITING},m.hale,10.7.0.31\r\n"
    reading = read((head + whole + whole[:-14]).encode())
    assert seconds(reading) == [1]
    assert [row.code for row in reading.damage] == [DamageCode.RECORD_TRUNCATED]


def test_a_file_that_begins_within_a_record_is_read_from_its_next_one() -> None:
    data = PLAIN[record(0) + 200 :].encode()
    assert export_csv.recognises(data)
    reading = read(data)
    assert seconds(reading) == [1, 2, 3, 4]
    assert [(row.offset, row.length) for row in reading.damage] == [
        (0, record(1) - record(0) - 200)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_lines_that_end_with_a_carriage_return_alone_are_lines(encoding: str) -> None:
    reading = read(PLAIN.replace("\r\n", "\r").encode(encoding))
    assert seconds(reading) == [0, 1, 2, 3, 4]
    assert reading.damage == ()
    (batch,) = reading.batches
    assert batch.frame["TargetUserName"].to_list() == ["m.hale"] * 5


def test_a_quote_within_a_cell_that_none_opened_stands_for_itself() -> None:
    rows = [list(EVENT_VIEWER), *viewed(TIMES)]
    text = written(rows).replace("9:15:02 AM,", '9:15:02 AM,the "old" ', 1)
    reading = read(text.encode())
    assert seconds(reading) == [0, 1, 2, 3, 4]
    assert reading.damage == ()


def test_a_row_of_a_million_cells_and_a_line_of_a_megabyte_are_read_over() -> None:
    row = written(viewed(TIMES[:1]))
    text = ",".join(EVENT_VIEWER) + "\r\n" + row + "," * 1_000_000 + "x\r\n" + "y" * 1_000_000
    reading = read((text + "\r\n" + row).encode())
    assert seconds(reading) == [0, 0]
    assert [(row.length, row.found) for row in reading.damage] == [
        (2_000_005, "2 lines without them")
    ]


def test_a_text_that_uses_every_control_character_is_read() -> None:
    controls = "".join(chr(code) for code in range(1, 32) if code not in (10, 13))
    head = ["TimeCreated", "Id", "ProviderName", "TargetUserName", "IpAddress"]
    row = ["2016-10-08 09:15:03", "4625", AUDITING, controls, "10.7.0.31"]
    reading = read(written([head, row, row], all_quoted=True).encode())
    name = controls.replace("\x1f", "\x1a").replace("\x1e", "\x1a")
    frame = reading.batches[0].frame
    assert frame.select("TargetUserName", "IpAddress").rows() == [(name, "10.7.0.31")] * 2
    assert reading.claims["control characters that stand as U+001A"] == "4"


def test_many_lost_quotes_do_not_make_reading_slow() -> None:
    row = f'Audit Failure,{TIMES[0]},{AUDITING},4625,Logon,"lost\r\n'
    reading = read((",".join(EVENT_VIEWER) + "\r\n" + row * 5_000).encode())
    assert len(reading.records.offset) == 0
    assert reading.bytes is not None
    assert reading.bytes.unreadable == 5_000 * len(row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp932"])
def test_a_name_is_read_in_any_encoding(encoding: str) -> None:
    name = "田中" if encoding == "cp932" else "Jürgen"
    head = "TimeCreated,Id,ProviderName,TargetUserName,IpAddress\r\n"
    row = f"2016-10-08 09:15:01,4625,{AUDITING},{name},10.7.0.31\r\n"
    reading = read((head + row).encode(encoding), encoding)
    assert reading.batches[0].frame["TargetUserName"].to_list() == [name]


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfex", b"\n", b'"', b",", b""]
)
def test_almost_nothing_is_read_as_nothing(data: bytes) -> None:
    assert len(read(data).records.offset) == 0


PIECES = st.sampled_from(
    [
        *(PLAIN, PLAIN[: record(1)], PLAIN[record(1) :], written(viewed(TIMES[:1]))),
        *('"', '""', '"""', ",", "\r\n", "\n", ";", "\t", "\x1e", "\x1f", "x", "ü", "\x00"),
        ",".join(EVENT_VIEWER) + "\r\n",
        written([EVTXECMD, evtxecmd_row(5, "2016-10-08 09:15:03", VALUES)]),
        "10/18/01 9:15:03 AM 16 2 529 Security NT AUTHORITY\\SYSTEM LONCAP01 a b 3 c d e\r\n",
        "TimeCreated,Id,ProviderName,TargetUserName\r\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join)


@few(12)
@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp932"]))
def test_any_text_tiles_and_raises_nothing(text: str, encoding: str) -> None:
    data = text.encode(encoding, "replace")
    export_csv.recognises(data)
    reading = read(data)
    covered = np.zeros(len(data), dtype=np.uint8)
    for offset, length in zip(reading.records.offset, reading.records.length, strict=True):
        covered[offset : offset + length] += 1
    assert covered.max(initial=0) <= 1
    assert all(0 <= row.offset <= row.offset + row.length <= len(data) for row in reading.damage)


@few(12)
@given(
    data=st.binary(max_size=600),
    cut=st.integers(0, 400),
    changes=st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), max_size=8),
)
def test_any_bytes_tile_and_raise_nothing(
    data: bytes, cut: int, changes: list[tuple[int, int]]
) -> None:
    export_csv.recognises(data)
    read(data)
    broken = bytearray(PLAIN.encode())
    for place, value in changes:
        broken[place] = value
    read(bytes(broken)[cut:] + data)


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff"), max_size=20)


@few(8)
@given(
    names=st.lists(NAMES, min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
    all_quoted=st.booleans(),
)
def test_any_name_in_cell_and_payload_comes_back(
    names: list[str], separator: str, encoding: str, *, all_quoted: bool
) -> None:
    rows = [
        evtxecmd_row(number, "2016-10-08 09:15:03", {**VALUES, "TargetUserName": name})
        for number, name in enumerate(names)
    ]
    text = written([EVTXECMD, *rows], separator, all_quoted=all_quoted)
    reading = read(text.encode(encoding))
    assert reading.batches[0].frame["TargetUserName"].to_list() == names
    assert reading.damage == ()
    head = ["TimeCreated", "Id", "ProviderName", "TargetUserName", "Status"]
    flat = [["2016-10-08 09:15:03", "4625", AUDITING, name, "0x0"] for name in names]
    reading = read(written([head, *flat], separator, all_quoted=all_quoted).encode(encoding))
    assert reading.batches[0].frame["TargetUserName"].to_list() == [name or None for name in names]


def test_the_asked_values_are_those_of_the_table() -> None:
    # Guards the fixture: a value that the table no longer asks for would prove nothing.
    assert set(ASKED) <= event_table().wanted().fields[AUDITING][4625]
