"""Remarks: what the lines of SMS logs tell of a site and its clients, by names of facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.evidence.sms.lines import table
from forensics.lean import as_text

# Components of servers begin so; a line without a component may be of either.
OF_A_CLIENT: Final = ~as_text("component").str.contains("(?i)^SMS_").fill_null(value=True)
"""The filter for lines that are no server's."""

_CLIENTS: Final = "client."
_AGENTS: Final = "sms.agents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What lines tell under one name.

    Attributes:
        rows: Value -> rows of the observations that tell it, rising; values in order of first
            sight, those that differ in case only being one.
    """

    rows: Mapping[str, tuple[int, ...]]

    @property
    def lines(self) -> int:
        """How many lines tell something."""
        return len({row for rows in self.rows.values() for row in rows})

    def shown(self, most: int) -> tuple[int, ...]:
        """Return the rows of a few lines, the first of each value before any other."""
        firsts = [rows[0] for rows in self.rows.values()]
        rest = [row for rows in self.rows.values() for row in rows[1:]]
        return tuple(dict.fromkeys((*firsts, *rest)))[:most]


def told(remarks: pl.DataFrame) -> dict[str, Told]:
    """Return fact -> what the lines tell.

    Args:
        remarks: Observations of kind `remark`: `row`, `component`, `said`. Every kind of line that
            a message fits counts, not only the first, which gives it its event id. Of clients only
            their own lines tell, not those of a server.
    """
    if remarks.is_empty():  # as in most cases: each kind of line costs a look
        return {}
    frames = [*_by_message(remarks), *_by_component(remarks)]
    empty = pl.DataFrame(schema={"name": pl.String, "value": pl.String, "row": pl.UInt32})
    found = pl.concat([empty, *frames]).unique().sort("row", "name", "value")
    rows: dict[str, dict[str, list[int]]] = {}
    spelled: dict[tuple[str, str], str] = {}
    for name, value, row in found.iter_rows():
        shown = spelled.setdefault((name, value.casefold()), value)
        rows.setdefault(name, {}).setdefault(shown, []).append(row)
    return {
        name: Told(rows={value: tuple(dict.fromkeys(places)) for value, places in by.items()})
        for name, by in rows.items()
    }


def _by_message(remarks: pl.DataFrame) -> Iterator[pl.DataFrame]:
    said = pl.col("said")
    for line in table().lines:
        fitting = remarks.filter(line.fits(said)) if line.facts else remarks.clear()
        if fitting.is_empty():
            continue
        pattern = f"(?i){line.pattern}"
        for name, value in line.facts.items():
            own = fitting.filter(OF_A_CLIENT) if name.startswith(_CLIENTS) else fitting
            filled = said.str.extract(f"({pattern})").str.replace(pattern, value)
            yield own.select(
                pl.lit(name).alias("name"),
                (filled if "$" in value else pl.lit(value)).alias("value"),
                pl.col("row").cast(pl.UInt32),
            )


def _by_component(remarks: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for agent, component in table().agents.items():
        yield remarks.filter(as_text("component").str.contains(f"(?i){component}")).select(
            pl.lit(_AGENTS).alias("name"),
            pl.lit(agent).alias("value"),
            pl.col("row").cast(pl.UInt32),
        )
