"""What looks like these lockouts and is none, or is what they leave behind.

Q278345, Q268169, Q304961, Q276564, Q280814, Q280532, Q304016 and Q287626.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from tests.builders.journal import Entry
from tests.builders.played.people import (
    CYCLE,
    DOMAIN,
    HOUR,
    LOGON,
    MINUTE,
    MONDAY,
    PCS,
    SERVICE,
    SMS,
    TOKEN,
    machine,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.sms_lines import installation, metering
from tests.builders.played.stage import NEVER, Play
from tests.builders.played.stated import but
from tests.builders.security_classic import (
    SERVICE as AS_SERVICE,
)
from tests.builders.security_classic import (
    Classic,
    failed_529,
)
from tests.builders.site import Client

_CONTROLLERS: Final = ("DC1", "DC2")
_OF_CONTROLLERS: Final = dict.fromkeys(_CONTROLLERS, ("dc",))
_OF_CLIENT: Final = "SMS&_DC2"
_BOOTSTRAP: Final = "SMS#_DC2"
_SID: Final = "%{S-1-5-21-70529-842925246-19579944-1031}"
_PERSON: Final = Client(name="WS21", address="10.7.2.21")


def _changed(account: str, machine: str, after: timedelta, event_id: int = 642) -> Entry:
    """Return a change of an account, of its groups (636), or its deletion (630); Windows 2000."""
    by = (f"{machine}$", DOMAIN, "(0x0,0x3E7)", "-")
    named = (account, DOMAIN, _SID)
    strings = {
        642: ("-", *named, *by),
        636: (f"CN={account},CN=Users,DC=nordwik", _SID, "Administrators", "Builtin", "-", *by),
        630: (*named, *by),
    }[event_id]
    return Entry(machine=machine, time=MONDAY + after, what=Classic(event_id, strings))


def _refused(
    account: str, machine: str, times: Iterable[timedelta], domain: str = DOMAIN
) -> tuple[Entry, ...]:
    """Return logons as a service that a missing right refuses (534)."""
    what = failed_529(account, domain, machine, event_id=534, logon=AS_SERVICE)
    return tuple(Entry(machine=machine, time=MONDAY + after, what=what) for after in times)


def q278345() -> Play:
    """Two controllers change the shared token account in turn; nobody fails."""
    changes = tuple(
        _changed(TOKEN, controller, nth * 3 * MINUTE, event_id)
        for nth in range(12)
        for controller, event_id in zip(_CONTROLLERS, (642, 636), strict=True)
    )
    good = visits(PCS[:3], ("DC1",), "rlindahl", domain=DOMAIN, tries=1, right=True)
    return Play(
        entry="Q278345",
        account=TOKEN,
        site=site(machines(_CONTROLLERS), of_domain((TOKEN, "rlindahl"), _CONTROLLERS)),
        acts=tuple(good),
        asides=changes,
        roles=_OF_CONTROLLERS,
        facts=but({"sms.service_pack": "SP3", "domain.controllers": "several"}),
    )


def q268169() -> Play:
    """Success audits of the client service each 23 hours."""
    own = (machine("WS21", 21),)
    good = visits(own, ("WS21",), SERVICE, begin=MONDAY, every=CYCLE, times=5, tries=1, right=True)
    privileges = tuple(
        Entry(
            machine="WS21",
            time=act.time,
            what=Classic(576, (SERVICE, "WS21", "(0x0,0x1F4C2)", "SeTcbPrivilege")),
        )
        for act in good
    )
    return Play(
        entry="Q268169",
        account=SERVICE,
        site=site(machines(("WS21",)), of_server("WS21", (SERVICE,))),
        acts=tuple(good),
        asides=privileges,
        roles={"WS21": ("client",)},
        facts=but({"sms.service_pack": "SP3"}),
    )


def q304961() -> Play:
    """A client is being installed on a second controller; the first does not know its account."""
    tried = visits(
        (machine("DC2", 12),),
        ("DC1",),
        _BOOTSTRAP,
        domain=DOMAIN,
        every=20 * MINUTE,
        times=5,
        tries=2,
    )
    said = "ERROR: Could not create global group on PDC (1326)"
    lines = installation([act.time for act in tried[::2]], said)
    return Play(
        entry="Q304961",
        account=_BOOTSTRAP,
        site=site(machines(("DC1",)), of_domain((SMS,))),
        acts=tuple(tried),
        lines={"DC2/Wnremote.log": lines},
        roles=_OF_CONTROLLERS,
        facts=but(
            {"sms.service_pack": "SP3", "sms.client_install_running": "yes", "sms.errors": "1326"}
        ),
    )


def q276564() -> Play:
    """The account of a controller's client is deleted; its service asks for it in vain."""
    tried = visits(
        (machine("DC2", 12),),
        ("DC2",),
        _OF_CLIENT,
        domain=DOMAIN,
        begin=MONDAY + HOUR,
        every=3 * HOUR,
        times=4,
        tries=1,
        logon_type=5,
    )
    return Play(
        entry="Q276564",
        account=_OF_CLIENT,
        site=site(machines(_CONTROLLERS), of_domain((SMS,), _CONTROLLERS)),
        acts=tuple(tried),
        asides=(_changed(_OF_CLIENT, "DC1", timedelta(), 630),),
        roles=_OF_CONTROLLERS,
        facts=but({"sms.service_pack": "SP3"}),
    )


