r"""The forms of one name: `\\NAME`, case, `::ffff:a.b.c.d`, full names and what NetBIOS cuts off.

Nothing here weighs evidence: two names with one key are one name in two spellings.
"""

import ipaddress
from functools import lru_cache
from typing import Final, NamedTuple

NETBIOS: Final = 15
"""A NetBIOS computer name has at most 15 characters; that of a computer with a longer DNS host name
is cut to them (Windows reference, "Computer Names": SetComputerNameEx)."""

_NOTHING: Final = ("", "-", "(null)")
_LONGEST: Final = 100  # characters of an address with its zone


def key(recorded: str) -> str:
    """Return what names are compared by: no leading backslashes, no case, addresses canonical.

    Blanks stay: a name with a blank at its end is another name until something shows otherwise.
    """
    bare = spelled(recorded).casefold()
    return address(bare) or bare


def spelled(recorded: str) -> str:
    r"""Return a name without the `\\` before it and the dot of the DNS root behind a full name."""
    bare = recorded.removeprefix("\\\\")
    return bare[:-1] if bare.endswith(".") and "." in bare[:-1] else bare


def says_nothing(recorded: str) -> bool:
    """Tell whether a field is empty, a dash, `(null)` or the unspecified address."""
    bare = recorded.strip()
    return bare.casefold() in _NOTHING or _parsed(bare).unspecified


def address(recorded: str) -> str:
    """Return an IP address in canonical form, IPv4 out of `::ffff:a.b.c.d`; `""` if it is none."""
    return _parsed(recorded.strip()).canonical


def loopback(recorded: str) -> bool:
    """Tell whether this is an address of the machine itself: 127.0.0.0/8 or `::1` (RFC 6890)."""
    return _parsed(recorded.strip()).loopback


def zoneless(canonical: str) -> str:
    """Return an address without its zone, which means something on the recording machine only.

    RFC 4007, section 11: `fe80::1%eth0` becomes `fe80::1`.
    """
    return canonical.partition("%")[0]


def label(name_key: str) -> str:
    """Return the first label of a name: `dc1` of `dc1.corp.example`; an address has none."""
    return "" if address(name_key) else name_key.partition(".")[0]


def cut(name_key: str) -> str:
    """Return what NetBIOS leaves of a longer first label; `""` where it leaves all of it."""
    first = name_key.partition(".")[0]
    return first[:NETBIOS] if len(first) > NETBIOS and not address(name_key) else ""


class _Address(NamedTuple):
    canonical: str = ""
    loopback: bool = False
    unspecified: bool = False


_NO_ADDRESS: Final = _Address()


def _parsed(text: str) -> _Address:
    # What holds neither three dots nor a colon is no address: most names are told apart here.
    if len(text) > _LONGEST or (text.count(".") != 3 and ":" not in text):  # noqa: PLR2004
        return _NO_ADDRESS
    return _parse(text)


@lru_cache(maxsize=1 << 17)
def _parse(text: str) -> _Address:
    """Parse an address; the same few are asked for again and again."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return _NO_ADDRESS
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return _Address(str(found), found.is_loopback, found.is_unspecified)
