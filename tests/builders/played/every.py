"""Every played article, in the order of the plan: token family, accounts, people, what is alike."""

from typing import Final

from tests.builders.played import alike, caps, connections, drives, programs, servers, users
from tests.builders.played.stage import Play

_ROOMS: Final = (caps, drives, programs, connections, servers, users, alike)

PLAYS: Final[tuple[Play, ...]] = tuple(make() for room in _ROOMS for make in room.PLAYS)
