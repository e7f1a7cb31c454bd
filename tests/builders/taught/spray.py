"""Passwords of many accounts are tried from one machine in a lobby; everything is invented.

Forty names of a list, of which twenty-two belong to nobody here, three times over in ninety
minutes at a file server, and once by Kerberos. Three of the names are people who had mistyped
their own password besides: only these are locked out. Policy: 5 within 30 minutes, for 30 minutes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from tests.builders.case_folder import Case, compose, hosts_csv
from tests.builders.incident import Attempt, Incident, play
from tests.builders.played.people import machines, of_domain, of_server, site
from tests.builders.played.stage import LOCKS
from tests.builders.schedule import burst, spread
from tests.builders.simulator.world import World
from tests.builders.site import Client, Era
from tests.builders.taught.everyday import around, sessions, visits
from tests.builders.taught.handing_over import exhibits, logs_of

NAME: Final = "password-spray"
DOMAIN: Final = "BRACKEN"
BEGIN: Final = datetime(2026, 2, 10, 7, tzinfo=UTC)
END: Final = datetime(2026, 2, 10, 12, tzinfo=UTC)
LOBBY: Final = Client(name="BRK-LOBBY2", address="10.80.9.2")

_KNOWN: Final = (
    *("adele.voss", "b.lindh", "carl.oyelaran", "d.ferrante", "e.makinen", "f.quist"),
    *("greta.holm", "h.barzani", "i.novak", "jonas.weil", "k.adomaitis", "l.okello"),
    *("m.trelawny", "n.sato", "olga.brandt", "p.usman", "reception", "s.keogh"),
)
"""People of the company, and the account of its reception."""

_NOBODY: Final = (
    *("admin1", "backup", "brackenadmin", "cctv", "copier", "frontdesk", "guest1", "helpdesk"),
    *("info", "it", "kiosk", "lab", "mail", "office", "printer", "sales", "scan", "sql"),
    *("support", "test", "training", "user1"),
)
"""Names that no account has."""

_LIST: Final = tuple(sorted((*_KNOWN, *_NOBODY)))
_ROUNDS: Final = (122, 141, 160)
"""Minutes after 07:00 at which the list begins anew, a try every two seconds or three."""

_BY_KERBEROS: Final = 212
"""The list once more, later, those names that the domain knows; the window is over by then."""

_FELL: Final = ("reception", 232)
"""An account that the lobby's machine logged on with in the end, and when."""

_TYPED: Final = (
    # user, minute, wrong passwords that the user typed at the own machine
    ("e.makinen", 150, 2),  # the third round locks it
    ("k.adomaitis", 152, 2),  # likewise
    ("p.usman", 170, 2),  # the user's own second try locks it
    ("h.barzani", 63, 2),  # long before: forgotten
)
DESKS: Final = {
    user: Client(name=f"BRK-PC{number:02d}", address=f"10.80.2.{number}")
    for number, user in enumerate(_KNOWN, 1)
    if user != "reception"
}

WORLD: Final = World(
    site=site(
        machines(("BRKDC1", "BRKFS1"), Era.MODERN, DOMAIN),
        of_domain(_KNOWN, ("BRKDC1",), LOCKS, DOMAIN),
        of_server("BRKFS1", ()),
    )
)


def incident() -> Incident:
    """Return the incident played through."""
    return play(WORLD.site, [*_rounds(), *_kerberos(), *_typos(), *_work()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    asides = around(sessions, (each.name for each in WORLD.machines()), DOMAIN, (BEGIN, END), 30)
    logs = logs_of(WORLD, played, asides).values()
    machines_ = [*((each, "client") for each in DESKS.values()), (LOBBY, "client")]
    return compose(NAME, exhibits(WORLD, logs), hosts_csv(machines_), played.truth)


def _rounds() -> Iterator[Attempt]:
    for minute in _ROUNDS:
        time = BEGIN + timedelta(minutes=minute)
        for name in _LIST:
            yield _tried(name, time)
            time += timedelta(milliseconds=spread(2_000, 3_000, name, minute))


def _kerberos() -> Iterator[Attempt]:
    """Yield the last round, which the domain controller alone records, and what came of it."""
    time = BEGIN + timedelta(minutes=_BY_KERBEROS)
    for name in _KNOWN:
        tried = replace(_tried(name, time), target="BRKDC1", logon_type=2, unseen=True)
        yield tried
        time += timedelta(milliseconds=spread(2_000, 3_000, name))
    name, minute = _FELL
    yield replace(_tried(name, BEGIN + timedelta(minutes=minute)), right=True)


def _tried(name: str, time: datetime) -> Attempt:
    return Attempt(time=time, client=LOBBY, target="BRKFS1", account=name, domain=DOMAIN)


def _typos() -> Iterator[Attempt]:
    for user, minute, wrong in _TYPED:
        time = BEGIN + timedelta(minutes=minute, seconds=spread(0, 40, user))
        first = Attempt(time=time, client=DESKS[user], target="BRKFS1", account=user, domain=DOMAIN)
        yield from burst(first, wrong, gap=(6, 11))


def _work() -> Iterator[Attempt]:
    hours = [BEGIN, BEGIN + timedelta(hours=4)]
    people = [(client, user) for user, client in DESKS.items()]
    yield from visits(people, "BRKFS1", DOMAIN, hours)
