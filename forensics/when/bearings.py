"""Bearings: the machine, the time zone and the year of a log that does not say them itself.

A netlogon.log names neither its machine nor the year; a list printed by dumpel or Event Viewer is
in somebody's local time. What the analyst declares comes first; what the other exhibits show comes
next; what stays unknown is left without a time and its records are set aside. What was taken, and
on what basis, is said with the exhibit. Times as recorded stay beside the times in UTC (`wall`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.case import Case, DeclaredExhibit, declared_for
from forensics.evidence import runs
from forensics.evidence.forms import Examined
from forensics.evidence.records import Batch, Reading
from forensics.values import UNIX_EPOCH_TICKS, Instant
from forensics.when import years
from forensics.who.naming import key

_TICKS_PER_US: Final = 10
_FEW: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the case tells about all its exhibits.

    Attributes:
        machines: Key -> name of every machine declared or named by an exhibit.
        zones: Key of a machine -> its declared time zone.
        anchors: Ticks of the first and last record of each log in UTC.
        alone: No exhibit that records events is in UTC, so local times agree with one another.
    """

    machines: Mapping[str, str]
    zones: Mapping[str, str]
    anchors: tuple[tuple[int, int], ...]
    alone: bool


def take(examined: Sequence[Examined], case: Case) -> tuple[Examined, ...]:
    """Return the exhibits with their machines named and their times in UTC, where that is known."""
    known = _known(examined, case)
    return tuple(
        replace(each, reading=_placed(each, each.reading, case, known)) if each.reading else each
        for each in examined
    )


def _known(examined: Sequence[Examined], case: Case) -> _Known:
    machines: dict[str, str] = {}
    zones: dict[str, str] = {}
    for host in case.hosts:
        for name in (host.name, *host.aliases):
            machines.setdefault(key(name), host.name)
            if host.timezone:
                zones.setdefault(key(name), host.timezone)
    readings = [each.reading for each in examined if each.reading]
    for reading in readings:
        for name in reading.computers:
            machines.setdefault(key(name), name)
    anchors = [_span(reading) for reading in readings if reading.clock == "utc"]
    spans = tuple(span for span in anchors if span)
    return _Known(machines=machines, zones=zones, anchors=spans, alone=not spans)


def _span(reading: Reading) -> tuple[int, int] | None:
    return runs.span(runs.of(reading))


def _is_bare(reading: Reading) -> bool:
    """Tell whether there is no record at all."""
    told = runs.of(reading)
    return not runs.live(told) and not told.recovered


def _placed(each: Examined, reading: Reading, case: Case, known: _Known) -> Reading:
    declared = declared_for(case, each.exhibit.path)
    said: dict[str, str] = {}
    reading = _named(reading, each.exhibit.path, declared, known, said)
    if reading.clock == "utc" or _is_bare(reading):
        return replace(reading, claims={**reading.claims, **said})
    if reading.clock == "yearless":
        year, basis = _year(reading, each, declared, case, known)
        said["year"] = f"{year or 'not known'} ({basis})"
        reading = _in_year(reading, year)
    zones = {name: _zone(name, declared, case, known) for name in _hosts(reading)}
    said["clock"] = _said_of_zones(zones, known)
    reading = _in_utc(reading, {name: zone for name, (zone, _) in zones.items()}, known)
    return replace(reading, clock="utc", claims={**reading.claims, **said})


def _named(
    reading: Reading,
    path: str,
    declared: DeclaredExhibit,
    known: _Known,
    said: dict[str, str],
) -> Reading:
    """Name the machine of records that name none."""
    nameless = [batch for batch in reading.batches if batch.frame["computer"].null_count()]
    if not nameless and (reading.computers or _is_bare(reading)):
        return reading
    name, basis = _machine(path, declared, known)
    if not name:
        return reading
    said["machine"] = f"{name} ({basis})"
    batches = tuple(
        replace(batch, frame=batch.frame.with_columns(pl.col("computer").fill_null(name)))
        for batch in reading.batches
    )
    computers = dict.fromkeys((*reading.computers, name))
    return replace(reading, batches=batches, computers=tuple(computers))


def _machine(path: str, declared: DeclaredExhibit, known: _Known) -> tuple[str, str]:
    if declared.host:
        return known.machines.get(key(declared.host), declared.host), "declared"
    named = {name for word, name in known.machines.items() if _names(path, word)}
    longest = {name for name in named if not any(_within(name, other) for other in named)}
    return (longest.pop(), "told from its path") if len(longest) == 1 else ("", "")


def _names(path: str, word: str) -> bool:
    """Tell whether a path holds a machine's name and not merely a longer one that begins so."""
    inside = path.partition("/")[2].casefold()
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", inside) is not None


def _within(name: str, other: str) -> bool:
    """Tell whether a name is a part of another: FIN of FIN-1."""
    return name != other and name.casefold() in other.casefold()


def _hosts(reading: Reading) -> tuple[str | None, ...]:
    found = [batch.frame["computer"].unique(maintain_order=True) for batch in reading.batches]
    names = dict.fromkeys(name for series in found for name in series.to_list())
    return tuple(names) or reading.computers or (None,)


