"""Clients try Client Access Points with accounts of their own: Q299352, Q231399 and Q243385."""

from collections.abc import Iterable, Sequence
from typing import Final

from tests.builders.incident import Attempt
from tests.builders.played.people import (
    CONNECTION,
    DOMAIN,
    HOUR,
    MINUTE,
    PCS,
    SERVICE,
    TOKEN,
    machines,
    of_domain,
    of_server,
    site,
    visits,
)
from tests.builders.played.sms_lines import Lines, apm, cap, moments, nal
from tests.builders.played.stage import Play
from tests.builders.played.stated import but
from tests.builders.site import Client, Era, Site

_CAPS: Final = ("CAP1", "CAP2", "DC1")
_ROLES: Final = {
    "CAP1": ("cap",),
    "CAP2": ("cap",),
    "DC1": ("cap", "dc"),
    **{each.name: ("client",) for each in PCS},
}


def _site(accounts: Iterable[str] = (TOKEN,)) -> Site:
    """Return two member servers and a domain controller, all of them SMS clients."""
    own = [of_server(name, accounts) for name in ("CAP1", "CAP2")]
    domain = of_domain((TOKEN, CONNECTION))
    return site([*machines(("CAP1", "DC1")), *machines(("CAP2",), Era.NT4)], domain, *own)


def _daily_work(clients: Sequence[Client] = PCS) -> list[Attempt]:
    """Return what goes well: clients reach their CAP with the connection account."""
    return visits(
        clients, _CAPS, CONNECTION, domain=DOMAIN, every=4 * HOUR, times=6, tries=1, right=True
    )


def _client_logs(acts: Sequence[Attempt], clients: Sequence[Client] = PCS[:1]) -> dict[str, Lines]:
    """Return Smsapm32.log of a few clients, which names their CAP."""
    return {
        f"{each.name}/Smsapm32.log": cap(
            moments(acts, each.name),
            next(act.target for act in acts if act.client == each),
        )
        for each in clients
    }


def q299352() -> Play:
    """Clients of Service Pack 4 come to their CAPs with the local token account."""
    leaks = visits(PCS, _CAPS, TOKEN)
    return Play(
        entry="Q299352",
        account=TOKEN,
        site=_site(),
        acts=(*leaks, *_daily_work()),
        lines=_client_logs(leaks),
        roles=_ROLES,
        facts=but(),
    )


def q299352_beside_drives() -> Play:
    """A CAP holds a share besides, to which drives are mapped; hardware inventory is off."""
    leaks = visits(PCS, _CAPS, TOKEN)
    return Play(
        entry="Q299352",
        name="where a CAP is a file server too",
        account=TOKEN,
        site=_site(),
        acts=(*leaks, *_daily_work()),
        lines=_client_logs(leaks),
        roles={**_ROLES, "CAP1": ("cap", "fileserver")},
        facts=but({"client.network_drives_mapped": "yes"}),
    )


def q231399() -> Play:
    """The same at a site without a service pack, at a distribution point too."""
    leaks = visits(PCS, _CAPS, TOKEN)
    return Play(
        entry="Q231399",
        account=TOKEN,
        site=_site(),
        acts=(*leaks, *_daily_work()),
        lines=_client_logs(leaks),
        roles={**_ROLES, "CAP2": ("dp",)},
        facts=but({"sms.service_pack": "RTM"}),
    )


def q231399_service() -> Play:
    """The account of the client service, on member servers alone; its service cannot start."""
    leaks = visits(PCS, ("CAP1", "CAP2"), SERVICE)
    return Play(
        entry="Q231399",
        name="with SMSCliSvcAcct&",
        account=SERVICE,
        site=_site((TOKEN, SERVICE)),
        acts=(*leaks, *_daily_work()),
        roles={**_ROLES, "CAP2": ("cap", "dp")},
        facts=but({"sms.service_pack": "RTM", "services.fail_to_start": "sms-client"}),
    )


def q243385() -> Play:
    """Two clients on which somebody turned full NAL logging on, and no other."""
    few = PCS[:2]
    leaks = visits(few, ("CAP1",), TOKEN, every=HOUR, times=8, tries=4, apart=4 * MINUTE)
    logs = {
        f"{each.name}/Ccim32.log": (
            *nal(moments(leaks, each.name)),
            *apm(moments(leaks, each.name)),
        )
        for each in few
    }
    return Play(
        entry="Q243385",
        account=TOKEN,
        site=_site(),
        acts=(*leaks, *_daily_work()),
        lines=logs,
        roles=_ROLES,
        facts=but({"client.nal_logging_bit_32": "yes"}),
    )


PLAYS: Final = (q299352, q299352_beside_drives, q231399, q231399_service, q243385)
