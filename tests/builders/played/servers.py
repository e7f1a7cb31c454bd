"""Accounts of servers, whose failures come from servers and controllers.

Q256123, Q238127, Q256309, Q256963, Q257269, Q256127, Q260213 and, of SMS 1.2, Q163747.
"""

from datetime import datetime, timedelta
from typing import Final

from tests.builders.evt import Record
from tests.builders.incident import Attempt
from tests.builders.journal import Entry
from tests.builders.played.people import (
    DAY,
    DOMAIN,
    HOUR,
    LOGON,
    MINUTE,
    MONDAY,
    PCS,
    SERVER,
    SMS,
    machine,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.stage import LOCKS, NEVER, Play
from tests.builders.played.stated import but, of_old_sms
from tests.builders.security_classic import password_628
from tests.builders.site import Client, Era, Policy, Site

_CONTROLLERS: Final = ("DC1", "DC2", "DC3")
_DCS: Final = tuple(machine(name, number) for number, name in enumerate(_CONTROLLERS, 11))
_SITE_SERVER: Final = machine("SITE1", 20)
_OF_CONTROLLERS: Final = dict.fromkeys(_CONTROLLERS, ("dc",))
_STRICT: Final = Policy(threshold=3, window=timedelta(minutes=30), duration=timedelta(minutes=30))


def _restarts(name: str, times: list[datetime]) -> tuple[Record, ...]:
    """Return the records of a System log about the starts of a machine (Q196452)."""
    return tuple(
        Record(
            number=7_001 + 2 * nth + place,
            generated=int(time.timestamp()),
            written=int(time.timestamp()),
            event_id=event_id,
            computer=name,
            source="EventLog",
            event_type=4,
            category=0,
        )
        for nth, time in enumerate(times)
        for place, event_id in enumerate((6009, 6005))
    )


def _agents(begin: datetime, every: timedelta, times: int) -> list[Attempt]:
    """Return what the Logon Discovery Agent of each controller tries when it starts."""
    return [
        attempt
        for nth, controller in enumerate(_DCS)
        for attempt in visits(
            (controller,),
            (controller.name,),
            LOGON,
            domain=DOMAIN,
            begin=begin + nth * 6 * MINUTE,
            every=every,
            times=times,
            tries=1,
            logon_type=5,
        )
    ]


def q256123() -> Play:
    """Three controllers restart in one night, time and again; their agent keeps an old password."""
    every, times = 3 * DAY, 5
    tried = _agents(MONDAY, every, times)
    starts = {
        each.name: _restarts(
            each.name,
            [act.time - timedelta(seconds=80) for act in tried if act.client == each],
        )
        for each in _DCS
    }
    return Play(
        entry="Q256123",
        account=LOGON,
        site=site(machines(_CONTROLLERS), of_domain((LOGON, SMS), _CONTROLLERS, _STRICT)),
        acts=tuple(tried),
        starts=starts,
        roles=_OF_CONTROLLERS,
        facts=but({"sms.service_pack": "SP1", "services.fail_to_start": "sms-server"}),
    )


def q238127() -> Play:
    """The agent does not start on two controllers; no policy locks, and no service pack."""
    return Play(
        entry="Q238127",
        account=LOGON,
        site=site(machines(_CONTROLLERS, Era.NT4), of_domain((LOGON, SMS), _CONTROLLERS, NEVER)),
        acts=tuple(_agents(MONDAY, 7 * HOUR, 2)),
        roles=_OF_CONTROLLERS,
        facts=but({"sms.service_pack": "RTM", "services.fail_to_start": "sms-server"}),
    )


def q238127_locked() -> Play:
    """The same where a lockout policy works: restarts of controllers may be behind it as well."""
    return Play(
        entry="Q238127",
        name="where a policy locks",
        account=LOGON,
        site=site(machines(_CONTROLLERS, Era.NT4), of_domain((LOGON, SMS), _CONTROLLERS, _STRICT)),
        acts=tuple(_agents(MONDAY, 7 * HOUR, 2)),
        roles=_OF_CONTROLLERS,
        facts=but({"sms.service_pack": "RTM", "services.fail_to_start": "sms-server"}),
    )


def _to_site_server(account: str, domain: str = DOMAIN) -> Site:
    return site(
        machines(("SITE1", "DC1"), domain=domain),
        of_domain((account, SMS, "rlindahl"), name=domain),
        of_server("SITE1", ()),
    )


def q256309() -> Play:
    """After a site reset two logon points go on with the old password at the site server."""
    tried = visits(_DCS[:2], ("SITE1",), SERVER, domain=DOMAIN, every=20 * MINUTE, times=8, tries=3)
    return Play(
        entry="Q256309",
        account=SERVER,
        site=_to_site_server(SERVER),
        acts=tuple(tried),
        roles={"SITE1": ("siteserver",), **_OF_CONTROLLERS},
        facts=but({"sms.service_pack": "SP1", "sms.site_reset": "yes"}),
    )


def q256963() -> Play:
    """Site and domain bear one name; a site system goes on with the credentials of the other."""
    tried = visits(
        (machine("CAP1", 31),),
        ("SITE1",),
        SERVER,
        domain="NOR",
        every=25 * MINUTE,
        times=8,
        tries=3,
    )
    return Play(
        entry="Q256963",
        account=SERVER,
        site=_to_site_server(SERVER, "NOR"),
        acts=tuple(tried),
        roles={"SITE1": ("siteserver",), "DC1": ("dc",), "CAP1": ("cap",)},
        facts=but({"sms.service_pack": "SP1", "sms.site_code_is_domain_name": "yes"}),
    )


def q257269() -> Play:
    """The site server goes to five workstations with one domain after another before the name."""
    stations = tuple(each.name for each in PCS[:5])
    tried = [
        attempt
        for nth, station in enumerate(stations)
        for place, domain in enumerate((DOMAIN, "EAST", "WEST"))
        for attempt in visits(
            (_SITE_SERVER,),
            (station,),
            SMS,
            domain=domain,
            begin=MONDAY + nth * 7 * MINUTE + place * timedelta(seconds=9),
            every=HOUR,
            times=3,
            tries=1,
        )
    ]
    return Play(
        entry="Q257269",
        account=SMS,
        site=site(
            machines((*stations, "DC1", "DC9")),
            of_domain((SMS,)),
            of_domain((SMS,), ("DC9",), name="EAST"),
            *(of_server(name, ()) for name in stations),
        ),
        acts=tuple(tried),
        roles={
            "SITE1": ("siteserver",),
            "DC1": ("dc",),
            "DC9": ("dc",),
            **dict.fromkeys(stations, ("client",)),
        },
        facts=but({"sms.service_pack": "SP1", "sms.client_install_running": "yes"}),
    )


METERING: Final = "nwlicense"
"""The site chose the name itself."""


def q256127() -> Play:
    """A metering server asks a controller for groups every 15 minutes, with the old password."""
    server = (machine("METER1", 41),)
    tried = visits(server, ("DC1",), METERING, domain=DOMAIN, every=15 * MINUTE, times=20, tries=2)
    good = visits(
        (_SITE_SERVER,), ("DC1",), SMS, domain=DOMAIN, every=HOUR, times=5, tries=1, right=True
    )
    changed = Entry(machine="DC1", time=MONDAY - 30 * MINUTE, what=password_628(METERING, DOMAIN))
    return Play(
        entry="Q256127",
        account=METERING,
        site=site(machines(("DC1",)), of_domain((METERING, SMS))),
        acts=(*tried, *good),
        asides=(changed,),
        roles={"DC1": ("dc",), "METER1": ("metering",), "SITE1": ("siteserver",)},
        facts=but(
            {
                "sms.service_pack": "SP1",
                "sms.metering": "on",
                "sms.metering_accounts": METERING,
                "account.password_changed": "yes",
            }
        ),
    )


def q260213() -> Play:
    """The site server looks for NetWare libraries on a network drive in its path."""
    tried = visits(
        (_SITE_SERVER,), ("FS1",), SMS, domain="SITE1", every=20 * MINUTE, times=9, tries=3
    )
    return Play(
        entry="Q260213",
        account=SMS,
        site=site(machines(("FS1",)), of_server("FS1", (SMS,))),
        acts=tuple(tried),
        roles={"FS1": ("fileserver",), "SITE1": ("siteserver",)},
        facts=but({"sms.service_pack": "SP1", "client.network_drives_in_path": "yes"}),
    )


def q163747() -> Play:
    """Two sites of SMS 1.2 in domains without trust: the child comes as its own account first."""
    child = (Client(name="CHILD1", address="10.8.0.5"),)
    tried = visits(child, ("PARENT1",), SMS, domain="SUEDHOF", every=20 * MINUTE, times=10, tries=2)
    return Play(
        entry="Q163747",
        account=SMS,
        site=site(machines(("PARENT1",), Era.NT4), of_domain((SMS,), ("PARENT1",), LOCKS)),
        acts=tuple(tried),
        roles={"PARENT1": ("siteserver", "dc"), "CHILD1": ("siteserver",)},
        facts=of_old_sms(),
    )


PLAYS: Final = (
    *(q256123, q238127, q238127_locked, q256309, q256963),
    *(q257269, q256127, q260213, q163747),
)
