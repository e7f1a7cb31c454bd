"""Pulse: the rhythm of the busiest clients of the subject account, and what they began after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from forensics.observing import USED
from forensics.occurrences import PasswordChange, Unlock
from forensics.timing.beside import Beside
from forensics.timing.endings import SILENT
from forensics.timing.rhythm import NONE, TOO_FEW, beat
from forensics.timing.surroundings import UNKNOWN, Surroundings
from forensics.traces import Following, Rhythm
from forensics.values import (
    NOT_APPLICABLE,
    NOT_RECORDED,
    TICKS_PER_SECOND,
    Absent,
    Instant,
    Locator,
)
from forensics.who.authority import Sites
from forensics.witnesses import account_key

CLIENTS: Final = 25
"""Clients whose rhythm is told at most; the busiest ones."""

TARGETS: Final = 8
"""Targets of one client that are looked at by themselves at most; the busiest ones."""

_EVENTS: Final = {
    "machine-start": "starts of a machine",
    "machine-back": "returns of a machine",
    "service-start": "starts of a service",
    "logon": "logons of a person",
}

DAY: Final = 86_400 * TICKS_PER_SECOND
"""So long after a change of the password a client may begin to fail: agents that work every 23
hours (Q231232) have then used it once."""


def password_changes(
    observations: pl.DataFrame, key: str | None, sites: Sites, locate: Callable[[int], Locator]
) -> tuple[PasswordChange, ...]:
    """Return what is recorded of changes of one account's password, in order of time.

    Args:
        observations: With their fate and `machine`.
        key: The account, as `witnesses.account_key` has it.
        sites: Which database each machine answers for.
        locate: Row of an observation -> Locator of its record.
    """
    own = (
        observations.filter(pl.col("kind") == "password", pl.col("fate") == USED)
        .with_columns(pl.coalesce("created", "written").alias("time"))
        .filter(
            pl.col("account").is_not_null(),
            account_key().eq_missing(key),
            pl.col("time").is_not_null(),
        )
        .sort("time", "row")
    )
    columns = ("time", "account", "machine", "by", "event_id", "row")
    return tuple(
        PasswordChange(
            time=Instant(time),
            account=account,
            authority=sites.database_of(machine),
            host=machine,
            by=NOT_RECORDED if by is None else by,
            event_id=event_id,
            evidence=(locate(row),),
        )
        for time, account, machine, by, event_id, row in own.select(columns).iter_rows()
    )


def rhythms(
    failures: pl.DataFrame,
    changes: Sequence[PasswordChange],
    unlocks: Sequence[Unlock] = (),
    around: Surroundings = UNKNOWN,
) -> tuple[Rhythm, ...]:
    """Return the rhythm of each of the busiest clients, most failures first.

    After a client stand those of its targets where it keeps another time than over all, or follows
    something else. Failures that name no client are no single source, and have none.

    Args:
        failures: Attempts of the incident that failed.
        changes: Of the subject account's password, in order of time.
        unlocks: Of the same account.
        around: What else is recorded.
    """
    found: list[Rhythm] = []
    for client in _busiest(failures, "client", CLIENTS):
        own = failures.filter(pl.col("client") == client)
        found += _of_client(own, Beside(changes=changes, unlocks=unlocks, around=around))
    return tuple(found)


def _of_client(own: pl.DataFrame, beside: Beside) -> Iterator[Rhythm]:
    whole = _rhythm(NOT_APPLICABLE, own, beside)
    yield _bounded(whole, own, beside)
    targets = _busiest(own, "target", TARGETS)
    for target in targets if len(targets) > 1 else []:
        there = own.filter(pl.col("target") == target)
        part = _rhythm(target, there, beside)
        timed = part.period not in {NONE, TOO_FEW, whole.period}
        tied = {_tie(each) for each in part.follows} - {_tie(each) for each in whole.follows}
        if timed or tied:
            yield _bounded(part, there, beside)


def _tie(found: Following) -> tuple[str, str, str | Absent]:
    return found.what, found.host, found.service


def _busiest(failures: pl.DataFrame, column: str, most: int) -> list[str]:
    counts = failures[column].drop_nulls().value_counts(name="len")
    ranked = counts.sort(["len", column], descending=[True, False])
    return ranked[column].head(most).to_list()


def _bounded(found: Rhythm, own: pl.DataFrame, beside: Beside) -> Rhythm:
    """Return a rhythm with what stands beside its beginning and its end."""
    ending = beside.ending(own, found.target if isinstance(found.target, str) else None)
    silent = ending.word == SILENT
    return replace(
        found,
        began_after=beside.before(own, servers(own)),
        ending=ending.word,
        silent_seconds=ending.silence // TICKS_PER_SECOND if silent else NOT_APPLICABLE,
        ended_with=beside.after(own, servers(own), ending.longest) if silent else (),
    )


def _rhythm(target: str | Absent, own: pl.DataFrame, beside: Beside) -> Rhythm:
    """Return the rhythm of one client, or of one client at one target."""
    times = own["time"].sort()
    found = beat(times.cast(pl.Int64).to_numpy())
    tied = beside.ties(own, servers(own))
    return Rhythm(
        client=own["client"][0],
        target=target,
        period=found.period,
        seconds=NOT_APPLICABLE if found.seconds is None else round(found.seconds),
        strength=NOT_APPLICABLE if found.strength is None else round(found.strength, 2),
        bursts=found.bursts,
        first=Instant(times[0]),
        last=Instant(times[-1]),
        after_password=_after(times[0], set(own["authority"].to_list()), beside.changes),
        follows=tied.follows,
        compared=tied.compared,
    )


def servers(own: pl.DataFrame) -> list[str]:
    """Return the machines that a client asks, busiest first: targets, and who checks passwords."""
    asked = pl.concat([own["target"], own["authority_host"].alias("target")])
    return _busiest(asked.to_frame(), "target", TARGETS)


def evidence(found: Sequence[Rhythm]) -> tuple[tuple[Locator, ...], ...]:
    """Return the records that the rhythms rest on, beside the failures themselves."""
    ties = [one.evidence for each in found for one in each.follows]
    beside = [one for each in found for one in (*each.began_after, *each.ended_with)]
    return (*ties, *(one.evidence for one in beside))


def _after(first: int, asked: set[str], changes: Sequence[PasswordChange]) -> int | Absent:
    """Return the seconds since the last change that one of the databases asked has seen."""
    own = [change.time.ticks for change in changes if change.authority in asked]
    before = [time for time in own if first - DAY <= time <= first]
    if before:
        return (first - before[-1]) // TICKS_PER_SECOND
    return NOT_APPLICABLE if own else NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Said:
    """What rhythms say: values, a few words, and the clients that show it."""

    values: tuple[str, ...]
    shows: str
    clients: tuple[str, ...]
    evidence: tuple[Locator, ...] = ()


def periods(rhythms: Sequence[Rhythm]) -> Said:
    """Return the periods of the busiest clients, those of most clients first."""
    found: dict[str, list[str]] = {}
    for each in rhythms:
        if isinstance(each.seconds, int) and each.client not in found.setdefault(each.period, []):
            found[each.period].append(each.client)
    ranked = sorted(found, key=lambda period: (-len(found[period]), period))
    of = len({each.client for each in rhythms})
    shows = ", ".join(f"{len(found[period])} of {of} at {period}" for period in ranked)
    return Said(
        values=tuple(ranked),
        shows=f"busiest clients that keep time: {shows}" if ranked else "no client keeps time",
        clients=tuple(dict.fromkeys(client for period in ranked for client in found[period])),
    )


def onset(rhythms: Sequence[Rhythm]) -> Said:
    """Return whether clients begin to fail within a day after a change of the password."""
    clients = [each for each in rhythms if isinstance(each.target, Absent)]
    after = [each.client for each in clients if isinstance(each.after_password, int)]
    if all(each.after_password == NOT_RECORDED for each in clients):
        return Said((), "no change of the password is recorded", ())
    shows = (
        f"{len(after)} of {len(clients)} of the busiest clients first fail within a day after a "
        "recorded change of the password"
    )
    return Said(("yes" if after else "no",), shows, tuple(after))


def following(rhythms: Sequence[Rhythm]) -> Said:
    """Return after what the bursts of clients begin, what most clients follow first."""
    found: dict[str, dict[str, Following]] = {}
    for each in rhythms:
        for one in each.follows:
            found.setdefault(one.what, {}).setdefault(each.client, one)
    ranked = sorted(found, key=lambda what: (-len(found[what]), what))
    compared = {each.client for each in rhythms if each.compared}
    if not compared:
        return Said((), "no starts or logons are recorded often enough to compare", ())
    shows = ", ".join(f"{len(found[what])} begin after {_EVENTS[what]}" for what in ranked)
    ties = [(client, one) for what in ranked for client, one in found[what].items()]
    return Said(
        values=tuple(ranked),
        shows=f"clients compared: {len(compared)}; {shows or 'none follows what is recorded'}",
        clients=tuple(dict.fromkeys(client for client, _ in ties)),
        evidence=tuple(place for _, one in ties for place in one.evidence[:1]),
    )
