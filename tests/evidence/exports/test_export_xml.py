"""Event logs exported as XML: every exporter's way, values, times, encodings."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import polars as pl
import pytest

from forensics.events import event_table
from forensics.evidence.evtx import reader as evtx
from forensics.evidence.exports import json_reader as export_json
from forensics.evidence.exports import xml_reader as export_xml
from forensics.evidence.exports.exported import AUDITING, CLASSIC, EVENTLOG
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.values import Instant
from tests.builders.event import Event
from tests.builders.evtx import evtx as built_evtx
from tests.builders.export_xml import (
    Exported,
    element,
    event_viewer,
    evtx_dump,
    python_evtx,
    rooted,
    wevtutil,
)
from tests.shared import shared

TICKS = 126_736_173_031_234_567  # 2002-08-12T09:15:03.1234567Z
WANTED = Wanted(
    fields={
        AUDITING: {
            4625: frozenset({"TargetUserName", "LogonProcessName", "SubStatus", "LogonGuid"}),
            4648: frozenset({"LogonGuid"}),
        },
        CLASSIC: {529: frozenset({"1", "2", "3"}), 644: frozenset({"2"})},
        EVENTLOG: {1102: frozenset({"SubjectUserName"})},
    }
)


def read(data: bytes | str, wanted: Wanted = WANTED) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return export_xml.read(BytesIO(raw), len(raw), wanted)


def only(data: bytes | str) -> dict[str, object]:
    """Return the one record of the one batch."""
    (batch,) = read(data).batches
    return batch.frame.row(0, named=True)


def test_the_ticks_of_these_tests_are_their_time() -> None:
    assert Instant(TICKS).iso() == "2002-08-12T09:15:03.1234567Z"


@pytest.mark.parametrize("export", [wevtutil, rooted, event_viewer, python_evtx, evtx_dump])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
    ],
)
def test_every_way_of_export_gives_the_same_record(
    export: Callable[[Iterable[Exported]], str], encoding: str, mark: bytes
) -> None:
    text = export([Exported(number=40, event_id=4634), Exported()])
    data = mark + text.encode(encoding)
    assert export_xml.recognises(data)
    assert not export_json.recognises(data)
    reading = read(data)
    assert reading.damage == ()
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert (reading.clock, reading.numbering) == ("utc", "selection")
    assert reading.records.number.tolist() == [40, 41]
    assert reading.records.event_id.tolist() == [4634, 4625]
    assert reading.computers == ("cap1.example.test",)
    (batch,) = reading.batches
    row = batch.frame.row(0, named=True)
    begin, end = row["offset"], row["offset"] + row["length"]
    shown = data[begin:end].decode(encoding)
    assert shown.startswith("<Event xmlns=")
    assert shown.endswith("</Event>")
    assert (batch.provider, batch.event_id) == (AUDITING, 4625)
    assert row | {"offset": 0, "length": 0} == {
        "offset": 0,
        "length": 0,
        "number": 41,
        "event_record_id": 41,
        "written": None,
        "created": TICKS,
        "computer": "cap1.example.test",
        "channel": "Security",
        "recovered": False,
        "strings": 9,
        "LogonGuid": None,
        "LogonProcessName": "NtLmSsp ",
        "SubStatus": "0xc000006a",
        "TargetUserName": "SMSCliToknAcct&",
    }


def test_the_bytes_of_a_rooted_export_are_told_apart() -> None:
    one = element(Exported())
    text = f"\r\n<Events>\r\n{one}\r\n{one}</Events>\r\n"
    assert read(text).bytes == Bytes(
        header=2 + 8 + 2 + 9 + 2, records=2 * len(one), filler=2, unreadable=0
    )


@pytest.mark.parametrize(
    ("written", "ticks"),
    [
        ("2002-08-12T09:15:03.1234567Z", TICKS),
        ("2002-08-12T09:15:03.123456700Z", TICKS),
        ("2002-08-12 09:15:03.123456+00:00", TICKS - 7),
        ("2002-08-12 09:15:03.123456", TICKS - 7),
        ("2002-08-12T09:15:03", TICKS - 1_234_567),
    ],
)
def test_a_time_is_utc_with_its_zone_or_without(written: str, ticks: int) -> None:
    assert only(element(Exported(created=written)))["created"] == ticks


def test_times_with_and_without_a_zone_may_stand_in_one_file() -> None:
    both = [Exported(), Exported(created="2002-08-12T09:15:03.1234567")]
    (batch,) = read(wevtutil(both)).batches
    assert batch.frame["created"].to_list() == [TICKS, TICKS]


def test_an_empty_value_may_hold_an_indented_line_end() -> None:
    text = element(Exported(values={"TargetUserName": "\n    ", "SubStatus": "  "}))
    row = only(text)
    assert (row["TargetUserName"], row["SubStatus"]) == ("", "  ")


def test_values_without_names_are_insertion_strings() -> None:
    event = Exported(event_id=529, provider="Security", values=("ann", "EXAMPLE", "", "x"))
    row = only(wevtutil([event]))
    assert [row[name] for name in ("1", "2", "3")] == ["ann", "EXAMPLE", ""]
    assert row["strings"] == 4


def test_an_array_within_one_element_is_taken_apart() -> None:
    texts = "<string>ann</string>\n<string>R&D</string>\n<string></string>\n"
    row = only(wevtutil([Exported(event_id=529, provider="Security", values=(texts,))]))
    assert [row[name] for name in ("1", "2", "3")] == ["ann", "R&D", ""]
    assert row["strings"] == 3


def test_of_two_values_with_one_name_the_first_counts() -> None:
    text = element(Exported(event_id=4648, values={"LogonGuid": "{1}"}))
    twice = text.replace("</EventData>", '<Data Name="LogonGuid">{2}</Data></EventData>')
    assert only(twice)["LogonGuid"] == "{1}"


def test_a_cleared_log_has_its_values_in_user_data() -> None:
    text = element(Exported(event_id=1102, provider=EVENTLOG, values=()))
    held = "<LogFileCleared xmlns='x'><SubjectUserName>ann</SubjectUserName></LogFileCleared>"
    text = text.replace("<EventData></EventData>", f"<UserData>{held}</UserData>")
    assert only(text)["SubjectUserName"] == "ann"


def test_predefined_and_numeric_entities_are_read() -> None:
    text = element(Exported()).replace(
        "SMSCliToknAcct&amp;", "&lt;&gt;&amp;&apos;&quot;&#65;&#x42;"
    )
    assert only(text)["TargetUserName"] == "<>&'\"AB"


def test_text_in_a_comment_or_cdata_is_no_event() -> None:
    one = element(Exported())
    text = f"<Events><!-- {one} -->{one.replace('CLIENT7', f'<![CDATA[{one}]]>')}</Events>"
    reading = read(text)
    assert reading.damage == ()
    assert len(reading.records.offset) == 1


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<Event>",
        b'<Events><Event xmlns="http://example.test/">',
        b"<13>1 dc1 x <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>",
        b'{"x": "<Event xmlns=\'http://schemas.microsoft.com/win/2004/08/events/event\'>"}',
        b'<?xml version="1.0"?><GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings"></GPO>',
    ],
)
def test_what_is_no_event_in_the_namespace_is_not_recognised(head: bytes) -> None:
    assert not export_xml.recognises(head)


def test_a_built_log_reads_the_same_from_its_xml() -> None:
    log = built_evtx([Event(number=7, written=TICKS, event_id=4625, values={"LogonType": "3"})])
    wanted = Wanted(fields={AUDITING: {4625: frozenset({"LogonType"})}})
    (of_log,) = evtx.read(BytesIO(log), len(log), wanted).batches
    exported = Exported(number=7, values={"LogonType": "3"}, computer="dc1.example.test")
    (of_xml,) = read(wevtutil([exported]), wanted).batches
    apart = ("offset", "length", "written")
    assert of_xml.frame.drop(apart).equals(of_log.frame.drop(apart))


def test_a_real_log_reads_the_same_from_its_xml() -> None:
    from evtx import PyEvtxParser  # noqa: PLC0415 - beside the one test that it is for

    path = shared("evidence/evtx/velocidex-security.evtx")
    log, wanted = path.read_bytes(), event_table().wanted()
    records: Iterable[Any] = PyEvtxParser(str(path)).records()
    text = "\n".join(record["data"] for record in records)
    of_log = evtx.read(BytesIO(log), len(log), wanted)
    of_xml = read(text, wanted)
    assert of_xml.damage == ()
    assert [len(batch.frame) for batch in of_xml.batches] == [
        len(batch.frame) for batch in of_log.batches
    ]
    # The library cuts times to 1 µs, also those among the values of 4616, and the braces of GUIDs.
    apart = ("offset", "length", "written", "created")
    cut = pl.col("^(New|Previous)Time$").str.slice(0, 23)
    for ours, theirs in zip(of_xml.batches, of_log.batches, strict=True):
        live = theirs.frame.filter(~theirs.frame["recovered"])
        mine = ours.frame.select(live.columns).drop(apart)
        bare = pl.col("^SubcategoryGuid$").str.strip_chars("{}")
        assert mine.with_columns(cut, bare).equals(live.drop(apart).with_columns(cut, bare))
