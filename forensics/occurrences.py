"""The nouns of what happened: attempts counted, who failed where, what was locked and unlocked.

They are part of the findings (`findings.py`).
"""

from dataclasses import dataclass

from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Locator


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
class Subject:
    """What page 1 is about: the weightiest incident, by its most locked account.

    Attributes:
        account: As first recorded; absent where nothing failed.
        failures: Failures of this incident alone, by outcome.
        others: Accounts outside this incident that failed, most failures first, at most 50.
        others_total: How many accounts outside this incident failed.
        accounts: How many accounts failed or were locked in this incident; most often 1.
    """

    account: str | Absent
    failures: AttemptCounts
    others: tuple[str, ...]
    others_total: int
    accounts: int = 1


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
        incident: The incident that these failures are of; not applicable for those of none.
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
    incident: str | Absent = NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One sender of failed logons for the subject account.

    Attributes:
        name: As first recorded.
        group: Its /24 where an address is known, else absent.
        counted: Bad passwords that counted towards a lockout.
        tripped: Lockouts whose last counted bad password it sent.
        failures: Of all four outcomes.
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
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a lockout's counted bad passwords one client sent."""

    client: str | Absent
    bad_passwords: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The bad password in this place of those that counted, so many seconds before the lockout.

    Attributes:
        time: As recorded.
        before_seconds: By the clock that told the lockout.
        clocked: The time by that clock; not applicable where it is the recorded one.
    """

    time: Instant
    client: str | Absent
    target: str
    evidence: tuple[Locator, ...]
    place: int = 0
    before_seconds: float = 0.0
    clocked: Instant | Absent = NOT_APPLICABLE

    def moment(self) -> Instant:
        """Return when it was, by the clock that told the lockout."""
        return self.clocked if isinstance(self.clocked, Instant) else self.time


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
        doubts: Why it is not certain (`certainty.py`), the gravest first.
        reasons: Where counted passwords are missing, the likely reasons: `log-gap`, `no-log`,
            `auditing`, `clock`, `policy`, else `unknown` (`unexplained.py`).
        incident: The incident that it is of.
        counted_total: How many passwords are in `counted`.
        within_seconds: From the first of these to the last, cut; absent for fewer than two.
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
    doubts: tuple[str, ...] = ()
    incident: str | Absent = NOT_APPLICABLE
    counted_total: int = 0
    within_seconds: int | Absent = NOT_APPLICABLE


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
