"""Two member servers whose clocks are off, and the controller's copies of the same tries; invented.

HVALFS1 is 4 min 12 s ahead all day. HVALFS2 is 95 s behind until somebody sets it right at 11:00.
The primary domain controller HVALDC1 keeps true time, and writes each try once more: in its
Security log and in its netlogon.log.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from tests.builders.case_folder import Case, compose, hosts_csv
from tests.builders.incident import Attempt, Incident, play
from tests.builders.journal import Entry
from tests.builders.netlogon import netlogon
from tests.builders.played.people import machines, of_domain, of_server, site
from tests.builders.schedule import burst, spread
from tests.builders.security_classic import clock_520
from tests.builders.simulator.world import Clock, Keeping, World
from tests.builders.site import Client, Era
from tests.builders.taught.everyday import processes, visits
from tests.builders.taught.handing_over import exhibits, logs_of

NAME: Final = "skewed-clocks"
DOMAIN: Final = "HVAL"
ACCOUNT: Final = "pkeller"
BEGIN: Final = datetime(2004, 5, 12, 8, tzinfo=UTC)
END: Final = datetime(2004, 5, 12, 14, tzinfo=UTC)
AHEAD: Final = timedelta(minutes=4, seconds=12)
BEHIND: Final = timedelta(seconds=95)
SET: Final = datetime(2004, 5, 12, 11, tzinfo=UTC)

DESK: Final = Client(name="HVAL-D4", address="10.62.1.4")
OLD: Final = Client(name="HVAL-N2", address="10.62.1.32")
MAIL: Final = Client(name="HVAL-S8", address="10.62.1.38")
_OTHERS: Final = (
    (Client(name="HVAL-D5", address="10.62.1.5"), "jthorsen"),
    (Client(name="HVAL-D6", address="10.62.1.6"), "sarnar"),
)
CLIENTS: Final = (DESK, OLD, MAIL, *(client for client, _ in _OTHERS))

_STORY: Final = (
    # minute after 08:00, client, server, tries
    (22, OLD, "HVALFS1", 2),
    (27, MAIL, "HVALFS2", 2),
    (31, OLD, "HVALFS1", 2),  # L1
    (38, MAIL, "HVALFS2", 2),
    (75, OLD, "HVALFS1", 3),
    (83, MAIL, "HVALFS2", 3),  # L2
    (90, OLD, "HVALFS1", 2),
    (130, MAIL, "HVALFS2", 3),
    (139, OLD, "HVALFS1", 1),
    (146, MAIL, "HVALFS2", 2),  # L3
    (150, OLD, "HVALFS1", 2),
    (196, MAIL, "HVALFS2", 3),  # the clock of HVALFS2 is right by now
    (205, OLD, "HVALFS1", 3),  # L4
    (211, MAIL, "HVALFS2", 2),
    (262, OLD, "HVALFS1", 2),
    (270, MAIL, "HVALFS2", 2),
    (276, OLD, "HVALFS1", 2),  # L5
    (284, MAIL, "HVALFS2", 3),
)
_RIGHT: Final = (5, 66, 118, 186, 250, 325)
"""Minutes at which the user logs on with the new password; each starts the count again."""

WORLD: Final = World(
    site=site(
        machines(("HVALFS1", "HVALFS2", "HVALDC1"), Era.W2003, DOMAIN),
        of_domain((ACCOUNT, *(user for _, user in _OTHERS)), ("HVALDC1",), name=DOMAIN),
        of_server("HVALFS1", ()),
        of_server("HVALFS2", ()),
    ),
    keeping={
        "HVALFS1": Keeping(clock=Clock(ahead=AHEAD)),
        "HVALFS2": Keeping(clock=Clock(ahead=-BEHIND, stepped=SET, step=BEHIND)),
        "HVALDC1": Keeping(netlogon=True),
    },
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_stale(), *_right(), *_work()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    asides = [
        entry
        for machine in WORLD.machines()
        for entry in processes(machine.name, DOMAIN, BEGIN - timedelta(hours=1), END, 45)
    ]
    logs = logs_of(WORLD, played, [*asides, _clock_set()])
    lines = {"evidence/HVALDC1/netlogon.log": netlogon(logs["HVALDC1"].lines)}
    hosts = hosts_csv((each, "client") for each in CLIENTS)
    return compose(NAME, exhibits(WORLD, logs.values()), hosts, played.truth, lines)


def _clock_set() -> Entry:
    """Return the record that the clock was set, written by the new time (520)."""
    was, became = SET - BEHIND, SET
    what = clock_520(f"{was:%H:%M:%S}", f"{became:%H:%M:%S}", day=f"{SET:%-m/%-d/%Y}")
    return Entry(machine="HVALFS2", time=SET, what=what)


def _stale() -> Iterator[Attempt]:
    for minute, client, server, tries in _STORY:
        first = Attempt(
            time=_moment(minute, client.name),
            client=client,
            target=server,
            account=ACCOUNT,
            domain=DOMAIN,
        )
        yield from burst(first, tries, gap=(3, 9))


def _right() -> Iterator[Attempt]:
    for minute in _RIGHT:
        yield Attempt(
            time=_moment(minute, "desk"),
            client=DESK,
            target="HVALFS1",
            account=ACCOUNT,
            domain=DOMAIN,
            right=True,
        )


def _moment(minute: int, *key: str) -> datetime:
    return BEGIN + timedelta(minutes=minute, seconds=spread(0, 29, minute, *key))


def _work() -> Iterator[Attempt]:
    hours = [BEGIN + timedelta(hours=hour) for hour in range(6)]
    for server in ("HVALFS1", "HVALFS2"):
        yield from visits(_OTHERS, server, DOMAIN, hours)
