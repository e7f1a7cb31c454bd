"""Which library needs which, on this machine, by the words of the installed ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from importlib import metadata
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS: Final = frozenset({"sign"})
"""Of our extras, those that requirements.lock holds."""


def dependencies(ours: str, requirements: Iterable[str]) -> dict[str, set[str]]:
    """Return the needs of each library that is reached from ours, itself included.

    Args:
        ours: The name that stands for our own wheel.
        requirements: What it requires, by its metadata.
    """
    found: dict[str, set[str]] = defaultdict(set)
    waiting = [(ours, wish) for wish in _holding(requirements, EXTRAS)]
    seen = set()
    while waiting:
        user, wish = waiting.pop()
        name = canonicalize_name(wish.name)
        found[user].add(name)
        if (name, *sorted(wish.extras)) not in seen:
            seen.add((name, *sorted(wish.extras)))
            further = _holding(metadata.requires(name) or (), wish.extras)
            waiting += [(name, each) for each in further]
    return dict(found)


def _holding(requirements: Iterable[str], extras: AbstractSet[str]) -> Iterator[Requirement]:
    for wish in map(Requirement, requirements):
        marker = wish.marker
        if marker is None or any(marker.evaluate({"extra": each}) for each in {"", *extras}):
            yield wish
