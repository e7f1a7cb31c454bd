"""What records tell of clocks that were set."""

import pytest

from forensics.when.clock_changes import told
from forensics.when.courses import Change
from tests.builders.observed import Row, observations, scene, seen, ticks

SECOND = ticks(1) - ticks(0)
DAY = 86_400


def changes(*rows: Row) -> list[tuple[str, float, float]]:
    """Return machine, seconds by which its clock was set on, and seconds after noon, of each."""
    found = told(scene(observations(rows)).observations)
    return [
        (machine, each.by / SECOND, (each.after - ticks(0)) / SECOND)
        for machine, of in found.items()
        for each in of
    ]


def dated(at: float, was: str, became: str, event_id: int = 4616) -> Row:
    return seen(at, "FS1", event_id, account=None, was=was, became=became)


def local(at: float, was: str, became: str, was_day: str = "", became_day: str = "") -> Row:
    days = {"was_day": was_day or "8/5/2004", "became_day": became_day or was_day or "8/5/2004"}
    return seen(at, "FS1", 520, account=None, was=was, became=became, **days)


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("2003-10-09T11:59:00.0000000Z", "2003-10-09T12:01:00.5000000Z"),
        ("2003-10-09T11:59:00.000000000", "2003-10-09T12:01:00.500000000Z"),
        ("2003-10-09 11:59:00+00:00", "2003-10-09 12:01:00.500000+00:00"),
    ],
)
def test_dates_and_times_in_utc_tell_it_whole(was: str, became: str) -> None:
    assert changes(dated(99, was, became)) == [("FS1", 120.5, 60.5)]


@pytest.mark.parametrize(
    ("was", "became"),
    [("7:09:19 PM", "7:10:18 PM"), ("19:09:19", "19:10:18"), ("7.09.19", "7.10.18")],
)
def test_local_times_tell_by_how_much_and_the_record_when(was: str, became: str) -> None:
    assert changes(local(60, was, became)) == [("FS1", 59.0, 60.0)]


def test_a_clock_set_back_over_midnight_is_told_by_the_dates() -> None:
    # A record of a virtual machine: from 8/24 0:14:49 to 8/23 14:14:52, so by 9 h 59 min 57 s.
    row = local(0, "12:14:49 AM", "2:14:52 PM", "8/24/2015", "8/23/2015")
    assert changes(row) == [("FS1", -35997.0, 0.0)]


def test_dates_that_may_be_read_two_ways_tell_nothing() -> None:
    # A day on, or a month.
    assert changes(local(0, "1:00:00", "1:00:00", "1/2/2004", "2/2/2004")) == []


@pytest.mark.parametrize(
    ("was", "became"), [("7:09:19 nachm.", "7:10:18 nachm."), ("", "7:10:18"), ("25:61:99", "x")]
)
def test_times_that_cannot_be_read_tell_nothing(was: str, became: str) -> None:
    assert changes(local(0, was, became)) == []


def test_less_than_a_second_is_no_change() -> None:
    assert changes(dated(0, "2003-10-09T12:00:00.2Z", "2003-10-09T12:00:01.1Z")) == []


def test_one_change_in_two_logs_is_one() -> None:
    was, became = "2003-10-09T11:59:00Z", "2003-10-09T12:01:00Z"
    again = seen(60, "FS1", 4616, account=None, was=was, became="2003-10-09T12:01:00.4Z")
    assert changes(dated(60, was, became), again) == [("FS1", 120.0, 60.0)]


def test_a_change_alone_corrects_no_time() -> None:
    found = scene(observations([dated(0, "2003-10-09T11:00:00Z", "2003-10-09T12:00:00Z")]))
    assert found.offsets.of == {}
    assert Change(before=ticks(0), after=ticks(-5), row=0).by == -5 * SECOND
