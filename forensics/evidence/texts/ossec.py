"""Windows events as OSSEC, and Wazuh before 3, write them: `archives.log` and `alerts.log`.

The agent puts an event on one line:
`WinEvtLog: Security: AUDIT_FAILURE(529): Security: SYSTEM: NT AUTHORITY: DC1: Logon Failure: …`,
which is log, type and event id (in old agents in hex), source, user, domain, machine and message;
`(no user)`, `no domain` and `no source` where there is none. Later agents write the machine's local
time before it (`2018 Dec 21 13:14:54 WinEvtLog: …`).

The archive puts the manager's time and the agent before each event
(`2009 Mar 05 12:00:00 (dc1) 10.0.0.1->WinEvtLog`); an alert has these on a line above, after
`** Alert`, and the rule's lines between. The manager's time says when an event arrived. It stands
only where no event of the file has its own.
"""

from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.records import Reading, Wanted
from forensics.evidence.texts import lines as texts
from forensics.evidence.texts.messages_records import (
    FILLER,
    FOUND,
    HEADING,
    RECORD,
    UNREADABLE,
    Told,
    others,
    reading,
)

_TIME: Final = r"[0-9]{4} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}"
_ARRIVED: Final = rf"^(?P<arrived>{_TIME}) [^\"{{]*?->"
# A quote or a brace before the event is another form's: an alert in JSON holds such lines too.
_SIGN: Final = r"^[^\"{\t]*?(?:^|[ \]])WinEvtLog: "
_EVENT: Final = (
    rf"(?:(?P<time>{_TIME}) )?WinEvtLog: (?P<channel>[^:]+): "
    r"[A-Z][A-Za-z_ ]+\((?P<event>[0-9]{1,10}|0[xX][0-9A-Fa-f]{1,8})\): "
    r"(?P<source>[^:]*): [^:]*: [^:]*: (?P<computer>[^:]*): (?P<message>.*)$"
)
_ABOUT: Final = (
    r"^(?:\*\* Alert [0-9]|Rule: [0-9]|Src IP: |Dst IP: |User: |Src Port: |Src Location: )"
)
_PARTS: Final = ("time", "channel", "event", "source", "computer", "message")


def recognises(head: bytes) -> bool:
    """Tell whether a line of `head` is a Windows event as OSSEC writes it."""
    text = texts.split(head).text
    return bool((text.str.contains(_SIGN) & text.str.contains(_EVENT)).any())


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read an archive or alerts of OSSEC.

    Lines about an alert are headings. Events of other logs, and lines of other systems, which
    such files hold as well, are counted and are filler to this form.
    """
    data = file.read(size)
    lines = texts.split(data, wanted.encoding)
    text = lines.text
    signed = text.str.contains(_SIGN)
    parts = text.str.extract_groups(_EVENT).struct.unnest()
    event = signed & parts["event"].is_not_null()
    arrived = text.str.extract(_ARRIVED)
    about = text.str.contains(_ABOUT) | (arrived.is_not_null() & text.str.ends_with("->WinEvtLog"))
    kinds = np.full(len(text), FILLER, dtype=np.uint8)
    kinds[about.to_numpy()] = HEADING
    kinds[(signed & ~event).to_numpy()] = UNREADABLE
    kinds[event.to_numpy()] = RECORD
    found, claims = _found(parts, event, _last_arrival(arrived, event))
    told = Told(
        found=found,
        kinds=kinds,
        expected="an event as OSSEC writes it",
        claims={"exporter": "OSSEC", "other lines": str(others(text, kinds)), **claims},
    )
    return reading(data, lines, told, wanted)


def _last_arrival(arrived: pl.Series, event: pl.Series) -> pl.Series:
    """Return for each line the time of its own head, or of the heading since the last event."""
    alert = event.cast(pl.UInt32).cum_sum().shift(1, fill_value=0)
    frame = pl.DataFrame({"arrived": arrived, "alert": alert})
    return frame.select(pl.col("arrived").forward_fill().over("alert")).to_series()


def _found(
    parts: pl.DataFrame, event: pl.Series, arrived: pl.Series
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the columns of `FOUND` and what is claimed of the times."""
    rows = (
        parts.select(_PARTS)
        .with_columns(arrived.alias("arrived"))
        .with_row_index("line")
        .filter(event)
    )
    own = rows["time"].is_not_null()
    claims = {}
    if not own.any() and rows["arrived"].is_not_null().any():
        rows = rows.with_columns(pl.col("arrived").alias("time"))
        claims["times"] = "of the manager, when the events arrived"
    elif not own.all():
        claims["events without a time of their own"] = str(int((~own).sum()))
    found = rows.select(
        "line",
        pl.lit(1).alias("lines"),
        pl.lit(None).alias("number"),
        "time",
        "computer",
        "channel",
        "source",
        "event",
        "message",
    )
    return found.cast(pl.Schema(FOUND)), claims
