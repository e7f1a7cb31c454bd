"""Logs as their machines kept them, of which every record knows what it is of: drawn and played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.builders.incident import Incident, play
from tests.builders.journal import Entry, journal
from tests.builders.netlogon import Logon
from tests.builders.played.stage import FIRST, Play
from tests.builders.simulator.logs import Written, write
from tests.builders.site import Era, Site
from tests.builders.sms_log import sms_log
from tests.selftest.worlds import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One log.

    Attributes:
        machine: That wrote it.
        form: `evt`, `evtx` or `netlogon`.
        records: Of an event log, each with the place of what it is of, or -1.
        lines: Of a netlogon.log, likewise.
    """

    machine: str
    form: str
    records: tuple[Written, ...] = ()
    lines: tuple[tuple[int, Logon], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What happened and all that tells of it.

    Attributes:
        site: Who there is.
        incident: What happened, and what became of it.
        logs: The logs, of whose records the truth is kept.
        others: Path -> bytes of files beside them, such as logs of SMS clients and System logs.
    """

    site: Site
    incident: Incident
    logs: tuple[Kept, ...]
    others: Mapping[str, bytes] = field(default_factory=dict)


def drawn(scene: Scene) -> Told:
    """Return what tells of a drawn world."""
    incident = play(scene.world.site, scene.acts)
    return Told(site=scene.world.site, incident=incident, logs=tuple(_drawn(scene, incident)))


def _drawn(scene: Scene, incident: Incident) -> Iterator[Kept]:
    for machine, log in write(scene.world, incident).items():
        modern = scene.world.site.machine(machine).era is Era.MODERN
        if log.records:
            yield Kept(machine=machine, form="evtx" if modern else "evt", records=log.records)
        if log.lines:
            lines = zip(log.lines_of, log.lines, strict=True)
            yield Kept(machine=machine, form="netlogon", lines=tuple(lines))


def played(world: Play) -> Told:
    """Return what tells of a played article; its netlogon.log, if any, must not be needed."""
    if world.netlogon:
        raise ValueError(f"{world}: of its netlogon.log it is not known which line is of which try")
    incident = play(world.site, world.acts)
    others = {
        f"evidence/{path}": sms_log(line.line() for line in sorted(lines, key=lambda one: one.when))
        for path, lines in world.lines.items()
    }
    systems = {path: each for path, each in world.exhibits.items() if path.endswith("system.evt")}
    return Told(
        site=world.site,
        incident=incident,
        logs=tuple(_played(world, incident)),
        others={**others, **systems},
    )


def _played(world: Play, incident: Incident) -> Iterator[Kept]:
    entries = [
        (place, entry)
        for place, happening in enumerate(incident.happenings)
        for own in journal(world.site, [happening]).values()
        for entry in own
    ]
    entries = sorted([*entries, *((-1, each) for each in world.asides)], key=_time)
    for machine in world.site.machines:
        late = world.ahead.get(machine.name, timedelta())
        own = [(of, entry) for of, entry in entries if entry.machine == machine.name]
        if own:
            records = tuple(
                Written(number=number, entry=replace(entry, time=entry.time + late), of=of)
                for number, (of, entry) in enumerate(own, FIRST)
            )
            yield Kept(machine=machine.name, form="evt", records=records)


def _time(entry: tuple[int, Entry]) -> float:
    return entry[1].time.timestamp()
