"""What each Windows generation writes into the Security log about an incident that was played.

The accessed machine writes how the logon ended (528 to 540, 4624, 4625). The keeper of the account
database writes what it made of the password (680, 681, 4776) and, first of all, that it locked
(644, 4740): the accounts database audits before the logon that tripped it has failed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.builders.event import Event, Field
from tests.builders.evt import AUDIT_FAILURE, AUDIT_SUCCESS, Record
from tests.builders.incident import Attempt, Outcome, Ruling, Unlock
from tests.builders.security import (
    At,
    lockout_4740,
    logon_4624,
    logon_failed_4625,
    unlock_4767,
    validated_4776,
)
from tests.builders.security_classic import (
    INTERACTIVE,
    NETWORK,
    NT4_NETWORK,
    SERVICE,
    Caller,
    Classic,
    Logon,
    failed_529,
    failed_681,
    lockout_644,
    logon_528,
    logon_540,
    unlock_671,
    validated_680,
)
from tests.builders.site import Client, Era, Machine, Site

LOCAL_SYSTEM: Final = "S-1-5-18"
ANSWER: Final = timedelta(milliseconds=6)
"""What a modern target needs from its domain controller's record to its own; older logs have
whole seconds and show no difference."""

_BATCH: Final = Logon("4", "Advapi  ", "Negotiate")
_LOGONS: Final = {2: INTERACTIVE, 3: NETWORK, 4: _BATCH, 5: SERVICE}
_STATUS: Final = {
    Outcome.SUCCESS: 0,
    Outcome.BAD_PASSWORD: 0xC000006A,
    Outcome.LOCKED_OUT: 0xC0000234,
    Outcome.UNKNOWN_ACCOUNT: 0xC0000064,
}
_SUCCEEDS: Final = frozenset({528, 538, 540, 576, 592, 593, 644, 671})
_CATEGORIES: Final = {576: 4, 592: 5, 593: 5, 644: 7, 671: 7, 680: 9, 681: 9}
"""Privilege use, detailed tracking, account management, account logon; else 2, logon/logoff."""

_KEYWORDS: Final = {True: 0x80A0_0000_0000_0000, False: 0x8090_0000_0000_0000}


@dataclass(frozen=True, slots=True)
class Modern:
    """An event since Vista before it has a number, time and machine: constructor and fields."""

    build: Callable[..., Event]
    fields: Mapping[str, Field]

    def event(self, at: At) -> Event:
        """Return the event as a record of the log."""
        return self.build(at, **self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record that a machine writes; `sid` is the user that an older record shows."""

    machine: str
    time: datetime
    what: Classic | Modern
    sid: str = LOCAL_SYSTEM


def journal(
    site: Site, happenings: Iterable[Ruling | Unlock], asides: Iterable[Entry] = ()
) -> dict[str, tuple[Entry, ...]]:
    """Return what each machine of `site` writes, in order of time.

    Args:
        site: The machines; what others write is not in the evidence.
        happenings: The incident played through.
        asides: Everything else that the machines write meanwhile.
    """
    entries = [entry for each in happenings for entry in _entries(site, each)]
    written = sorted([*entries, *asides], key=lambda entry: entry.time)
    return {
        machine.name: tuple(entry for entry in written if entry.machine == machine.name)
        for machine in site.machines
    }


def evt_records(entries: Sequence[Entry], first: int = 1) -> list[Record]:
    """Return the records of a log of Windows NT 4 to Server 2003, numbered from `first`."""
    return [_record(entry, number) for number, entry in enumerate(entries, first)]


def evtx_events(entries: Sequence[Entry], suffix: str = "", first: int = 1) -> list[Event]:
    """Return the events of an .evtx, numbered from `first`; `suffix` completes the host's name.

    Older records come as a newer Event Viewer saves them.
    """
    return [_event(entry, number, suffix) for number, entry in enumerate(entries, first)]


def _record(entry: Entry, number: int) -> Record:
    if isinstance(entry.what, Modern):
        raise TypeError(f"{entry.machine} writes .evt: needs an event of before Vista")
    seconds = int(entry.time.astimezone(UTC).timestamp())
    return Record(
        number=number,
        generated=seconds,
        written=seconds,
        event_id=entry.what.event_id,
        computer=entry.machine,
        strings=entry.what.strings,
        sid=entry.sid,
        event_type=AUDIT_SUCCESS if _succeeded(entry.what) else AUDIT_FAILURE,
        category=_CATEGORIES.get(entry.what.event_id, 2),
    )


def _event(entry: Entry, number: int, suffix: str) -> Event:
    event = entry.what.event(At(number, entry.time, entry.machine + suffix))
    if isinstance(entry.what, Modern):
        return event
    return replace(
        event,
        task=_CATEGORIES.get(entry.what.event_id, 2),
        keywords=_KEYWORDS[_succeeded(entry.what)],
        user=entry.sid,
    )


def _succeeded(what: Classic) -> bool:
    return what.succeeded or what.event_id in _SUCCEEDS


def _entries(site: Site, happening: Ruling | Unlock) -> Iterator[Entry]:
    if isinstance(happening, Unlock):
        yield unlocked(site, happening)
        return
    ruling, time = happening, happening.attempt.time
    keeper, target = ruling.database.keeper, ruling.attempt.target
    era = site.machine(keeper).era
    kept = ([locked(ruling, site.machine(keeper))] if ruling.locks else []) + checked(ruling, era)
    for what in kept:
        yield Entry(machine=keeper, time=time, what=what)
    if not ruling.attempt.unseen:
        delay = ANSWER if site.machine(target).era is Era.MODERN else timedelta()
        what, sid = accessed(ruling, site.machine(target).era), user_of(ruling)
        yield Entry(machine=target, time=time + delay, what=what, sid=sid)


