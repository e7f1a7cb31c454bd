"""One incident at a time: what is its own, held against the knowledge, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics import advice, citing, edges, observing, subject, verdict
from forensics.case import Case
from forensics.events import is_failure
from forensics.findings import Incident
from forensics.incidents import Part, Separated
from forensics.knowing import diagnosis, facts, questions
from forensics.knowing.entries import Entry
from forensics.nature import hypotheses, signs
from forensics.occurrences import Edge, Lockout, PasswordChange
from forensics.reconstruct import Scene
from forensics.replay import explain, prevention, stories
from forensics.replay.locking import Locked, main_database
from forensics.sources import Source
from forensics.standings import Diagnosis
from forensics.timing import pulse
from forensics.timing.surroundings import UNKNOWN, Surroundings
from forensics.traces import Rhythm

REPORTED = 10
"""Incidents that are weighed at most, the weightiest; the others are counted."""

_NAMED = 5  # accounts and clients that an incident names at most
_ACTIONS = 2
LOOKED_AT: Final = (
    *("attempt", "time", "at", "client", "target", "target_basis", "recorder", "authority"),
    *("authority_host", "account", "account_key", "outcome", "logon_type", "process", "package"),
    *("presents", "domain_name", "address", "event_id", "incident"),
)
"""What of an attempt is asked for one incident."""

NOTHING = Part(id="", apart="")
"""The incident of a case in which nothing failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What belongs to one incident.

    Attributes:
        key: The account that it is about: the most locked one.
        attempts: Of all its accounts, with the successes between.
        failures: Those of them that failed.
    """

    part: Part
    key: str | None
    stories: tuple[stories.Story, ...]
    attempts: pl.DataFrame
    failures: pl.DataFrame
    lockouts: tuple[Lockout, ...]
    password_changes: tuple[PasswordChange, ...]
    rhythms: tuple[Rhythm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the incidents of a case share; `locked` and `scene` say of which incident all is."""

    case: Case
    scene: Scene
    locked: Locked
    parted: Separated
    records: citing.Registry
    sources: tuple[Source, ...]
    entries: Sequence[Entry]
    edges: Sequence[Edge]
    around: Surroundings = UNKNOWN


def take(stage: Stage, part: Part) -> Own:
    """Return what belongs to an incident; to `NOTHING` belongs nothing."""
    scene, locked, records = stage.scene, stage.locked, stage.records
    told = _stories(part, stage.parted, locked.stories)
    # With the columns that nobody looks at it would be a copy of the case.
    attempts = scene.attempts.select(LOOKED_AT).filter(pl.col("incident") == part.id)
    key = subject.choose(attempts, told)
    failures = attempts.filter(is_failure())
    changes = pulse.password_changes(scene.observations, key, scene.sites, records.of_row)
    own = [story for story in told if story.account_key == key]
    return Own(
        part=part,
        key=key,
        stories=told,
        attempts=attempts,
        failures=failures,
        lockouts=tuple(each for each in locked.lockouts if each.incident == part.id),
        password_changes=changes,
        rhythms=pulse.rhythms(failures, changes, explain.unlocks(own, records), stage.around),
    )


def _stories(
    part: Part, parted: Separated, told: Sequence[stories.Story]
) -> tuple[stories.Story, ...]:
    """Return the stories of an incident's accounts, for as long as they are of it."""
    spans = parted.spans.filter(pl.col("incident") == part.id)
    columns = ("authority", "account_key", "begins", "ends")
    times = {
        (authority, key): (begins, ends)
        for authority, key, begins, ends in spans.select(columns).iter_rows()
    }
    return tuple(
        stories.between(story, *times[story.authority, story.account_key])
        for story in told
        if (story.authority, story.account_key) in times
    )


