"""Stated policies: what listings and records of changes say of the lockout policy, and of whom.

Windows keeps one lockout policy in each account database. A statement about the database that
holds an account governs it; where there is none, all statements count, and they must agree. What
disagrees settles nothing: the policy is then learnt from the lockouts, and the report names both.
One policy is replayed for all databases of a case, so that those that govern must agree too.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from forensics.authority import Sites
from forensics.observing import NAMELESS, USED
from forensics.stories import Story
from forensics.values import NOT_RECORDED, UNPARSABLE, Absent, Locator
from forensics.words import duration, listing

SHOWN: Final = 4
"""Statements that a sentence names at most."""

_NEVER: Final = ("never", "none", "nie", "keine", "jamais", "aucun", "aucune", "nunca")
_COUNT: Final = re.compile(r"([0-9]{1,6})(?:\s+\D{0,80})?")
_MINUTES: Final = re.compile(r"(-?[0-9]{1,6})(?:\s+\D{0,80})?")
_CLOCK: Final = re.compile(r"(?:([0-9]{1,5})\.)?([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.0+)?")
_MOST: Final = 999  # the largest threshold that Windows takes
_LONGEST: Final = 99_999 * 60  # the most that Windows takes as window or duration
_UNTIL_UNLOCKED: Final = (0, -1)  # net accounts and reports; security templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one record says of the policy.

    Attributes:
        threshold: Bad passwords that lock; 0 never locks.
        window: Seconds.
        duration: Seconds; 0 lasts until an administrator unlocks.
        origin: Where it stands, in words: `net accounts in evidence/policy.txt, line 1`.
        machine: The machine that it was listed or recorded on, if known.
        domain: The domain whose accounts it is about, if it says so.
        time: Ticks of the change that it records; None for a listing, which has no time.
    """

    threshold: int | Absent
    window: int | Absent
    duration: int | Absent
    origin: str
    locator: Locator
    machine: str | None = None
    domain: str | None = None
    time: int | None = None

    @property
    def tells(self) -> bool:
        """Whether one of the three values can be read."""
        return any(isinstance(each, int) for each in (self.threshold, self.window, self.duration))

    def words(self) -> str:
        """Return the values that can be read: `threshold 5, window 30 min, duration 30 min`."""
        said = [f"threshold {self.threshold}"] if isinstance(self.threshold, int) else []
        if isinstance(self.window, int):
            said.append(f"window {duration(self.window)}")
        if isinstance(self.duration, int):
            lasting = duration(self.duration) if self.duration else "until an unlock"
            said.append(f"duration {lasting}")
        return ", ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the evidence settles of the policy; None where it settles nothing.

    Attributes:
        heard: Every statement of the evidence.
        governing: Those that the values are taken from.
        own: The databases that a governing statement is about; of others it may not hold.
        unsettled: Why the evidence settles nothing although it states something, else `""`.
    """

    threshold: int | None = None
    window: int | None = None
    duration: int | None = None
    heard: tuple[Statement, ...] = ()
    governing: tuple[Statement, ...] = ()
    own: frozenset[str] = frozenset()
    unsettled: str = ""

    def refused(self, why: str) -> "Stated":
        """Return the same statements, of which nothing is taken."""
        return Stated(heard=self.heard, unsettled=why)


NOTHING: Final = Stated()


def of_stories(
    told: Sequence[Story], used: pl.DataFrame, sites: Sites, locate: Callable[[int], Locator]
) -> Stated:
    """Return what the used observations state of the policy that these stories ran under."""
    times = [time for story in told for time in story.time]
    span = (min(times), max(times)) if times else None
    return settle(
        statements(used, locate), dict.fromkeys(story.authority for story in told), sites, span
    )


def statements(
    observations: pl.DataFrame, locate: Callable[[int], Locator]
) -> tuple[Statement, ...]:
    """Return what the used records of kind `policy` say, in order of their rows.

    A record that names none of the three values, such as a change of the password policy, says
    nothing of lockouts and is left out; so is a change whose time is not known.
    """
    rows = observations.filter(pl.col("kind") == "policy", pl.col("fate") == USED)
    names = ("threshold", "window", "duration")
    return tuple(
        _statement(row, locate(row["row"]))
        for row in rows.iter_rows(named=True)
        if any(row[name] is not None for name in names)
        and (row["component"] is not None or _time(row) is not None)
    )


def _statement(row: dict[str, Any], locator: Locator) -> Statement:
    if row["component"] is None:
        origin = f"event {row['event_id']} in {locator.source}, record {locator.record}"
    else:
        origin = f"{row['component']} in {locator.source}, line {locator.record}"
    return Statement(
        threshold=_threshold(row["threshold"]),
        window=_seconds(row["window"], row["unit"], lasts=False),
        duration=_seconds(row["duration"], row["unit"], lasts=True),
        origin=origin,
        locator=locator,
        machine=None if row["machine"] == NAMELESS else row["machine"],
        domain=row["domain"],
        time=_time(row),
    )


def _time(row: dict[str, Any]) -> int | None:
    time: int | None = row["created"] if row["created"] is not None else row["written"]
    return time


def _threshold(text: str | None) -> int | Absent:
    if text is None:
        return NOT_RECORDED
    if text.strip().casefold() in _NEVER:
        return 0
    found = _COUNT.fullmatch(text.strip())
    return int(found[1]) if found and int(found[1]) <= _MOST else UNPARSABLE


def _seconds(text: str | None, unit: str | None, *, lasts: bool) -> int | Absent:
    """Return seconds; a duration (`lasts`) may be one that only an unlock ends, which is 0.

    A number without a unit is not read: Windows' own events (643, 4739) do not name theirs, and no
    specification does.
    """
    if text is None:
        return NOT_RECORDED
    if lasts and text.strip().casefold() in _NEVER:
        return 0
    seconds: int | None = None
    if unit == "minutes" and (minutes := _MINUTES.fullmatch(text.strip())):
        seconds = int(minutes[1]) * 60 if int(minutes[1]) > 0 else int(minutes[1])
    elif unit == "hh:mm:ss" and (clock := _CLOCK.fullmatch(text.strip())):
        days, hours, minute, second = (int(each or 0) for each in clock.groups())
        seconds = ((days * 24 + hours) * 60 + minute) * 60 + second
    if lasts and seconds in _UNTIL_UNLOCKED:
        return 0
    return seconds if seconds is not None and 0 < seconds <= _LONGEST else UNPARSABLE


def settle(
    heard: Sequence[Statement],
    authorities: Iterable[str],
    sites: Sites,
    span: tuple[int, int] | None,
) -> Stated:
    """Return what the statements settle.

    Args:
        heard: All of them.
        authorities: The account databases of the case.
        sites: Which database each machine answers for.
        span: Ticks of the first and last attempt; a policy that was changed between the two is
            not one policy, and a change after the last says nothing of what came before.
    """
    whole = Stated(heard=tuple(heard))
    changes = [each for each in heard if each.time is not None]
    during = [each for each in changes if span and span[0] < (each.time or 0) <= span[1]]
    if during:
        return whole.refused(
            "The policy was changed between the first attempt of the evidence and the last: "
            f"{_named(during)}"
        )
    held = [each for each in heard if each.tells and not _later(each, span)]
    held = _latest(held)
    about = {name: [one for one in held if _about(one, name, sites)] for name in authorities}
    chosen = {id(one) for own in about.values() for one in own or held}
    governing = tuple(one for one in held if id(one) in chosen)
    threshold, window, lasting = (
        {value for one in governing if isinstance(value := getattr(one, name), int)}
        for name in ("threshold", "window", "duration")
    )
    if max(len(threshold), len(window), len(lasting)) > 1:
        return whole.refused(f"The evidence does not agree on the policy: {_named(governing)}")
    return Stated(
        threshold=next(iter(threshold), None),
        window=next(iter(window), None),
        duration=next(iter(lasting), None),
        heard=whole.heard,
        governing=governing,
        own=frozenset(name for name, own in about.items() if own),
    )


def _later(one: Statement, span: tuple[int, int] | None) -> bool:
    return one.time is not None and span is not None and one.time > span[1]


def _latest(held: Sequence[Statement]) -> list[Statement]:
    """Return the listings, and of the changes on each machine the last."""
    last = {(one.machine, one.domain): one for one in sorted(held, key=lambda one: one.time or 0)}
    return [one for one in held if one.time is None or last[one.machine, one.domain] is one]


def _about(one: Statement, authority: str, sites: Sites) -> bool:
    """Tell whether a statement is about a database: by its domain, else by its machine."""
    if one.domain is not None:
        return _same(one.domain, authority)
    return one.machine is not None and _same(sites.database_of(one.machine), authority)


def _same(name: str, other: str) -> bool:
    """Tell whether two names are of one domain or machine: a NetBIOS name, or a full one."""
    first, second = name.casefold(), other.casefold()
    dotted = "." in first, "." in second
    if all(dotted) or not any(dotted):
        return first == second
    return first.partition(".")[0] == second.partition(".")[0]


def _named(those: Sequence[Statement]) -> str:
    said = [f"{one.words() or 'a value that cannot be read'} ({one.origin})" for one in those]
    return "; ".join(_bounded(said)) + "."


def _bounded(items: Sequence[str]) -> list[str]:
    more = [f"{len(items) - SHOWN} more"] if len(items) > SHOWN else []
    return [*items[:SHOWN], *more]


def origins(stated: Stated) -> str:
    """Return where the governing statements stand: `A`, `A and B`."""
    return listing(_bounded([one.origin for one in stated.governing]))


def otherwise(
    stated: Stated, threshold: int | None, window: int | None, lasting: int | None
) -> str:
    """Return a sentence that names the statements that differ from these values, else `""`."""
    differing = [
        one
        for one in stated.heard
        if any(
            isinstance(said, int) and used is not None and said != used
            for said, used in (
                (one.threshold, threshold),
                (one.window, window),
                (one.duration, lasting),
            )
        )
    ]
    return f"Stated otherwise: {_named(differing)}" if differing else ""
