import pytest

from forensics import words
from forensics.effects import Span
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant, Reason
from tests.builders.scripted import MIDNIGHT, at

SECOND = 10_000_000


def later(seconds: float) -> Instant:
    return Instant(MIDNIGHT.ticks + round(seconds * SECOND))


def test_numbers_are_grouped() -> None:
    assert words.grouped(1_234_567) == "1,234,567"


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 lockouts"), (1, "1 lockout"), (1_700, "1,700 lockouts")]
)
def test_counts_agree_with_their_noun(number: int, said: str) -> None:
    assert words.counted(number, "lockout") == said


def test_what_is_not_printed_agrees_with_its_verb() -> None:
    assert [words.left_over(number) for number in (1, 1_700)] == ["1 more is", "1,700 more are"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "no clients"), (1, "one client"), (10, "ten clients"), (11, "11 clients")],
)
def test_small_numbers_are_spelled(number: int, said: str) -> None:
    assert words.spelled(number, "client") == said


@pytest.mark.parametrize(("number", "said"), [(1, "once"), (2, "twice"), (17, "17 times")])
def test_times_are_said_as_one_says_them(number: int, said: str) -> None:
    assert words.times(number) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")],
)
def test_a_list_has_no_comma_before_and(items: tuple[str, ...], said: str) -> None:
    assert words.listing(items) == said


def test_days_are_british() -> None:
    assert words.day(MIDNIGHT) == "9 October 2001"
    assert words.date(MIDNIGHT) == "2001-10-09"


def test_a_stamp_shows_a_fraction_only_where_there_is_one() -> None:
    assert words.stamp(MIDNIGHT) == "2001-10-09 00:00:00"
    assert words.stamp(at(5)) == "2001-10-09 00:00:05.25"
    assert words.stamp(Instant(MIDNIGHT.ticks + 1)) == "2001-10-09 00:00:00.0000001"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 3_600, "between 00:00 and 01:00 UTC on 9 October 2001"),
        (0, 30, "at 00:00 UTC on 9 October 2001"),
        (0, 90_000, "from 9 October 2001, 00:00 to 10 October 2001, 01:00 UTC"),
    ],
)
def test_a_period_says_its_day_once(first: int, last: int, said: str) -> None:
    assert words.period(later(first), later(last)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.5, "less than a second"),
        (1, "1 second"),
        (90, "1.5 minutes"),
        (3_600, "1 hour"),
        (13_000, "3.6 hours"),
        (86_400 * 12, "12 days"),
    ],
)
def test_a_length_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert words.length(MIDNIGHT, later(seconds)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (1_800, "30 min"), (3_600, "1 h"), (320, "5 min 20 s"), (90_061, "1 d 1 h")],
)
def test_a_duration_has_at_most_two_units(seconds: int, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0:00"), (27, "0:27"), (889, "14:49"), (7_325, "2:02:05")]
)
def test_minutes_and_seconds_are_padded(seconds: int, said: str) -> None:
    assert words.minutes_seconds(seconds * SECOND) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_800, "30 min"),
        (Span(at_least=300, at_most=3_600), "between 5 min and 1 h"),
        (Span(at_least=300, at_most=NOT_RECORDED), "at least 5 min"),
        (Span(at_least=NOT_RECORDED, at_most=3_600), "at most 1 h"),
        (Span(at_least=NOT_RECORDED, at_most=NOT_RECORDED), "not known"),
        (NOT_RECORDED, "not known"),
    ],
)
def test_a_span_says_which_bounds_are_known(value: int | Span | Absent, said: str) -> None:
    assert words.span(value) == said


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_for_absence_has_words(reason: Reason) -> None:
    assert words.or_why(Absent(reason))


def test_a_value_that_is_there_is_said_as_it_is() -> None:
    assert words.or_why("FIN-429") == "FIN-429"
    assert words.or_why(NOT_APPLICABLE) == "–"
