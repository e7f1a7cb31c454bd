"""Beside: what the SMS log of a client shows in the minute before its failures.

Each agent of a client has its own log, and of its lines only the known ones are looked at: that
nothing stands beside a failure is told, and denies nothing.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from forensics.evidence.sms.lines import table
from forensics.knowing.remarks import OF_A_CLIENT
from forensics.knowing.told.ground import MODERATE, SHOWN, Incident, plural, ranked
from forensics.lean import as_text
from forensics.observing import USED
from forensics.reconstruct import Scene
from forensics.standings import Fact
from forensics.values import TICKS_PER_SECOND

MINUTE: Final = 60 * TICKS_PER_SECOND
"""So long before a failure a line stands beside it."""

HOUR: Final = 60 * MINUTE
"""A log with lines so near before and after a failure goes on."""

_NO_LOG: Final = {
    "sms.beside": "no SMS log of a client covers its failures",
    "sms.class_beside": "no inventory class is named before failures",
}
_CLASS: Final = r"(?i)\bProcess Class: (\w+)"
_CLASSES: Final = {
    name.lower(): name for name in ("Win32_LogicalDisk", "Win32_DiskDrive", "Win32_DiskPartition")
}


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `sms.beside` and `sms.class_beside`, neither ever complete."""
    lines = incident.scene.once(_lines)
    if lines.is_empty():
        return tuple(
            Fact(name=name, values=(), complete=False, shows=shows, strength=MODERATE)
            for name, shows in _NO_LOG.items()
        )
    failures = (
        incident.failures.select("attempt", "client", pl.col("time").cast(pl.Int64))
        .drop_nulls(["client", "time"])
        .join(lines.select("client").unique(), on="client", how="semi")
        .sort("time", "attempt")
    )
    return _agents(incident, lines, failures), _class(incident, lines, failures)


def _lines(scene: Scene) -> pl.DataFrame:
    """Return `client`, `time`, `row`, `component` and `said` of the lines of client logs."""
    return (
        scene.observations.filter(pl.col("kind") == "remark", pl.col("fate") == USED, OF_A_CLIENT)
        .select(
            pl.col("machine").alias("client"),
            pl.coalesce("created", "written").cast(pl.Int64).alias("time"),
            "row",
            "component",
            "said",
        )
        .drop_nulls(["client", "time"])
        .sort("time", "row")
    )


def _kinds(lines: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each value of `sms.beside` and the lines that show it."""
    shown: dict[str, list[pl.Expr]] = {}
    for value, component in (*table().agents.items(), *table().beside.items()):
        shown.setdefault(value, []).append(as_text("component").str.contains(f"(?i){component}"))
    for line in table().lines:
        if line.beside:
            shown.setdefault(line.beside, []).append(line.fits(pl.col("said")))
    for value, filters in shown.items():
        found = lines.filter(pl.any_horizontal(each.fill_null(value=False) for each in filters))
        if found.height:
            yield value, found


def _last(failures: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return each failure with the last of these lines of its client in the minute before it."""
    return failures.join_asof(
        lines.rename({"time": "when"}),
        left_on="time",
        right_on="when",
        by="client",
        tolerance=MINUTE,
        check_sortedness=False,
    )


def _agents(incident: Incident, lines: pl.DataFrame, failures: pl.DataFrame) -> Fact:
    """Return what stands beside half at least of the failures of clients whose logs go on."""
    found: list[tuple[int, str, int]] = []
    beside = failures.select("attempt").clear()
    for value, own in _kinds(lines):
        near = _last(failures, own).drop_nulls("row")
        beside = pl.concat([beside, near.select("attempt")])
        if near.height:
            found.append((near.height, value, near["row"][0]))
    of = pl.concat([_amid(failures, lines), beside]).n_unique()
    mostly = sorted(each for each in found if 2 * each[0] >= of)[::-1]
    alone = of and 2 * (of - beside.n_unique()) >= of
    told = ", ".join(f"{value} before {count}" for count, value, _ in sorted(found)[::-1])
    values = tuple(value for _, value, _ in mostly) or (("none",) if alone else ())
    shows = f"of {plural(of, 'failure')} in the time of SMS logs: {told or 'nothing before them'}"
    return Fact(
        name="sms.beside",
        values=values,
        complete=False,
        shows=shows if of else _NO_LOG["sms.beside"],
        evidence=tuple(incident.locate_row(row) for _, _, row in mostly[:SHOWN]),
        strength=MODERATE,
    )


def _amid(failures: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return `attempt` of the failures with lines of their client an hour before and after."""
    times = lines.select("client", pl.col("time").alias("when")).sort("when")
    near = failures
    for strategy in ("backward", "forward"):
        near = near.join_asof(
            times,
            left_on="time",
            right_on="when",
            by="client",
            strategy=strategy,
            tolerance=HOUR,
            check_sortedness=False,
        )
        near = near.drop_nulls("when").drop("when")
    return near.select("attempt")


def _class(incident: Incident, lines: pl.DataFrame, failures: pl.DataFrame) -> Fact:
    """Return the class named last before failures: those named before half of them at least."""
    named = lines.with_columns(pl.col("said").str.extract(_CLASS).alias("class")).drop_nulls(
        "class"
    )
    near = _last(failures, named).drop_nulls("class")
    lower = pl.col("class").str.to_lowercase()
    told = near.with_columns(lower.replace_strict(_CLASSES, default="other").alias("value"))
    counts = ranked(told, "value")
    mostly = counts.filter(2 * pl.col("count") >= near.height)["value"].to_list()
    firsts = [told.filter(pl.col("value") == value)["row"][0] for value in mostly]
    shows = ", ".join(f"{value} before {count}" for value, count in counts.iter_rows())
    return Fact(
        name="sms.class_beside",
        values=tuple(mostly),
        complete=False,
        shows=f"named last: {shows}" if shows else _NO_LOG["sms.class_beside"],
        evidence=tuple(incident.locate_row(row) for row in firsts),
        strength=MODERATE,
    )
