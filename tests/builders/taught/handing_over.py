"""The logs of a simulated world as exhibits of a worked example, and who its machines are."""

from collections.abc import Iterable

from tests.builders.case_folder import Exhibit
from tests.builders.evt import evt
from tests.builders.evtx import evtx
from tests.builders.incident import Incident
from tests.builders.journal import Entry, evt_records, evtx_events
from tests.builders.simulator.logs import FIRST, Log, write
from tests.builders.simulator.world import World
from tests.builders.site import Client, Era


def logs_of(world: World, incident: Incident, asides: Iterable[Entry] = ()) -> dict[str, Log]:
    """Return what each machine wrote; `asides` at true times."""
    return write(world, incident, asides)


def exhibits(world: World, logs: Iterable[Log]) -> tuple[Exhibit, ...]:
    """Return the Security logs, saved: .evtx since Vista, .evt before."""
    return tuple(_saved(world, log) for log in logs if log.records)


def _saved(world: World, log: Log) -> Exhibit:
    entries = entries_of(log)
    name = f"evidence/{log.machine.lower()}-security"
    if world.site.machine(log.machine).era is Era.MODERN:
        return Exhibit(f"{name}.evtx", evtx(evtx_events(entries, first=FIRST)), entries)
    return Exhibit(f"{name}.evt", evt(evt_records(entries, FIRST)), entries)


def entries_of(log: Log) -> tuple[Entry, ...]:
    """Return what stands in a log, in order, with times by the machine's clock."""
    return tuple(each.entry for each in log.records)


def clients(domain: str, **addresses: str) -> dict[str, Client]:
    """Return clients by name; `domain` and a dash stand before each, underscores are dashes."""
    names = {f"{domain}-{each.replace('_', '-')}": at for each, at in addresses.items()}
    return {name: Client(name=name, address=address) for name, address in names.items()}
