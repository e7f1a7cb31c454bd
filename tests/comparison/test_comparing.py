"""What a comparison comes to: words, rates over covered time, periods that overlap."""

from dataclasses import replace

import pytest

from forensics.comparison.comparing import BINS, compare
from forensics.comparison.intervals import Limits
from forensics.comparison.measures import word
from forensics.comparison.nouns import ClientCounts, Comparison, Measure, Measured
from forensics.values import NOT_APPLICABLE, Instant
from tests.builders.scripted import at
from tests.builders.sided import DAY, HOUR, fails, repaired, side, with_findings

CAP, DC = "LONCAP01", "LONDC01"


def measure(one: Comparison, name: str) -> Measure:
    return next(each for each in one.measures if each.name == name)


@pytest.mark.parametrize(
    ("events", "ratio", "expected"),
    [
        ((9, 0), Limits(0.0, 0.0, 0.5), "none since"),
        ((9, 1), Limits(0.1, 0.0, 0.9), "fewer"),
        ((9, 0), Limits(0.0, 0.0, 1.2), "no change shown"),
        ((9, 9), Limits(1.0, 0.4, 2.5), "no change shown"),
        ((1, 9), Limits(9.0, 1.2, 400.0), "more"),
        ((0, 0), None, "no change shown"),
    ],
)
def test_a_word_needs_the_whole_interval_on_one_side(
    events: tuple[int, int], ratio: Limits | None, expected: str
) -> None:
    assert word(events, ratio) == expected


def test_a_repaired_site_has_no_lockout_since_and_fewer_bursts() -> None:
    found = compare(*repaired())
    assert (found.outcome.word, found.outcome.measure, found.outcome.fair) == (
        "none since",
        "lockouts",
        True,
    )
    assert found.outcome.headline == "No lockout of SMSCliToknAcct& since; 3.1 a day before"
    assert found.outcome.statement == (
        "On the three servers that both cases cover: 22 lockouts in 7 days of covered time before, "
        "none in 7 days after, where the earlier rate would give about 22. Bursts of failed "
        "logons: 211 before, 12 after (fewer). Of 8 clients that failed before, 6 have gone quiet, "
        "1 still fails and of 1 it is too early to say; 1 client is new."
    )
    lockouts, bursts = measure(found, "lockouts"), measure(found, "bursts")
    assert lockouts.before == Measured(count=22, rate=3.14286, lower=1.96961, upper=4.75832)
    assert lockouts.after == Measured(count=0, rate=0.0, lower=0.0, upper=0.526983)
    assert (bursts.before.count, bursts.after.count, bursts.word) == (211, 12, "fewer")
    assert measure(found, "bad_passwords").ratio == NOT_APPLICABLE
    assert (found.unit, found.level, found.accounts) == ("day", 0.95, 1)


def test_swapped_cases_cannot_be_compared() -> None:
    before, after = repaired()
    found = compare(after, before)
    assert found.outcome.word == "cannot be compared"
    assert [reason.code for reason in found.reasons if reason.weight == "prevents"] == ["swapped"]
    assert (found.measures, found.clients, found.client_counts) == ((), (), NOT_APPLICABLE)


def test_nothing_after_too_short_a_time_is_no_change_shown() -> None:
    before = side(fails("A", CAP, 0, 7 * DAY, every=2 * DAY), {CAP: [(0, 7 * DAY)]})
    found = compare(before, side([], {CAP: [(8 * DAY, 9 * DAY)]}))
    assert found.outcome.word == "no change shown"
    assert found.outcome.measure == "bursts"
    assert "it is too early to say" in found.outcome.statement


def test_rates_are_over_covered_time_and_not_over_the_calendar() -> None:
    tries = fails("A", CAP, 0, 4 * DAY, every=6 * HOUR)
    whole = compare(side(tries, {CAP: [(0, 4 * DAY)]}), repaired()[1])
    torn = compare(side(tries, {CAP: [(0, DAY), (3 * DAY, 4 * DAY)]}), repaired()[1])
    assert measure(whole, "bursts").before.count == 16
    assert measure(torn, "bursts").before.count == 9  # the one at the first moment of the gap too
    assert torn.before.seconds == 2 * DAY
    assert measure(torn, "bursts").before.rate == 4.5
    assert [server.before_gaps for server in torn.servers if server.name == CAP] == [1]


