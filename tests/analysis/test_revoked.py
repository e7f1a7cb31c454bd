"""What Kerberos calls revoked is a refusal while the account is locked, and nothing else."""

import polars as pl
import pytest

from forensics.replay import locking
from forensics.replay.lockouts import follow, precedents
from forensics.replay.stories import Story
from tests.builders.observed import BAD, GOOD, LOCKED, REFUSED, UNLOCKED, Act, story

REVOKED = "revoked"
WINDOW = 1800
HOUR = 3600


def bad(*times: float) -> list[Act]:
    return [(at, BAD, "PC1") for at in times]


def revoked(*times: float) -> list[Act]:
    return [(at, REVOKED, "PC1") for at in times]


LOCK: Act = (3, LOCKED, "PC1")


def settled(told: Story, duration: int | None = None) -> list[str]:
    """Return the outcomes of a story after its replay."""
    return locking._settled(follow(told, WINDOW, duration)).outcome  # noqa: SLF001 - one rule


def test_while_a_recorded_lockout_lasts_it_is_a_refusal() -> None:
    told = story(*bad(1, 2, 3), LOCK, *revoked(60, 120), (600, UNLOCKED, "admin"), *revoked(700))
    assert settled(told) == [BAD, BAD, BAD, REFUSED, REFUSED, "other_failure"]


def test_it_begins_no_lockout() -> None:
    told = story(*bad(1, 2, 3), *revoked(4, 5))
    assert follow(told, WINDOW, None).episodes == ()
    assert settled(told) == [BAD, BAD, BAD, "other_failure", "other_failure"]


def test_within_an_inferred_lockout_it_is_a_refusal() -> None:
    told = story(*bad(1, 2, 3), (10, REFUSED, "PC1"), *revoked(20))
    assert settled(told) == [BAD, BAD, BAD, REFUSED, REFUSED]


def test_after_the_declared_duration_it_is_none() -> None:
    told = story(*bad(1, 2, 3), LOCK, *revoked(590, 700))
    assert settled(told, duration=600) == [BAD, BAD, BAD, REFUSED, "other_failure"]


def test_after_a_checked_password_it_is_none() -> None:
    told = story(*bad(1, 2, 3), LOCK, (60, GOOD, "PC1"), *revoked(90))
    assert settled(told) == [BAD, BAD, BAD, GOOD, "other_failure"]


def test_where_no_duration_is_known_an_hour_is_not_claimed_for_ever() -> None:
    # The account may have been disabled since: half an hour is the usual duration.
    told = story(*bad(1, 2, 3), LOCK, *revoked(1700, 3 * HOUR))
    assert settled(told) == [BAD, BAD, BAD, REFUSED, "other_failure"]


def test_it_tells_nothing_of_the_duration() -> None:
    told = story(*bad(1, 2, 3), LOCK, (60, REFUSED, "PC1"), *revoked(1200))
    (precedent,) = precedents(follow(told, WINDOW, None).episodes)
    assert precedent.refused_after == 57.0


@pytest.mark.parametrize("known", [True, False])
def test_attempts_are_settled_by_the_stories(known: bool) -> None:  # noqa: FBT001 - a parameter
    told = story(*bad(1, 2, 3), *([LOCK] if known else []), *revoked(60))
    after = locking._settled(follow(told, WINDOW, None))  # noqa: SLF001 - as above
    attempts = pl.DataFrame({"attempt": told.attempt, "outcome": told.outcome})
    assert locking.settle(attempts, [after])["outcome"].to_list() == [
        *(BAD, BAD, BAD),
        REFUSED if known else "other_failure",
    ]


def test_without_any_the_attempts_stay_as_they_are() -> None:
    attempts = pl.DataFrame({"attempt": [0], "outcome": [BAD]})
    assert locking.settle(attempts, []) is attempts
