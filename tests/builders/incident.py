"""Play an incident: clients try passwords, databases count and lock, and the truth is known.

Nothing here reads a log or knows a file format. An incident is a list of attempts and unlocks;
`play` takes them in order of time, as the databases would have met them, and says what became of
each. What machines write about it is the business of `tests.builders.journal`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from tests.builders.site import Client, Database, Policy, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One authentication try.

    Attributes:
        time: Aware, UTC.
        client: Where it comes from.
        target: The accessed machine; with `unseen`, the keeper of the database.
        account: As the client presents it.
        domain: As the client presents it.
        right: Whether the password is that of the account in the database that is asked.
        logon_type: 2 interactive, 3 network.
        unseen: The accessed machine's log is not among the evidence; the keeper alone tells.
        old: The wrong password is the one before: Server 2003 and later refuse and do not count it.
        counts: How often one wrong try counts; a UPN through ADSI counts twice (KB 900215).
    """

    time: datetime
    client: Client
    target: str
    account: str
    domain: str
    right: bool = False
    logon_type: int = 3
    unseen: bool = False
    old: bool = False
    counts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """An administrator unlocks an account; `by` is the administrator, `by_domain` their domain.

    With `reset` they set a new password, which unlocks too.
    """

    time: datetime
    authority: str
    account: str
    by: str
    by_domain: str
    reset: bool = False


class Outcome(Enum):
    """What becomes of an attempt; the values are the words of `findings.json`."""

    SUCCESS = "success"
    BAD_PASSWORD = "bad_password"  # noqa: S105 -- an outcome, not a password
    LOCKED_OUT = "locked_out"
    UNKNOWN_ACCOUNT = "unknown_account"


FAILURES: Final = (Outcome.BAD_PASSWORD, Outcome.LOCKED_OUT, Outcome.UNKNOWN_ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the database said to one attempt; `locks` where this one tripped the lockout."""

    attempt: Attempt
    database: Database
    outcome: Outcome
    locks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A bad password that counted towards a lockout."""

    time: datetime
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueLockout:
    """A lockout as it was.

    Attributes:
        time: When the database locked the account.
        host: The keeper, which records it.
        authority: The database.
        account: As the keeper spells it.
        counted: The bad passwords that counted, in order; the last one tripped it.
        tripped_by: The client of the last one.
    """

    time: datetime
    host: str
    authority: str
    account: str
    counted: tuple[Counted, ...]
    tripped_by: str

    def shares(self) -> dict[str, int]:
        """Return how many counted passwords each client sent, most first, then by name."""
        sent = Counter(each.client for each in self.counted)
        return dict(sorted(sent.items(), key=lambda share: (-share[1], share[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Attempts by outcome; `success` holds those of accounts that also failed."""

    bad_password: int = 0
    locked_out: int = 0
    unknown_account: int = 0
    success: int = 0

    def total(self) -> int:
        """Return the failed attempts, which is `attempts.total` of `findings.json`."""
        return self.bad_password + self.locked_out + self.unknown_account


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEdge:
    """What one client sent to one target under one account."""

    client: str
    target: str
    account: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What an honest analysis of the evidence can find at best."""

    lockouts: tuple[TrueLockout, ...]
    unlocks: tuple[Unlock, ...]
    attempts: Counts
    edges: tuple[TrueEdge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The incident played through: what happened, in order of time, and the truth about it."""

    happenings: tuple[Ruling | Unlock, ...]
    truth: Truth


@dataclass(slots=True)
class _State:
    """One account in one database while the incident plays."""

    bad: list[Counted] = field(default_factory=list)
    locked: datetime | None = None

    def is_locked(self, now: datetime, policy: Policy) -> bool:
        """Tell whether the account is locked, and let a lockout that has lasted end."""
        if self.locked is not None and policy.duration and now >= self.locked + policy.duration:
            self.locked = None
        return self.locked is not None

    def count(self, counted: Counted, policy: Policy) -> bool:
        """Count one bad password and tell whether it locks the account.

        The window is measured since the last bad password (Q128009).
        """
        if self.bad and counted.time - self.bad[-1].time > policy.window:
            self.bad = []
        self.bad = [*self.bad, counted]
        return len(self.bad) >= policy.threshold


def play(site: Site, acts: Iterable[Attempt | Unlock]) -> Incident:
    """Return what became of each attempt, taken in order of time, and the truth of the whole."""
    states: dict[tuple[str, str], _State] = {}
    happenings: list[Ruling | Unlock] = []
    lockouts: list[TrueLockout] = []
    for act in sorted(acts, key=lambda act: act.time):
        if isinstance(act, Unlock):
            states[act.authority, act.account.casefold()] = _State()
            happenings.append(act)
            continue
        database = site.asked(act.target, act.domain)
        state = states.setdefault((database.name, act.account.casefold()), _State())
        ruling = _rule(act, database, state)
        if ruling.locks:
            lockouts.append(_lockout(ruling, tuple(state.bad)))
            state.bad = []
        happenings.append(ruling)
    return Incident(happenings=tuple(happenings), truth=_truth(happenings, lockouts))


def _rule(attempt: Attempt, database: Database, state: _State) -> Ruling:
    """Return the database's answer, and keep `state`: refusals do not count, a success forgets."""
    outcome, locks = Outcome.BAD_PASSWORD, False
    if attempt.account.casefold() not in map(str.casefold, database.accounts):
        outcome = Outcome.UNKNOWN_ACCOUNT
    elif state.is_locked(attempt.time, database.policy):
        outcome = Outcome.LOCKED_OUT
    elif attempt.right:
        outcome, state.bad = Outcome.SUCCESS, []
    elif not attempt.old:
        counted = Counted(time=attempt.time, client=attempt.client.name)
        locks = any(state.count(counted, database.policy) for _ in range(attempt.counts))
        state.locked = attempt.time if locks else None
    return Ruling(attempt=attempt, database=database, outcome=outcome, locks=locks)


def _lockout(ruling: Ruling, counted: tuple[Counted, ...]) -> TrueLockout:
    return TrueLockout(
        time=ruling.attempt.time,
        host=ruling.database.keeper,
        authority=ruling.database.name,
        account=ruling.attempt.account,
        counted=counted,
        tripped_by=ruling.attempt.client.name,
    )


def _truth(happenings: Iterable[Ruling | Unlock], lockouts: Iterable[TrueLockout]) -> Truth:
    rulings = [each for each in happenings if isinstance(each, Ruling)]
    failed = {each.attempt.account.casefold() for each in rulings if each.outcome in FAILURES}
    told = [each for each in rulings if each.attempt.account.casefold() in failed]
    by_edge: dict[tuple[str, str, str], list[Ruling]] = {}
    for ruling in told:
        attempt = ruling.attempt
        edge = (attempt.client.name, attempt.target, attempt.account)
        by_edge.setdefault(edge, []).append(ruling)
    return Truth(
        lockouts=tuple(lockouts),
        unlocks=tuple(each for each in happenings if isinstance(each, Unlock)),
        attempts=_counts(told),
        edges=tuple(
            TrueEdge(client=client, target=target, account=account, counts=_counts(edge))
            for (client, target, account), edge in sorted(by_edge.items())
        ),
    )


def _counts(rulings: Iterable[Ruling]) -> Counts:
    outcomes = Counter(each.outcome.value for each in rulings)
    return Counts(**outcomes)
