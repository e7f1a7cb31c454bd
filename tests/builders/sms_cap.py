"""The invented incident of site LON: clients present their own SMSCliToknAcct& to the CAPs.

Four servers of three Windows generations and 17 clients, 9 October 2003, 06:00 to 10:00 UTC. Every
name, address and password is invented; the forms are those of Q299352, Q199234 and Q174074.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.builders.case_folder import Exhibit
from tests.builders.evt import evt
from tests.builders.evtx import evtx
from tests.builders.incident import Attempt, Incident, play
from tests.builders.journal import Entry, evt_records, evtx_events, journal
from tests.builders.schedule import burst, spread
from tests.builders.security_classic import Classic
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

DOMAIN: Final = "LONCORP"
TOKEN: Final = "SMSCliToknAcct&"  # noqa: S105 -- the account's name
BEGIN: Final = datetime(2003, 10, 9, 6, tzinfo=UTC)
RING: Final = 65_536
"""Bytes of LONCAP02's log: it keeps about four hours, and what was older is overwritten."""

_POLICY: Final = Policy(threshold=5, window=timedelta(minutes=30), duration=timedelta(minutes=30))
_SID: Final = "S-1-5-21-1708537768-842925246-1957994488"
_USERS: Final = {
    TOKEN: f"{_SID}-1031",
    "SMSClient_LON": f"{_SID}-1024",
    "hnyberg": f"{_SID}-1118",
    "rcastell": f"{_SID}-1142",
    "dokoro": f"{_SID}-1127",
    "lfenwick": f"{_SID}-1153",
    "bakker": f"{_SID}-1160",
}
"""The accounts of the domain; those of users are invented like the rest."""

_LOCAL: Final = (
    ("LONCAP01", "S-1-5-21-602162358-1563985344-839522115-1012"),
    ("LONCAP02", "S-1-5-21-1275210071-920026266-725345543-1009"),
    ("LONCAP03", "S-1-5-21-3358208418-2744612306-1147862905-1017"),
)

SITE: Final = Site(
    machines=(
        Machine(name="LONCAP01", era=Era.W2000, domain=DOMAIN),
        Machine(name="LONCAP02", era=Era.NT4, domain=DOMAIN),
        Machine(name="LONCAP03", era=Era.W2003, domain=DOMAIN),
        Machine(name="LONDC01", era=Era.W2000, domain=DOMAIN),
    ),
    databases=(
        Database(name=DOMAIN, keeper="LONDC01", policy=_POLICY, accounts=_USERS),
        *(
            Database(name=name, keeper=name, policy=_POLICY, accounts={TOKEN: sid})
            for name, sid in _LOCAL
        ),
    ),
)

CLIENTS: Final = {
    name: Client(name=name, address=address)
    for name, address in (
        ("FIN-429", "10.4.12.29"),
        ("FIN-274", "10.4.12.74"),
        ("FIN-438", "10.4.12.38"),
        ("FIN-517", "10.4.12.117"),
        ("FIN-112", "10.4.12.12"),
        ("FIN-306", "10.4.12.106"),
        ("FIN-641", "10.4.12.141"),
        ("HR-725", "10.4.13.25"),
        ("HR-125", "10.4.13.125"),
        ("HR-386", "10.4.13.86"),
        ("HR-439", "10.4.13.39"),
        ("HR-208", "10.4.13.108"),
        ("HR-563", "10.4.13.63"),
        ("WHS-878", "10.4.20.78"),
        ("WHS-902", "10.4.20.102"),
        ("WHS-718", "10.4.20.18"),
        ("WHS-655", "10.4.20.55"),
    )
}

