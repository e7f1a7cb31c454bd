"""Records told in runs: what the later stages ask of all records of an exhibit, without a row each.

Ten million records are 370 MB as rows. Their numbers mostly follow one another and their times
rise, so that a few runs say all that the ledger and the coverage need. Runs of parts of one file
are merged into those of the whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.records import Reading, Records, Runs
from forensics.values import TICKS_PER_SECOND

STEP: Final = 1 * TICKS_PER_SECOND
"""Time that falls back by less is no step: records of one moment are numbered as they come in."""

_RUNS: Final = ("first", "last", "count", "begins", "ends", "earliest", "latest", "timed")
_STEPS: Final = ("run", "after", "before", "at", "back_to")

_Columns: TypeAlias = dict[str, NDArray[Any]]


def of(reading: Reading) -> Runs:
    """Return the runs of a reading: those it brings, or those of its records."""
    return reading.runs if reading.runs is not None else of_records(reading.records)


def reduced(reading: Reading) -> Reading:
    """Return a reading in UTC with runs in the place of its records.

    Times that are not in UTC yet are placed record by record (`when/bearings.py`), so these stay.
    """
    if reading.clock != "utc" or reading.runs is not None:
        return reading
    return replace(reading, records=no_records(), runs=of_records(reading.records))


def no_records() -> Records:
    """Return no records."""
    return Records(
        offset=np.zeros(0, np.int64),
        length=np.zeros(0, np.int64),
        number=np.zeros(0, np.uint64),
        written=np.zeros(0, np.int64),
        event_id=np.zeros(0, np.int32),
        recovered=np.zeros(0, np.bool_),
    )


def of_records(records: Records) -> Runs:
    """Return the runs of the live records, and how many were recovered."""
    live = ~records.recovered
    recovered = len(live) - int(np.count_nonzero(live))
    return of_live(records.number[live], records.written[live], recovered)


def of_live(number: NDArray[np.uint64], written: NDArray[np.int64], recovered: int) -> Runs:
    """Return the runs of live records, given in file order."""
    if np.any(number[1:] < number[:-1]):
        order = np.argsort(number, kind="stable")
        number, written = number[order], written[order]
    timed = written > 0
    first = _begins((np.diff(number) > 1) | (timed[1:] != timed[:-1]), len(number))
    last = np.append(first[1:], len(number))[: len(first)] - 1
    falls = (np.diff(written) <= -STEP) & timed[1:]
    falls[first[1:] - 1] = False  # those between runs are told by the runs themselves
    places = np.flatnonzero(falls)
    return Runs(
        first=number[first],
        last=number[last],
        count=last - first + 1,
        begins=written[first],
        ends=written[last],
        earliest=_each(np.minimum, written, first),
        latest=_each(np.maximum, written, first),
        timed=timed[first],
        run=np.searchsorted(first, places, side="right") - 1,
        after=number[places],
        before=number[places + 1],
        at=written[places],
        back_to=written[places + 1],
        recovered=recovered,
    )


def merged(parts: Sequence[Runs]) -> Runs | None:
    """Return the runs of parts of one file as those of the whole; there must be a part.

    None where a number of one part stands among those of another: runs do not tell then which of
    two records comes first.
    """
    runs, steps = _gathered(parts, _RUNS), _gathered(parts, _STEPS)
    sizes = [len(one.first) for one in parts]
    order = np.argsort(runs["first"], kind="stable")
    part = np.repeat(np.arange(len(parts)), sizes)[order]
    runs = {name: column[order] for name, column in runs.items()}
    first, last, timed = runs["first"], runs["last"], runs["timed"]
    if np.any((part[1:] != part[:-1]) & (first[1:] <= last[:-1])):
        return None
    before = np.repeat(np.cumsum([0, *sizes[:-1]]), [len(one.run) for one in parts])
    steps["run"] = np.argsort(order)[steps["run"] + before]
    moved = np.argsort(steps["run"], kind="stable")
    steps = {name: column[moved] for name, column in steps.items()}
    whole = Runs(**runs, **steps, recovered=sum(one.recovered for one in parts))
    return _linked(whole, (first[1:] - last[:-1] <= 1) & (timed[1:] == timed[:-1]))


def steps(runs: Runs) -> _Columns:
    """Return where time falls back while the numbers of live records rise, in order of number.

    Columns: `after` and `before`, the numbers around it; `at` and `back_to`, the times in ticks.
    """
    timed = np.flatnonzero(runs.timed)
    found = _with_steps_between(runs, timed[:-1], timed[1:])
    return {name: found[name] for name in _STEPS[1:]}


def stretches(runs: Runs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the earliest and the latest time between missing numbers, of what has times."""
    first, last = runs.first[runs.timed], runs.last[runs.timed]
    begins = _begins(first[1:] - last[:-1] > 1, len(first))
    earliest, latest = runs.earliest[runs.timed], runs.latest[runs.timed]
    return _each(np.minimum, earliest, begins), _each(np.maximum, latest, begins)


