"""The nouns of time: clocks, lanes and rhythms.

They are part of the findings (`findings.py`).
"""

from dataclasses import dataclass

from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant


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
