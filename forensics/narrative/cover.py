"""Page 1: what happened, how far it can be relied on, five figures, and what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forensics.binding import Binding
from forensics.bursts import together
from forensics.figures import lanes, target_tracks
from forensics.findings import Action, Findings
from forensics.narrative.carried import note
from forensics.narrative.common import (
    noun,
    several,
    subject,
    subject_lockouts,
    when,
)
from forensics.narrative.key_figures import Fact, key_figures
from forensics.narrative.views import (
    Links,
    Numbers,
    Picture,
    Span,
    Text,
    inferred,
    say,
    strong,
    tag,
)
from forensics.sources import none_read
from forensics.typeface import SEMIBOLD, fitted
from forensics.values import Instant
from forensics.words import capital, counted, day, grouped, minute, period, spelled, times

_FIRST = 3
_RUNNING, _ROOM = 7.5, 300.0  # type size and width of the running head, in points
_ROOMY = 4  # up to so many lanes get the full height
_CROWD = 40
_TALL, _LOW = 34.0, 22.0

CHAPTERS = (
    ("what", "1. What happened"),
    ("who", "2. Who and where"),
    ("locks", "3. Every lockout"),
    ("cause", "4. Cause, and what Microsoft says"),
    ("evidence", "5. Evidence and its condition"),
    ("actions", "6. Recommended actions"),
    ("method", "7. Method and limits"),
    ("records", "Appendix. Cited records"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, and whose advice it is."""

    text: str
    tag: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Page 1; `running` stands at the edge of every page."""

    running: str
    kicker: Text
    headline: str
    lede: Text
    statement: Text
    confidence: Text
    facts: tuple[Fact, ...]
    picture: Picture | None
    first: tuple[Step, ...]
    contents: tuple[tuple[tuple[str, str], ...], ...]
    note: Text


def cover(
    findings: Findings,
    links: Links,
    numbers: Numbers,
    binding: Binding,
) -> Cover:
    """Return page 1."""
    case = findings.case
    return Cover(
        running=fitted(
            ": ".join(part for part in dict.fromkeys((case.id, case.title)) if part),
            _RUNNING,
            _ROOM,
            weight=SEMIBOLD,
        ),
        kicker=_kicker(findings, binding.date),
        headline=findings.verdict.headline,
        lede=_lede(findings),
        statement=say(findings.verdict.statement),
        confidence=_confidence(findings),
        facts=key_figures(findings),
        picture=_picture(findings, links, numbers),
        first=steps(findings.actions[:_FIRST]),
        contents=(CHAPTERS[:4], CHAPTERS[4:]),
        note=_note(findings, links, binding),
    )


def steps(actions: Sequence[Action]) -> tuple[Step, ...]:
    """Return the actions, each marked as Microsoft's or ours."""
    marks = {
        "article": tag("Microsoft's article", "ok"),
        "ours": tag("our advice", "no"),
    }
    return tuple(Step(text=one.text, tag=marks.get(one.origin, tag(one.origin))) for one in actions)


def latest(findings: Findings) -> Instant | None:
    """Return the time of the latest live record of the evidence."""
    times = [one.last for one in findings.sources if isinstance(one.last, Instant)]
    return max(times, default=None)


def _kicker(findings: Findings, date: datetime | None) -> Text:
    case = findings.case
    last = latest(findings)
    said = [f"Incident report for case {case.id}." if case.id else "Incident report."]
    if last:
        said.append(f"Evidence up to {day(last)}, {minute(last)} UTC.")
    if date:
        said.append(f"Report made on {day(Instant.of(date))}.")
    given = (("Ticket", case.ticket), ("Customer", case.customer), ("Analyst", case.analyst))
    details = [f"{label} {value}" for label, value in given if value]
    if case.organisation:
        details.append(case.organisation)
    if details:
        said.append("; ".join(details) + ".")
    if "invented" in f"{case.title} {case.complaint}".casefold():
        said.append("The data are invented.")
    return say(" ".join(said))


