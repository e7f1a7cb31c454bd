"""Site LON of `sms-cap-lockout` a week later: its clients are repaired, save one; all invented.

The same servers, the same hours, the same people. WHS-878 was switched off while clients were
repaired; at half past seven it comes to LONCAP03 as before, and by itself locks nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from tests.builders.case_folder import Case, Exhibit, compose, hosts_csv
from tests.builders.evt import evt
from tests.builders.evtx import evtx
from tests.builders.incident import Attempt, Incident, play
from tests.builders.journal import Entry, evt_records, evtx_events, journal
from tests.builders.schedule import burst, spread
from tests.builders.sms_cap import CLIENTS, DOMAIN, SITE, TOKEN, followed, process

NAME: Final = "site-after-fix"
BEGIN: Final = datetime(2003, 10, 16, 6, tzinfo=UTC)
_HOURS: Final = 4
_HOMES: Final = {"FIN": "LONCAP01", "HR": "LONCAP02", "WHS": "LONCAP03"}
_LEFT: Final = ("WHS-878", "LONCAP03", 94, 3)
"""The client that was not repaired, its CAP, minute after 06:00, tries."""

_TYPOS: Final = (
    ("LONCAP01", "FIN-306", "hnyberg", 61, 1),
    ("LONCAP02", "HR-563", "dokoro", 170, 2),
)
_PROCESSES: Final = 28
_FIRSTS: Final = {"LONCAP01": 14_210, "LONCAP02": 29_104, "LONCAP03": 6_117, "LONDC01": 43_655}


def incident() -> Incident:
    """Return the incident played through."""
    return play(SITE, [*_left(), *_typos(), *_visits()])


@cache
def case() -> Case:
    """Return the example."""
    played = incident()
    logs = journal(SITE, played.happenings, _asides())
    exhibits = [_saved(machine, entries) for machine, entries in logs.items()]
    hosts = hosts_csv((client, "client") for client in CLIENTS.values())
    return compose(NAME, exhibits, hosts, played.truth)


def _saved(machine: str, entries: tuple[Entry, ...]) -> Exhibit:
    name, first = f"evidence/{machine.lower()}-security", _FIRSTS[machine]
    if machine == "LONCAP03":  # saved again by a newer Event Viewer, as before
        return Exhibit(f"{name}.evtx", evtx(evtx_events(entries, first=first)), entries)
    return Exhibit(f"{name}.evt", evt(evt_records(entries, first)), entries)


def _left() -> Iterator[Attempt]:
    name, target, minute, tries = _LEFT
    first = Attempt(
        time=BEGIN + timedelta(minutes=minute, seconds=spread(0, 59, name)),
        client=CLIENTS[name],
        target=target,
        account=TOKEN,
        domain=name,
    )
    yield from burst(first, tries, gap=(2, 6))


def _typos() -> Iterator[Attempt]:
    for target, name, user, minute, wrong in _TYPOS:
        tries = tuple(burst(_visit(target, name, user, 60 * minute), wrong + 1, gap=(8, 14)))
        yield from (replace(each, right=False) for each in tries[:-1])
        yield tries[-1]


def _visits() -> Iterator[Attempt]:
    """Yield what goes well: each client connects once an hour with the connection account."""
    for name in CLIENTS:
        target = _HOMES[name.partition("-")[0]]
        for hour in range(_HOURS):
            second = 3600 * hour + spread(0, 3540, NAME, name, hour)
            yield _visit(target, name, "SMSClient_LON", second)
    for name, user in (("FIN-112", "lfenwick"), ("HR-208", "bakker")):
        for hour in range(_HOURS):
            yield _visit("LONDC01", name, user, 3600 * hour + spread(0, 3540, NAME, user, hour))


def _visit(target: str, client: str, user: str, second: int) -> Attempt:
    return Attempt(
        time=BEGIN + timedelta(seconds=second),
        client=CLIENTS[client],
        target=target,
        account=user,
        domain=DOMAIN,
        right=True,
    )


def _asides() -> Iterator[Entry]:
    for visit in _visits():
        yield from followed(visit)
    for machine in SITE.machines:
        for number in range(-1, _PROCESSES + 1):  # from before six until after ten
            second = 3600 * _HOURS * number // _PROCESSES + spread(0, 400, machine.name, number)
            yield from process(machine.name, BEGIN + timedelta(seconds=second))
