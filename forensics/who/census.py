"""Every name and address that the records hold, counted once, before anything is made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from forensics.who.naming import address, key, says_nothing, spelled

_COLUMNS: Final = ("host", "workstation", "caller", "via")
_SUPPORTED: Final = ("host", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One name in the records.

    Attributes:
        name: As first recorded, without backslashes.
        records: How many records name it; one that names it twice counts twice.
        row: The first of them; None where only the head of a log names it.
        recorder: Whether a machine of this name keeps a log.
        supported: Whether such a machine exists by more than its own word: it keeps a log, or
            passes questions on.
        spellings: Each way in which it is spelled, and how many records do so.
    """

    name: str
    records: int
    row: int | None
    recorder: bool
    supported: bool
    spellings: Mapping[str, int]


def names(observations: pl.DataFrame, computers: Iterable[str] = ()) -> dict[str, Sighting]:
    """Return key -> what the records say of the name, in order of first sight.

    Args:
        observations: As gathered.
        computers: The machines that the logs name as their own, which come first.
    """
    found: dict[str, Sighting] = {}
    for name in computers:
        _add(found, name, 0, None, "host")
    for column in _COLUMNS:
        counts = observations.group_by(column).agg(pl.len(), pl.col("row").min()).sort("row")
        for name, records, row in counts.drop_nulls(column).iter_rows():
            _add(found, name, records, row, column)
    return found


def _add(found: dict[str, Sighting], name: str, records: int, row: int | None, column: str) -> None:
    if says_nothing(name):
        return
    own = key(name)
    before = found.get(own)
    if before is None:
        found[own] = Sighting(
            name=address(name) or spelled(name),
            records=records,
            row=row,
            recorder=column == "host",
            supported=column in _SUPPORTED,
            spellings={name: records},
        )
        return
    rows = [each for each in (before.row, row) if each is not None]
    found[own] = replace(
        before,
        records=before.records + records,
        row=min(rows, default=None),
        recorder=before.recorder or column == "host",
        supported=before.supported or column in _SUPPORTED,
        spellings={**before.spellings, name: before.spellings.get(name, 0) + records},
    )


def addresses(observations: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each address as recorded.

    Returns:
        `address`, `canonical` (null for what is none), `records`, `alone` (records that name no
        workstation beside it) and `row` (the first record).
    """
    alone = pl.col("workstation").is_null().sum()
    counted = (
        observations.group_by("address")
        .agg(pl.len().alias("records"), alone.alias("alone"), pl.col("row").min())
        .drop_nulls("address")
        .sort("row")
    )
    forms = [None if says_nothing(each) else address(each) or None for each in counted["address"]]
    return counted.with_columns(pl.Series("canonical", forms, dtype=pl.String))
