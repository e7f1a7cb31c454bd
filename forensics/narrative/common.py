"""What several chapters say in the same words: the targets' noun, the policy, the subject."""

from collections.abc import Sequence

from forensics.effects import LockoutPolicy, Span
from forensics.figures.tracks import is_subject, subject_lockouts
from forensics.findings import Findings
from forensics.narrative.views import Text, inferred, named, say
from forensics.occurrences import Edge, Lockout
from forensics.values import Absent, Instant
from forensics.words import capital, duration, grouped, span

__all__ = ["noun", "policy", "subject", "subject_edges", "subject_lockouts", "target_count", "when"]


def noun(findings: Findings) -> tuple[str, str]:
    """Return what the targets of the subject account are: singular and plural."""
    roles = [lane.roles for lane in findings.lanes]
    if roles and all("cap" in one for one in roles):
        return "CAP", "CAPs"
    if roles and all("dc" in one for one in roles):
        return "domain controller", "domain controllers"
    return "target", "targets"


def subject(findings: Findings) -> Text:
    """Return the account that page 1 is about, as recorded."""
    account = findings.subject.account
    return (
        say(named(account)) if isinstance(account, str) else say("an account that no record names")
    )


def subject_edges(findings: Findings) -> list[Edge]:
    """Return the edges of that account."""
    return [edge for edge in findings.edges if is_subject(edge.account, findings)]


def target_count(findings: Findings) -> int:
    """Return on how many targets the account failed; the lanes show at most the busiest."""
    return len({edge.target for edge in subject_edges(findings)}) or len(findings.lanes)


def when(lockouts: Sequence[Lockout]) -> tuple[Instant, Instant]:
    """Return the first and the last time of at least one lockout."""
    times = [lockout.time for lockout in lockouts]
    return min(times), max(times)


def policy(one: LockoutPolicy) -> Text:
    """Return the lockout policy in one or two sentences; what no record states looks inferred."""
    if one.basis == "unknown" or isinstance(one.threshold, Absent):
        if one.evidence:
            return say("The lockout policy is not known.", _basis(one))
        return say("The lockout policy is not known: nothing declares, records or implies it.")
    if one.threshold == 0:
        return say("The policy never locks an account (threshold 0).", _basis(one))
    return say(
        "The account locks at ",
        _given(one, _ordinal(one.threshold)),
        " bad password, counted while no two follow each other by more than ",
        _given(one, _seconds(one.window_seconds, one.assumed.get("window_seconds"))),
        ". It stays locked ",
        _given(one, _stay(one)),
        ".",
        _basis(one),
    )


def _given(one: LockoutPolicy, text: str) -> Text:
    return say(inferred(text) if one.basis == "inferred" else text)


def _ordinal(number: int) -> str:
    words = {1: "the first", 2: "the second", 3: "the third", 4: "the fourth", 5: "the fifth"}
    teen = 10 <= number % 100 <= 20  # noqa: PLR2004 - eleventh to twentieth
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return words.get(number, f"the {grouped(number)}{ending}")


def _stay(one: LockoutPolicy) -> str:
    if one.duration_seconds == 0:
        return "until an administrator unlocks it"
    if isinstance(one.duration_seconds, Absent):
        return "for a time that is not known"
    return f"for {_seconds(one.duration_seconds, one.assumed.get('duration_seconds'))}"


def _seconds(value: int | Span | Absent, assumed: int | None) -> str:
    said = "a time that is not known" if isinstance(value, Absent) else span(value)
    return (
        said if isinstance(value, int) or assumed is None else f"{said} ({duration(assumed)} used)"
    )


def _basis(one: LockoutPolicy) -> Text:
    said = one.support or f"Basis: {one.basis}"
    return say(f" {capital(said)}" + ("" if said.endswith(".") else "."))
