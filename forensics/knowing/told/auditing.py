"""Auditing: what the machines record, and how many domain controllers there are."""

from collections import Counter
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.events import is_failure
from forensics.knowing.told.changes import databases, keepers, managed
from forensics.knowing.told.ground import SHOWN, Incident, plural
from forensics.lean import as_text
from forensics.observing import USED
from forensics.reconstruct import Scene
from forensics.standings import Fact

# Subcategories Logon and User Account Management ([MS-GPAC] 2.2.1.2).
_LOGON: Final = "0cce9215-69ae-11d9-bed3-505054503030"
_ACCOUNTS: Final = "0cce9235-69ae-11d9-bed3-505054503030"
# Event 4719: success removed and added, failure removed and added.
_SUCCESS: Final = ("%%8448", "%%8449")
_FAILURE: Final = ("%%8450", "%%8451")
_CLASSIC: Final = 612


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `audit.logon_failures`, `audit.account_management` and `domain.controllers`."""
    return _logons(incident), _management(incident), _controllers(incident)


def _logons(incident: Incident) -> Fact:
    """Return whether failed logons are audited: failures recorded by accessed machines show it.

    Complete where it is known of every accessed machine.
    """
    recorded = incident.scene.once(_recorded)
    servers = set(incident.failures["target"].unique().drop_nulls().to_list())
    told = _policies(incident, "logon_failures", _LOGON, _FAILURE)
    return _audited("audit.logon_failures", incident, (recorded, told), servers)


def _recorded(scene: Scene) -> pl.DataFrame:
    """Return `row` and `machine` of failures that the accessed machine recorded."""
    slim = scene.observations.select("row", "machine", "kind", "witness", "outcome")
    failed = slim.filter(pl.col("kind") == "attempt", pl.col("witness") == "target", is_failure())
    return failed.select("row", "machine").unique("machine", keep="first", maintain_order=True)


def _audits(scene: Scene) -> pl.DataFrame:
    """Return the records that tell an audit policy."""
    return scene.observations.filter(pl.col("kind") == "audit", pl.col("fate") == USED)


def _management(incident: Incident) -> Fact:
    """Return whether changes of accounts are audited: records of them on controllers show it.

    Complete where it is known of every known controller, and an analyst declared one of them:
    others may not be known.
    """
    every = [keepers(incident, name) for name in databases(incident)]
    told = _policies(incident, "account_changes", _ACCOUNTS, _SUCCESS)
    machines = set().union(*every)
    found = _audited("audit.account_management", incident, (managed(incident), told), machines)
    named = all(each & incident.sites.declared for each in every)
    return found if named else replace(found, complete=False)


def _policies(
    incident: Incident, category: str, audited: str, changes: tuple[str, str]
) -> pl.DataFrame:
    """Return `machine`, `row` and whether it is `on`: the last that a machine says before the end.

    612 states the whole policy with + and - (a dash is null), 4719 what was added or removed.
    """
    removed, added = changes
    last = incident.failures["time"].max()
    classic = (pl.col("event_id") == _CLASSIC) & pl.col("by").is_not_null()
    subject = as_text("audited").str.to_lowercase().str.strip_chars("{} ") == audited
    said = (
        pl.when(classic)
        .then(pl.col(category) == "+")
        .when(subject & as_text("auditing").str.contains(added, literal=True))
        .then(pl.lit(value=True))
        .when(subject & as_text("auditing").str.contains(removed, literal=True))
        .then(pl.lit(value=False))
    )
    # A null of a policy that is stated is a dash.
    stated = pl.when(classic).then(said.fill_null(value=False)).otherwise(said)
    return (
        incident.scene.once(_audits)
        .with_columns(pl.coalesce("created", "written").alias("time"), stated.alias("on"))
        .filter(pl.col("on").is_not_null(), pl.col("time") <= pl.lit(last, dtype=pl.Int64))
        .sort("time", "row")
        .unique("machine", keep="last", maintain_order=True)
        .select("machine", "row", "on")
    )


def _audited(
    name: str, incident: Incident, shown: tuple[pl.DataFrame, pl.DataFrame], machines: set[str]
) -> Fact:
    """Return `on` where a machine recorded such a thing or says so, `off` where it says so.

    No absence shows `off`.
    """
    recorded, told = shown
    wanted = [machine.casefold() for machine in machines]
    key = as_text("machine").str.to_lowercase()
    firsts = recorded.filter(key.is_in(wanted)).unique("machine", maintain_order=True).sort("row")
    policies = told.filter(key.is_in(wanted))
    on, off = policies.filter("on"), policies.filter(~pl.col("on"))
    found = {
        "on": [*firsts["row"].to_list(), *on["row"].to_list()],
        "off": off["row"].to_list(),
    }
    known = {
        machine.casefold() for frame in (firsts, policies) for machine in frame["machine"].to_list()
    }
    those = plural(len(wanted), "machine")
    said = "" if policies.is_empty() else f"; {plural(policies.height, 'machine')} told its policy"
    values = tuple(value for value, rows in found.items() if rows)
    return Fact(
        name=name,
        values=values,
        complete=bool(values) and known == set(wanted),
        shows=f"{_WHAT[name]} are recorded by {firsts.height} of {those}{said}",
        evidence=tuple(incident.locate_row(row) for rows in found.values() for row in rows)[:SHOWN],
    )


_WHAT: Final = {
    "audit.logon_failures": "failed logons",
    "audit.account_management": "changes",
}


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
