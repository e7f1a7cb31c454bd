"""Pseudonyms: one for each machine, domain, account and site of a case, drawn with its key.

`CAP-BX07` says that this is a Client Access Point, that its name begins like those of all other
`BX` machines, and no more. A number is drawn and not counted: it tells nothing of order or size.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from typing import Final

from forensics.editions.drawing import Lot
from forensics.editions.pieces import Space

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: they make no words
_ROLES: Final = {
    "dc": "DC",
    "cap": "CAP",
    "siteserver": "SITE",
    "dp": "DP",
    "fileserver": "FILE",
    "mailserver": "MAIL",
    "webserver": "WEB",
    "terminalserver": "TS",
    "ras": "RAS",
    "metering": "METER",
    "client": "CLIENT",
}
_UNKNOWN: Final = "HOST"
_PREFIX: Final = {
    Space.HOST: re.compile(r"[^\W\d_]{2,12}(?:[-_]|(?=\d))"),  # FIN-429, LONCAP01
    Space.ACCOUNT: re.compile(r"[^\W\d_]{2,12}[-_]"),  # svc_backup; m.okafor begins like no other
}
_FEWEST: Final = {Space.HOST: 100, Space.DOMAIN: 10, Space.ACCOUNT: 100, Space.SITE: 10}
_MOST_PATTERNS: Final = 1_000


def bases(
    atoms: Mapping[str, Space], roles: Mapping[str, tuple[str, ...]], lot: Lot
) -> dict[str, str]:
    """Return atom -> pseudonym in capitals, each one only once.

    Args:
        atoms: Case-folded piece -> what it is.
        roles: Case-folded machine -> its roles.
        lot: Of the case.
    """
    groups: dict[tuple[Space, str], list[str]] = defaultdict(list)
    for atom, space in atoms.items():
        groups[space, _prefix(atom, space)].append(atom)
    letters = _named_groups([prefix for space, prefix in groups if prefix], lot)
    found = {}
    for (space, prefix), members in groups.items():
        numbers = lot.numbers(f"{space.value} {prefix}", members, _FEWEST.get(space, 10))
        width = len(str(max(10, *numbers.values(), _FEWEST.get(space, 10) - 1)))
        least = min(numbers.values())
        for atom in members:
            number = f"{numbers[atom]:0{width}d}"
            found[atom] = _base(space, letters.get(prefix, ""), number, roles.get(atom, ()))
            if space is Space.TOP and numbers[atom] == least:
                found[atom] = "EXAMPLE"
    return found


def _prefix(atom: str, space: Space) -> str:
    """Return what a name has in common with its group, `""` for a name of its own."""
    pattern = _PREFIX.get(space)
    found = pattern.match(atom) if pattern else None
    return found[0] if found and len(atom) > found.end() else ""


def _named_groups(prefixes: Iterable[str], lot: Lot) -> dict[str, str]:
    """Return prefix -> two letters, or three where there are many."""
    numbers = lot.numbers("group", set(prefixes), len(_LETTERS) ** 2)
    width = 2 if max(numbers.values(), default=0) < len(_LETTERS) ** 2 else 6
    return {prefix: _letters(number, width) for prefix, number in numbers.items()}


def _letters(number: int, width: int) -> str:
    found = ""
    for _ in range(width):
        number, letter = divmod(number, len(_LETTERS))
        found = _LETTERS[letter] + found
    return found


def _base(space: Space, letters: str, number: str, roles: Iterable[str]) -> str:
    if space is Space.HOST:
        role = next((name for key, name in _ROLES.items() if key in roles), _UNKNOWN)
        return f"{role}-{letters}{number}"
    if space is Space.TOP:
        return f"TOP{number}.EXAMPLE"
    head = {Space.DOMAIN: "DOM-", Space.ACCOUNT: "ACCT-", Space.SITE: "S", Space.SHARE: "SHARE-"}
    return f"{head[space]}{letters}{number}"


def spellings(base: str, cores: Iterable[str]) -> dict[str, str]:
    """Return spelling -> pseudonym in the like letters, each another one.

    Capitals stay capitals; where several spellings mix them, each gets a mixture of its own.

    Args:
        base: The pseudonym in capitals.
        cores: Every spelling of one name.
    """
    taken: set[str] = set()
    found = {}
    for core in sorted(set(cores), key=lambda each: (_mixed(each), each)):
        wished = base.lower() if core.islower() else base.title() if _mixed(core) else base
        spelt = next(each for each in _ways(wished, base) if each not in taken)
        taken.add(spelt)
        found[core] = spelt
    return found


def _mixed(core: str) -> bool:
    return core.lower() != core != core.upper()


def _ways(wished: str, base: str) -> Iterator[str]:
    yield wished
    letters = [(each.lower(), each) if each.isalpha() else (each,) for each in base]
    for _, way in zip(range(_MOST_PATTERNS), product(*letters), strict=False):
        yield "".join(way)
    yield from (f"{wished}~{number}" for number in count(2))
