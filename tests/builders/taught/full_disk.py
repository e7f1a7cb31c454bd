"""A disk was full: an .evtx cut in a chunk, an .evt without its end; everything is invented.

MERDC1 is a domain controller of Windows Server 2008 R2, MERFS1 a file server of Server 2003. The
copy of MERDC1's log ends in the middle of a chunk. MERFS1's was copied from the running server: its
header is out of date, and the copy ends before the marker that would say where the log does.
`net accounts /domain` was kept in a file.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from tests.builders.case_folder import Case, Exhibit, compose, hosts_csv
from tests.builders.evt import evt
from tests.builders.evtx import evtx
from tests.builders.incident import Attempt, Incident, play
from tests.builders.journal import evt_records, evtx_events
from tests.builders.played.people import of_domain, of_server, site
from tests.builders.played.stage import LOCKS
from tests.builders.policy import net_accounts
from tests.builders.policy import of_domain as asked_of_domain
from tests.builders.schedule import burst, spread
from tests.builders.simulator.logs import FIRST
from tests.builders.simulator.world import World
from tests.builders.site import Client, Era, Machine
from tests.builders.taught.everyday import processes, sessions, visits
from tests.builders.taught.handing_over import entries_of, logs_of

NAME: Final = "full-disk"
DOMAIN: Final = "MERIDOX"
ACCOUNT: Final = "tkovacs"
BEGIN: Final = datetime(2011, 3, 8, 6, tzinfo=UTC)
END: Final = datetime(2011, 3, 8, 14, tzinfo=UTC)

OLD: Final = Client(name="MER-N5", address="10.71.3.5")
DESK: Final = Client(name="MER-D1", address="10.71.2.1")
_PEOPLE: Final = tuple(
    (Client(name=f"MER-D{number}", address=f"10.71.2.{number}"), f"mer.user{number}")
    for number in range(2, 10)
)
CLIENTS: Final = (OLD, DESK, *(client for client, _ in _PEOPLE))

_STORY: Final = (
    # minute after 06:00, tries of the laptop with the old password
    (42, 3),
    (55, 3),  # L1
    (70, 2),
    (141, 4),
    (160, 3),  # L2
    (171, 2),
    (232, 3),
    (247, 3),  # L3
    (255, 2),
    (338, 3),
    (351, 3),  # L4: behind the end of MERDC1's copy
    (362, 3),
    (412, 3),
    (428, 3),  # L5: behind the end of both copies
)
_RIGHT: Final = (12, 110, 205, 300, 400, 470)

_BEFORE: Final = timedelta(minutes=20)
"""The logs begin so long before the window of the case."""

_CLUSTER: Final = 4096
CUT_EVTX: Final = 21 * _CLUSTER
CUT_EVT: Final = 11 * _CLUSTER
"""What of each copy found room: a disk gives its space away in clusters."""

WORLD: Final = World(
    site=site(
        (
            Machine(name="MERDC1", era=Era.MODERN, domain=DOMAIN),
            Machine(name="MERFS1", era=Era.W2003, domain=DOMAIN),
        ),
        of_domain((ACCOUNT, *(user for _, user in _PEOPLE)), ("MERDC1",), LOCKS, DOMAIN),
        of_server("MERFS1", ()),
    )
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_stale(), *_right(), *_work()])


@cache
def whole() -> tuple[Exhibit, Exhibit]:
    """Return both logs as they would have been copied with room on the disk."""
    asides = [
        *sessions("MERDC1", DOMAIN, BEGIN - _BEFORE, END, 5),
        *processes("MERFS1", DOMAIN, BEGIN - _BEFORE, END, 10),
    ]
    logs = logs_of(WORLD, incident(), asides)
    modern, old = (entries_of(logs[name]) for name in ("MERDC1", "MERFS1"))
    return (
        Exhibit(
            "evidence/merdc1-security.evtx",
            evtx(evtx_events(modern, ".meridox.example", FIRST)),
            modern,
        ),
        Exhibit("evidence/merfs1-live-copy.evt", evt(evt_records(old, FIRST), dirty=True), old),
    )


@cache
def case() -> Case:
    """Return the example."""
    modern, old = whole()
    cut = (
        Exhibit(modern.path, modern.content[:CUT_EVTX], modern.entries),
        Exhibit(old.path, old.content[:CUT_EVT], old.entries),
    )
    listing = asked_of_domain("meridox.example", net_accounts(role="BACKUP"))
    hosts = hosts_csv((each, "client") for each in CLIENTS)
    others = {"evidence/merdc1-net-accounts.txt": listing.replace("\n", "\r\n").encode("ascii")}
    return compose(NAME, cut, hosts, incident().truth, others)


def _stale() -> Iterator[Attempt]:
    for minute, tries in _STORY:
        first = Attempt(
            time=_moment(minute, "old"),
            client=OLD,
            target="MERFS1",
            account=ACCOUNT,
            domain=DOMAIN,
        )
        yield from burst(first, tries, gap=(2, 5))


def _right() -> Iterator[Attempt]:
    for minute in _RIGHT:
        yield Attempt(
            time=_moment(minute, "desk"),
            client=DESK,
            target="MERFS1",
            account=ACCOUNT,
            domain=DOMAIN,
            right=True,
        )


def _moment(minute: int, *key: str) -> datetime:
    return BEGIN + timedelta(minutes=minute, milliseconds=spread(0, 29_999, minute, *key))


def _work() -> Iterator[Attempt]:
    hours = [BEGIN + timedelta(hours=hour) for hour in range(8)]
    yield from visits(_PEOPLE, "MERFS1", DOMAIN, hours)
