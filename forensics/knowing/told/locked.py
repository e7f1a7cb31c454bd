"""Locked: the lockout policy, and what is known of the lockouts and of how they were counted."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from forensics.knowing.told.ground import (
    HIGH,
    MODERATE,
    SHOWN,
    Incident,
    plural,
)
from forensics.occurrences import Lockout
from forensics.standings import Fact
from forensics.values import TICKS_PER_SECOND, Absent, Locator
from forensics.when.pairing import APART

_THRESHOLDS: Final = {
    "declared": "the declared threshold is",
    "evidence": "the threshold that the evidence states is",
    "inferred": "the threshold inferred from other accounts' lockouts is",
}
_CLASSES: Final = ((2, "1-2"), (4, "3-4"), (10, "5-10"))
_SURE: Final = ("declared", "evidence")

_BETWEEN: Final = 300 * TICKS_PER_SECOND
"""Two refusals of one machine so near lie in one lockout: unlocked in between, the account would
have to fail as often as the threshold before the second."""


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return the facts `policy.…` and `lockout.…`."""
    return (
        _policy(incident),
        _threshold(incident),
        _basis(incident),
        _counted(incident),
        _state(incident),
    )


def _policy(incident: Incident) -> Fact:
    """Return whether a policy works: a lockout shows it, else a threshold that is known."""
    if incident.lockouts:
        recorded = any(lockout.basis == "recorded" for lockout in incident.lockouts)
        return Fact(
            name="policy.lockout",
            values=("yes",),
            complete=True,
            shows=f"{plural(len(incident.lockouts), 'lockout')} happened",
            evidence=incident.lockouts[0].evidence[:1],
            strength=HIGH if recorded else MODERATE,
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
        evidence=incident.policy.evidence[:SHOWN],
        strength=HIGH if incident.policy.basis in _SURE else MODERATE,
    )


def _threshold(incident: Incident) -> Fact:
    """Return how many bad passwords the policy allows; open where several numbers explain it."""
    policy, threshold = incident.policy, incident.policy.threshold
    if isinstance(threshold, Absent):
        return Fact(
            name="policy.threshold", values=(), complete=False, shows="no threshold is known"
        )
    possible = sorted({threshold, *policy.possible, *policy.rivals})
    classes = dict.fromkeys(_class(each) for each in possible if each)
    told = len(classes) <= 1
    numbers = " or ".join(str(each) for each in possible)
    how = "" if policy.basis in _SURE else ", inferred from the lockouts"
    return Fact(
        name="policy.threshold",
        values=tuple(classes) if told else (),
        complete=told,
        shows=f"the threshold is {numbers}{how}",
        evidence=policy.evidence[:SHOWN],
        strength=HIGH if policy.basis in _SURE else MODERATE,
    )


def _class(threshold: int) -> str:
    return next((name for most, name in _CLASSES if threshold <= most), "over-10")


def _basis(incident: Incident) -> Fact:
    """Return how the lockouts are known; complete where there is one."""
    found = _by(incident, (lockout.basis for lockout in incident.lockouts))
    return Fact(
        name="lockout.basis",
        values=tuple(found),
        complete=bool(found),
        shows=_counts(found) or "no lockout is known",
        evidence=_evidence(found),
        strength=MODERATE if "inferred" in found else HIGH,
    )


def _counted(incident: Incident) -> Fact:
    """Return how much of what counted is here; complete where the threshold is known.

    An inferred threshold makes it our reasoning.
    """
    found = _by(incident, (_in_evidence(lockout) for lockout in incident.lockouts))
    told = {value: lockouts for value, lockouts in found.items() if value}
    shows = _counts({value.replace("-", " "): each for value, each in told.items()})
    return Fact(
        name="lockout.counted",
        values=tuple(told),
        complete=bool(told) and "" not in found,
        shows=f"what counted is in the evidence: {shows}" if told else "what counted is not known",
        evidence=_evidence(told),
        strength=HIGH if incident.policy.basis in _SURE else MODERATE,
    )