def _lede(findings: Findings) -> Text:
    locked = subject_lockouts(findings)
    failures = findings.subject.failures.total
    complaint = findings.case.complaint.rstrip(".")
    said = say(f"The complaint: “{complaint}”. " if complaint else "")
    if locked:
        first = when(locked)[0]
        recorded = any(one.basis == "recorded" for one in locked)
        shows = say(
            "The records show the first ",
            "lockout" if recorded else inferred("inferred lockout"),
            " of ",
            subject(findings),
            f" at {minute(first)} UTC on {day(first)}.",
        )
    elif failures:
        shows = say(
            f"The records show {counted(failures, 'failed logon')} of ",
            subject(findings),
            f", and no lockout of {'them' if several(findings) else 'it'}.",
        )
    elif unnamed := findings.attempts.total:
        shows = say(f"The records show {counted(unnamed, 'failed logon')} that name no account.")
    elif none_read(findings.sources):
        shows = say("No exhibit could be read.")
    else:
        shows = say("The evidence that could be read holds no failed logon.")
    others = findings.tallies.lockouts.elsewhere
    more = f" In other incidents accounts were locked out {times(others)}." if others else ""
    told = findings.tallies.further_incidents
    further = say(
        f" {capital(spelled(told, 'further incident'))} {'is' if told == 1 else 'are'} told in ",
        Span("chapter 1", "", "#incidents", "Chapter 1, other incidents in this case"),
        ".",
    )
    return say(said, shows, more, further if told > 0 else "")


def _confidence(findings: Findings) -> Text:
    verdict = findings.verdict
    because = " ".join(verdict.because)
    word = Span(verdict.nature, "inferred", "#nature", "Chapter 4, defect or attack?")
    nature = say(" Nature: ", word if findings.hypotheses else inferred(verdict.nature), ".")
    return say(
        strong(f"Confidence: {verdict.confidence}."),
        f" {because}" if because else "",
        nature,
        " What these words mean is set down in ",
        Span("chapter 7", "", "#method", "Chapter 7, method and limits"),
        "; the checks stand in ",
        Span("chapter 4", "", "#cause", "Chapter 4, cause"),
        ".",
    )


def _picture(findings: Findings, links: Links, numbers: Numbers) -> Picture | None:
    tracks = target_tracks(findings)
    lane = _TALL if len(tracks) <= _ROOMY else _LOW
    one, many = noun(findings)
    shown = ", ".join(
        f"{track.title}: {counted(track.bad_password, 'bad password')}, "
        f"{counted(track.lockout_count, 'lockout')}"
        for track in tracks
    )
    alt = f"State of the account on {counted(len(tracks), 'lane')} of {many} over time. {shown}."
    drawn = lanes(tracks, alt, lane, links.lockouts)
    return numbers.picture(_caption(findings, one), drawn)


def _caption(findings: Findings, one: str) -> Text:
    bursts = together(lane.bursts for lane in findings.lanes)
    span = bursts.span()
    time = f", {period(*span)}" if span else ""
    whose = "The accounts" if several(findings) else "The account"
    said = f"{whose} on each {'Client Access Point (CAP)' if one == 'CAP' else one}{time}. "
    outcomes = bursts.outcomes()
    said += "Solid bars: bad passwords. "
    if "locked_out" in outcomes:
        said += "Hollow bars: refused, already locked. "
    if outcomes & {"unknown_account", "other_failure"}:
        said += "Thin lines: other failures. "
    targets = findings.tallies.targets
    if targets.targets > targets.with_lane > 0:
        said += (
            f"Only the {grouped(targets.with_lane)} busiest of {grouped(targets.targets)} are "
            "drawn. "
        )
    locked = [period for lane in findings.lanes for period in lane.locked]
    if locked:
        crowded = len(locked) > _CROWD
        said += "Diamond: lockout" + (
            "; where they crowd, one stands for several. " if crowded else ". "
        )
        said += "Shaded: account locked"
        unknown = any(not period.ends_known for period in locked)
        said += "; hatched: locked, end unknown." if unknown else "."
    return say(said.strip())


def _note(findings: Findings, links: Links, binding: Binding) -> Text:
    said: list[str | Span | Text] = [note(binding)]
    sample = next(iter(links.refs), None)
    if sample:
        said.append("A number such as ")
        said.append(Span(sample, "rec", f"#{sample}", f"Record {sample} in the appendix"))
        said.append(" leads to that record in the appendix. ")
    said.append("All times are UTC.")
    zone, offset = findings.case.timezone, findings.case.utc_offset
    if offset and zone != "UTC":
        said.append(f" {zone} then stood at UTC{offset}.")
    return say(*said)