_ROUNDS: Final = (
    # target, client, minute past the hour, tries from 6, 7, 8 and 9 o'clock
    ("LONDC01", "FIN-429", 5, (6, 6, 6, 3)),
    ("LONDC01", "FIN-517", 2, (0, 0, 0, 2)),
    ("LONDC01", "FIN-112", 11, (4, 3, 4, 3)),
    ("LONDC01", "FIN-306", 15, (4, 3, 4, 4)),
    ("LONDC01", "FIN-641", 20, (3, 4, 3, 4)),
    ("LONDC01", "FIN-438", 26, (3, 3, 4, 3)),
    ("LONCAP01", "FIN-429", 7, (6, 6, 3, 0)),
    ("LONCAP01", "FIN-274", 9, (3, 4, 4, 4)),
    ("LONCAP01", "FIN-438", 12, (4, 5, 4, 5)),
    ("LONCAP01", "FIN-112", 15, (5, 4, 6, 5)),
    ("LONCAP01", "FIN-306", 19, (4, 5, 4, 6)),
    ("LONCAP01", "FIN-517", 23, (5, 4, 5, 4)),
    ("LONCAP01", "FIN-641", 27, (4, 6, 5, 5)),
    ("LONCAP01", "HR-208", 32, (4, 3, 4, 3)),
    ("LONCAP01", "WHS-655", 45, (0, 2, 0, 0)),
    ("LONCAP02", "HR-208", 3, (0, 3, 4, 3)),
    ("LONCAP02", "HR-125", 7, (3, 3, 4, 3)),
    ("LONCAP02", "HR-386", 21, (4, 3, 3, 4)),
    ("LONCAP02", "HR-439", 40, (3, 0, 3, 0)),
    ("LONCAP02", "HR-725", 55, (6, 6, 6, 6)),
    ("LONCAP02", "HR-563", 59, (4, 4, 4, 0)),
    ("LONCAP03", "WHS-878", 6, (2, 0, 0, 2)),
    ("LONCAP03", "WHS-902", 18, (4, 0, 3, 4)),
    ("LONCAP03", "WHS-718", 24, (3, 3, 0, 3)),
    ("LONCAP03", "WHS-878", 33, (0, 0, 2, 0)),
    ("LONCAP03", "WHS-878", 37, (0, 3, 0, 0)),
    ("LONCAP03", "WHS-655", 42, (4, 4, 0, 4)),
)

_FORGOTTEN: Final = (("LONCAP01", 118), ("LONCAP03", 144))
"""Minutes after `BEGIN` at which a CAP's own agent logs on and the count starts again: without
it, the two bad passwords before the first and the three before the second would count on."""

_TYPOS: Final = (
    # target, client, user, second after `BEGIN`, wrong passwords before the right one
    ("LONCAP01", "FIN-306", "hnyberg", 2470, 2),
    ("LONCAP02", "HR-563", "dokoro", 5501, 1),
    ("LONCAP03", "WHS-718", "rcastell", 7385, 1),
)

_IMAGES: Final = ("smsexec.exe", "csrss.exe", "spoolsv.exe", "clisvcl.exe", "hinv32.exe")
_PRIVILEGES: Final = "SeChangeNotifyPrivilege"
_OLDER: Final = 420
"""Records of the days before in LONCAP02's log, more than its ring can keep."""


def incident() -> Incident:
    """Return the incident played through."""
    return play(SITE, [*_leaks(), *_own(), *_typos(), *_visits()])


def exhibits(played: Incident) -> tuple[Exhibit, ...]:
    """Return the four logs as they were handed over."""
    logs = journal(SITE, played.happenings, _asides())
    cap01, cap02, cap03, dc01 = (logs[machine.name] for machine in SITE.machines)
    ring = evt_records([*_older(), *cap02], 26_031)
    return (
        Exhibit("evidence/loncap01-security.evt", evt(evt_records(cap01, 11_873)), cap01),
        Exhibit("evidence/loncap02-live-copy.evt", evt(ring, size=RING, dirty=True), cap02),
        Exhibit("evidence/loncap03-saved.evtx", evtx(evtx_events(cap03, first=5_204)), cap03),
        Exhibit("evidence/londc01-security.evt", evt(evt_records(dc01, 40_112)), dc01),
    )


