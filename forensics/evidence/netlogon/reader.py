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

from collections.abc import Mapping
from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import Export, batch, hand_over
from forensics.evidence.netlogon.claims import claims
from forensics.evidence.netlogon.entries import Entries, entries_of
from forensics.evidence.netlogon.lines import settled
from forensics.evidence.records import Batch, Bytes, Reading, Wanted
from forensics.evidence.texts import lines
from forensics.evidence.texts.glance import glance
from forensics.evidence.texts.stretches import stretches, survey
from forensics.values import Damage, DamageCode

NETLOGON: Final = "netlogon.log"
"""The provider under which its lines are handed over."""

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
    script = survey(file, size, wanted.encoding)
    fields = wanted.fields.get(NETLOGON, {})
    replaced, parts = 0, list[Entries]()
    for stretch in stretches(file, size, script, settled):
        replaced += stretch.lines.replaced
        parts.append(entries_of(stretch, fields))
    entries = pl.concat([part.entries for part in parts])
    records = entries.filter(pl.col("state") == "record")
    index = _index(records)
    return hand_over(
        Export(
            index=index,
            batches=_batches(index, pl.concat([part.values for part in parts]), fields),
            bytes=_bytes(entries),
            damage=_damage(entries, file),
            claims={
                **lines.claims(script.encoding, script.basis, replaced),
                **claims(records),
            },
            clock="yearless",
        )
    )


def _index(records: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `exported.INDEX`."""
    return records.select(
        *("offset", "length", "line"),
        pl.lit(None, dtype=pl.UInt64).alias("number"),
        "created",
        pl.lit(None, dtype=pl.String).alias("computer"),
        pl.lit(None, dtype=pl.String).alias("channel"),
        pl.lit(NETLOGON).alias("provider"),
        "event_id",
    )


def _batches(
    index: pl.DataFrame, values: pl.DataFrame, fields: Mapping[int, frozenset[str]]
) -> tuple[Batch, ...]:
    """Return the wanted entries; `values` has a row for each of them."""
    wanted = index.select("line", "event_id").with_row_index("place")
    wanted = wanted.filter(pl.col("event_id").is_in(list(fields)))
    made = []
    for event_id in sorted(fields):
        own = wanted["event_id"] == event_id
        if own.any():
            place = wanted["place"].filter(own)
            made.append(batch(index, place, values.filter(own), fields[event_id]))
    return tuple(made)


def _bytes(entries: pl.DataFrame) -> Bytes:
    by = dict(entries.group_by("state").agg(pl.col("length").sum()).iter_rows())
    return Bytes(
        header=0,
        records=by.get("record", 0),
        filler=by.get("blank", 0),
        unreadable=by.get("unreadable", 0) + by.get("cut", 0),
    )


def _damage(entries: pl.DataFrame, file: BinaryIO) -> tuple[Damage, ...]:
    """Return a row for each run of lines that cannot be read."""
    end = pl.col("offset") + pl.col("length")
    begins = (pl.col("offset") != end.shift(1)) | (pl.col("state") != pl.col("state").shift(1))
    runs = (
        entries.filter(pl.col("state").is_in(["unreadable", "cut"]))
        .with_columns(begins.fill_null(value=True).cum_sum().alias("run"))
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
            excerpt=_excerpt(file, row["offset"], row["length"]),
        )
        for row in runs.iter_rows(named=True)
    )


def _excerpt(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(min(length, _EXCERPT))


def _found(state: str, line: int, lines: int) -> str:
    if state == "cut":
        return f"line {line} ends with the file, before it says Entered or Returns"
    return f"no readable entry at line {line}" if lines == 1 else f"{lines} such lines from {line}"
