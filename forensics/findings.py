"""The one result document: everything the report says, and the only thing a renderer sees.

Schema `findings/1`, shipped as `data/findings.schema.json`. The names are those of the contract;
what stands beyond it (lanes, clients, cited records, limits) serves the printed report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.effects import Impact, LockoutPolicy, WhatIf
from forensics.error_rates import UNMEASURED, ErrorRates
from forensics.occurrences import (
    AttemptCounts,
    Client,
    Edge,
    Lockout,
    PasswordChange,
    Subject,
    Unlock,
)
from forensics.sources import CitedRecord, Coverage, Irregularity, SecondReading, Source
from forensics.standings import Diagnosis, Fact, Hypothesis, Inseparable, Undecided
from forensics.tallies import NOTHING, Tallies
from forensics.traces import Clock, Lane, Rhythm
from forensics.values import Absent, Instant
from forensics.who.recognised import Recognised
from forensics.who.ties import Tie

SCHEMA = "findings/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEntry:
    """One step in the chain of custody, as the operator gives it; never invented."""

    exhibit: str
    when: str
    who: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeading:
    """What the operator calls the case; texts as given in `case.toml`, `""` if not given.

    Attributes:
        utc_offset: Of `timezone` at the latest record, as `+01:00`; `""` where that is not known.
    """

    id: str
    title: str
    timezone: str
    complaint: str
    ticket: str
    customer: str
    analyst: str
    organisation: str
    window_from: Instant | Absent
    window_to: Instant | Absent
    custody: tuple[CustodyEntry, ...] = ()
    utc_offset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """The program and the libraries that made the findings, name -> version."""

    name: str
    version: str
    libraries: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the records say in one statement, and how far it can be relied on.

    Attributes:
        headline: The title of page 1: what happened, in one line.
        statement: One to three sentences.
        kb: The article whose every check holds, or None.
        confidence: `high`, `moderate`, `low` or `none`, as the method chapter defines them.
        because: Why the confidence is not higher, or what carries it; one sentence each.
        nature: `defect`, `attack`, `mixed` or `undetermined`.
    """

    headline: str
    statement: str
    kb: str | None
    confidence: str
    because: tuple[str, ...]
    nature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do: `origin` is `article` or `ours`."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One of several incidents of a case, in short.

    Attributes:
        id: `I1` for the one that page 1 and the chapters are about; then by weight.
        apart: How it differs from `I1`: `account`, `authority` (an account of the same name in
            another database, with other clients) or `time`; `""` for `I1` itself.
        accounts: The most locked one, then those with most failures; at most 5.
        accounts_total: How many there are.
        authorities: Whose databases hold them.
        first: Its first failure or lockout.
        last: Its last.
        attempts: Its attempts by outcome.
        lockouts: The ids of its lockouts.
        clients: The 5 that weigh most.
        clients_total: How many there are.
        targets_total: How many machines they failed on.
        what_if: What would have prevented its lockouts.
        verdict: What its records come to.
        actions: What to do about it first.
        lockouts_total: How many lockouts it has.
    """

    id: str
    apart: str
    accounts: tuple[str, ...]
    accounts_total: int
    authorities: tuple[str, ...]
    first: Instant
    last: Instant
    attempts: AttemptCounts
    lockouts: tuple[str, ...]
    clients: tuple[Client, ...]
    clients_total: int
    targets_total: int
    what_if: WhatIf
    verdict: Verdict
    actions: tuple[Action, ...]
    lockouts_total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything the report says, in order; a frozen value that serialises to `findings.json`."""

    case: CaseHeading
    tool: Tool
    verdict: Verdict
    sources: tuple[Source, ...]
    attempts: AttemptCounts
    subject: Subject
    incidents: tuple[Incident, ...]
    incidents_total: int
    edges: Sequence[Edge]
    lockouts: tuple[Lockout, ...]
    unlocks: tuple[Unlock, ...]
    policy: LockoutPolicy
    what_if: WhatIf
    facts: tuple[Fact, ...]
    diagnoses: tuple[Diagnosis, ...]
    undecided: tuple[Undecided, ...]
    inseparable: tuple[Inseparable, ...]
    hypotheses: tuple[Hypothesis, ...]
    clocks: tuple[Clock, ...]
    identities: tuple[Tie, ...]
    lanes: tuple[Lane, ...]
    clients: tuple[Client, ...]
    client_lanes: tuple[Lane, ...]
    rhythms: tuple[Rhythm, ...]
    password_changes: tuple[PasswordChange, ...]
    cited: tuple[CitedRecord, ...]
    cited_total: int
    second_readings: tuple[SecondReading, ...]
    actions: tuple[Action, ...]
    limits: tuple[str, ...]
    evidence_digest: str
    coverage: Coverage
    impact: tuple[Impact, ...]
    controllers: tuple[Recognised, ...] = ()
    policies: tuple[LockoutPolicy, ...] = ()
    irregularities: tuple[Irregularity, ...] = ()
    error_rates: ErrorRates = UNMEASURED
    tallies: Tallies = NOTHING