def test_what_a_server_covered_on_one_side_only_recorded_is_not_counted() -> None:
    tries = [*fails("A", CAP, 0, DAY), *fails("B", DC, 0, DAY)]
    before = side(tries, {CAP: [(0, DAY)], DC: [(0, DAY)]})
    found = compare(before, side([], {CAP: [(7 * DAY, 8 * DAY)]}))
    assert measure(found, "bursts").before.count == 24
    assert [(one.name, one.compared, one.before_bursts) for one in found.servers] == [
        (CAP, True, 24),
        (DC, False, 24),
    ]


def test_covered_time_is_the_mean_over_the_servers() -> None:
    tries = [*fails("A", CAP, 0, DAY), *fails("B", DC, 0, DAY)]
    before = side(tries, {CAP: [(0, 2 * DAY)], DC: [(0, DAY)]})
    found = compare(before, side([], {CAP: [(7 * DAY, 9 * DAY)], DC: [(7 * DAY, 9 * DAY)]}))
    assert (found.before.seconds, found.after.seconds) == (1.5 * DAY, 2 * DAY)


def test_a_burst_is_one_client_on_one_server_until_90_seconds_of_silence() -> None:
    tries = [
        *fails("A", CAP, 0, 1, tries=4),
        *fails("A", CAP, 105, 106),  # 90 s after the last one
        *fails("A", CAP, 206, 207),  # 91 s after
        *fails("A", DC, 0, 1),
        *fails("B", CAP, 0, 1),
    ]
    found = compare(side(tries, {CAP: [(0, DAY)], DC: [(0, DAY)]}), repaired()[1])
    assert sum(server.before_bursts for server in found.servers) == 4


def test_a_log_that_reaches_back_before_the_repair_is_cut_where_before_ends() -> None:
    old = fails("A", CAP, 0, 7 * DAY)
    before = side(old, {CAP: [(0, 7 * DAY)]})
    after = side([*old, *fails("A", CAP, 9 * DAY, 9 * DAY + 1)], {CAP: [(0, 14 * DAY)]})
    found = compare(before, after)
    assert (found.before.last, found.after.first) == (at(7 * DAY), at(7 * DAY))
    assert measure(found, "bursts").after.count == 1
    assert [reason.code for reason in found.reasons] == ["overlap", "same-exhibit"]


def test_a_declared_repair_cuts_the_log_of_before() -> None:
    log = {CAP: [(0, 14 * DAY)]}
    before = side(fails("A", CAP, 0, 14 * DAY), log)
    after = side(fails("A", CAP, 7 * DAY, 14 * DAY), {CAP: [(7 * DAY, 14 * DAY)]})
    declared = replace(after.findings.case, window_from=at(7 * DAY), window_to=at(14 * DAY))
    found = compare(before, with_findings(after, case=declared))
    assert (found.before.last, found.after.first) == (at(7 * DAY), at(7 * DAY))
    assert (found.before.basis, found.after.basis) == ("logs", "declared")


def test_the_bins_hold_every_event_that_is_compared() -> None:
    found = compare(*repaired())
    for side_, part in ((found.before, "before"), (found.after, "after")):
        for name, of in (("bursts", "bursts"), ("lockouts", "lockouts")):
            counted: Measured = getattr(measure(found, name), part)
            assert sum(getattr(one, of) for one in side_.bins) == counted.count
        assert all(one.covered == 1 for one in side_.bins[:-1])
    assert 0 < len(found.before.bins) + len(found.after.bins) <= BINS
    firsts = [one.first for one in found.before.bins]
    assert firsts == sorted(firsts)
    assert isinstance(found.before.first, Instant)


def test_cases_without_any_failure_or_log_are_compared_without_a_fault() -> None:
    empty = side([], {})
    assert compare(empty, empty).outcome.word == "cannot be compared"
    before, after = repaired()
    assert compare(empty, after).outcome.word == "cannot be compared"
    assert compare(before, empty).outcome.word == "cannot be compared"


def test_other_accounts_are_not_counted() -> None:
    before, after = repaired()
    others = after.failures.with_columns(account=after.failures["client"])
    found = compare(before, replace(after, failures=others))
    assert measure(found, "bursts").after.count == 0


def test_failures_without_a_client_are_counted_apart() -> None:
    before, after = repaired()
    nameless = replace(
        after,
        failures=after.failures.with_columns(
            client=after.failures["client"].str.head(0).replace("", None)
        ),
    )
    found = compare(before, nameless)
    assert isinstance(found.client_counts, ClientCounts)
    assert found.client_counts.unnamed_after == after.failures.height
    assert found.client_counts.after == 0
    assert measure(found, "bursts").after.count == 12
