"""What each machine writes about an incident, by its clock, its audit policy and its log's size.

The records are those of `tests.builders.journal`; here they are written along the way of each try.
NT 4 writes nothing of a password it checks for others (Q172402), and nothing of an unlock but 642.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tests.builders.event import Event
from tests.builders.incident import Attempt, Incident, Outcome, Ruling, Unlock
from tests.builders.journal import Entry, Modern, accessed, checked, locked, unlocked, user_of
from tests.builders.netlogon import Logon
from tests.builders.security import At, preauth_failed_4771
from tests.builders.security_classic import Classic, password_628, preauth_675
from tests.builders.simulator.controllers import Part, Station, way
from tests.builders.simulator.world import Audit, World
from tests.builders.site import Era

FIRST: Final = 7_001
"""Number of the first record that a simulated machine writes."""

_CODES: Final = {
    Outcome.SUCCESS: "0x0",
    Outcome.BAD_PASSWORD: "0xC000006A",
    Outcome.LOCKED_OUT: "0xC0000234",
    Outcome.UNKNOWN_ACCOUNT: "0xC0000064",
}
_NETWORK: Final = 3
_ALWAYS: Final = ""
"""What a machine writes whatever it audits of logons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One record as it stands in a log: its number, what is written, and of which happening."""

    number: int
    entry: Entry
    of: int = -1

    def event(self) -> Event:
        """Return it as an event with its number, time and machine."""
        return self.entry.what.event(At(self.number, self.entry.time, self.entry.machine))


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What one machine wrote; `lines` are those of its netlogon.log, empty where it has none.

    `lines_of` says of which happening each line is.
    """

    machine: str
    records: tuple[Written, ...]
    lines: tuple[Logon, ...] = ()
    lines_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Note:
    """Something a machine wants to write, at a true time; `kind` is the audit that covers it."""

    machine: str
    time: datetime
    kind: str
    what: Classic | Modern
    sid: str | None = None
    of: int = -1


def write(world: World, incident: Incident, asides: Iterable[Entry] = ()) -> dict[str, Log]:
    """Return what each machine of a world wrote, in the order of writing.

    `asides` is everything else that machines write meanwhile, at true times.
    """
    notes = [
        replace(note, of=place)
        for place, each in enumerate(incident.happenings)
        for note in _notes(world, each)
    ]
    notes += [_Note(each.machine, each.time, _ALWAYS, each.what, each.sid) for each in asides]
    notes.sort(key=lambda note: note.time)
    return {
        machine.name: _log(world, machine.name, incident, notes) for machine in world.machines()
    }


def _log(world: World, machine: str, incident: Incident, notes: list[_Note]) -> Log:
    lines = [*_lines(world, machine, incident)]
    return Log(
        machine=machine,
        records=_records(world, machine, notes),
        lines=tuple(line for _, line in lines),
        lines_of=tuple(place for place, _ in lines),
    )


def _records(world: World, machine: str, notes: list[_Note]) -> tuple[Written, ...]:
    keeping = world.kept_by(machine)
    own = [note for note in notes if note.machine == machine and _audited(keeping.audit, note.kind)]
    written = [
        Written(number=number, entry=_entry(world, note), of=note.of)
        for number, note in enumerate(own, FIRST)
    ]
    return tuple(written if keeping.holds is None else written[-keeping.holds :])


def _audited(audit: Audit, kind: str) -> bool:
    return kind == _ALWAYS or bool(getattr(audit, kind))


def _entry(world: World, note: _Note) -> Entry:
    shown = world.shown(note.machine, note.time)
    entry = Entry(machine=note.machine, time=shown, what=note.what)
    return (
        entry
        if note.sid is None
        else Entry(machine=note.machine, time=shown, what=note.what, sid=note.sid)
    )


def _notes(world: World, happening: Ruling | Unlock) -> Iterator[_Note]:
    if isinstance(happening, Unlock):
        yield from _unlock(world, happening)
        return
    for station in way(world, happening):
        match station.part:
            case Part.IS_ACCESSED:
                yield _access(world, happening, station)
            case Part.DECIDES | Part.PASSES_ON:
                yield from _check(world, happening, station)


def _access(world: World, ruling: Ruling, station: Station) -> _Note:
    what = accessed(ruling, world.site.machine(station.machine).era)
    kind = "logon_successes" if ruling.outcome is Outcome.SUCCESS else "logon_failures"
    return _Note(station.machine, station.time, kind, what, user_of(ruling))


def _check(world: World, ruling: Ruling, station: Station) -> Iterator[_Note]:
    """Yield the lockout, which is audited first, and what was made of the password."""
    machine = world.site.machine(station.machine)
    if ruling.locks:
        yield _Note(machine.name, station.time, "management", locked(ruling, machine))
    kind = "check_successes" if ruling.outcome is Outcome.SUCCESS else "check_failures"
    for what in (*checked(ruling, machine.era), *_ticket(ruling, machine.era)):
        yield _Note(machine.name, station.time, kind, what)


def _ticket(ruling: Ruling, era: Era) -> list[Classic | Modern]:
    """Return what a controller writes of a password that Kerberos checked and found wrong."""
    attempt, database = ruling.attempt, ruling.database
    kerberos = attempt.logon_type != _NETWORK and database.name != database.keeper
    if not kerberos or ruling.outcome is Outcome.SUCCESS or era is Era.NT4:
        return []
    code = "0x12" if ruling.outcome is Outcome.LOCKED_OUT else "0x18"
    if era is Era.MODERN:
        address = f"::ffff:{attempt.client.address}"
        fields = {"TargetUserName": attempt.account, "Status": code, "IpAddress": address}
        return [Modern(preauth_failed_4771, fields)]
    return [preauth_675(attempt.account, attempt.client.address, code=code)]


def _unlock(world: World, unlock: Unlock) -> Iterator[_Note]:
    entry = unlocked(world.site, unlock)
    era = world.site.machine(entry.machine).era
    if unlock.reset and era is not Era.MODERN:
        reset = password_628(unlock.account, unlock.authority)
        yield _Note(entry.machine, unlock.time, "management", reset)
    if era is not Era.NT4:  # it has no 671
        yield _Note(entry.machine, unlock.time, "management", entry.what)


def _lines(world: World, machine: str, incident: Incident) -> Iterator[tuple[int, Logon]]:
    """Yield the answers in a machine's netlogon.log; a member server's are the controller's.

    With each the place of what happened.
    """
    if not world.kept_by(machine).netlogon:
        return
    for place, ruling in enumerate(incident.happenings):
        if isinstance(ruling, Unlock) or ruling.database.name == ruling.database.keeper:
            continue
        if ruling.attempt.logon_type == _NETWORK:
            for station in way(world, ruling):
                if station.machine == machine and not _again(ruling, station):
                    yield place, _line(world, ruling, station)


def _again(ruling: Ruling, station: Station) -> bool:
    """Tell whether an accessed controller has written its line already."""
    controllers = (ruling.database.keeper, *ruling.database.controllers)
    return station.part is Part.IS_ACCESSED and station.machine in controllers


def _line(world: World, ruling: Ruling, station: Station) -> Logon:
    attempt: Attempt = ruling.attempt
    shown = world.shown(station.machine, station.time)
    return Logon(
        who=f"{ruling.database.name}\\{attempt.account}",
        workstation=attempt.client.name,
        status=_CODES[ruling.outcome],
        via=station.via,
        stamp=f"{shown:%m/%d %H:%M:%S}",
    )


def entries(logs: Mapping[str, Log]) -> int:
    """Return how many records and lines there are."""
    return sum(len(log.records) + len(log.lines) for log in logs.values())