def _zone(
    name: str | None, declared: DeclaredExhibit, case: Case, known: _Known
) -> tuple[str, str]:
    """Return the time zone of a machine's log, `""` where nothing tells it, and the basis."""
    own = known.zones.get(key(name), "") if name else ""
    if declared.timezone:
        return declared.timezone, "declared for this exhibit"
    if own:
        return own, "declared for its machine"
    if case.zone_declared:
        return case.timezone, "declared for the case"
    return "", ""


def _said_of_zones(zones: Mapping[str | None, tuple[str, str]], known: _Known) -> str:
    told = dict.fromkeys(zones.values())
    if list(told) == [("", "")]:
        if known.alone:
            return "local, of a time zone that is not declared; shown as if it were UTC"
        return "local, of a time zone that is not declared"
    return "local, " + "; ".join(f"{zone} ({basis})" for zone, basis in told if zone)


def _year(
    reading: Reading, each: Examined, declared: DeclaredExhibit, case: Case, known: _Known
) -> tuple[int, str]:
    """Return the year of the first line and how it is known; 0 where it is not."""
    times = reading.records.written[reading.records.written > 0]
    if not len(times):
        return 0, "no line has a time"
    if declared.year:
        return declared.year, "declared for this exhibit"
    fitting = years.fitting(times)
    anchors = [*known.anchors, *_window(case)]
    if anchors:
        near = [year for year in fitting if years.meet(years.shift(times, year), anchors)]
        if len(near) == 1:
            return near[0], "the only one in which it meets the other logs or the incident window"
        open_ = _between(near or fitting)
        return 0, f"{open_}: the other logs and the incident window leave it open"
    modified = each.exhibit.modified
    if isinstance(modified, Instant):
        before = [year for year in fitting if years.ends_by(times, year, modified.ticks)]
        if before:
            day = modified.iso()[:10]
            return before[-1], f"the last before the file's own time, {day}; a copy may change it"
    return 0, f"{_between(fitting)}: nothing tells which"


def _between(years_: Sequence[int]) -> str:
    """Return the years that are left as an interval, or the few by name."""
    if len(years_) <= _FEW:
        return " or ".join(str(year) for year in years_)
    return f"from {years_[0]} to {years_[-1]}"


def _window(case: Case) -> tuple[tuple[int, int], ...]:
    begins, ends = case.window_from, case.window_to
    if isinstance(begins, Instant) and isinstance(ends, Instant):
        return ((begins.ticks, ends.ticks),)
    return ()


def _in_year(reading: Reading, year: int) -> Reading:
    """Put times without a year into theirs; without one they are no times."""
    written = reading.records.written
    timed = written > 0
    moved = np.zeros_like(written)
    if year:
        moved[timed] = years.shift(written[timed], year)
    batches = tuple(_retimed(batch, reading.records.offset, moved) for batch in reading.batches)
    return replace(reading, records=replace(reading.records, written=moved), batches=batches)


def _retimed(batch: Batch, offset: NDArray[np.int64], moved: NDArray[np.int64]) -> Batch:
    rows = np.searchsorted(offset, batch.frame["offset"].to_numpy())
    times = pl.Series("created", moved[rows])
    wall = batch.frame["created"].alias("wall")
    frame = batch.frame.with_columns(times.set(times <= 0, None), wall)
    return replace(batch, frame=frame)


def _in_utc(reading: Reading, zones: Mapping[str | None, str], known: _Known) -> Reading:
    """Turn local times into UTC; where their zone is unknown they stay, or are no times."""
    batches = tuple(_batch_in_utc(batch, zones, known) for batch in reading.batches)
    written = pl.Series("written", reading.records.written)
    one = set(zones.values())
    if len(one) == 1:
        zone = one.pop()
        turned = _to_utc(written.set(written <= 0, None), zone) if zone else written
        written = turned.fill_null(0) if zone or known.alone else written * 0
    else:
        written = written * 0
    records = replace(reading.records, written=written.to_numpy())
    return replace(reading, records=records, batches=batches)


def _batch_in_utc(batch: Batch, zones: Mapping[str | None, str], known: _Known) -> Batch:
    frame = batch.frame
    wall = frame["wall"] if "wall" in frame.columns else frame["created"].alias("wall")
    created = frame["created"].clone()
    for name, zone in zones.items():
        own = frame["computer"].eq_missing(pl.Series([name], dtype=frame["computer"].dtype))
        if zone:
            turned = _to_utc(frame["created"], zone)
            created = pl.select(pl.when(own).then(turned).otherwise(created)).to_series()
        elif not known.alone:
            created = created.set(own, None)
    return replace(batch, frame=frame.with_columns(created.alias("created"), wall))


def _to_utc(wall: pl.Series, zone: str) -> pl.Series:
    """Return wall-clock ticks in UTC by the rules of a time zone.

    Of the two times that an hour has when clocks go back the first is taken; an hour that clocks
    skip has no time.
    """
    micros = (wall - UNIX_EPOCH_TICKS) // _TICKS_PER_US
    placed = (
        micros.cast(pl.Datetime("us"))
        .dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .dt.epoch("us")
    )
    return placed * _TICKS_PER_US + UNIX_EPOCH_TICKS + (wall - UNIX_EPOCH_TICKS) % _TICKS_PER_US
