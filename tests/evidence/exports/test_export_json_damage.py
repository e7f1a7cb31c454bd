"""Damage and malice in events exported as JSON: it stays local, and doubtful values say so."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forensics.evidence.exports import json_reader as export_json
from forensics.evidence.exports.exported import AUDITING
from forensics.evidence.records import Reading, Wanted
from tests.builders.export_json import array, lines, nxlog, powershell
from tests.builders.export_xml import Exported

WANTED = Wanted(fields={AUDITING: {4625: frozenset({"TargetUserName", "Status"})}})
ONE = lines([nxlog(Exported())])
TWO = lines([nxlog(Exported(number=42))])


def read(data: bytes | str, size: int | None = None, encoding: str = "") -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    wanted = replace(WANTED, encoding=encoding)
    return export_json.read(BytesIO(raw), len(raw) if size is None else size, wanted)


def told(reading: Reading) -> list[tuple[int, int, str, str, str]]:
    return [
        (row.offset, row.length, row.code.value, row.expected, row.found) for row in reading.damage
    ]


def names(reading: Reading) -> list[object]:
    return [name for batch in reading.batches for name in batch.frame["TargetUserName"].to_list()]


def test_a_broken_line_is_one_stretch_of_damage() -> None:
    broken = ONE[:100] + "\n"
    reading = read(f"{ONE}{broken}{TWO}")
    found = "Expecting ',' delimiter at character 101"
    assert told(reading) == [(len(ONE), 101, "record-unreadable", "a JSON object", found)]
    assert reading.damage[0].excerpt == ONE[:64].encode()
    assert reading.records.number.tolist() == [41, 42]
    assert reading.bytes is not None
    assert reading.bytes.unreadable == 101


def test_text_between_lines_is_damage_and_blank_lines_are_filler() -> None:
    reading = read(f"{ONE}\n  \nwritten by hand\n{TWO}")
    assert told(reading) == [(len(ONE) + 4, 16, "record-unreadable", "a JSON object", "other text")]
    assert reading.bytes is not None
    assert reading.bytes.filler == 4


@pytest.mark.parametrize("indent", [4, None])
def test_a_record_broken_within_an_array_costs_no_other(indent: int | None) -> None:
    objects = [powershell(Exported(number=number)) for number in (41, 42, 43)]
    text = array(objects, indent)
    spoilt = text.replace('"RecordId": 42', '"RecordId": 4 2')
    reading = read(spoilt)
    assert reading.records.number.tolist() == [41, 43]
    (row,) = reading.damage
    assert (row.code.value, row.expected) == ("record-unreadable", "a JSON object")
    assert row.found.startswith("Expecting ',' delimiter")
    assert spoilt.encode()[row.offset : row.offset + row.length].count(b'"RecordId"') == 1


@pytest.mark.parametrize("indent", [4, None])
def test_a_record_cut_off_within_an_array_costs_no_other(indent: int | None) -> None:
    objects = [powershell(Exported(number=number)) for number in (41, 42, 43)]
    text = array(objects, indent)
    begin = text.index('"RecordId": 42')
    following = text.index('"Id"', begin)
    spoilt = text[:begin] + text[text.rindex("{", 0, following) :]
    assert read(spoilt).records.number.tolist() == [41, 43]


@pytest.mark.parametrize("indent", [4, None])
def test_a_text_without_end_does_not_take_the_next_record_with_it(indent: int | None) -> None:
    objects = [powershell(Exported(number=number)) for number in (41, 42, 43, 44)]
    text = array(objects, indent)
    begin = text.index('"RecordId": 42')
    following = text.index('"Id"', begin)
    spoilt = text[:begin] + '"Mess' + text[text.rindex("{", 0, following) :]
    assert read(spoilt).records.number.tolist() == [41, 43, 44]


def test_a_cut_array_loses_its_last_record_only() -> None:
    text = array([powershell(Exported(number=number)) for number in (41, 42)])
    cut = text[: text.index('"RecordId": 42') + 20]
    reading = read(cut)
    begin = cut.rindex("{", 0, cut.rindex('"Id"'))
    assert told(reading) == [
        (begin, len(cut) - begin, "record-truncated", "the end of an object", "the end of the file")
    ]
    assert reading.records.number.tolist() == [41]


def test_an_array_that_never_ends_is_told() -> None:
    text = array([powershell(Exported())]).rstrip().removesuffix("]")
    assert told(read(text)) == [(len(text), 0, "end-missing", "]", "the end of the file")]


def test_a_key_that_stands_twice_is_told_and_the_first_counts() -> None:
    twice = ONE.replace("}", ', "TargetUserName": "eve"}')
    reading = read(twice)
    assert names(reading) == ["SMSCliToknAcct&"]
    assert told(reading) == [
        (
            *(0, len(twice), "record-unreadable", "TargetUserName once"),
            "it stands twice, with different values: the first counts",
        )
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.50", "1.50"),
        ("-0", "-0"),
        ("1e999", "1e999"),
        ("NaN", "NaN"),
        ("true", "true"),
        ("null", None),
        (r'"\ud800x"', "\ufffdx"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        ('"a\tb"', "a\tb"),
        ('["a", 1]', "a, 1"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_odd_values_come_as_they_are_written(written: str, value: str | None) -> None:
    reading = read(ONE.replace('"SMSCliToknAcct&"', written))
    assert names(reading) == [value]
    assert reading.damage == ()


def test_malformed_utf_8_costs_characters_and_no_record() -> None:
    data = ("\ufeff" + ONE).encode().replace(b"SMSCliToknAcct&", b"a\xffb")
    reading = read(data)
    assert names(reading) == ["a\ufffdb"]
    assert reading.claims["characters that could not be decoded"] == "1"


@pytest.mark.parametrize("depth", [2000, 200_000])
def test_nesting_beyond_reason_costs_that_record_only(depth: int) -> None:
    deep = ONE.replace('"CLIENT7"', "[" * depth + "]" * depth, 1)
    by_line = read(f"{ONE}{deep}{TWO}")
    assert by_line.records.number.tolist()[-1] == 42
    as_array = read(f"[{ONE.strip()},{deep.strip()},{TWO.strip()}]")
    assert as_array.records.number.tolist()[-1] == 42
    if depth > 100_000:
        assert [row.found for row in as_array.damage] == ["JSON nested beyond reason"]
        assert [row.found for row in by_line.damage] == ["JSON nested beyond reason"]


@pytest.mark.parametrize(
    "hostile", ['{"a":' * 20_000, '[{"a":' * 20_000, '{"a":[1,' * 20_000, '{"a":"' * 20_000]
)
def test_text_made_to_be_searched_again_and_again_ends(hostile: str) -> None:
    reading = read(f"[{hostile}")
    assert reading.bytes is not None
    assert reading.bytes.total == len(hostile) + 1


@pytest.mark.parametrize(
    ("changed", "expected", "found"),
    [
        ({"EventID": "x"}, "an event id", "‹x›"),
        ({"EventID": None}, "an event id", "none"),
        ({"EventTime": "soon"}, "a time", "‹soon›"),
    ],
)
def test_a_record_without_id_or_time_is_indexed_and_told(
    changed: dict[str, object], expected: str, found: str
) -> None:
    text = lines([nxlog(Exported()) | changed])
    reading = read(text)
    assert told(reading) == [(0, len(text), "record-unreadable", expected, found)]
    assert len(reading.records.offset) == 1


def test_a_file_that_became_shorter_is_told() -> None:
    reading = read(ONE, len(ONE) + 5)
    assert told(reading) == [
        (len(ONE), 5, "changed-while-read", f"{len(ONE) + 5} bytes", f"{len(ONE)} bytes")
    ]
    assert reading.bytes is not None
    assert (reading.bytes.unreadable, reading.bytes.total) == (5, len(ONE) + 5)


PIECES = (
    *(ONE, json.dumps(powershell(Exported()), indent=1), "{", "}", "[", "]", ",", '"', "\\", "\n"),
    *("Record 1\n", '{"a":', "é", "\x00", "1", '{"hits":[', '"Count":1}', "null", '{"Id":', " "),
)


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.sampled_from(("utf-8", "utf-16", "utf-16-be", "cp1252", "cp932")),
    st.integers(0, 9),
)
@example("", "utf-16", 0)
def test_whatever_the_pieces_nothing_raises_and_the_bytes_tile(
    text: str, encoding: str, cut: int
) -> None:
    data = text.encode(encoding, "replace")
    assert_tiles(data[: len(data) - cut])


@given(st.binary(max_size=300), st.sampled_from(("", "cp932", "utf-16-le", "gb18030")))
@example(b"\xef\xbb\xbf", "")
@example('{"a": 1}'.encode("utf-16-le") + b"\x00\xd8\x41", "utf-16-le")
@example(b'{"a": 1}\n\x81\x30\x81', "gb18030")
def test_any_bytes_raise_nothing_and_tile(data: bytes, encoding: str) -> None:
    assert_tiles(data, encoding)


def assert_tiles(data: bytes, encoding: str = "") -> None:
    export_json.recognises(data)
    reading = read(data, encoding=encoding)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert min(reading.bytes.header, reading.bytes.records, reading.bytes.unreadable) >= 0
    assert int(reading.records.length.sum()) == reading.bytes.records


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    st.lists(TEXTS, min_size=1, max_size=5),
    st.sampled_from(("utf-8", "utf-16")),
    st.booleans(),
)
def test_names_come_back_as_they_were_written(
    given_names: list[str],
    encoding: str,
    by_line: bool,  # noqa: FBT001 - drawn
) -> None:
    objects = [nxlog(Exported(values={"TargetUserName": name})) for name in given_names]
    reading = read((lines if by_line else array)(objects).encode(encoding))
    assert reading.damage == ()
    assert names(reading) == given_names
