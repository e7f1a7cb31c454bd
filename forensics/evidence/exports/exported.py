"""Event log records that reach us as text: exports in XML, CSV, JSON, syslog and plain lists.

Every reader of such a form finds the records (`INDEX`, a row each) and the values of the wanted
ones; this room makes the columns of `records.py` from them, and knows by what names exporters call
the two providers of security events.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.records import (
    LOCATING,
    UNKNOWN_EVENT_ID,
    Batch,
    Bytes,
    Clock,
    Numbering,
    Reading,
    Records,
    Wanted,
)
from forensics.values import Damage

INDEX: Final[dict[str, pl.DataType]] = {
    "offset": pl.Int64(),  # bytes from the start of the file
    "length": pl.Int64(),  # bytes on disk, line end included
    "line": pl.UInt64(),  # at which the record begins, from 1
    "number": pl.UInt64(),  # record number as the log counts it; null where the form has none
    "created": pl.Int64(),  # ticks by the clock of the form; null where it cannot be told
    "computer": pl.String(),  # as recorded; null where the form does not name it
    "channel": pl.String(),  # as recorded; null where the form does not name it
    "provider": pl.String(),  # as `provider_names` returns it
    "event_id": pl.Int32(),  # `UNKNOWN_EVENT_ID` where it cannot be told
}
"""One row for each record of an export, in file order."""

CLASSIC: Final = "Security"
AUDITING: Final = "Microsoft-Windows-Security-Auditing"
EVENTLOG: Final = "Microsoft-Windows-Eventlog"

# What Event Viewer and others show for the provider AUDITING, in the languages of Windows: the
# name that the provider's own message file gives it.
_AUDITING: Final = (
    r"(?i)^\s*(microsoft[- ]windows[- ]security[- ]auditing\.?"
    r"|microsoft windows[- ]sicherheits(überwachung|überprüfung)\.?"
    r"|(audit|auditing) de sécurité (de )?microsoft windows\.?)\s*$"
)
_EVENTLOG: Final = r"(?i)^\s*(microsoft-windows-)?event ?log\s*$"
_CLASSIC: Final = r"(?i)^\s*(security|sécurité|sicherheit)\s*$"
_MODERN: Final = 1100  # the first event id that the classic log of NT 4 to Server 2003 never has


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of the wanted records of one provider and event id in a stretch of an export.

    Attributes:
        place: Of each record in the index of the stretch.
        frame: As `batch` takes them, a row for each of `place`.
    """

    provider: str
    event_id: int
    place: pl.Series
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What a reader found in one export.

    Attributes:
        index: The columns of `INDEX`.
        batches: The wanted records (`batches` makes them).
        bytes: Every byte by what it is.
        damage: In any order.
        claims: What the export says of itself, or what had to be told (its encoding).
        clock: What `created` is.
    """

    index: pl.DataFrame
    batches: tuple[Batch, ...]
    bytes: Bytes
    damage: Sequence[Damage] = ()
    claims: Mapping[str, str] = field(default_factory=dict)
    clock: Clock = "utc"


def provider_names(recorded: pl.Series, event_id: pl.Series) -> pl.Series:
    """Return the providers under the names that the log itself gives them.

    `Microsoft Windows security auditing.` becomes AUDITING, and so does `Security` where the event
    id is none of the classic log (old viewers show the log's name there). Others stay as recorded.
    """
    plain = pl.col("recorded")
    modern = pl.col("event_id") >= _MODERN
    return (
        pl.DataFrame({"recorded": recorded, "event_id": event_id})
        .select(
            pl.when(plain.str.contains(_AUDITING))
            .then(pl.lit(AUDITING))
            .when(plain.str.contains(_EVENTLOG))
            .then(pl.lit(EVENTLOG))
            .when(plain.str.contains(_CLASSIC))
            .then(pl.when(modern).then(pl.lit(AUDITING)).otherwise(pl.lit(CLASSIC)))
            .otherwise(plain)
            .alias("provider")
        )
        .to_series()
    )


def wanted_rows(index: pl.DataFrame, wanted: Wanted) -> Iterator[tuple[str, int, pl.Series]]:
    """Yield provider, event id and rows (UInt32 places in `index`) of the wanted records.

    In order of provider, event id.
    """
    known = {event_id for several in wanted.fields.values() for event_id in several}
    placed = (
        index.select("provider", "event_id")
        .with_row_index("place")
        .filter(pl.col("event_id").is_in(known), pl.col("provider").is_in([*wanted.fields]))
    )
    groups = placed.partition_by("provider", "event_id", as_dict=True)
    for provider, ids in sorted(wanted.fields.items()):
        for event_id in sorted(ids):
            if (rows := groups.get((provider, event_id))) is not None:
                yield provider, event_id, rows["place"]


def batch(
    index: pl.DataFrame, place: pl.Series, values: pl.DataFrame, wanted: frozenset[str]
) -> Batch:
    """Return the batch of some records of one provider and event id.

    Args:
        index: The columns of `INDEX`, all records.
        place: Which rows of it, rising.
        values: String columns under the names of the log (`TargetUserName`, or `"1"`, `"2"`, …),
            a row for each of `place`; columns that are not wanted are left out, wanted ones that
            it lacks are null. A column `strings`, if there is one, says how many values each
            record carries; else the highest number of a positional column that is not null, or
            how many columns are not null.
        wanted: Names of the values that the batch shall have.
    """
    own = index[place]
    carried = values["strings"] if "strings" in values.columns else _carried(values)
    frame = own.select(
        "offset",
        "length",
        pl.coalesce("number", "line").alias("number"),
        pl.col("number").alias("event_record_id"),
        pl.lit(None, dtype=pl.Int64).alias("written"),
        "created",
        "computer",
        "channel",
        pl.lit(value=False).alias("recovered"),
        carried.alias("strings"),
    ).cast(pl.Schema(LOCATING))
    columns = [
        values[name].cast(pl.String)
        if name in values.columns
        else pl.repeat(None, len(place), dtype=pl.String, eager=True).alias(name)
        for name in sorted(wanted, key=lambda name: (len(name), name))
    ]
    provider, event_id = own.select("provider", "event_id").row(0)
    return Batch(provider=provider, event_id=event_id, frame=frame.hstack(columns))


def batches(index: pl.DataFrame, values: pl.DataFrame, wanted: Wanted) -> tuple[Batch, ...]:
    """Return every wanted batch, where each record has its values in a row of its own.

    Args:
        index: The columns of `INDEX`.
        values: As `batch` takes them, a row for each of `index`.
        wanted: Which records, and which of their values.
    """
    return tuple(
        batch(index, place, values[place], wanted.fields[provider][event_id])
        for provider, event_id, place in wanted_rows(index, wanted)
    )


def joined(
    index: pl.DataFrame, parts: Iterable[tuple[int, Sequence[Values]]], wanted: Wanted
) -> tuple[Batch, ...]:
    """Return the batches of an export that was read in stretches.

    Args:
        index: The columns of `INDEX`, all records.
        parts: How many records each stretch has, and the values of its wanted ones.
        wanted: Which values the batches shall have.
    """
    places: dict[tuple[str, int], list[pl.Series]] = {}
    frames: dict[tuple[str, int], list[pl.DataFrame]] = {}
    before = 0
    for count, values in parts:
        for one in values:
            event = (one.provider, one.event_id)
            places.setdefault(event, []).append(one.place.cast(pl.UInt64) + before)
            frames.setdefault(event, []).append(one.frame)
        before += count
    return tuple(
        batch(
            index,
            pl.concat(places[event]),
            pl.concat(frames[event], how="diagonal_relaxed"),
            wanted.fields[event[0]][event[1]],
        )
        for event in sorted(places)
    )


def _carried(values: pl.DataFrame) -> pl.Series:
    positional = [name for name in values.columns if name.isdecimal()]
    if positional:
        places = [pl.when(pl.col(name).is_not_null()).then(int(name)) for name in positional]
        return values.select(pl.max_horizontal(places).fill_null(0).alias("strings")).to_series()
    if not values.width:
        return pl.repeat(0, values.height, dtype=pl.UInt16, eager=True).alias("strings")
    present = pl.sum_horizontal(pl.all().is_not_null())
    return values.select(present.alias("strings")).to_series()


def hand_over(export: Export) -> Reading:
    """Return the export as every reader hands over what it found."""
    index = export.index
    numbered = bool(len(index)) and index["number"].is_not_null().all()
    numbering: Numbering = "selection" if numbered else "line"
    number = index["number"] if numbered else index["line"]
    return Reading(
        records=Records(
            offset=index["offset"].to_numpy(),
            length=index["length"].to_numpy(),
            number=number.to_numpy(),
            written=index["created"].fill_null(0).to_numpy(),
            event_id=index["event_id"].fill_null(UNKNOWN_EVENT_ID).to_numpy(),
            recovered=np.zeros(len(index), dtype=np.bool_),
        ),
        batches=export.batches,
        damage=tuple(sorted(export.damage, key=lambda row: row.offset)),
        computers=tuple(index["computer"].drop_nulls().unique(maintain_order=True).to_list()),
        claims=export.claims,
        bytes=export.bytes,
        clock=export.clock,
        numbering=numbering,
    )
