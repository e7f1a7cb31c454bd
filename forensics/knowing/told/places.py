"""Places: from where to where the account failed, and what these machines are."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.knowing.remarks import Told
from forensics.knowing.told.ground import (
    MODERATE,
    SHOWN,
    Incident,
    all_named,
    first_failures,
    main,
    of_each,
    plural,
    servers_logged,
    some,
    unselected,
)
from forensics.reconstruct import Scene
from forensics.standings import Fact

_MANY: Final = 5
"""So many sources or servers are many."""

_SEVERAL_SERVERS: Final = 3
_NO_SERVER: Final = {"client", "other"}
_PRESENT: Final = ("attempt", "logon", "return")  # kinds of records of a success


def facts(case: Case, incident: Incident, told: Mapping[str, Told]) -> tuple[Fact, ...]:
    """Return the facts `graph.shape`, `source.accounts` and so on to `target.only_roles`.

    Args:
        case: Its declared machines.
        incident: What they are gathered from.
        told: What SMS logs tell.
    """
    return (
        _shape(case, incident),
        _accounts(incident),
        _source_roles(incident),
        _succeeds(incident),
        *_target_roles(case, incident, told.get("sms.caps_named")),
    )


def shape(sources: int, servers: int) -> str:
    """Return the shape of so many sources and servers.

    One to one; one to many (3 servers or more); many to few (5 sources or more, twice as many as
    servers at least); few to few (fewer than 5 of each); many to many (all else).
    """
    if sources == 1 and servers == 1:
        return "one-to-one"
    if sources == 1 and servers >= _SEVERAL_SERVERS:
        return "one-to-many"
    if sources >= _MANY and sources >= 2 * servers:
        return "many-to-few"
    return "few-to-few" if max(sources, servers) < _MANY else "many-to-many"


def _shape(case: Case, incident: Incident) -> Fact:
    """Return the shape of the busiest sources and servers, which make 95 % of the failures.

    Complete where each failure names its source and each declared server has its log here: a
    server whose log is missing may have been accessed as well.
    """
    sources, servers = main(incident.failures, "client"), main(incident.failures, "target")
    if not sources:
        return Fact(name="graph.shape", values=(), complete=False, shows="no source is named")
    declared = {
        incident.scene.identities.name(host.name)
        for host in case.hosts
        if set(host.roles) - _NO_SERVER
    }
    return Fact(
        name="graph.shape",
        values=(shape(len(sources), len(servers)),),
        complete=incident.intact
        and all_named(incident.failures, "client")
        and bool(declared)
        and declared <= incident.kept,
        shows=f"{plural(len(sources), 'source')} and {plural(len(servers), 'server')} make 95 % "
        "of the failures",
        evidence=of_each(incident, incident.failures, "client"),
        strength=MODERATE,
    )


def _logged_on(scene: Scene) -> pl.DataFrame:
    slim = scene.attempts.select("attempt", "client", "outcome", "account_key")
    return slim.filter(pl.col("outcome") == "success")


def _telling_successes(scene: Scene) -> frozenset[str]:
    """Return the machines that recorded a success."""
    recorded = scene.observations.select("machine", "kind", "outcome").filter(
        pl.col("kind").is_in(_PRESENT), pl.col("outcome") == "success"
    )
    return frozenset(recorded["machine"].unique())


def _accounts(incident: Incident) -> Fact:
    """Return how many accounts fail from one source: half of the failures come from such sources.

    Complete, and few told, only where no exhibit may be an extract for one account.
    """
    own = incident.failures.drop_nulls("client").group_by("client").len("failures")
    counts = (
        incident.scene.once(first_failures)
        .drop_nulls(["client", "account_key"])
        .join(own, on="client", how="semi")
        .group_by("client")
        .agg(pl.col("account_key").n_unique().alias("accounts"))
        .join(own, on="client")
        .sort("accounts", "client")
    )
    half = 2 * pl.col("failures").cum_sum() >= pl.col("failures").sum()
    middle = counts.filter(half)["accounts"].head(1).to_list()
    seen = unselected(incident)
    if not middle:
        return Fact(name="source.accounts", values=(), complete=False, shows="no source is named")
    value = "one" if middle[0] == 1 else "several" if middle[0] <= _MANY else "many"
    return Fact(
        name="source.accounts",
        values=(value,) if seen or value == "many" else (),
        complete=seen and all_named(incident.failures, "client"),
        shows=f"mostly {plural(middle[0], 'account')} a source"
        + ("" if seen else "; the exhibits may hold a selection"),
        evidence=of_each(incident, incident.failures, "client"),
        strength=MODERATE,
    )


def _source_roles(incident: Incident) -> Fact:
    """Return the roles of the busiest sources; complete where all of these are declared."""
    sources = main(incident.failures, "client")
    roles = {source: incident.sites.roles_of(source) for source in sources}
    counts = Counter(role for given in roles.values() for role in given)
    known = sum(bool(given) for given in roles.values())
    told = ", ".join(f"{count} {role}" for role, count in counts.most_common())
    shown = incident.failures.select("attempt", "client").filter(
        pl.col("client").is_in([s for s in sources if roles[s]])
    )
    return Fact(
        name="source.roles",
        values=tuple(role for role, _ in counts.most_common()),
        complete=all_named(incident.failures, "client")
        and all(source.casefold() in incident.sites.declared for source in sources),
        shows=f"roles are known of {known} of {plural(len(sources), 'source')}"
        + (f": {told}" if told else ""),
        evidence=of_each(incident, shown, "client"),
    )


def _succeeds(incident: Incident) -> Fact:
    """Return whether a source logs on as well; `no` only where each server records successes."""
    failures = incident.failures
    same = pl.col("account_key").eq_missing(incident.key)
    success = (
        incident.scene.once(_logged_on)
        .filter(same)
        .join(
            failures.select("client").drop_nulls().unique(),
            on="client",
            how="semi",
            maintain_order="left",
        )
    )
    servers = set(failures["target"].unique().to_list())
    audited = servers <= incident.scene.once(_telling_successes)
    denied = incident.intact and audited and all_named(failures, "client", "target")
    sources = success["client"].n_unique()
    absent = ("no source that fails logs on too", "whether successes are recorded is not known")
    return Fact(
        name="source.succeeds",
        values=("yes",) if sources else ("no",) if denied else (),
        complete=bool(sources) or denied,
        shows=f"{plural(sources, 'source')} that {'fails' if sources == 1 else 'fail'} also "
        f"{'logs' if sources == 1 else 'log'} on"
        if sources
        else absent[not denied],
        evidence=some(incident, success),
    )


def _target_roles(case: Case, incident: Incident, caps: Told | None) -> tuple[Fact, Fact]:
    """Return the roles of the accessed servers.

    Complete where all of them are declared, and every declared server has its log here: on one
    whose log is missing the account may have failed too. Nor may a controller alone tell of a
    failure: it may have checked the password for a machine that was accessed.
    """
    sites = incident.sites
    servers = incident.failures["target"].unique(maintain_order=True).drop_nulls().to_list()
    shown = {name: row for name, row in _caps(incident, caps).items() if name in _lower(servers)}
    named = {server: ("cap",) for server in servers if server.casefold() in shown}
    roles = {server: (*sites.roles_of(server), *named.get(server, ())) for server in servers}
    declared = bool(servers) and all(server.casefold() in sites.declared for server in servers)
    accessed = (incident.failures["target_basis"] == "accessed").all()
    complete = declared and accessed and servers_logged(case, incident)
    values = tuple(dict.fromkeys(role for given in roles.values() for role in given))
    lines = tuple(incident.locate_row(row) for row in shown.values())[:SHOWN]
    first = of_each(incident, incident.failures, "target")
    only = set(values) <= {"cap", "dc"}
    return (
        Fact(
            name="target.roles",
            values=values,
            complete=complete,
            shows=_known_roles(roles, shown),
            evidence=(*lines, *first),
        ),
        Fact(
            name="target.only_roles",
            values=(("cap-or-dc-only" if only else "others"),) if declared else (),
            complete=complete,
            shows="the accessed servers are declared as nothing but CAP or domain controller"
            if declared and only
            else "further roles of the accessed servers are declared or unknown",
        ),
    )


def _lower(names: list[str]) -> set[str]:
    return {name.casefold() for name in names}


def _caps(incident: Incident, caps: Told | None) -> dict[str, int]:
    r"""Return lower-case machine -> row of the first line that names a share `\\SERVER\CAP_xxx`."""
    found: dict[str, int] = {}
    for share, rows in (caps.rows if caps else {}).items():
        server = share.removeprefix("\\\\").partition("\\")[0]
        name = incident.scene.identities.name(server).casefold()
        found[name] = min(rows[0], found.get(name, rows[0]))
    return found


def _known_roles(roles: Mapping[str, tuple[str, ...]], shown: Mapping[str, int]) -> str:
    """Return of how many servers which roles are known, and by what."""
    servers = plural(len(roles), "accessed server")
    known = sum(bool(given) for given in roles.values())
    if not known:
        return f"no role is known of {servers}"
    counts = Counter(role for given in roles.values() for role in dict.fromkeys(given))
    told = ", ".join(f"{count} {role}" for role, count in counts.most_common())
    how = "declared, or named by SMS logs" if shown else "declared, or by their own records"
    return f"roles of {known} of {servers} ({how}): {told}"
