"""Auditing: what the machines record, and how many domain controllers there are."""

from collections import Counter

import polars as pl

from forensics.events import is_failure
from forensics.knowing.told.changes import databases, keepers, managed
from forensics.knowing.told.ground import SHOWN, Fact, Incident, plural


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `audit.logon_failures`, `audit.account_management` and `domain.controllers`."""
    return _logons(incident), _management(incident), _controllers(incident)


def _logons(incident: Incident) -> Fact:
    """Return that failed logons are audited: by failures that the accessed machines recorded.

    Complete where every accessed machine recorded one itself.
    """
    recorded = incident.scene.observations.filter(
        pl.col("kind") == "attempt", pl.col("witness") == "target", is_failure()
    )
    servers = set(incident.failures["target"].unique().drop_nulls().to_list())
    return _on(incident, "audit.logon_failures", recorded, servers, "failed logons")


def _management(incident: Incident) -> Fact:
    """Return that changes of accounts are audited: by records of them on the controllers.

    Complete where every known controller has one, and an analyst declared one of them: others may
    not be known.
    """
    every = [keepers(incident, name) for name in databases(incident)]
    machines = set().union(*every)
    found = _on(incident, "audit.account_management", managed(incident), machines, "changes")
    named = all(each & incident.sites.declared for each in every)
    return found if named else _open(found)


def _open(fact: Fact) -> Fact:
    return Fact(
        name=fact.name,
        values=fact.values,
        complete=False,
        shows=fact.shows,
        evidence=fact.evidence,
    )


def _on(
    incident: Incident, name: str, recorded: pl.DataFrame, machines: set[str], what: str
) -> Fact:
    """Return `on` where one of these machines recorded such a thing; `off` no absence shows."""
    key = pl.col("machine").str.to_lowercase()
    wanted = {machine.casefold() for machine in machines}
    firsts = (
        recorded.filter(key.is_in(list(wanted)))
        .unique("machine", keep="first", maintain_order=True)
        .sort("row")
    )
    those = f"{firsts.height} of {plural(len(wanted), 'machine')}"
    return Fact(
        name=name,
        values=("on",) if firsts.height else (),
        complete=bool(firsts.height) and firsts.height == len(wanted),
        shows=f"{what} are recorded by {those}",
        evidence=tuple(incident.locate_row(row) for row in firsts["row"].head(SHOWN)),
    )


def _controllers(incident: Incident) -> Fact:
    """Return that a domain has several controllers; that it has one no record can show."""
    sites, tried = incident.sites, databases(incident)
    of = Counter(
        sites.domain[name].casefold() for name in sites.controllers() if name in sites.domain
    )
    most = max((count for name, count in of.items() if name in tried), default=0)
    several = most > 1
    return Fact(
        name="domain.controllers",
        values=("several",) if several else (),
        complete=several,
        shows=f"{plural(most, 'domain controller')} of the domain "
        f"{'is' if most == 1 else 'are'} known",
    )
