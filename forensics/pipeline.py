"""The stages from top to bottom: start reading here.

    bytes → records → observations → attempts → edges, stories, lockouts → facts → diagnoses
    → findings

`analyse` takes exhibits that were read and returns the findings; it opens an exhibit again only to
have the cited records read by two other readers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from forensics import (
    advice,
    bearings,
    citing,
    clocks,
    coverage,
    diagnosis,
    explain,
    facts,
    graph,
    impact,
    lanes,
    ledger,
    locking,
    observing,
    prevention,
    pulse,
    subject,
    verdict,
)
from forensics.case import Case
from forensics.events import EventTable, is_failure
from forensics.evidence.forms import Examined
from forensics.findings import CaseHeading, Findings, Tool
from forensics.knowledge import Entry
from forensics.occurrences import Lockout, PasswordChange, Unlock
from forensics.reconstruct import Scene, reconstruct
from forensics.sources import Source
from forensics.traces import Rhythm
from forensics.values import Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The findings, and the attempts in columns for `attempts.csv`."""

    findings: Findings
    scene: Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """The subject account within its scene: its key, and what happened to it."""

    scene: Scene
    locked: locking.Locked
    key: str | None
    failures: pl.DataFrame
    lockouts: tuple[Lockout, ...]
    password_changes: tuple[PasswordChange, ...]
    rhythms: tuple[Rhythm, ...]


def analyse(
    case: Case,
    examined: Sequence[Examined],
    unchanged: Mapping[str, bool],
    table: EventTable,
    entries: Sequence[Entry],
    tool: Tool,
) -> Analysis:
    """Return what the exhibits of a case show.

    Args:
        case: What the analyst knows.
        examined: The exhibits after reading, in order of path.
        unchanged: Path -> whether its hash is still the same after reading.
        table: What each event says.
        entries: The knowledge to weigh.
        tool: What made the findings.
    """
    examined = bearings.take(examined, case)
    scene = reconstruct(case, examined, table)
    sources = ledger.account_for(examined, scene.observations, unchanged)
    records = citing.Registry(
        observations=scene.observations,
        witnessed=scene.witnessed,
        paths=[each.exhibit.path for each in examined],
        sound=all(source.state == "intact" for source in sources),
    )
    locked = locking.lock(case, examined, scene, records)
    about = _about(scene, locked, records)
    grounds = _weigh(case, about, records, sources, entries)
    unlocks = explain.unlocks(locked.stories, records)
    chosen, cited_total = citing.select(_worth_citing(about, grounds, unlocks, records))
    cited, second_readings = citing.cite(chosen, records, examined, table)
    covered = coverage.survey(case, examined, scene, about.failures, about.lockouts)
    findings = Findings(
        case=heading(case),
        tool=tool,
        verdict=verdict.judge(grounds),
        sources=sources,
        attempts=subject.count(scene.attempts),
        subject=grounds.subject,
        edges=grounds.edges,
        lockouts=locked.lockouts,
        unlocks=unlocks,
        policy=grounds.policy,
        what_if=grounds.what_if,
        diagnoses=grounds.diagnoses,
        undecided=grounds.undecided,
        clocks=clocks.known(scene),
        lanes=lanes.target_lanes(about.failures, about.lockouts, scene.sites),
        clients=grounds.clients,
        client_lanes=lanes.client_lanes(about.failures, about.lockouts),
        rhythms=about.rhythms,
        password_changes=about.password_changes,
        cited=cited,
        cited_total=cited_total,
        second_readings=second_readings,
        actions=advice.actions(grounds),
        limits=advice.limits(grounds, locked.orphaned, _recovered(scene)),
        evidence_digest=_digest(sources),
        coverage=covered,
        impact=impact.tally(locked.lockouts, locked.episodes, locked.stories, covered),
    )
    return Analysis(findings=findings, scene=scene)


