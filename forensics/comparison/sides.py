"""One side of a comparison: what one case shows, in the columns that comparing needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from forensics.findings import Findings

FAILURES: Final = pl.Schema(
    {
        "time": pl.Int64(),
        "client": pl.String(),
        "host": pl.String(),
        "account": pl.String(),
        "outcome": pl.String(),
    }
)
"""Failed attempts: ticks, the client and the recording machine as shown, the account's key."""

Span = tuple[int, int]
"""Ticks from and to, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one case shows.

    Attributes:
        findings: Of the whole case.
        root: The Merkle root over its exhibits and data files, as its report prints it.
        accounts: The keys of the accounts that its main incident is about.
        failures: `FAILURES`, in order of time; of all accounts, within the declared window.
        whole: Machine -> stretches that its logs cover without a gap, ticks.
        part: Machine -> stretches of logs that may hold a selection.
        aliases: Machine -> the keys of all its names; addresses are none, as they are lent.
        systems: Machine -> the providers of its Security records, which tell its generation.
        tried: Machines whose logs hold any attempt to log on, also one that succeeded.
    """

    findings: Findings
    root: str
    accounts: frozenset[str]
    failures: pl.DataFrame
    whole: Mapping[str, tuple[Span, ...]]
    part: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    systems: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tried: frozenset[str] = frozenset()
