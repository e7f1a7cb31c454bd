"""What several chapters say in the same words: the targets' noun, the policy, the subject."""

from collections.abc import Sequence
from dataclasses import replace

from forensics.effects import LockoutPolicy, Span
from forensics.figures.tracks import subject_lockouts
from forensics.findings import Findings
from forensics.narrative.views import Text, inferred, named, say
from forensics.occurrences import AttemptCounts, Lockout
from forensics.values import Absent, Instant
from forensics.words import capital, counted, duration, grouped, span

__all__ = [
    "failed",
    "noun",
    "other_policies",
    "policy",
    "several",
    "subject",
    "subject_lockouts",
    "target_count",
    "when",
]

_MOST_POLICIES = 8


def noun(findings: Findings) -> tuple[str, str]:
    """Return what the targets of the subject account are: singular and plural."""
    roles = [lane.roles for lane in findings.lanes]
    if roles and all("cap" in one for one in roles):
        return "CAP", "CAPs"
    if roles and all("dc" in one for one in roles):
        return "domain controller", "domain controllers"
    return "target", "targets"


def subject(findings: Findings) -> Text:
    """Return the account that page 1 is about, as recorded, with how many it stands for."""
    account, others = findings.subject.account, findings.subject.accounts - 1
    if not isinstance(account, str):
        return say("an account that no record names")
    return say(named(account), f" and {counted(others, 'more account')}" if others > 0 else "")


def several(findings: Findings) -> bool:
    """Return whether page 1 is about more accounts than one."""
    return findings.subject.accounts > 1


def failed(findings: Findings) -> AttemptCounts:
    """Return the failures that page 1 counts: of its account; all, where none names an account."""
    named_ = isinstance(findings.subject.account, str)
    return findings.subject.failures if named_ else findings.attempts


def target_count(findings: Findings) -> int:
    """Return on how many targets the account failed; the lanes show at most the busiest."""
    return findings.tallies.targets.targets


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
        _given(one, _at(one, one.threshold)),
        " bad password, counted while no two follow each other by more than ",
        _given(one, _seconds(one.window_seconds, one.assumed.get("window_seconds"))),
        ". It stays locked ",
        _given(one, _stay(one)),
        ".",
        _basis(one),
    )


def other_policies(findings: Findings) -> Text:
    """Return what other account databases follow, each with what that rests on; often empty."""
    mine = replace(findings.policy, authority="")
    others = [one for one in findings.policies if replace(one, authority="") != mine]
    shown = [f"{one.authority}: {_short(one)}" for one in others[:_MOST_POLICIES]]
    left = len(others) - len(shown)
    more = f" {counted(left, 'more database')} in findings.json." if left else ""
    if not shown:
        return ()
    return say(f" Other account databases follow their own policy. {' '.join(shown)}{more}")


def _short(one: LockoutPolicy) -> str:
    threshold = one.threshold if isinstance(one.threshold, int) else "not known"
    window = _seconds(one.window_seconds, one.assumed.get("window_seconds"))
    said = one.support or f"Basis: {one.basis}."
    return f"threshold {threshold}, window {window}, locked {_stay(one)}. {said}"


def _given(one: LockoutPolicy, text: str) -> Text:
    return say(inferred(text) if one.basis == "inferred" else text)


def _at(one: LockoutPolicy, threshold: int) -> str:
    """Return `the fifth`; `the fifth at most` or `the third to fifth` where several may be."""
    if not one.possible:
        return _ordinal(threshold)
    least, most = _ordinal(one.possible[0]), _ordinal(one.possible[-1])
    if one.possible[-1] == threshold:
        return f"{most} (at most)"
    return f"{least} to {most.removeprefix('the ')} ({grouped(threshold)} used)"


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
