r"""netlogon.log and its rolled copy netlogon.bak: the debug log of the Net Logon service.

A domain controller writes a line when it is asked to check a logon (`Entered`) and one when it
answers (`Returns`), in English on every Windows:

    [LOGON] SamLogon: Network logon of (null)\EXAMPLE from \\928WIN95 (via TARGA) Returns 0xC000006A
    [LOGON] NetrLogonUasLogon of EXAMPLE from 928WIN95 returns 0
    08/01 08:12:26 [LOGON] SamLogon: Network logon of D\U from \\M (via DC) Returns 0xC0000234
    09/04 11:01:20 [LOGON] [780] CORP: SamLogon: Network logon of CORP\u from PC1 Returns 0xC000006A

The first two are of Windows NT 4 without time stamps and the third with them (Q189541, Q191828);
the last is of Server 2008 R2 and later, with thread and domain (articles of the Windows Server
documentation). No line has a year, and the log does not name its own machine. `via` is the machine
that passed the question on. A `Generic logon` checks a Kerberos ticket and no password.
"""

from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import Export, batches, hand_over
from forensics.evidence.netlogon.claims import claims
from forensics.evidence.netlogon.lines import ASKS, STATED, entries
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.evidence.texts.glance import glance
from forensics.evidence.texts.lines import split
from forensics.values import UNIX_EPOCH_TICKS, Damage, DamageCode

NETLOGON: Final = "netlogon.log"
"""The provider under which its lines are handed over."""

OTHER, ANSWERED, PASSED_ON = 0, 1, 2
"""Our event ids: any other line; an answer to the machine that asked; one passed on by `via`."""

# The tags that netlogon.log may have, by the debug flags of Q109626.
_TAGS: Final = (
    "INIT|MISC|LOGON|SYNC|MAILSLOT|SITE|PULSE|CRITICAL|SESSION|DOMAIN|PACK|SERVER|CHANGELOG|DNS"
    "|WORKER|ENCRYPT|PERF"
)
_OWN: Final = rf"^\s*(?:\d\d/\d\d \d\d:\d\d:\d\d )?\s*\[(?:{_TAGS})\]\s*\S"
_TELLING: Final = (
    r"^\s*\d\d/\d\d \d\d:\d\d:\d\d \[(?:LOGON|SESSION|MAILSLOT|CHANGELOG|SITE)\]"
    r"|\bSamLogon: |\bNetrLogon\w+|\bNl[A-Z][a-z]\w+:|\bI_Net\w+"
)
_LOOKED_AT: Final = 400
_ONE_OF: Final = 3
_EXCERPT: Final = 64
_VALUES: Final = (
    *("account", "domain", "workstation", "via"),
    *("status", "logon", "thread", "tag"),
)
_BROKEN: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffd]"
_UNSTATED: Final = r"(?i) returns\b"


def recognises(head: bytes) -> bool:
    """Tell whether a file begins as netlogon.log does.

    One line in three at least has one of its tags (articles wrap the lines), and one of them is
    what no other log writes.
    """
    lines = pl.Series("lines", glance(head)[:_LOOKED_AT], dtype=pl.String)
    own = lines.filter(lines.str.contains(_OWN))
    return _ONE_OF * len(own) >= len(lines) > 0 and bool(own.str.contains(_TELLING).any())


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Return what the log holds: every line indexed, answers to logons decoded.

    Args:
        file: Opened for bytes, at its beginning.
        size: Bytes of the file.
        wanted: Values are asked for under the names `account`, `domain`, `workstation`, `via`,
            `status`, `logon` (`Network`, `Transitive Network`), `thread` and `tag`.
    """
    data = file.read(size)
    lines = split(data, wanted.encoding)
    told = _sorted_out(entries(lines), ended=data.endswith(b"\n"))
    records = told.filter(pl.col("state") == "record")
    index = records.select(
        "offset",
        "length",
        "line",
        pl.lit(None, dtype=pl.UInt64).alias("number"),
        _ticks().alias("created"),
        pl.lit(None, dtype=pl.String).alias("computer"),
        pl.lit(None, dtype=pl.String).alias("channel"),
        pl.lit(NETLOGON).alias("provider"),
        _event_id().alias("event_id"),
    )
    return hand_over(
        Export(
            index=index,
            batches=batches(index, records.select(_VALUES), wanted),
            bytes=_bytes(told),
            damage=_damage(told, data),
            claims={**lines.claims(), **claims(records, index["created"])},
            clock="yearless",
        )
    )


def _sorted_out(told: pl.DataFrame, *, ended: bool) -> pl.DataFrame:
    """Return the stretches with `state`: record, blank, unreadable or cut.

    A question without an end that stands last was being written; an answer whose status cannot be
    read is no other line, as it would be an attempt.
    """
    text, asked = pl.col("text"), pl.col("verb").is_null() & pl.col("text").str.contains(ASKS)
    last = pl.col("line") == pl.col("line").max()
    return told.with_columns(
        pl.when(text.str.strip_chars() == "")
        .then(pl.lit("blank"))
        .when(pl.col("verb").is_not_null())
        .then(pl.lit("record"))
        .when(asked & last & (not ended))
        .then(pl.lit("cut"))
        .when(text.str.contains(_BROKEN) | (asked & text.str.contains(_UNSTATED)))
        .then(pl.lit("unreadable"))
        .otherwise(pl.lit("record"))
        .alias("state")
    )


def _ticks() -> pl.Expr:
    """Return the times in the year 2000, a leap year, ticks as if UTC; null where there is none."""
    dated = pl.format("2000/{}", "stamp").str.to_datetime("%Y/%m/%d %H:%M:%S", strict=False)
    return dated.dt.timestamp("us") * 10 + UNIX_EPOCH_TICKS


def _event_id() -> pl.Expr:
    # A ticket that is checked is no try of an account (documentation of PAC validation).
    answer = (pl.col("verb") == STATED) & (pl.col("logon") != "Generic")
    passed = pl.when(pl.col("via").is_null()).then(ANSWERED).otherwise(PASSED_ON)
    return pl.when(answer).then(passed).otherwise(OTHER).cast(pl.Int32)


def _bytes(told: pl.DataFrame) -> Bytes:
    by = dict(told.group_by("state").agg(pl.col("length").sum()).iter_rows())
    return Bytes(
        header=0,
        records=by.get("record", 0),
        filler=by.get("blank", 0),
        unreadable=by.get("unreadable", 0) + by.get("cut", 0),
    )


def _damage(told: pl.DataFrame, data: bytes) -> tuple[Damage, ...]:
    """Return a row for each run of lines that cannot be read."""
    runs = (
        told.with_columns(pl.col("state").rle_id().alias("run"))
        .filter(pl.col("state").is_in(["unreadable", "cut"]))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("offset", "state", "line").first(),
            pl.col("length").sum(),
            pl.len().alias("lines"),
        )
    )
    return tuple(
        Damage(
            offset=row["offset"],
            length=row["length"],
            code=DamageCode.RECORD_TRUNCATED
            if row["state"] == "cut"
            else DamageCode.RECORD_UNREADABLE,
            expected="an entry of netlogon.log",
            found=_found(row["state"], row["line"], row["lines"]),
            excerpt=data[row["offset"] : row["offset"] + min(row["length"], _EXCERPT)],
        )
        for row in runs.iter_rows(named=True)
    )


def _found(state: str, line: int, lines: int) -> str:
    if state == "cut":
        return f"line {line} ends with the file, before it says Entered or Returns"
    return f"no readable entry at line {line}" if lines == 1 else f"{lines} such lines from {line}"
