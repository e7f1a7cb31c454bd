"""Windows events in OSSEC's archives and alerts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.records import Bytes
from forensics.evidence.texts.ossec import read, recognises
from tests.builders import messages as said
from tests.builders.syslog import Said, ossec_alert, ossec_line
from tests.effort import few
from tests.evidence.texts.text_readings import counts, read_text, tiles, times, values

FAILED = Said(event_id=4625, message=said.FAILED_4625.format(account="m.adler", domain="EXAMPLE"))
OLD = Said(
    event_id=529,
    message=said.FAILED_529.format(account="m.adler", domain="EXAMPLE"),
    source="Security",
    computer="DC1",
)
ARCHIVED = "2009 Mar 05 12:00:00 (dc1) 192.0.2.1->WinEvtLog "


@pytest.mark.parametrize("hexadecimal", [False, True])
def test_an_archived_event_is_read_with_its_number_in_decimal_or_hex(hexadecimal: bool) -> None:  # noqa: FBT001
    line = ossec_line(OLD, before=ARCHIVED, hexadecimal=hexadecimal)
    assert recognises(line.encode())
    reading = read_text(read, line)
    assert counts(reading) == {529: 1}
    assert values(reading, "computer", "channel", "1", "2", "6", "strings") == [
        ("DC1", "Security", "m.adler", "EXAMPLE", "PC7", 6)
    ]
    assert (times(reading), reading.clock) == (["2009-03-05T12:00:00Z"], "local")
    assert reading.claims["times"] == "of the manager, when the events arrived"


def test_the_high_half_of_a_number_is_none_of_the_event_id() -> None:
    line = ossec_line(OLD, before=ARCHIVED).replace("(529)", "(0xC0000211)")
    assert counts(read_text(read, line)) == {529: 1}


def test_an_events_own_time_stands_before_the_managers() -> None:
    own = ossec_line(FAILED, before=ARCHIVED + "2009 Mar 05 11:59:58 ")
    reading = read_text(read, own + ossec_line(FAILED, before=ARCHIVED))
    assert times(reading) == ["2009-03-05T11:59:58Z", ""]
    assert reading.claims["events without a time of their own"] == "1"
    assert "times" not in reading.claims


def test_the_lines_of_an_alert_are_headings_and_give_its_time() -> None:
    first = ossec_alert(FAILED, arrived="2011 May 20 00:04:00")
    text = first + ossec_alert(OLD, arrived="2011 May 20 00:05:00")
    assert recognises(text.encode())
    reading = read_text(read, text)
    assert times(reading) == ["2011-05-20T00:04:00Z", "2011-05-20T00:05:00Z"]
    records = len(ossec_line(FAILED)) + len(ossec_line(OLD))
    assert tiles(reading) == Bytes(
        header=len(text) - records - 2, records=records, filler=2, unreadable=0
    )
    assert values(reading, "TargetUserName", "1") == [("m.adler", None), (None, "m.adler")]


def test_no_source_leaves_the_provider_open() -> None:
    line = "WinEvtLog: Security: AUDIT_FAILURE(529): no source: (no user): no domain: DC1: x\n"
    reading = read_text(read, line)
    assert (counts(reading), reading.batches, reading.computers) == ({529: 1}, (), ("DC1",))


def test_alerts_of_other_systems_are_counted() -> None:
    other = "2009 Mar 05 12:00:00 ix->/var/log/secure Mar  5 sshd: Failed password\n"
    reading = read_text(read, other + ossec_line(OLD, before=ARCHIVED))
    assert (counts(reading), reading.claims["other lines"]) == ({529: 1}, "1")


def test_an_event_that_cannot_be_read_is_damage() -> None:
    bad = ARCHIVED + "WinEvtLog: Security: AUDIT_FAILURE(52\n"
    reading = read_text(read, ossec_line(OLD, before=ARCHIVED) + bad)
    (damage,) = reading.damage
    assert (damage.length, damage.code.value, damage.excerpt) == (
        len(bad),
        "record-unreadable",
        bad.encode()[:64],
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "** Alert 1.1: - syslog\n",
        '{"full_log": "2026 Jan 03 14:33:03 WinEvtLog: Security: AUDIT_FAILURE(4625): a: b: c: d"}',
        "a WinEvtLog is a log\n",
    ],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert not recognises(text.encode())


PIECES = st.sampled_from(
    [
        *("** Alert 1.2: ", "2011 May 20 00:04:00 ", "(a) b->WinEvtLog", " ", "WinEvtLog: "),
        *("Security: ", "AUDIT_FAILURE(4625): ", "AUDIT_FAILURE(0xFFFFFFFF): ", "a: ", "\n", "\r"),
    ]
)


@given(st.lists(PIECES, max_size=40))
@few(20)
def test_any_pieces_of_lines_are_tiled(pieces: list[str]) -> None:
    read_text(read, "".join(pieces))


@given(st.binary(max_size=400))
@few(15)
def test_any_bytes_are_tiled(data: bytes) -> None:
    recognises(data)
    read_text(read, data)
