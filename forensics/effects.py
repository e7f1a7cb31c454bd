"""The nouns of effect: the policy, what another or a repair would have changed, what it all cost.

They are part of the findings (`findings.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.values import Absent, Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One more client repaired: lockouts prevented by it and by all those of the steps before."""

    client: str
    prevented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another lockout policy, replayed over the same attempts.

    Attributes:
        what: `threshold`, `window` or `off` (no account locks).
        threshold: Bad passwords that lock under it; 0 never locks.
        window_seconds: Its observation window.
        prevented: Lockouts that it does not give, of those that the policy in force gives.
        guesses_a_day: Most bad passwords a day that it lets someone try on one account in one
            database: threshold x 86,400 / window, for a lockout that lasts no shorter than the
            window; absent where there is no bound.
        costs: The same in words.
        article: Where the rule is from: Q128009 for the window, Q231399 for `off`.
    """

    what: str
    threshold: int
    window_seconds: int
    prevented: int
    guesses_a_day: int | Absent
    costs: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One machine that asked the database, and for which the account was locked as long.

    Attributes:
        target: The machine accessed.
        refused: Attempts refused while the account was locked (539, 0xC0000234).
        uninvolved: Of these, from a known client that sent no bad password before that lockout.
        clean: Of these, from one that sent no bad password of the account anywhere in the evidence.
    """

    target: str
    refused: int
    uninvolved: int
    clean: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What the lockouts of one account in one database cost.

    Attributes:
        authority: Whose database it is.
        account: As first recorded.
        lockouts: How many.
        locked_seconds: How long it was locked in all, cut to whole seconds; at least so long
            where `open_ended` is not 0.
        longest_seconds: The longest lockout, likewise.
        share: Part of the incident window in which it was locked, 0 to 1, cut.
        open_ended: Lockouts whose end no record and no policy tells; they count up to the last
            refusal.
        refused: Attempts refused while it was locked.
        uninvolved: Of these, from a known client that sent no bad password before that lockout.
        clean: Of these, from one that sent no bad password of the account anywhere in the evidence:
            legitimate as far as these records show, and no further: a refused password is never
            checked, and where it was refused always, that client never could fail.
        asked: The machines for which it was locked, those without a refusal too; most first.
    """

    authority: str
    account: str
    lockouts: int
    locked_seconds: int
    longest_seconds: int
    share: float | Absent
    open_ended: int
    refused: int
    uninvolved: int
    clean: int
    asked: tuple[Asked, ...]


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
        rivals: Other thresholds that explain as many lockouts as the inferred one.
        possible: Every threshold that the lockouts leave open, where it is more than one: the
            window is not known, and a shorter one forgets more. `threshold` is then assumed.
        authority: The account database that follows it; `""` where all of the case do.
    """

    threshold: int | Absent
    window_seconds: int | Span | Absent
    duration_seconds: int | Span | Absent
    basis: str
    assumed: Mapping[str, int]
    support: str
    evidence: tuple[Locator, ...] = ()
    rivals: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    authority: str = ""


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
        method: `exact` where no smaller set prevents every lockout, `greedy` where the search was
            too long or no set prevents them all; `none` without a lockout.
        curve: The clients of `smallest_fix` in the order of their repair: the first k of them
            prevent so many.
        curve_order: `gain`, each time the one that adds most, or `busiest` first, where the case is
            too large to try them all each time.
        policies: Other thresholds, other windows and no policy at all.
        remaining: Of `of`, those that happen all the same.
    """

    of: int
    smallest_fix: tuple[str, ...]
    prevented: int
    per_client: tuple[Prevented, ...]
    method: str
    curve: tuple[Step, ...] = ()
    curve_order: str = "gain"
    policies: tuple[Change, ...] = ()
    remaining: int = 0
