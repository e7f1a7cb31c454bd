"""The stages from top to bottom: start reading here.

    bytes → records → observations → attempts → edges, stories, lockouts → facts → diagnoses
    → findings

`analyse` takes exhibits that were read and returns the findings; it opens an exhibit again only to
have the cited records read by two other readers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256

from forensics import (
    advice,
    beside,
    citing,
    coverage,
    graph,
    incidents,
    lanes,
    ledger,
    observing,
    subject,
    tallying,
    verdict,
    weighing,
)
from forensics.case import Case
from forensics.events import EventTable
from forensics.evidence.forms import Examined
from forensics.findings import CaseHeading, Findings, Tool
from forensics.irregularities import surveying
from forensics.knowing.entries import Entry
from forensics.occurrences import Lockout, Unlock
from forensics.reconstruct import Scene, reconstruct
from forensics.replay import explain, impact, locking
from forensics.sources import Source
from forensics.timing import pulse, surroundings
from forensics.values import Locator
from forensics.when import bearings, clocks
from forensics.who import recognising, tying


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The findings, and the attempts in columns for `attempts.csv`.

    Attributes:
        findings: All that the report says.
        scene: What happened, for every account.
        whole: Machine -> stretches that its logs cover without a gap, ticks; whatever the window.
        part: Machine -> stretches of logs that may hold a selection.
        grounds: What the verdict of each weighed incident is drawn from, in their order; without
            an incident that of the case.
    """

    findings: Findings
    scene: Scene
    whole: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    part: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    grounds: tuple[verdict.Grounds, ...] = ()


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
    scene = replace(scene, attempts=locking.settle(scene.attempts, locked.stories))
    around = surroundings.survey(case, examined, scene, records.of_row)
    stage = replace(_part(case, scene, locked, records, sources, entries), around=around)
    scene, locked, parts = stage.scene, stage.locked, stage.parted.parts
    about = weighing.take(stage, parts[0] if parts else weighing.NOTHING)
    grounds = weighing.weigh(stage, about)
    unlocks = explain.unlocks(locked.stories, records)
    controllers = recognising.told(scene, records)
    stood = clocks.told(scene, records)
    ties = tying.told(scene.identities, records)
    chosen, cited_total = citing.select(
        [
            *_worth_citing(locked.lockouts, about, grounds, unlocks, records),
            *((each.evidence,) for each in controllers),
            *((each.evidence,) for clock in stood for each in clock.sets),
            *(each.evidence[:1] for each in ties),
        ]
    )
    # The second readers are another process: meanwhile the other incidents are weighed.
    citation = beside.start(
        partial(citing.cite, registry=records, examined=examined, table=table), chosen
    )
    others = [weighing.take(stage, part) for part in parts[1 : weighing.REPORTED]]
    weighed = (grounds, *(weighing.weigh(stage, own) for own in others))
    owns = (about, *others) if parts else ()
    cited, second_readings = citation.result()
    covered = coverage.survey(case, examined, scene, about.failures, about.lockouts)
    findings = Findings(
        case=heading(case),
        tool=tool,
        verdict=verdict.judge(grounds),
        sources=sources,
        attempts=subject.count(scene.attempts),
        subject=grounds.subject,
        incidents=tuple(map(weighing.describe, owns, weighed)),
        incidents_total=len(parts),
        edges=stage.edges,
        lockouts=locked.lockouts,
        unlocks=unlocks,
        policy=grounds.policy,
        policies=explain.stated_policies(locked.policy),
        what_if=grounds.what_if,
        facts=grounds.facts,
        diagnoses=grounds.diagnoses,
        undecided=grounds.undecided,
        inseparable=grounds.inseparable,
        hypotheses=grounds.hypotheses,
        clocks=stood,
        identities=ties,
        lanes=lanes.target_lanes(about.failures, about.lockouts, scene.sites),
        clients=grounds.clients,
        client_lanes=lanes.client_lanes(about.failures, about.lockouts),
        rhythms=about.rhythms,
        password_changes=about.password_changes,
        cited=cited,
        cited_total=cited_total,
        second_readings=second_readings,
        actions=advice.actions(grounds),
        limits=advice.limits(grounds, locked.orphaned, _recovered(scene), locked.limits),
        evidence_digest=_digest(sources),
        coverage=covered,
        controllers=controllers,
        irregularities=surveying.survey(examined, sources, scene.observations),
        impact=impact.tally(locked.lockouts, locked.episodes, locked.stories, covered),
    )
    whole, part = coverage.by_host(examined, scene)
    return Analysis(
        findings=tallying.tally(findings),
        scene=scene,
        whole=whole,
        part=part,
        grounds=weighed,
    )


def _part(
    case: Case,
    scene: Scene,
    locked: locking.Locked,
    records: citing.Registry,
    sources: tuple[Source, ...],
    entries: Sequence[Entry],
) -> weighing.Stage:
    """Tell apart the incidents of a case: attempts and lockouts know of which they are."""
    parted = incidents.separate(scene.attempts, locked.episodes)
    pairs = zip(locked.lockouts, parted.episodes, strict=True)
    return weighing.Stage(
        case=case,
        scene=replace(scene, attempts=parted.attempts),
        locked=replace(
            locked, lockouts=tuple(replace(lockout, incident=name) for lockout, name in pairs)
        ),
        parted=parted,
        edges=graph.edges(parted.attempts, scene.sites),
        records=records,
        sources=sources,
        entries=entries,
    )


def _worth_citing(
    found: Sequence[Lockout],
    about: weighing.Own,
    grounds: verdict.Grounds,
    unlocks: Sequence[Unlock],
    records: citing.Registry,
) -> list[tuple[Locator, ...]]:
    """Return the records to cite, in order of worth; the list of the report is bounded."""
    first = about.failures.unique("client", keep="first", maintain_order=True).head(lanes.CLIENTS)
    # Without a lockout the failures themselves are what the report stands on.
    rest = about.failures.clear() if found else about.failures
    return [
        *(each.evidence for each in found),
        grounds.policy.evidence,
        *(check.evidence for each in grounds.diagnoses for check in each.checks),
        *(
            ground.evidence
            for each in grounds.hypotheses
            for ground in (*each.supports, *each.opposes)
        ),
        *(each.evidence for each in unlocks),
        *(each.evidence for each in about.password_changes),
        *pulse.evidence(about.rhythms),
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
