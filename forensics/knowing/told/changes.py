"""Changes: what is recorded of changes of the account, and whether they would be recorded."""

from typing import Final

import polars as pl

from forensics.knowing.told.ground import (
    HIGH,
    MODERATE,
    SHOWN,
    Incident,
    plural,
)
from forensics.lean import as_text
from forensics.observing import NO_PASSWORD, USED
from forensics.reconstruct import Scene
from forensics.standings import Fact
from forensics.values import TICKS_PER_SECOND
from forensics.witnesses import account_key

WEEK: Final = 7 * 86_400 * TICKS_PER_SECOND
"""So long before the first failure a change of the password is looked for."""

_MANAGING: Final = ("password", "unlock", "account")
"""Kinds of records of account management; lockouts are written without auditing too (Q304693)."""

_CHANGED: Final = {
    624: "created",
    626: "enabled",
    627: "password-changed",
    628: "password-reset",
    629: "disabled",
    630: "deleted",
    632: "group-changed",
    633: "group-changed",
    636: "group-changed",
    637: "group-changed",
    671: "unlocked",
    4720: "created",
    4722: "enabled",
    4723: "password-changed",
    4724: "password-reset",
    4725: "disabled",
    4726: "deleted",
    4728: "group-changed",
    4729: "group-changed",
    4732: "group-changed",
    4733: "group-changed",
    4767: "unlocked",
}
_SET: Final = (642, 4738)  # changes of an account; of its password where a time is recorded
_TRIED: Final = (627, 628, 4723, 4724)  # written of a failed try too
_PASSWORDS: Final = ("password-changed", "password-reset")


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `account.changes` and `account.password_changed`."""
    own = _own(incident)
    watched = _watched(incident)
    return _changes(incident, own, watched), _password(incident, own, watched)


def managed(incident: Incident) -> pl.DataFrame:
    """Return the records of account management, with their `time`."""
    return incident.scene.once(_managed)


def _managed(scene: Scene) -> pl.DataFrame:
    return scene.observations.filter(
        pl.col("kind").is_in(_MANAGING), pl.col("fate").is_in([USED, NO_PASSWORD])
    ).with_columns(pl.coalesce("created", "written").alias("time"))


def databases(incident: Incident) -> set[str]:
    """Return the account databases that were tried or locked, lower case."""
    tried = incident.failures["authority"].unique().drop_nulls().to_list()
    return {name.casefold() for name in (*tried, *(each.authority for each in incident.lockouts))}


def keepers(incident: Incident, database: str) -> set[str]:
    """Return the machines, lower case, that may hold a database: a server itself, or controllers.

    A controller whose domain no record names may be one of any domain (`replay/logs.py`).
    """
    sites = incident.sites
    leading = sites.controllers()
    machines = incident.scene.once(_tried)
    if database in machines - set(leading):
        return {database}
    of_domain = {name for name in leading if sites.database_of(name).casefold() in (database, name)}
    return of_domain or {database}


def _tried(scene: Scene) -> frozenset[str]:
    """Return the machines, lower case, that failures and successes were on or are recorded by."""
    return frozenset(
        name.casefold()
        for column in ("recorder", "target")
        for name in scene.attempts[column].unique().drop_nulls().to_list()
    )


def _own(incident: Incident) -> pl.DataFrame:
    """Return the records about the account, with `what` changed, in order of time.

    A member of a group is named as the directory names it (CN=…) or by SID alone.
    """
    rows = managed(incident)
    key = pl.lit(incident.key, dtype=pl.String)  # no account is none of them
    sids = incident.scene.once(_sids).filter(pl.col("account_key") == key)["sid"]
    common = as_text("account").str.extract(r"(?i)^cn=((?:[^,\\]|\\.)+)").str.to_lowercase()
    member = pl.col("event_id").is_in(_GROUPS) & (
        (common == key) | pl.col("sid").is_in(sids.implode())
    )
    about = (account_key() == key) | member
    changed = pl.col("event_id").replace_strict(_CHANGED, default=None, return_dtype=pl.String)
    of_password = (pl.col("kind") == "password") & (pl.col("fate") == USED)
    what = (
        pl.when(pl.col("event_id").is_in(_SET) & of_password)
        .then(pl.lit("password-changed"))
        .when(pl.col("event_id").is_in(_SET))
        .then(pl.lit("changed"))
        .otherwise(changed)
    )
    return (
        rows.filter(about.fill_null(value=False))
        .with_columns(what.alias("what"))
        .drop_nulls(["what", "time"])
        .sort("time", "row")
    )


_GROUPS: Final = [event_id for event_id, what in _CHANGED.items() if what == "group-changed"]


def _watched(incident: Incident) -> bool:
    """Tell whether a change would be recorded: on every controller others are, in a whole log.

    Of a domain a controller at least must be declared, which says that the analyst named them.
    """
    audited = _lower(managed(incident)["machine"].unique().drop_nulls().to_list())
    whole = _lower(incident.kept)
    every = {name: keepers(incident, name) for name in databases(incident)}
    named = all(machines & incident.sites.declared for machines in every.values())
    return (
        incident.intact
        and bool(every)
        and named
        and set().union(*every.values()) <= audited & whole
    )


def _lower(names: list[str] | frozenset[str]) -> set[str]:
    return {name.casefold() for name in names}


def _changes(incident: Incident, own: pl.DataFrame, watched: bool) -> Fact:  # noqa: FBT001 - a fact
    firsts = own.unique("what", keep="first", maintain_order=True)
    found = tuple(firsts["what"].to_list())
    counts = dict(own.group_by("what").len().iter_rows())
    said = ", ".join(f"{counts[what]} {what.replace('-', ' ')}" for what in found)
    nothing = "no change of the account is recorded"
    unknown = "" if watched else "; whether changes would be recorded is not known"
    return Fact(
        name="account.changes",
        values=found or (("none",) if watched else ()),
        complete=watched,
        shows=f"recorded of the account: {said}" if found else f"{nothing}{unknown}",
        evidence=tuple(incident.locate_row(row) for row in firsts["row"].head(SHOWN)),
    )


def _password(incident: Incident, own: pl.DataFrame, watched: bool) -> Fact:  # noqa: FBT001
    """Return whether the password was changed; `no` only where the logs begin a week before."""
    failed = incident.failures["time"].drop_nulls().sort().head(1).to_list()
    times = [*failed, *(each.time.ticks for each in incident.lockouts)]
    first = min(times, default=0)
    changed = own.filter(pl.col("what").is_in(_PASSWORDS), pl.col("time") >= first - WEEK)
    if times and changed.height:
        surely = changed.filter(~pl.col("event_id").is_in(_TRIED)).height > 0
        return Fact(
            name="account.password_changed",
            values=("yes",),
            complete=True,
            shows=f"{plural(changed.height, 'record')} of a change of the password",
            evidence=tuple(incident.locate_row(row) for row in changed["row"].head(SHOWN)),
            strength=HIGH if surely else MODERATE,
        )
    denied = bool(times) and watched and _reach_back(incident, first - WEEK)
    return Fact(
        name="account.password_changed",
        values=("no",) if denied else (),
        complete=denied,
        shows="no change of the password is recorded, and it would be"
        if denied
        else "no change of the password is recorded",
    )


def _sids(scene: Scene) -> pl.DataFrame:
    """Return `account_key` and `sid`: what records of an account itself call it by."""
    return (
        scene.observations.select("account", "sid", "event_id")
        .filter(pl.col("sid").is_not_null(), ~pl.col("event_id").is_in(_GROUPS))
        .select(account_key().alias("account_key"), "sid")
        .unique()
    )


def _begins(scene: Scene) -> dict[str, int]:
    """Return when the records of each machine begin, by its name in lower case."""
    begins = (
        scene.observations.group_by(as_text("machine").str.to_lowercase())
        .agg(pl.coalesce("created", "written").min().alias("begins"))
        .drop_nulls()
    )
    return dict(begins.iter_rows())


def _reach_back(incident: Incident, since: int) -> bool:
    """Tell whether the logs of every controller begin so early."""
    known = incident.scene.once(_begins)
    every = set().union(*(keepers(incident, name) for name in databases(incident)))
    return all(known.get(name, since + 1) <= since for name in every)