def _in_evidence(lockout: Lockout) -> str:
    """Return how much of what counted is in the evidence; `""` where that is not known."""
    if not lockout.counted:
        return "none"
    if isinstance(lockout.unexplained, Absent):
        return ""
    return "in-part" if lockout.unexplained else "in-full"


_Found = dict[str, list[Lockout]]


def _by(incident: Incident, words: Iterator[str]) -> _Found:
    """Return word -> its lockouts, most first."""
    found: _Found = {}
    for lockout, word in zip(incident.lockouts, words, strict=True):
        found.setdefault(word, []).append(lockout)
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def _counts(found: _Found) -> str:
    return ", ".join(f"{word} {len(lockouts)}" for word, lockouts in found.items())


def _evidence(found: _Found) -> tuple[Locator, ...]:
    return tuple(lockouts[0].evidence[0] for lockouts in found.values())[:SHOWN]


def _state(incident: Incident) -> Fact:
    """Return whether machines that answer for one database refuse alike.

    They differ where one checks a password between two refusals of another that are less than five
    minutes apart. They agree where two at least refuse between those of another and none differs;
    complete, as of `differ` there is a record, only where every known controller does so.
    """
    slim = incident.scene.attempts.select(
        "attempt", "account_key", "authority", "authority_host", "at", "outcome"
    )
    own = slim.filter(
        pl.col("account_key").eq_missing(incident.key), pl.col("authority_host").is_not_null()
    )
    tried = own.with_columns(pl.col("at").cast(pl.Int64), refused=pl.col("outcome") == "locked_out")
    between = _among_refusals(
        tried.select("attempt", "authority", "authority_host", "at", "refused")
    )
    differ = between.filter(~pl.col("refused"))
    alike = between.filter("refused")
    if differ.height:
        shows = f"{plural(differ.height, 'password')} checked while another machine refused"
        return _said(incident, "differ", shows, differ, complete=True)
    if alike.is_empty():
        return Fact(
            name="lockout.state",
            values=(),
            complete=False,
            shows="no two machines of one database were asked in one lockout",
        )
    hosts = {host.casefold() for host in alike["authority_host"].unique().to_list()}
    databases = {name.casefold() for name in alike["authority"].unique().to_list()}
    known = {
        name
        for name in incident.sites.controllers()
        if incident.sites.database_of(name).casefold() in databases
    }
    shows = f"{plural(len(hosts), 'machine')} refuse in the same minutes"
    return _said(incident, "agree", shows, alike, complete=known <= hosts)


def _said(
    incident: Incident, value: str, shows: str, attempts: pl.DataFrame, *, complete: bool
) -> Fact:
    return Fact(
        name="lockout.state",
        values=(value,),
        complete=complete,
        shows=shows,
        evidence=tuple(incident.locate(row) for row in attempts["attempt"].head(SHOWN)),
        strength=MODERATE,
    )


def _among_refusals(tried: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts that lie between two near refusals of another machine of the database.

    What lies nearer to either than clocks can be trusted (`APART`) is left out.
    """
    found = [tried.clear()]
    for (authority, host), refused in (
        tried.filter("refused").partition_by("authority", "authority_host", as_dict=True).items()
    ):
        times = refused.select(pl.col("at"), refusal="at").sort("at")
        others = tried.filter(
            pl.col("authority") == authority, pl.col("authority_host") != host
        ).sort("at")
        before = others.join_asof(times, on="at").rename({"refusal": "before"})
        both = before.join_asof(times, on="at", strategy="forward").rename({"refusal": "after"})
        near = (pl.col("after") - pl.col("before") <= _BETWEEN) & (
            pl.min_horizontal(pl.col("at") - pl.col("before"), pl.col("after") - pl.col("at"))
            > APART
        )
        found.append(both.filter(near).select(tried.columns))
    return pl.concat(found).unique("attempt", maintain_order=True)
