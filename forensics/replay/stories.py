"""What one account database saw of one account, in order of time: the stage for the replay.

The order is that of the reference clock (`offsets.py`); the times as recorded stand beside.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from forensics.lean import INTERNED
from forensics.replay.tried import Tried
from forensics.values import TICKS_PER_SECOND
from forensics.when.offsets import UNKNOWN, Offsets
from forensics.who.authority import Sites
from forensics.witnesses import account_key

SETTLE: Final = 2 * TICKS_PER_SECOND
"""How far a lockout's record and the record of the bad password that tripped it may lie apart:
Windows writes the lockout first, and .evt times are whole seconds."""

_TRIED: Final = (
    "account",
    "at",
    "time",
    "clock",
    "doubt",
    "outcome",
    "client",
    "target",
    "attempt",
)
_LOOKED_BACK: Final = 4
"""Lockouts of one account that lie near enough for a copy: each lasts longer than a copy takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLockout:
    """One lockout as one or more machines recorded it; `rows` are observation rows.

    `time` is that of the reference clock, `recorded` that of the record, `doubt` the ticks by which
    the machine's clock leaves `time` open.
    """

    time: int
    recorded: int
    host: str
    caller: str | None
    rows: tuple[int, ...]
    doubt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedUnlock:
    """One recorded unlock; `row` is its observation row, `recorded` the time as recorded."""

    time: int
    recorded: int
    by: str | None
    row: int


class _Mark(NamedTuple):
    """The record of a lockout or an unlock."""

    kind: str
    account: str
    time: int
    recorded: int
    doubt: int
    machine: str
    caller_name: str | None
    by: str | None
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is recorded of one account in one database; the lists run beside each other.

    Attributes:
        account: As first recorded.
        time: Ticks of each attempt by the reference clock, rising.
        recorded: Ticks of each attempt as recorded.
        clock: The machine whose record gave `time`.
        doubt: Ticks by which that clock leaves `time` open; 0 unless it was set or drifts.
        outcome: What it came to.
        client: Where it came from, or None.
        target: The machine accessed.
        attempt: Its number in the frame of attempts.
        lockouts: As recorded, rising in time.
        unlocks: As recorded, rising in time.
    """

    authority: str
    account: str
    account_key: str
    time: list[int]
    recorded: list[int]
    clock: list[str]
    doubt: list[int]
    outcome: list[str]
    client: list[str | None]
    target: list[str]
    attempt: list[int]
    lockouts: tuple[RecordedLockout, ...]
    unlocks: tuple[RecordedUnlock, ...]


def tell(
    attempts: pl.DataFrame,
    observations: pl.DataFrame,
    sites: Sites,
    offsets: Offsets = UNKNOWN,
) -> tuple[Story, ...]:
    """Return a story for each account of each authority that failed or was locked.

    Args:
        attempts: From `authority.assign`.
        observations: All of them, with a `row` column; lockouts and unlocks are taken from here.
        sites: Which database each recording machine answers for.
        offsets: What is known of the clocks.
    """
    events = _with_authority(observations, sites, offsets)
    keys = ["authority", "account_key"]
    # Within one second of .evt the log that told the time knows the order, by its record numbers.
    order = [name for name in ("at", "clock", "nth") if name in attempts.columns]
    told = attempts.select(*keys, *dict.fromkeys((*order, *_TRIED))).drop_nulls("account_key")
    marks: defaultdict[tuple[str, str], list[_Mark]] = defaultdict(list)
    for authority, account, *mark in events.select(*keys, *_Mark._fields).iter_rows():
        marks[authority, account].append(_Mark(*mark))
    failed = _failed(told, keys, marks)
    ordered = told.join(failed, on=keys, nulls_equal=True).sort(
        "story", *order, maintain_order=True
    )
    tried = Tried.of(ordered)
    return tuple(
        _story(place, tried.part(begin, end), marks.get(place, ()), offsets)
        for place, begin, end in _places(failed, ordered)
    )


def _failed(told: pl.DataFrame, keys: list[str], marked: Iterable[tuple[str, str]]) -> pl.DataFrame:
    """Return `story` for the accounts of each authority that failed or were locked, in order."""
    failed = told.filter(pl.col("outcome") != "success").select(keys).unique()
    places = sorted({*failed.rows(), *marked})
    columns = dict.fromkeys(keys, INTERNED)
    return pl.DataFrame(places, schema=columns, orient="row").with_row_index("story")


def _places(
    failed: pl.DataFrame, ordered: pl.DataFrame
) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Yield authority and account of each story, and where its attempts begin and end."""
    numbers = ordered["story"].to_numpy()
    bounds = np.searchsorted(numbers, np.arange(failed.height + 1, dtype=numbers.dtype)).tolist()
    rows = failed.select("authority", "account_key").iter_rows()
    for (authority, account), (begin, end) in zip(rows, pairwise(bounds), strict=True):
        yield (str(authority), str(account)), begin, end


