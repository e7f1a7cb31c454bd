"""Each reason why a comparison is not fair, alone: triggered once, and not otherwise."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from forensics.comparison.comparing import compare
from forensics.comparison.sides import Side
from forensics.effects import LockoutPolicy, Span
from forensics.standings import Fact
from forensics.traces import Clock, Rhythm
from forensics.values import NOT_APPLICABLE, NOT_RECORDED
from tests.builders.scripted import at
from tests.builders.sided import CLASSIC, DAY, HOUR, fails, repaired, side, with_findings
from tests.builders.worded import FACTS

CAP, CAP2, DC = "LONCAP01", "LONCAP02", "LONDC01"
LATER = 8 * DAY


def codes(before: Side, after: Side) -> list[str]:
    return [reason.code for reason in compare(before, after).reasons]


def after_with(**changed: Any) -> tuple[Side, Side]:  # noqa: ANN401 - any field of the findings
    before, after = repaired()
    return before, with_findings(after, **changed)


def nothing_before() -> tuple[Side, Side]:
    week = {CAP: [(0, 7 * DAY)]}
    return side([], week), repaired()[1]


def swapped() -> tuple[Side, Side]:
    before, after = repaired()
    return after, before


def same_time() -> tuple[Side, Side]:
    before, _ = repaired()
    return before, replace(before, root="c3" * 32)


def no_common_server() -> tuple[Side, Side]:
    before, after = repaired()
    return replace(before, whole={}, part=before.whole), after


def server_missing() -> tuple[Side, Side]:
    before, after = repaired()
    return before, replace(after, whole={name: after.whole[name] for name in (CAP, DC)})


def selection() -> tuple[Side, Side]:
    before, after = server_missing()
    return before, replace(after, part={CAP2: after.whole[CAP]})


def uneven_coverage() -> tuple[Side, Side]:
    tries = [*fails("A", CAP, 0, 14 * DAY), *fails("B", DC, 0, 14 * DAY)]
    before = side(tries, {CAP: [(0, 14 * DAY)], DC: [(0, 14 * DAY)]})
    late = 15 * DAY  # a Wednesday
    return before, side([], {CAP: [(late, late + 14 * DAY)], DC: [(late, late + 2 * DAY)]})


def time_of_day() -> tuple[Side, Side]:
    before = side(fails("A", CAP, 8 * HOUR, 17 * HOUR), {CAP: [(8 * HOUR, 17 * HOUR)]})
    return before, side([], {CAP: [(DAY + 18 * HOUR, DAY + 27 * HOUR)]})


def day_of_week() -> tuple[Side, Side]:
    before = side(fails("A", CAP, 0, 2 * DAY), {CAP: [(0, 2 * DAY)]})  # Tuesday and Wednesday
    return before, side([], {CAP: [(4 * DAY, 6 * DAY)]})


def too_short() -> tuple[Side, Side]:
    before, after = repaired()
    rhythm = _rhythm("FIN-110", 8 * DAY)
    return with_findings(before, rhythms=(rhythm, _rhythm("FIN-119", 5 * HOUR))), after


def _rhythm(client: str, seconds: int) -> Rhythm:
    return Rhythm(
        client=client,
        target=NOT_APPLICABLE,
        period="other",
        seconds=seconds,
        strength=1.0,
        bursts=9,
        first=at(0),
        last=at(0),
        after_password=NOT_RECORDED,
    )


def other_policy() -> tuple[Side, Side]:
    _, after = repaired()
    return after_with(policy=replace(after.findings.policy, threshold=10))


def audit_off() -> tuple[Side, Side]:
    fact = Fact(name="audit.logon_failures", values=("off",), complete=True, shows="", evidence=())
    kept = tuple(one for one in FACTS if one.name != fact.name)
    return after_with(facts=(*kept, fact))


def audit_changed() -> tuple[Side, Side]:
    _, after = repaired()
    first, *rest = after.findings.sources
    changed = replace(first, audit_changed=(at(9 * DAY),))
    return after_with(sources=(changed, *rest))


def mute() -> tuple[Side, Side]:
    before, after = repaired()
    return before, replace(after, tried=frozenset([CAP, DC]))


def damaged() -> tuple[Side, Side]:
    _, after = repaired()
    first, *rest = after.findings.sources
    return after_with(sources=(replace(first, state="damaged", reason="torn"), *rest))


def another_era() -> tuple[Side, Side]:
    before, after = repaired()
    modern = frozenset(["Microsoft-Windows-Security-Auditing"])
    return before, replace(after, systems={**after.systems, CAP: modern})


def unknown_clocks() -> tuple[Side, Side]:
    tries = fails("A", CAP, 0, 7 * DAY)
    before = side(tries, {CAP: [(0, 7 * DAY)]})
    after = side([], {CAP: [(7 * DAY + HOUR // 2, 14 * DAY)]})
    clock = Clock(
        host=CAP, offset_seconds=NOT_RECORDED, uncertainty_seconds=NOT_RECORDED, basis="unknown"
    )
    return with_findings(before, clocks=(clock,)), with_findings(after, clocks=(clock,))


def overlap() -> tuple[Side, Side]:
    before = side(fails("A", CAP, 0, 7 * DAY), {CAP: [(0, 7 * DAY)]})
    after = side([], {CAP: [(6 * DAY, 14 * DAY)]})
    renamed = tuple(replace(one, sha256="0" * 64) for one in after.findings.sources)
    return before, with_findings(after, sources=renamed)


def same_exhibit() -> tuple[Side, Side]:
    before, after = overlap()
    return before, with_findings(after, sources=before.findings.sources)


def other_account() -> tuple[Side, Side]:
    _, after = repaired()
    return after_with(subject=replace(after.findings.subject, account="svc-backup"))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (nothing_before, ["nothing-before"]),
        (swapped, ["swapped"]),
        (same_time, ["same-time", "overlap", "same-exhibit"]),
        (no_common_server, ["no-common-server", "selection"]),
        (server_missing, ["server-missing"]),
        (selection, ["selection"]),
        (uneven_coverage, ["uneven-coverage"]),
        (time_of_day, ["time-of-day"]),
        (day_of_week, ["day-of-week"]),
        (too_short, ["too-short"]),
        (other_policy, ["policy"]),
        (audit_off, ["auditing"]),
        (audit_changed, ["auditing"]),
        (mute, ["auditing"]),
        (damaged, ["damaged"]),
        (another_era, ["era"]),
        (unknown_clocks, ["clock"]),
        (overlap, ["overlap"]),
        (same_exhibit, ["overlap", "same-exhibit"]),
        (other_account, ["other-account"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_reason_stands_alone(case: Callable[[], tuple[Side, Side]], expected: list[str]) -> None:
    found = compare(*case())
    assert [reason.code for reason in found.reasons] == expected
    assert not found.outcome.fair
    prevented = any(reason.weight == "prevents" for reason in found.reasons)
    assert (found.outcome.word == "cannot be compared") == prevented


def test_a_repaired_site_is_compared_fairly() -> None:
    assert codes(*repaired()) == []
    assert compare(*repaired()).outcome.fair


def test_unknown_clocks_do_not_matter_where_the_periods_lie_a_day_apart() -> None:
    before, after = unknown_clocks()
    later = side([], {CAP: [(LATER, 15 * DAY)]})
    assert codes(before, replace(later, findings=after.findings)) == []


def test_an_audit_policy_changed_before_the_period_does_not_matter() -> None:
    before, after = audit_changed()
    first, *rest = after.findings.sources
    early = replace(first, audit_changed=(at(7 * DAY + 1),))
    assert codes(before, with_findings(after, sources=(early, *rest))) == []


def test_another_exhibit_of_the_same_era_is_fair() -> None:
    before, after = repaired()
    assert codes(before, replace(after, systems={CAP: frozenset([CLASSIC, "Other"])})) == []


def test_the_local_time_decides_what_a_weekend_is() -> None:
    hours = (16 * HOUR, 24 * HOUR)
    before = side(fails("A", CAP, *hours), {CAP: [hours]})
    after = side([], {CAP: [(3 * DAY + 16 * HOUR, 4 * DAY)]})  # Friday from 16:00 UTC
    assert codes(before, after) == []
    zone = replace(before.findings.case, timezone="Pacific/Auckland")  # there it is Saturday
    assert codes(with_findings(before, case=zone), after) == ["day-of-week"]


def policy(threshold: int, **other: Any) -> LockoutPolicy:  # noqa: ANN401 - any field
    made = LockoutPolicy(
        threshold=threshold,
        window_seconds=1_800,
        duration_seconds=1_800,
        basis="inferred",
        assumed={},
        support="",
    )
    return replace(made, **other)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (policy(5), policy(5), ""),
        (policy(5), policy(6), "The lockout policy is another: threshold 5 before, 6 after."),
        (policy(6), policy(5), "The lockout policy is another: threshold 6 before, 5 after."),
        (policy(5), policy(6, possible=(5, 6)), ""),
        (policy(5), replace(policy(5), threshold=NOT_RECORDED), ""),
        (policy(5), policy(5, window_seconds=Span(at_least=60, at_most=3_600)), ""),
        (
            policy(5),
            policy(5, window_seconds=Span(at_least=3_600, at_most=NOT_RECORDED)),
            "The lockout policy is another: window 30 min before, at least 1 h after.",
        ),
        (
            policy(5),
            policy(5, duration_seconds=0),
            "The lockout policy is another: duration 30 min before, until unlocked after.",
        ),
    ],
)
def test_a_policy_differs_only_where_it_cannot_be_the_same(
    one: LockoutPolicy, other: LockoutPolicy, said: str
) -> None:
    before, after = repaired()
    found = compare(with_findings(before, policy=one), with_findings(after, policy=other))
    assert [reason.text for reason in found.reasons] == [said] * bool(said)
