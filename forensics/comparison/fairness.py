"""Why a comparison is not fair, or cannot be made: every reason that the two cases give.

`prevents` leaves nothing to compare; `unfair` leaves figures that may differ for another reason
than the repair. The bounds are ours, and stand here.
"""

from collections.abc import Iterator
from typing import Final

from forensics.comparison import calendar
from forensics.comparison.ground import Ground, Half
from forensics.comparison.nouns import Reason
from forensics.comparison.policies import differing
from forensics.comparison.saying import length, names, stretch
from forensics.comparison.taking import account_key
from forensics.values import TICKS_PER_SECOND, Absent, Instant
from forensics.words import counted

SHIFTED: Final = 0.25
"""The share of the covered time that may lie elsewhere: in the day, in the week, on servers."""

NEAR: Final = 3_600
"""Seconds between the periods within which a clock that is not known matters."""


def reasons(ground: Ground) -> tuple[Reason, ...]:
    """Return every reason, those that prevent the comparison first."""
    prevented = tuple(Reason(code=c, weight="prevents", text=t) for c, t in _prevents(ground))
    return prevented + tuple(Reason(code=c, weight="unfair", text=t) for c, t in _unfair(ground))


_Said = Iterator[tuple[str, str]]


def _prevents(ground: Ground) -> _Said:
    before, after = ground.before, ground.after
    if not ground.accounts:
        yield "nothing-before", "BEFORE holds no failed logon and no lockout to compare with."
    elif ground.swapped:
        yield "swapped", "AFTER ends before BEFORE begins: the two may have been swapped."
    elif ground.overlapped and (before.period is None or after.period is None):
        yield (
            "same-time",
            (
                "Both cases are about the same time: nothing of AFTER is later than BEFORE. "
                "Declare `from` and `to` in case.toml, so that each tells of its own time."
            ),
        )
    elif not ground.servers:
        yield (
            "no-common-server",
            (
                "No server on which the account failed has a log on both sides that shows what did "
                "not happen."
            ),
        )


def _unfair(ground: Ground) -> _Said:
    yield from _overlap(ground)
    yield from _servers(ground)
    yield from _times(ground)
    yield from _records(ground)
    yield from _accounts(ground)


def _overlap(ground: Ground) -> _Said:
    if ground.overlapped and not ground.swapped:
        yield (
            "overlap",
            (
                f"The logs of both cover {stretch(*ground.overlapped)}; this is counted on one "
                "side only. When the repair took place is not known unless `from` of AFTER says so."
            ),
        )
        hashes = {source.sha256 for source in ground.before.side.findings.sources}
        twice = [s.path for s in ground.after.side.findings.sources if s.sha256 in hashes]
        if twice:
            yield "same-exhibit", f"{names(twice)} of AFTER is in BEFORE too, byte for byte."


def _servers(ground: Ground) -> _Said:
    before, after = ground.before, ground.after
    for half, other, said in ((after, before, "AFTER"), (before, after, "BEFORE")):
        missing = [name for name in _known(other) if half.period and not half.covered(name)]
        parts = [name for name in missing if name in half.part]
        gone = [name for name in missing if name not in half.part]
        if gone:
            yield "server-missing", f"{said} holds no log of {names(gone)} for its period."
        if parts:
            yield (
                "selection",
                (
                    f"What {said} holds of {names(parts)} may be a selection: it shows what "
                    "happened, and not what did not."
                ),
            )
    if _moved(ground) > SHIFTED:
        yield (
            "uneven-coverage",
            (
                "The covered time lies on other servers than before, so busy and quiet ones weigh "
                "differently."
            ),
        )


def _known(half: Half) -> list[str]:
    """Return the servers of which one side tells something: a log, a failure or a lockout."""
    seen = {*half.spans, *half.part}
    for events in (half.failures, half.lockouts):
        seen |= set(events["host"].drop_nulls().unique().to_list())
    return sorted(seen, key=lambda name: (name.casefold(), name))


def _moved(ground: Ground) -> float:
    if not ground.servers:
        return 0.0
    totals = [len(ground.servers) * ground.hours(half) for half in (ground.before, ground.after)]
    return calendar.apart(
        [ground.before.covered(name) / totals[0] for name in ground.servers],
        [ground.after.covered(name) / totals[1] for name in ground.servers],
    )


