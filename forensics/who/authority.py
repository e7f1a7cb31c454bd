"""Authority: whose account database holds the account that was tried.

A domain controller answers for its domain; any other machine for its own database. The domain that
a client presents is evidence and not the authority: an unknown one, such as the client's own name,
makes the accessed machine look into its own database (Q103390, Q102716).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import polars as pl

from forensics.case import Host
from forensics.lean import INTERNED, as_text
from forensics.who import controllers
from forensics.who.controllers import Ground
from forensics.who.identities import Identities
from forensics.who.naming import key
from forensics.who.unknown_domains import NONE, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """What each machine is; keys are lower-case names as shown.

    Attributes:
        roles: Declared roles, and `dc` where the machine's own records show it.
        domain: The domain a domain controller answers for, where a record names it.
        declared: Machines whose roles the analyst declared.
        grounds: Why a machine is taken for a domain controller that is not declared to be one.
    """

    roles: Mapping[str, tuple[str, ...]]
    domain: Mapping[str, str]
    declared: frozenset[str]
    grounds: Mapping[str, Ground] = field(default_factory=dict)

    def roles_of(self, machine: str) -> tuple[str, ...]:
        """Return the roles of a machine, empty where nothing is known."""
        return self.roles.get(machine.casefold(), ())

    def controllers(self) -> tuple[str, ...]:
        """Return the domain controllers, lower-case names."""
        return tuple(name for name, roles in self.roles.items() if "dc" in roles)

    def database_of(self, machine: str) -> str:
        """Return the authority that answers on this machine."""
        if "dc" in self.roles_of(machine):
            return self.domain.get(machine.casefold(), machine)
        return machine


SURVEYED: Final = ("kind", "machine", "by", "by_domain", *controllers.SERVING)
"""Columns of observations that `survey` looks at."""


def survey(declared: Iterable[Host], observations: pl.DataFrame, identities: Identities) -> Sites:
    """Return what the machines of a case are, from the analyst and from their own records.

    A lockout or unlock is recorded on behalf of the machine's own account (`LONDC01$`) and names
    the domain that this account belongs to.
    """
    roles: dict[str, tuple[str, ...]] = {}
    for host in declared:
        name = identities.name(host.name).casefold()
        roles[name] = tuple(dict.fromkeys((*roles.get(name, ()), *host.roles)))
    known = frozenset(name for name, given in roles.items() if given)
    own = observations.filter(
        pl.col("kind").is_in(["lockout", "unlock"]),
        as_text("by").str.ends_with("$"),
        pl.col("by_domain").is_not_null(),
    ).select("machine", "by", "by_domain")
    domain: dict[str, str] = {}
    for machine, by, by_domain in own.unique(maintain_order=True).iter_rows():
        own_name = by.casefold().removesuffix("$")
        label = key(machine).partition(".")[0]
        if own_name == label or identities.name(own_name).casefold() == machine.casefold():
            domain.setdefault(machine.casefold(), identities.domain(by_domain))
    plain = Sites(roles=roles, domain=_one_spelling(domain), declared=known)
    return with_controllers(plain, controllers.by_service(observations))


def with_controllers(sites: Sites, grounds: Mapping[str, Ground]) -> Sites:
    """Return `sites` with further domain controllers, and why they are taken for such."""
    new = {name: grounds[name] for name in sorted(grounds) if "dc" not in sites.roles_of(name)}
    roles = {name: (*sites.roles.get(name, ()), "dc") for name in new}
    return replace(sites, roles={**sites.roles, **roles}, grounds={**sites.grounds, **new})


def settled(sites: Sites) -> frozenset[str]:
    """Return the machines whose role need not be looked for: declared, or shown already."""
    return sites.declared | frozenset(sites.controllers())


def _one_spelling(domain: Mapping[str, str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for name in domain.values():
        first.setdefault(name.casefold(), name)
    return {machine: first[name.casefold()] for machine, name in domain.items()}


def assign(
    attempts: pl.DataFrame, sites: Sites, identities: Identities, unknown: Unknown = NONE
) -> pl.DataFrame:
    """Return `attempts` with the columns `authority` and `presents`.

    `unknown` says which domains machines are shown not to know: they ask themselves.

    `presents` says what the client put before the account: `own-name` (its own computer name:
    the footprint of a local account, derived from Q103390 and Q102716), `target-name`, `domain`
    or null where the record names none.
    """
    keys = ["authority_host", "target", "domain", "client"]
    combinations = attempts.group_by(keys, maintain_order=True).len("tries")
    rows = combinations.rows(named=True)
    machines = {
        name.casefold()
        for column in ("target", "client", "authority_host")
        for name in attempts[column].unique().drop_nulls().to_list()
    }
    presents = [_presents(row, identities) for row in rows]
    # A machine's name in place of a domain is unknown to the target, which asks itself.
    asked = [
        what == "domain"
        and identities.name(row["domain"]).casefold() not in machines
        and (str(row["target"]).lower(), row["domain"].lower()) not in unknown
        for row, what in zip(rows, presents, strict=True)
    ]
    named = [
        identities.domain(row["domain"]) if domain else None
        for row, domain in zip(rows, asked, strict=True)
    ]
    authorities = _authorities(rows, named, sites)
    placed = combinations.drop("tries").with_columns(
        pl.Series("authority", authorities, dtype=INTERNED),
        pl.Series("presents", presents, dtype=INTERNED),
    )
    return attempts.join(placed, on=keys, how="left", nulls_equal=True, maintain_order="left")


def learned(sites: Sites, attempts: pl.DataFrame) -> Sites:
    """Return `sites` with the domains of controllers that only attempts tell (`assign`).

    Else a controller's lockouts and unlocks would stand apart from the attempts it answered.
    """
    answered = attempts.drop_nulls("authority_host").select(
        as_text("authority_host").str.to_lowercase(), "authority"
    )
    told = {
        machine: domain
        for machine, domain in answered.unique(maintain_order=True).iter_rows()
        if "dc" in sites.roles_of(machine) and domain.casefold() != machine
    }
    return replace(sites, domain={**told, **sites.domain})


def _authorities(
    rows: Sequence[Mapping[str, Any]], named: Sequence[str | None], sites: Sites
) -> list[str]:
    """Return the authority of each combination; `named` is the domain that it asks, if any."""
    known = _one_spelling({name: name for name in (*sites.domain.values(), *filter(None, named))})
    spelled = [None if domain is None else known[domain] for domain in named]
    learned = _learn(rows, spelled, sites)
    authorities = []
    for row, domain in zip(rows, spelled, strict=True):
        answered = row["authority_host"]
        machine = row["target"] if answered is None else answered
        own = learned.database_of(machine or "")
        authorities.append(own if answered is not None or domain is None else domain)
    return authorities


def _learn(rows: Sequence[Mapping[str, Any]], named: Sequence[str | None], sites: Sites) -> Sites:
    """Return `sites` with the domains of further controllers.

    Where no lockout names a controller's domain, it is the one presented most often to it.
    """
    told: dict[str, Counter[str]] = {}
    for row, domain in zip(rows, named, strict=True):
        machine = str(row["authority_host"]).casefold()
        if domain is not None and "dc" in sites.roles_of(machine) and machine not in sites.domain:
            told.setdefault(machine, Counter())[domain] += row["tries"]
    most = {machine: counts.most_common(1)[0][0] for machine, counts in told.items()}
    return replace(sites, domain={**most, **sites.domain})


def _presents(row: Mapping[str, Any], identities: Identities) -> str | None:
    presented = row["domain"]
    if presented is None or presented.casefold() in ("(null)", "."):
        return None
    name = identities.name(presented).casefold()
    if row["client"] is not None and name == row["client"].casefold():
        return "own-name"
    if row["target"] is not None and name == row["target"].casefold():
        return "target-name"
    return "domain"