def user_of(ruling: Ruling) -> str:
    """Return the user that an older record shows: the account itself once it is logged on."""
    succeeded = ruling.outcome is Outcome.SUCCESS
    return ruling.database.accounts[ruling.attempt.account] if succeeded else LOCAL_SYSTEM


def unlocked(site: Site, unlock: Unlock) -> Entry:
    """Return the unlocking; it is written by the keeper of the database."""
    database = next(each for each in site.databases if each.name == unlock.authority)
    sid, keeper = database.accounts[unlock.account], site.machine(database.keeper)
    what: Classic | Modern
    if keeper.era is Era.MODERN:
        fields = {
            "TargetUserName": unlock.account,
            "TargetDomainName": unlock.authority,
            "TargetSid": sid,
            "SubjectUserSid": database.accounts[unlock.by],
            "SubjectUserName": unlock.by,
            "SubjectDomainName": unlock.by_domain,
        }
        what = Modern(unlock_4767, fields)
    else:
        caller = Caller(unlock.by, unlock.by_domain, "(0x0,0x2A1B0)")
        what = unlock_671(unlock.account, unlock.authority, f"%{{{sid}}}", caller=caller)
    return Entry(machine=keeper.name, time=unlock.time, what=what)


def locked(ruling: Ruling, keeper: Machine) -> Classic | Modern:
    """Return the lockout; since Vista the caller computer stands in TargetDomainName."""
    attempt = ruling.attempt
    sid = ruling.database.accounts[attempt.account]
    if keeper.era is Era.MODERN:
        fields = {
            "TargetUserName": attempt.account,
            "TargetDomainName": attempt.client.name,
            "TargetSid": sid,
            "SubjectUserName": f"{keeper.name}$",
            "SubjectDomainName": keeper.domain,
        }
        return Modern(lockout_4740, fields)
    caller = Caller(f"{keeper.name}$", keeper.domain)
    return lockout_644(attempt.account, attempt.client.name, f"%{{{sid}}}", caller=caller)


def checked(ruling: Ruling, era: Era) -> list[Classic | Modern]:
    """Return what the keeper writes about the password; NT 4 writes nothing."""
    attempt, status = ruling.attempt, _STATUS[ruling.outcome]
    in_domain = ruling.database.name != ruling.database.keeper
    if attempt.logon_type != 3 and in_domain:  # Kerberos: its ticket events are not played
        return []
    match era:
        case Era.NT4:
            return []
        case Era.W2000 if status:
            return [failed_681(attempt.account, _unc(attempt.client), error=str(status))]
        case Era.W2000:
            return [validated_680(attempt.account, _unc(attempt.client))]
        case Era.W2003:
            error = f"0x{status:X}"
            return [validated_680(attempt.account, attempt.client.name, error=error)]
        case Era.MODERN:
            fields = {
                "TargetUserName": attempt.account,
                "Workstation": attempt.client.name,
                "Status": f"0x{status:x}",
            }
            return [Modern(validated_4776, fields)]


def accessed(ruling: Ruling, era: Era) -> Classic | Modern:
    """Return what the accessed machine writes."""
    if era is Era.MODERN:
        return _logon_modern(ruling)
    attempt = ruling.attempt
    old = era in (Era.NT4, Era.W2000)
    workstation = _unc(attempt.client) if old else attempt.client.name
    address = None if old else attempt.client.address
    who = (attempt.account, attempt.domain, workstation)
    logon = _logon(attempt, era)
    if ruling.outcome is Outcome.SUCCESS:
        # NT 4 knows no 540: its network logons are 528.
        write = logon_540 if attempt.logon_type == 3 and era is not Era.NT4 else logon_528
        return write(*who, logon=logon, address=address)
    event_id = 539 if ruling.outcome is Outcome.LOCKED_OUT else 529
    return failed_529(*who, event_id=event_id, logon=logon, address=address)


def _logon(attempt: Attempt, era: Era) -> Logon:
    """Return how the logon came in; NT 4 knows one authentication package only."""
    if era is not Era.NT4:
        return _LOGONS[attempt.logon_type]
    if attempt.logon_type == 3:
        return NT4_NETWORK
    return replace(_LOGONS[attempt.logon_type], package=NT4_NETWORK.package)


def _logon_modern(ruling: Ruling) -> Modern:
    attempt = ruling.attempt
    fields: dict[str, Field] = {
        "TargetUserName": attempt.account,
        "TargetDomainName": attempt.domain,
        "LogonType": str(attempt.logon_type),
        "WorkstationName": attempt.client.name,
        "IpAddress": attempt.client.address,
    }
    if ruling.outcome is Outcome.SUCCESS:
        sid = ruling.database.accounts[attempt.account]
        return Modern(logon_4624, fields | {"TargetUserSid": sid})
    if ruling.outcome is Outcome.LOCKED_OUT:
        fields |= {"Status": "0xc0000234", "SubStatus": "0x0", "FailureReason": "%%2307"}
    else:
        fields |= {"SubStatus": f"0x{_STATUS[ruling.outcome]:x}"}
    return Modern(logon_failed_4625, fields)


def _unc(client: Client) -> str:
    return f"\\\\{client.name}"
