"""A small exhibit of each form, by what wrote it; all of it is invented."""

from datetime import datetime
from typing import Final

from tests.builders import (
    export_csv,
    export_json,
    export_xml,
    listing,
    netlogon,
    sms_log,
    syslog,
)
from tests.builders.evtx import evtx
from tests.builders.export_xml import Exported
from tests.builders.policy import net_accounts
from tests.builders.security import At, logon_failed_4625
from tests.builders.security_classic import failed_529
from tests.ledger.small_site import TOKEN, log

_EVENT = Exported()
_SAID = syslog.Said(event_id=4625, message=export_csv.MESSAGE)
_OLD = syslog.Said(
    event_id=529,
    message=export_csv.CLASSIC_MESSAGE,
    source="Security",
    date="10/8/2001 9:15:03 AM",
)
_LOGON = netlogon.Logon(
    who="LON\\alice", workstation="FIN-1", status="0xC000006A", stamp="10/08 09:15:03"
)
_LINE = sms_log.Entry(message="Retry", component="CCIM32", when=datetime(2001, 10, 8, 9, 15))  # noqa: DTZ001 - a wall clock
_VALUES = {"TargetUserName": "alice", "Status": "0xc000006d"}

SAMPLES: Final[dict[str, tuple[str, bytes]]] = {
    "an .evt log": ("evt", log("LONCAP01", (1, failed_529(TOKEN, "FIN-1", "FIN-1")))),
    "an .evtx log": ("evtx", evtx([logon_failed_4625(At(7, 133_500_000_000_000_000))])),
    "wevtutil": ("xml", export_xml.wevtutil([_EVENT]).encode()),
    "Event Viewer's XML": ("xml", export_xml.event_viewer([_EVENT]).encode("utf-16")),
    "JSON lines": ("json", export_json.lines([export_json.winlogbeat(_EVENT)]).encode()),
    "ConvertTo-Json": ("json", export_json.array([export_json.powershell(_EVENT)]).encode()),
    "EvtxECmd's CSV": (
        "csv",
        export_csv.written(
            [
                export_csv.EVTXECMD,
                export_csv.evtxecmd_row(1, "2001-10-08 09:15:03.1234567", _VALUES),
            ]
        ).encode("utf-8-sig"),
    ),
    "Event Viewer's CSV": (
        "csv",
        export_csv.written(
            [export_csv.EVENT_VIEWER, *export_csv.viewed(["10/18/2001 9:15:03 AM"])]
        ).encode(),
    ),
    "Snare": ("text", syslog.snare_line(_SAID, header="<13>Feb 18 06:42:17 dc1 ").encode()),
    "OSSEC": ("text", syslog.ossec_line(_SAID, before="2009 Mar 05 12:00:00 ").encode()),
    "a copied event": ("text", listing.viewer(_SAID).encode()),
    "a copied event with its XML": (
        "text",
        listing.viewer(_SAID, xml=listing.record_xml(7, "2001-10-08T09:15:03Z")).encode(),
    ),
    "a copied event of 2003": ("text", listing.old_viewer(_OLD).encode("cp1252")),
    "net accounts": ("policy", net_accounts().encode()),
    "netlogon.log": ("netlogon", netlogon.netlogon([_LOGON])),
    "an SMS log": ("sms", sms_log.sms_log([_LINE.line()])),
    "a copy of SMS Trace": ("sms", sms_log.sms_log([_LINE.copied()])),
    "an article": ("kb", b"DOCUMENT:Q999999  06-AUG-2002  [sms]\r\nTITLE   :SMS: Invented\r\n"),
}
"""What wrote it -> the name of its form, and its bytes."""
