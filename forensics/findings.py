"""The one result document: everything the report says, and the only thing a renderer sees.

Schema `findings/1`, shipped as `data/findings.schema.json`. The names are those of the contract;
what stands beyond it (lanes, clients, cited records, limits) serves the printed report.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.effects import Change, Impact, Step
from forensics.sources import Coverage, Source
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Locator

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
    """What the operator calls the case; texts as given in `case.toml`, `""` if not given."""

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
class AttemptCounts:
    """Attempts by outcome; `total` is the sum of the four failures, `success` stands apart."""

    total: int
    bad_password: int
    locked_out: int
    unknown_account: int
    other_failure: int
    success: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Failures of one client on one target with one account.

    Attributes:
        client: The machine the attempts came from.
        target: The machine that was accessed; where no record names it, the recording machine.
        roles: What the target is (`cap`, `dc`, …), declared or shown by its records.
        account: As first recorded.
        first: Earliest failure.
        last: Latest failure.
        target_basis: `accessed`, or `recorded-by` where no record names the accessed machine.
    """

    client: str | Absent
    target: str
    roles: tuple[str, ...]
    account: str | Absent
    bad_password: int
    locked_out: int
    unknown_account: int
    other_failure: int
    first: Instant
    last: Instant
    target_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a lockout's counted bad passwords one client sent."""

    client: str | Absent
    bad_passwords: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One bad password that counted towards a lockout."""

    time: Instant
    client: str | Absent
    target: str
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """One lockout of one account in one account database.

    Attributes:
        id: `L1`, `L2`, … in order of time.
        time: When the record says so; for an inferred one, its last counted bad password.
        account: As first recorded.
        authority: Whose database holds the account: a domain, or a member server itself.
        host: The machine that recorded it.
        basis: `recorded` (644, 4740) or `inferred` (first refusal after bad passwords).
        caller: The caller machine that Windows recorded.
        counted: The bad passwords that counted, oldest first; at most the threshold.
        shares: Counted bad passwords by client, largest first.
        tripped_by: The client of the last counted one.
        unexplained: Threshold minus counted; absent where the threshold is unknown.
        certainty: `certain`, `likely` or `possible`, as the method chapter defines them.
        refused: Attempts refused while it lasted (539, 0xC0000234).
        until: When the lockout ended, by the policy or by a record.
        until_basis: `policy`, `unlocked`, `checked` (a password was checked again) or `unknown`.
        evidence: The records of the lockout itself, then of the counted attempts.
        last_refused: The last attempt refused while it lasted.
        caller_agrees: `yes` where the recorded caller is the client that tripped it, `no` where it
            is another, `not-recorded` where either is missing.
        unordered: Other clients whose bad password may as well have tripped it, as the clocks of
            the recording machines are not known well enough to tell which came last.
        reasons: Where counted passwords are missing, the likely reasons: `log-gap`, `no-log`,
            `auditing`, `clock`, `policy`, else `unknown` (`unexplained.py`).
    """

    id: str
    time: Instant
    account: str
    authority: str
    host: str
    basis: str
    caller: str | Absent
    counted: tuple[Counted, ...]
    shares: tuple[Share, ...]
    tripped_by: str | Absent
    unexplained: int | Absent
    certainty: str
    refused: int
    until: Instant | Absent
    until_basis: str
    evidence: tuple[Locator, ...]
    last_refused: Instant | Absent = NOT_RECORDED
    caller_agrees: str = "not-recorded"
    unordered: tuple[str | Absent, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """One recorded unlock of an account (671, 4767)."""

    time: Instant
    account: str
    authority: str
    by: str | Absent
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """One record that the subject account's password was changed or reset, or that it was tried.

    Attributes:
        host: The machine that recorded it.
        by: Who asked for it.
        event_id: 627 or 4723 (its user), 628 or 4724 (somebody else): Windows writes them of a
            failed try too; 642 or 4738 (the password was set).
    """

    time: Instant
    account: str
    authority: str
    host: str
    by: str | Absent
    event_id: int
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A number of seconds that the evidence leaves open; a bound may be absent."""

    at_least: int | Absent
    at_most: int | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class LockoutPolicy:
    """The lockout policy that shares are computed with.

    Attributes:
        threshold: Bad passwords that lock.
        window_seconds: Observation window, measured since the last bad password (Q128009).
        duration_seconds: How long a lockout lasts; 0 means until an administrator unlocks.
        basis: `declared`, `evidence`, `inferred` or `unknown`.
        assumed: Name -> the one value used where the evidence leaves an interval.
        support: Where it is declared or stated, or what an inferred one rests on, and which
            evidence states otherwise; a few sentences.
        evidence: Where the evidence states a policy, whether it was followed or not.
    """

    threshold: int | Absent
    window_seconds: int | Span | Absent
    duration_seconds: int | Span | Absent
    basis: str
    assumed: Mapping[str, int]
    support: str
    evidence: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevented:
    """How many lockouts would not have happened without one client, all else equal."""

    client: str | Absent
    prevented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The policy replayed without some clients, and other policies with all of them.

    Attributes:
        of: Lockouts considered.
        smallest_fix: Clients whose repair prevents `prevented` lockouts.
        prevented: Of `of`.
        per_client: Each client alone, most first.
        method: `exact` or `greedy`.
        curve: The clients of `smallest_fix`, each time the one that adds most: the first k of them
            prevent so many.
        policies: Other thresholds, other windows and no policy at all.
    """

    of: int
    smallest_fix: tuple[str, ...]
    prevented: int
    per_client: tuple[Prevented, ...]
    method: str
    curve: tuple[Step, ...] = ()
    policies: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim of a knowledge entry held against the facts of the case.

    Attributes:
        claim: What the entry asks for, in a few words.
        origin: `article` where the article says so, `derived` where it is our reasoning.
        truth: `holds`, `fails` or `unknown`.
        shows: What the evidence shows, in a few words.
        because: Why the claim matters.
        obtain: What to collect to decide an unknown one.
        evidence: A few records that show it.
    """

    claim: str
    origin: str
    truth: str
    shows: str
    because: str
    obtain: str
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where an article can be found; its wording is not ours and is not repeated."""

    publisher: str
    dated: str
    product: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One knowledge entry weighed: `supported`, `open` or `ruled-out`, with every check."""

    kb: str
    title: str
    standing: str
    checks: tuple[Check, ...]
    citation: Citation
    cause: str
    status: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Entries that stay open together, and what to collect to tell them apart."""

    between: tuple[str, ...]
    obtain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What is known of one host's clock.

    Attributes:
        offset_seconds: Its time minus true time, or minus the clock of `reference`.
        uncertainty_seconds: How far an order told by it can be wrong, where that is measured.
        basis: `declared`, `paired` (from tries that two machines recorded), `reference` (others
            are measured against it) or `unknown`.
        spread_seconds: Median distance of the pairs from their median.
        pairs: How many pairs agree on it.
        reference: The machine it is measured against; not applicable for true time.
        remark: A step or a drift, or what contradicts the declared offset; `""` where neither.
    """

    host: str
    offset_seconds: float | Absent
    uncertainty_seconds: float | Absent
    basis: str
    spread_seconds: float | Absent = NOT_RECORDED
    pairs: int = 0
    reference: str | Absent = NOT_APPLICABLE
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Attempts of one outcome close together (quiet gaps of at most 90 s), for the figures."""

    first: Instant
    last: Instant
    outcome: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPeriod:
    """From a lockout to its end; an unknown end is drawn to the last refusal."""

    lockout: str
    begins: Instant
    ends: Instant
    ends_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The subject account on one host over time: a target's or a client's lane."""

    host: str
    roles: tuple[str, ...]
    bursts: tuple[Burst, ...]
    locked: tuple[LockedPeriod, ...]
    bad_password: int
    locked_out: int
    lockouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One sender of failed logons for the subject account.

    Attributes:
        name: As first recorded.
        group: Its /24 where an address is known, else absent.
        counted: Bad passwords that counted towards a lockout.
        tripped: Lockouts whose last counted bad password it sent.
    """

    name: str | Absent
    group: str | Absent
    bad_password: int
    locked_out: int
    unknown_account: int
    other_failure: int
    counted: int
    tripped: int
    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Whether the subject's failures from one client return at equal intervals.

    Attributes:
        target: One machine, where the client keeps another time there than over all; else absent.
        period: `60 s`, `15 min`, `60 min`, `23 h`, `daily`, `weekly`, `other`, `none`, or
            `too few` (bursts to tell).
        seconds: The period as measured; absent where there is none.
        strength: Share of the gaps between bursts that are one, two or three periods, within a
            twentieth of a period; absent where there is none.
        bursts: Runs of failures without a silence of more than 90 s (20 s for `60 s`).
        first: Its first failure.
        last: Its last failure.
        after_password: Seconds from the last recorded change of the password in a database that
            was asked to `first`; not recorded without a change, not applicable where none lies in
            the day before.
    """

    client: str
    target: str | Absent
    period: str
    seconds: int | Absent
    strength: float | Absent
    bursts: int
    first: Instant
    last: Instant
    after_password: int | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedRecord:
    """One record that the report leans on.

    Attributes:
        ref: `R0001`, … in order of time; the anchor of every link to it.
        locator: Exhibit, header record number, byte offset, length.
        event_record_id: System/EventRecordID where the form has one.
        written: Time in the record's header; absent where the form has no such time.
        created: Time in the record's body; in UTC, as far as the zone of a local time is known.
        wall: That time as a log in local time recorded it, absent for other logs.
        meaning: The event in our words.
        values: Name -> value as recorded, in the record's order, for the fields that were used.
        second_readers: Reader -> `agrees`, `differs` or `failed`; empty for a record of another
            form than .evtx.
    """

    ref: str
    locator: Locator
    event_record_id: int | Absent
    written: Instant | Absent
    created: Instant | Absent
    provider: str
    event_id: int
    meaning: str
    host: str
    client: str | Absent
    account: str | Absent
    values: Mapping[str, str]
    second_readers: Mapping[str, str]
    wall: Instant | Absent = NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """How many cited .evtx records another, independent reader decoded, and with what result.

    Attributes:
        reader: Name of the library.
        compared: `agree + differ + failed`.
        same_library: Of `agree`, records without a template: our own reader reads these through
            this very library, so that agreement is no second opinion.
        differences: What differs, record by record; then each reason of a failure with the records
            that it met. At most 20 of each.
        untold: How many differing records and reasons are not told in `differences`.
    """

    reader: str
    compared: int
    agree: int
    same_library: int
    differ: int
    failed: int
    differences: tuple[str, ...]
    untold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do: `origin` is `article` or `ours`."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The account that page 1 is about: the most locked one, else the one that failed most.

    Attributes:
        account: As first recorded; absent where nothing failed.
        failures: Failures of this account alone, by outcome.
        others: Further accounts that failed, most failures first, at most 50.
        others_total: How many further accounts failed.
    """

    account: str | Absent
    failures: AttemptCounts
    others: tuple[str, ...]
    others_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything the report says, in order; a frozen value that serialises to `findings.json`."""

    case: CaseHeading
    tool: Tool
    verdict: Verdict
    sources: tuple[Source, ...]
    attempts: AttemptCounts
    subject: Subject
    edges: tuple[Edge, ...]
    lockouts: tuple[Lockout, ...]
    unlocks: tuple[Unlock, ...]
    policy: LockoutPolicy
    what_if: WhatIf
    diagnoses: tuple[Diagnosis, ...]
    undecided: tuple[Undecided, ...]
    clocks: tuple[Clock, ...]
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
