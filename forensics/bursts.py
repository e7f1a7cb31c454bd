"""The bursts of a lane in columns: a `Burst` is made of them when it is looked at.

A million tries for one account are 200,000 bursts, of which a figure shows some hundred bars.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.traces import Burst
from forensics.values import Instant

COLUMNS: Final = ("first", "last", "outcome", "count")
"""Those of the frame; the times are ticks."""

_KINDS: Final = {"first": pl.Int64, "last": pl.Int64, "outcome": pl.String, "count": pl.Int64}


class Bursts(Sequence[Burst]):
    """Bursts in order; equal to any other sequence of equal bursts.

    Attributes:
        frame: `COLUMNS`, a row a burst.
    """

    __slots__ = ("frame",)
    __hash__ = None  # type: ignore[assignment]  # as of a list: equal to what has another hash

    def __init__(self, frame: pl.DataFrame) -> None:
        """Take the columns as they are."""
        self.frame = frame.select(pl.col(name).cast(kind) for name, kind in _KINDS.items())

    def __len__(self) -> int:
        """Return how many there are."""
        return self.frame.height

    @overload
    def __getitem__(self, place: int) -> Burst: ...
    @overload
    def __getitem__(self, place: slice) -> "Bursts": ...
    def __getitem__(self, place: int | slice) -> "Burst | Bursts":
        """Return the burst at a place, or some of them."""
        if isinstance(place, slice):
            return Bursts(self.frame[place])
        return _made(*self.frame.row(place))

    def __iter__(self) -> Iterator[Burst]:
        """Yield them one by one."""
        for row in self.frame.iter_rows():
            yield _made(*row)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other has the same bursts in the same order."""
        if isinstance(other, Bursts):
            return self.frame.equals(other.frame)
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    def __repr__(self) -> str:
        """Return them as a tuple would, for a test that fails."""
        return repr(tuple(self))

    def of(self, *outcomes: str) -> "Bursts":
        """Return those of some outcomes."""
        return Bursts(self.frame.filter(pl.col("outcome").is_in(outcomes)))

    def failed(self) -> "Bursts":
        """Return those of all outcomes but success."""
        return Bursts(self.frame.filter(pl.col("outcome") != "success"))

    def outcomes(self) -> frozenset[str]:
        """Return which outcomes there are."""
        return frozenset(self.frame["outcome"].unique())

    def sizes(self) -> NDArray[np.int64]:
        """Return how many tries each has."""
        return self.frame["count"].to_numpy()

    def span(self) -> tuple[Instant, Instant] | None:
        """Return the first and the last try; None where there is none."""
        if not self:
            return None
        first, last = self.frame.select(pl.col("first").min(), pl.col("last").max()).row(0)
        return Instant(first), Instant(last)


def _made(first: int, last: int, outcome: str, count: int) -> Burst:
    return Burst(first=Instant(first), last=Instant(last), outcome=outcome, count=count)


def framed(bursts: Sequence[Burst]) -> Bursts:
    """Return bursts in columns."""
    if isinstance(bursts, Bursts):
        return bursts
    rows = [(one.first.ticks, one.last.ticks, one.outcome, one.count) for one in bursts]
    return Bursts(pl.DataFrame(rows, schema=_KINDS, orient="row"))


def together(several: Iterable[Sequence[Burst]]) -> Bursts:
    """Return the bursts of several lanes, one lane after the other."""
    none = pl.DataFrame(schema=_KINDS)
    return Bursts(pl.concat([none, *(framed(bursts).frame for bursts in several)]))
