"""The smallest story of Q299352: two Client Access Points and one laptop; everything is invented.

Round times, so that a reader can count with a pencil: CAP1 is a member server with a local account
of the name, DC1 a domain controller that is a CAP too. 3 bad passwords within 30 minutes lock for
30 minutes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from tests.builders.case_folder import Case, compose, hosts_csv
from tests.builders.incident import Attempt, Incident, play
from tests.builders.played.people import TOKEN, machines, of_domain, of_server, site
from tests.builders.simulator.world import World
from tests.builders.site import Client, Policy
from tests.builders.taught.everyday import around, processes
from tests.builders.taught.handing_over import exhibits, logs_of

NAME: Final = "two-caps-one-laptop"
DOMAIN: Final = "EASTMOOR"
BEGIN: Final = datetime(2002, 11, 5, 7, 30, tzinfo=UTC)
END: Final = datetime(2002, 11, 5, 10, 15, tzinfo=UTC)
LAPTOP: Final = Client(name="EAST-LT7", address="10.31.2.7")
_CONNECTION: Final = "SMSClient_EAS"

_POLICY: Final = Policy(threshold=3, window=timedelta(minutes=30), duration=timedelta(minutes=30))

STORY: Final = (
    # hour, minute, server, tries five seconds apart
    (8, 0, "EASTCAP1", 3),  # L1
    (8, 10, "EASTCAP1", 2),  # refused
    (8, 20, "EASTDC1", 2),
    (8, 40, "EASTDC1", 1),  # L2
    (8, 45, "EASTDC1", 2),  # refused
    (9, 0, "EASTCAP1", 2),  # the lockout of 08:00 is over: these count
    (9, 40, "EASTCAP1", 2),  # the window is over: the count starts again
)
APART: Final = timedelta(seconds=5)

WORLD: Final = World(
    site=site(
        machines(("EASTCAP1", "EASTDC1"), domain=DOMAIN),
        of_domain((TOKEN, _CONNECTION), ("EASTDC1",), _POLICY, DOMAIN),
        of_server("EASTCAP1", (TOKEN,), _POLICY),
    )
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_leaks(), *_connections()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    asides = around(processes, ("EASTCAP1", "EASTDC1"), DOMAIN, (BEGIN, END), 20)
    logs = logs_of(WORLD, played, asides).values()
    hosts = hosts_csv([(LAPTOP, "client")])
    return compose(NAME, exhibits(WORLD, logs), hosts, played.truth)


def _leaks() -> Iterator[Attempt]:
    for hour, minute, server, tries in STORY:
        for nth in range(tries):
            time = BEGIN.replace(hour=hour, minute=minute) + nth * APART
            yield Attempt(
                time=time, client=LAPTOP, target=server, account=TOKEN, domain=LAPTOP.name
            )


def _connections() -> Iterator[Attempt]:
    """Yield what goes well: the laptop reaches its CAP with the connection account."""
    for hour, minute in ((7, 45), (8, 50), (9, 50)):
        yield Attempt(
            time=BEGIN.replace(hour=hour, minute=minute),
            client=LAPTOP,
            target="EASTCAP1",
            account=_CONNECTION,
            domain=DOMAIN,
            right=True,
        )
