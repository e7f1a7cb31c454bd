"""Windows events in syslog lines."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.records import Bytes
from forensics.evidence.texts.syslog import read, recognises
from tests.builders import messages as said
from tests.builders.syslog import Said, evtsys_line, ntsyslog_line, snare_line
from tests.effort import few
from tests.evidence.texts.text_readings import counts, read_text, tiles, times, values
from tests.shared import shared

FAILED = Said(event_id=4625, message=said.FAILED_4625.format(account="m.adler", domain="EXAMPLE"))
OLD = Said(
    event_id=529,
    message=said.FAILED_529.format(account="m.adler", domain="EXAMPLE"),
    source="Security",
)
HEADERS = (
    "",
    "<14>Sep 17 16:37:25 DC1 ",
    "Sep 17 16:37:25 DC1 ",
    "<13>1 2025-02-18T06:42:17.554128Z DC1 - - - - ",
    "2025-02-18T07:42:17+01:00 DC1 ",
)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("tab", ["\t", "#011"])
def test_a_line_of_snare_is_read_with_any_header(header: str, tab: str) -> None:
    line = snare_line(FAILED, header=header, tab=tab, counted=tab == "\t")
    assert recognises(line.encode())
    reading = read_text(read, line)
    assert counts(reading) == {4625: 1}
    assert values(reading, "computer", "channel", "TargetUserName", "TargetDomainName") == [
        ("DC1.example.com", "Security", "m.adler", "EXAMPLE")
    ]
    assert values(reading, "Status", "SubStatus", "IpAddress", "WorkstationName") == [
        ("0xC000006D", "0xC000006A", "::ffff:192.0.2.7", "PC7")
    ]
    assert (times(reading), reading.clock) == (["2025-02-18T06:42:17Z"], "local")


def test_the_counter_of_snare_is_no_record_number_and_no_event_id() -> None:
    other = Said(event_id=4634, message="An account was logged off.", counter=4625)
    reading = read_text(read, snare_line(other) + snare_line(FAILED))
    assert counts(reading) == {4625: 1, 4634: 1}
    assert (reading.numbering, reading.records.number.tolist()) == ("line", [1, 2])
    assert values(reading, "number", "event_record_id") == [(2, None)]


def test_an_event_before_vista_is_read_by_position() -> None:
    reading = read_text(read, snare_line(OLD))
    assert values(reading, "1", "2", "3", "6", "strings") == [("m.adler", "EXAMPLE", "3", "PC7", 6)]
    assert [batch.provider for batch in reading.batches] == ["Security"]


def test_ntsyslog_has_the_time_and_the_machine_of_the_header_and_no_year() -> None:
    line = ntsyslog_line(OLD, header="<36>Mar  5 12:00:00 dc1 ")
    assert recognises(line.encode())
    reading = read_text(read, line)
    assert (times(reading), reading.clock) == (["2000-03-05T12:00:00Z"], "yearless")
    assert values(reading, "computer", "channel", "1", "2", "strings") == [
        ("dc1", "Security", "m.adler", "EXAMPLE", 6)
    ]
    assert reading.claims == {
        "encoding": "utf-8 (plain ASCII)",
        "exporter": "NTsyslog",
        "other lines": "0",
        "times": "of the syslog headers, when the lines were sent",
        "date order": "ymd (written)",
    }


def test_ntsyslog_glues_values_to_their_labels() -> None:
    line = (
        "<36>Mar  5 12:00:00 dc1 security[failure] 529 NT AUTHORITY\\SYSTEM Logon Failure: "
        "Reason:Unknown user name or bad password User Name:m.adler Domain:EXAMPLE Logon Type:3 "
        "Logon Process:NtLmSsp Authentication Package:NTLM Workstation Name:\\\\PC7\n"
    )
    assert values(read_text(read, line), "1", "2", "3", "4", "5", "6", "strings") == [
        ("m.adler", "EXAMPLE", "3", "NtLmSsp", "NTLM", "\\\\PC7", 6)
    ]


def test_eventlog_to_syslog_names_the_provider_in_short() -> None:
    line = evtsys_line(FAILED, header="2025-02-18T07:42:17+01:00 dc1 ")
    assert recognises(line.encode())
    reading = read_text(read, line)
    assert [(batch.provider, batch.event_id) for batch in reading.batches] == [
        ("Microsoft-Windows-Security-Auditing", 4625)
    ]
    assert values(reading, "computer", "channel", "TargetUserName", "Status") == [
        ("dc1", "Security", "m.adler", "0xC000006D")
    ]
    assert (times(reading), reading.clock) == (["2025-02-18T06:42:17Z"], "utc")


def test_eventlog_to_syslog_before_vista_writes_the_user_before_the_message() -> None:
    message = said.single_blanks(OLD.message)
    line = f"Mar  5 12:00:00 dc1 Security: 529: NT AUTHORITY\\SYSTEM: {message}\n"
    assert values(read_text(read, line), "1", "2", "strings") == [("m.adler", "EXAMPLE", 6)]


def test_a_headers_time_does_not_stand_beside_times_of_events() -> None:
    text = snare_line(FAILED) + ntsyslog_line(OLD, header="Mar  5 12:00:00 dc1 ")
    reading = read_text(read, text)
    assert (times(reading), reading.clock) == (["2025-02-18T06:42:17Z", ""], "local")
    assert reading.claims["exporter"] == "Snare, NTsyslog"
    assert reading.claims["events without a time of their own"] == "1"


def test_lines_of_other_systems_are_counted_and_no_record() -> None:
    other = "Mar  5 12:00:00 box sshd[1]: Failed password for root from 192.0.2.9\n"
    text = other + "\n" + snare_line(FAILED) + other
    reading = read_text(read, text)
    assert reading.claims["other lines"] == "2"
    size = len(snare_line(FAILED))
    assert tiles(reading) == Bytes(header=0, records=size, filler=2 * len(other) + 1, unreadable=0)
    assert reading.damage == ()


def test_a_line_that_looks_like_an_event_and_is_none_is_damage() -> None:
    good, bad = snare_line(FAILED), "DC1 MSWinEventLog\t1\tSecurity\t12\tTue Feb\n"
    reading = read_text(read, good + bad + bad + good)
    (damage,) = reading.damage
    assert (damage.offset, damage.length) == (len(good), 2 * len(bad))
    assert (damage.code.value, damage.found) == ("record-unreadable", "2 lines that are none")
    assert damage.excerpt == (bad + bad).encode()[:64]
    assert tiles(reading) == Bytes(
        header=0, records=2 * len(good), filler=0, unreadable=2 * len(bad)
    )


def test_a_date_in_another_language_is_read_and_one_that_is_none_is_counted() -> None:
    french = Said(event_id=4689, message="Fin", date="ven. août 26 16:42:01 2016")
    cut = Said(event_id=4689, message="Fin", date="ven. août 26 16:42:01")
    reading = read_text(read, snare_line(french) + snare_line(cut))
    assert times(reading) == ["2016-08-26T16:42:01Z", ""]
    assert reading.claims["times that could not be read"] == "1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just a line\n",
        '{"message": "MSWinEventLog\\t1\\tSecurity\\t1"}\n',
        '"MSWinEventLog\t1\tSecurity"\n',
        "Mar  5 12:00:00 box security: nothing\n",
        "TimeCreated,Id,MSWinEventLog\t1\n",
        "security[failure] of something\n",
    ],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert not recognises(text.encode())


def numbers(text: str) -> dict[int, int]:
    """Return `4608*10 4634` as event id -> how many."""
    pairs = (word.partition("*") for word in text.split())
    return {int(event_id): int(count or 1) for event_id, _, count in pairs}


@pytest.mark.parametrize(
    ("name", "expected", "machines"),
    [
        ("sample-events.data", "4624 4769 5157 6281", 4),
        (
            "sample-windows2022-security.data",
            (
                "4608*10 4616*10 4624*10 4634 4647*10 4648*10 4672*10 4688*10 4696*10 4717*6 "
                "4718*6 4720 4724 4727 4728 4731*10 4732*3 4735*10 4737*2 4738*10 4739 4776*10 "
                "4781*10 "
                "4798*10 4799*10 4826*10 4902*10 4907*10 5024*10 5033*10 5058*10 5059*10 5061*10 "
                "5379*10 5382 5889*4 5890*10"
            ),
            1,
        ),
        (
            "sample-windows2025-security.data",
            (
                "4608*2 4616*2 4624*10 4647 4648*7 4672*10 4688*10 4696*2 4776 4798*9 4799*10 "
                "4826*2 4902*2 4907*10 5024*2 5033*2 5058*2 5059*2 5061*2 5379*10 5382 6417*2"
            ),
            1,
        ),
    ],
)
def test_real_lines_hold_no_failed_logon(name: str, expected: str, machines: int) -> None:
    data = Path(shared(f"evidence/exports/{name}")).read_bytes()
    assert recognises(data[: 68 * 1024])
    reading = read_text(read, data)
    assert counts(reading) == numbers(expected)
    assert 4625 not in {batch.event_id for batch in reading.batches}
    assert tiles(reading) == Bytes(header=0, records=len(data), filler=0, unreadable=0)
    assert (len(reading.computers), reading.damage, reading.claims["other lines"]) == (
        *(machines, ()),
        "0",
    )
    assert "" not in times(reading)


def test_real_logons_have_their_account_and_type() -> None:
    data = Path(shared("evidence/exports/sample-windows2022-security.data")).read_bytes()
    reading = read_text(read, data)
    logons = tuple(batch for batch in reading.batches if batch.event_id in (4624, 4776))
    names = ("TargetUserName", "LogonType", "PackageName", "Status")
    rows = values(replace(reading, batches=logons), *names)
    assert sorted({row for row in rows if row[2]}, key=str) == [
        ("Administrator", None, "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", "0x0")
    ]
    assert all(account and kind for account, kind, package, _ in rows if not package)


@given(st.binary(max_size=400))
@few(15)
def test_any_bytes_are_tiled(data: bytes) -> None:
    recognises(data)
    read_text(read, data)


PIECES = st.sampled_from(
    [
        *("MSWinEventLog\t", "1\t", "Security\t", "4625\t", "Tue Feb 18 06:42:17 2025\t", "\n"),
        *("security[failure] ", "529 ", "Security-Auditing: 4625: ", "<13>1 ", "x\t", "\r\n"),
        *("Mar  5 12:00:00 ", "2025-02-18T06:42:17Z ", "99999999999 ", "Account Name: ", "\x00"),
    ]
)


@given(st.lists(PIECES, max_size=40))
@few(15)
def test_any_pieces_of_lines_are_tiled(pieces: list[str]) -> None:
    read_text(read, "".join(pieces))


NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)


@given(accounts=st.lists(NAMES, min_size=1, max_size=5), domain=NAMES)
@few(5)
def test_any_account_without_blanks_comes_back(accounts: list[str], domain: str) -> None:
    lines = [
        snare_line(
            Said(event_id=4625, message=said.FAILED_4625.format(account=account, domain=domain))
        )
        for account in accounts
    ]
    reading = read_text(read, "".join(lines))
    assert values(reading, "TargetUserName", "TargetDomainName") == [
        (account, domain) for account in accounts
    ]
