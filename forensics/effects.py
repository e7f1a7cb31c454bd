"""The nouns of effect: what a repair or another policy would have changed, what lockouts cost.

They are part of the findings (`findings.py`).
"""

from dataclasses import dataclass

from forensics.values import Absent


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
    """One machine that asked the database: its refusals of the account while it was locked.

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
        asked: The same by machine, most refusals first.
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
