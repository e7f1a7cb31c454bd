"""Statements: what one record or listing says of the lockout policy, in numbers and seconds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from forensics.observing import NAMELESS, USED
from forensics.values import NOT_RECORDED, UNPARSABLE, Absent, Locator
from forensics.words import duration

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
