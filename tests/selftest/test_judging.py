"""What is right, open, missed and false: by the rules that stand at the head of each room."""

from dataclasses import replace

import pytest

from forensics.error_rates import Proportion
from forensics.selftest import articles, attempts, lockouts
from forensics.selftest.corpus import TrueRecord
from forensics.selftest.records import judged as records_judged
from forensics.selftest.tally import Tally, precision, recall, share
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Instant
from tests.builders.findings import sms_case
from tests.selftest.told import LOG, SECOND, attempt, found, locked, lockout, truth

# ── shares ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "of", "lower", "upper"),
    [(81, 263, 25.2, 36.8), (15, 148, 5.7, 16.2), (0, 20, 0.0, 16.9), (29, 29, 88.0, 100.0)],
)
def test_intervals_are_those_of_clopper_and_pearson(
    number: int, of: int, lower: float, upper: float
) -> None:
    """The first three are examples of Newcombe (Statistics in Medicine 17, 1998, 857-872)."""
    made = share(number, of)
    assert (made.lower, made.upper) == (lower, upper)


def test_a_hundred_percent_is_said_of_all_alone() -> None:
    assert share(9_999, 10_000).percent == 99.9
    assert share(10_000, 10_000).percent == 100.0


def test_of_nothing_there_is_no_percentage() -> None:
    none = NOT_APPLICABLE
    assert share(0, 0) == Proportion(number=0, of=0, percent=none, lower=none, upper=none)


def test_what_is_left_open_is_not_found_and_no_claim() -> None:
    tally = Tally(true=3, unknown=1, missed=2, lost=1, false=2)
    assert (recall(tally).number, recall(tally).of) == (3, 6)
    assert (precision(tally).number, precision(tally).of) == (3, 5)


# ── records ─────────────────────────────────────────────────────────────────────────────────────

WRITTEN = {
    1: TrueRecord(529, Instant(7 * SECOND), left=True),
    2: TrueRecord(644, Instant(8 * SECOND), left=False),
    3: TrueRecord(0, Instant(9 * SECOND), left=True),
}


def test_a_record_is_true_by_number_event_and_second() -> None:
    read = [(1, 529, 7 * SECOND + 9), (3, 1, 9 * SECOND)]
    assert records_judged(read, WRITTEN) == Tally(true=2, missed=1, lost=1)


def test_another_event_another_time_another_number_and_a_second_one_are_false() -> None:
    read = [
        (1, 528, 7 * SECOND),
        (2, 644, 9 * SECOND),
        (4, 529, 7 * SECOND),
        (3, 1, 9 * SECOND),
        (3, 1, 9 * SECOND),
    ]
    assert records_judged(read, WRITTEN) == Tally(true=1, missed=2, lost=1, false=4)


# ── attempts ────────────────────────────────────────────────────────────────────────────────────


def test_an_attempt_is_found_by_its_records_with_account_client_and_machine_as_they_were() -> None:
    known = truth(attempts=(attempt(1, 2),))
    for told in (found(2), found(1, client="10.0.0.1"), found(1, account="ALICE")):
        assert attempts.judged([told], known) == Tally(true=1)


@pytest.mark.parametrize("part", ["account", "client", "target"])
def test_a_part_that_is_not_told_is_no_claim_and_a_wrong_one_is_false(part: str) -> None:
    known = truth(attempts=(attempt(1),))
    assert attempts.judged([found(1, **{part: None})], known) == Tally(unknown=1)
    assert attempts.judged([found(1, **{part: "PC9"})], known) == Tally(missed=1, false=1)


def test_an_attempt_counted_twice_is_false_once() -> None:
    known = truth(attempts=(attempt(1, 2),))
    assert attempts.judged([found(1), found(2)], known) == Tally(true=1, false=1)


def test_two_attempts_taken_for_one_leave_one_missed() -> None:
    known = truth(attempts=(attempt(1), attempt(2)))
    assert attempts.judged([found(1, 2)], known) == Tally(true=1, missed=1)


def test_an_attempt_of_no_true_one_is_false_and_one_without_a_record_left_is_lost() -> None:
    known = truth(attempts=(attempt(1),), gone=((LOG, 1),))
    assert attempts.judged([found(5)], known) == Tally(missed=1, lost=1, false=1)


