"""Chapter 5, its end: how the clocks stood, and what two other readers made of cited records."""

from collections.abc import Sequence
from typing import Final

from forensics.findings import Findings
from forensics.narrative.views import Span, Text, inferred, say
from forensics.sources import SecondReading
from forensics.traces import Clock, ClockStretch
from forensics.values import Absent, Instant
from forensics.words import capital, counted, grouped, left_over, listing

_MOST_HOSTS: Final = 8
_MOST_SETS: Final = 3
_MOST_DIFFERENCES: Final = 10
_LONG: Final = 10_000


def clocks(findings: Findings) -> tuple[Text, ...]:
    """Return what is known of the time zone and of each host's clock."""
    said = [_zone(findings)]
    known = [clock for clock in findings.clocks if clock.basis != "unknown"]
    shown = known[:_MOST_HOSTS]
    said += [say(part) for one in shown for part in (_look(one), _moved(one)) if part]
    if len(known) > _MOST_HOSTS:
        said.append(say(f"{left_over(len(known) - _MOST_HOSTS)} in findings.json."))
    if any(clock.basis == "paired" for clock in known):
        said.append(
            say(
                "Records are compared by clocks so corrected; every time is printed as recorded. "
                "Within the uncertainty of two clocks no order is told."
            )
        )
    remarks = [part for one in findings.clocks for part in (_sets(one), _too_far(one)) if part]
    said += [say(part) for part in remarks[:_MOST_HOSTS]]
    if len(remarks) > _MOST_HOSTS:
        more_are = left_over(len(remarks) - _MOST_HOSTS)
        said.append(
            say(f"{more_are} of clocks that were set or stood too far apart in findings.json.")
        )
    unknown = [one.host for one in findings.clocks if one.basis == "unknown" and not one.sets]
    if unknown:
        left = len(unknown) - _MOST_HOSTS
        more = [f"{grouped(left)} more"] if left > 0 else []
        names = listing([*unknown[:_MOST_HOSTS], *more])
        said.append(say(f"Nothing in the evidence tells how the clock of {names} stood."))
    return tuple(part for part in said if part)


def _look(one: Clock) -> Span:
    """Return the sentence about a clock; what pairs of records tell is inferred."""
    return inferred(_clock(one)) if one.basis == "paired" else Span(_clock(one))


def _clock(one: Clock) -> str:
    """Return one sentence about one clock."""
    if one.basis == "reference":
        return f"The clock of {one.host} is the one that others are measured against."
    against = one.reference if isinstance(one.reference, str) else "true time"
    rests = "declared" if one.basis == "declared" else _pairs(one)
    if one.stretches:
        return f"The clock of {one.host} {one.remark}, beside {against} ({rests})."
    if isinstance(one.offset_seconds, Absent):
        return f"The clock of {one.host} {one.remark}, beside {against} ({rests}): not corrected."
    unsure = one.uncertainty_seconds
    about = f" ± {unsure:.3g} s" if isinstance(unsure, int | float) else ""
    stood = _seconds(one.offset_seconds)
    remark = f"; {one.remark}" if one.remark else ""
    return f"The clock of {one.host} minus {against}: {stood}{about} ({rests}){remark}."


def _moved(one: Clock) -> str:
    """Return by which offsets the times of a clock that moved are compared."""
    if not one.stretches:
        return ""
    parts = [_stretch(each) for each in one.stretches if isinstance(each.or_offset_seconds, Absent)]
    gap = any(not isinstance(each.or_offset_seconds, Absent) for each in one.stretches)
    doubt = "; between these either may have held, and no order is told" if gap else ""
    return f"Compared by {listing(parts)}{doubt}."


def _stretch(one: ClockStretch) -> str:
    said = _seconds(one.offset_seconds)
    if one.gains_seconds_an_hour:
        said += f" and {one.gains_seconds_an_hour:+.3g} s an hour"
    begins, ends = one.begins, one.ends
    since = f" from {begins.iso()[:19]}Z on" if isinstance(begins, Instant) else ""
    until = f" until {ends.iso()[:19]}Z" if isinstance(ends, Instant) else ""
    return f"{said}{since}{until} ({counted(one.pairs, 'pair')})"


