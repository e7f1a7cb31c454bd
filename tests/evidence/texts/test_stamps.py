"""Dates and times as exporters write them."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.texts.stamps import ORDERS, Stamps, read_stamps
from forensics.values import Instant

RISING = ("08/10/2001 09:15", "09/10/2001 09:15", "01/11/2001 09:15")


def stamps(*texts: str | None, declared: str = "") -> Stamps:
    return read_stamps(pl.Series(texts, dtype=pl.String), declared)


def shown(read: Stamps) -> list[str | None]:
    return [None if ticks is None else Instant(ticks).iso() for ticks in read.ticks.to_list()]


@pytest.mark.parametrize(
    "text",
    [
        "2001-10-18 09:15:03",
        "2001-10-18T09:15:03",
        "10/18/2001 9:15:03 AM",
        "10/18/01 9:15:03 AM",
        "18/10/2001 09:15:03",
        "18.10.2001 09:15:03",
        "18.10.2001, 09:15:03",
        "18-10-2001 9:15:03",
        "2001/10/18 午前 9:15:03",
        "\u200e10/\u200e18/\u200e2001 9:15:03\u202fAM",
        "9:15:03 AM 10/18/2001",
        "Thu Oct 18 09:15:03 2001",
        "Oct 18 2001 09:15:03",
        "2001 Oct 18 09:15:03",
        "Thursday, October 18, 2001 9:15:03 AM",
        "18. Oktober 2001 09:15:03",
        "Donnerstag, 18. Okt 2001 09:15:03",
        "18 octobre 2001 09:15:03",
    ],
)
def test_one_time_in_many_writings(text: str) -> None:
    read = stamps(text)
    assert shown(read) == ["2001-10-18T09:15:03Z"]
    assert read.clock == "local"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2001-10-08T09:15:03.1234567Z", "2001-10-08T09:15:03.1234567Z"),
        ("2001-10-08T09:15:03.5+02:00", "2001-10-08T07:15:03.5Z"),
        ("2001-10-08 09:15:03 -0330", "2001-10-08T12:45:03Z"),
        ("2001-10-08 09:15:03 UTC", "2001-10-08T09:15:03Z"),
        ("/Date(1002532503123)/", "2001-10-08T09:15:03.123Z"),
        (r"\/Date(1002532503000)\/", "2001-10-08T09:15:03Z"),
    ],
)
def test_a_written_zone_makes_it_utc(text: str, iso: str) -> None:
    read = stamps(text)
    assert shown(read) == [iso]
    assert read.clock == "utc"


def test_noon_and_midnight_of_a_clock_of_twelve_hours() -> None:
    assert shown(stamps("10/18/2001 12:00:00 AM", "10/18/2001 12:00:00 PM")) == [
        "2001-10-18T00:00:00Z",
        "2001-10-18T12:00:00Z",
    ]


@pytest.mark.parametrize(
    ("texts", "order", "basis"),
    [
        (("2001-10-08 09:15",), "ymd", "written"),
        (("28/10/2001 09:15", "08/10/2001 09:15"), "dmy", "a day beyond 12"),
        (("10/28/2001 09:15", "10/08/2001 09:15"), "mdy", "a day beyond 12"),
        (("08.10.2001 09:15",), "dmy", "dots between"),
        (("10/08/2001 9:15 AM",), "mdy", "AM and PM"),
        (RISING, "dmy", "the order of the records"),
        (("08/10/2001 09:15", "08/10/2001 09:16"), "unknown", "not told"),
        (("28/10/2001 09:15", "10/28/2001 09:15"), "unknown", "not told"),
        (("nothing",), "", "not told"),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month(texts: tuple[str, ...], order: str, basis: str) -> None:
    read = stamps(*texts)
    assert (read.order, read.basis) == (order, basis)


def test_an_order_that_cannot_be_told_gives_no_time_until_it_is_declared() -> None:
    texts = ("08/10/2001 09:15:03", "08/10/2001 09:16:00")
    assert shown(stamps(*texts)) == [None, None]
    declared = stamps(*texts, declared="dmy")
    assert shown(declared) == ["2001-10-08T09:15:03Z", "2001-10-08T09:16:00Z"]
    assert (declared.order, declared.basis) == ("dmy", "declared")


@pytest.mark.parametrize(
    "text", ["", "soon", "2001-02-29 10:00:00", "2001-13-01 10:00:00", "2001-10-08 24:00:00"]
)
def test_what_is_no_time_is_null(text: str) -> None:
    assert shown(stamps(text, None, "2001-10-08 10:00:00")) == [None, None, "2001-10-08T10:00:00Z"]


def test_a_time_without_zone_among_times_with_one_is_null() -> None:
    read = stamps("2001-10-08T10:00:00Z", "2001-10-08 10:00:00")
    assert shown(read) == ["2001-10-08T10:00:00Z", None]


@given(st.lists(st.text(max_size=40) | st.none(), max_size=5), st.sampled_from(("", *ORDERS)))
def test_any_text_raises_nothing(texts: list[str | None], declared: str) -> None:
    read = read_stamps(pl.Series(texts, dtype=pl.String), declared)
    assert len(read.ticks) == len(texts)
    assert read.ticks.dtype == pl.Int64


@given(st.datetimes(min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - naive, as drawn
def test_every_moment_is_read_back(moment: datetime) -> None:
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)
    (ticks,) = stamps(text).ticks.to_list()
    assert Instant(ticks).moment().replace(tzinfo=None) == moment
