r"""Windows events in syslog lines: Snare, NTsyslog, eventlog-to-syslog, and nxlog's Snare form.

One line is one event, its message put on that line. Layouts are those of the agents' output:

- Snare, and nxlog's `to_syslog_snare`: `MSWinEventLog`, then by tabs criticality, log, a counter of
  the agent, date, event id, source, user, type of user, type, computer, category, data, message,
  and often the counter once more. The counter is no record number of the log.
- NTsyslog: `security[failure] 529 NT AUTHORITY\SYSTEM Logon Failure: …`.
- eventlog-to-syslog (evtsys): `Security-Auditing: 4625: AUDIT_FAILURE An account failed …` and,
  before Vista, `Security: 529: NT AUTHORITY\SYSTEM: Logon Failure: …`.

Snare writes the machine's local time, without its zone. The two others write none: for them the
time of the syslog header stands, which says when a line was sent or received. A header's time is
never used where events have their own.

Syslog collects from many sources. A line that is no Windows event, of this host or another, is
counted and is filler to this form.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from forensics.evidence.records import Reading, Wanted
from forensics.evidence.texts import lines as texts
from forensics.evidence.texts.messages_records import (
    FILLER,
    FOUND,
    RECORD,
    UNREADABLE,
    Told,
    others,
    reading,
)

_WITH_ZONE: Final = r"[0-9-]{10}T[0-9:]{8}(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9:]{4,5})"
_SENT: Final = rf"(?:[A-Z][a-z]{{2}} [ 0-9][0-9] [0-9:]{{8}}|{_WITH_ZONE})"
# RFC 3164 or 5424, or none. A quote, a brace or a comma before the event is another form's.
_HEAD: Final = rf"^(?:<[0-9]{{1,3}}>[0-9]?)? ?(?:(?P<sent>{_SENT}) (?P<host>[^ \t\"{{,]+) )?"
_SNARE: Final = (
    r"^[^\t]*MSWinEventLog\t[0-9]{1,2}\t(?P<channel>[^\t]*)\t[^\t]*\t(?P<time>[^\t]*)"
    r"\t(?P<event>[0-9]{1,10})\t(?P<source>[^\t]*)\t[^\t]*\t[^\t]*\t[^\t]*\t(?P<computer>[^\t]*)"
    r"\t(?P<message>.*)$"
)
_NTSYSLOG: Final = rf"{_HEAD}(?P<source>(?i:security|system|application))\[[a-z]{{4,13}}\] "
_EVTSYS: Final = (
    rf"{_HEAD}(?:(?:[A-Za-z-]*Security-Auditing|Microsoft-Windows-[A-Za-z-]+): [0-9]"
    r"|Security: [0-9]{3}: )"
)
_AGENTS: Final = (
    ("Snare", r"^[^\t\"{,]*?MSWinEventLog\t", _SNARE),
    ("NTsyslog", _NTSYSLOG, _NTSYSLOG + r"(?P<event>[0-9]{1,10}) (?P<message>.*)$"),
    (
        "eventlog-to-syslog",
        _EVTSYS,
        rf"{_HEAD}(?P<source>[A-Za-z-]+): (?P<event>[0-9]{{1,10}}): (?P<message>.*)$",
    ),
)
"""Name, what a line of the agent begins with, and its whole form."""

_COUNTED: Final = r"\t-?[0-9]+\s*$"  # Snare's counter once more
_PARTS: Final = ("channel", "time", "event", "source", "computer", "message", "sent", "host")
_YEARLESS: Final = " 2000"  # the year of `records.Clock`


def recognises(head: bytes) -> bool:
    """Tell whether a line of `head` is one that these agents write."""
    text = _unescaped(texts.split(head).text)
    return any(len(parts) for _, parts, _ in _by_agent(text))


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a file of syslog lines.

    A line that begins as these agents' lines do and is none becomes damage.
    """
    data = file.read(size)
    lines = texts.split(data, wanted.encoding)
    by_agent = list(_by_agent(_unescaped(lines.text)))
    parts = pl.concat([parts for _, parts, _ in by_agent]).sort("line")
    kinds = np.full(len(lines.text), FILLER, dtype=np.uint8)
    kinds[parts["line"].to_numpy()] = RECORD
    for _, _, unlike in by_agent:
        kinds[unlike.to_numpy()] = UNREADABLE
    timed, claims, yearless = _timed(parts)
    told = Told(
        found=_found(timed),
        kinds=kinds,
        expected="an event as Snare, NTsyslog or eventlog-to-syslog writes it",
        claims={
            "exporter": ", ".join(agent for agent, own, _ in by_agent if len(own)) or "none",
            "other lines": str(others(lines.text, kinds)),
            **claims,
        },
        yearless=yearless,
    )
    return reading(data, lines, told, wanted)


def _unescaped(text: pl.Series) -> pl.Series:
    """Return lines in which a daemon wrote `#011` for the tabs between Snare's fields."""
    frame = pl.DataFrame({"text": text})
    return frame.select(
        pl.when(pl.col("text").str.contains("MSWinEventLog#011", literal=True))
        .then(pl.col("text").str.replace_all("#011", "\t", literal=True))
        .otherwise("text")
    ).to_series()


def _by_agent(text: pl.Series) -> Iterator[tuple[str, pl.DataFrame, pl.Series]]:
    """Yield each agent with the parts of its lines, and the places of those that have no such."""
    free = pl.repeat(value=True, n=len(text), eager=True)
    for agent, sign, form in _AGENTS:
        signed = text.str.contains(sign) & free
        free = free & ~signed
        places = signed.arg_true().rename("line")
        groups = text.gather(places).str.extract_groups(form).struct.unnest()
        parts = pl.DataFrame(
            [places, *(groups[part] for part in _PARTS if part in groups.columns)]
        ).with_columns(
            pl.lit(None, dtype=pl.String).alias(part)
            for part in _PARTS
            if part not in groups.columns
        )
        fits = pl.col("event").is_not_null()
        yield agent, parts.filter(fits).select("line", *_PARTS), parts.filter(~fits)["line"]


def _timed(parts: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str], bool]:
    """Return the parts with the times that count, what is claimed of them, and if without year."""
    own, sent = parts["time"].is_not_null(), parts["sent"].is_not_null()
    if own.any() or not sent.any():
        without = int((~own).sum())
        return parts, {"events without a time of their own": str(without)} if without else {}, False
    claims = {"times": "of the syslog headers, when the lines were sent"}
    zoned = pl.col("sent").str.contains("T", literal=True)
    if parts.select(zoned.any()).item():
        return parts.with_columns(pl.when(zoned).then("sent").alias("time")), claims, False
    return parts.with_columns((pl.col("sent") + _YEARLESS).alias("time")), claims, True


def _found(parts: pl.DataFrame) -> pl.DataFrame:
    return parts.select(
        "line",
        pl.lit(1).alias("lines"),
        pl.lit(None).alias("number"),
        "time",
        pl.coalesce("computer", "host").alias("computer"),
        "channel",
        "source",
        "event",
        pl.col("message").str.replace(_COUNTED, ""),
    ).cast(pl.Schema(FOUND))
