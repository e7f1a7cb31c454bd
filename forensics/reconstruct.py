"""Who and when: from observations to attempts, each with client, target and authority."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from forensics import authority, identities, observing, witnesses
from forensics.case import Case
from forensics.events import EventTable
from forensics.evidence.forms import Examined


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happened, for every account.

    Attributes:
        observations: Every record that the table knows, with its `fate`, ordered by `row`.
        attempts: One row each, ordered by time (`authority.assign`).
        witnessed: `attempt`, `row`: which observations witness which attempt.
        identities: Machines by all their names.
        sites: What the machines are.
    """

    observations: pl.DataFrame
    attempts: pl.DataFrame
    witnessed: pl.DataFrame
    identities: identities.Identities
    sites: authority.Sites


def reconstruct(case: Case, examined: Sequence[Examined], table: EventTable) -> Scene:
    """Return the scene that the exhibits show."""
    judged = observing.judge(observing.gather(examined, table), case)
    computers = [name for each in examined if each.reading for name in each.reading.computers]
    recorded = [
        *computers,
        *judged["host"].unique(maintain_order=True).drop_nulls().to_list(),
        *judged["workstation"].unique(maintain_order=True).drop_nulls().to_list(),
        *judged["caller"].unique(maintain_order=True).drop_nulls().to_list(),
    ]
    known = identities.identify(case.hosts, recorded)
    placed = identities.place(judged, known)
    used = placed.filter(pl.col("fate") == observing.USED)
    sites = authority.survey(case.hosts, used, known)
    tries = used.filter(pl.col("kind") == "attempt")
    linked, witnessed = witnesses.link(tries, sites.controllers())
    return Scene(
        observations=placed,
        attempts=authority.assign(linked, sites, known),
        witnessed=witnessed,
        identities=known,
        sites=sites,
    )
