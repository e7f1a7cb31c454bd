"""Who is asked about one try: the accessed machine, its domain controller, the primary one.

A controller that finds a password wrong, or the account locked, asks the primary controller before
it answers (Q184858, Q230242), and the primary one's count decides (Q297157).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from tests.builders.incident import Outcome, Ruling
from tests.builders.simulator.world import World


class Part(Enum):
    """What a machine does about a try."""

    DECIDES = "the database's keeper"
    PASSES_ON = "another controller, which asks the keeper or knows by itself"
    IS_ACCESSED = "the accessed machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One machine on the way of a try.

    Attributes:
        machine: Its name.
        part: What it does.
        time: When it writes its records, true time.
        via: Who passed the question on to it; `""` where the client itself came.
    """

    machine: str
    part: Part
    time: datetime
    via: str = ""


_DECIDED: Final = timedelta(milliseconds=4)
_PASSED_ON: Final = timedelta(milliseconds=6)
_ANSWERED: Final = timedelta(milliseconds=10)
"""After the try: who decides writes first, and the accessed machine last."""


def way(world: World, ruling: Ruling) -> Iterator[Station]:
    """Yield the machines that have a part in a try, in the order in which they write."""
    attempt, keeper = ruling.attempt, ruling.database.keeper
    if ruling.database.name == keeper:  # a member server asks itself
        yield Station(machine=keeper, part=Part.DECIDES, time=attempt.time + _DECIDED)
        yield from _accessed(ruling)
        return
    own = attempt.target in (keeper, *ruling.database.controllers)
    asked = attempt.target if own else world.channel.get(attempt.target, keeper)
    came = "" if own else attempt.target
    if asked == keeper or ruling.outcome is not Outcome.SUCCESS:
        via = came if asked == keeper else asked
        yield Station(machine=keeper, part=Part.DECIDES, time=attempt.time + _DECIDED, via=via)
    if asked != keeper:
        time = attempt.time + _PASSED_ON
        yield Station(machine=asked, part=Part.PASSES_ON, time=time, via=came)
    yield from _accessed(ruling)


def _accessed(ruling: Ruling) -> Iterator[Station]:
    attempt = ruling.attempt
    if not attempt.unseen:
        time = attempt.time + _ANSWERED
        yield Station(machine=attempt.target, part=Part.IS_ACCESSED, time=time)
