"""Logs of Systems Management Server 1.x and 2.0, of clients and servers, also rolled (`.lo_`).

Their records and anomalies are told in `sms_parts`, the lines that mean something in `sms_lines`.
Times are those of the machine that wrote them: a zone that a line names is kept, not followed.
"""

from collections.abc import Mapping
from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import Export, batches, hand_over
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.evidence.sms import zones as sms_zones
from forensics.evidence.sms.lines import tell
from forensics.evidence.sms.parts import MARKS, STRONG, WEAK, parts
from forensics.evidence.sms.wraps import joined
from forensics.evidence.texts.glance import glance
from forensics.evidence.texts.lines import split
from forensics.evidence.texts.stamps import Stamps, read_stamps
from forensics.values import Damage, DamageCode

SMS: Final = "SMS log"
"""The provider under which its lines are handed over."""

_LOOKED_AT: Final = 400
_ONE_OF: Final = 8
"""Articles print a record on up to seven lines."""

_EXCERPT: Final = 64
_SHOWN: Final = 20
_VALUES: Final = ("component", "message", "thread", "zone")
_BROKEN: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffd]"
_FOUND: Final[Mapping[str, str]] = {
    "cut": "it ends with the file, before its trailer",
    "torn": "a trailer of which a part is gone or cannot be read",
    "unreadable": "characters that no SMS log has",
}


def recognises(head: bytes) -> bool:
    """Tell whether a file begins as an SMS log does: one line in eight at least has its marks."""
    lines = pl.Series("lines", glance(head)[:_LOOKED_AT], dtype=pl.String)
    strong = lines.str.contains(STRONG)
    own = strong | lines.str.contains(WEAK)
    return _ONE_OF * int(own.sum()) >= len(lines) > 0 and (bool(strong.any()) or bool(own.all()))


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Return what the log holds: every record indexed by what its line says, wanted ones decoded.

    Args:
        file: Opened for bytes, at its beginning.
        size: Bytes of the file.
        wanted: Values are asked for under the names `component`, `message`, `thread` and `zone`;
            event ids are those of `data/sms_lines.toml`, 0 for any other line.
    """
    data = file.read(size)
    lines = split(data, wanted.encoding)
    frame, wrapped = joined(lines)
    told = _sorted_out(_carried(frame, wrapped=wrapped), ended=data.endswith(b"\n"))
    records = told.filter(pl.col("state") == "record")
    created, dates = _times(records, wanted.date_order)
    index = records.select(
        "offset",
        "length",
        "line",
        pl.lit(None, dtype=pl.UInt64).alias("number"),
        created.alias("created"),
        pl.lit(None, dtype=pl.String).alias("computer"),
        pl.lit(None, dtype=pl.String).alias("channel"),
        pl.lit(SMS).alias("provider"),
        tell(records["message"]).alias("event_id"),
    )
    return hand_over(
        Export(
            index=index,
            batches=batches(index, records.select(_VALUES), wanted),
            bytes=_bytes(told),
            damage=_damage(told, data),
            claims={
                **lines.claims(),
                **_claims(records, created, wrapped=wrapped),
                **dates,
                **sms_zones.claims(records["zone"], created, records["line"]),
            },
            clock="local",
        )
    )


def _carried(frame: pl.DataFrame, *, wrapped: bool) -> pl.DataFrame:
    """Return the parts of each record; what stands behind a trailer joins a message.

    In a wrapped text that is the next record's, which began on that line; else its own.
    """
    told = frame.hstack(parts(frame["text"]).get_columns())
    tail = pl.col("tail").shift(1) if wrapped else pl.col("tail")
    order = [tail, pl.col("message")] if wrapped else [pl.col("message"), tail]
    whole = pl.concat_str(order, separator=" ", ignore_nulls=True)
    return told.with_columns(whole.str.strip_chars(MARKS).alias("message"))


def _sorted_out(told: pl.DataFrame, *, ended: bool) -> pl.DataFrame:
    """Return the records with `state`: record, blank, torn, unreadable or cut."""
    plain, torn = (pl.col("form") == form for form in ("plain", "torn"))
    last = pl.col("line") == pl.col("line").max()
    trailed = (pl.col("form") == "trailer").any()
    return told.with_columns(
        pl.when(pl.col("text").str.strip_chars() == "")
        .then(pl.lit("blank"))
        .when((plain | torn) & last & trailed & (not ended))
        .then(pl.lit("cut"))
        .when(torn)
        .then(pl.lit("torn"))
        .when(plain & pl.col("text").str.contains(_BROKEN))
        .then(pl.lit("unreadable"))
        .otherwise(pl.lit("record"))
        .alias("state")
    )


def _times(records: pl.DataFrame, order: str) -> tuple[pl.Series, dict[str, str]]:
    """Return the times as the wall clock showed them, and how the order of day and month is known.

    A copy from SMS Trace writes both as numbers; a trailer writes the month's name.
    """
    copied = records["form"] == "copy"
    when = pl.select(pl.when(copied).then(records["when"])).to_series()
    stated = pl.select(pl.when(~copied).then(records["when"])).to_series()
    trailer = read_stamps(stated, "mdy")
    if not copied.any():
        return trailer.ticks.rename("created"), {}
    copy: Stamps = read_stamps(when, order)
    said = {"date order": f"{copy.order} ({copy.basis})"} if copy.order else {}
    return trailer.ticks.fill_null(copy.ticks).rename("created"), said


def _bytes(told: pl.DataFrame) -> Bytes:
    by = dict(told.group_by("state").agg(pl.col("length").sum()).iter_rows())
    return Bytes(
        header=0,
        records=by.get("record", 0),
        filler=by.get("blank", 0),
        unreadable=sum(by.get(state, 0) for state in _FOUND),
    )


def _damage(told: pl.DataFrame, data: bytes) -> tuple[Damage, ...]:
    """Return a row for each run of lines that cannot be read."""
    runs = (
        told.with_columns(pl.col("state").rle_id().alias("run"))
        .filter(pl.col("state").is_in(list(_FOUND)))
        .group_by("run", maintain_order=True)
        .agg(pl.col("offset", "state").first(), pl.col("length").sum())
    )
    return tuple(
        Damage(
            offset=offset,
            length=length,
            code=DamageCode.RECORD_TRUNCATED if state == "cut" else DamageCode.RECORD_UNREADABLE,
            expected="a line of an SMS log with its trailer",
            found=_FOUND[state],
            excerpt=data[offset : offset + min(length, _EXCERPT)],
        )
        for offset, state, length in runs.select("offset", "state", "length").iter_rows()
    )


def _claims(records: pl.DataFrame, created: pl.Series, *, wrapped: bool) -> dict[str, str]:
    forms = records["form"].unique()
    said = {"exporter": "SMS Trace, copied as text"} if (forms == "copy").any() else {}
    if wrapped:
        said["lines"] = "wrapped, joined again"
    components = records["component"].drop_nulls().unique(maintain_order=True).to_list()
    if components:
        more = f" and {len(components) - _SHOWN} more" if len(components) > _SHOWN else ""
        said["components"] = ", ".join(components[:_SHOWN]) + more
    without = int(created.null_count())
    if without:
        said["lines without a time"] = str(without)
    return said