def test_where_no_log_of_the_machine_was_kept_it_is_right_to_name_none() -> None:
    known = truth(attempts=(attempt(1, target=""),))
    assert attempts.judged([found(1, target=None)], known) == Tally(true=1)
    assert attempts.judged([found(1, target="FS1")], known) == Tally(missed=1, false=1)


# ── lockouts ────────────────────────────────────────────────────────────────────────────────────

KNOWN = truth(lockouts=(locked(3, 4),))


def test_a_recorded_lockout_is_found_by_its_record() -> None:
    assert lockouts.judge([lockout(3)], KNOWN)[:2] == (Tally(true=1), Tally(true=1))
    under = lockout(3, authority="DC1")
    assert lockouts.judge([under], KNOWN)[:2] == (Tally(true=1), Tally(true=1))


def test_an_inferred_one_is_found_by_its_last_password_or_by_a_refusal() -> None:
    by_password = lockout(9, basis="inferred", last=4)
    assert lockouts.judge([by_password], KNOWN)[0] == Tally(true=1)
    by_refusal = lockout(9, basis="inferred")
    assert lockouts.judge([by_refusal], KNOWN)[0] == Tally(true=1)
    elsewhere = lockout(9, basis="inferred", last=5)
    assert lockouts.judge([elsewhere], KNOWN)[:2] == (Tally(missed=1, false=1),) * 2


def test_a_lockout_told_twice_is_false_once_and_what_is_recorded_goes_first() -> None:
    twice = [lockout(9, basis="inferred", last=4, tripped_by="PC9"), lockout(3)]
    assert lockouts.judge(twice, KNOWN)[:2] == (Tally(true=1, false=1),) * 2


def test_in_another_database_it_is_false() -> None:
    assert lockouts.judge([lockout(3, authority="FS1")], KNOWN)[0] == Tally(missed=1, false=1)


def test_a_client_that_is_not_named_or_may_be_another_is_no_claim() -> None:
    for left_open in (lockout(3, tripped_by=NOT_RECORDED), lockout(3, unordered=("PC2",))):
        assert lockouts.judge([left_open], KNOWN)[1] == Tally(unknown=1)


def test_another_client_is_false_and_the_true_one_missed() -> None:
    assert lockouts.judge([lockout(3, tripped_by="PC2")], KNOWN)[1] == Tally(missed=1, false=1)


def test_only_what_is_called_certain_is_judged_as_certain() -> None:
    certain = replace(lockout(3), certainty="certain")
    assert lockouts.judge([certain], KNOWN)[2] == Tally(true=1)
    assert lockouts.judge([lockout(3)], KNOWN)[2] == Tally(unknown=1)
    wrong = replace(lockout(3, tripped_by="PC2"), certainty="certain")
    assert lockouts.judge([wrong], KNOWN)[2] == Tally(missed=1, false=1)
    never = replace(lockout(8), certainty="certain")
    assert lockouts.judge([never], KNOWN)[2] == Tally(missed=1, false=1)


def test_a_lockout_without_a_record_left_is_lost_with_who_tripped_it() -> None:
    gone = truth(lockouts=(locked(3, 4),), gone=((LOG, 3), (LOG, 4)))
    assert lockouts.judge([], gone) == (Tally(missed=1, lost=1),) * 3


# ── the article ─────────────────────────────────────────────────────────────────────────────────

NAMED = sms_case()


def test_the_article_that_was_played_is_true_and_so_is_another_of_the_same_story() -> None:
    assert NAMED.verdict.kb == "Q299352"
    assert articles.judge(NAMED, truth(articles=("Q299352",))) == Tally(true=1)
    assert articles.judge(NAMED, truth(articles=("Q1", "Q299352"))) == Tally(true=1)


def test_another_article_is_false_also_where_none_applies() -> None:
    assert articles.judge(NAMED, truth(articles=("Q1",))) == Tally(missed=1, false=1)
    assert articles.judge(NAMED, truth()) == Tally(false=1)


def test_naming_none_is_no_claim_unless_the_played_one_is_ruled_out() -> None:
    silent = replace(NAMED, verdict=replace(NAMED.verdict, kb=None), incidents=())
    assert articles.judge(silent, truth(articles=("Q1",))) == Tally(unknown=1)
    assert articles.judge(silent, truth()) == Tally()
    kb = next(each.kb for each in silent.diagnoses if each.standing == "ruled-out")
    assert articles.judge(silent, truth(articles=(kb,))) == Tally(missed=1)
