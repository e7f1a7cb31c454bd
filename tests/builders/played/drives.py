"""Agents and drivers reach network drives with accounts of the client: the servers of the PATH.

Q232653, Q256198, Q262341, Q248880, Q278660, Q239590, Q244410 and Q241982.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from tests.builders.incident import Attempt
from tests.builders.played.people import (
    BOOT,
    CONNECTION,
    DAY,
    DOMAIN,
    HOUR,
    PCS,
    TOKEN,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.sms_lines import Lines, apm, hinv, installation, moments, sinv
from tests.builders.played.stage import Play
from tests.builders.played.stated import Texts, but
from tests.builders.site import Client, Site

_SOURCES: Final = PCS[:6]
_WATCHED: Final = PCS[:1]
"""Clients whose SMS logs were copied."""

_SERVERS: Final = ("FS1", "DC1")
_ROLES: Final = {
    "FS1": ("fileserver",),
    "DC1": ("dc", "fileserver"),
    **{each.name: ("client",) for each in PCS},
}


def _site(*accounts: str) -> Site:
    """Return a file server and a domain controller that holds shares; both are SMS clients."""
    domain = of_domain((*accounts, CONNECTION))
    return site(machines(_SERVERS), domain, of_server("FS1", accounts))


def _leaks(
    account: str = TOKEN, every: timedelta = DAY, sources: Sequence[Client] = _SOURCES
) -> list[Attempt]:
    """Return what clients try at the servers of their drives: a UNC path is three tries."""
    return visits(sources, _SERVERS, account, every=every, times=4)


def _of_drives(
    entry: str,
    facts: dict[str, Texts],
    leaks: Sequence[Attempt],
    lines: dict[str, Lines],
    account: str = TOKEN,
) -> Play:
    right = visits(PCS, ("DC1",), CONNECTION, domain=DOMAIN, every=DAY, tries=1, right=True)
    return Play(
        entry=entry,
        account=account,
        site=_site(account),
        acts=(*leaks, *right),
        lines=lines,
        roles=_ROLES,
        facts=facts,
    )


def _inventory(leaks: Sequence[Attempt], *classes: str) -> dict[str, Lines]:
    return {
        f"{each.name}/Hinv32.log": hinv(moments(leaks, each.name), *classes) for each in _WATCHED
    }


def q232653() -> Play:
    """Hardware inventory of a site without a service pack asks for logical disks."""
    leaks = _leaks()
    facts = but(
        {
            "sms.service_pack": "RTM",
            "sms.hardware_inventory": "on",
            "client.network_drives_mapped": "yes",
        }
    )
    return _of_drives("Q232653", facts, leaks, _inventory(leaks, "Win32_LogicalDisk"))


def q256198() -> Play:
    """Hardware inventory after Service Pack 2 asks for physical disks."""
    leaks = _leaks()
    facts = but(
        {
            "sms.service_pack": "SP3",
            "sms.hardware_inventory": "on",
            "client.network_drives_mapped": "yes",
        }
    )
    classes = ("Win32_DiskDrive", "Win32_DiskPartition")
    return _of_drives("Q256198", facts, leaks, _inventory(leaks, *classes))


def _in_path(more: Mapping[str, str], drivers: Texts = ()) -> dict[str, Texts]:
    """Return the answers of a site whose clients have network drives in the PATH."""
    return but({"client.network_drives_in_path": "yes", "client.drivers": drivers, **more})


def q262341() -> Play:
    """An IBM network driver, drives in the PATH, and every class left out of the inventory."""
    leaks = _leaks()
    facts = _in_path(
        {
            "sms.service_pack": "SP1",
            "sms.hardware_inventory": "on",
            "client.network_drives_mapped": "yes",
        },
        drivers=("IBM",),
    )
    return _of_drives("Q262341", facts, leaks, _inventory(leaks, "SMS_Processor"))


def q248880() -> Play:
    """An audio driver that starts up while an agent works."""
    leaks = _leaks()
    facts = _in_path(
        {"sms.service_pack": "SP1", "sms.hardware_inventory": "on"}, drivers=("Auddrive.sys",)
    )
    return _of_drives("Q248880", facts, leaks, _inventory(leaks, "Win32_SoundDevice"))


def q278660() -> Play:
    """An audio driver of another maker, at Service Pack 3."""
    leaks = _leaks()
    facts = _in_path(
        {"sms.service_pack": "SP3", "sms.hardware_inventory": "on"}, drivers=("Crystal",)
    )
    return _of_drives("Q278660", facts, leaks, _inventory(leaks, "Win32_SoundDevice"))


def q239590() -> Play:
    """A NetWare redirector and drives in the PATH."""
    leaks = _leaks()
    facts = _in_path({"sms.service_pack": "RTM", "client.netware_redirector": "csnw"})
    return _of_drives("Q239590", facts, leaks, {})


def q244410() -> Play:
    """Smsapm32 goes through the PATH each hour, when it looks for advertisements."""
    leaks = _leaks(every=HOUR)
    facts = _in_path({"sms.service_pack": "SP1"})
    lines = {f"{each.name}/Smsapm32.log": apm(moments(leaks, each.name)) for each in _WATCHED}
    return _of_drives("Q244410", facts, leaks, lines)


def q241982() -> Play:
    """A logon script puts letters on a server's folder with subst; software inventory runs."""
    leaks = _leaks()
    facts = but(
        {"sms.service_pack": "SP3", "sms.software_inventory": "on", "client.subst_drives": "yes"}
    )
    lines = {f"{each.name}/Sinv32.log": sinv(moments(leaks, each.name)) for each in _WATCHED}
    return _of_drives("Q241982", facts, leaks, lines)


def q241982_boot() -> Play:
    """Clients are being installed where drives are made with subst."""
    leaks = _leaks(BOOT)
    facts = but(
        {
            "sms.service_pack": "SP3",
            "client.subst_drives": "yes",
            "sms.client_install_running": "yes",
        }
    )
    lines = {
        f"{each.name}/Wnremote.log": installation(moments(leaks, each.name)) for each in _WATCHED
    }
    found = _of_drives("Q241982", facts, leaks, lines, BOOT)
    return Play(
        entry=found.entry,
        name="with SMSCCMBootAcct&",
        account=BOOT,
        site=found.site,
        acts=found.acts,
        lines=found.lines,
        roles=found.roles,
        facts=found.facts,
    )


PLAYS: Final = (
    *(q232653, q256198, q262341, q248880, q278660),
    *(q239590, q244410, q241982, q241982_boot),
)