def weigh(stage: Stage, own: Own) -> verdict.Grounds:
    """Hold one incident against the knowledge, and gather what a verdict needs."""
    case, scene, locked, records = stage.case, stage.scene, stage.locked, stage.records
    described = subject.describe(scene.once(_failed), own.attempts, own.key, own.stories)
    policy = locked.policy.seen_from(main_database(own.stories))
    ruling = explain.stated_policy(policy)
    incident = facts.Incident(
        account=described.account if isinstance(described.account, str) else None,
        key=own.key,
        failures=own.failures,
        lockouts=own.lockouts,
        policy=ruling,
        scene=scene,
        intact=records.sound,
        locate=lambda attempt: records.of_attempt(attempt)[0],
        remarks=scene.once(_remarks),
        locate_row=records.of_row,
        rhythms=own.rhythms,
    )
    known = facts.gather(case, incident)
    entries = _worth_weighing(stage.entries, own)
    diagnoses = diagnosis.diagnose(entries, known)
    clients = subject.clients(own.failures, own.lockouts, case.hosts, scene.identities)
    return verdict.Grounds(
        subject=described,
        lockouts=own.lockouts,
        clients=clients,
        edges=edges.of_incident(stage.edges, own.part.id),
        policy=ruling,
        sources=stage.sources,
        what_if=prevention.what_if(own.stories, policy, clients),
        facts=tuple(known.values()),
        diagnoses=diagnoses,
        undecided=questions.undecided(entries, diagnoses, known),
        inseparable=questions.inseparable(entries, diagnoses, known),
        entries=stage.entries,
        hypotheses=hypotheses.weigh(_seen(stage, own, diagnoses)),
    )


def _remarks(scene: Scene) -> pl.DataFrame:
    return scene.observations.filter(pl.col("kind") == "remark", pl.col("fate") == observing.USED)


def _worth_weighing(entries: Sequence[Entry], own: Own) -> Sequence[Entry]:
    """Return the entries to weigh: where nothing failed and nothing locked, no cause is sought."""
    if own.failures.height or own.lockouts:
        return entries
    return [entry for entry in entries if entry.explains != "cause"]


def _failed(scene: Scene) -> pl.DataFrame:
    return subject.failed(scene.attempts)


def _sought(scene: Scene) -> pl.DataFrame:
    return signs.sought(scene.attempts)


def _seen(stage: Stage, own: Own, diagnoses: tuple[Diagnosis, ...]) -> signs.Seen:
    """Return what the hypotheses of an incident are weighed against: all that its sources did."""
    return signs.Seen(
        failures=own.failures,
        attempts=stage.scene.once(_sought),
        lockouts=own.lockouts,
        rhythms=own.rhythms,
        changes=own.password_changes,
        diagnoses=diagnoses,
        entries=stage.entries,
        locate=lambda attempt: stage.records.of_attempt(attempt)[0],
    )


def describe(own: Own, grounds: verdict.Grounds) -> Incident:
    """Return an incident in short, as the report lists it."""
    accounts = (
        own.failures.drop_nulls("account_key")
        .group_by("account_key")
        .agg(pl.len().alias("count"), pl.col("account").first())
        .sort(["count", "account_key"], descending=[True, False])
    )
    named = [grounds.subject.account, *accounts["account"].to_list()]
    times = [*(edges.span(grounds.edges) or ()), *(each.time for each in own.lockouts)]
    return Incident(
        id=own.part.id,
        apart=own.part.apart,
        accounts=tuple(dict.fromkeys(each for each in named if isinstance(each, str)))[:_NAMED],
        accounts_total=grounds.subject.accounts,
        authorities=tuple(dict.fromkeys(story.authority for story in own.stories)),
        first=min(times),
        last=max(times),
        attempts=grounds.subject.failures,
        lockouts=tuple(each.id for each in own.lockouts),
        clients=grounds.clients[:_NAMED],
        clients_total=len(grounds.clients),
        targets_total=len(edges.targets(grounds.edges)),
        what_if=grounds.what_if,
        verdict=verdict.judge(grounds),
        actions=advice.actions(grounds)[:_ACTIONS],
    )
