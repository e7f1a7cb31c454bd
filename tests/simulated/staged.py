"""From a played article to its diagnoses: in memory, by the readers and stages of the pipeline."""

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from forensics import incidents, observing, pipeline, subject, weighing
from forensics.case import Case, DeclaredExhibit, Host
from forensics.citing import Registry
from forensics.declared import DeclaredPolicy
from forensics.events import event_table
from forensics.evidence.forms import READERS, Examined
from forensics.exhibits import Exhibit
from forensics.findings import Findings, Tool
from forensics.knowing import diagnosis, facts, questions
from forensics.knowing.facts import Fact
from forensics.knowing.knowledge import library
from forensics.reconstruct import reconstruct
from forensics.replay import explain, locking
from forensics.standings import Diagnosis, Inseparable, Undecided
from forensics.timing import surroundings
from forensics.when import bearings
from tests.builders.played.stage import Play

YEAR: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """How much of what could be stated the operator does state.

    Attributes:
        policy: Whether the lockout policy is declared.
        hosts: Machines whose roles are declared.
        facts: Names of the facts that are stated.
    """

    policy: bool
    hosts: frozenset[str]
    facts: frozenset[str]


NOTHING: Final = Stated(policy=False, hosts=frozenset(), facts=frozenset())


def everything(play: Play) -> Stated:
    """Return that all is stated."""
    return Stated(policy=True, hosts=frozenset(play.roles), facts=frozenset(play.answers))


def case_of(play: Play, stated: Stated) -> Case:
    """Return the case as an operator describes it; of which machine each log is they always say."""
    return Case(
        folder=Path(),
        id="X",
        title="X",
        hosts=tuple(
            Host(name=name, roles=roles)
            for name, roles in play.roles.items()
            if name in stated.hosts
        ),
        policy=play.policy if stated.policy else DeclaredPolicy(),
        exhibits=tuple(
            DeclaredExhibit(path=f"evidence/{machine}/*", host=machine, timezone="UTC", year=YEAR)
            for machine in sorted({path.split("/")[1] for path in play.exhibits})
        ),
        facts={name: values for name, values in play.answers.items() if name in stated.facts},
    )


def examined(exhibits: Mapping[str, bytes]) -> tuple[Examined, ...]:
    """Return exhibits after reading, each by the reader that recognises it."""
    return tuple(_examined(path, content) for path, content in sorted(exhibits.items()))


@cache
def _examined(path: str, content: bytes) -> Examined:
    form = next(each for each in READERS if each.recognises(content))
    reading = form.read(io.BytesIO(content), len(content), event_table().wanted())
    exhibit = Exhibit(path=path, file=Path(), size=len(content), sha256="", hindrance="")
    assert not reading.damage, path
    return Examined(exhibit=exhibit, form=form.name, state="intact", reason="", reading=reading)


def logs_of(play: Play, kept: Collection[str] | None = None) -> tuple[Examined, ...]:
    """Return the exhibits of a play that are at hand, after reading; None for all."""
    found = play.exhibits.items()
    return examined({path: content for path, content in found if kept is None or path in kept})


def findings(play: Play, stated: Stated) -> Findings:
    """Return the findings of a play, by the whole pipeline."""
    logs = logs_of(play)
    return pipeline.analyse(
        case_of(play, stated),
        logs,
        {each.exhibit.path: True for each in logs},
        event_table(),
        library(),
        Tool(name="lockout-forensics", version="0", libraries={}),
    ).findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the weightiest incident of a play comes to."""

    known: Mapping[str, Fact]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """The questions to ask."""
        return questions.undecided(library(), self.diagnoses, self.known)

    @property
    def inseparable(self) -> tuple[Inseparable, ...]:
        """The causes that no event log tells apart."""
        return questions.inseparable(library(), self.diagnoses, self.known)


def weigh(play: Play, stated: Stated, kept: Collection[str] | None = None) -> Weighed:
    """Return how the entries stand: the stages up to the diagnoses of the first incident.

    All that a report shows besides is left out, which makes it several times as fast; a test holds
    it to `findings`.
    """
    case = case_of(play, stated)
    taken = bearings.take(logs_of(play, kept), case)
    scene = reconstruct(case, taken, event_table())
    records = Registry(
        observations=scene.observations,
        witnessed=scene.witnessed,
        paths=[each.exhibit.path for each in taken],
        sound=True,
    )
    locked = locking.lock(case, taken, scene, records)
    settled = locking.settle(scene.attempts, locked.stories)
    parted = incidents.separate(settled, locked.episodes)
    pairs = zip(locked.lockouts, parted.episodes, strict=True)
    stage = weighing.Stage(
        case=case,
        scene=replace(scene, attempts=parted.attempts),
        locked=replace(locked, lockouts=tuple(replace(one, incident=of) for one, of in pairs)),
        parted=parted,
        records=records,
        sources=(),
        entries=library(),
        edges=(),
        around=surroundings.survey(case, taken, scene, records.of_row),
    )
    first = parted.parts[0] if parted.parts else weighing.NOTHING
    known = facts.gather(case, _incident(stage, weighing.take(stage, first)))
    return Weighed(known=known, diagnoses=diagnosis.diagnose(library(), known))


def _incident(stage: weighing.Stage, own: weighing.Own) -> facts.Incident:
    """Return what facts are gathered from, as `weighing` does."""
    scene, records = stage.scene, stage.records
    described = subject.describe(scene.attempts, own.attempts, own.key, own.stories)
    seen = stage.locked.policy.seen_from(locking.main_database(own.stories))
    return facts.Incident(
        account=described.account if isinstance(described.account, str) else None,
        key=own.key,
        failures=own.failures,
        lockouts=own.lockouts,
        policy=explain.stated_policy(seen),
        scene=scene,
        intact=records.sound,
        locate=lambda attempt: records.of_attempt(attempt)[0],
        remarks=scene.observations.filter(
            pl.col("kind") == "remark", pl.col("fate") == observing.USED
        ),
        locate_row=records.of_row,
        rhythms=own.rhythms,
    )
