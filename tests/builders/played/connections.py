"""The account with which clients reach their CAP: Q227033, Q236052, Q245580 and Q237759."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tests.builders.incident import Attempt
from tests.builders.journal import Entry
from tests.builders.played.people import (
    CONNECTION,
    DOMAIN,
    HOUR,
    MINUTE,
    MONDAY,
    PCS,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.sms_lines import Lines, ccim, installation, moments
from tests.builders.played.stage import Play, spelled
from tests.builders.played.stated import but
from tests.builders.security_classic import password_628
from tests.builders.site import Client, Site

_SOURCES: Final = PCS[:5]
_ROLES: Final = {
    "CAP1": ("cap",),
    "DC1": ("dc",),
    **{each.name: ("client",) for each in PCS},
}


def _site() -> Site:
    domain = of_domain((CONNECTION, "SMSClient_2", "admin"))
    return site(machines(("CAP1", "DC1")), domain, of_server("CAP1"))


def _new_password(ahead: timedelta) -> Entry:
    """Return that an administrator set a new password in User Manager."""
    return Entry(machine="DC1", time=MONDAY - ahead, what=password_628(CONNECTION, DOMAIN))


def _logs(leaks: Sequence[Attempt], clients: Sequence[Client] = PCS[:1]) -> dict[str, Lines]:
    return {f"{each.name}/Ccim32.log": ccim(moments(leaks, each.name)) for each in clients}


def _good() -> list[Attempt]:
    """Return clients that know another connection account."""
    return visits(
        PCS[6:], ("CAP1",), "SMSClient_2", domain=DOMAIN, every=3 * HOUR, tries=1, right=True
    )


def q227033() -> Play:
    """A new password on Monday morning; clients come back with the old one each hour."""
    leaks = visits(_SOURCES, ("CAP1",), CONNECTION, domain=DOMAIN, every=HOUR, times=7, tries=2)
    return Play(
        entry="Q227033",
        account=CONNECTION,
        site=_site(),
        acts=(*leaks, *_good()),
        asides=(_new_password(25 * MINUTE),),
        lines=_logs(leaks),
        roles=_ROLES,
        facts=but({"sms.service_pack": "SP3", "account.password_changed": "yes"}),
    )


def q227033_chosen() -> Play:
    """The same with an account that the site named itself, as setup switches allow (Q235169)."""
    name = "distreader"
    found = spelled(q227033(), name)
    facts = {**found.facts, "sms.client_connection_accounts": (name, "SMSClient_2")}
    return replace(found, name="with a name that the site chose", facts=facts)


def q236052() -> Play:
    """The same, of which only the log of a client and the CAP's tell; nobody says when it was."""
    leaks = visits(_SOURCES, ("CAP1",), CONNECTION, domain=DOMAIN, every=HOUR, times=7, tries=2)
    return Play(
        entry="Q236052",
        account=CONNECTION,
        site=_site(),
        acts=(*leaks, *_good()),
        lines=_logs(leaks),
        roles=_ROLES,
        facts=but({"sms.service_pack": "SP2"}),
    )


def q245580() -> Play:
    """Clients of a secondary site, set up with accounts made beforehand, are being installed."""
    leaks = visits(
        PCS[:6], ("CAP1",), CONNECTION, domain=DOMAIN, every=100 * MINUTE, times=2, tries=4
    )
    logs = {
        f"{each.name}/Wnremote.log": installation(moments(leaks, each.name)) for each in PCS[:1]
    }
    return Play(
        entry="Q245580",
        account=CONNECTION,
        site=_site(),
        acts=(*leaks, *_good()),
        lines=logs,
        roles=_ROLES,
        facts=but(
            {
                "sms.service_pack": "SP1",
                "sms.secondary_site_by_switches": "yes",
                "sms.client_install_running": "yes",
                "account.password_changed": "no",
            }
        ),
    )


def q237759() -> Play:
    """The site was restored: clients hold what no longer works, and nobody changed a password."""
    leaks = visits(PCS[:6], ("CAP1",), CONNECTION, domain=DOMAIN, every=23 * HOUR, times=3, tries=3)
    return Play(
        entry="Q237759",
        account=CONNECTION,
        site=_site(),
        acts=(*leaks, *_good()),
        roles=_ROLES,
        facts=but(
            {"sms.service_pack": "SP3", "sms.site_reset": "yes", "account.password_changed": "no"}
        ),
    )


PLAYS: Final = (q227033, q227033_chosen, q236052, q245580, q237759)
