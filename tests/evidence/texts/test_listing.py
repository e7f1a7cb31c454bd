"""Event logs listed as text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.records import Bytes
from forensics.evidence.texts.listing import read, recognises
from tests.builders import listing
from tests.builders import messages as said
from tests.builders.syslog import Said
from tests.effort import few
from tests.evidence.texts.text_readings import counts, read_text, tiles, times, values

FAILED = Said(
    event_id=4625,
    message=said.FAILED_4625.format(account="m.adler", domain="EXAMPLE"),
    date="10/18/2001 9:15:03 AM",
)
OFF = Said(event_id=4634, message="An account was logged off.", date="10/18/2001 9:16:03 AM")
OLD = Said(
    event_id=529,
    message=said.FAILED_529.format(account="m.adler", domain="EXAMPLE"),
    source="Security",
    computer="DC1",
    date="10/18/2001 9:15:03 AM",
)
LOGON = ("TargetUserName", "TargetDomainName", "Status", "SubStatus", "IpAddress", "channel")
GIVEN = ("m.adler", "EXAMPLE", "0xC000006D", "0xC000006A", "::ffff:192.0.2.7", "Security")


def german() -> str:
    message = said.FAILED_4625_DE.format(account="m.adler", domain="EXAMPLE")
    return listing.viewer(
        replace(FAILED, message=message, date="18.10.2001 09:15:03"), listing.GERMAN
    )


def french() -> str:
    message = said.FAILED_4625_FR.format(account="m.adler", domain="EXAMPLE")
    return listing.viewer(
        replace(FAILED, message=message, date="18/10/2001 09:15:03"), listing.FRENCH
    )


@pytest.mark.parametrize(
    "text", [listing.viewer(FAILED), german(), french()], ids=["en", "de", "fr"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_event_viewer_copies_is_read_in_three_languages(text: str, encoding: str) -> None:
    data = text.replace("\n", "\r\n").encode(encoding, "replace")
    assert recognises(data)
    reading = read_text(read, data)
    assert counts(reading) == {4625: 1}
    assert values(reading, *LOGON) == [GIVEN]
    assert (times(reading), reading.clock, reading.computers) == (
        ["2001-10-18T09:15:03Z"],
        "local",
        ("DC1.example.com",),
    )
    assert reading.claims["exporter"] == "Event Viewer"


def test_the_record_in_xml_gives_number_and_utc_where_every_record_has_it() -> None:
    xml = listing.record_xml(4711, "2001-10-18T07:15:03.1234567Z")
    with_xml = listing.viewer(FAILED, xml=xml)
    reading = read_text(read, with_xml)
    assert (times(reading), reading.clock) == (["2001-10-18T07:15:03.1234567Z"], "utc")
    assert (reading.numbering, reading.records.number.tolist()) == ("selection", [4711])
    part = read_text(read, with_xml + listing.viewer(OFF))
    assert (times(part), part.clock) == (["2001-10-18T09:15:03Z", "2001-10-18T09:16:03Z"], "local")
    assert (part.numbering, part.records.number.tolist()) == ("line", [1, with_xml.count("\n") + 1])


def test_event_viewer_before_vista_has_date_and_time_apart() -> None:
    text = listing.old_viewer(OLD) + listing.old_viewer(OLD)
    assert recognises(text.encode())
    reading = read_text(read, text)
    assert counts(reading) == {529: 2}
    assert (
        values(reading, "computer", "1", "2", "6", "strings")
        == [("DC1", "m.adler", "EXAMPLE", "PC7", 6)] * 2
    )
    assert times(reading) == ["2001-10-18T09:15:03Z"] * 2
    assert tiles(reading) == Bytes(header=0, records=len(text), filler=0, unreadable=0)


@pytest.mark.parametrize(
    ("date", "time", "clock"),
    [
        ("2018-12-28T22:37:35.358", "2018-12-28T22:37:35.358Z", "local"),
        ("2022-11-16T14:54:13.2270000Z", "2022-11-16T14:54:13.227Z", "utc"),
    ],
)
@pytest.mark.parametrize("colon", [":", ""])
def test_wevtutil_counts_what_it_lists_and_not_what_it_lists_is(
    date: str, time: str, clock: str, colon: str
) -> None:
    failed, off = replace(FAILED, date=date), replace(OFF, date=date)
    text = listing.wevtutil(failed, 4624, colon=colon) + listing.wevtutil(off, 4625, colon=colon)
    assert recognises(text.encode())
    reading = read_text(read, text)
    assert counts(reading) == {4625: 1, 4634: 1}
    assert values(reading, *LOGON) == [GIVEN]
    assert (times(reading), reading.clock, reading.numbering) == ([time, time], clock, "line")


def test_psloglist_gives_record_numbers_and_the_log_in_its_heading() -> None:
    heading = "PsLoglist v2.80 - local and remote event log viewer\n\nSecurity log on \\\\DC1:\n"
    text = heading + listing.psloglist(FAILED, 138976) + listing.psloglist(OFF, 4625)
    assert recognises(text.encode())
    reading = read_text(read, text)
    assert counts(reading) == {4625: 1, 4634: 1}
    assert (reading.numbering, reading.records.number.tolist()) == ("selection", [138976, 4625])
    assert values(reading, *LOGON) == [GIVEN]
    assert tiles(reading) == Bytes(
        header=len(heading) - 1, records=len(text) - len(heading), filler=1, unreadable=0
    )


def test_each_heading_of_psloglist_names_the_log_of_what_follows() -> None:
    text = (
        "System log on \\\\A:\n"
        + listing.psloglist(replace(OFF, source="Service Control Manager"), 1)
        + "Security log on \\\\B:\n"
        + listing.psloglist(FAILED, 2)
    )
    assert values(read_text(read, text), "number", "channel") == [(2, "Security")]


def test_eventcomb_lists_a_record_a_line() -> None:
    said_ = replace(OLD, date="Thu Oct 18 09:15:03 2001")
    text = "DC1 Security\n" + listing.eventcomb(said_) + listing.eventcomb(said_)
    assert recognises(text.encode())
    reading = read_text(read, text)
    assert counts(reading) == {529: 2}
    assert (
        values(reading, "1", "2", "6", "strings", "computer")
        == [("m.adler", "EXAMPLE", "PC7", 6, None)] * 2
    )
    assert times(reading) == ["2001-10-18T09:15:03Z"] * 2
    assert tiles(reading).header == len("DC1 Security\n")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (
            listing.eventcomb(replace(OLD, date="Thu Oct 18 09:15:03 2001")),
            "529,AUDIT FAILURE,Security,Thu Oct\n",
        ),
        (listing.wevtutil(FAILED, 0), "Event[1]:\n  Log Name: Security\n  Event ID: 4625\n"),
        (listing.psloglist(FAILED, 7), "[8] Security\n   Type:     AUDIT FAILURE\n"),
        (listing.viewer(FAILED), "Log Name:      Security\nEvent ID:      4625\n"),
        (listing.old_viewer(OLD), "Event Type:\tFailure Audit\nEvent ID:\t529\n"),
    ],
    ids=["EventCombMT", "wevtutil", "PsLogList", "Event Viewer", "before Vista"],
)
def test_a_record_that_breaks_off_is_damage_and_takes_no_other_with_it(good: str, bad: str) -> None:
    reading = read_text(read, good + bad + good)
    assert len(reading.records.event_id) == 2
    (damage,) = reading.damage
    assert (damage.offset, damage.length, damage.code.value) == (
        *(len(good), len(bad)),
        "record-unreadable",
    )
    assert tiles(reading) == Bytes(header=0, records=2 * len(good), filler=0, unreadable=len(bad))


def test_an_open_order_of_day_and_month_is_the_analysts_to_declare() -> None:
    text = listing.old_viewer(replace(OLD, date="02/03/2001 09:15:03"))
    assert times(read_text(read, text)) == [""]
    assert read_text(read, text).claims["date order"] == "unknown (not told)"
    assert times(read_text(read, text, date_order="dmy")) == ["2001-03-02T09:15:03Z"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Event ID: 4625\n",
        "Log Name: Security\n",
        "Event[0]:\n  nothing\n",
        "529,bad password\n",
        "[1] Security\nfootnote\n",
        "Event Type,Event Source\n529,Security\n",
    ],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert not recognises(text.encode())


PIECES = st.sampled_from(
    [
        *("Log Name: Security\n", "Source: Security\n", "Event ID: 529\n", "Description:\n", "x\n"),
        *("Event[0]:\n", "  Log Name: Security\n", "Event Type:\tx\n", "Event Source:\tSecurity\n"),
        *("[1] Security\n", "   Type:  x\n", "   Time:  1/2/2001 9:15:03   ID:  529\n", "\n", "\r"),
        *("529,AUDIT FAILURE,Security,Mon Oct 08 09:15:03 2001,x,y\n", "Security log on \\\\A:\n"),
    ]
)


@given(st.lists(PIECES, max_size=40))
@few(20)
def test_any_pieces_of_listings_are_tiled(pieces: list[str]) -> None:
    text = "".join(pieces)
    recognises(text.encode())
    read_text(read, text)


@given(st.binary(max_size=400))
@few(15)
def test_any_bytes_are_tiled(data: bytes) -> None:
    recognises(data)
    read_text(read, data)
