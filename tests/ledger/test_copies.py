"""One record in several exhibits counts once, in whatever forms it was exported."""

from dataclasses import replace
from pathlib import Path

from forensics.case import Case
from forensics.events import event_table
from forensics.evidence.forms import Examined
from forensics.observing import COPY, USED, gather, judge
from tests.when.exhibits import exhibit, failures

CASE = Case(folder=Path("case"), id="1", title="")
NOON, LATER = "2001-10-08 12:00:00", "2001-10-08 12:00:07"


def fates(*examined: Examined) -> list[tuple[int, str]]:
    """Return the exhibit and the fate of every record, in order."""
    judged = judge(gather(examined, event_table()), CASE)
    return list(judged.sort("row").select("source", "fate").iter_rows())


def log(*times: str, first: int = 1, computer: str | None = "LONCAP01") -> Examined:
    """Return an export that gives the log's own record numbers."""
    numbers = tuple(range(first, first + len(times)))
    return exhibit("a.evtx", failures(*times, numbers=numbers, clock="utc", computer=computer))


def text(
    *times: str, computer: str | None = "LONCAP01", account: str = "SMSCliToknAcct&"
) -> Examined:
    """Return an export without them."""
    return exhibit("b.csv", failures(*times, clock="utc", computer=computer, account=account))


def test_the_same_number_time_and_machine_is_the_same_record() -> None:
    assert fates(log(NOON, LATER), log(LATER, first=2)) == [(0, USED), (0, USED), (1, COPY)]


def test_an_export_cuts_the_fraction_of_a_second() -> None:
    assert fates(log(f"{NOON}.789"), log(NOON)) == [(0, USED), (1, COPY)]


def test_the_intact_exhibit_is_used_and_not_the_damaged_one() -> None:
    damaged = replace(log(NOON, LATER), state="damaged")
    assert fates(damaged, log(LATER, first=2)) == [(0, USED), (0, COPY), (1, USED)]


def test_another_number_is_another_record() -> None:
    assert fates(log(NOON), log(NOON, first=2)) == [(0, USED), (1, USED)]


def test_lines_of_a_text_repeat_records_of_a_log_whichever_comes_first() -> None:
    assert fates(log(NOON, LATER), text(NOON, LATER)) == [
        (0, USED),
        (0, USED),
        (1, COPY),
        (1, COPY),
    ]
    assert fates(text(NOON), log(NOON)) == [(0, COPY), (1, USED)]


def test_equal_lines_are_copies_of_as_many_records_and_no_more() -> None:
    assert fates(log(NOON, NOON), text(NOON, NOON, NOON)) == [
        (0, USED),
        (0, USED),
        (1, COPY),
        (1, COPY),
        (1, USED),
    ]


def test_equal_lines_of_one_text_are_records_of_their_own() -> None:
    assert fates(text(NOON, NOON)) == [(0, USED), (0, USED)]


def test_two_texts_of_one_log_count_once() -> None:
    assert fates(text(NOON), text(NOON)) == [(0, USED), (1, COPY)]


def test_a_text_that_names_no_machine_repeats_what_any_machine_tells() -> None:
    assert fates(log(NOON), text(NOON, computer=None)) == [(0, USED), (1, COPY)]
    assert fates(text(NOON, computer=None), text(NOON)) == [(0, COPY), (1, USED)]
    assert fates(log(NOON), text(LATER, computer=None)) == [(0, USED), (1, USED)]


def test_a_machine_may_be_named_in_full_or_by_its_first_label() -> None:
    assert fates(log(NOON), text(NOON, computer="loncap01.corp.example")) == [
        (0, USED),
        (1, COPY),
    ]
    assert fates(log(NOON, computer="10.1.2.3"), text(NOON, computer="10.1.9.9")) == [
        (0, USED),
        (1, USED),
    ]


def test_another_machine_or_another_account_is_another_record() -> None:
    assert fates(log(NOON), text(NOON, computer="LONCAP02")) == [(0, USED), (1, USED)]
    assert fates(log(NOON), text(NOON, account="SMSCliSvcAcct&")) == [(0, USED), (1, USED)]
