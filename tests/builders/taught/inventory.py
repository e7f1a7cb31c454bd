"""Q232653: hardware inventory goes to mapped drives as the clients' own account; all is invented.

Six clients with Service Pack 1 of SMS 2.0 inventory once a day. The drives of four lead to a file
server, those of two to a colleague's workstation: each holds an account of that name of its own.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from tests.builders.case_folder import Case, compose, hosts_csv
from tests.builders.incident import Attempt, Incident, play
from tests.builders.played.people import TOKEN, machines, of_domain, of_server, site
from tests.builders.played.sms_lines import hinv, moments
from tests.builders.schedule import spread
from tests.builders.simulator.world import World
from tests.builders.sms_log import sms_log
from tests.builders.taught.everyday import around, processes, visits
from tests.builders.taught.handing_over import clients, exhibits, logs_of

NAME: Final = "inventory-lockouts"
DOMAIN: Final = "HALVOR"
BEGIN: Final = datetime(2000, 3, 6, 6, tzinfo=UTC)
DAYS: Final = 3
END: Final = BEGIN + timedelta(days=DAYS)
ZONE: Final = ZoneInfo("Europe/Oslo")
"""By which the clients write their logs."""

CLIENTS: Final = clients(
    "HAL",
    P11="10.9.4.11",
    P12="10.9.4.12",
    P13="10.9.4.13",
    P14="10.9.4.14",
    P21="10.9.4.21",
    P22="10.9.4.22",
)
_DRIVES: Final = (
    # client, machine to which its drive leads, minute of the day after 06:00 UTC
    ("HAL-P11", "HALFS1", 300),
    ("HAL-P12", "HALFS1", 306),
    ("HAL-P13", "HALFS1", 312),
    ("HAL-P14", "HALFS1", 318),
    ("HAL-P21", "HALWS9", 340),
    ("HAL-P22", "HALWS9", 347),
)
_RETRY: Final = timedelta(seconds=2.5)
_WATCHED: Final = ("HAL-P11", "HAL-P21")
"""Clients whose Hinv32.log was copied."""

_USERS: Final = tuple(f"user{each.name[-2:]}" for each in CLIENTS.values())

WORLD: Final = World(
    site=site(
        machines(("HALFS1", "HALWS9", "HALDC1"), domain=DOMAIN),
        of_domain((TOKEN, *_USERS), ("HALDC1",), name=DOMAIN),
        of_server("HALFS1"),
        of_server("HALWS9"),
    )
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_inventories(), *_work()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    asides = around(processes, (each.name for each in WORLD.machines()), DOMAIN, (BEGIN, END), 180)
    logs = logs_of(WORLD, played, asides).values()
    hosts = hosts_csv((each, "client") for each in CLIENTS.values())
    return compose(NAME, exhibits(WORLD, logs), hosts, played.truth, _client_logs())


def _inventories() -> list[Attempt]:
    """Return the tries of all cycles: a UNC path is three of them (Q219898)."""
    return [
        Attempt(
            time=_cycle(client, minute, day) + nth * _RETRY,
            client=CLIENTS[client],
            target=target,
            account=TOKEN,
            domain=client,
        )
        for day in range(DAYS)
        for client, target, minute in _DRIVES
        for nth in range(3)
    ]


def _cycle(client: str, minute: int, day: int) -> datetime:
    late = timedelta(seconds=spread(0, 90, client, day))
    return BEGIN + timedelta(days=day, minutes=minute) + late


def _work() -> Iterator[Attempt]:
    hours = [BEGIN + timedelta(days=day, hours=hour) for day in range(DAYS) for hour in (1, 4, 7)]
    people = zip(CLIENTS.values(), _USERS, strict=True)
    yield from visits(people, "HALFS1", DOMAIN, hours)


def _client_logs() -> dict[str, bytes]:
    return {f"evidence/{name}/Hinv32.log": _inventory(name, _inventories()) for name in _WATCHED}


def _inventory(client: str, tries: Sequence[Attempt]) -> bytes:
    local = [each.astimezone(ZONE) for each in moments(tries, client)]
    lines = sorted(hinv(local, "Win32_LogicalDisk"), key=lambda line: line.when)
    return sms_log(line.line() for line in lines)
