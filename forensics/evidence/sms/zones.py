"""The zone that a server log of SMS 2.0 names with its times, and whether it can be right.

Published logs say `Eastern Standard Time` in April and `Pacific Standard Time` in July (Q298455,
Q308945), when these zones keep daylight saving time. The label is kept and doubted; no time is
moved by it.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.values import UNIX_EPOCH_TICKS

# Zones of the northern half, by the first words of their English names on Windows, which kept
# daylight saving time from 1987 on; by day and month it is surely on, or surely off, there.
_SAVING: Final = (
    "Atlantic|Eastern|Central|Mountain|Pacific|Alaskan|Newfoundland|GMT|W\\. Europe"
    "|Central Europe|Central European|Romance|E\\. Europe|FLE|GTB"
)
_STANDARD: Final = rf"^(?:{_SAVING}) Standard Time$"
_DAYLIGHT: Final = rf"^(?:{_SAVING}) (?:Daylight|Summer) Time$"
_SUMMER: Final = (408, 1024)  # month and day: 8 April to 24 October
_WINTER: Final = (308, 1107)  # before 8 March and after 7 November
_SHOWN: Final = 5


def claims(zone: pl.Series, created: pl.Series, line: pl.Series) -> Mapping[str, str]:
    """Return the zones that the records name, and why one is doubted.

    Args:
        zone: As recorded; null where a record names none.
        created: Ticks as the wall clock showed; null where there is no time.
        line: Of each record, from 1.
    """
    named = pl.DataFrame({"zone": zone, "created": created, "line": line}).drop_nulls("zone")
    if named.is_empty():
        return {}
    labels = named["zone"].unique(maintain_order=True).to_list()
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    said = {"zone named": ", ".join(labels[:_SHOWN]) + more}
    doubted = _doubted(named)
    return {**said, "zone doubted": doubted} if doubted else said


def _doubted(named: pl.DataFrame) -> str:
    date = pl.from_epoch((pl.col("created") - UNIX_EPOCH_TICKS) // 10, time_unit="us").dt.date()
    day = date.dt.month().cast(pl.Int32) * 100 + date.dt.day()
    summer = day.is_between(*_SUMMER)
    winter = (day < _WINTER[0]) | (day > _WINTER[1])
    wrong = named.drop_nulls("created").filter(
        (pl.col("zone").str.contains(_STANDARD) & summer)
        | (pl.col("zone").str.contains(_DAYLIGHT) & winter)
    )
    if wrong.is_empty():
        return ""
    label, on, line = wrong.select("zone", date.alias("on"), "line").row(0)
    keeps = "standard" if "Standard" not in label else "daylight saving"
    return f"yes: {label} stands on {on} (line {line}), when that zone keeps {keeps} time"
