"""The nouns of a comparison: everything its page says, schema `comparison/1`."""

from dataclasses import dataclass
from typing import Final

from forensics.effects import LockoutPolicy
from forensics.findings import Tool
from forensics.values import Absent, Instant

SCHEMA: Final = "comparison/1"

WORDS: Final = ("none since", "fewer", "no change shown", "more", "cannot be compared")
STATES: Final = ("left", "new", "too early", "quiet", "not told")
WHYS: Final = ("", "expected", "not covered", "address")
WEIGHTS: Final = ("prevents", "unfair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A ratio with its 95 % interval; what has no bound is not applicable."""

    value: float | Absent
    lower: float
    upper: float | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One thing counted on one side, on the servers and in the time that are compared.

    Attributes:
        count: How many.
        rate: In one `unit`.
        lower: Of its 95 % interval; not applicable to single attempts, which come in bursts and so
            tell less than their number.
        upper: Likewise.
    """

    count: int
    rate: float
    lower: float | Absent
    upper: float | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing counted on both sides.

    Attributes:
        name: `lockouts`, `bursts`, `bad_passwords` or `refused`.
        expected: How many there would be after, had the rate before gone on.
        ratio: The rate after over the rate before; not applicable without any event, and to
            single attempts.
        bunching: Variance over mean of the hourly counts; not recorded for too few hours.
        widened: The factor that the variance was taken with, for `bunching` plainly above 1.
        word: What the ratio comes to; `""` where none is told.
    """

    name: str
    before: Measured
    after: Measured
    expected: float
    ratio: Interval | Absent
    bunching: float | Absent
    widened: float
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server on which the accounts failed or were locked on either side.

    Attributes:
        compared: Whether its logs cover some time on both sides.
        before_seconds: Time before that its logs cover without a gap.
        before_gaps: Stretches between covered ones.
        before_part: Whether a log that may hold a selection is there instead.
    """

    name: str
    compared: bool
    before_seconds: float
    after_seconds: float
    before_gaps: int
    after_gaps: int
    before_part: bool
    after_part: bool
    before_bursts: int
    after_bursts: int
    before_lockouts: int
    after_lockouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedClient:
    """One client that failed on either side.

    Attributes:
        name: As BEFORE shows it; a new one as AFTER does.
        name_after: As AFTER shows it; not applicable where it did not fail after.
        state: One of `STATES`: `left` (failed before and after), `quiet` (failed before, and not
            after in time enough to expect three bursts), `too early` (failed before, not after, in
            less time), `new` (failed after only) or `not told` (after, known by an address only).
        why: Why it is too early: `expected` (fewer than three bursts), `not covered` (a server
            that it failed on before), `address` (known by an address only); else `""`.
        before_bursts: Its bursts before, wherever they were recorded.
        expected: Bursts after, on the servers compared, had its rate before gone on.
        wait_seconds: Covered time still to come until three would have been expected; not
            applicable where that is past, or cannot be told.
        last: Its last failure on either side.
    """

    name: str
    name_after: str | Absent
    state: str
    why: str
    before_bursts: int
    after_bursts: int
    before_failures: int
    after_failures: int
    expected: float
    wait_seconds: float | Absent
    last: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCounts:
    """How many clients there are of each state.

    Attributes:
        before: `quiet + left + too_early`.
        after: `left + new + not_told`.
        by_chance: How many of those quiet would be so by chance, had nothing changed.
        unnamed_before: Failures of which no record names the client.
    """

    before: int
    after: int
    quiet: int
    left: int
    too_early: int
    new: int
    not_told: int
    by_chance: float
    unnamed_before: int
    unnamed_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the comparison is not fair (`unfair`), or cannot be made (`prevents`)."""

    code: str
    weight: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One stretch of a side's period, for the figure."""

    first: Instant
    last: Instant
    covered: float
    bursts: int
    lockouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One case in short.

    Attributes:
        first: Where the time that is compared begins.
        last: Where it ends.
        basis: `declared`, or `logs`: as far as they reach.
        seconds: Covered time: the mean of the servers compared.
        exhibits: How many; `unsound` of them were damaged, not recognised or not readable.
        kb: The article whose every check holds in this case, or None.
        nature: Of the verdict of this case, as are `kb` and `confidence`.
        root: The Merkle root over its exhibits and data files.
        bins: Its time in equal stretches.
    """

    id: str
    title: str
    first: Instant | Absent
    last: Instant | Absent
    basis: str
    seconds: float
    exhibits: int
    unsound: int
    policy: LockoutPolicy
    kb: str | None
    confidence: str
    nature: str
    root: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the comparison comes to.

    Attributes:
        word: One of `WORDS`.
        measure: Of what: `lockouts` where there is one on either side, else `bursts`.
        headline: In one line.
        statement: In a few sentences.
        fair: Whether no reason speaks against the comparison.
    """

    word: str
    measure: str
    headline: str
    statement: str
    fair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two cases of one site held against each other; serialises to `compare.json`.

    Attributes:
        account: The account that BEFORE's page 1 is about; absent where nothing failed.
        accounts: How many accounts are compared: those of BEFORE's main incident.
        unit: `hour` or `day`, what rates are told in.
        level: Of every interval.
        measures: None where a reason prevents the comparison; nor are `clients` told then.
    """

    tool: Tool
    account: str | Absent
    accounts: int
    outcome: Outcome
    reasons: tuple[Reason, ...]
    unit: str
    level: float
    before: Summary
    after: Summary
    measures: tuple[Measure, ...]
    client_counts: ClientCounts | Absent
    servers: tuple[Server, ...]
    clients: tuple[ComparedClient, ...]
