"""What clients do: each has habits, and a habit makes tries at its own rate.

A try of a UNC path is three tries (Q219898); what a person mistypes comes once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from tests.builders.incident import Attempt, Unlock

RETRY: Final = timedelta(milliseconds=100)
"""Between the three tries of one UNC path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What one client does again and again.

    Attributes:
        first: Its first try.
        every: Until the next visit.
        visits: How often.
        tries: How many tries a visit, a second apart.
        retried: Whether each is a UNC path, which makes three of it.
    """

    first: Attempt
    every: timedelta
    visits: int = 1
    tries: int = 1
    retried: bool = False

    def attempts(self) -> Iterator[Attempt]:
        """Yield the tries in order of time."""
        for visit in range(self.visits):
            for nth in range(self.tries):
                time = self.first.time + visit * self.every + timedelta(seconds=nth)
                for retry in range(3 if self.retried else 1):
                    yield replace(self.first, time=time + retry * RETRY)


def together(
    habits: Iterable[Habit], others: Iterable[Attempt | Unlock] = ()
) -> list[Attempt | Unlock]:
    """Return all that happens in order of time, no two things within 50 ms of each other."""
    acts = [attempt for habit in habits for attempt in habit.attempts()]
    apart, found = timedelta(milliseconds=50), list[Attempt | Unlock]()
    for act in sorted([*acts, *others], key=lambda act: act.time):
        late = bool(found) and act.time < found[-1].time + apart
        found.append(replace(act, time=found[-1].time + apart) if late else act)
    return found
