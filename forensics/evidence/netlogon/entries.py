"""The entries of a stretch of netlogon.log as columns: plain ones by `plain`, others by `lines`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.netlogon import plain
from forensics.evidence.netlogon.lines import (
    ASKS,
    ENTERED,
    STAMP,
    STATED,
    VALUES,
    joined,
    taken_apart,
)
from forensics.evidence.texts.stretches import Stretch
from forensics.values import UNIX_EPOCH_TICKS

OTHER, ANSWERED, PASSED_ON = 0, 1, 2
"""Our event ids: any other line; an answer to the machine that asked; one passed on by `via`."""

ENTRY: Final[dict[str, pl.DataType]] = {
    "line": pl.UInt64(),  # number of its first line, from 1
    "offset": pl.Int64(),  # bytes from the start of the file
    "length": pl.Int64(),  # bytes of all its lines
    "state": pl.Enum(("record", "blank", "unreadable", "cut")),
    "event_id": pl.Int32(),
    "stamped": pl.Boolean(),  # has a time stamp
    "created": pl.Int64(),  # ticks in the year 2000, a leap year; null where there is none
    "day": pl.Int16(),  # of the stamp, month times 100 and day of the month; null likewise
    "entered": pl.Boolean(),  # says Entered
    "returned": pl.Boolean(),  # says Returns
    "failed": pl.Boolean(),  # says Returns, and an error
    "ticket": pl.Boolean(),  # says either about a Kerberos ticket
    "asks": pl.Boolean(),  # is about a logon, and says neither
}
"""One row for each entry, and for each line that is none, in file order."""

_USUAL: Final[dict[str, str | int | bool]] = {
    "state": "record",
    "event_id": OTHER,
    **dict.fromkeys(("entered", "returned", "failed", "ticket", "asks"), False),
}
"""What holds of an entry of which nothing else is told."""

_BROKEN: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffd]"
_UNSTATED: Final = r"(?i) returns\b"
_ZERO: Final = r"^(?:0[xX])?0+$"
_STAMPED: Final = rf"^{STAMP}"
_STAMP_LONG: Final = 14
_LEAP: Final = ":60"  # a second that a time stamp may name, and a time has as the next minute
_GENERIC: Final = "Generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a stretch holds.

    Attributes:
        entries: The columns of `ENTRY`; the lengths sum up to the stretch's.
        values: Of the wanted entries, a row each: `line`, the columns of `lines.VALUES` that are
            wanted, and `strings`, how many of all of them an entry has.
    """

    entries: pl.DataFrame
    values: pl.DataFrame


def entries_of(stretch: Stretch, wanted: Mapping[int, frozenset[str]]) -> Entries:
    """Return the entries of a stretch.

    Args:
        stretch: Of a netlogon.log.
        wanted: Event id -> names of the values that are wanted of such entries.
    """
    frame = _timed(stretch)
    names = sorted(set(VALUES).intersection(frozenset().union(*wanted.values())))
    every = OTHER in wanted  # what lines of all kinds say is told by the patterns alone
    simple = plain.is_plain(frame["text"]) & (not every)
    asked = simple & plain.entered(frame["text"])
    rest = frame.filter(~simple)
    rest = joined(rest.with_columns(pl.col("text").str.contains(ASKS).alias("asks")))
    open_ended = stretch.last and not stretch.ended and not simple[-1:].any()
    cut = int(rest["line"].to_numpy()[-1]) if open_ended and len(rest) else 0
    parts = (
        _entered(frame.filter(asked)),
        _returned(frame.filter(simple & ~asked), names),
        _asking(rest.filter(pl.col("asks") | every), cut),
        _silent(rest.filter(~pl.col("asks") & (not every))),
    )
    return Entries(
        entries=pl.concat([_columns(part) for part in parts]).sort("line"),
        values=pl.concat(
            [_values(part, names, wanted) for part in parts if "strings" in part.columns]
        ).sort("line"),
    )


