"""What one account database saw of one account, in order of time: the stage for the replay.

The order is that of the reference clock (`offsets.py`); the times as recorded stand beside.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.authority import Sites
from forensics.offsets import UNKNOWN, Offsets, lag
from forensics.values import TICKS_PER_SECOND
from forensics.witnesses import OTHER_HOST, account_key

SETTLE: Final = 2 * TICKS_PER_SECOND
"""How far a lockout's record and the record of the bad password that tripped it may lie apart:
Windows writes the lockout first, and .evt times are whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLockout:
    """One lockout as one or more machines recorded it; `rows` are observation rows.

    `time` is that of the reference clock, `recorded` that of the record.
    """

    time: int
    recorded: int
    host: str
    caller: str | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedUnlock:
    """One recorded unlock; `row` is its observation row, `recorded` the time as recorded."""

    time: int
    recorded: int
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
    told = attempts.filter(pl.col("account_key").is_not_null()).sort("at", maintain_order=True)
    grouped = told.partition_by(keys, as_dict=True, maintain_order=True)
    marks = events.partition_by(keys, as_dict=True, maintain_order=True)
    stories = []
    for place in sorted({*grouped, *marks}):
        tries = grouped.get(place, told.clear())
        marked = marks.get(place, events.clear())
        if marked.height or (tries["outcome"] != "success").any():
            stories.append(_story((str(place[0]), str(place[1])), tries, marked))
    return tuple(stories)


def _with_authority(observations: pl.DataFrame, sites: Sites, offsets: Offsets) -> pl.DataFrame:
    recorded = pl.coalesce("created", "written")
    events = observations.filter(
        pl.col("kind").is_in(["lockout", "unlock"]), pl.col("account").is_not_null()
    ).with_columns(
        account_key().alias("account_key"),
        recorded.alias("recorded"),
        (recorded - lag(offsets.lags())).alias("time"),
    )
    machines = events["machine"].unique().drop_nulls().to_list()
    return events.with_columns(
        pl.col("machine")
        .replace_strict(
            {machine: sites.database_of(machine) for machine in machines},
            default=None,
            return_dtype=pl.String,
        )
        .alias("authority")
    ).sort("time", "machine", "number")


def _story(place: tuple[str, str], tries: pl.DataFrame, marked: pl.DataFrame) -> Story:
    spelled = [*tries["account"].head(1), *marked["account"].head(1)]
    return Story(
        authority=place[0],
        account=spelled[0],
        account_key=place[1],
        time=tries["at"].to_list(),
        recorded=tries["time"].to_list(),
        clock=tries["clock"].to_list(),
        outcome=tries["outcome"].to_list(),
        client=tries["client"].to_list(),
        target=tries["target"].to_list(),
        attempt=tries["attempt"].to_list(),
        lockouts=_lockouts(marked.filter(pl.col("kind") == "lockout")),
        unlocks=tuple(
            RecordedUnlock(time=time, recorded=recorded, by=by, row=row)
            for time, recorded, by, row in marked.filter(pl.col("kind") == "unlock")
            .select("time", "recorded", "by", "row")
            .iter_rows()
        ),
    )


def _lockouts(marked: pl.DataFrame) -> tuple[RecordedLockout, ...]:
    """Return the recorded lockouts; copies on other machines within 5 s are the same one."""
    found: list[RecordedLockout] = []
    hosts: set[str] = set()
    columns = ("time", "recorded", "machine", "caller_name", "row")
    for time, recorded, host, caller, row in marked.select(columns).iter_rows():
        last = found[-1] if found else None
        if last and host not in hosts and time - last.time <= OTHER_HOST:
            found[-1] = RecordedLockout(
                time=last.time,
                recorded=last.recorded,
                host=last.host,
                caller=last.caller or caller,
                rows=(*last.rows, row),
            )
            hosts.add(host)
        else:
            found.append(
                RecordedLockout(time=time, recorded=recorded, host=host, caller=caller, rows=(row,))
            )
            hosts = {host}
    return tuple(found)
