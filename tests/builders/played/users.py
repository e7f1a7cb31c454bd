"""People whom SMS locks out: Q256212 and Q293662, and of SMS 1.2 Q191828 and Q230242."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tests.builders.incident import Attempt
from tests.builders.journal import Entry
from tests.builders.netlogon import Logon
from tests.builders.played.people import (
    DOMAIN,
    HOUR,
    MINUTE,
    MONDAY,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.stage import Play
from tests.builders.played.stated import but, of_old_sms
from tests.builders.security_classic import NT4_NETWORK, failed_529, password_628
from tests.builders.site import Client, Era

PERSON: Final = "elindqvist"
"""Invented."""

_STATION: Final = Client(name="WS07", address="10.7.2.7")
_OLD: Final = Client(name="W98-3", address="10.7.2.93")


def q256212() -> Play:
    """Somebody is logged on with an account of the computer; the domain knows a namesake."""
    tried = visits((_STATION,), ("METER1",), PERSON, every=20 * MINUTE, times=9, tries=3)
    good = visits(
        (Client(name="WS08", address="10.7.2.8"),),
        ("METER1",),
        "jberg",
        domain=DOMAIN,
        every=HOUR,
        times=8,
        tries=1,
        right=True,
    )
    return Play(
        entry="Q256212",
        account=PERSON,
        site=site(machines(("METER1",)), of_domain((PERSON, "jberg"), ("METER1",))),
        acts=(*tried, *good),
        roles={"METER1": ("metering", "dc"), "WS07": ("client",), "WS08": ("client",)},
        facts=but({"sms.service_pack": "SP1", "sms.metering": "on"}),
    )


def _new_password(ahead: timedelta) -> Entry:
    """Return that a person set a new password at another computer."""
    what = password_628(PERSON, DOMAIN, event_id=627)
    return Entry(machine="DC1", time=MONDAY - ahead, what=what)


def q293662() -> Play:
    """A Windows 98 client that nobody logged off goes on with the old password."""
    tried = visits((_OLD,), ("CAP1",), PERSON, domain=DOMAIN, every=HOUR, times=8, tries=6)
    return Play(
        entry="Q293662",
        account=PERSON,
        site=site(machines(("CAP1", "DC1")), of_domain((PERSON,)), of_server("CAP1", ())),
        acts=tuple(tried),
        asides=(_new_password(40 * MINUTE),),
        netlogon={"DC1": _logged(tried, domain="(null)", via="CAP1")},
        roles={"CAP1": ("cap",), "DC1": ("dc",), _OLD.name: ("client",)},
        facts=but(
            {"sms.service_pack": "SP3", "client.os": "win9x", "account.password_changed": "yes"}
        ),
    )


def _logged(
    acts: Sequence[Attempt], *, domain: str, via: str, status: str = "0xC000006A"
) -> tuple[Logon, ...]:
    """Return what a controller's netlogon.log says of attempts."""
    return tuple(
        _logged_one(act.client, act.time, domain=domain, via=via, status=status) for act in acts
    )


def _logged_one(client: Client, time: datetime, *, domain: str, via: str, status: str) -> Logon:
    return Logon(
        who=f"{domain}\\{PERSON}",
        workstation=f"\\\\{client.name}",
        status=status,
        via=via,
        stamp=f"{time:%m/%d %H:%M:%S}",
    )


_SHARES: Final = ("SMS1", "SMS2")


def _of_minutes(status: str, event_id: int) -> tuple[tuple[Entry, ...], tuple[Logon, ...]]:
    """Return what CLIMONNT leaves in two servers' logs and the PDC's: all shares each minute."""
    times = [MONDAY + minute * MINUTE for minute in range(40)]
    entries = tuple(
        Entry(
            machine=server,
            time=time + place * timedelta(seconds=1),
            what=failed_529(
                PERSON, DOMAIN, f"\\\\{_STATION.name}", event_id=event_id, logon=NT4_NETWORK
            ),
        )
        for time in times
        for place, server in enumerate(_SHARES)
    )
    lines = tuple(
        _logged_one(
            _STATION,
            time + place * timedelta(seconds=1),
            domain=DOMAIN,
            via=server,
            status=status,
        )
        for time in times
        for place, server in enumerate(_SHARES)
    )
    return entries, lines


_ROLES_12: Final = {
    "SMS1": ("other",),
    "SMS2": ("other",),
    "PDC1": ("dc",),
    _STATION.name: ("client",),
}


def q191828() -> Play:
    """CLIMONNT tries all shares each minute with a password that was changed elsewhere."""
    tried = [
        attempt
        for place, server in enumerate(_SHARES)
        for attempt in visits(
            (_STATION,),
            (server,),
            PERSON,
            domain=DOMAIN,
            begin=MONDAY + place * timedelta(seconds=1),
            every=MINUTE,
            times=40,
            tries=1,
        )
    ]
    return Play(
        entry="Q191828",
        account=PERSON,
        site=site(
            machines((*_SHARES, "PDC1"), Era.NT4),
            of_domain((PERSON,), ("PDC1",)),
            *(of_server(name, ()) for name in _SHARES),
        ),
        acts=tuple(tried),
        roles=_ROLES_12,
        facts=of_old_sms({"account.password_changed": "yes"}),
    )


def q184858() -> Play:
    """CLIMON with an expired password: the records of the PDC grow by the minute."""
    entries, lines = _of_minutes("0xC0000071", 535)
    return Play(
        entry="Q184858",
        account=PERSON,
        site=site(machines((*_SHARES, "PDC1"), Era.NT4), of_domain((PERSON,), ("PDC1",))),
        asides=entries,
        netlogon={"PDC1": lines},
        roles=_ROLES_12,
        facts=of_old_sms(),
    )


def q230242() -> Play:
    """Package Command Manager goes on with an expired password until the account is locked."""
    times = [MONDAY + nth * timedelta(minutes=11, seconds=37 * (nth % 5)) for nth in range(14)]
    entries = tuple(
        Entry(
            machine="SMS1",
            time=time,
            what=failed_529(
                PERSON,
                DOMAIN,
                f"\\\\{_STATION.name}",
                event_id=535 if nth < 7 else 539,
                logon=NT4_NETWORK,
            ),
        )
        for nth, time in enumerate(times)
    )
    lines = tuple(
        _logged_one(
            _STATION,
            time,
            domain=DOMAIN,
            via="SMS1",
            status="0xC0000071" if nth < 7 else "0xC0000234",
        )
        for nth, time in enumerate(times)
    )
    return Play(
        entry="Q230242",
        account=PERSON,
        site=site(machines(("SMS1", "PDC1"), Era.NT4), of_domain((PERSON,), ("PDC1",))),
        asides=entries,
        netlogon={"PDC1": lines},
        roles=_ROLES_12,
        facts=of_old_sms(),
    )


PLAYS: Final = (q256212, q293662, q191828, q184858, q230242)
