"""The nouns of time: clocks, lanes and rhythms.

They are part of the findings (`findings.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStretch:
    """One stretch of a clock that moved; its times are as that host recorded them.

    Attributes:
        begins: From here on; not applicable for the first one.
        ends: Up to here; not applicable for the last one.
        offset_seconds: Its time minus that of the clock's `reference`, where the stretch begins or
            at the first pair that tells of it.
        gains_seconds_an_hour: What it gains; 0 for a constant offset.
        pairs: How many pairs agree; 0 where no pair tells which of two offsets held.
        or_offset_seconds: The offset that may have held as well; not applicable where one is told.
    """

    begins: Instant | Absent
    ends: Instant | Absent
    offset_seconds: float
    gains_seconds_an_hour: float
    pairs: int
    or_offset_seconds: float | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """A record that tells that a host's clock was set, by a second or more.

    Attributes:
        time: What the clock showed just after.
        by_seconds: How far it was set on; negative where it was set back.
    """

    time: Instant
    by_seconds: float
    evidence: Locator


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
        stretches: How it ran beside the clock of `reference`, where it was set or drifts and its
            pairs carry that; its times are compared by these.
        sets: Records that tell that it was set, the ten farthest, in order of time.
        sets_total: How many there are.
        too_far: Clients whose tries Kerberos refused here, because their clocks stood too far from
            this one (KRB_AP_ERR_SKEW; by default 5 minutes, RFC 4120).
        too_far_total: How many tries that were.
    """

    host: str
    offset_seconds: float | Absent
    uncertainty_seconds: float | Absent
    basis: str
    spread_seconds: float | Absent = NOT_RECORDED
    pairs: int = 0
    reference: str | Absent = NOT_APPLICABLE
    remark: str = ""
    stretches: tuple[ClockStretch, ...] = ()
    sets: tuple[ClockSet, ...] = ()
    sets_total: int = 0
    too_far: tuple[str, ...] = ()
    too_far_total: int = 0


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
    bursts: Sequence[Burst]
    locked: tuple[LockedPeriod, ...]
    bad_password: int
    locked_out: int
    lockouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something recorded shortly before a client's first failure, or soon after its last.

    Attributes:
        what: `password-change`, `unlock`, `machine-start`, `machine-back` (its own account logs on
            again after four hours without), `machine-stop` or `service-stop`.
        host: The machine that it happened to; of a password or an unlock the database.
        service: Which service; not applicable for others.
        time: As recorded.
        seconds: From it to the first failure, or from the last failure to it.
    """

    what: str
    host: str
    service: str | Absent
    time: Instant
    seconds: int
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """That the bursts of a client begin soon after one kind of event, more than by chance.

    Attributes:
        what: `machine-start`, `machine-back`, `service-start` or `logon` (of a person).
        host: The machine that it happens to.
        service: Which service; not applicable for others.
        bursts: How many begin within ten minutes after one.
        of: How many bursts there are.
        occasions: After how many different ones they begin.
        seconds: From the event to the burst, the median.
    """

    what: str
    host: str
    service: str | Absent
    bursts: int
    of: int
    occasions: int
    seconds: int
    evidence: tuple[Locator, ...]


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
        follows: What its bursts begin after, the closest tie first.
        compared: The kinds of events that are recorded often enough to tell; of others nothing is
            known.
        began_after: What is recorded in the day before `first`, the nearest first.
        ending: `silent` (for longer than three of its longest silences, while the logs that
            recorded it go on), `goes on` (when these logs end), or `not told`.
        silent_seconds: From `last` to the end of these logs; absent where it is not silent.
        ended_with: What is recorded after `last`, before the silence was longer than any before.
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
    follows: tuple[Following, ...] = ()
    compared: tuple[str, ...] = ()
    began_after: tuple[Occasion, ...] = ()
    ending: str = "not told"
    silent_seconds: int | Absent = NOT_APPLICABLE
    ended_with: tuple[Occasion, ...] = ()
