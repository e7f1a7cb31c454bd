"""The invented incident of NORTHWAY: a laptop goes on with the password of last week.

Two domain controllers and a file server of Windows Server 2022, 2 March 2026. Nobody declares the
lockout policy: it is 6 bad passwords within 15 minutes, for 15 minutes, and the logs tell.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.builders.case_folder import Exhibit
from tests.builders.event import Event, Field
from tests.builders.evtx import evtx
from tests.builders.incident import Attempt, Incident, Ruling, Unlock, play
from tests.builders.journal import ANSWER, Entry, Modern, evtx_events, journal
from tests.builders.schedule import burst, spread
from tests.builders.security import SUCCESS, At, validated_4776
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

DOMAIN: Final = "NORTHWAY"
SUFFIX: Final = ".northway.example"
ACCOUNT: Final = "m.okafor"
BEGIN: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)

_SID: Final = "S-1-5-21-2893746152-1604418733-977201664"
_USERS: Final = {
    ACCOUNT: f"{_SID}-1187",
    "s.moreau": f"{_SID}-1192",
    "t.brandt": f"{_SID}-1205",
    "a.lindqvist": f"{_SID}-1143",
    "j.adeyemi": f"{_SID}-1219",
    "helpdesk.rk": f"{_SID}-1130",
    "svc-backup": f"{_SID}-1121",
}

SITE: Final = Site(
    machines=(
        Machine(name="DC01", era=Era.MODERN, domain=DOMAIN),
        Machine(name="DC02", era=Era.MODERN, domain=DOMAIN),
        Machine(name="FS01", era=Era.MODERN, domain=DOMAIN),
    ),
    databases=(
        Database(
            name=DOMAIN,
            keeper="DC01",
            policy=Policy(
                threshold=6, window=timedelta(minutes=15), duration=timedelta(minutes=15)
            ),
            accounts=_USERS,
        ),
    ),
)

LAPTOP: Final = Client(name="NB-0417", address="10.60.4.17")
DESK: Final = Client(name="PC-2231", address="10.60.2.31")
GATEWAY: Final = Client(name="MX-GW1", address="10.60.1.25")
_PCS: Final = {
    "s.moreau": Client(name="PC-2140", address="10.60.2.140"),
    "t.brandt": Client(name="PC-2177", address="10.60.2.177"),
    "a.lindqvist": Client(name="PC-2096", address="10.60.2.96"),
    "j.adeyemi": Client(name="PC-2203", address="10.60.2.203"),
}
CLIENTS: Final = (LAPTOP, DESK, GATEWAY, *_PCS.values())

_STORY: Final = (
    # client, minute after `BEGIN`, tries; the desk has the right password
    (DESK, 31, 1),
    (LAPTOP, 52, 3),
    (LAPTOP, 62, 3),  # L1; without a success in between
    (DESK, 65, 1),  # refused, although the password is right
    (LAPTOP, 67, 3),
    (LAPTOP, 72, 3),
    (LAPTOP, 76, 2),
    (DESK, 78, 1),  # the lockout has ended by itself
    (LAPTOP, 82, 3),
    (DESK, 87, 1),  # the count starts again
    (LAPTOP, 93, 3),
    (LAPTOP, 103, 3),  # L2
    (LAPTOP, 108, 3),  # and the help desk unlocks at 111
    (DESK, 112, 1),
    (LAPTOP, 125, 2),
    (GATEWAY, 129, 2),
    (LAPTOP, 135, 2),  # L3, two clients
    (GATEWAY, 139, 1),
    (LAPTOP, 145, 3),
    (LAPTOP, 151, 3),  # more than 15 minutes pass: these three are forgotten
    (LAPTOP, 168, 3),
    (LAPTOP, 178, 3),  # L4
    (LAPTOP, 183, 3),  # and the help desk unlocks at 186
    (DESK, 187, 1),
    (LAPTOP, 200, 3),
    (LAPTOP, 213, 3),  # L5: 13 minutes apart and still counted
    (DESK, 219, 1),
    (LAPTOP, 226, 2),
    (DESK, 230, 1),
    (GATEWAY, 242, 3),
    (LAPTOP, 246, 2),
    (GATEWAY, 252, 1),  # L6, tripped by the gateway
    (LAPTOP, 256, 3),
    (GATEWAY, 260, 2),
    (DESK, 270, 1),
    (LAPTOP, 281, 3),
)
_UNLOCKED: Final = (111, 186)
_TYPOS: Final = (("s.moreau", 41, 2), ("t.brandt", 96, 1))
"""User, minute after `BEGIN`, wrong passwords before the right one."""

_VENDOR: Final = (64, 180)
"""Minutes at which another program writes an event that happens to be its number 4625."""


def incident() -> Incident:
    """Return the incident played through."""
    unlocks = (
        Unlock(
            time=_minute(minute, "unlock"),
            authority=DOMAIN,
            account=ACCOUNT,
            by="helpdesk.rk",
            by_domain=DOMAIN,
        )
        for minute in _UNLOCKED
    )
    return play(SITE, [*_story(), *_others(), *unlocks])


def exhibits(played: Incident) -> tuple[Exhibit, ...]:
    """Return the three logs."""
    logs = journal(SITE, played.happenings, _asides(played))
    firsts = {"DC01": 884_120, "DC02": 512_907, "FS01": 1_203_344}
    return tuple(
        Exhibit(
            f"evidence/{machine.lower()}-security.evtx",
            evtx(evtx_events(entries, SUFFIX, firsts[machine])),
            entries,
        )
        for machine, entries in logs.items()
    )


def _minute(minute: int, *key: object) -> datetime:
    return BEGIN + timedelta(minutes=minute, milliseconds=spread(0, 29_999, minute, *key))


def _story() -> Iterator[Attempt]:
    for client, minute, tries in _STORY:
        first = Attempt(
            time=_minute(minute, client.name),
            client=client,
            target="DC01" if client is GATEWAY else "FS01",
            account=ACCOUNT,
            domain=DOMAIN,
            right=client is DESK,
            unseen=client is GATEWAY,
        )
        yield from burst(first, tries, gap=(1, 4))


def _others() -> Iterator[Attempt]:
    """Yield the others: two users mistype, one client knows no account, the rest goes well."""
    for user, minute, wrong in _TYPOS:
        tries = tuple(burst(_visit(user, _minute(minute, user)), wrong + 1, gap=(7, 12)))
        yield from (replace(each, right=False) for each in tries[:-1])
        yield tries[-1]
    guest = replace(_visit("a.lindqvist", _minute(150, "scan")), account="scanner2", right=False)
    yield from burst(guest, 3, gap=(2, 2))
    for user in _PCS:
        for round_ in range(5):
            yield _visit(user, _minute(55 * round_ + spread(0, 39, user, round_), user))


def _visit(user: str, time: datetime) -> Attempt:
    return Attempt(
        time=time, client=_PCS[user], target="FS01", account=user, domain=DOMAIN, right=True
    )


def _asides(played: Incident) -> Iterator[Entry]:
    """Yield what the machines write besides."""
    for each in played.happenings:
        if isinstance(each, Ruling) and each.attempt.account in _PCS:
            yield _followed(each.attempt)
    for number in range(9):
        user = ("a.lindqvist", "j.adeyemi")[number % 2]
        yield _seen_by_dc02(_minute(31 * number, "dc02"), user, "0x0")
    for number in range(6):
        for machine in ("DC01", "FS01"):
            what = Modern(_privileges_4672, _who("Subject", "svc-backup"))
            yield Entry(machine=machine, time=_minute(47 * number, machine), what=what)
    for minute in _VENDOR:
        what = Modern(_vendor_4625, {"TargetUserName": ACCOUNT, "Message": "Sync conflict"})
        yield Entry(machine="FS01", time=_minute(minute, "vendor"), what=what)


def _followed(visit: Attempt) -> Entry:
    """Return what follows a visit: the logoff, or where it failed, a second witness.

    Such a try went by way of DC02, which asked the primary domain controller before it refused.
    """
    if not visit.right:
        return _seen_by_dc02(visit.time + ANSWER / 2, visit.account, "0xc000006a")
    lasted = timedelta(seconds=spread(15, 600, visit.time))
    what = Modern(_logoff_4634, _who("Target", visit.account) | {"LogonType": "3"})
    return Entry(machine="FS01", time=visit.time + lasted, what=what)


def _seen_by_dc02(time: datetime, user: str, status: str) -> Entry:
    fields = {"TargetUserName": user, "Workstation": _PCS[user].name, "Status": status}
    return Entry(machine="DC02", time=time, what=Modern(validated_4776, fields))


def _who(role: str, user: str) -> dict[str, Field]:
    return {
        f"{role}UserSid": _USERS[user],
        f"{role}UserName": user,
        f"{role}DomainName": DOMAIN,
        f"{role}LogonId": f"0x{spread(0x10000, 0xFFFFFF, user):x}",
    }


def _logoff_4634(at: At, **fields: Field) -> Event:
    return _success(at, 4634, 12545, fields)


def _privileges_4672(at: At, **fields: Field) -> Event:
    return _success(at, 4672, 12548, fields | {"PrivilegeList": "SeBackupPrivilege"})


def _success(at: At, event_id: int, task: int, fields: dict[str, Field]) -> Event:
    return Event(
        number=at.number,
        written=at.written,
        computer=at.computer,
        event_id=event_id,
        task=task,
        keywords=SUCCESS,
        values=fields,
    )


def _vendor_4625(at: At, **fields: Field) -> Event:
    return Event(
        number=at.number,
        written=at.written,
        computer=at.computer,
        event_id=4625,
        provider="Vendor-App",
        channel="Vendor-App/Operational",
        keywords=0x8000_0000_0000_0000,
        level=3,
        values=fields,
    )
