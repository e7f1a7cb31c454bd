"""Events that are read one by one, XML and JSON, as the columns that every reader hands over.

A reader says of each record what it told (`TOLD`) in the words of the file; here they become
numbers and times, column by column, and what cannot be read becomes `Damage`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from forensics.evidence.exports.exported import INDEX, provider_names
from forensics.evidence.exports.recoded import Recoded, damage_at
from forensics.evidence.records import UNKNOWN_EVENT_ID
from forensics.evidence.texts.stamps import Stamps, read_stamps
from forensics.values import Damage

TOLD: Final = ("provider", "event_id", "number", "created", "computer", "channel")
"""What a record says of itself, as texts; None where it does not."""

Told = tuple[str | None, str | None, str | None, str | None, str | None, str | None]

NOTHING_TOLD: Final[Told] = (None, None, None, None, None, None)

_WHOLE: Final = r"^\s*([0-9]{1,20})\s*$"
_ZONED: Final = r"(?i)(z|utc|gmt|[+-]\d\d:?\d\d|\)\\?/)\s*$"
_LOW_16: Final = 0xFFFF  # as Event Viewer shows it; the rest are severity, customer and facility


def index_of(
    laid: pl.DataFrame, told: Sequence[Told], utc: Sequence[bool], order: str
) -> tuple[pl.DataFrame, Stamps]:
    """Return the index of an export, and its times.

    Args:
        laid: `offset`, `length` and `line` of each record.
        told: Of each record, in the order of `laid`.
        utc: Whether a time that names no zone is UTC, by the definition of the form.
        order: Of day, month and year, as the analyst declares it.
    """
    texts = pl.DataFrame(
        [*told], schema=dict.fromkeys(TOLD, pl.String()), orient="row", strict=False
    ).hstack([pl.Series("utc", utc, dtype=pl.Boolean)])
    zoneless = pl.col("utc") & ~pl.col("created").str.contains(_ZONED)
    stamped = texts.select(
        pl.when(zoneless).then(pl.col("created").str.strip_chars() + "Z").otherwise("created")
    )
    stamps = read_stamps(stamped.to_series(), order)
    numbers = texts.select(
        pl.col("event_id").str.extract(_WHOLE).cast(pl.UInt64, strict=False) & _LOW_16,
        pl.col("number").str.extract(_WHOLE).cast(pl.UInt64, strict=False),
    )
    event_id = numbers["event_id"].cast(pl.Int32).fill_null(UNKNOWN_EVENT_ID)
    index = laid.select("offset", "length", "line").with_columns(
        numbers["number"],
        stamps.ticks.alias("created"),
        texts["computer"],
        texts["channel"],
        provider_names(texts["provider"], event_id),
        event_id,
    )
    return index.select(*INDEX).cast(pl.Schema(INDEX)), stamps


def unplaced(recoded: Recoded, index: pl.DataFrame, told: Sequence[Told]) -> Iterator[Damage]:
    """Yield the damage of records that stand in the index without event id or time."""
    lacking = index.with_row_index("place").filter(
        (pl.col("event_id") == UNKNOWN_EVENT_ID) | pl.col("created").is_null()
    )
    rows = lacking.select("place", "offset", "length", "event_id").iter_rows()
    for place, offset, length, event_id in rows:
        what, text = ("a time", told[place][3])
        if event_id == UNKNOWN_EVENT_ID:
            what, text = ("an event id", told[place][1])
        found = "none" if text is None else f"‹{text[:40]}›"
        yield damage_at(recoded, (offset, length), what, found)


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