def q280814() -> Play:
    """The Logon Discovery Agent lacks the right to log on as a service."""
    times = [nth * 5 * HOUR for nth in range(4)]
    return Play(
        entry="Q280814",
        account=LOGON,
        site=site(machines(_CONTROLLERS), of_domain((LOGON,), _CONTROLLERS)),
        asides=(*_refused(LOGON, "DC1", times), *_refused(LOGON, "DC2", times[1:])),
        roles=_OF_CONTROLLERS,
        facts=but(
            {
                "sms.service_pack": "SP3",
                "client.os": "2000",
                "services.fail_to_start": "sms-server",
                "sms.errors": "1069",
            }
        ),
    )


def q280532() -> Play:
    """A policy of the domain takes the client service the right to log on as a service."""
    times = [nth * 9 * HOUR for nth in range(4)]
    return Play(
        entry="Q280532",
        account=SERVICE,
        site=site(machines(("WS21",)), of_server("WS21", (SERVICE,))),
        asides=_refused(SERVICE, "WS21", times, "WS21"),
        roles={"WS21": ("client",)},
        facts=but(
            {
                "sms.service_pack": "SP3",
                "client.os": "2000",
                "services.fail_to_start": "sms-client",
            }
        ),
    )


def q304016() -> Play:
    """Software inventory reads mailboxes on a server with Exchange: successes alone."""
    own = (machine("MAIL1", 25),)
    good = visits(own, ("MAIL1",), TOKEN, every=24 * HOUR, times=4, tries=2, right=True)
    return Play(
        entry="Q304016",
        account=TOKEN,
        site=site(machines(("MAIL1",)), of_server("MAIL1")),
        acts=tuple(good),
        roles={"MAIL1": ("mailserver",)},
        facts=but({"sms.service_pack": "SP3", "sms.software_inventory": "on"}),
    )


def q287626() -> Play:
    """A disabled account, which the metering client tries again and again."""
    times = [MONDAY + nth * MINUTE for nth in range(25)]
    person = "mstenberg"
    refused = tuple(
        Entry(
            machine="METER1",
            time=time,
            what=failed_529(person, DOMAIN, f"\\\\{_PERSON.name}", event_id=531),
        )
        for time in times
    )
    return Play(
        entry="Q287626",
        account=person,
        site=site(machines(("METER1",)), of_domain((person,), ("METER1",), NEVER)),
        asides=refused,
        lines={f"{_PERSON.name}/liccli.log": metering(times)},
        roles={"METER1": ("metering", "dc"), _PERSON.name: ("client",)},
        facts=but({"sms.service_pack": "SP3", "sms.metering": "on", "client.os": "2000"}),
    )


PLAYS: Final = (
    *(q278345, q268169, q304961, q276564),
    *(q280814, q280532, q304016, q287626),
)
