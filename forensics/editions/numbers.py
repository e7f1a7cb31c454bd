"""Addresses and security identifiers, replaced so that what belonged together still does.

IPv4 keeps its /24: addresses of one become addresses of one other, in 198.18.0.0/15, which is set
aside for measurements (RFC 2544), or with more than 128 of them in 240.0.0.0/4, which nobody uses
(RFC 1112). IPv6 keeps its /64, in 2001:db8::/32 for documentation (RFC 3849); link-local ones stay
link-local (RFC 4291). A SID keeps what domain it shares with others, and a RID below 1,000, which
means the same everywhere (MS-DTYP 2.4.2.4).
"""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from forensics.editions.drawing import Lot
from forensics.editions.wellknown import well_known

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Net = ipaddress.IPv4Network | ipaddress.IPv6Network

SID: Final = re.compile(r"S-1-\d+(?:-\d+)+", re.IGNORECASE)
_DOMAIN: Final = re.compile(r"(S-1-5-21-\d+-\d+-\d+)(?:-(\d+))?", re.IGNORECASE)
_FEW: Final = 128
_MEASURED: Final = int(ipaddress.IPv4Address("198.18.0.0")), 512
_UNUSED: Final = int(ipaddress.IPv4Address("240.0.0.0")), 1 << 20
_DOCUMENTED: Final = int(ipaddress.IPv6Address("2001:db8::"))
_OWN_RID: Final = 1_000


def parsed(text: str) -> Address | None:
    """Return the address that a text is, IPv4 out of `::ffff:a.b.c.d`; None if it is none."""
    if text.count(".") != 3 and ":" not in text:  # noqa: PLR2004
        return None
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def stays(address: Address) -> bool:
    """Tell whether an address means the same on every machine."""
    return (
        address.is_loopback or address.is_unspecified or address.is_multicast
    ) or address == ipaddress.IPv4Address("255.255.255.255")


def net_of(address: Address) -> Net:
    """Return the /24 or /64 of an address, whose addresses stay together."""
    bits = 24 if isinstance(address, ipaddress.IPv4Address) else 64
    return ipaddress.ip_network((int(_zoneless(address)), bits), strict=False)


def _zoneless(address: Address) -> Address:
    return type(address)(int(address))


def addresses(given: Iterable[Address], nets: Iterable[Net], lot: Lot) -> dict[Address, Address]:
    """Return address -> pseudonym, and the first address of each subnet -> that of its own.

    Args:
        given: Without zones; those that stay are left out.
        nets: Subnets that are named without any address.
        lot: Of the case.
    """
    own: dict[Net, list[Address]] = defaultdict(list)
    for net in nets:
        own[net].append(net.network_address)
    for each in given:
        own[net_of(each)].append(each)
    moved = _nets(own, lot)
    found: dict[Address, Address] = {}
    for net, members in own.items():
        found |= _members(net, set(members), moved[net], lot)
    return found


def _nets(own: Iterable[Net], lot: Lot) -> dict[Net, int]:
    four = {str(each): lot.bits("net", str(each)) for each in own if each.version == 4}  # noqa: PLR2004
    six = {str(each): lot.bits("net", str(each)) for each in own if each.version == 6}  # noqa: PLR2004
    begin, count = _MEASURED if len(four) <= _FEW else _UNUSED
    places: dict[Net, int] = {
        ipaddress.ip_network(net): begin + (number << 8)
        for net, number in lot.settled(four, count).items()
    }
    for net, number in lot.settled(six, 1 << 32).items():
        each = ipaddress.ip_network(net)
        local = each.network_address.is_link_local
        at = int(each.network_address) if local else _DOCUMENTED + (number << 64)
        places[each] = at
    return places


def _members(net: Net, members: set[Address], at: int, lot: Lot) -> dict[Address, Address]:
    first = net.network_address
    make = type(first)
    last = net.broadcast_address
    plain = [each for each in members if each not in (first, last)]
    room = 254 if net.version == 4 else 1 << 32  # noqa: PLR2004
    drawn = {str(each): lot.bits("address", str(each)) for each in plain}
    numbers = lot.settled(drawn, room)
    found: dict[Address, Address] = {each: make(at + 1 + numbers[str(each)]) for each in plain}
    found |= {each: make(at + int(each) - int(first)) for each in members & {first, last}}
    return found


def sids(given: Iterable[str], lot: Lot) -> Mapping[str, str]:
    """Return SID (upper case) -> pseudonym; those that are the same everywhere as they are.

    Args:
        given: Any spelling.
        lot: Of the case.
    """
    every = sorted({each.upper() for each in given})
    own: dict[str, set[str]] = defaultdict(set)
    found = {}
    for sid in every:
        parts = _DOMAIN.fullmatch(sid)
        if well_known().sid(sid):
            found[sid] = sid
        elif parts is None:
            found[sid] = _other(sid, lot)
        elif parts[2] is None or int(parts[2]) < _OWN_RID:
            found[sid] = _domain(parts[1], lot) + (f"-{parts[2]}" if parts[2] else "")
        else:
            own[parts[1]].add(parts[2])
    for domain, rids in own.items():
        numbers = lot.numbers(f"rid of {domain}", rids, 10_000)
        for rid in rids:
            found[f"{domain}-{rid}"] = f"{_domain(domain, lot)}-{_OWN_RID + numbers[rid]}"
    return found


def _domain(sid: str, lot: Lot) -> str:
    bits = lot.bits("sid", sid)
    return "S-1-5-21-" + "-".join(str(bits >> shift & 0xFFFFFFFF) for shift in (64, 32, 0))


def _other(sid: str, lot: Lot) -> str:
    """Replace all but the kind: `S-1-5-80-…` is a service, told by the hash of its name."""
    head, parts = sid.split("-")[:4], sid.split("-")[4:]
    bits = lot.bits("sid", sid)
    return "-".join(
        [*head, *(str(bits >> 32 * (place % 8) & 0xFFFFFFFF) for place in range(len(parts)))]
    )
