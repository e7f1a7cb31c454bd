"""What happened, one plain row a moment: the common ground of the forms that list events.

An attempt is a row however many records witness it; a lockout and an unlock are rows of their own.
Values are as recorded; what is absent is None.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from forensics.export import attempts_told
from forensics.occurrences import Lockout, Unlock
from forensics.pipeline import Analysis
from forensics.values import Absent, Instant

_AT_ONCE: Final = 10_000  # rows that are Python objects at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One attempt, lockout or unlock.

    Attributes:
        kind: `attempt`, `lockout` or `unlock`.
        time: As recorded, UTC.
        account: As presented.
        domain: As presented.
        outcome: Of an attempt, as in attempts.csv; of a lockout its basis.
        client: Where it came from; of a lockout, whose try tripped it.
        target: What was accessed; of a lockout, the machine that recorded it.
        authority: Whose account database it concerns.
        status: Of an attempt, as recorded.
        logon_type: As recorded.
        package: As recorded.
        event_id: Of the record.
        source: The exhibit.
        record: The number of the record in it.
        offset: Bytes from its start.
        of: Of a lockout, its id, as in the report.
    """

    kind: str
    time: Instant
    account: str | None = None
    domain: str | None = None
    outcome: str = ""
    client: str | None = None
    target: str | None = None
    authority: str | None = None
    status: str | None = None
    logon_type: str | None = None
    package: str | None = None
    event_id: int | None = None
    source: str | None = None
    record: int | None = None
    offset: int | None = None
    of: str = ""


def moments(analysis: Analysis) -> Iterator[Moment]:
    """Yield all attempts in order of time, then lockouts, then unlocks."""
    told = attempts_told(analysis.scene, analysis.findings)
    for frame in told.iter_slices(_AT_ONCE):
        yield from _attempts(frame)
    yield from map(_lockout, analysis.findings.lockouts)
    yield from map(_unlock, analysis.findings.unlocks)


def _attempts(frame: pl.DataFrame) -> Iterator[Moment]:
    for row in frame.iter_rows(named=True):
        yield Moment(
            kind="attempt",
            time=Instant(row["time"]),
            account=row["account"],
            domain=row["presented_domain"],
            outcome=row["outcome"],
            client=row["client"],
            target=row["target"],
            authority=row["authority"],
            status=row["status"],
            logon_type=row["logon_type"],
            package=row["package"],
            event_id=row["event_id"],
            source=row["source"],
            record=row["record"],
            offset=row["offset"],
        )


def _lockout(one: Lockout) -> Moment:
    first = one.evidence[0]
    return Moment(
        kind="lockout",
        time=one.time,
        account=_or_none(one.account),
        outcome=one.basis,
        client=_or_none(one.tripped_by),
        target=one.host,
        authority=one.authority,
        source=first.source,
        record=first.record,
        offset=first.offset,
        of=one.id,
    )


def _unlock(one: Unlock) -> Moment:
    first = one.evidence[0]
    return Moment(
        kind="unlock",
        time=one.time,
        account=one.account,
        client=_or_none(one.by),
        authority=one.authority,
        source=first.source,
        record=first.record,
        offset=first.offset,
    )


def _or_none(value: Any) -> Any:  # noqa: ANN401 - what may be absent is of any kind
    return None if isinstance(value, Absent) else value
