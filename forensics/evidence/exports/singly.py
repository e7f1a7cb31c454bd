"""Events that are read one by one, XML and JSON, as the columns that every reader hands over.

A reader says of each record what it told (`TOLD`) in the words of the file; here they become
numbers and times, column by column, and what cannot be read becomes `Damage`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final

import polars as pl

from forensics.evidence.exports.exported import INDEX, provider_names
from forensics.evidence.exports.recoded import EXCERPT
from forensics.evidence.records import UNKNOWN_EVENT_ID
from forensics.evidence.texts.stamps import Stamps, read_stamps
from forensics.values import Damage, DamageCode

TOLD: Final = ("provider", "event_id", "number", "created", "computer", "channel")
"""What a record says of itself, as texts; None where it does not."""

Told = tuple[str | None, str | None, str | None, str | None, str | None, str | None]

NOTHING_TOLD: Final[Told] = (None, None, None, None, None, None)

_WHOLE: Final = r"^\s*([0-9]{1,20})\s*$"
_ZONED: Final = r"(?i)(z|utc|gmt|[+-]\d\d:?\d\d|\)\\?/)\s*$"
_LOW_16: Final = 0xFFFF  # as Event Viewer shows it; the rest are severity, customer and facility


def told_frame(told: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """Return what records tell of themselves, a column for each of `TOLD`, as a frame."""
    return pl.DataFrame(
        dict(zip(TOLD, told, strict=True)), schema=dict.fromkeys(TOLD, pl.String()), strict=False
    )


def by_column(told: Sequence[Told]) -> list[list[str | None]]:
    """Return what each record tells of itself as columns."""
    return [[one[place] for one in told] for place in range(len(TOLD))]


def untimed(laid: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the index of some records of an export, whose times are not read yet.

    Args:
        laid: `offset`, `length` and `line` of each record.
        told: Of each record, in the order of `laid`, as `told_frame` gives it.

    Returns:
        The columns of `INDEX`, where `created` is the text of the time; `id_text`, the text of an
        event id that is none. Names that stand in record after record are held once.
    """
    numbers = told.select(
        pl.col("event_id").str.extract(_WHOLE).cast(pl.UInt64, strict=False) & _LOW_16,
        pl.col("number").str.extract(_WHOLE).cast(pl.UInt64, strict=False),
    )
    event_id = numbers["event_id"].cast(pl.Int32).fill_null(UNKNOWN_EVENT_ID)
    unknown = event_id == UNKNOWN_EVENT_ID
    return laid.select("offset", "length", "line").with_columns(
        numbers["number"],
        told["created"],
        told["computer"].cast(pl.Categorical),
        told["channel"].cast(pl.Categorical),
        provider_names(told["provider"], event_id).cast(pl.Categorical),
        event_id,
        pl.select(id_text=pl.when(unknown).then(told["event_id"])).to_series(),
    )


def timed(index: pl.DataFrame, order: str) -> tuple[pl.DataFrame, Stamps]:
    """Return the index of an export, and its times.

    Args:
        index: As `untimed` returns it, and `utc`: whether a time that names no zone is UTC, by the
            definition of the form.
        order: Of day, month and year, as the analyst declares it.
    """
    zoneless = pl.col("utc") & ~pl.col("created").str.contains(_ZONED)
    stamped = index.select(
        pl.when(zoneless).then(pl.col("created").str.strip_chars() + "Z").otherwise("created")
    )
    stamps = read_stamps(stamped.to_series(), order)
    whole = index.select(INDEX.keys() - {"created"}).with_columns(stamps.ticks.alias("created"))
    names = pl.col("computer", "channel", "provider").cast(pl.String)
    return whole.with_columns(names).select(*INDEX).cast(pl.Schema(INDEX)), stamps


def unplaced(file: BinaryIO, index: pl.DataFrame, untimed: pl.DataFrame) -> Iterator[Damage]:
    """Yield the damage of records that stand in the index without event id or time.

    Their first bytes are read once more from the file.
    """
    lacking = (pl.col("event_id") == UNKNOWN_EVENT_ID) | pl.col("created").is_null()
    rows = (
        index.select("offset", "length", "event_id", "created")
        .with_columns(untimed["id_text"], untimed["created"].alias("text"))
        .filter(lacking)
        .select("offset", "length", "event_id", "id_text", "text")
    )
    for offset, length, event_id, id_text, time in rows.iter_rows():
        what, text = ("a time", time)
        if event_id == UNKNOWN_EVENT_ID:
            what, text = ("an event id", id_text)
        found = "none" if text is None else f"‹{text[:40]}›"
        file.seek(offset)
        yield Damage(
            offset=offset,
            length=length,
            code=DamageCode.RECORD_UNREADABLE,
            expected=what,
            found=found,
            excerpt=file.read(min(length, EXCERPT)),
        )


def columns(
    rows: Sequence[Mapping[str, str | None]], names: frozenset[str], counts: Sequence[int]
) -> pl.DataFrame:
    """Return String columns of the wanted values, and how many values each record carries."""
    ordered = sorted(names)
    return pl.DataFrame(
        {
            **{name: [row.get(name) for row in rows] for name in ordered},
            "strings": [min(count, 0xFFFF) for count in counts],
        },
        schema={**dict.fromkeys(ordered, pl.String()), "strings": pl.UInt16()},
    )


def named(pairs: Sequence[tuple[str, str | None]]) -> dict[str, str | None]:
    """Return values by name, the first of several that share one.

    Values without a name are insertion strings: `"1"`, `"2"`, … in their order.
    """
    values: dict[str, str | None] = {}
    unnamed = 0
    for name, value in pairs:
        unnamed += not name
        values.setdefault(name or str(unnamed), value)
    return values


def date_claims(stamps: Stamps) -> dict[str, str]:
    """Return what the ledger says of the order of dates, where they do not tell it themselves."""
    if stamps.order in ("", "ymd"):
        return {}
    return {"date order": f"{stamps.order} ({stamps.basis})"}
