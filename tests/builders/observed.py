"""What the middle stages take, from a few readable rows: no log is written and none is read.

`classic` and `modern` are decoded records, the input of meaning; `seen` rows are observations, the
input of who and when; `story` is what one account database saw, the input of the analysis.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, zip_longest
from typing import Any, Final

import polars as pl

from forensics import witnesses
from forensics.case import Host
from forensics.citing import Registry
from forensics.events import OBSERVATIONS, Layout, event_table
from forensics.evidence.records import LOCATING, Batch
from forensics.replay.stories import RecordedLockout, RecordedUnlock, Story
from forensics.values import TICKS_PER_SECOND, Instant, Locator
from forensics.when import clock_changes, measuring, offsets
from forensics.who import authority, controllers, identities

NOON: Final = Instant.of(datetime(2003, 10, 9, 12, tzinfo=UTC))
"""Every time in these builders is given in seconds after it."""

LOG: Final = "evidence/srv1.evtx"
AUDITING: Final = "Microsoft-Windows-Security-Auditing"

BAD: Final = "bad_password"
GOOD: Final = "success"
REFUSED: Final = "locked_out"
UNKNOWN: Final = "unknown_account"
LOCKED: Final = "lockout"
UNLOCKED: Final = "unlock"


def ticks(seconds: float) -> int:
    """Return the ticks (100 ns since 1601) of a time given in seconds after `NOON`."""
    return NOON.ticks + round(seconds * TICKS_PER_SECOND)


def seconds(at: int) -> float:
    """Return the seconds after `NOON` of a time given in ticks."""
    return (at - NOON.ticks) / TICKS_PER_SECOND


# ── decoded records ─────────────────────────────────────────────────────────────────────────────


def classic(event_id: int, *records: Sequence[str | None], provider: str = "Security") -> Batch:
    """Return records of before Vista: a sequence of insertion strings each, some longer."""
    columns = zip_longest(*records)
    values = {str(place): list(column) for place, column in enumerate(columns, 1)}
    lengths = [len(strings) for strings in records]
    return _batch(provider, event_id, values, lengths, None)


def modern(
    event_id: int,
    *records: Mapping[str, str | None],
    provider: str = AUDITING,
    channel: str | None = "Security",
) -> Batch:
    """Return records since Vista: name -> value each, all with the same names."""
    values = {name: [record[name] for record in records] for name in records[0]}
    lengths = [len(record) for record in records]
    return _batch(provider, event_id, values, lengths, channel)


def _batch(
    provider: str,
    event_id: int,
    values: Mapping[str, list[str | None]],
    lengths: Sequence[int],
    channel: str | None,
) -> Batch:
    """Return records a second apart, numbered from 1, each 100 bytes long."""
    places = range(len(lengths))
    locating: dict[str, Iterable[object]] = {
        "offset": (1000 + 100 * place for place in places),
        "length": (100 for _ in places),
        "number": (place + 1 for place in places),
        "event_record_id": (None for _ in places),
        "written": (ticks(place) for place in places),
        "created": (ticks(place) for place in places),
        "computer": ("SRV1" for _ in places),
        "channel": (channel for _ in places),
        "recovered": (False for _ in places),
        "strings": lengths,
    }
    columns = {name: list(locating[name]) for name in LOCATING} | dict(values)
    schema = {**LOCATING, **dict.fromkeys(values, pl.String())}
    frame = pl.DataFrame(columns, schema=schema)
    return Batch(provider=provider, event_id=event_id, frame=frame)


# ── observations ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """One observation: when (seconds after `NOON`), which machine wrote it, and what it says."""

    at: float
    host: str
    event_id: int
    outcome: str
    fields: Mapping[str, str | None]


def seen(
    at: float,
    host: str,
    event_id: int,
    outcome: str = "none",
    *,
    account: str | None = "alice",
    **fields: str | None,
) -> Row:
    """Return one observation; `fields` are named as in `forensics.events.FIELDS`."""
    return Row(at, host, event_id, outcome, {"account": account, **fields})


def observations(rows: Iterable[Row]) -> pl.DataFrame:
    """Return the frame of these rows, in the order given, numbered on each machine from 1."""
    numbers: dict[str, count[int]] = {}
    records = [
        _observation(place, row, next(numbers.setdefault(row.host, count(1))))
        for place, row in enumerate(rows)
    ]
    schema = {**OBSERVATIONS, "source": pl.UInt32(), "row": pl.UInt32()}
    return pl.DataFrame(records, schema=schema)


def _observation(place: int, row: Row, number: int) -> dict[str, Any]:
    layout = _layout(row.event_id)
    return {
        "offset": 1000 + 100 * place,
        "length": 100,
        "number": number,
        "written": ticks(row.at),
        "created": ticks(row.at),
        "host": row.host,
        "recovered": False,
        "provider": layout.provider,
        "event_id": row.event_id,
        "kind": layout.kind,
        "witness": layout.witness,
        "outcome": row.outcome,
        "source": 0,
        "row": place,
        **row.fields,
    }


def _layout(event_id: int) -> Layout:
    return next(each for each in event_table().layouts if event_id in each.outcomes)


# ── who and when ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Observations after the stage of who and when."""

    observations: pl.DataFrame
    attempts: pl.DataFrame
    witnessed: pl.DataFrame
    identities: identities.Identities
    sites: authority.Sites
    offsets: offsets.Offsets


