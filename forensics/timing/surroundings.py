"""Surroundings: what else is recorded while a client fails, and how far the logs reach.

Gathered once for all incidents of a case; `pulse.py` holds each client's failures against it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.coverage import by_host
from forensics.events import is_failure
from forensics.evidence.forms import Examined
from forensics.lean import INTERNED
from forensics.reconstruct import Scene
from forensics.timing import starts
from forensics.timing.endings import Span
from forensics.timing.starts import Starts
from forensics.values import Instant, Locator

_FAILURES: Final = {"client": INTERNED, "target": INTERNED, "time": pl.Int64()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What rhythms are held against.

    Attributes:
        starts: Starts, stops and logons of all machines.
        whole: Machine -> stretches, ticks, that its logs cover without a gap.
        declared_end: End of the incident window that the analyst declares, ticks; after it nothing
            is looked at.
        failures: `client`, `target` and `time` of all failed attempts, of every incident.
        locate: Row of an observation -> Locator of its record.
    """

    starts: Starts = starts.NONE
    whole: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    declared_end: int | None = None
    failures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_FAILURES))
    locate: Callable[[int], Locator] | None = None

    def located(self, row: int) -> tuple[Locator, ...]:
        """Return where an observation's record is."""
        return () if self.locate is None else (self.locate(row),)

    def next_failure(self, client: str, target: str | None, last: int) -> int | None:
        """Return a client's first failure after `last`, of any account, in any incident.

        Args:
            client: Its name as shown.
            target: Failures at this machine only; None for any.
            last: Ticks as recorded.
        """
        later = self.failures.filter(pl.col("client") == client, pl.col("time") > last)
        there = later if target is None else later.filter(pl.col("target") == target)
        found = there["time"].min()
        return found if isinstance(found, int) else None


UNKNOWN: Final = Surroundings()


def survey(
    case: Case, examined: Sequence[Examined], scene: Scene, locate: Callable[[int], Locator]
) -> Surroundings:
    """Return what rhythms of a case are held against."""
    whole, _ = by_host(examined, scene)
    tried = scene.attempts.select("client", "target", pl.col("time").cast(pl.Int64), "outcome")
    return Surroundings(
        starts=starts.recorded(scene.observations, scene.offsets, scene.identities.name),
        whole=whole,
        declared_end=case.window_to.ticks if isinstance(case.window_to, Instant) else None,
        failures=tried.filter(is_failure()).drop("outcome"),
        locate=locate,
    )
