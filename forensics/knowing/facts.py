"""Facts: what the evidence and the operator say about the subject account, by fixed names.

A fact has values and is complete or not. Only a complete fact can fail a claim: silence is not
denial. What the vocabulary does not name cannot be claimed by a knowledge entry.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.effects import LockoutPolicy
from forensics.knowing import packages, remarks
from forensics.knowing.vocabulary import OBSERVED, OPERATOR, OPTIONS, REMARKED, VOCABULARY
from forensics.occurrences import Lockout
from forensics.timing import pulse
from forensics.traces import Rhythm
from forensics.values import Absent, Locator
from forensics.who.authority import Sites

__all__ = ["OBSERVED", "OPERATOR", "OPTIONS", "VOCABULARY"]

TOKEN_ACCOUNT: Final = "SMSCliToknAcct&"  # noqa: S105 - the name of an account
# Spellings in the archive: without the ampersand, with a dollar sign, in other cases.
_TOKEN: Final = re.compile(r"smsclitoknacct(&|&amp;|\$)?\s*", re.IGNORECASE)
_SHOWN: Final = 3
_THRESHOLDS: Final = {
    "declared": "the declared threshold is",
    "evidence": "the threshold that the evidence states is",
    "inferred": "the threshold inferred from other accounts' lockouts is",
}
_NAMED: Final = 6
# The rollup keeps the version numbers of its service pack (Q266130).
_OF_ROLLUP: Final = {"SP4HRP": "SP4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known under one name.

    Attributes:
        name: One of `VOCABULARY`.
        values: Distinct, in order of weight; empty where nothing is known.
        complete: Whether a value that is missing would have been seen.
        shows: The fact in a few words for the report.
        evidence: A few records that show it.
    """

    name: str
    values: tuple[str, ...]
    complete: bool
    shows: str
    evidence: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What facts are gathered from: the subject account, its attempts and its lockouts.

    Attributes:
        account: As first recorded, or None where nothing failed.
        failures: Its failed attempts, with `presents`, and `place` (their Locator) columns' source.
        locate: Attempt number -> Locator of its own record.
        remarks: Lines of SMS logs: observations of kind `remark`.
        locate_row: Row of an observation -> Locator of its record.
        rhythms: Of its busiest clients.
    """

    account: str | None
    failures: pl.DataFrame
    lockouts: Sequence[Lockout]
    policy: LockoutPolicy
    sites: Sites
    intact: bool
    locate: Callable[[int], Locator]
    remarks: pl.DataFrame
    locate_row: Callable[[int], Locator]
    rhythms: Sequence[Rhythm] = ()


def gather(case: Case, incident: Incident) -> dict[str, Fact]:
    """Return every fact of the vocabulary, by name."""
    told = remarks.told(incident.remarks)
    facts = [
        _account(incident),
        _outcomes(incident),
        *_roles(incident),
        _presents(incident),
        _package(incident),
        _policy(incident),
        _timed(incident, "rhythm.period", pulse.periods(incident.rhythms)),
        _timed(incident, "rhythm.onset_after_password_change", pulse.onset(incident.rhythms)),
        _timed(incident, "rhythm.follows", pulse.following(incident.rhythms)),
        *(_remarked(incident, name, told.get(name)) for name in REMARKED),
        *(_stated(case, incident, name, told.get(name)) for name in OPERATOR),
    ]
    return {fact.name: fact for fact in facts}


def account_class(account: str) -> str:
    """Return the well-known account that a recorded name is a spelling of, else `other`."""
    return TOKEN_ACCOUNT if _TOKEN.fullmatch(account.rpartition("\\")[2]) else "other"


def _account(incident: Incident) -> Fact:
    if incident.account is None:
        return Fact(name="account.class", values=(), complete=True, shows="no account failed")
    return Fact(
        name="account.class",
        values=(account_class(incident.account),),
        complete=True,
        shows=f"the account is {incident.account}",
        evidence=_some(incident, incident.failures),
    )


def _outcomes(incident: Incident) -> Fact:
    counts = incident.failures["outcome"].value_counts().sort(["count", "outcome"], descending=True)
    values = tuple(counts["outcome"].to_list())
    said = {
        "bad_password": "with a bad password",
        "locked_out": "refused while locked",
        "unknown_account": "with an unknown account",
        "other_failure": "for other reasons",
    }
    shows = ", ".join(f"{count} {said[outcome]}" for outcome, count in counts.iter_rows())
    evidence = [
        locator
        for outcome in values
        for locator in _some(incident, incident.failures.filter(pl.col("outcome") == outcome))[:1]
    ]
    # A missing kind of failure proves nothing: auditing may not have recorded it (Q171148).
    return Fact(
        name="failure.outcomes",
        values=values,
        complete=False,
        shows=shows or "no failed attempt",
        evidence=tuple(evidence),
    )


def _roles(incident: Incident) -> tuple[Fact, Fact]:
    targets = incident.failures["target"].unique(maintain_order=True).to_list()
    roles = {target: incident.sites.roles_of(target) for target in targets}
    declared = bool(targets) and all(
        target.casefold() in incident.sites.declared for target in targets
    )
    values = tuple(dict.fromkeys(role for given in roles.values() for role in given))
    caps = sum("cap" in given for given in roles.values())
    shows = (
        f"{caps} of {len(targets)} accessed servers are declared as Client Access Points"
        if caps
        else f"no role of a Client Access Point is known for {len(targets)} accessed servers"
    )
    only = set(values) <= {"cap", "dc"}
    return (
        Fact(
            name="target.roles",
            values=values,
            complete=declared,
            shows=shows,
            evidence=_some(incident, incident.failures.unique("target", maintain_order=True)),
        ),
        Fact(
            name="target.only_roles",
            values=(("cap-or-dc-only" if only else "others"),) if declared else (),
            complete=declared,
            shows="the accessed servers are declared as nothing but CAP or domain controller"
            if declared and only
            else "further roles of the accessed servers are declared or unknown",
        ),
    )


def _presents(incident: Incident) -> Fact:
    named = incident.failures.filter(pl.col("presents").is_not_null())
    counts = named["presents"].value_counts().sort(["count", "presents"], descending=True)
    # What a few failures present does not speak for the others.
    mostly = tuple(counts.filter(2 * pl.col("count") >= named.height)["presents"].to_list())
    own = named.filter(pl.col("presents") == "own-name")
    shows = (
        f"{own.height} of {incident.failures.height} failures name the client's own computer as "
        "the account's domain"
        if named.height
        else "no failure names a domain"
    )
    return Fact(
        name="client.presents",
        values=mostly,
        complete=incident.intact and 0 < named.height == incident.failures.height and bool(mostly),
        shows=shows,
        evidence=_some(incident, own),
    )


def _package(incident: Incident) -> Fact:
    found = packages.by_family(incident.failures)
    shows = ", ".join(f"{rows.height} by {family.upper()}" for family, rows in found.items())
    return Fact(
        name="logon.package",
        values=tuple(found),
        complete=incident.intact
        and sum(rows.height for rows in found.values()) == incident.failures.height > 0,
        shows=shows or "no failure names its authentication package",
        evidence=_some(incident, next(iter(found.values()), incident.failures.clear())),
    )


def _policy(incident: Incident) -> Fact:
    if incident.lockouts:
        return Fact(
            name="policy.lockout",
            values=("yes",),
            complete=True,
            shows="1 lockout happened"
            if len(incident.lockouts) == 1
            else f"{len(incident.lockouts)} lockouts happened",
            evidence=incident.lockouts[0].evidence[:1],
        )
    threshold = incident.policy.threshold
    if isinstance(threshold, Absent):
        return Fact(
            name="policy.lockout",
            values=(),
            complete=False,
            shows="no policy is known, no lockout seen",
        )
    return Fact(
        name="policy.lockout",
        values=("yes" if threshold else "no",),
        complete=True,
        shows=f"{_THRESHOLDS[incident.policy.basis]} {threshold}",
        evidence=incident.policy.evidence[:_SHOWN],
    )


def _timed(incident: Incident, name: str, said: pulse.Said) -> Fact:
    """Return what rhythms say; more may lie outside the logs, and most keep none of starts."""
    own = incident.failures.filter(pl.col("client").is_in(said.clients))
    return Fact(
        name=name,
        values=said.values,
        complete=False,
        shows=said.shows,
        evidence=(
            *said.evidence[:_SHOWN],
            *_some(incident, own.unique("client", keep="first", maintain_order=True)),
        ),
    )


def _remarked(incident: Incident, name: str, told: remarks.Told | None) -> Fact:
    """Return what SMS logs tell; what they do not tell may be so all the same."""
    if told is None:
        return Fact(name=name, values=(), complete=False, shows="no line of an SMS log tells")
    lines = "1 line" if told.lines == 1 else f"{told.lines} lines"
    more = f" and {len(told.rows) - _NAMED} more" if len(told.rows) > _NAMED else ""
    return Fact(
        name=name,
        values=tuple(told.rows),
        complete=False,
        shows=f"{lines} of SMS logs: {', '.join(list(told.rows)[:_NAMED])}{more}",
        evidence=tuple(incident.locate_row(row) for row in told.shown(_SHOWN)),
    )


def _stated(case: Case, incident: Incident, name: str, told: remarks.Told | None) -> Fact:
    """Return what the operator states, with what SMS logs tell of it.

    Where they differ both are shown, and nothing rests on either.
    """
    values = case.facts.get(name)
    if values is None and told is None:
        return Fact(name=name, values=(), complete=False, shows="not stated")
    logged = _remarked(incident, name, told)
    if values is None:
        return replace(logged, shows=f"not stated; {logged.shows}")
    stated = f"stated in case.toml: {', '.join(values) or 'none'}"
    if told is None:
        return Fact(name=name, values=values, complete=True, shows=stated)
    implied = {_OF_ROLLUP[value] for value in values if value in _OF_ROLLUP}
    others = [value for value in logged.values if value not in {*values, *implied}]
    return Fact(
        name=name,
        values=() if others else values,
        complete=not others,
        shows=f"{stated}; {'but ' if others else ''}{logged.shows}",
        evidence=logged.evidence,
    )


def _some(incident: Incident, attempts: pl.DataFrame) -> tuple[Locator, ...]:
    return tuple(incident.locate(row) for row in attempts["attempt"].head(_SHOWN).to_list())
