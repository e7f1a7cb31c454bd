"""What a netlogon.log tells of itself: how much was asked and answered, and in what order of time.

The raw facts for whoever gives it its year: times without one that fall back from December to
January have passed the turn of a year, but lines out of order fall back too.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.evidence.netlogon.lines import ASKS, ENTERED, STATED

_SHOWN: Final = 5
_ZERO: Final = r"^(?:0[xX])?0+$"


def claims(records: pl.DataFrame, created: pl.Series) -> Mapping[str, str]:
    """Return what the ledger says of the log, in words.

    Args:
        records: The lines that are records, as `netlogon_lines.entries` returns them.
        created: Their times, null where a line has none.
    """
    answered = records.filter(pl.col("verb") == STATED)
    asked = records.filter(pl.col("verb").is_null(), pl.col("text").str.contains(ASKS))
    tickets = records.filter(pl.col("logon") == "Generic")
    told = {
        "logon lines Entered": records.filter(pl.col("verb") == ENTERED).height,
        "logon lines Returned": answered.height,
        "of these with an error": answered.filter(~pl.col("status").str.contains(_ZERO)).height,
        "lines that check a Kerberos ticket": tickets.height,
        "logon lines of a form that is not known": asked.height,
    }
    counts = {words: str(count) for words, count in told.items()}
    if not tickets.height:
        del counts["lines that check a Kerberos ticket"]
    if not asked.height:
        del counts["logon lines of a form that is not known"]
    return {**counts, **_times(records, created)}


def _times(records: pl.DataFrame, created: pl.Series) -> dict[str, str]:
    stamped = records.select("line", "stamp", created.alias("time"))
    without = int(stamped["stamp"].is_null().sum())
    if without == len(stamped):
        return {"time stamps": "none"}
    broken = int((stamped["stamp"].is_not_null() & stamped["time"].is_null()).sum())
    said = {"time stamps": "month and day, no year"}
    if without:
        said["lines without a time stamp"] = str(without)
    if broken:
        said["time stamps that are no date"] = str(broken)
    return {**said, **_order(stamped.drop_nulls("time"))}


def _order(stamped: pl.DataFrame) -> dict[str, str]:
    """Say where times fall back, and where the month does: the turn of a year, or disorder."""
    steps = stamped.with_columns(
        pl.col("stamp").shift(1).alias("before"),
        (pl.col("time").diff() < 0).alias("back"),
        (pl.col("stamp").str.head(2) < pl.col("stamp").str.head(2).shift(1)).alias("turned"),
    )
    back, turned = steps.filter("back"), steps.filter("turned")
    said = {"in order of time": "yes"}
    if back.height:
        times = "once" if back.height == 1 else f"{back.height} times"
        said["in order of time"] = f"no, falls back {times}, first at line {back['line'][0]}"
    if turned.height:
        places = [
            f"line {line}: {before[:5]} → {stamp[:5]}"
            for line, before, stamp in turned.select("line", "before", "stamp").head(_SHOWN).rows()
        ]
        more = turned.height - len(places)
        said["month falls back"] = "; ".join(places) + (f"; {more} more" if more else "")
    return said
