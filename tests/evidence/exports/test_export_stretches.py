"""Read in stretches and by column, an export gives all that it gives read whole, one by one."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.events import event_table
from forensics.evidence.exports import csv_reader, json_reader, json_stretch, stretches
from forensics.evidence.exports.csv_headings import tell
from forensics.evidence.exports.csv_quotes import record_end
from forensics.evidence.exports.csv_rows import FILLER, HEADER, RECORD
from forensics.evidence.exports.csv_stretch import read_table
from forensics.evidence.exports.csv_table import first_lines, tabulate
from forensics.evidence.exports.json_decode import _letter_by_letter, decode_exactly
from forensics.evidence.records import Reading, Wanted
from tests.builders import export_json
from tests.builders.alike import all_of
from tests.builders.export_csv import (
    CLASSIC_MESSAGE,
    EVENT_VIEWER,
    EVTXECMD,
    GET_WINEVENT,
    VALUES,
    by_name,
    evtxecmd_row,
    viewed,
    written,
)
from tests.builders.export_xml import Exported
from tests.effort import few

WANTED = event_table().wanted()
SMALL = 700  # bytes of a stretch, about a record

EVENTS = [
    Exported(number=40 + place, event_id=event_id, values=values)
    for place, (event_id, values) in enumerate(
        [
            (4625, {"TargetUserName": "m.hale", "Status": "0xc000006d"}),
            (5156, {"Application": "lsass", "Protocol": "6"}),
            (4740, {"TargetUserName": "müller\u2028", "TargetDomainName": "FAB-WS07"}),
            (4625, {"TargetUserName": 'a"b\\c', "Status": "12"}),
        ]
        * 3
    )
]
EVENTS.append(Exported(number=52, provider="", computer=""))


def of_json(make: Callable[[Exported], export_json.Object], separator: str) -> str:
    return "".join(
        json.dumps(make(event), separators=(",", separator), ensure_ascii=False) + "\n"
        for event in EVENTS
    )


MAKERS = (
    export_json.evtxecmd,
    export_json.winlogbeat,
    export_json.winlogbeat_6,
    export_json.nxlog,
    export_json.powershell,
    export_json.evtx_dump,
)
TEXTS = {
    **{f"{make.__name__}{gap}": of_json(make, f":{gap}") for make in MAKERS for gap in ("", " ")},
    "mixed": "".join(of_json(make, ":") for make in MAKERS[:3]),
    "flat": export_json.lines(map(export_json.flattened, map(export_json.winlogbeat, EVENTS))),
    "wrapped": export_json.lines(
        {"_index": "x", "_source": export_json.winlogbeat(event)} for event in EVENTS
    ),
}
TIMES = ["10/8/2016 9:15:03 AM", "10/8/2016 9:15:04 AM", "10/13/2016 9:15:05 PM"]
TABLES = {
    "event viewer": written([EVENT_VIEWER, *viewed(TIMES * 2)]),
    "evtxecmd": written(
        [
            EVTXECMD,
            *(
                evtxecmd_row(
                    place, "2016-10-08 09:15:03.0000007", {**VALUES, "TargetUserName": name}
                )
                for place, name in enumerate(["m.hale", 'a"b\\c,d', "jürgen", "x"])
            ),
        ]
    ),
    "get-winevent": written(
        [
            GET_WINEVENT,
            *(
                by_name(
                    GET_WINEVENT,
                    Message=CLASSIC_MESSAGE,
                    Id="529",
                    ProviderName="Security",
                    RecordId=str(place),
                    TimeCreated=time,
                )
                for place, time in enumerate(TIMES * 2)
            ),
        ],
        all_quoted=True,
    ),
    "two layouts": written([EVENT_VIEWER, *viewed(TIMES)])
    + written([EVTXECMD, evtxecmd_row(5, "2016-10-08 09:15:03", VALUES)]),
    "broken values": written(
        [EVTXECMD, *([*evtxecmd_row(5, "2016-10-08 09:15:03", VALUES)[:-1], "{"] for _ in "abc")]
    ),
}


def json_whole(data: bytes, wanted: Wanted = WANTED) -> Reading:
    """Read a JSON export as one stretch, and each of its records for itself."""
    with (
        patch.object(json_reader, "_in_stretches", return_value=None),
        patch.object(json_stretch, "told_alike", return_value=None),
    ):
        return json_reader.read(BytesIO(data), len(data), wanted)


def json_stretched(data: bytes) -> Reading:
    with patch.object(stretches, "STRETCH", SMALL):
        return json_reader.read(BytesIO(data), len(data), WANTED)


def csv_whole(data: bytes) -> Reading:
    with patch.object(csv_reader, "_divisible", return_value=False):
        return csv_reader.read(BytesIO(data), len(data), WANTED)


def csv_stretched(data: bytes) -> Reading:
    with patch.object(stretches, "STRETCH", SMALL):
        return csv_reader.read(BytesIO(data), len(data), WANTED)


@pytest.mark.parametrize("name", TEXTS)
def test_json_lines_of_each_exporter_are_alike_in_stretches_and_whole(name: str) -> None:
    data = TEXTS[name].encode()
    found = json_stretched(data)
    assert len(found.records.offset) >= len(EVENTS)
    assert all_of(found) == all_of(json_whole(data))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_each_exporter_is_alike_in_stretches_and_whole(name: str, encoding: str) -> None:
    data = TABLES[name].encode(encoding)
    found = csv_stretched(data)
    assert len(found.records.offset) > 2
    assert all_of(found) == all_of(csv_whole(data))


PIECES = (
    *(
        '"',
        "\n",
        "\r\n",
        "\r",
        "{",
        "}",
        ",",
        '""',
        ":",
        "[1.5]",
        "null",
        "\\",
        "\x1f",
        "ü",
        "\ufffd",
    ),
    *('"TargetUserName":"x",', '"EventID":"77",', '"EventID":1.0,', '"_source":{},', "\n\n\n"),
    *(",,,\r\n", "10/8/2016 9:15:03 AM,", '"winlog.event_id":"4625",', "0" * 900),
)


@st.composite
def damaged(draw: st.DrawFn, texts: dict[str, str]) -> bytes:
    """Return an export with some stretches cut out and other pieces put in."""
    data = texts[draw(st.sampled_from(sorted(texts)))].encode()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES)).encode()
        data = data[:at] + piece + data[at + draw(st.sampled_from((0, 0, 1, 40, 900))) :]
    return data[: len(data) - draw(st.sampled_from((0, 0, 1, 2, 60)))]


@few(12)
@given(damaged(TEXTS))
def test_damaged_json_lines_are_alike_in_stretches_and_whole(data: bytes) -> None:
    assert all_of(json_stretched(data)) == all_of(json_whole(data))


@few(12)
@given(damaged(TABLES))
def test_damaged_csv_is_alike_in_stretches_and_whole(data: bytes) -> None:
    assert all_of(csv_stretched(data)) == all_of(csv_whole(data))


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUE, max_size=4), st.booleans(), st.booleans())
def test_an_object_decoded_at_once_is_the_one_decoded_letter_by_letter(
    value: dict[str, object],
    compact: bool,  # noqa: FBT001 - drawn
    ascii_only: bool,  # noqa: FBT001 - drawn
) -> None:
    separators = (",", ":") if compact else None
    text = json.dumps(value, separators=separators, ensure_ascii=ascii_only)
    piece = text.encode("utf-8", "surrogatepass")
    found, careful = decode_exactly(piece), _letter_by_letter(piece)
    assert not isinstance(found, str)
    assert not isinstance(careful, str)
    assert as_text(found.value) == as_text(careful.value)
    assert found.twice == careful.twice


def as_text(value: object) -> object:
    """Return a value with its numbers as texts."""
    if isinstance(value, dict):
        return {name: as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return str(value) if type(value) is int else value


def test_a_line_longer_than_a_stretch_is_held_whole() -> None:
    assert list(cut(b"a" * 2_000 + b"\nb\nc")) == [b"a" * 2_000 + b"\nb\n", b"c"]


def test_a_stretch_holds_few_lines_where_most_are_empty() -> None:
    with patch.object(stretches, "LINES", 3):
        assert list(cut(b"\n" * 8 + b"a")) == [b"\n\n", b"\n\n\n", b"\n\n\n", b"a"]


def test_blank_lines_in_a_row_are_held_as_one() -> None:
    data = written([EVENT_VIEWER, *viewed(["10/18/2001 9:15:03 AM"])]).encode()
    layout = tell(first_lines(data))
    assert layout is not None
    many = stretches.whole(data + b"\n" * 1_000, "")
    part = read_table(tabulate(many, layout, whole=True), layout, Wanted(fields={}))
    assert part.others.kind.tolist() == [HEADER, RECORD, FILLER]
    assert part.others.length.tolist() == [data.index(b"\n") + 1, 0, 1_000]


def cut(data: bytes) -> Iterator[bytes]:
    with patch.object(stretches, "STRETCH", 1_000):
        found = list(stretches.of_utf8(BytesIO(data), len(data), "", stretches.line_end))
    yield from (one.data for one in found if one is not None)


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", 0),
        (b"a", 0),
        (b"a\nb", 2),
        (b'"a\nb"\nc\n"d\n', 8),
        (b'"a\nb', 0),
        (b'""\n""', 3),
        (b'"a""\n""b"\n"', 10),
    ],
)
def test_a_record_ends_at_a_line_end_that_no_quotes_hold(data: bytes, end: int) -> None:
    assert record_end(data) == end
