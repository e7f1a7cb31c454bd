"""From simulated evidence to lockouts: the stages in between, as the pipeline runs them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from forensics import pipeline
from forensics.case import Case, DeclaredExhibit, DeclaredPolicy, Host
from forensics.citing import Registry
from forensics.events import event_table
from forensics.evidence.forms import Examined
from forensics.findings import Findings, Tool
from forensics.knowing.entries import Entry
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene, reconstruct
from forensics.replay import locking
from forensics.when import bearings
from tests.builders.simulator.exhibits import examined, netlogon_path
from tests.builders.simulator.spoil import Evidence
from tests.builders.simulator.world import World
from tests.builders.site import Client, Policy

YEAR: Final = 2003


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the analyst knows.

    Attributes:
        policy: Whether the lockout policy is declared.
        controllers: Whether it is declared which machines are domain controllers, and which not.
        clocks: Whether the clock offsets are declared.
        clients: Machines whose addresses are declared.
    """

    policy: bool = True
    controllers: bool = True
    clocks: bool = False
    clients: tuple[Client, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """What the stages make of simulated evidence."""

    case: Case
    scene: Scene
    locked: locking.Locked

    @property
    def lockouts(self) -> tuple[Lockout, ...]:
        """The lockouts, in order of time."""
        return self.locked.lockouts


def declared_policy(rules: Policy) -> DeclaredPolicy:
    """Return a policy as an analyst declares it."""
    return DeclaredPolicy(
        threshold=rules.threshold,
        window=int(rules.window.total_seconds()),
        duration=int(rules.duration.total_seconds()),
    )


def case_of(world: World, evidence: Evidence, known: Known) -> Case:
    """Return the case as the analyst describes it; whose a netlogon.log is they must say."""
    return Case(
        folder=Path(),
        id="X",
        title="X",
        hosts=tuple(_hosts(world, known)),
        policy=declared_policy(world.site.databases[0].policy)
        if known.policy
        else DeclaredPolicy(),
        exhibits=tuple(
            DeclaredExhibit(
                path=netlogon_path(log.machine), host=log.machine, timezone="UTC", year=YEAR
            )
            for log in evidence.logs.values()
            if log.lines
        ),
    )


def _hosts(world: World, known: Known) -> Iterable[Host]:
    controllers = world.controllers() if known.controllers else ()
    other = ("cap",) if known.controllers else ()
    for machine in world.machines():
        ahead = world.kept_by(machine.name).clock.ahead / timedelta(seconds=1)
        yield Host(
            name=machine.name,
            roles=("dc",) if machine.name in controllers else other,
            clock_offset=ahead if known.clocks else None,
        )
    for client in known.clients:
        yield Host(name=client.name, addresses=(client.address,))


def reason(world: World, evidence: Evidence, known: Known | None = None) -> Reasoned:
    """Return what the stages make of the evidence."""
    return reason_on(case_of(world, evidence, known or Known()), examined(evidence))


def reason_on(case: Case, exhibits: Sequence[Examined]) -> Reasoned:
    """Return what the stages make of exhibits that were read."""
    taken = bearings.take(exhibits, case)
    scene = reconstruct(case, taken, event_table())
    records = Registry(
        observations=scene.observations,
        witnessed=scene.witnessed,
        paths=[each.exhibit.path for each in taken],
        sound=all(each.state == "intact" for each in taken),
    )
    locked = locking.lock(case, taken, scene, records)
    settled = replace(scene, attempts=locking.settle(scene.attempts, locked.stories))
    return Reasoned(case=case, scene=settled, locked=locked)


def analyse(
    world: World, evidence: Evidence, known: Known, entries: Sequence[Entry] = ()
) -> Findings:
    """Return the findings of the evidence, by the whole pipeline."""
    exhibits = examined(evidence)
    return pipeline.analyse(
        case_of(world, evidence, known),
        exhibits,
        {each.exhibit.path: True for each in exhibits},
        event_table(),
        entries,
        Tool(name="lockout-forensics", version="0", libraries={}),
    ).findings