def scene(observed: pl.DataFrame, hosts: Iterable[Host] = ()) -> Scene:
    """Return what observations show: machines, attempts with their witnesses, authorities."""
    declared = tuple(hosts)
    known = identities.identify(declared, (), observed)
    placed = identities.place(observed, known)
    sites = authority.survey(declared, placed, known)
    attempted = placed.filter(pl.col("kind") == "attempt")
    tries = witnesses.prepare(attempted, sites.controllers())
    sites = authority.with_controllers(
        sites, controllers.by_answers(tries, authority.settled(sites))
    )
    tries = witnesses.prepare(attempted, sites.controllers())
    lags = {
        known.name(host.name): round(host.clock_offset * TICKS_PER_SECOND)
        for host in declared
        if host.clock_offset is not None
    }
    clocks = measuring.measure(tries, lags, clock_changes.told(placed), sites.controllers())
    linked, witnessed = witnesses.link(tries, clocks)
    attempts = authority.assign(linked, sites, known)
    return Scene(
        observations=placed,
        attempts=attempts,
        witnessed=witnessed,
        identities=known,
        sites=authority.learned(sites, attempts),
        offsets=clocks,
    )


# ── stories ─────────────────────────────────────────────────────────────────────────────────────

Act = tuple[float, str, str | None]
"""Seconds after `NOON`, what happened, and the client (caller of a lockout, `by` of an unlock)."""

ROW_OF_LOCKOUT: Final = 100
ROW_OF_UNLOCK: Final = 200
"""Observation rows of the first recorded lockout and unlock; attempts have 0, 1, 2, …"""


def story(*acts: Act, target: str = "SRV1", keeper: str = "SRV1", account: str = "alice") -> Story:
    """Return the story that these acts tell, in order of time; the n-th attempt has number n."""
    ordered = sorted(acts, key=lambda act: act[0])
    tries = [act for act in ordered if act[1] not in {LOCKED, UNLOCKED}]
    locked = [act for act in ordered if act[1] == LOCKED]
    unlocked = [act for act in ordered if act[1] == UNLOCKED]
    return Story(
        authority=keeper,
        account=account,
        account_key=account.lower(),
        time=[ticks(at) for at, _, _ in tries],
        recorded=[ticks(at) for at, _, _ in tries],
        clock=[target for _ in tries],
        doubt=[0 for _ in tries],
        outcome=[what for _, what, _ in tries],
        client=[client for _, _, client in tries],
        target=[target for _ in tries],
        attempt=list(range(len(tries))),
        lockouts=tuple(
            RecordedLockout(
                time=ticks(at), recorded=ticks(at), host=keeper, caller=caller, rows=(row,)
            )
            for row, (at, _, caller) in enumerate(locked, ROW_OF_LOCKOUT)
        ),
        unlocks=tuple(
            RecordedUnlock(time=ticks(at), recorded=ticks(at), by=by, row=row)
            for row, (at, _, by) in enumerate(unlocked, ROW_OF_UNLOCK)
        ),
    )


def registry(*, sound: bool = True) -> Registry:
    """Return where the records of a story stand: row n is record n + 1 of one log, 100 bytes each.

    Attempt n is witnessed by row n, and by row 50 + n, a domain controller's.
    """
    rows = range(300)
    observed = pl.DataFrame(
        {
            "source": [0 for _ in rows],
            "number": [row + 1 for row in rows],
            "offset": [100 * row for row in rows],
            "length": [100 for _ in rows],
        }
    )
    pairs = [(attempt, row) for attempt in range(50) for row in (50 + attempt, attempt)]
    schema = {"attempt": pl.UInt32, "row": pl.UInt32}
    witnessed = pl.DataFrame(pairs, schema=schema, orient="row")
    return Registry(observations=observed, witnessed=witnessed, paths=(LOG,), sound=sound)


def locators(*rows: int) -> tuple[Locator, ...]:
    """Return where the records of these rows stand."""
    return tuple(Locator(source=LOG, record=row + 1, offset=100 * row, length=100) for row in rows)
