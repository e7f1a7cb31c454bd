"""Beside: one client's failures held against what else is recorded.

What its bursts follow (`follows.py`), how they end (`endings.py`), and what stands just before the
first and just after the last, each with the record that tells it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from forensics.lanes import QUIET
from forensics.occurrences import PasswordChange, Unlock
from forensics.timing.endings import Ending, ending, until
from forensics.timing.follows import candidates, comparable, meet
from forensics.timing.rhythm import begin_of_bursts
from forensics.timing.starts import (
    MACHINE_BACK,
    MACHINE_START,
    MACHINE_STOP,
    SERVICE_STOP,
    Occasions,
    Ticks,
)
from forensics.timing.surroundings import Surroundings
from forensics.traces import Following, Occasion
from forensics.values import NOT_APPLICABLE, TICKS_PER_SECOND, Instant

DAY: Final = 86_400 * TICKS_PER_SECOND
"""So long before a first failure a start or a change may lie: agents that work every 23 hours
(Q231232) have then run once."""

SHOWN: Final = 3
"""Things beside a beginning or an end, ties of a client, and records of one tie, listed at most."""

_FAR: Final = 2**61  # as in `rhythm.py`


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What the bursts of a client follow, and what they could be held against."""

    follows: tuple[Following, ...]
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the failures of one account are held against.

    Attributes:
        changes: Of its password.
        unlocks: Of the account.
        around: What else is recorded.
    """

    changes: Sequence[PasswordChange]
    unlocks: Sequence[Unlock]
    around: Surroundings

    def ties(self, own: pl.DataFrame, servers: Sequence[str]) -> Ties:
        """Return what the bursts of a client follow.

        Args:
            own: Its failures, in any order.
            servers: The machines that it asks.
        """
        begins = begin_of_bursts(_ticks(own, "at"), QUIET)
        client = own["client"][0]
        looked_at = comparable(candidates(self.around.starts, client, servers), begins)
        found = [self._following(each, begins, len(looked_at)) for each in looked_at]
        ranked = sorted(
            (each for each in found if each is not None),
            key=lambda each: (-each.bursts, each.seconds, each.what, each.host, str(each.service)),
        )
        return Ties(
            follows=tuple(ranked[:SHOWN]),
            compared=tuple(dict.fromkeys(each.what for each in looked_at)),
        )

    def _following(self, events: Occasions, begins: Ticks, compared: int) -> Following | None:
        met = meet(begins, events.at, compared)
        if met is None:
            return None
        rows = events.row[list(met.events[:SHOWN])].tolist()
        return Following(
            what=events.what,
            host=events.host,
            service=events.service or NOT_APPLICABLE,
            bursts=met.bursts,
            of=begins.size,
            occasions=len(met.events),
            seconds=met.seconds,
            evidence=tuple(place for row in rows for place in self.around.located(row)),
        )

    def before(self, own: pl.DataFrame, servers: Sequence[str]) -> tuple[Occasion, ...]:
        """Return what is recorded in the day before a client's first failure, nearest first."""
        first = int(_ticks(own, "at")[0])
        recorded = int(_ticks(own, "time")[0])
        client = own["client"][0]
        starts = [
            occasion
            for events in self._events(client, (MACHINE_START, MACHINE_BACK), servers)
            for occasion in self._within(events, first - DAY, first, first)
        ]
        changed = self._changes(own, recorded - DAY, recorded, recorded)
        return _nearest([*starts, *changed])

    def after(
        self, own: pl.DataFrame, servers: Sequence[str], longest: int
    ) -> tuple[Occasion, ...]:
        """Return what is recorded after a client's last failure, nearest first.

        Args:
            own: Its failures.
            servers: The machines that it asks.
            longest: Its longest silence, ticks: what comes later found it silent already.
        """
        last = int(_ticks(own, "at")[-1])
        recorded = int(_ticks(own, "time")[-1])
        client = own["client"][0]
        kinds = (MACHINE_STOP, MACHINE_START, SERVICE_STOP)
        found = [
            occasion
            for events in self._events(client, kinds, servers)
            for occasion in self._within(events, last, last + longest, last)
        ]
        # All services stop with their machine.
        if any(each.host == client and each.what != SERVICE_STOP for each in found):
            found = [each for each in found if each.what != SERVICE_STOP]
        changed = self._changes(own, recorded, recorded + longest, recorded)
        return _nearest([*found, *changed])

    def ending(self, own: pl.DataFrame, target: str | None) -> Ending:
        """Return how the failures of a client end, at one target alone or at any."""
        times = _ticks(own, "time")
        last = int(times[-1])
        recorders = own["recorder"].drop_nulls().unique().to_list()
        ends = (
            until(last, recorders, self.around.whole),
            self.around.declared_end,
            self.around.next_failure(own["client"][0], target, last),
        )
        covered = None if ends[0] is None else min(end for end in ends if end is not None)
        return ending(times, begin_of_bursts(times, QUIET).size, covered)

    def _events(
        self, client: str, kinds: Sequence[str], servers: Sequence[str]
    ) -> Iterator[Occasions]:
        yield from self.around.starts.of(client, kinds)
        for server in servers:
            if server != client:
                yield from self.around.starts.of(server, (MACHINE_START,))

    def _within(self, events: Occasions, first: int, last: int, from_: int) -> Iterator[Occasion]:
        for place in np.flatnonzero((events.at >= first) & (events.at <= last)).tolist():
            yield Occasion(
                what=events.what,
                host=events.host,
                service=events.service or NOT_APPLICABLE,
                time=Instant(int(events.time[place])),
                seconds=abs(int(events.at[place]) - from_) // TICKS_PER_SECOND,
                evidence=self.around.located(int(events.row[place])),
            )

    def _changes(self, own: pl.DataFrame, first: int, last: int, from_: int) -> Iterator[Occasion]:
        asked = set(own["authority"].to_list())
        recorded: Iterable[tuple[str, PasswordChange | Unlock]] = (
            *(("password-change", change) for change in self.changes),
            *(("unlock", unlock) for unlock in self.unlocks),
        )
        for what, each in recorded:
            if each.authority in asked and first <= each.time.ticks <= last:
                yield Occasion(
                    what=what,
                    host=each.authority,
                    service=NOT_APPLICABLE,
                    time=each.time,
                    seconds=abs(each.time.ticks - from_) // TICKS_PER_SECOND,
                    evidence=each.evidence,
                )


def _ticks(own: pl.DataFrame, column: str) -> Ticks:
    """Return times, rising, without those beyond any date."""
    ordered: Ticks = np.sort(np.clip(own[column].cast(pl.Int64).to_numpy(), -_FAR, _FAR))
    return ordered


def _nearest(found: Iterable[Occasion]) -> tuple[Occasion, ...]:
    """Return one of each kind and machine, nearest first."""
    nearest: dict[tuple[str, str, str], Occasion] = {}
    for each in sorted(found, key=lambda one: (one.seconds, one.time)):
        nearest.setdefault((each.what, each.host, str(each.service)), each)
    ranked = sorted(
        nearest.values(), key=lambda one: (one.seconds, one.what, one.host, str(one.service))
    )
    return tuple(ranked[:SHOWN])
