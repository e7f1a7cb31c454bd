"""What machines write on any day beside the story: processes, privileges, logoffs, and visits.

These records surround what happened, so that a log shows that it was kept before and after.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from tests.builders.event import Event, Field
from tests.builders.incident import Attempt
from tests.builders.journal import Entry, Modern
from tests.builders.schedule import spread
from tests.builders.security import SUCCESS, At
from tests.builders.security_classic import Classic
from tests.builders.site import Client

_IMAGES: Final = ("csrss.exe", "spoolsv.exe", "winmgmt.exe", "lsass.exe")
_LEAST: Final = 30
"""Seconds that a process or a session lasts at least."""


def processes(machine: str, domain: str, begin: datetime, end: datetime, every: int) -> list[Entry]:
    """Return starts and ends of processes (592, 593) about every so many minutes."""
    return [
        entry
        for minute in range(0, int((end - begin) / timedelta(minutes=1)), every)
        for entry in _process(machine, domain, begin + timedelta(minutes=minute))
    ]


def around(
    what: Callable[..., list[Entry]],
    machines: Iterable[str],
    domain: str,
    story: tuple[datetime, datetime],
    minutes: int,
) -> list[Entry]:
    """Return what machines write from so many minutes before a story to as many after, as often.

    Args:
        what: `processes` or `sessions`.
        machines: Their names.
        domain: Of the machines.
        story: Its begin and end.
        minutes: How many.
    """
    margin = timedelta(minutes=minutes)
    begin, end = story[0] - margin, story[1] + margin
    return [entry for each in machines for entry in what(each, domain, begin, end, minutes)]


def _process(machine: str, domain: str, around: datetime) -> Iterator[Entry]:
    time = around + timedelta(seconds=spread(1, 50, machine, around))
    pid = str(spread(200, 3000, machine, time))
    image = _IMAGES[spread(0, len(_IMAGES) - 1, time, machine)]
    path = f"\\Device\\HarddiskVolume1\\WINNT\\system32\\{image}"
    who = (f"{machine}$", domain, "(0x0,0x3E7)")
    lasted = timedelta(seconds=spread(_LEAST, 200, time))
    yield Entry(machine=machine, time=time, what=Classic(592, (pid, path, "220", *who)))
    yield Entry(machine=machine, time=time + lasted, what=Classic(593, (pid, path, *who)))


def sessions(machine: str, domain: str, begin: datetime, end: datetime, every: int) -> list[Entry]:
    """Return privileges and logoffs of the machine itself (4672, 4634), as `processes`."""
    return [
        entry
        for minute in range(0, int((end - begin) / timedelta(minutes=1)), every)
        for entry in _session(machine, domain, begin + timedelta(minutes=minute))
    ]


def _session(machine: str, domain: str, around: datetime) -> Iterator[Entry]:
    time = around + timedelta(milliseconds=spread(1_000, 50_000, machine, around))
    lasted = timedelta(milliseconds=spread(_LEAST * 1000, 200_000, machine, time))
    who: dict[str, Field] = {
        "UserSid": "S-1-5-18",
        "UserName": f"{machine}$",
        "DomainName": domain,
        "LogonId": f"0x{spread(0x10000, 0xFFFFFF, machine, time):x}",
    }
    subject = {f"Subject{name}": value for name, value in who.items()}
    target = {f"Target{name}": value for name, value in who.items()}
    given = Modern(privileges_4672, subject | {"PrivilegeList": "SeSecurityPrivilege"})
    yield Entry(machine=machine, time=time, what=given)
    gone = Modern(logoff_4634, target | {"LogonType": "3"})
    yield Entry(machine=machine, time=time + lasted, what=gone)


def logoff_4634(at: At, **fields: Field) -> Event:
    """Return the end of a logon session."""
    return _success(at, 4634, 12545, fields)


def privileges_4672(at: At, **fields: Field) -> Event:
    """Return that special privileges were given to a logon."""
    return _success(at, 4672, 12548, fields)


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


def visits(
    people: Iterable[tuple[Client, str]], target: str, domain: str, hours: Iterable[datetime]
) -> Iterator[Attempt]:
    """Yield what goes well: each client logs on once in each hour with its user's password."""
    begins = tuple(hours)
    for client, user in people:
        for begin in begins:
            after = timedelta(milliseconds=spread(0, 3_540_000, client.name, user, begin))
            yield Attempt(
                time=begin + after,
                client=client,
                target=target,
                account=user,
                domain=domain,
                right=True,
            )
