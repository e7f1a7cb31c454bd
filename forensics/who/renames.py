"""Renamed computers, as the records show them; what merely may be one is told so.

A log that is kept on goes with the machine: where the computer name of its records changes once,
in the order of their numbers, the machine was renamed. A log of forwarded records also holds
several names; its own numbers are not those that the records bring along, so it shows nothing.
A record may also say so outright: 6011 of the machine itself, 685 and 4781 of its account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import polars as pl

from forensics.lean import INTERNED
from forensics.observing import NAMELESS
from forensics.who.naming import key, label

_COMPUTER_RENAMED: Final = 6011
_SEEN: Final = (
    *("source", "row", "number", "event_record_id", "written", "created", "host", "recovered"),
    *("native", "kind", "event_id", "was", "became"),
)


@dataclass(frozen=True, slots=True)
class Rename:
    """A change from one key to another; `sure` unless the old name records something later.

    `reason` is one of `ties.REASONS`; `rows` are the record that tells it, or the last one under
    the old name and the first under the new one.
    """

    old: str
    new: str
    sure: bool
    reason: str
    rows: tuple[int, ...]


def find(observations: pl.DataFrame) -> tuple[Rename, ...]:
    """Return the renamed computers.

    Args:
        observations: As gathered; without the column `native` none is of a log itself.
    """
    seen = observations.select(pl.col(name) for name in _SEEN if name in observations.columns)
    live = seen.filter(~pl.col("recovered"), pl.col("host") != NAMELESS)
    names = {host: key(host) for host in live["host"].unique().to_list()}
    runs = _runs(live.with_columns(pl.col("host").replace_strict(names, return_dtype=INTERNED)))
    first: dict[str, int] = dict(runs.group_by("host").agg(pl.col("begin").min()).iter_rows())
    last: dict[str, int] = dict(runs.group_by("host").agg(pl.col("end").max()).iter_rows())
    logs = runs.filter("native").group_by("source", maintain_order=True)
    changes = [
        *_told(live),
        *(
            (old["host"], new["host"], "renamed-log", (old["last_row"], new["first_row"]))
            for _, log in logs
            for old, new in _changes(log)
        ),
    ]
    return tuple(
        Rename(
            old=old,
            new=new,
            sure=old not in last or new not in first or last[old] <= first[new],
            reason=reason,
            rows=rows,
        )
        for old, new, reason, rows in changes
    )


def _told(live: pl.DataFrame) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """Yield what records say outright; the account of a computer ends in `$`."""
    said = live.filter(pl.col("kind") == "renamed").drop_nulls(["was", "became"])
    for event_id, was, became, row in said.select("event_id", "was", "became", "row").iter_rows():
        accounts = event_id != _COMPUTER_RENAMED
        if accounts and not (was.endswith("$") and became.endswith("$")):
            continue
        old, new = (key(name.removesuffix("$") if accounts else name) for name in (was, became))
        if old != new:
            yield old, new, "renamed-event", (row,)


def _runs(live: pl.DataFrame) -> pl.DataFrame:
    """Return each name in each log: from which number and time to which, in order of numbers.

    `native` tells whether it is the log itself.
    """
    time = pl.coalesce("created", "written")
    own = pl.col("native") if "native" in live.columns else pl.lit(value=False)
    brought = pl.col("event_record_id").is_not_null() & (
        pl.col("event_record_id") != pl.col("number")
    )
    return (
        live.with_columns(own.alias("native"))
        .group_by("source", "host", "native")
        .agg(
            pl.col("number").min().alias("first"),
            pl.col("number").max().alias("last"),
            pl.col("row").get(pl.col("number").arg_min()).alias("first_row"),
            pl.col("row").get(pl.col("number").arg_max()).alias("last_row"),
            time.min().alias("begin"),
            time.max().alias("end"),
            brought.any().alias("brought"),
        )
        .drop_nulls(["begin", "end"])
        .sort("source", "first", "host")
    )


def _changes(log: pl.DataFrame) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the changes of name in one log.

    None where a name comes back after another, or where the numbers are not the log's own.
    """
    runs = log.rows(named=True)
    if log["brought"].any() or any(new["first"] <= old["last"] for old, new in pairwise(runs)):
        return []
    return [(old, new) for old, new in pairwise(runs) if not _same(old["host"], new["host"])]


def _same(old: str, new: str) -> bool:
    """Tell whether one is the first label of the other: in full it is no other name."""
    return label(old) == label(new) and not ("." in old and "." in new)
