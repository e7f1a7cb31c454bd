"""Well-formed events of the Security log, Windows NT 4 to Server 2003; all content is invented.

An event of that time is a list of strings by position. The positions are those of Q174074, of the
messages of Windows 2000 and of Server 2003.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.builders.event import Event
from tests.builders.security import ACCOUNT_SID, FAILURE, SUCCESS, At


class Classic(NamedTuple):
    """An event of Windows NT 4 to Server 2003: its id and its insertion strings, `%1` first."""

    event_id: int
    strings: tuple[str, ...]

    @property
    def succeeded(self) -> bool:
        """True for the audit type success (8), False for failure (16)."""
        if self.event_id == 680:
            return len(self.strings) == 3 or self.strings[3] == "0x0"
        return self.event_id in {528, 540, 627, 628, 642, 644, 671}

    def event(self, at: At) -> Event:
        """Return the record of a legacy log that a newer Event Viewer saved as .evtx."""
        return Event(
            number=at.number,
            written=at.written,
            computer=at.computer,
            event_id=self.event_id,
            provider="Security",
            task=7 if self.event_id in {644, 671} else 2 if self.event_id < 600 else 9,
            keywords=(SUCCESS if self.succeeded else FAILURE) | 0x0080_0000_0000_0000,
            values=self.strings,
        )


@dataclass(frozen=True, slots=True)
class Logon:
    """How a logon came in: type, logon process (trailing blanks are common) and package."""

    kind: str
    process: str
    package: str


NETWORK: Final = Logon("3", "NtLmSsp ", "NTLM")
NT4_NETWORK: Final = Logon("3", "KSecDD", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0")
INTERACTIVE: Final = Logon("2", "User32  ", "Negotiate")
SERVICE: Final = Logon("5", "Advapi  ", "Negotiate")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for a change: `user`, `domain` and logon id in the form Windows prints."""

    user: str = "DC1$"
    domain: str = "EXAMPLE"
    logon_id: str = "(0x0,0x3E7)"


def failed_529(
    user: str,
    domain: str,
    workstation: str,
    *,
    event_id: int = 529,
    logon: Logon = NETWORK,
    address: str | None = None,
) -> Classic:
    """Return a failed logon, 529 to 536 or 539: 6 strings, or 13 with an `address` (2003)."""
    strings = (user, domain, logon.kind, logon.process, logon.package, workstation)
    return Classic(event_id, strings + _source(address))


def failed_537(
    user: str,
    domain: str,
    workstation: str,
    *,
    status: tuple[str, str] = ("0xC000006D", "0xC0000133"),
    logon: Logon = NETWORK,
    address: str | None = None,
) -> Classic:
    """Return a logon that failed otherwise, with status and substatus: XP, or 2003 (15)."""
    strings = (user, domain, logon.kind, logon.process, logon.package, workstation)
    return Classic(537, strings + status + _source(address))


def logon_528(
    user: str,
    domain: str,
    workstation: str,
    *,
    logon: Logon = INTERACTIVE,
    logon_id: str = "(0x0,0x1F4C2)",
    address: str | None = None,
) -> Classic:
    """Return a successful logon: 7 strings, or 15 with an `address` (2003)."""
    strings = (user, domain, logon_id, logon.kind, logon.process, logon.package, workstation)
    later = ("-", *_source(address)) if address else ()
    return Classic(528, strings + later)


def logon_540(
    user: str,
    domain: str,
    workstation: str,
    *,
    logon: Logon = NETWORK,
    logon_id: str = "(0x0,0x1F4C2)",
    address: str | None = None,
) -> Classic:
    """Return a successful network logon of Windows 2000 and later, as 528."""
    same = logon_528(user, domain, workstation, logon=logon, logon_id=logon_id, address=address)
    return Classic(540, same.strings)


def _source(address: str | None) -> tuple[str, ...]:
    """Return what Server 2003 adds: caller user, domain, id, process, transited, address, port."""
    return ("-", "-", "-", "-", "-", address, "1061") if address else ()


