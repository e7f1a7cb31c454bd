"""Well-formed inputs to begin fuzzing with, and words of each form. All content is invented."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Final

from tests.builders import (
    export_csv,
    export_json,
    export_xml,
    listing,
    messages,
    netlogon,
    policy,
    sms_log,
    syslog,
)
from tests.builders.article import article
from tests.builders.evt import evt
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx, file_header
from tests.builders.export_xml import Exported
from tests.builders.named import CASE_TOML
from tests.builders.security import At, lockout_4740, logon_failed_4625
from tests.builders.security_classic import failed_529, lockout_644
from tests.builders.zips import STREAMED, UTF8, Packed, wide_zipped, zipped
from tests.ledger.small_site import TOKEN, at, log, records

_SAID: Final = syslog.Said(event_id=4625, message=export_csv.MESSAGE)
_OLD: Final = syslog.Said(
    event_id=529,
    message=export_csv.CLASSIC_MESSAGE,
    source="Security",
    date="10/8/2001 9:15:03 AM",
)
_EVENT: Final = Exported()
_VALUES: Final = {"TargetUserName": "alice", "Status": "0xc000006d"}


def evtx_around(body: bytes) -> bytes:
    """Return a log of one chunk that begins with these bytes."""
    return file_header(1, 4, dirty=False) + body[:CHUNK].ljust(CHUNK, b"\0")


def evtx_logs() -> Iterator[bytes]:
    """Yield logs without the emptiness behind their last record."""
    for body in evtx_chunks():
        yield (file_header(1, 4, dirty=False) + body).ljust(FILE_HEADER + 1024, b"\0")


def evtx_chunks() -> Iterator[bytes]:
    """Yield chunks up to the end of their last record."""
    events = [logon_failed_4625(At(1, at(1).ticks)), lockout_4740(At(2, at(2).ticks))]
    classic = [failed_529(TOKEN, "FIN-1", "FIN-1").event(At(1, at(1).ticks))]
    for logged in (events, classic):
        chunk = evtx(logged)[FILE_HEADER : FILE_HEADER + CHUNK]
        yield chunk[: int.from_bytes(chunk[48:52], "little")]


def evt_logs() -> Iterator[bytes]:
    """Yield saved logs, one that has wrapped, one that was not closed."""
    tries = [(n, failed_529(TOKEN, f"FIN-{n}", f"FIN-{n}")) for n in range(6)]
    kept = records("LONCAP01", *tries, (7, lockout_644(TOKEN, "FIN-1")))
    yield evt(kept)
    yield evt(kept, size=1024)
    yield evt(kept, size=1024, dirty=True)
    yield evt(kept[4:], slack=kept[:2])


def articles() -> Iterator[bytes]:
    """Yield an article as regular as the archive's rule, and one that is not."""
    yield article()
    yield article(opening="", dashes="", underline=3, closing="", query="")


def policies() -> Iterator[bytes]:
    """Yield what Windows' own tools print of a policy."""
    yield policy.net_accounts().encode()
    yield policy.of_domain("LON", policy.net_accounts()).encode()
    yield policy.active_directory().encode()
    yield policy.template().encode("utf-16")
    settings = policy.setting("LockoutBadCount", "5", "1") + policy.AUDIT
    yield policy.group_policy("Default", settings).encode()
    yield policy.resultant("DC1", settings).encode("utf-16")
    yield policy.page([("Account lockout threshold", "5 invalid logon attempts")]).encode()


def netlogons() -> Iterator[bytes]:
    """Yield netlogon.log of Windows NT 4 and of later ones."""
    plain = netlogon.Logon(who="LON\\alice", workstation="FIN-1", status="0xC000006A")
    later = netlogon.Logon(
        who="LON\\alice",
        workstation="\\\\FIN-1",
        status="0xC0000234",
        via="DC2",
        stamp="10/08 09:15:03",
        thread="1412",
        hosted="LON",
    )
    yield netlogon.netlogon([plain, "[MISC] DsGetDcName called", plain])
    yield netlogon.netlogon([later, later], "utf-16")


def sms_logs() -> Iterator[bytes]:
    """Yield logs of SMS, and copies of them."""
    line = sms_log.Entry(
        message="CNetworkAccount failed (1326)",
        component="CCIM32",
        when=datetime(2001, 10, 8, 9, 15),  # noqa: DTZ001 - a wall clock
        zone="Eastern Daylight Time",
    )
    yield sms_log.sms_log([line.line(), line.line()])
    yield sms_log.sms_log([line.old_line()])
    yield sms_log.sms_log([line.copied(), line.copied_time_first()])


def syslogs() -> Iterator[bytes]:
    """Yield lines of agents."""
    head = "Feb 18 06:42:17 dc1 "
    yield syslog.snare_line(_SAID, header=f"<13>{head}").encode()
    yield syslog.ntsyslog_line(_OLD, header=head).encode()
    yield syslog.evtsys_line(_SAID, header=f"2025-02-18T06:42:17Z {head}").encode("utf-16")


