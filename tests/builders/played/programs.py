"""Programs of advertisements make clients ask as the token account: Q235205, Q307434, Q263279."""

from typing import Final

from tests.builders.played.people import (
    CONNECTION,
    DOMAIN,
    HOUR,
    MINUTE,
    PCS,
    TOKEN,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.sms_lines import apm, moments
from tests.builders.played.stage import NEVER, Play
from tests.builders.played.stated import but
from tests.builders.site import Era

_SOURCES: Final = PCS[:5]
_CLIENTS: Final = {each.name: ("client",) for each in PCS}
_CONTROLLERS: Final = ("DC1", "DC2")


def q235205() -> Play:
    """A domain of Windows NT 4.0: clients ask its controllers about the installation account."""
    leaks = visits(_SOURCES, _CONTROLLERS, TOKEN, every=5 * HOUR, apart=2 * MINUTE)
    said = (
        "ACCOUNT MGR : ERROR: NetUserGetLocalGroups failed for user NORDWIK\\SOFTDIST (1722)",
        "SCHED DATA : Return code = 0x525; The specified user does not exist.",
    )
    lines = {f"{each.name}/Smsapm32.log": apm(moments(leaks, each.name), *said) for each in PCS[:1]}
    return Play(
        entry="Q235205",
        account=TOKEN,
        site=site(machines(_CONTROLLERS, Era.NT4), of_domain((TOKEN, CONNECTION), _CONTROLLERS)),
        acts=tuple(leaks),
        lines=lines,
        roles={"DC1": ("dc",), "DC2": ("dc",), "SITE1": ("siteserver",), **_CLIENTS},
        facts=but(
            {
                "sms.service_pack": "SP2",
                "sms.site_server_is_member": "yes",
                "sms.errors": ("10003", "1722", "1317"),
                "program.software_installation_account": "yes",
            }
        ),
    )


def q307434() -> Play:
    """Windows 2000 clients in an Active Directory with two controllers, at Service Pack 3."""
    leaks = visits(_SOURCES, _CONTROLLERS, TOKEN, every=5 * HOUR, apart=2 * MINUTE)
    said = ("SCHED DATA : Return code = 1317; The specified user does not exist.",)
    lines = {f"{each.name}/Smsapm32.log": apm(moments(leaks, each.name), *said) for each in PCS[:1]}
    return Play(
        entry="Q307434",
        account=TOKEN,
        site=site(machines(_CONTROLLERS), of_domain((TOKEN, CONNECTION), _CONTROLLERS)),
        acts=tuple(leaks),
        lines=lines,
        roles={"DC1": ("dc",), "DC2": ("dc",), "SITE1": ("siteserver",), **_CLIENTS},
        facts=but(
            {
                "sms.service_pack": "SP3",
                "sms.site_server_is_member": "yes",
                "sms.errors": ("10003", "1317"),
                "program.software_installation_account": "yes",
                "client.os": "2000",
                "domain.controllers": "several",
            }
        ),
    )


def q263279() -> Play:
    """A program on a mapped drive is started with administrative rights; no policy locks."""
    leaks = visits(PCS[:4], ("FS1",), TOKEN, every=6 * HOUR, tries=2, apart=7 * MINUTE)
    right = visits(PCS, ("FS1",), CONNECTION, domain=DOMAIN, every=6 * HOUR, tries=1, right=True)
    said = ("SCHED DATA : the program could not be started, error 2147500037",)
    lines = {f"{each.name}/Smsapm32.log": apm(moments(leaks, each.name), *said) for each in PCS[:1]}
    return Play(
        entry="Q263279",
        account=TOKEN,
        site=site(
            machines(("FS1", "DC1")),
            of_domain((TOKEN, CONNECTION), policy=NEVER),
            of_server("FS1", policy=NEVER),
        ),
        acts=(*leaks, *right),
        lines=lines,
        roles={"FS1": ("fileserver",), "DC1": ("dc",), **_CLIENTS},
        facts=but(
            {
                "sms.service_pack": "SP3",
                "sms.errors": ("10003", "0x80004005"),
                "program.on_mapped_drive": "yes",
                "client.network_drives_mapped": "yes",
            }
        ),
    )


PLAYS: Final = (q235205, q307434, q263279)
