"""Q307434: programs with the software installation account ask a second controller; all invented.

An Active Directory with three Windows 2000 domain controllers and five Windows 2000 clients. Three
advertisements in one day; at each, a client finds one controller and asks another, where it has no
session: there its own SMSCliToknAcct& is tried. The site server, which is the only CAP, is reached
with the client connection account, and nothing fails there.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from tests.builders.case_folder import Case, compose, hosts_csv
from tests.builders.incident import Attempt, Incident, play
from tests.builders.played.people import TOKEN, machines, of_domain, of_server, site
from tests.builders.played.sms_lines import apm, moments
from tests.builders.schedule import spread
from tests.builders.simulator.world import World
from tests.builders.sms_log import sms_log
from tests.builders.taught.everyday import around, processes, visits
from tests.builders.taught.handing_over import clients, exhibits, logs_of

NAME: Final = "software-installation-account"
DOMAIN: Final = "PELLMAR"
BEGIN: Final = datetime(2001, 11, 14, 7, tzinfo=UTC)
END: Final = datetime(2001, 11, 14, 17, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Lisbon")
CONTROLLERS: Final = ("PELDC1", "PELDC2", "PELDC3")
_CAP: Final = "PELSMS1"
_CONNECTION: Final = "SMSClient_PEL"

CLIENTS: Final = clients(
    "PEL",
    W01="10.44.3.1",
    W02="10.44.3.2",
    W03="10.44.3.3",
    W04="10.44.3.4",
    W05="10.44.3.5",
)
_ASKED: Final = {
    "PEL-W01": "PELDC2",
    "PEL-W02": "PELDC3",
    "PEL-W03": "PELDC2",
    "PEL-W04": "PELDC3",
    "PEL-W05": "PELDC1",
}
"""Client -> the second controller that it asks."""

_RUNS: Final = ((8, 15), (11, 15), (15, 15))
"""When the advertisements are due, hour and minute; clients poll a minute or two apart."""

_SAID: Final = ("SCHED DATA : Return code = 1317; The specified user does not exist.",)
_USERS: Final = tuple(f"pel{each.name[-2:]}" for each in CLIENTS.values())

WORLD: Final = World(
    site=site(
        machines((*CONTROLLERS, _CAP), domain=DOMAIN),
        of_domain((TOKEN, _CONNECTION, *_USERS), CONTROLLERS, name=DOMAIN),
        of_server(_CAP),
    )
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_questions(), *_work()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    asides = around(processes, (each.name for each in WORLD.machines()), DOMAIN, (BEGIN, END), 60)
    logs = logs_of(WORLD, played, asides).values()
    hosts = hosts_csv((each, "client") for each in CLIENTS.values())
    return compose(NAME, exhibits(WORLD, logs), hosts, played.truth, _client_logs())


def _questions() -> list[Attempt]:
    """Return the tries of all runs: three at each client."""
    return [
        Attempt(
            time=_due(name, nth, hour, minute) + timedelta(seconds=2.5 * retry),
            client=CLIENTS[name],
            target=controller,
            account=TOKEN,
            domain=name,
        )
        for hour, minute in _RUNS
        for nth, (name, controller) in enumerate(_ASKED.items())
        for retry in range(3)
    ]


def _due(name: str, nth: int, hour: int, minute: int) -> datetime:
    late = timedelta(minutes=2 * nth, seconds=spread(0, 60, name, hour))
    return BEGIN.replace(hour=hour, minute=minute) + late


def _work() -> Iterator[Attempt]:
    hours = [BEGIN + timedelta(hours=hour) for hour in (0, 3, 6, 8)]
    people = zip(CLIENTS.values(), _USERS, strict=True)
    yield from visits(people, "PELDC1", DOMAIN, hours)
    clients_ = [(client, _CONNECTION) for client in CLIENTS.values()]
    yield from visits(clients_, _CAP, DOMAIN, hours)


def _client_logs() -> dict[str, bytes]:
    return {"evidence/PEL-W01/Smsapm32.log": _program("PEL-W01", _questions())}


def _program(client: str, tries: Sequence[Attempt]) -> bytes:
    local = [each.astimezone(ZONE) for each in moments(tries, client)]
    lines = sorted(apm(local, *_SAID), key=lambda line: line.when)
    return sms_log(line.line() for line in lines)