def between(story: Story, begins: int, ends: int) -> Story:
    """Return the part of a story from `begins` up to, not including, `ends` (ticks)."""
    first, last = bisect_left(story.time, begins), bisect_left(story.time, ends)
    return replace(
        story,
        time=story.time[first:last],
        recorded=story.recorded[first:last],
        clock=story.clock[first:last],
        doubt=story.doubt[first:last],
        outcome=story.outcome[first:last],
        client=story.client[first:last],
        target=story.target[first:last],
        attempt=story.attempt[first:last],
        lockouts=tuple(each for each in story.lockouts if begins <= each.time < ends),
        unlocks=tuple(each for each in story.unlocks if begins <= each.time < ends),
    )


def _with_authority(observations: pl.DataFrame, sites: Sites, offsets: Offsets) -> pl.DataFrame:
    recorded = pl.coalesce("created", "written")
    marks = observations.filter(
        pl.col("kind").is_in(["lockout", "unlock"]), pl.col("account").is_not_null()
    ).with_columns(account_key().alias("account_key"), recorded.alias("time"))
    events = (
        offsets.place(marks)
        .rename({"time": "recorded", "at": "time"})
        .with_columns((pl.col("time") - pl.col("at_else")).abs().alias("doubt"))
    )
    machines = events["machine"].unique().drop_nulls().to_list()
    return events.with_columns(
        pl.col("machine")
        .replace_strict(
            {machine: sites.database_of(machine) for machine in machines},
            default=None,
            return_dtype=INTERNED,
        )
        .alias("authority")
    ).sort("time", "machine", "number")


def _story(
    place: tuple[str, str], tries: Tried, marked: Sequence[_Mark], offsets: Offsets
) -> Story:
    spelled = [*tries.account, *(mark.account for mark in marked[:1])]
    return Story(
        authority=place[0],
        account=spelled[0],
        account_key=place[1],
        time=tries.time,
        recorded=tries.recorded,
        clock=tries.clock,
        doubt=tries.doubt,
        outcome=tries.outcome,
        client=tries.client,
        target=tries.target,
        attempt=tries.attempt,
        lockouts=_lockouts(marked, offsets),
        unlocks=tuple(
            RecordedUnlock(time=mark.time, recorded=mark.recorded, by=mark.by, row=mark.row)
            for mark in marked
            if mark.kind == "unlock"
        ),
    )


def _lockouts(marked: Sequence[_Mark], offsets: Offsets) -> tuple[RecordedLockout, ...]:
    """Return the recorded lockouts; copies of one on several machines are one.

    A domain controller and the primary both record a lockout. Their two records lie as near as
    their clocks are known, 5 s where nothing is, and name one caller, or one of them none.
    """
    found: list[RecordedLockout] = []
    copies: list[dict[str, int]] = []
    for mark in marked:
        if mark.kind != "lockout":
            continue
        one = RecordedLockout(
            time=mark.time,
            recorded=mark.recorded,
            host=mark.machine,
            caller=mark.caller_name,
            rows=(mark.row,),
            doubt=mark.doubt,
        )
        of = next(
            (
                place
                for place in range(len(found) - 1, max(len(found) - 1 - _LOOKED_BACK, -1), -1)
                if _copied(found[place], copies[place], one, offsets)
            ),
            None,
        )
        if of is None:
            found.append(one)
            copies.append({one.host: one.time})
            continue
        first = found[of]
        found[of] = replace(first, caller=first.caller or one.caller, rows=(*first.rows, *one.rows))
        copies[of][one.host] = one.time
    return tuple(found)


def _copied(
    first: RecordedLockout, hosts: Mapping[str, int], later: RecordedLockout, offsets: Offsets
) -> bool:
    """Tell whether a record copies a lockout, by a machine that has no record of it yet."""
    if later.host in hosts or (first.caller and later.caller and first.caller != later.caller):
        return False
    return all(
        later.time - time <= offsets.tolerance(host, later.host) + later.doubt + first.doubt
        for host, time in hosts.items()
    )
