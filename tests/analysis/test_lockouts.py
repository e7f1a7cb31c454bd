"""Worked examples of lockouts: who sent the bad passwords that counted.

Times are seconds; the policy is five bad passwords within 30 minutes unless an example says so.
"""

import pytest

from forensics.replay.policy import Policy
from tests.analysis.telling import Told, bad, ended, locked, lockouts, refused, replay
from tests.builders.observed import BAD, GOOD, UNKNOWN, UNLOCKED, Act, seconds, story

# ── the plain course ────────────────────────────────────────────────────────────────────────────


def test_five_bad_passwords_a_lockout_and_refusals() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), locked(40), *refused(50, 60))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC1", 2)]
    (episode,) = replay(tale).episodes
    assert episode.recorded == tale.lockouts[0]
    assert (episode.ended, episode.ended_by) == (None, "unknown")
    assert replay(tale).orphaned == ()


def test_several_clients_share_a_lockout() -> None:
    tale = story(*bad(0, 30), *bad(10, 40, client="PC2"), *bad(20, client="PC3"), locked(40, "PC2"))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC2", 0)]


def test_the_lockout_may_stand_before_the_bad_password_that_tripped_it() -> None:
    # Windows audits the lockout first; here 4 ms lie between the two.
    tale = story(*bad(0, 10, 20, 30, 40.004), locked(40))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40.004], "PC1", 0)]


def test_bad_passwords_of_the_same_second_as_the_lockout_all_count() -> None:
    # An .evt log has whole seconds; the last three came within the second of the lockout.
    tale = story(*bad(0, 20, 40, 40, 40), locked(40))
    assert lockouts(tale) == [Told(40, [0, 20, 40, 40, 40], "PC1", 0)]


def test_the_record_after_the_lockout_by_two_seconds_is_its_trip_and_by_more_is_not() -> None:
    assert lockouts(story(*bad(0, 10, 20, 30, 42), locked(40)))[0].tripped_by == "PC1"
    late = lockouts(story(*bad(0, 10, 20, 30, 42.1), locked(40)))
    assert late == [Told(40, [0, 10, 20, 30], None, 0)]


def test_only_the_last_five_count() -> None:
    # A reset before the first lies outside the evidence, else four would have been enough.
    tale = story(*bad(0, 10, 20, 30, 40, 50, 60), locked(60))
    assert lockouts(tale) == [Told(60, [20, 30, 40, 50, 60], "PC1", 0)]


def test_outcomes_that_say_nothing_of_the_password_do_not_count() -> None:
    others: list[Act] = [(15, UNKNOWN, "PC2"), (25, "other_failure", "PC2")]
    tale = story(*bad(0, 10, 20, 30, 40), *others, locked(40))
    assert lockouts(tale) == [Told(40, [0, 10, 20, 30, 40], "PC1", 0)]


# ── the count starts again ──────────────────────────────────────────────────────────────────────


def test_a_success_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), (25, GOOD, "PC2"), *bad(30, 40, 50, 60, 70), locked(70))
    assert lockouts(tale) == [Told(70, [30, 40, 50, 60, 70], "PC1", 0)]


def test_after_a_success_only_what_follows_counts_even_if_too_few_are_left() -> None:
    tale = story(*bad(0, 10, 20), (25, GOOD, "PC2"), *bad(30, 40), locked(40))
    assert lockouts(tale) == [Told(40, [30, 40], "PC1", 0)]


def test_a_quiet_window_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), *bad(1821, 1830, 1840), locked(1840))
    assert lockouts(tale) == [Told(1840, [1821, 1830, 1840], "PC1", 0)]


def test_a_gap_as_long_as_the_window_does_not() -> None:
    tale = story(*bad(0, 10, 20), *bad(1820, 1840), locked(1840))
    assert lockouts(tale) == [Told(1840, [0, 10, 20, 1820, 1840], "PC1", 0)]


def test_the_window_is_measured_since_the_last_bad_password_not_since_the_first() -> None:
    tale = story(*bad(0, 1700, 3400, 5100, 6800), locked(6800))
    assert lockouts(tale) == [Told(6800, [0, 1700, 3400, 5100, 6800], "PC1", 0)]


def test_an_unlock_starts_the_count_again() -> None:
    tale = story(*bad(0, 10, 20), (25, UNLOCKED, "helpdesk"), *bad(30, 40), locked(40))
    assert lockouts(tale) == [Told(40, [30, 40], "PC1", 0)]


def test_a_lockout_starts_the_count_again() -> None:
    first = [*bad(0, 10, 20, 30, 40), locked(40), *refused(50)]
    second = [*bad(1900, 1910, 1920, 1930, 1940), locked(1940)]
    assert lockouts(story(*first, *second)) == [
        Told(40, [0, 10, 20, 30, 40], "PC1", 1),
        Told(1940, [1900, 1910, 1920, 1930, 1940], "PC1", 0),
    ]


def test_refusals_never_count() -> None:
    # Between the lockouts lie many refusals; the password was not looked at.
    first = [*bad(0, 10, 20, 30, 40), locked(40), *refused(*range(50, 1800, 50))]
    second = [*bad(1900, 1910, 1920), locked(1920)]
    assert lockouts(story(*first, *second))[1] == Told(1920, [1900, 1910, 1920], "PC1", 0)


def test_a_lockout_that_follows_another_at_once_has_passwords_of_its_own_only() -> None:
    tale = story(*bad(0, 10, 20, 30, 40), locked(40), locked(50))
    assert lockouts(tale) == [
        Told(40, [0, 10, 20, 30, 40], "PC1", 0),
        Told(50, [], None, 0),
    ]


# ── how a lockout ends ──────────────────────────────────────────────────────────────────────────


TRIPPED = (*bad(0, 10, 20, 30, 40), locked(40))


@pytest.mark.parametrize("outcome", [BAD, GOOD])
def test_a_password_that_is_checked_again_shows_the_end(outcome: str) -> None:
    assert ended(story(*TRIPPED, *refused(50), (1900, outcome, "PC1"))) == (1900, "checked")


def test_an_unlock_ends_it() -> None:
    assert ended(story(*TRIPPED, (60, UNLOCKED, "helpdesk"))) == (60, "unlocked")


def test_a_declared_duration_ends_it() -> None:
    half_an_hour = Policy(threshold=5, window=1800, duration=1800, basis="declared")
    later = story(*TRIPPED, *bad(1900))
    assert ended(later, half_an_hour) == (1840, "policy")
    assert lockouts(later, half_an_hour) == [Told(40, [0, 10, 20, 30, 40], "PC1", 0)]
    sooner = story(*TRIPPED, *bad(900))
    assert ended(sooner, half_an_hour) == (900, "checked")


def test_a_refusal_after_the_declared_duration_belongs_to_no_known_lockout() -> None:
    half_an_hour = Policy(threshold=5, window=1800, duration=1800, basis="declared")
    tale = story(*TRIPPED, *refused(50, 2000))
    assert lockouts(tale, half_an_hour)[0].refused == 1
    assert [seconds(tale.time[place]) for place in replay(tale, half_an_hour).orphaned] == [2000]


def test_a_duration_of_zero_lasts_until_the_unlock() -> None:
    forever = Policy(threshold=5, window=1800, duration=0, basis="declared")
    tale = story(*TRIPPED, *refused(90_000), (100_000, UNLOCKED, "helpdesk"))
    assert ended(tale, forever) == (100_000, "unlocked")
    assert lockouts(tale, forever)[0].refused == 1
