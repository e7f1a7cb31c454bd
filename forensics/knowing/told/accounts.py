"""The account: which well-known one it is, how it is spelled, and which others fail beside it."""

from typing import Final

import polars as pl

from forensics.case import Case
from forensics.knowing.told import names
from forensics.knowing.told.ground import (
    HIGH,
    MODERATE,
    SHOWN,
    Incident,
    all_named,
    first_failures,
    plural,
    servers_logged,
    some,
    unselected,
)
from forensics.reconstruct import Scene
from forensics.standings import Fact
from forensics.values import Locator
from forensics.witnesses import account_key


def facts(case: Case, incident: Incident) -> tuple[Fact, ...]:
    """Return `account.class`, `account.spelling`, `account.beside` and `account.database`."""
    return (
        _class(case, incident),
        _spelling(incident),
        _beside(case, incident),
        _database(incident),
    )


def _class(case: Case, incident: Incident) -> Fact:
    """Return the class; complete where an account is there, as it has one name.

    At a site of SMS a name that says nothing may be one that the site chose for an account of SMS,
    until the operator states these.
    """
    if incident.account is None:
        return Fact(name="account.class", values=(), complete=False, shows="no account failed")
    as_written = names.spelling(incident.account) in ("as-written", None)
    values = names.account_class(incident.account, case.facts)
    unstated = tuple(kind for fact, kind in names.STATED.items() if fact not in case.facts)
    maybe = unstated if values == (names.OTHER,) and _has_sms(case, incident) else ()
    unsaid = "; whether the site uses it for SMS is not stated" if maybe else ""
    return Fact(
        name="account.class",
        values=values,
        complete=True,
        shows=f"the account is {incident.account}{unsaid}",
        evidence=some(incident, _own(incident)),
        strength=HIGH if as_written else MODERATE,
        maybe=maybe,
    )


def _has_sms(case: Case, incident: Incident) -> bool:
    """Tell whether the operator, an SMS log or a name of an account shows that a site has SMS."""
    return (
        any(name.startswith("sms.") for name in case.facts)
        or any(_OF_SMS & set(host.roles) for host in case.hosts)
        or incident.remarks.height > 0
        or incident.scene.once(_names_sms)
    )


def _names_sms(scene: Scene) -> bool:
    """Tell whether a record names an account of SMS."""
    keys = scene.observations.select("account").unique().select(account_key().alias("account_key"))
    return keys.filter(names.of_sms()).height > 0


_OF_SMS: Final = frozenset({"cap", "dp", "siteserver", "metering"})
"""Roles that only machines of a site of SMS have."""


def _spelling(incident: Incident) -> Fact:
    """Return how the account is spelled; complete, as it is there."""
    spelled = incident.account and names.spelling(incident.account)
    return Fact(
        name="account.spelling",
        values=(spelled,) if spelled else (),
        complete=incident.account is not None,
        shows=f"the records have {incident.account}" if spelled else "no well-known account failed",
        evidence=some(incident, _own(incident)) if spelled else (),
    )


def _own(incident: Incident) -> pl.DataFrame:
    slim = incident.failures.select("attempt", "account_key")
    return slim.filter(pl.col("account_key").eq_missing(incident.key))


def _beside(case: Case, incident: Incident) -> Fact:
    """Return the classes of other accounts that fail from the same clients.

    Complete, and `none` told, only where each failure names its client and no exhibit may be an
    extract for one account and no log of a declared server is missing.
    """
    clients = incident.failures["client"].unique().drop_nulls()
    failed = incident.scene.once(first_failures)
    others = failed.filter(pl.col("account_key").ne_missing(incident.key)).filter(
        names.worth_a_look(case.facts), pl.col("client").is_in(clients.implode())
    )
    own = set() if incident.account is None else {*names.account_class(incident.account, {})}
    found: dict[str, int] = {}
    accounts: dict[str, str] = {}
    firsts = others.group_by("account_key", maintain_order=True).first()
    for account, attempt in firsts.select("account", "attempt").iter_rows():
        for kind in names.account_class(account, case.facts):
            if kind not in {*own, names.OTHER}:
                found.setdefault(kind, attempt)
                accounts.setdefault(kind, account)
    whole = unselected(incident) and servers_logged(case, incident)
    seen = whole and all_named(incident.failures, "client")
    none = ("none",) if seen else ()
    named = ", ".join(accounts.values())
    return Fact(
        name="account.beside",
        values=tuple(found) or none,
        complete=seen,
        shows=f"from the same clients fail {named}"
        if found
        else "no other well-known account fails from the same clients",
        evidence=tuple(incident.locate(attempt) for attempt in list(found.values())[:SHOWN]),
    )


def _database(incident: Incident) -> Fact:
    """Return whose database was tried; complete where that is known of every failure.

    It is known of declared machines and of controllers that show to be such. That a client asked
    for an account of a domain tells it too, and not by a record of the domain itself.
    """
    tried = incident.failures.group_by("authority", maintain_order=True).agg(
        pl.col("attempt").first(),
        ((pl.col("presents") == "domain") & pl.col("authority_host").is_null())
        .all()
        .alias("asked"),
    )
    databases = {
        authority: (incident.locate(attempt), asked)
        for authority, attempt, asked in tried.iter_rows()
    }
    for lockout in incident.lockouts:
        databases.setdefault(lockout.authority, (lockout.evidence[0], False))
    return _of_databases(incident, databases)


def _of_databases(incident: Incident, databases: dict[str, tuple[Locator, bool]]) -> Fact:
    """Return what databases are; of each a record, and whether it was asked for and never told."""
    kinds = {name: _kind(incident, name, asked=asked) for name, (_, asked) in databases.items()}
    places = {kinds[name][0]: place for name, (place, _) in reversed(databases.items())}
    found = tuple(dict.fromkeys(kind for kind, _ in kinds.values() if kind))
    said = {"domain": "a domain", "server": "a server"}
    tried = plural(len(databases), "account database")
    return Fact(
        name="account.database",
        values=found,
        complete=bool(kinds) and all(kind for kind, _ in kinds.values()),
        shows=f"{tried} tried, of {' and '.join(said[kind] for kind in found)}"
        if found
        else "what the accessed machines are is not known",
        evidence=tuple(places[kind] for kind in found),
        strength=HIGH if all(sure for kind, sure in kinds.values() if kind) else MODERATE,
    )


def _kind(incident: Incident, authority: str, *, asked: bool) -> tuple[str, bool]:
    """Return what a database is, `""` where that is not known, and whether a record shows it."""
    sites, name = incident.sites, authority.casefold()
    domains = {sites.database_of(each).casefold() for each in sites.controllers()}
    if name in domains:
        return "domain", True
    if name in sites.declared:
        return "server", True
    return ("domain" if asked else ""), False