def _about(scene: Scene, locked: locking.Locked, records: citing.Registry) -> _About:
    """Choose the subject account, and take what is its own."""
    key = subject.choose(scene.attempts, locked.stories)
    pairs = zip(locked.lockouts, locked.episodes, strict=True)
    failures = scene.attempts.filter(is_failure(), pl.col("account_key").eq_missing(key))
    changes = pulse.password_changes(scene.observations, key, scene.sites, records.of_row)
    return _About(
        scene=scene,
        locked=locked,
        key=key,
        failures=failures,
        lockouts=tuple(lockout for lockout, of in pairs if of.story.account_key == key),
        password_changes=changes,
        rhythms=pulse.rhythms(failures, changes),
    )


def _weigh(
    case: Case,
    about: _About,
    records: citing.Registry,
    sources: tuple[Source, ...],
    entries: Sequence[Entry],
) -> verdict.Grounds:
    """Hold the subject account against the knowledge, and gather what a verdict needs."""
    scene, locked = about.scene, about.locked
    described = subject.describe(scene.attempts, about.key, locked.stories)
    ruling = explain.stated_policy(locked.policy)
    incident = facts.Incident(
        account=described.account if isinstance(described.account, str) else None,
        failures=about.failures,
        lockouts=about.lockouts,
        policy=ruling,
        sites=scene.sites,
        intact=records.sound,
        locate=lambda attempt: records.of_attempt(attempt)[0],
        remarks=scene.observations.filter(
            pl.col("kind") == "remark", pl.col("fate") == observing.USED
        ),
        locate_row=records.of_row,
        rhythms=about.rhythms,
    )
    known = facts.gather(case, incident)
    diagnoses = diagnosis.diagnose(entries, known)
    clients = subject.clients(about.failures, about.lockouts, case.hosts, scene.identities)
    return verdict.Grounds(
        subject=described,
        lockouts=about.lockouts,
        clients=clients,
        edges=graph.edges(graph.connect(scene.attempts, scene.sites)),
        policy=ruling,
        sources=sources,
        what_if=prevention.what_if(locked.stories, about.key, locked.policy, clients),
        diagnoses=diagnoses,
        undecided=diagnosis.undecided(entries, diagnoses, known),
        entries=entries,
    )


def _worth_citing(
    about: _About,
    grounds: verdict.Grounds,
    unlocks: Sequence[Unlock],
    records: citing.Registry,
) -> list[tuple[Locator, ...]]:
    """Return the records to cite, in order of worth; the list of the report is bounded."""
    first = about.failures.unique("client", keep="first", maintain_order=True).head(lanes.CLIENTS)
    # Without a lockout the failures themselves are what the report stands on.
    found = about.locked.lockouts
    rest = about.failures.clear() if found else about.failures
    return [
        *(each.evidence for each in found),
        grounds.policy.evidence,
        *(check.evidence for each in grounds.diagnoses for check in each.checks),
        *(each.evidence for each in unlocks),
        *(each.evidence for each in about.password_changes),
        *(records.of_attempt(attempt) for attempt in first["attempt"]),
        *(records.of_attempt(attempt) for attempt in rest["attempt"].head(citing.PRINTED)),
    ]


def heading(case: Case) -> CaseHeading:
    """Return what the operator calls the case."""
    return CaseHeading(
        id=case.id,
        title=case.title,
        timezone=case.timezone,
        complaint=case.complaint,
        ticket=case.ticket,
        customer=case.customer,
        analyst=case.analyst,
        organisation=case.organisation,
        window_from=case.window_from,
        window_to=case.window_to,
        custody=case.custody,
    )


def _recovered(scene: Scene) -> int:
    return int((scene.observations["fate"] == observing.RECOVERED).sum())


def _digest(sources: Sequence[Source]) -> str:
    """Return one SHA-256 over path and hash of every exhibit, in order of path."""
    lines = "".join(f"{source.sha256}  {source.path}\n" for source in sources)
    return sha256(lines.encode()).hexdigest()