def ossecs() -> Iterator[bytes]:
    """Yield lines and alerts of OSSEC."""
    yield syslog.ossec_line(
        _SAID, before="2025 Feb 18 06:42:17 (dc1) 192.0.2.1->WinEvtLog "
    ).encode()
    yield syslog.ossec_alert(_OLD, arrived="2011 May 20 06:04:00").encode()


def listings() -> Iterator[bytes]:
    """Yield copied events."""
    told = messages.FAILED_4625.format(account="alice", domain="LON")
    german = messages.FAILED_4625_DE.format(account="alice", domain="LON")
    viewed = syslog.Said(event_id=4625, message=told, date="2/18/2025 6:42:17 AM")
    deutsch = syslog.Said(event_id=4625, message=german, date="18.02.2025 06:42:17")
    yield listing.viewer(viewed, xml=listing.record_xml(7, "2025-02-18T06:42:17Z")).encode()
    yield listing.viewer(deutsch, listing.GERMAN).encode("utf-16")
    yield listing.old_viewer(_OLD).encode("cp1252")
    yield listing.wevtutil(viewed, 0).encode()
    yield listing.psloglist(_OLD, 7).encode()
    yield listing.eventcomb(_OLD).encode()


def xmls() -> Iterator[bytes]:
    """Yield exports as XML."""
    yield export_xml.wevtutil([_EVENT, _EVENT]).encode()
    yield export_xml.rooted([_EVENT]).encode()
    yield export_xml.event_viewer([_EVENT]).encode("utf-16")


def jsons() -> Iterator[bytes]:
    """Yield exports as JSON, of every exporter that is known."""
    made = [
        *(export_json.powershell(_EVENT), export_json.evtxecmd(_EVENT)),
        *(export_json.winlogbeat(_EVENT), export_json.winlogbeat_6(_EVENT)),
        *(export_json.nxlog(_EVENT), export_json.evtx_dump(_EVENT)),
        export_json.flattened(export_json.winlogbeat(_EVENT)),
    ]
    for one in made:
        yield export_json.lines([one, one]).encode()
    yield export_json.array(made[:1]).encode("utf-16")


def csvs() -> Iterator[bytes]:
    """Yield exports as tables."""
    row = export_csv.evtxecmd_row(1, "2001-10-08 09:15:03.1234567", _VALUES)
    yield export_csv.written([export_csv.EVTXECMD, row]).encode("utf-8-sig")
    viewed = export_csv.viewed(["10/18/2001 9:15:03 AM", "10/18/2001 9:15:04 AM"])
    yield export_csv.written([export_csv.EVENT_VIEWER, *viewed]).encode()
    yield export_csv.written([export_csv.EVENT_VIEWER, *viewed], "\t").encode("utf-16")
    old = export_csv.by_name(
        export_csv.GET_EVENTLOG,
        EventID="529",
        MachineName="LONCAP01",
        Message=export_csv.CLASSIC_MESSAGE,
        Source="Security",
        TimeGenerated="10/8/2001 9:15:03 AM",
    )
    yield export_csv.written([export_csv.GET_EVENTLOG, old], ";", all_quoted=True).encode()


def zips() -> Iterator[bytes]:
    """Yield zips, one in another, zip64, streamed."""
    text = netlogon.netlogon([netlogon.Logon(who="LON\\a", workstation="F", status="0xC000006A")])
    inner = zipped(Packed(name=b"a.log", content=text))
    yield zipped(Packed(name=b"netlogon.log", content=text), Packed(name=b"in.zip", content=inner))
    yield wide_zipped(Packed(name=b"w.log", content=text, wide=True))
    yield zipped(
        Packed(name="é\u202e.log".encode(), content=text, flags=STREAMED | UTF8), comment=b"PK"
    )
    yield zipped(Packed(name=b"../../x", content=text, method=0), Packed(name=b"../../X"))


def anything() -> Iterator[bytes]:
    """Yield one or more inputs of every form that a case may hold."""
    made = (netlogons, sms_logs, syslogs, ossecs, listings, xmls, jsons, csvs, policies, articles)
    yield log(
        "LONCAP01", (1, failed_529(TOKEN, "FIN-1", "FIN-1")), (2, lockout_644(TOKEN, "FIN-1"))
    )
    yield from chain.from_iterable(each() for each in made)


def case_tomls() -> Iterator[bytes]:
    """Yield what an analyst may say."""
    yield CASE_TOML.encode()
    yield (
        b'[[host]]\nname = "DC1"\naliases = ["a"]\naddresses = ["10.0.0.1"]\nroles = ["dc"]\n'
        b'timezone = "Europe/London"\nclock_offset = "-2s"\n'
        b'[[exhibit]]\npath = "evidence/*"\nencoding = "cp1252"\ndate_order = "mdy"\nyear = 2001\n'
        b'[facts]\n"sms.version" = ["2.0"]\n[[apart]]\nnames = ["a", "b"]\n'
        b'[case]\nfrom = 2001-10-08T00:00:00Z\nto = 2001-10-09T00:00:00Z\ntimezone = "UTC"\n'
    )


