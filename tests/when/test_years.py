"""Years for times that are recorded without one."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.values import Instant
from forensics.when import years


def ticks(*texts: str, year: int = years.PLACEHOLDER) -> "np.typing.NDArray[np.int64]":
    moments = [datetime.strptime(f"{year}/{text}", "%Y/%m/%d %H:%M:%S") for text in texts]  # noqa: DTZ007 - UTC next
    return np.array([Instant.of(each.replace(tzinfo=UTC)).ticks for each in moments], np.int64)


def iso(times: "np.typing.NDArray[np.int64]") -> list[str]:
    return [Instant(each).iso() for each in times.tolist()]


def test_times_are_moved_into_their_year() -> None:
    times = ticks("02/28 10:00:00", "03/01 10:00:00", "12/31 23:59:59")
    assert iso(years.shift(times, 2001)) == [
        "2001-02-28T10:00:00Z",
        "2001-03-01T10:00:00Z",
        "2001-12-31T23:59:59Z",
    ]
    assert iso(years.shift(times, 2004)) == [
        "2004-02-28T10:00:00Z",
        "2004-03-01T10:00:00Z",
        "2004-12-31T23:59:59Z",
    ]


def test_the_year_turns_where_december_becomes_january() -> None:
    times = ticks("12/31 23:59:00", "01/01 00:01:00", "07/12 20:30:03")
    assert iso(years.shift(times, 2001)) == [
        "2001-12-31T23:59:00Z",
        "2002-01-01T00:01:00Z",
        "2002-07-12T20:30:03Z",
    ]


def test_a_line_out_of_order_at_new_year_belongs_to_the_old_one() -> None:
    times = ticks("12/31 23:59:00", "01/01 00:00:01", "12/31 23:59:59", "01/01 00:00:02")
    assert iso(years.shift(times, 2001)) == [
        "2001-12-31T23:59:00Z",
        "2002-01-01T00:00:01Z",
        "2001-12-31T23:59:59Z",
        "2002-01-01T00:00:02Z",
    ]


def test_lines_out_of_order_by_less_turn_no_year() -> None:
    times = ticks("08/01 08:12:26", "08/01 08:14:42", "08/01 08:12:26")
    assert iso(years.shift(times, 1998)) == [
        "1998-08-01T08:12:26Z",
        "1998-08-01T08:14:42Z",
        "1998-08-01T08:12:26Z",
    ]


def test_29_february_leaves_leap_years() -> None:
    assert years.fitting(ticks("02/29 10:00:00"))[:3] == (1996, 2000, 2004)
    assert years.fitting(ticks("12/31 10:00:00", "02/29 10:00:00"))[:3] == (1995, 1999, 2003)
    assert years.fitting(ticks("03/01 10:00:00"))[:2] == (1993, 1994)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("10/08 00:00:00", "10/09 00:00:00", True),
        ("10/10 20:00:00", "10/12 00:00:00", True),  # the zone may be a day's difference
        ("10/11 12:00:00", "10/12 00:00:00", False),
        ("10/01 00:00:00", "10/06 23:00:00", False),
    ],
)
def test_times_meet_a_stretch_of_another_log(begin: str, end: str, expected: bool) -> None:  # noqa: FBT001 - expected value
    times = ticks("10/08 10:00:00", "10/10 10:00:00", year=2001)
    stretch = tuple(ticks(begin, end, year=2001).tolist())
    assert years.meet(times, [(stretch[0], stretch[1])]) is expected


def test_a_log_ends_by_a_files_time_or_a_day_later() -> None:
    times = ticks("10/08 10:00:00")
    (latest,) = ticks("10/08 09:00:00", year=2001).tolist()
    assert years.ends_by(times, 2001, latest)
    assert not years.ends_by(times, 2002, latest)


@given(
    st.lists(st.datetimes(datetime(2001, 1, 1), datetime(2004, 12, 31)), min_size=1, max_size=30)  # noqa: DTZ001 - UTC next
)
def test_sorted_times_less_than_half_a_year_apart_are_found_again(moments: list[datetime]) -> None:
    true = sorted(Instant.of(moment.replace(tzinfo=UTC, microsecond=0)).ticks for moment in moments)
    kept = [true[0]]
    for each in true:
        if each - kept[-1] < 170 * 86_400 * 10**7:
            kept.append(each)
    bare = [Instant(each).moment().replace(year=2000) for each in kept]
    yearless = np.array([Instant.of(each).ticks for each in bare], np.int64)
    year = Instant(kept[0]).moment().year
    assert year in years.fitting(yearless)
    assert years.shift(yearless, year).tolist() == kept
