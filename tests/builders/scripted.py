"""A scripted incident for the report's tests: invented attempts, replayed into lockouts.

Threshold 5, window and lockout 30 minutes; each target has an account database of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from forensics.occurrences import Counted, Lockout, Share
from forensics.values import TICKS_PER_SECOND, Instant, Locator

ACCOUNT: Final = "SMSCliToknAcct&"
MIDNIGHT: Final = Instant(126_470_592_000_000_000)  # 2001-10-09T00:00:00Z
THRESHOLD: Final = 5
WINDOW: Final = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One scripted attempt: seconds after midnight, and what came of it."""

    at: int
    client: str
    target: str
    outcome: str = "bad_password"

    @property
    def time(self) -> Instant:
        """When it happened."""
        return at(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A scripted incident after its replay."""

    tries: tuple[Try, ...]
    lockouts: tuple[Lockout, ...]
    groups: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    account: str = ACCOUNT
    events: Mapping[str, int] = field(
        default_factory=lambda: {"bad_password": 529, "locked_out": 539, "lockout": 644}
    )


def at(seconds: int) -> Instant:
    """Return the instant so many seconds after midnight of the invented day, 0.25 s later."""
    return Instant(MIDNIGHT.ticks + seconds * TICKS_PER_SECOND + TICKS_PER_SECOND // 4)


def replayed(
    scheduled: Iterable[Try], groups: Mapping[str, str], roles: Mapping[str, tuple[str, ...]]
) -> Incident:
    """Return the incident that these bad passwords make, one account database for each target."""
    tries, lockouts = [], list[Lockout]()
    counts: dict[str, list[Try]] = {}
    until: dict[str, int] = {}
    refused: dict[str, int] = {}
    latest: dict[str, str] = {}
    for one in sorted(scheduled, key=lambda one: (one.at, one.client)):
        if one.at < until.get(one.target, 0):
            tries.append(replace(one, outcome="locked_out"))
            refused[latest[one.target]] = refused.get(latest[one.target], 0) + 1
            continue
        recent = counts.setdefault(one.target, [])
        if recent and one.at - recent[-1].at > WINDOW:
            recent.clear()
        recent.append(one)
        tries.append(one)
        if len(recent) == THRESHOLD:
            until[one.target] = one.at + WINDOW
            latest[one.target] = f"L{len(lockouts) + 1}"
            lockouts.append(_lockout(latest[one.target], tuple(recent)))
            recent.clear()
    whole = tuple(replace(lockout, refused=refused.get(lockout.id, 0)) for lockout in lockouts)
    return Incident(tries=tuple(tries), lockouts=whole, groups=groups, roles=roles)


def _lockout(number: str, recent: tuple[Try, ...]) -> Lockout:
    last = recent[-1]
    senders = dict.fromkeys(one.client for one in recent)
    shares = [
        Share(client=name, bad_passwords=sum(one.client == name for one in recent))
        for name in senders
    ]
    counted = tuple(
        Counted(time=one.time, client=one.client, target=one.target, evidence=(locator(one),))
        for one in recent
    )
    return Lockout(
        id=number,
        incident="I1",
        time=last.time,
        account=ACCOUNT,
        authority="LONDOM" if last.target == "LONDC01" else last.target,
        host=last.target,
        basis="recorded",
        caller=last.client,
        counted=counted,
        shares=tuple(sorted(shares, key=lambda share: -share.bad_passwords)),
        tripped_by=last.client,
        unexplained=0,
        certainty="certain",
        refused=0,
        until=at(last.at + WINDOW),
        until_basis="policy",
        caller_agrees="yes",
        evidence=(locator(last, lockout=True), *(one.evidence[0] for one in counted)),
    )


def locator(one: Try, *, lockout: bool = False) -> Locator:
    """Return an invented place of the record in its target's log."""
    record = 20_000 + one.at * 2 + lockout
    return Locator(
        source=f"evidence/{one.target.lower()}-security.evtx",
        record=record,
        offset=4_096 + record * 512 % 1_048_576,
        length=480,
    )
