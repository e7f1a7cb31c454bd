"""Numbers of the exhibits and of the case's time zone: also what `forensics check` prints."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forensics.findings import CaseHeading
from forensics.sources import Source
from forensics.values import Instant


def dated(case: CaseHeading, sources: Sequence[Source]) -> CaseHeading:
    """Return the heading with the offset of its time zone at the last moment of the evidence."""
    times = [one.last for one in sources if isinstance(one.last, Instant)]
    return replace(case, utc_offset=_offset(case.timezone, max(times)) if times else "")


def _offset(zone: str, moment: Instant) -> str:
    """Return the offset such as `+01:00`, or nothing where this machine does not know the zone."""
    try:
        stood = moment.moment().astimezone(ZoneInfo(zone)).strftime("%z")
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return ""
    return f"{stood[:3]}:{stood[3:5]}"


def numbered(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the exhibits with their numbers and what each of them counts."""
    return tuple(_source(one, at) for at, one in enumerate(sources, 1))


def _source(one: Source, number: int) -> Source:
    return replace(
        one,
        id=f"E{number}",
        chunks_total=sum(one.chunks.values()),
        record_gaps=tuple(
            replace(gap, missing=gap.before - gap.after - 1) for gap in one.record_gaps
        ),
    )
