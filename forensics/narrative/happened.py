"""Chapter 1: what happened, client by client, and how one lockout came about."""

from dataclasses import dataclass

from forensics.edges import of_first, span, targets
from forensics.figures import client_tracks, lanes
from forensics.figures.anatomy import chosen
from forensics.findings import Findings
from forensics.graph import UNNAMED
from forensics.narrative.anatomy import Anatomy, of_lockout
from forensics.narrative.common import (
    noun,
    other_policies,
    policy,
    several,
    subject,
    subject_lockouts,
)
from forensics.narrative.rhythm import password_changes
from forensics.narrative.views import (
    Links,
    Numbers,
    Picture,
    Span,
    Text,
    inferred,
    named,
    say,
    series,
)
from forensics.values import Absent, Instant
from forensics.words import (
    capital,
    clock,
    counted,
    day,
    grouped,
    left_over,
    listing,
    minute,
    or_why,
    period,
    spelled,
    stamp,
    times,
)

_LANE = 15.0
_MOST_NAMES = 8
_MOST_UNLOCKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Chapter 1."""

    paragraphs: tuple[Text, ...]
    clients: Picture | None
    after: tuple[Text, ...]
    anatomy: Anatomy | None


def happened(findings: Findings, links: Links, numbers: Numbers) -> Happened:
    """Return chapter 1."""
    tracks = client_tracks(findings)
    alt = (
        f"Failed logons of {counted(len(findings.clients), 'client')} over time, one lane each. "
        + " ".join(
            f"{one.title}: {counted(one.bad_password, 'bad password')}, "
            f"{counted(one.lockout_count, 'lockout')} tripped."
            for one in tracks[:8]
        )
    )
    pictured = numbers.picture(_lanes_caption(findings), lanes(tracks, alt, _LANE, links.lockouts))
    lockout = chosen(findings, subject_lockouts(findings))
    return Happened(
        paragraphs=tuple(part for part in _paragraphs(findings, links) if part),
        clients=pictured,
        after=tuple(
            part for part in (_bursts(findings), _others(findings), _uncounted(findings)) if part
        ),
        anatomy=of_lockout(findings, lockout, links, numbers) if lockout else None,
    )


def _paragraphs(findings: Findings, links: Links) -> list[Text]:
    window = _window(findings)
    if not findings.subject.failures.total:
        return [*window, say(_nothing(findings)), _unlocks(findings)]
    changes = password_changes(findings, links)
    ruling = (*policy(findings.policy), *other_policies(findings))
    told = [_failures(findings, links), ruling, changes, _unlocks(findings)]
    return [*window, *told]


def _nothing(findings: Findings) -> str:
    if not findings.sources:
        return "There is no evidence to read."
    exhibits = findings.tallies.exhibits
    unnamed = findings.attempts.total
    failed = (
        f"They show {counted(unnamed, 'failed logon')}, without the name of an account."
        if unnamed
        else "None of them is a failed logon."
    )
    return (
        f"The evidence holds {counted(exhibits.exhibits, 'exhibit')} with "
        f"{counted(exhibits.live_records, 'live record')}. {failed} "
        "Chapter 5 says what was read and what could not be."
    )


def _window(findings: Findings) -> list[Text]:
    begin, end = findings.case.window_from, findings.case.window_to
    if isinstance(begin, Absent) and isinstance(end, Absent):
        return []
    if isinstance(begin, Instant) and isinstance(end, Instant):
        return [say(f"The case is limited to the time {period(begin, end)}.")]
    since = f" from {day(begin)}, {minute(begin)}" if isinstance(begin, Instant) else ""
    until = f" to {day(end)}, {minute(end)}" if isinstance(end, Instant) else ""
    return [say(f"The case is limited to the time{since}{until} UTC.")]


def _failures(findings: Findings, links: Links) -> Text:
    one, many = noun(findings)
    edges = of_first(findings)
    counts = findings.subject.failures
    hosts = findings.tallies.targets.targets
    lasting = span(edges)
    begin = capital(period(*lasting)) if lasting else "In the evidence"
    reasons = (
        (counts.bad_password, "failed because the password was wrong"),
        (counts.locked_out, "refused because the account was already locked"),
        (counts.unknown_account, "failed because no such account was found"),
        (counts.other_failure, "failed for another reason"),
    )
    how = listing([f"{grouped(number)} {said}" for number, said in reasons if number])
    how = how.replace(
        f"{grouped(counts.locked_out)} refused", f"{grouped(counts.locked_out)} were refused"
    )
    named = any(target != UNNAMED for target in targets(edges))
    where = spelled(hosts, one, many) if named else "a machine that is not named"
    return say(
        f"{begin}, {where} saw {counted(counts.total, 'failed logon')} of ",
        subject(findings),
        f": {how}. ",
        _locked(findings, links),
        _success(findings),
    )


def _locked(findings: Findings, links: Links) -> Text:
    locked = subject_lockouts(findings)
    refused = findings.subject.failures.locked_out
    if not locked and refused:
        return say(
            "No lockout of the account is in the evidence; ",
            inferred(f"it was locked before the first of {counted(refused, 'refusal')}"),
            ".",
        )
    if not locked:
        of = "these accounts" if several(findings) else "the account"
        return say(f"No lockout of {of} was recorded, and none can be inferred.")
    first = min(locked, key=lambda lockout: lockout.time)
    record = next((link for link in map(links.record, first.evidence) if link), None)
    lockouts = findings.tallies.lockouts
    guessed = lockouts.incident_inferred
    return say(
        f"{'They' if several(findings) else 'It'} locked {times(lockouts.incident)}",
        say(", ", inferred(f"{grouped(guessed)} of them inferred")) if guessed else (),
        ", first on ",
        named(first.host),
        f" at {clock(first.time)}",
        say(" (", record, ")") if record else "",
        ".",
    )


def _success(findings: Findings) -> str:
    """Return how often the account logged on; under another name, as a UPN's, it may have."""
    successes = findings.subject.failures.success
    if successes:
        who = "They" if several(findings) else "It"
        return f" {who} also logged on successfully {times(successes)}."
    return f" No successful logon under {_names(findings)} was found."


