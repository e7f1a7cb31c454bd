"""What is left of a played world where logs are missing, clocks are off or names are misspelled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tests.builders.played.stage import Play, spelled

Left = tuple[Play, frozenset[str]]
"""A world, and the paths of those exhibits that are at hand."""

_SPELLINGS: Final = (("&", ""), ("&", "$"), ("&", "&amp;"))
"""Q278660 leaves the last character out, Q283056 has a dollar sign, copies have an entity."""


def halved(play: Play) -> Left:
    """Return the world with every other log."""
    return play, frozenset(sorted(play.exhibits)[1::2] or play.exhibits)


def misspelled(play: Play) -> Left:
    """Return the world with its account in another spelling, and no SMS log."""
    name = play.account
    if name.endswith("&"):
        was, became = _SPELLINGS[len(play.roles) % len(_SPELLINGS)]
        name = name.replace(was, became)
    else:
        name = name.swapcase() if name.startswith("SMS") else name.upper()
    found = spelled(play, name)
    return found, _without(found, ".log", unless="netlogon.log")


def astray(play: Play) -> Left:
    """Return the world with clocks that are minutes off, each another way."""
    minutes = (7, -11, 3, -2)
    ahead = {
        machine.name: timedelta(minutes=minutes[nth % len(minutes)])
        for nth, machine in enumerate(play.site.machines)
    }
    found = replace(play, ahead=ahead)
    return found, frozenset(found.exhibits)


def headless(play: Play) -> Left:
    """Return the world without the logs of its domain controllers, where others are left."""
    controllers = [name for name, roles in play.roles.items() if "dc" in roles]
    left = frozenset(path for path in play.exhibits if path.split("/")[1] not in controllers)
    return play, left or frozenset(play.exhibits)


def _without(play: Play, ending: str, unless: str) -> frozenset[str]:
    return frozenset(
        path for path in play.exhibits if not path.endswith(ending) or path.endswith(unless)
    )


SPOILS: Final[tuple[Callable[[Play], Left], ...]] = (misspelled, halved, astray, headless)
