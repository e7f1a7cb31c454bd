"""Which machine of the one case is which of the other: by name, whatever its case, and by aliases.

A machine is found again under any of its names; a full name and its first label are one, where no
other machine of either case bears that label. An address is lent out anew (DHCP, RFC 2131), so it
is no identity from one case to the next.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from forensics.who.naming import address, key, label

_NO_NAMES: frozenset[str] = frozenset()


def same(
    before: Iterable[str],
    after: Iterable[str],
    aliases: tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]] = ({}, {}),
) -> dict[str, str]:
    """Return machines of AFTER -> the machine of BEFORE that they are; others are left out.

    Args:
        before: Machines as shown in BEFORE.
        after: As shown in AFTER.
        aliases: Of each case, machine -> the keys of its names.
    """
    old = {name: _keys(name, aliases[0]) for name in before}
    new = {name: _keys(name, aliases[1]) for name in after if not address(name)}
    owner = {each: name for name, keys in old.items() for each in keys}
    found = {}
    for name, keys in new.items():
        owners = sorted({owner[each] for each in keys if each in owner})
        if owners:
            found[name] = owner.get(key(name), owners[0])
    return {**_by_label(old.keys() - set(found.values()), new.keys() - found.keys()), **found}


def by_address_only(name: str) -> bool:
    """Tell whether a machine is known by an address and no name."""
    return bool(address(name))


def _keys(name: str, aliases: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return aliases.get(name, _NO_NAMES) | {key(name)}


def _by_label(before: Iterable[str], after: Iterable[str]) -> dict[str, str]:
    old, new = sorted(before), sorted(after)
    borne = [Counter(label(key(name)) for name in names) for names in (old, new)]
    single = {label(key(name)): name for name in old if borne[0][label(key(name))] == 1}
    return {
        name: single[own]
        for name in new
        if (own := label(key(name))) in single
        and borne[1][own] == 1
        and key(name) != key(single[own])
        and own in (key(name), key(single[own]))
    }
