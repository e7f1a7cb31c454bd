"""Who and when: from observations to attempts, each with client, target and authority."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from forensics import observing, witnesses
from forensics.case import Case
from forensics.events import EventTable
from forensics.evidence.forms import Examined
from forensics.lean import lean
from forensics.values import TICKS_PER_SECOND
from forensics.when import clock_changes, measuring, offsets, pairing
from forensics.who import authority, controllers, identities, unknown_domains
from forensics.who.apart import apart_from

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happened, for every account.

    Attributes:
        observations: Every record that the table knows, with its `fate`, ordered by `row`.
        attempts: One row each, ordered by time (`authority.assign`).
        witnessed: `attempt`, `row`: which observations witness which attempt.
        identities: Machines by all their names.
        sites: What the machines are.
        offsets: What is known of the recording machines' clocks.

    What several incidents ask of it is made `once`.
    """

    observations: pl.DataFrame
    attempts: pl.DataFrame
    witnessed: pl.DataFrame
    identities: identities.Identities
    sites: authority.Sites
    offsets: offsets.Offsets
    _made: dict[Callable[["Scene"], Any], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def once(self, work: Callable[["Scene"], Made]) -> Made:
        """Return what a function makes of this scene; nobody may change it."""
        if work not in self._made:
            self._made[work] = work(self)
        made: Made = self._made[work]
        return made


def reconstruct(case: Case, examined: Sequence[Examined], table: EventTable) -> Scene:
    """Return the scene that the exhibits show."""
    judged = observing.judge(observing.gather(examined, table), case)
    computers = [name for each in examined if each.reading for name in each.reading.computers]
    known = identities.identify(
        case.hosts, computers, judged, apart_from(case.apart), case.place("apart", None)
    )
    placed = lean(identities.place(judged, known))
    del judged
    used, tried = pl.col("fate") == observing.USED, pl.col("kind") == "attempt"
    asked = placed.select("fate", *authority.SURVEYED).filter(used)
    sites = authority.survey(case.hosts, asked, known)
    attempted = lean(placed.filter(used, tried))
    tries = witnesses.prepare(attempted, sites.controllers())
    answering = controllers.by_answers(_heard(tries), authority.settled(sites))
    if answering:
        sites = authority.with_controllers(sites, answering)
        tries = witnesses.prepare(attempted, sites.controllers())
    others = placed.filter(used, ~tried)
    changes = clock_changes.told(others)
    locked = others.filter(pl.col("kind") == "lockout")
    del asked, attempted  # a million records take room three times over else
    clocks = measuring.measure(_heard(tries), _declared(case, known), changes, sites.controllers())
    linked, witnessed = witnesses.link(tries, clocks)
    del tries
    strange = unknown_domains.unknown(linked, locked)
    attempts = lean(authority.assign(linked, sites, known, strange))
    return Scene(
        observations=placed,
        attempts=attempts,
        witnessed=witnessed,
        identities=known,
        sites=authority.learned(sites, attempts),
        offsets=clocks,
    )


def _heard(tries: pl.DataFrame) -> pl.DataFrame:
    """Return what machines are heard to say to each other: tries whose machine is named."""
    return tries.select(pairing.HEARD).filter(pl.col("machine") != observing.NAMELESS)


def _declared(case: Case, known: identities.Identities) -> dict[str, int]:
    """Return the clock offsets that the analyst declares, ticks, by machine as shown."""
    return {
        known.name(host.name): round(host.clock_offset * TICKS_PER_SECOND)
        for host in case.hosts
        if host.clock_offset is not None
    }