def lockout_644(
    account: str,
    machine: str,
    sid: str = f"%{{{ACCOUNT_SID}}}",
    *,
    caller: Caller | None = None,
    nt4: bool = False,
) -> Classic:
    """Return a lockout: machine, then SID; Q174074 lists them the other way round for NT 4."""
    by = caller or Caller()
    second, third = (sid, machine) if nt4 else (machine, sid)
    return Classic(644, (account, second, third, by.user, by.domain, by.logon_id))


def unlock_671(
    account: str, domain: str, sid: str = f"%{{{ACCOUNT_SID}}}", *, caller: Caller | None = None
) -> Classic:
    """Return an unlocking, Windows 2000 and later; written at each password reset as well."""
    by = caller or Caller("Administrator", "EXAMPLE", "(0x0,0x2A1B0)")
    return Classic(671, (account, domain, sid, by.user, by.domain, by.logon_id))


def password_628(account: str, domain: str, *, event_id: int = 628) -> Classic:
    """Return a reset of a password; 627 is a change by its user."""
    sid = f"%{{{ACCOUNT_SID}}}"
    return Classic(event_id, (account, domain, sid, "admin", domain, "(0x0,0x2A1B0)", "-"))


def changed_642(account: str, domain: str, when: str = "-") -> Classic:
    """Return a change of an account, Server 2003: 26 strings, a dash where nothing changed.

    `when` is the time that the password was set.
    """
    by = ("admin", domain, "(0x0,0x2A1B0)", "-")
    changed = ("-",) * 8 + (when,) + ("-",) * 9
    return Classic(642, ("-", account, domain, f"%{{{ACCOUNT_SID}}}", *by, *changed))


def preauth_675(
    user: str, address: str, *, code: str = "0x18", service: str = "krbtgt/EXAMPLE"
) -> Classic:
    """Return a failed Kerberos pre-authentication of Windows 2000 and 2003."""
    return Classic(675, (user, f"%{{{ACCOUNT_SID}}}", service, "0x2", code, address))


def as_failed_676(
    user: str, realm: str, address: str, *, code: str = "0x6", service: str = "krbtgt/EXAMPLE"
) -> Classic:
    """Return a failed Kerberos ticket request of Windows 2000."""
    return Classic(676, (user, realm, service, "0x40810010", code, address))


def ticket_672(user: str, address: str, *, code: str | None = None) -> Classic:
    """Return a Kerberos ticket request: of Windows 2000 without, of Server 2003 with a code.

    A dash is what Server 2003 writes for a ticket that is granted.
    """
    sid = f"%{{{ACCOUNT_SID}}}"
    service = ("krbtgt", sid, "0x40810010")
    if code is None:
        return Classic(672, (user, "EXAMPLE", sid, *service, "0x17", "2", address))
    return Classic(672, (user, "EXAMPLE", sid, *service, code, "0x17", "2", address, "", "", ""))


def clock_520(was: str, became: str, *, day: str = "8/5/2004", to: str = "") -> Classic:
    """Return a change of the clock, XP and Server 2003: dates and times are local."""
    by = ("SYSTEM", "NT AUTHORITY", "(0x0,0x3E7)")
    strings = ("812", "C:\\WINDOWS\\system32\\svchost.exe", *by, *by, day, was, to or day, became)
    return Classic(520, strings)


def validated_680(account: str, workstation: str, *, error: str | None = None) -> Classic:
    """Return an NTLM validation: of Windows 2000 without, of XP and 2003 with an error code."""
    strings = ("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", account, workstation)
    return Classic(680, strings if error is None else (*strings, error))


def failed_681(account: str, workstation: str, *, error: str = "3221225578") -> Classic:
    """Return a failed NTLM validation of Windows 2000; the code is decimal (Q287626)."""
    return Classic(681, ("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", account, workstation, error))
