"""Who there is in the played worlds: machines, accounts and what each visit looks like."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.builders.incident import Attempt
from tests.builders.played.stage import LOCKS
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

DOMAIN: Final = "NORDWIK"
"""Invented, as the company that it is named after."""

TOKEN: Final = "SMSCliToknAcct&"  # noqa: S105 -- the account's name
SERVICE: Final = "SMSCliSvcAcct&"
BOOT: Final = "SMSCCMBootAcct&"
CONNECTION: Final = "SMSClient_NOR"
SERVER: Final = "SMSServer_NOR"
LOGON: Final = "SMSLogonSvc"
SMS: Final = "SMSService"

MONDAY: Final = datetime(2000, 3, 6, 7, tzinfo=UTC)
"""When the incidents begin."""

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
CYCLE: Final = timedelta(hours=23)
"""CCIM and CQMGR of SMS 2.0 come back after so long (Q231232, Q292030)."""

DAY: Final = timedelta(days=1)

PCS: Final = tuple(
    Client(name=f"PC{number:02d}", address=f"10.7.1.{number}") for number in range(1, 9)
)


def machines(names: Iterable[str], era: Era = Era.W2000, domain: str = DOMAIN) -> list[Machine]:
    """Return machines of one generation."""
    return [Machine(name=name, era=era, domain=domain) for name in names]


def of_domain(
    accounts: Iterable[str],
    controllers: Sequence[str] = ("DC1",),
    policy: Policy = LOCKS,
    name: str = DOMAIN,
) -> Database:
    """Return the database of a domain; the first controller is the primary one."""
    return _database(name, controllers[0], accounts, policy, tuple(controllers[1:]))


def of_server(server: str, accounts: Iterable[str] = (TOKEN,), policy: Policy = LOCKS) -> Database:
    """Return the database of a member server, with accounts of its own."""
    return _database(server, server, accounts, policy, ())


def _database(
    name: str, keeper: str, accounts: Iterable[str], policy: Policy, further: tuple[str, ...]
) -> Database:
    places = sum(map(ord, name))
    sids = {
        account: f"S-1-5-21-70{places}-842925246-19579944-{1000 + nth}"
        for nth, account in enumerate(accounts, 1)
    }
    return Database(name=name, keeper=keeper, policy=policy, accounts=sids, controllers=further)


def site(found: Iterable[Machine], *databases: Database) -> Site:
    """Return a site of machines that keep logs and of account databases."""
    return Site(machines=tuple(found), databases=databases)


def visits(  # noqa: PLR0913 -- what a visit is
    sources: Sequence[Client],
    targets: Sequence[str],
    account: str,
    *,
    domain: str = "",
    begin: datetime = MONDAY,
    every: timedelta = CYCLE,
    times: int = 3,
    tries: int = 3,
    apart: timedelta = 3 * MINUTE,
    logon_type: int = 3,
    right: bool = False,
) -> list[Attempt]:
    """Return what sources try, each at one target.

    Args:
        sources: The n-th of them goes to the n-th target, over and over.
        targets: Accessed machines.
        account: As presented.
        domain: As presented; `""` for the source's own name.
        begin: First visit of the first source.
        every: Until its next visit.
        times: Visits of each.
        tries: Of each visit, two seconds and a half apart.
        apart: Between one source's beginning and the next one's.
        logon_type: 2 interactive, 3 network, 5 service.
        right: Whether the password is right.
    """
    return [
        Attempt(
            time=begin + nth * apart + visit * every + attempt * timedelta(seconds=2.5),
            client=source,
            target=targets[nth % len(targets)],
            account=account,
            domain=domain or source.name,
            right=right,
            logon_type=logon_type,
        )
        for nth, source in enumerate(sources)
        for visit in range(times)
        for attempt in range(tries)
    ]


def machine(name: str, number: int) -> Client:
    """Return a server as a source."""
    return Client(name=name, address=f"10.7.0.{number}")
