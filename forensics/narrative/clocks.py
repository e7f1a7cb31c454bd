"""Chapter 5, its end: how the clocks stood, and what a second reader made of the cited records."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forensics.findings import Clock, Findings
from forensics.narrative.views import Text, say
from forensics.values import Absent, Instant
from forensics.words import capital, counted, grouped, listing

_MOST_HOSTS: Final = 8
_MOST_DIFFERENCES: Final = 10


def clocks(findings: Findings) -> tuple[Text, ...]:
    """Return what is known of the time zone and of each host's clock."""
    said = [_zone(findings)]
    known = [clock for clock in findings.clocks if not isinstance(clock.offset_seconds, Absent)]
    if known:
        said.append(say("Clocks, minus true time: ", "; ".join(map(_clock, known)), "."))
    unknown = [clock.host for clock in findings.clocks if isinstance(clock.offset_seconds, Absent)]
    if unknown:
        left = len(unknown) - _MOST_HOSTS
        more = [f"{grouped(left)} more"] if left > 0 else []
        names = listing([*unknown[:_MOST_HOSTS], *more])
        said.append(say(f"Nothing in the evidence tells how the clock of {names} stood."))
    return tuple(part for part in said if part)


def _clock(one: Clock) -> str:
    unsure = one.uncertainty_seconds
    offset = one.offset_seconds
    about = f" ± {unsure:g} s" if isinstance(unsure, int | float) else ""
    ahead = f"{offset:+g} s" if isinstance(offset, int | float) and offset else "0 s"
    return f"{one.host} {ahead}{about} ({one.basis})"


def _zone(findings: Findings) -> Text:
    times = [one.last for one in findings.sources if isinstance(one.last, Instant)]
    said = "All times are UTC, as stored in the records."
    zone = findings.case.timezone
    if not zone or zone == "UTC" or not times:
        return say(said)
    offset = _offset(zone, max(times))
    local = (
        f" stood at UTC{offset} at the time of the latest record"
        if offset
        else " is the site's time zone"
    )
    return say(f"{said} {zone}{local}.")


def _offset(zone: str, moment: Instant) -> str:
    """Return the offset such as `+01:00`, or nothing where this machine does not know the zone."""
    try:
        stood = moment.moment().astimezone(ZoneInfo(zone)).strftime("%z")
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return ""
    return f"{stood[:3]}:{stood[3:5]}"


def second(findings: Findings) -> tuple[Text, ...]:
    """Return what the second, independent reader made of the cited records."""
    reading = findings.second_reading
    if not reading.compared:
        return (say("No cited record was decoded a second time: none is of the .evtx form."),)
    said = (
        f"{capital(counted(reading.compared, 'cited record'))} of the .evtx form "
        f"{'was' if reading.compared == 1 else 'were'} decoded again by {reading.reader}, a reader "
        f"written independently: {grouped(reading.agree)} agree, {grouped(reading.differ)} differ, "
        f"{grouped(reading.failed)} could not be decoded by it."
    )
    differences = [say(one) for one in reading.differences[:_MOST_DIFFERENCES]]
    return (say(said), *differences)