def _names(findings: Findings) -> str:
    return "these names" if several(findings) else "this name"


def _bursts(findings: Findings) -> Text:
    found = findings.tallies.failures
    if found.bursts < 2:  # noqa: PLR2004 - a pattern needs two
        return ()
    span = (
        f"{grouped(found.burst_least)} to {grouped(found.burst_most)} attempts each"
        if found.burst_least != found.burst_most
        else f"{counted(found.burst_most, 'attempt')} each"
    )
    return say(
        f"By client and outcome the failures form {counted(found.bursts, 'burst')} of {span}; "
        "within a burst no two attempts lie more than 90\u00a0s apart."
    )


def _others(findings: Findings) -> Text:
    subject_ = findings.subject
    if not subject_.others_total:
        return ()
    names = subject_.others[:_MOST_NAMES]
    left = subject_.others_total - len(names)
    more = [Span(f"{grouped(left)} more")] if left else []
    return say(
        f"{capital(spelled(subject_.others_total, 'further account'))} also failed: ",
        series([*map(named, names), *more]),
        ". Their attempts are in the machine-readable findings.",
    )


def _uncounted(findings: Findings) -> Text:
    """Return how many failures of the account are of no incident at all, as after a silence."""
    left = findings.tallies.failures.of_no_incident
    if not left:
        return ()
    are = "is not counted here: it is" if left == 1 else "are not counted here: they are"
    more = capital(spelled(left, "more failed logon"))
    return say(f"{more} under {_names(findings)} {are} of no incident (chapter 7).")


def _unlocks(findings: Findings) -> Text:
    if not findings.unlocks:
        return ()
    said = [
        f"{one.account} at {stamp(one.time)}" + (f" by {one.by}" if isinstance(one.by, str) else "")
        for one in findings.unlocks[:_MOST_UNLOCKS]
    ]
    left = len(findings.unlocks) - len(said)
    more = f" {left_over(left)} in the machine-readable findings." if left else ""
    number = capital(spelled(findings.tallies.unlocks, "unlock"))
    verb = "was" if len(findings.unlocks) == 1 else "were"
    return say(f"{number} {verb} recorded: {'; '.join(said)}.{more}")


def _lanes_caption(findings: Findings) -> Text:
    few = len(client_tracks(findings)) == len(findings.clients)
    said = (
        "One lane for each client. " if few else "The busiest clients, then the others by group. "
    )
    said += "A taller bar is a larger burst. Solid: bad passwords."
    if findings.subject.failures.locked_out:
        said += " Hollow: refused, already locked."
    if findings.tallies.failures.neither:
        said += " Thin lines: other failures."
    if {or_why(client.name) for client in findings.clients} - {
        one.host for one in findings.client_lanes
    }:
        said += " Grey line: from the first to the last failure, where single bursts are not drawn."
    if subject_lockouts(findings):
        said += " Diamond: this client sent the last counted password and so tripped a lockout."
    return say(said)