def span(runs: Runs) -> tuple[int, int] | None:
    """Return the earliest and the latest time of a live record, ticks; None where none has one."""
    earliest, latest = runs.earliest[runs.timed], runs.latest[runs.timed]
    return (int(earliest.min()), int(latest.max())) if len(earliest) else None


def gaps(runs: Runs) -> list[tuple[int, int]]:
    """Return the numbers around each run of numbers that no live record has, in their order."""
    places = np.flatnonzero(runs.first[1:] - runs.last[:-1] > 1)
    return list(zip(runs.last[places].tolist(), runs.first[places + 1].tolist(), strict=True))


def live(runs: Runs) -> int:
    """Return how many live records there are."""
    return int(runs.count.sum())


def _linked(runs: Runs, linked: NDArray[np.bool_]) -> Runs:
    """Return runs with those as one of which `linked` tells that the next one goes on with them."""
    before = np.flatnonzero(linked & runs.timed[:-1])
    found = _with_steps_between(runs, before, before + 1)
    begins = _begins(~linked, len(runs.first))
    end = np.append(begins[1:], len(runs.first))[: len(begins)] - 1
    found["run"] = np.searchsorted(begins, found["run"], side="right") - 1
    return Runs(
        first=runs.first[begins],
        last=runs.last[end],
        count=_each(np.add, runs.count, begins),
        begins=runs.begins[begins],
        ends=runs.ends[end],
        earliest=_each(np.minimum, runs.earliest, begins),
        latest=_each(np.maximum, runs.latest, begins),
        timed=runs.timed[begins],
        **found,
        recovered=runs.recovered,
    )


def _with_steps_between(
    runs: Runs, before: NDArray[np.int64], after: NDArray[np.int64]
) -> _Columns:
    """Return the steps within runs and those from each run of `before` to that of `after`."""
    falls = runs.begins[after] - runs.ends[before] <= -STEP
    before, after = before[falls], after[falls]
    between = {
        "run": before,
        "after": runs.last[before],
        "before": runs.first[after],
        "at": runs.ends[before],
        "back_to": runs.begins[after],
    }
    within = {name: getattr(runs, name) for name in _STEPS}
    order = np.argsort(np.append(within["run"] * 2, before * 2 + 1), kind="stable")
    return {name: np.append(within[name], between[name])[order] for name in _STEPS}


def _gathered(parts: Sequence[Runs], names: Sequence[str]) -> _Columns:
    return {name: np.concatenate([getattr(one, name) for one in parts]) for name in names}


def _begins(breaks: NDArray[np.bool_], rows: int) -> NDArray[np.int64]:
    """Return where runs begin among `rows`, by whether each row but the first begins one."""
    return np.flatnonzero(np.concatenate(([True], breaks))) if rows else np.zeros(0, np.int64)


def _each(what: np.ufunc, column: NDArray[Any], first: NDArray[np.int64]) -> NDArray[Any]:
    """Return what a function makes of the rows of each run."""
    return np.asarray(what.reduceat(column, first)) if len(first) else column[:0]