def _leaks() -> Iterator[Attempt]:
    """Yield what the case is about: each client presents its own local account."""
    for target, name, minute, hours in _ROUNDS:
        for hour, tries in enumerate(hours):
            jitter = spread(-70, 70, name, target, hour)
            first = Attempt(
                time=BEGIN + timedelta(hours=hour, minutes=minute, seconds=jitter),
                client=CLIENTS[name],
                target=target,
                account=TOKEN,
                domain=name,
            )
            yield from burst(first, tries, gap=(2, 6))


def _own() -> Iterator[Attempt]:
    for target, minute in _FORGOTTEN:
        yield Attempt(
            time=BEGIN + timedelta(minutes=minute),
            client=Client(name=target, address="-"),
            target=target,
            account=TOKEN,
            domain=target,
            right=True,
            logon_type=4,
        )


def _typos() -> Iterator[Attempt]:
    for target, name, user, second, wrong in _TYPOS:
        first = _visit(target, name, user, second)
        tries = tuple(burst(first, wrong + 1, gap=(8, 14)))
        yield from (replace(each, right=False) for each in tries[:-1])
        yield tries[-1]


def _visits() -> Iterator[Attempt]:
    """Yield what goes well: each client connects once an hour with the connection account."""
    homes = {"FIN": "LONCAP01", "HR": "LONCAP02", "WHS": "LONCAP03"}
    for name in CLIENTS:
        target = homes[name.partition("-")[0]]
        for hour in range(4):
            second = 3600 * hour + spread(0, 3540, name, hour)
            yield _visit(target, name, "SMSClient_LON", second)
    for name, user in (("FIN-112", "lfenwick"), ("HR-208", "bakker")):
        for hour in range(4):
            yield _visit("LONDC01", name, user, 3600 * hour + spread(0, 3540, user, hour))


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
    """Yield what servers write besides: privileges and logoffs of the visits, and processes."""
    for visit in _visits():
        yield from followed(visit)
    for machine in SITE.machines:
        for number in range(16):
            second = spread(0, 14_000, machine.name, number)
            yield from process(machine.name, BEGIN + timedelta(seconds=second))


def followed(visit: Attempt) -> Iterator[Entry]:
    """Yield what follows a visit that goes well: privileges and the logoff (576, 538)."""
    logon_id = f"(0x0,0x{spread(0x10000, 0xFFFFF, visit.client.name, visit.time):X})"
    who = (visit.account, DOMAIN, logon_id)
    stayed = timedelta(seconds=spread(20, 400, visit.client.name, visit.time))
    for time, event_id, last in (
        (visit.time, 576, _PRIVILEGES),
        (visit.time + stayed, 538, "3"),
    ):
        what = Classic(event_id, (*who, last))
        sid = _USERS[visit.account]
        yield Entry(machine=visit.target, time=time, what=what, sid=sid)


def _older() -> list[Entry]:
    """Return what LONCAP02 wrote in the days before, in order of time."""
    begin = BEGIN - timedelta(days=3)
    entries = [
        entry
        for number in range(_OLDER // 2)
        for entry in process("LONCAP02", begin + timedelta(minutes=20 * number))
    ]
    return sorted(entries, key=lambda entry: entry.time)


def process(machine: str, time: datetime) -> Iterator[Entry]:
    """Yield the start and the end of one process (592, 593)."""
    pid = str(spread(200, 3000, machine, time))
    image = _IMAGES[spread(0, len(_IMAGES) - 1, time, machine)]
    who = (f"{machine}$", DOMAIN, "(0x0,0x3E7)")
    path = f"\\Device\\HarddiskVolume1\\SMS\\bin\\i386\\{image}"
    lasted = timedelta(seconds=spread(1, 500, time))
    yield Entry(machine=machine, time=time, what=Classic(592, (pid, path, "220", *who)))
    yield Entry(machine=machine, time=time + lasted, what=Classic(593, (pid, path, *who)))