def _times(ground: Ground) -> _Said:
    if not ground.servers:
        return
    yield from _short(ground)
    zone = ground.before.side.findings.case.timezone
    spans = [
        [span for name in ground.servers for span in half.spans[name]]
        for half in (ground.before, ground.after)
    ]
    if calendar.apart(*(calendar.hours_of_day(each, zone) for each in spans)) > SHIFTED:
        yield "time-of-day", "The two sides are covered at other times of the day."
    old, new = (calendar.weekend(each, zone) for each in spans)
    if abs(old - new) > SHIFTED:
        yield (
            "day-of-week",
            (f"{_percent(old)} of the covered time before is weekend, and {_percent(new)} after."),
        )


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _short(ground: Ground) -> _Said:
    """Tell of clients that return more seldom than AFTER is long."""
    time = ground.hours(ground.after)
    slow = {
        rhythm.client: rhythm.seconds
        for rhythm in ground.before.side.findings.rhythms
        if isinstance(rhythm.seconds, int) and isinstance(rhythm.client, str)
        if rhythm.seconds > time
    }
    if slow:
        yield (
            "too-short",
            (
                f"AFTER covers {length(time)}, less than {counted(len(slow), 'client')} took from "
                f"one failure to the next before ({length(max(slow.values()))})."
            ),
        )


def _records(ground: Ground) -> _Said:
    changed = differing(ground.before.side.findings.policy, ground.after.side.findings.policy)
    if changed:
        yield "policy", f"The lockout policy is another: {'; '.join(changed)}."
    yield from _auditing(ground)
    for half, said in ((ground.before, "BEFORE"), (ground.after, "AFTER")):
        unsound = [s.path for s in half.side.findings.sources if s.state != "intact"]
        if unsound:
            yield (
                "damaged",
                (f"{said}: {names(unsound)} could not be read as a whole; records may be missing."),
            )
    yield from _systems(ground)
    yield from _clocks(ground)


def _auditing(ground: Ground) -> _Said:
    for half, said in ((ground.before, "BEFORE"), (ground.after, "AFTER")):
        facts = {fact.name: fact.values for fact in half.side.findings.facts}
        sources = half.side.findings.sources
        changed = any(_in(moment, half) for source in sources for moment in source.audit_changed)
        mute = [name for name in ground.servers if _own(name, half) not in half.side.tried]
        if "off" in facts.get("audit.logon_failures", ()):
            yield "auditing", f"{said}: failed logons are not audited on every server."
        elif changed:
            yield "auditing", f"{said}: the audit policy was changed in its time."
        elif mute and half is ground.after:
            yield (
                "auditing",
                (
                    f"{said}: {names(mute)} records no logon of anybody; nothing shows that logons "
                    "are still audited there."
                ),
            )


def _in(moment: Instant, half: Half) -> bool:
    return half.period is not None and half.period[0] <= moment.ticks <= half.period[1]


def _own(server: str, half: Half) -> str:
    """Return what this case itself calls a server."""
    return half.names.get(server, server)


def _systems(ground: Ground) -> _Said:
    other = []
    for name in ground.servers:
        old = ground.before.side.systems.get(_own(name, ground.before))
        new = ground.after.side.systems.get(_own(name, ground.after))
        if old and new and not old & new:
            other.append(name)
    if other:
        yield (
            "era",
            (
                f"{names(other)} writes records of another generation of Windows than before, "
                "which count otherwise."
            ),
        )


def _clocks(ground: Ground) -> _Said:
    """Tell of clocks that are not known where the two periods lie close together."""
    old, new = ground.before.period, ground.after.period
    if old is None or new is None or (new[0] - old[1]) / TICKS_PER_SECOND > NEAR:
        return
    unknown = [
        name
        for name in ground.servers
        if any(
            clock.host == _own(name, half) and isinstance(clock.offset_seconds, Absent)
            for half in (ground.before, ground.after)
            for clock in half.side.findings.clocks
        )
    ]
    if unknown:
        yield (
            "clock",
            (
                f"The clocks of {names(unknown)} are not known, and the two periods lie within "
                f"{length(NEAR)} of each other: what lies near the border may belong to the other "
                "side."
            ),
        )


def _accounts(ground: Ground) -> _Said:
    subject = ground.after.side.findings.subject.account
    if ground.accounts and isinstance(subject, str) and account_key(subject) not in ground.accounts:
        yield (
            "other-account",
            (f"AFTER is about another account, {names([subject])}; it is not counted here."),
        )