def _timed(stretch: Stretch) -> pl.DataFrame:
    """Return the lines of a stretch with their times: `ENTRY` as far as lines have it, `text`."""
    lines = stretch.lines
    text = lines.text.str.strip_chars_start()
    stamped = text.str.contains(_STAMPED)
    stamp = pl.select(pl.when(stamped).then(text.str.slice(0, _STAMP_LONG))).to_series()
    time = ("2000/" + stamp).str.to_datetime("%Y/%m/%d %H:%M:%S", strict=False)
    shown = time
    if (leap := stamp.str.ends_with(_LEAP)).any():
        shown = pl.select(pl.when(leap).then(time.dt.offset_by("-1s")).otherwise(time)).to_series()
    return pl.DataFrame(
        {
            "line": np.arange(len(text), dtype=np.uint64) + stretch.first,
            "offset": lines.offset,
            "length": lines.length,
            "text": lines.text,
            "stamped": stamped,
            "created": time.dt.timestamp("us") * 10 + UNIX_EPOCH_TICKS,
            "day": shown.dt.month().cast(pl.Int16) * 100 + shown.dt.day(),
        }
    )


def _entered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what plain entries are that say Entered."""
    return frame.with_columns(
        pl.lit(value=True).alias("entered"), plain.ticket(frame["text"]).alias("ticket")
    )


def _returned(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Return what plain entries are that say Returns, with their values."""
    text = frame["text"]
    told = frame.with_columns(
        pl.lit(value=True).alias("returned"),
        plain.failed(text).alias("failed"),
        plain.ticket(text).alias("ticket"),
    )
    return told.hstack(plain.values(text, names)).with_columns(_event_id())


def _asking(frame: pl.DataFrame, cut: int) -> pl.DataFrame:
    """Return what lines about a logon are that are no plain entries, with their values.

    A question without an end that stands last was being written; an answer whose status cannot be
    read is no other line, as it would be an attempt.

    Args:
        frame: The lines, and maybe others.
        cut: The number of the line with which the text ends, if it ends within one; else 0.
    """
    text, asks = pl.col("text"), pl.col("asks") & pl.col("verb").is_null()
    strings = pl.sum_horizontal(pl.col(VALUES).is_not_null())
    return (
        frame.hstack(taken_apart(frame["text"]))
        .with_columns(
            (pl.col("verb") == ENTERED).fill_null(value=False).alias("entered"),
            (pl.col("verb") == STATED).fill_null(value=False).alias("returned"),
            (pl.col("logon") == _GENERIC).fill_null(value=False).alias("ticket"),
            (~pl.col("status").str.contains(_ZERO)).fill_null(value=False).alias("failed"),
            asks.alias("asks"),
            strings.cast(pl.UInt16).alias("strings"),
        )
        .with_columns(
            _event_id(),
            pl.when(pl.col("verb").is_not_null())
            .then(pl.lit("record"))
            .when(asks & (pl.col("line") == cut))
            .then(pl.lit("cut"))
            .when(asks & text.str.contains(_UNSTATED))
            .then(pl.lit("unreadable"))
            .otherwise(_state(text))
            .alias("state"),
        )
    )


def _silent(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what lines are that are not about a logon."""
    return frame.with_columns(_state(pl.col("text")).alias("state"))


def _state(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.strip_chars() == "")
        .then(pl.lit("blank"))
        .when(text.str.contains(_BROKEN))
        .then(pl.lit("unreadable"))
        .otherwise(pl.lit("record"))
    )


def _event_id() -> pl.Expr:
    # A ticket that is checked is no try of an account (documentation of PAC validation).
    answer = pl.when(pl.col("via").is_null()).then(ANSWERED).otherwise(PASSED_ON)
    return pl.when("returned", ~pl.col("ticket")).then(answer).otherwise(OTHER).alias("event_id")


def _columns(part: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `ENTRY`; what is not told is as usual."""
    return part.select(
        (pl.col(name) if name in part.columns else pl.lit(_USUAL[name])).cast(kind).alias(name)
        for name, kind in ENTRY.items()
    )


def _values(
    part: pl.DataFrame, names: Collection[str], wanted: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    chosen = part.filter(pl.col("event_id").is_in(list(wanted)))
    if "state" in part.columns:
        chosen = chosen.filter(pl.col("state") == "record")
    return chosen.select("line", *names, "strings")
