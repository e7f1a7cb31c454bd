r"""Logs of SMS 1.x and 2.0: every published layout and anomaly with whole values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from forensics.evidence.records import Bytes
from forensics.evidence.sms import reader as sms_logs
from forensics.values import DamageCode
from tests.builders.sms_log import Entry, sms_log
from tests.evidence.sms.sms_reading import only, read, rows

NOON = datetime(2000, 1, 4, 12, 0, 0, 250_000, tzinfo=UTC)
RETRY = Entry(message="CCIM32 - Retry in 60 minutes", component="CCIM32", when=NOON)
CLISVC = "C:\\WINNT\\MS\\SMS\\CORE\\BIN\\CLISVCL.EXE"


# ── published lines with a trailer ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            ("Warning - could not read files from site TB1 (#2147942405)  $$<CCIM32>"
            "<Tue Jan 04 15:19:23.375 2000><thread=112 (0x70)>"),
            (
                *(2001, "2000-01-04T15:19:23.375Z", "CCIM32"),
                *("Warning - could not read files from site TB1 (#2147942405)", "112 (0x70)", None),
            ),
        ),
        (
            ("Warning - CNALPathEx::GetAccessiblePath returned error 2147942405 $$<CCIM32>"
            "<Tue Jan 04 15:19:28.613 2000><thread=112 (0x70)>"),
            (
                *(2001, "2000-01-04T15:19:28.613Z", "CCIM32"),
                "Warning - CNALPathEx::GetAccessiblePath returned error 2147942405",
                *("112 (0x70)", None),
            ),
        ),
        (
            ("CClientSiteCfgArray - Can't get accessible path for site TB1 config info $$<CCIM32>"
            "<Tue Jan 04 15:19:28.623 2000><thread=112 (0x70)>"),
            (
                *(2001, "2000-01-04T15:19:28.623Z", "CCIM32"),
                "CClientSiteCfgArray - Can't get accessible path for site TB1 config info",
                *("112 (0x70)", None),
            ),
        ),
        (
            ("CCIM32 - Retry in 60 minutes $$<CCIM32><Tue Jan 04 15:19:28.663 2000>"
            "<thread=112 (0x70)>"),
            (
                *(2002, "2000-01-04T15:19:28.663Z", "CCIM32"),
                *("CCIM32 - Retry in 60 minutes", "112 (0x70)", None),
            ),
        ),
        (
            ("SCHEDULER   : Remote Name is \\\\FSNSMS01\\CAP_FLN~  $$<APM>"
            "<Thu Apr 22 09:36:15.685 1999><thread=561 (0x231)>"),
            (
                *(2003, "1999-04-22T09:36:15.685Z", "APM"),
                *("SCHEDULER   : Remote Name is \\\\FSNSMS01\\CAP_FLN", "561 (0x231)", None),
            ),
        ),
        (
            ("SCHEDULER: ERROR: Unable to connect to CAP to test network speed - assuming network "
            "is slow~  $$<APM><Mon Nov 15 08:38:12.050 1999><thread=4199866221 (0xFA54DF6D)>"),
            (
                *(2001, "1999-11-15T08:38:12.05Z", "APM"),
                ("SCHEDULER: ERROR: Unable to connect to CAP to test network speed - assuming "
                "network is slow"),
                *("4199866221 (0xFA54DF6D)", None),
            ),
        ),
        (
            ("Client Configuration Installation Manager - (LAUNCH_CONTINUOUS_START)~  "
            f"$$<{CLISVC}><Mon Nov 15 16:54:10.112 1999><thread=52 (0x34)>"),
            (
                *(2011, "1999-11-15T16:54:10.112Z", CLISVC),
                "Client Configuration Installation Manager - (LAUNCH_CONTINUOUS_START)",
                *("52 (0x34)", None),
            ),
        ),
        (
            ("CLASS - Process Class: Win32_NTLogEvent $$<Hardware Inventory Agent>"
            "<Fri May 05 10:00:21.186 2000><thread=175 (0xAF)>"),
            (
                *(2004, "2000-05-05T10:00:21.186Z", "Hardware Inventory Agent"),
                *("CLASS - Process Class: Win32_NTLogEvent", "175 (0xAF)", None),
            ),
        ),
        (
            ("a $$<SMS_OFFER_STATUS_SUMMARIZER>"
            "<Fri Jul 14 08:37:37.180 2000 Eastern Daylight Time><thread=66 (0x42)>"),
            (
                *(0, "2000-07-14T08:37:37.18Z", "SMS_OFFER_STATUS_SUMMARIZER"),
                *("a", "66 (0x42)", "Eastern Daylight Time"),
            ),
        ),
        (
            ("~Trusted domain: DOMAINB   $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18 15:49:57 1997~>"
            "<thread=12E>"),
            (
                *(0, "1997-06-18T15:49:57Z", "SMS_SITE_CONFIG_MANAGER"),
                *("Trusted domain: DOMAINB", "12E", None),
            ),
        ),
    ],
)  # fmt: skip
def test_a_published_record_is_read_as_printed(text: str, values: tuple[Any, ...]) -> None:
    assert only(text) == values


WHEN = "<Thu Apr 22 09:36:15.685 1999>"
READ = "1999-04-22T09:36:15.685Z"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"a~  $$<APM >{WHEN}<thread=5 (0x5)>", ("APM", READ, "5 (0x5)", None)),
        (f"a~  $$<APM>{WHEN}>thread=5 (0x5)>", ("APM", READ, "5 (0x5)", None)),
        (f"a <$$C:\\A B.EXE>{WHEN}<thread=5 (0x5)>", ("C:\\A B.EXE", READ, "5 (0x5)", None)),
        (f"a~ $<SMS_X>{WHEN}<thread=5 (0x5)>", ("SMS_X", READ, "5 (0x5)", None)),
        ("~a~ $<SMS_X>", ("SMS_X", None, None, None)),
        (f"a $$<CCIM32{WHEN}<thread=5 (0x5)>", ("CCIM32", READ, "5 (0x5)", None)),
        (f"a $$&<H I A&>&{WHEN[:-1]}&>&<thread=5 (0x5)&>", ("H I A", READ, "5 (0x5)", None)),
        (f"a~~ $$<APM>{WHEN[:-1]} ><thread=5 (0x5)>", ("APM", READ, "5 (0x5)", None)),
        (f"a $$<APM>{WHEN}<thread=5 (0x5)><BR/>", ("APM", READ, "5 (0x5)", None)),
        ("a $$<CliEx32.dll>", ("CliEx32.dll", None, None, None)),
        (
            "a $$<SMS_X><Wed Jul 4 9:46:43.146 2001 Central Standard Time><thread=5 (0x5)>",
            ("SMS_X", "2001-07-04T09:46:43.146Z", "5 (0x5)", "Central Standard Time"),
        ),
        (
            "a $$<SMS_X><07-15-2023 09:12:45.332+240><thread=5 (0x5)>",
            ("SMS_X", "2023-07-15T09:12:45.332Z", "5 (0x5)", "+240"),
        ),
    ],
)  # fmt: skip
def test_a_published_anomaly_is_read_all_the_same(text: str, values: tuple[Any, ...]) -> None:
    component, when, thread, zone = values
    assert only(text) == (0, when, component, "a", thread, zone)
    assert sms_logs.recognises(text.encode())


def test_a_line_end_within_a_message_stays_as_recorded() -> None:
    assert only(f"no. 1.~~; C:\\PROGRA~1~  $$<APM>{WHEN}<thread=5 (0x5)>")[3] == (
        "no. 1.~~; C:\\PROGRA~1"
    )


# ── published lines without one ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "WaitForCAPAccess - abstract export ABEXPRT:\\\\CAP List for site ABC not accessible",
            (2001, None),
        ),
        ("Destination[CAP List for site W2K,statmsgs.box\\] is inaccessible", (2001, None)),
        (
            ("NAL[4] - ERROR: failed to make the network connection. No more connections can be "
            "made to this remote computer at this time"),
            (2005, None),
        ),
        ("NAL[2] - WARNING: _TryUser() failed.  Access is denied.", (2005, None)),
        ("NAL[4] - Attempting access under the context of the current process ...", (2007, None)),
        ("NAL[32] - x", (2006, None)),
        ("ERROR: Could not create global group on PDC (1326)", (2108, None)),
        ("Could not register CCIM; AppRegister return code =1060", (2104, None)),
        ("Waiting for PDC/BDC Sync (1327)", (2109, None)),
    ],
)  # fmt: skip
def test_a_line_without_a_trailer_is_a_record(text: str, values: tuple[int, None]) -> None:
    event_id, when = values
    assert only(text) == (event_id, when, None, text, None, None)


@pytest.mark.parametrize(
    ("text", "event_id"),
    [
        ("ACCOUNT MGR : ERROR: NetUserGetLocalGroups failed for user DOM\\SOFTDIST (1722)", 2013),
        ("SCHED DATA : Return code = 0x525; The specified user does not exist.", 2107),
    ],
)
def test_the_component_may_stand_behind_a_bare_message(text: str, event_id: int) -> None:
    assert only(f"{text}  APM") == (event_id, None, "APM", text, None, None)


# ── SMS Trace ───────────────────────────────────────────────────────────────────────────────────


def test_copies_of_sms_trace_are_read_in_both_orders_of_columns() -> None:
    data = (
        b"  CLASS - Process Class: Win32_NetworkClient  \tHardware Inventory Agent\t"
        b"4/2/99 12:01:36 AM\t182 (0xB6)\t\r\n"
        b'1/16/2001 2:27:39 PM\tSite Key #0: "ABC"  \tCliEx32.dll\t4294896193 (0xFFFEEA41)\t\r\n'
        b"1/16/2001 2:27:39 PM\tChecking property  \tCliEx32.dll 4294896193 (0xFFFEEA41)\r\n"
    )
    assert sms_logs.recognises(data)
    thread = "4294896193 (0xFFFEEA41)"
    assert rows(data) == [
        (
            *(1, 2004, "1999-04-02T00:01:36Z", "Hardware Inventory Agent"),
            *("CLASS - Process Class: Win32_NetworkClient", "182 (0xB6)", None),
        ),
        (2, 0, "2001-01-16T14:27:39Z", "CliEx32.dll", 'Site Key #0: "ABC"', thread, None),
        (3, 0, "2001-01-16T14:27:39Z", "CliEx32.dll", "Checking property", thread, None),
    ]
    assert dict(read(data).claims) == {
        "encoding": "utf-8 (plain ASCII)",
        "exporter": "SMS Trace, copied as text",
        "components": "Hardware Inventory Agent, CliEx32.dll",
        "date order": "mdy (a day beyond 12)",
    }


# ── wrapped as articles print them ──────────────────────────────────────────────────────────────


def test_a_record_that_is_printed_on_seven_lines_is_one() -> None:
    data = (
        b"   ~Domain (DOMAINA) user groups previously enumerated\r\n"
        b"      $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18\r\n\r\n"
        b"      15:49:57 1997~><thread=12E>\r\n"
        b"      ~Trusted domain: DOMAINB   $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18\r\n"
        b"      15:49:57\r\n\r\n"
        b"      1997~><thread=12E>\r\n"
        b"      ~NetServerGetInfo server: SERVER return: 5\r\n"
        b"      $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18\r\n\r\n"
        b"      15:50:03 1997~><thread=12E>\r\n"
    )
    assert sms_logs.recognises(data)
    manager = "SMS_SITE_CONFIG_MANAGER"
    assert rows(data) == [
        (
            *(1, 0, "1997-06-18T15:49:57Z", manager),
            *("Domain (DOMAINA) user groups previously enumerated", "12E", None),
        ),
        (5, 0, "1997-06-18T15:49:57Z", manager, "Trusted domain: DOMAINB", "12E", None),
        (
            *(9, 2101, "1997-06-18T15:50:03Z", manager),
            *("NetServerGetInfo server: SERVER return: 5", "12E", None),
        ),
    ]
    reading = read(data)
    assert reading.claims["lines"] == "wrapped, joined again"
    assert reading.bytes == Bytes(header=0, records=len(data), filler=0, unreadable=0)


def test_what_stands_behind_a_trailer_in_a_wrapped_text_begins_the_next_record() -> None:
    data = (
        b"~Working on logon server\n$$<SMS_MAINTENANCE_MANAGER><Fri Feb 06 10:43:33\n"
        b"1998~><thread=12D> ~Free disk space check failed (error 144),\n"
        b"skipping... $$<SMS_MAINTENANCE_MANAGER><Fri Feb 06 10:43:33\n1998~><thread=12D>\n"
    )
    assert [row[4] for row in rows(data)] == [
        "Working on logon server",
        "Free disk space check failed (error 144), skipping...",
    ]


def test_an_empty_message_is_no_wrapped_one() -> None:
    data = sms_log([RETRY.line(), f"  $$<CCIM32>{WHEN}<thread=5 (0x5)>", RETRY.line()])
    assert [row[4] for row in rows(data)] == [RETRY.message, "", RETRY.message]
    assert "lines" not in read(data).claims


# ── zones ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("zone", "when", "doubt"),
    [
        (
            "Pacific Standard Time",
            datetime(2001, 7, 26, 14, 22, 53, tzinfo=UTC),
            (
                "yes: Pacific Standard Time stands on 2001-07-26 (line 2), when that zone keeps "
                "daylight saving time"
            ),
        ),
        (
            "Eastern Standard Time",
            datetime(2001, 4, 10, 11, 25, 21, tzinfo=UTC),
            (
                "yes: Eastern Standard Time stands on 2001-04-10 (line 2), when that zone keeps "
                "daylight saving time"
            ),
        ),
        (
            "Eastern Daylight Time",
            datetime(2000, 1, 4, 11, 25, 21, tzinfo=UTC),
            (
                "yes: Eastern Daylight Time stands on 2000-01-04 (line 2), when that zone keeps "
                "standard time"
            ),
        ),
        ("Eastern Daylight Time", datetime(2000, 7, 14, 8, 37, 37, tzinfo=UTC), None),
        ("Pacific Standard Time", datetime(1999, 12, 10, 1, 12, 40, tzinfo=UTC), None),
        ("Eastern Standard Time", datetime(1999, 3, 26, 10, 43, 41, tzinfo=UTC), None),
        ("Tokyo Standard Time", datetime(2001, 7, 26, 14, 22, 53, tzinfo=UTC), None),
    ],
)
def test_a_zone_is_kept_and_doubted_where_the_season_is_another(
    zone: str, when: datetime, doubt: str | None
) -> None:
    named = Entry(message="a", component="SMS_X", when=when, zone=zone)
    data = sms_log([RETRY.line(), named.line()])
    reading = read(data)
    assert reading.claims["zone named"] == zone
    assert reading.claims.get("zone doubted") == doubt
    assert rows(data)[1][2] == when.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_client_log_names_no_zone() -> None:
    assert dict(read(sms_log([RETRY.line()])).claims) == {
        "encoding": "utf-8 (plain ASCII)",
        "components": "CCIM32",
    }


# ── damage ──────────────────────────────────────────────────────────────────────────────────────


def test_a_record_that_was_being_written_is_cut() -> None:
    whole = sms_log([RETRY.line()])
    reading = read(whole + b"CCIM32 - Retry in 60 minutes $$<CCIM32><Tue Jan 04 15")
    (damage,) = reading.damage
    assert (damage.offset, damage.length, damage.code, damage.found) == (
        *(len(whole), 53, DamageCode.RECORD_TRUNCATED),
        "it ends with the file, before its trailer",
    )
    assert reading.bytes == Bytes(header=0, records=len(whole), filler=0, unreadable=53)


def test_a_rolled_log_may_begin_within_a_record() -> None:
    part = b"15:19:28.663 2000><thread=112 (0x70)>\r\n"
    reading = read(part + sms_log([RETRY.line()]))
    (damage,) = reading.damage
    assert (damage.offset, damage.length, damage.code, damage.excerpt) == (
        *(0, len(part), DamageCode.RECORD_UNREADABLE),
        part,
    )
    assert reading.records.event_id.tolist() == [2002]


def test_rubbish_between_records_is_damage() -> None:
    good = sms_log([RETRY.line()])
    reading = read(good + b"\x00\x01\x02\n" + good)
    assert [(each.offset, each.length) for each in reading.damage] == [(len(good), 4)]
    assert reading.records.event_id.tolist() == [2002, 2002]


def test_a_date_that_is_none_leaves_the_record_without_a_time() -> None:
    reading = read(b"a $$<CCIM32><Tue Feb 31 15:19:28.663 2000><thread=112 (0x70)>\n")
    assert reading.records.written.tolist() == [0]
    assert reading.claims["lines without a time"] == "1"


# ── recognising ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n \n",
        b"a plain text\n",
        b"price: $<5>\n",
        b"08/01 08:12:26 [LOGON] SamLogon: Network logon of C\\a from W Entered\n",
        b"1/16/2001\t2:27:39 PM\tSecurity\tFailure Audit\tLogon/Logoff\t529\n",
        b"ElfFile\x00" + bytes(4096),
        b"EventID,TimeCreated\n4625,2020-01-01\n",
    ],
)
def test_other_files_are_not_claimed(head: bytes) -> None:
    assert not sms_logs.recognises(head)


def test_a_log_of_a_setup_whose_lines_have_no_time_is_recognised() -> None:
    assert sms_logs.recognises(b"ASSIGNMENT ****  $$<CliEx32.dll>\nSite Key  $$<CliEx32.dll>\n")


def test_a_log_in_utf_16_is_recognised_and_read() -> None:
    data = sms_log([RETRY.line()], "utf-16")
    assert sms_logs.recognises(data)
    assert [row[:2] for row in rows(data)] == [(1, 2002)]