def _seconds(value: float) -> str:
    """Return `+61.25 s`; from a few hours on whole seconds, `-8,752,062,332 s`."""
    if not value:
        return "0 s"
    return f"{value:+,.0f} s" if abs(value) >= _LONG else f"{value:+.6g} s"


def _sets(one: Clock) -> str:
    """Return what the host's own records tell of its clock being set."""
    if not one.sets:
        return ""
    told = listing(
        [
            f"by {_seconds(each.by_seconds)} at {each.time.iso()[:19]}Z"
            for each in one.sets[:_MOST_SETS]
        ]
    )
    left = one.sets_total - len(one.sets[:_MOST_SETS])
    more = f", and {counted(left, 'time')} more" if left else ""
    return (
        f"Records of {one.host} tell that its clock was set {told}{more}. That alone corrects "
        "nothing: it does not say how long the clock had stood wrong."
    )


def _too_far(one: Clock) -> str:
    if not one.too_far_total:
        return ""
    tries = counted(one.too_far_total, "try", "tries")
    clients = listing(one.too_far[:_MOST_SETS])
    more = " and others" if len(one.too_far) > _MOST_SETS else ""
    return (
        f"{one.host} refused {tries} of {clients}{more} because "
        "the two clocks stood too far apart, by default more than 5 minutes."
    )


def _pairs(one: Clock) -> str:
    spread = one.spread_seconds
    about = f", spread {spread:.3g} s" if isinstance(spread, int | float) else ""
    return f"median of {counted(one.pairs, 'pair')}{about}"


def _zone(findings: Findings) -> Text:
    times = [one.last for one in findings.sources if isinstance(one.last, Instant)]
    said = "All times are UTC, as stored in the records." if times else "All times are UTC."
    if any(one.claims.get("clock", "").startswith("local") for one in findings.sources):
        said = (
            "All times are UTC: as stored in the records, or turned from the local time of a log, "
            "as the table of exhibits says."
        )
    zone = findings.case.timezone
    if not zone or zone == "UTC" or not times:
        return say(said)
    offset = findings.case.utc_offset
    local = (
        f" stood at UTC{offset} at the time of the latest record"
        if offset
        else " is the site's time zone"
    )
    return say(f"{said} {zone}{local}.")


def second(findings: Findings) -> tuple[Text, ...]:
    """Return what each of the second, independent readers made of the cited records."""
    readings = findings.second_readings
    number = max((one.compared for one in readings), default=0)
    if not number:
        return (say("No cited record was decoded a second time: none is of the .evtx form."),)
    whole = "; by ".join(f"{one.reader}: {_made_of(one)}" for one in readings)
    said = f"{capital(counted(number, 'cited record'))} of the .evtx form decoded again by {whole}."
    return tuple(part for part in (say(said), _shared(readings), *_told(readings)) if part)


def _made_of(reading: SecondReading) -> str:
    return (
        f"{grouped(reading.agree)} agree, {grouped(reading.differ)} differ, "
        f"{grouped(reading.failed)} could not be decoded by it"
    )


def _shared(readings: Sequence[SecondReading]) -> Text:
    shared = max(one.same_library for one in readings)
    if not shared:
        return ()
    return say(
        f"Without a template, as forwarded events are: {counted(shared, 'record')}. Our own reader "
        "reads such a record through evtx as well, whose agreement is no second opinion there."
    )


def _told(readings: Sequence[SecondReading]) -> tuple[Text, ...]:
    """Return what differs, and why records failed, at most ten of each reader."""
    told = [
        say(f"{one.reader}: {text}")
        for one in readings
        for text in one.differences[:_MOST_DIFFERENCES]
    ]
    left = sum(one.untold + len(one.differences) for one in readings) - len(told)
    more = f"{grouped(left)} more of these are not told here; the appendix marks the records."
    return (*told, say(more) if left else ())