def hosts_csvs() -> Iterator[bytes]:
    """Yield lists of machines."""
    yield b"name,aliases,addresses,roles,timezone,clock_offset\nDC1,a;b,10.0.0.1,dc,UTC,+2s\n"


_SIZES: Final = tuple(
    number.to_bytes(4, "little") for number in (0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
)
BINXML: Final = (
    *(b"ElfFile\0", b"ElfChnk\0", b"**\0\0", b"\x0f\x01\x01\x00", b"\x0c\x01", b"\x01", b"\x41"),
    *(b"\x06", b"\x46", b"\x0d", b"\x0e", b"\x02", b"\x03", b"\x04", b"\x05\x01", b"\x08", b"\x09"),
    *(b"\x21\x00", b"\x81\x00", b"\x00\x02\x00\x00", b"\x26\x02\x00\x00", *_SIZES),
)
EVT: Final = (b"LfLe", b"\x11\x11\x11\x11\x22\x22\x22\x22", b"\x27\0\0\0", b"\x30\0\0\0", *_SIZES)
ARTICLE: Final = (
    *(b"DOCUMENT:Q", b"TITLE   :", b"PRODUCT :", b"=====", b"-----", b"\r\n", b"STATUS", b"\x81"),
    b"Additional query words:",
)
POLICY: Final = (
    *(b"Lockout threshold:", b"Never", b"LockoutBadCount", b"[System Access]", b"<GPO ", b"<td>"),
    *(
        b"<!DOCTYPE ",
        b"<!ENTITY ",
        b"&a;",
        b"xmlns:q1=",
        b"LockoutDuration",
        b"\xff\xfe",
        b"999999999",
    ),
)
NETLOGON: Final = (
    *(b"[LOGON] ", b"SamLogon: ", b"Network logon of ", b" from ", b" (via ", b" Returns 0x"),
    *(b"Entered", b"[CRITICAL]", b"02/29 23:59:60 ", b"\r\n", b"\\\\", b"\0", b"\xff\xfe"),
)
SMS: Final = (
    b"$$<",
    b"><",
    b"~",
    b"<thread=",
    b"(0x70)>",
    b".000+060",
    b"\t",
    b"Feb 29 25:61:61.999 0000",
)
MESSAGE: Final = (
    *(
        b"MSWinEventLog\t",
        b"WinEvtLog: ",
        b"AUDIT_FAILURE(",
        b"Account Name:",
        b"Event ID:",
        b"Date:",
    ),
    *(b"Log Name:", b"Description:", b"\r\n", b"\t", b"   ", b"4625", b"529", b"<13>", b"\xff\xfe"),
)
XML: Final = (
    *(b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>", b"</Event>"),
    *(b"<System>", b"<Data Name='", b"<![CDATA[", b"]]>", b"<!DOCTYPE ", b"<!ENTITY ", b"&a;"),
    *(b"&#0;", b"&#xD800;", b"<?xml version='1.0' encoding='", b"<!--", b"-->", b"\xff\xfe"),
)
JSON: Final = (
    *(
        b'{"',
        b'":',
        b"[[[[",
        b"]]]]",
        b"\\ud800",
        b"\\u0000",
        b"1e999",
        b"-0",
        b"99999999999999999999",
    ),
    *(
        b'"Event"',
        b'"System"',
        b'"winlog"',
        b'"TimeCreated"',
        b"/Date(",
        b"null",
        b"\xff\xfe",
        b"NaN",
    ),
)
CSV: Final = (
    b'"',
    b'""',
    b",",
    b";",
    b"\t",
    b"\r\n",
    b"4625",
    b"#TYPE ",
    b"\xef\xbb\xbf",
    b"\0",
    b"Event ID",
)
ZIP: Final = (
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"),
    *(b"\xff\xff\xff\xff", b"\xff\xff", b"../", b"\x08\0", b"\x01\0\x18\0"),
)
NAMES: Final = (
    *(b"<script>", b"{{7*7}}", b"]]>", b"\x1b[31m", b"=cmd|", b"\xe2\x80\xae", b"\xed\xa0\x80"),
    *(b"&amp;", b"(not recorded)", b"\\ud800", b"4740", b"4625", b"644", b"529", b"-"),
)
TOML: Final = (
    *(
        b"[case]",
        b"[[host]]",
        b"[[exhibit]]",
        b"[policy]",
        b"[facts]",
        b"[[custody]]",
        b"[[apart]]",
    ),
    *(
        b"threshold = ",
        b"window = ",
        b"timezone = ",
        b"clock_offset = ",
        b"encoding = ",
        b'"""',
        b"'''",
    ),
    *(
        b"path = ",
        b"year = ",
        b"9999-12-31T23:59:59.999999+23:59",
        b"[[[[[[",
        b"names = ",
        b";",
        b"inf",
    ),
)
