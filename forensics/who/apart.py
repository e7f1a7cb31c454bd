"""What the analyst keeps apart: `[[apart]]` of case.toml switches off a merge of names.

Two names and more are kept apart from each other; a name alone is kept apart from every other.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from forensics.case_toml import Place, refuse_unknown, texts
from forensics.errors import CaseError
from forensics.hosts import Host
from forensics.who.naming import key


@dataclass(frozen=True, slots=True)
class Apart:
    """Names that no evidence makes one, by their keys; `given` as the analyst wrote them."""

    given: tuple[tuple[str, ...], ...] = ()
    pairs: frozenset[frozenset[str]] = frozenset()
    alone: frozenset[str] = frozenset()

    def parts(self, one: str, other: str) -> bool:
        """Tell whether two keys are kept apart."""
        return one in self.alone or other in self.alone or frozenset((one, other)) in self.pairs

    def within(self, names: Collection[str], head: Callable[[str], str]) -> bool:
        """Tell whether to make all these keys one would join any that are kept apart."""
        inside = set(names)
        joined = any(pair <= inside and len({*map(head, pair)}) > 1 for pair in self.pairs)
        return joined or not self.alone.isdisjoint(inside)


def apart_from(given: Iterable[Sequence[str]]) -> Apart:
    """Return what is kept apart by these lists of names."""
    lists = tuple(tuple(names) for names in given)
    keys = [tuple(key(name) for name in names) for names in lists]
    return Apart(
        given=lists,
        pairs=frozenset(frozenset(pair) for names in keys for pair in combinations(names, 2)),
        alone=frozenset(names[0] for names in keys if len(names) == 1),
    )


def declared_apart(given: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """Return the names of one table.

    Raises:
        CaseError: A key is unknown, a name is missing, or two are one name in two spellings.
    """
    refuse_unknown(given, ("names",), place)
    names = texts(given, "names", place)
    if not names or not all(names):
        raise place.error("names", 'is missing; write names = ["FIN-429", "10.4.12.5"]')
    for one, other in combinations(names, 2):
        if key(one) == key(other):
            raise place.error(
                "names", f'"{one}" and "{other}" are one name in two spellings; take one out'
            )
    return names


def check(apart: Apart, hosts: Iterable[Host], known: Mapping[str, str], place: Place) -> None:
    """Raise where the analyst keeps apart what nobody named, or what they declared to be one.

    Args:
        apart: What is kept apart.
        hosts: The declared hosts.
        known: Key of every name and address of the case -> its spelling.
        place: Where it is said.
    """
    for name in (name for names in apart.given for name in names):
        if key(name) not in known:
            raise _stranger(name, known, place)
    for host in hosts:
        own = {key(name) for name in (host.name, *host.aliases, *host.addresses)}
        for pair in apart.pairs:
            if pair <= own:
                one, other = (known.get(each, each) for each in sorted(pair))
                raise place.error(
                    "names", f'"{one}" and "{other}" are declared to be one host; mend one of both'
                )


def _stranger(name: str, spelled: Mapping[str, str], place: Place) -> CaseError:
    near = get_close_matches(key(name), spelled, n=1)
    hint = f'did you mean "{spelled[near[0]]}"?' if near else "write it as recorded"
    return place.error("names", f'no record and no host names "{name}"; {hint}')
