"""Attempts as lists beside each other, for a replay that goes through them one by one."""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

_PART: Final = 1 << 16  # values of a column that are texts of their own at one time


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Attempts; a name is one text, however often it stands there, and so are two equal times.

    The lists are those of `stories.Story`.
    """

    account: list[str]
    time: list[int]
    recorded: list[int]
    clock: list[str]
    doubt: list[int]
    outcome: list[str]
    client: list[str | None]
    target: list[str]
    attempt: list[int]

    @classmethod
    def of(cls, tries: pl.DataFrame) -> "Tried":
        """Return the attempts of a frame."""
        time = tries["at"].to_list()
        return cls(
            account=_texts(tries["account"]),
            time=time,
            recorded=time if tries["time"].equals(tries["at"]) else tries["time"].to_list(),
            clock=_texts(tries["clock"]),
            doubt=tries["doubt"].to_list(),
            outcome=_texts(tries["outcome"]),
            client=_texts(tries["client"]),
            target=_texts(tries["target"]),
            attempt=tries["attempt"].to_list(),
        )

    def part(self, begin: int, end: int) -> "Tried":
        """Return some of them."""
        time = self.time[begin:end]
        return Tried(
            account=self.account[begin : min(begin + 1, end)],  # none of a story without attempts
            time=time,
            recorded=time if self.recorded is self.time else self.recorded[begin:end],
            clock=self.clock[begin:end],
            doubt=self.doubt[begin:end],
            outcome=self.outcome[begin:end],
            client=self.client[begin:end],
            target=self.target[begin:end],
            attempt=self.attempt[begin:end],
        )


def _texts(column: pl.Series) -> list[Any]:
    """Return a column as a list in which equal texts are one object."""
    one: dict[str | None, str | None] = {}
    parts = (column[begin : begin + _PART] for begin in range(0, len(column), _PART))
    return [one.setdefault(each, each) for part in parts for each in part.to_list()]
