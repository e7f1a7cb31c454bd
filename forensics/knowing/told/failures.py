"""Failures: whether there are any, what they came to, why, and how often one try fails."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from forensics.knowing.told.ground import (
    MODERATE,
    SHOWN,
    Incident,
    all_named,
    plural,
    ranked,
    some,
)
from forensics.lean import numbers
from forensics.standings import Fact
from forensics.status import parse_code
from forensics.values import TICKS_PER_SECOND
from forensics.who.controllers import KERBEROS_IDS

TOGETHER: Final = 2 * TICKS_PER_SECOND
"""Failures of one client on one server so near are one try (Q219898: one use of a UNC path)."""

_SAID: Final = {
    "bad_password": "with a bad password",
    "locked_out": "refused while locked",
    "unknown_account": "with an unknown account",
    "other_failure": "for other reasons",
}
_BY_OUTCOME: Final = {
    "bad_password": "bad-password",
    "locked_out": "locked-out",
    "unknown_account": "unknown-account",
}
_BY_ID: Final[Mapping[int, str]] = {
    530: "hours",
    531: "disabled",
    532: "account-expired",
    533: "workstation",
    534: "logon-right",
    535: "password-expired",
    536: "netlogon-stopped",
}
# [MS-ERREF] 2.3.1 and RFC 4120 7.5.9; 0x12 leaves open whether disabled, expired or locked.
_NTSTATUS: Final[Mapping[int, str]] = {
    0xC000005E: "no-logon-server",
    0xC000006E: "restriction",
    0xC000006F: "hours",
    0xC0000070: "workstation",
    0xC0000071: "password-expired",
    0xC0000072: "disabled",
    0xC0000133: "clock-skew",
    0xC000015B: "logon-right",
    0xC0000192: "netlogon-stopped",
    0xC0000193: "account-expired",
    0xC0000224: "must-change",
}
_KERBEROS: Final[Mapping[int, str]] = {
    0xC: "restriction",
    0x17: "password-expired",
    0x25: "clock-skew",
}
_OTHER: Final = "other"


def facts(incident: Incident) -> tuple[Fact, ...]:
    """Return `failure.any`, `failure.outcomes`, `failure.reasons` and `failure.repeats`."""
    return _any(incident), _outcomes(incident), _reasons(incident), _repeats(incident)


def _any(incident: Incident) -> Fact:
    """Return whether any logon failed.

    That none did is shown only by the logs of the machines that recorded the lockouts, where these
    hold failures of other accounts; that one did, by its record.
    """
    if incident.failures.height:
        return Fact(
            name="failure.any",
            values=("yes",),
            complete=True,
            shows=plural(incident.failures.height, "failed logon"),
            evidence=some(incident, incident.failures),
        )
    hosts = {lockout.host for lockout in incident.lockouts}
    audited = set(incident.scene.attempts["recorder"].unique().drop_nulls().to_list())
    return Fact(
        name="failure.any",
        values=("no",) if hosts else (),
        complete=incident.intact and bool(hosts) and hosts <= audited & incident.kept,
        shows="no failed logon of the account is in the evidence",
        evidence=tuple(lockout.evidence[0] for lockout in incident.lockouts)[:SHOWN],
    )


def _outcomes(incident: Incident) -> Fact:
    """Return the outcomes, never complete: auditing may not have recorded a kind (Q171148)."""
    counts = ranked(incident.failures, "outcome")
    values = tuple(counts["outcome"].to_list())
    shows = ", ".join(f"{count} {_SAID[outcome]}" for outcome, count in counts.iter_rows())
    firsts = [incident.failures.filter(pl.col("outcome") == outcome).head(1) for outcome in values]
    return Fact(
        name="failure.outcomes",
        values=values,
        complete=False,
        shows=shows or "no failed attempt",
        evidence=tuple(place for first in firsts for place in some(incident, first)),
    )


def _reasons(incident: Incident) -> Fact:
    """Return the reasons, never complete, as the outcomes.

    The outcome tells three of them; of other failures the id and the codes of every record do.
    """
    told = _told(incident)
    counts = ranked(told, "reason")
    firsts = [told.filter(pl.col("reason") == reason).head(1) for reason in counts["reason"]]
    shows = ", ".join(f"{count} {reason}" for reason, count in counts.iter_rows())
    return Fact(
        name="failure.reasons",
        values=tuple(counts["reason"].to_list()),
        complete=False,
        shows=shows or "no failed attempt",
        evidence=tuple(place for first in firsts[:SHOWN] for place in some(incident, first)),
    )


def _told(incident: Incident) -> pl.DataFrame:
    """Return `attempt` and `reason`, of several records the one that tells more than `other`."""
    failures = incident.failures.select("attempt", "outcome")
    named = failures.with_columns(
        pl.col("outcome").replace_strict(_BY_OUTCOME, default=None, return_dtype=pl.String)
    ).rename({"outcome": "reason"})
    others = failures.filter(~pl.col("outcome").is_in(list(_BY_OUTCOME))).select("attempt")
    codes = ["event_id", "substatus", "status"]
    rows = others.join(incident.scene.witnessed, on="attempt").join(
        incident.scene.observations.select("row", *codes), on="row"
    )
    kinds = rows.select(codes).unique()
    reasons = [_reason(*kind) for kind in kinds.iter_rows()]
    known = kinds.with_columns(pl.Series("reason", reasons, dtype=pl.String))
    told = (
        rows.join(known, on=codes, nulls_equal=True)
        .sort(pl.col("reason") == _OTHER, "row")
        .unique("attempt", keep="first", maintain_order=True)
        .select("attempt", "reason")
    )
    return pl.concat([named.drop_nulls("reason"), told]).sort("attempt")


def _reason(event_id: int, substatus: str | None, status: str | None) -> str:
    """Return what one record says of a failure: the most specific code that we know, or its id."""
    codes = _KERBEROS if event_id in KERBEROS_IDS else _NTSTATUS
    for text in (substatus, status):
        value = parse_code(text or "")
        if value is not None and value in codes:
            return codes[value]
    return _BY_ID.get(event_id, _OTHER)


def _repeats(incident: Incident) -> Fact:
    """Return how often one try mostly fails: the most common count, the smaller of two.

    Complete where each failure names its client and the logs are as their machines kept them: an
    extract may have dropped what looks alike.
    """
    group = ["client", "target", "account_key"]
    named = incident.failures.select(*group, "time", "attempt").drop_nulls("client")
    # Ordered by whole numbers: by three names it takes ten times as long.
    numbered = named.select(numbers(named, group).alias("group"), "time", "attempt")
    other = pl.col("group").diff().ne_missing(0)
    apart = other | (pl.col("time").diff() > TOGETHER)
    tries = (
        numbered.sort("group", "time", "attempt")
        .with_columns(apart.cum_sum().alias("try"))
        .group_by("try")
        .agg(pl.col("attempt").first(), pl.len().clip(upper_bound=3).alias("times"))
        .sort("attempt")
    )
    counts = tries.group_by("times").len().sort(["len", "times"], descending=[True, False])
    if counts.is_empty():
        return Fact(
            name="failure.repeats", values=(), complete=False, shows="no failure names its client"
        )
    times, mostly = counts.row(0)
    recorders = set(incident.failures["recorder"].drop_nulls().unique().to_list())
    return Fact(
        name="failure.repeats",
        values=(("single", "double", "triple-or-more")[times - 1],),
        complete=incident.intact
        and all_named(incident.failures, "client")
        and recorders <= incident.kept,
        shows=f"{mostly} of {plural(tries.height, 'try', 'tries')} fail "
        f"{('once', 'twice', 'three times or more')[times - 1]} within two seconds",
        evidence=some(incident, tries.filter(pl.col("times") == times)),
        strength=MODERATE,
    )
