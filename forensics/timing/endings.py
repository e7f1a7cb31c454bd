"""Endings: whether a client has fallen silent, and what is recorded beside its first and last try.

A silence is one only where the logs that recorded the client go on without a gap. What stands
beside a beginning or an end is what was recorded, no more: nothing says that one made the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from forensics.timing.starts import Ticks
from forensics.values import TICKS_PER_SECOND

SILENT: Final = "silent"
GOES_ON: Final = "goes on"
NOT_TOLD: Final = "not told"

LEAST_BURSTS: Final = 5
LONGER: Final = 3
"""Of gaps as chance makes them, the next is three times as long as the longest of n in 1 of
(n+1)(n+2)(n+3)/6 cases: 1 in 35 of four gaps, 1 in 286 of ten."""

SHORTEST: Final = 3_600 * TICKS_PER_SECOND
"""A silence of less than an hour is none: what pauses a minute may pause ten."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the failures of a client end.

    Attributes:
        word: `silent`, `goes on` or `not told`.
        silence: Ticks from the last failure to the end of what is covered; 0 unless silent.
        longest: Its longest silence before, ticks.
    """

    word: str
    silence: int
    longest: int


def ending(times: Ticks, bursts: int, until: int | None) -> Ending:
    """Return how the failures of one client end.

    Args:
        times: Of its failures, rising ticks, at least one.
        bursts: How many runs they make.
        until: To when the logs that recorded it go on after the last; None where none does.
    """
    longest = int(np.diff(times).max(initial=0))
    if bursts < LEAST_BURSTS or until is None:
        return Ending(word=NOT_TOLD, silence=0, longest=longest)
    silence = until - int(times[-1])
    if silence <= longest:
        return Ending(word=GOES_ON, silence=0, longest=longest)
    if silence > max(LONGER * longest, SHORTEST):
        return Ending(word=SILENT, silence=silence, longest=longest)
    return Ending(word=NOT_TOLD, silence=0, longest=longest)


def until(last: int, recorders: Iterable[str], whole: Mapping[str, Sequence[Span]]) -> int | None:
    """Return to when all logs that recorded a client go on without a gap after its last failure.

    Args:
        last: Its last failure, ticks as recorded.
        recorders: The machines that recorded its failures.
        whole: Machine -> stretches that its logs cover (`coverage.by_host`).
    """
    ends = [
        max((end for begin, end in whole.get(host, ()) if begin <= last <= end), default=None)
        for host in recorders
    ]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None
