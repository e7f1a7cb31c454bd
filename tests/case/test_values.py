"""Times are exact to 100 ns and never rounded; what is missing says why."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.values import (
    LAST_TICKS,
    NOT_APPLICABLE,
    NOT_RECORDED,
    UNIX_EPOCH_TICKS,
    UNPARSABLE,
    Absent,
    Instant,
    Locator,
    Reason,
)

OCTOBER = 126_470_592_000_000_000
"""2001-10-09T00:00:00Z in ticks, counted by hand: 146378 days of 86400 s since 1601."""


def test_the_day_is_counted_by_hand() -> None:
    assert OCTOBER == 146_378 * 86_400 * 10_000_000


@pytest.mark.parametrize(
    ("ticks", "iso"),
    [
        (0, "1601-01-01T00:00:00Z"),
        (1, "1601-01-01T00:00:00.0000001Z"),
        (UNIX_EPOCH_TICKS, "1970-01-01T00:00:00Z"),
        (OCTOBER, "2001-10-09T00:00:00Z"),
        (OCTOBER + 2_500_000, "2001-10-09T00:00:00.25Z"),
        (OCTOBER + 10, "2001-10-09T00:00:00.000001Z"),
        (OCTOBER + 9_999_999, "2001-10-09T00:00:00.9999999Z"),
        (OCTOBER + 59 * 10_000_000 + 9_999_990, "2001-10-09T00:00:59.999999Z"),
        (LAST_TICKS, "9999-12-31T23:59:59.9999999Z"),
    ],
)
def test_a_fraction_is_trimmed_and_never_rounded(ticks: int, iso: str) -> None:
    assert Instant(ticks).iso() == iso


@pytest.mark.parametrize("ticks", [LAST_TICKS + 1, 2**63 - 1, 2**64 - 1, 2**80])
def test_ticks_beyond_the_year_9999_become_its_last_instant(ticks: int) -> None:
    assert Instant(ticks).iso() == "9999-12-31T23:59:59.9999999Z"
    assert Instant(ticks).moment() == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("ticks", [-1, -(2**63), -(2**80)])
def test_ticks_before_1601_become_its_first_instant(ticks: int) -> None:
    assert Instant(ticks).iso() == "1601-01-01T00:00:00Z"
    assert Instant(ticks).moment() == datetime(1601, 1, 1, tzinfo=UTC)


def test_an_instant_keeps_the_ticks_that_it_cannot_write() -> None:
    assert Instant(-1).ticks == -1


@given(st.datetimes(min_value=datetime(1601, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis asks for it naive
def test_a_moment_survives_the_way_there_and_back(moment: datetime) -> None:
    instant = Instant.of(moment)
    assert instant.moment() == moment
    assert datetime.fromisoformat(instant.iso()) == moment


@given(st.integers(0, LAST_TICKS))
def test_the_iso_text_holds_every_tick(ticks: int) -> None:
    iso = Instant(ticks).iso()
    whole, _, fraction = iso.removesuffix("Z").partition(".")
    seconds = Instant.of(datetime.fromisoformat(whole + "+00:00")).ticks
    assert seconds + int(fraction.ljust(7, "0")) == ticks
    assert not fraction.endswith("0")


@given(st.integers(0, LAST_TICKS), st.integers(0, LAST_TICKS))
def test_instants_are_ordered_as_their_ticks_are(one: int, other: int) -> None:
    assert (Instant(one) < Instant(other)) == (one < other)


def test_a_moment_of_another_zone_is_the_same_instant() -> None:
    berlin = timezone(timedelta(hours=2))
    assert Instant.of(datetime(2001, 10, 9, 2, tzinfo=berlin)) == Instant(OCTOBER)


def test_a_moment_before_1601_lies_before_the_first_tick() -> None:
    assert Instant.of(datetime(1, 1, 1, tzinfo=UTC)) < Instant(0)


def test_a_missing_value_says_why() -> None:
    assert [absent.reason.value for absent in (NOT_RECORDED, UNPARSABLE, NOT_APPLICABLE)] == [
        "not-recorded",
        "unparsable",
        "not-applicable",
    ]
    assert [reason.value for reason in Reason] == [
        "not-recorded",
        "unreadable",
        "unparsable",
        "not-applicable",
    ]


def test_missing_values_of_one_reason_are_one_and_differ_from_nothing() -> None:
    nothing: tuple[object, ...] = (None, "", 0, False, NOT_RECORDED.reason)
    assert Absent(Reason.NOT_RECORDED) == NOT_RECORDED
    assert NOT_RECORDED != UNPARSABLE
    assert NOT_RECORDED not in nothing


def test_values_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Instant(0).ticks = 1  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        NOT_RECORDED.reason = Reason.UNREADABLE  # type: ignore[misc]


def test_places_are_ordered_by_exhibit_then_record() -> None:
    places = [
        Locator(source="evidence/b.evt", record=1, offset=0, length=1),
        Locator(source="evidence/a.evt", record=2, offset=0, length=1),
        Locator(source="evidence/a.evt", record=1, offset=9, length=1),
    ]
    assert sorted(places) == places[::-1]
