"""What a netlogon.log tells of itself: how much was asked and answered, and in what order of time.

The raw facts for whoever gives it its year: times without one that fall back from December to
January have passed the turn of a year, but lines out of order fall back too.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

_SHOWN: Final = 5


def claims(records: pl.DataFrame) -> Mapping[str, str]:
    """Return what the ledger says of the log, in words.

    Args:
        records: The lines that are records, with the columns of `entries.ENTRY`.
    """
    entered, returned, failed, tickets, asked = (
        int(records[name].sum()) for name in ("entered", "returned", "failed", "ticket", "asks")
    )
    told = {
        "logon lines Entered": str(entered),
        "logon lines Returned": str(returned),
        "of these with an error": str(failed),
    }
    if tickets:
        told["lines that check a Kerberos ticket"] = str(tickets)
    if asked:
        told["logon lines of a form that is not known"] = str(asked)
    return {**told, **_times(records)}


def _times(records: pl.DataFrame) -> dict[str, str]:
    stamped, timed = records["stamped"], records["created"].is_not_null()
    without = int((~stamped).sum())
    if without == len(records):
        return {"time stamps": "none"}
    broken = int((stamped & ~timed).sum())
    said = {"time stamps": "month and day, no year"}
    if without:
        said["lines without a time stamp"] = str(without)
    if broken:
        said["time stamps that are no date"] = str(broken)
    return {**said, **_order(records.select("line", "created", "day").filter(timed))}


def _order(timed: pl.DataFrame) -> dict[str, str]:
    """Say where times fall back, and where the month does: the turn of a year, or disorder."""
    steps = timed.with_columns(pl.col("day").shift(1).alias("before")).with_columns(
        (pl.col("created").diff() < 0).alias("back"),
        (pl.col("day") // 100 < pl.col("before") // 100).alias("turned"),
    )
    back, turned = steps.filter("back"), steps.filter("turned")
    said = {"in order of time": "yes"}
    if back.height:
        times = "once" if back.height == 1 else f"{back.height} times"
        said["in order of time"] = f"no, falls back {times}, first at line {back['line'][0]}"
    if turned.height:
        places = [
            f"line {line}: {_written(before)} → {_written(day)}"
            for line, before, day in turned.select("line", "before", "day").head(_SHOWN).rows()
        ]
        more = turned.height - len(places)
        said["month falls back"] = "; ".join(places) + (f"; {more} more" if more else "")
    return said


def _written(day: int) -> str:
    return f"{day // 100:02}/{day % 100:02}"
