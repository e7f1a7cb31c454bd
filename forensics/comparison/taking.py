"""From the analysis of one case to one side of a comparison."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from forensics.comparison.sides import FAILURES, Side, Span
from forensics.coverage import within
from forensics.events import is_failure
from forensics.findings import CaseHeading
from forensics.pipeline import Analysis
from forensics.values import LAST_TICKS, Instant
from forensics.who.naming import address

_MAIN = "I1"


def take(analysis: Analysis, root: str) -> Side:
    """Return what one case shows, as one side of a comparison.

    Args:
        analysis: The case, read and analysed.
        root: The Merkle root over its exhibits and data files.
    """
    scene, findings = analysis.scene, analysis.findings
    named = scene.attempts.with_columns(pl.col("account_key").fill_null("").alias("account_key"))
    own = named.filter(is_failure(), pl.col("incident") == _MAIN)
    locked = [account_key(each.account) for each in findings.lockouts if each.incident == _MAIN]
    window = declared(findings.case)
    logon = scene.observations.filter(pl.col("kind") == "attempt")
    return Side(
        findings=findings,
        root=root,
        accounts=frozenset([*own["account_key"].unique().to_list(), *locked]),
        failures=named.filter(is_failure())
        .select("time", "client", pl.col("recorder").alias("host"), "account_key", "outcome")
        .rename({"account_key": "account"})
        .cast(FAILURES)
        .sort("time", maintain_order=True),
        whole=_cut(analysis.whole, window),
        part=_cut(analysis.part, window),
        aliases=_aliases(scene.identities.shown),
        systems=_systems(scene.observations),
        tried=frozenset(logon["machine"].drop_nulls().unique().to_list()),
    )


def account_key(account: str) -> str:
    """Return what accounts are compared by, as attempts are: no domain, no UPN suffix, no case."""
    return account.lower().rpartition("\\")[2].partition("@")[0]


def declared(case: CaseHeading) -> Span:
    """Return the window that the analyst declares; what is open reaches to the end of all time."""
    first, last = case.window_from, case.window_to
    return (
        first.ticks if isinstance(first, Instant) else 0,
        last.ticks if isinstance(last, Instant) else LAST_TICKS,
    )


def _cut(spans: Mapping[str, Sequence[Span]], window: Span) -> dict[str, tuple[Span, ...]]:
    cut = {host: within(each, window) for host, each in spans.items()}
    return {host: each for host, each in cut.items() if each}


def _aliases(shown: Mapping[str, str]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for key, machine in shown.items():
        if not address(key):
            names.setdefault(machine, set()).add(key)
    return {machine: frozenset(keys) for machine, keys in names.items()}


def _systems(observations: pl.DataFrame) -> dict[str, frozenset[str]]:
    pairs: Iterable[tuple[str, str]] = (
        observations.filter(pl.col("kind").is_in(["attempt", "lockout"]))
        .select("machine", "provider")
        .drop_nulls()
        .unique(maintain_order=True)
        .iter_rows()
    )
    found: dict[str, set[str]] = {}
    for machine, provider in pairs:
        found.setdefault(machine, set()).add(provider)
    return {machine: frozenset(providers) for machine, providers in found.items()}
