"""What to do first, and what the report cannot say."""

from dataclasses import replace
from pathlib import Path

import pytest

from forensics.advice import actions, limits
from forensics.effects import Prevented, WhatIf
from forensics.observing import OTHER_EVENTS, UNPLACED
from forensics.values import NOT_RECORDED
from tests.builders.entry import invented
from tests.builders.evt import evt
from tests.builders.findings import check
from tests.builders.security_classic import failed_529
from tests.knowledge.grounds import (
    DECLARED,
    GENERAL,
    NO_REPLAY,
    OPEN,
    QUESTIONS,
    RIVAL,
    UNKNOWN,
    client,
    exhibit,
    failures,
    grounds,
    lockout,
    subject,
)
from tests.ledger.small_site import TOKEN, analysed, case_of, records

ATTACH = (
    "Attach this report to the support case and quote Q299352. The article gives no resolution and "
    "no workaround. What stands here is therefore our advice."
)
LOGS = (
    "If the account was locked, add the Security logs of all its domain controllers for the same "
    "hours: they record lockouts (644, 4740)."
)


def texts(**changes: object) -> list[str]:
    return [action.text for action in actions(grounds(**changes))]


def replay(of: int, prevented: int, *fix: str, best: int = 1) -> WhatIf:
    return WhatIf(
        of=of,
        smallest_fix=fix,
        prevented=prevented,
        per_client=(Prevented(client="FIN-1", prevented=best),),
        method="exact",
    )


# ── with lockouts ───────────────────────────────────────────────────────────────────────────────


def test_one_sender_and_an_article() -> None:
    assert texts() == [
        "Start with FIN-1: in the replay without it, 1 of 1 lockout does not happen.",
        ATTACH,
    ]


def test_an_article_that_offers_nothing_leaves_all_advice_ours() -> None:
    assert {action.origin for action in actions(grounds(undecided=QUESTIONS))} == {"ours"}


def test_what_an_article_offers_is_marked_as_its_own() -> None:
    offering = replace(RIVAL, standing="supported")
    found = actions(grounds(diagnoses=(offering,), what_if=NO_REPLAY))
    assert [(action.text, action.origin) for action in found] == [
        ("Service Pack 1 for SMS 2.0.", "article"),
        ("Lockouts are switched off.", "article"),
        ("Attach this report to the support case and quote Q231399.", "ours"),
    ]


def test_what_a_general_cause_offers_is_ours() -> None:
    offering = replace(GENERAL, resolution="The service gets the new password.")
    found = actions(grounds(diagnoses=(offering,), what_if=NO_REPLAY))
    assert [(action.text, action.origin) for action in found] == [
        ("The service gets the new password.", "ours")
    ]


def test_what_not_to_do_while_finding_out_is_told() -> None:
    careful = replace(OPEN, kb="Q243385", warning="NAL logging stays off.")
    found = actions(grounds(diagnoses=(careful,), what_if=NO_REPLAY))
    assert ("Q243385: NAL logging stays off.", "article") in [
        (action.text, action.origin) for action in found
    ]


def test_a_few_senders_are_mended_one_by_one() -> None:
    found = (lockout(1), lockout(2), lockout(3))
    what_if = replay(3, 3, "FIN-1", "FIN-2", "FIN-3", "FIN-4")
    assert texts(lockouts=found, what_if=what_if, diagnoses=()) == [
        (
            "Start with FIN-1, FIN-2, FIN-3 and FIN-4: in the replay without them, 3 of 3 "
            "lockouts do not happen."
        ),
        (
            "Do not just unlock the account: 5 more bad passwords lock it again; it was locked 3 "
            "times in this evidence."
        ),
    ]


def test_many_senders_have_something_in_common() -> None:
    found = (lockout(1), lockout(2))
    what_if = replay(2, 2, "A", "B", "C", "D", "E", best=1)
    clients = tuple(client(name) for name in "ABCDEF")
    assert texts(lockouts=found, what_if=what_if, clients=clients, diagnoses=()) == [
        (
            "Do not just unlock the account: 5 more bad passwords lock it again; it was locked 2 "
            "times in this evidence."
        ),
        (
            "Look for what the clients have in common; repairing one after the other helps late. "
            "In the replay it takes 5 of 6 clients to prevent 2 of 2 lockouts, and no single one "
            "prevents more than 1."
        ),
    ]


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        (1, ["1 more bad password locks it again"]),
        (2, ["2 more bad passwords lock it again"]),
        (0, []),
        (NOT_RECORDED, []),
    ],
)
def test_how_soon_it_locks_again_is_told_where_it_is_known(
    threshold: object, said: list[str]
) -> None:
    policy = replace(DECLARED, threshold=threshold)  # type: ignore[arg-type]
    found = texts(policy=policy, lockouts=(lockout(1), lockout(2)), what_if=NO_REPLAY)
    assert [
        text.removeprefix("Do not just unlock the account: ").partition(";")[0]
        for text in found
        if text.startswith("Do not just unlock")
    ] == said


def test_a_replay_that_prevents_nothing_advises_nothing() -> None:
    assert texts(what_if=replay(1, 0, "FIN-1"), diagnoses=()) == []
    assert texts(what_if=NO_REPLAY, diagnoses=()) == []


def test_the_most_telling_questions_say_what_to_collect() -> None:
    wide = replace(QUESTIONS[0], between=tuple("ABCD"))
    many = (*QUESTIONS, *(replace(wide, obtain=f"Thing {each}.") for each in range(5)))
    assert texts(undecided=many, what_if=NO_REPLAY, diagnoses=()) == [
        "To tell Q299352 and Q243385 apart: The verbosity.",
        "To tell Q299352 and Q231399 apart: The service pack.",
        "To tell 4 open causes apart: Thing 0.",
    ]


def test_general_causes_are_named_as_such_once() -> None:
    between = ("general-mail-on-phone", "general-replication-lag")
    asked = (replace(QUESTIONS[0], between=between, obtain="The list."),)
    assert texts(undecided=asked, what_if=NO_REPLAY, diagnoses=()) == [
        "To tell mail on phone and replication lag (general causes) apart: The list."
    ]


def test_an_open_article_is_decided_by_what_its_checks_lack() -> None:
    article = replace(
        OPEN,
        checks=(
            check("known", "holds", "", obtain="Nothing."),
            check("unknown", "unknown", "", obtain="The list of CAPs."),
            check("unknown too", "unknown", "", obtain="The list of CAPs."),
        ),
    )
    assert texts(diagnoses=(article,), what_if=NO_REPLAY) == [
        "To decide Q299352: The list of CAPs."
    ]


def test_an_unknown_policy_is_asked_for() -> None:
    assert texts(policy=UNKNOWN, what_if=NO_REPLAY, diagnoses=()) == [
        "Add the lockout policy to case.toml ([policy]); net accounts prints it."
    ]


def test_exhibits_of_an_unknown_form_are_asked_for_again_together() -> None:
    one = texts(sources=(exhibit("unrecognised"),), what_if=NO_REPLAY, diagnoses=())
    assert one == ["If evidence/a.evt is a log, export it again: its form is not known."]
    many = tuple(replace(exhibit("unrecognised"), path=f"evidence/{each}") for each in "abcde")
    assert texts(sources=many, what_if=NO_REPLAY, diagnoses=()) == [
        (
            "Where evidence/a, evidence/b, evidence/c and 2 others are logs, export them again: "
            "their form is not known."
        )
    ]


def test_many_harmed_exhibits_are_one_action() -> None:
    many = tuple(replace(exhibit("damaged"), path=f"evidence/{each}") for each in "abcde")
    assert texts(sources=many, what_if=NO_REPLAY, diagnoses=()) == [
        (
            "Copy evidence/a, evidence/b, evidence/c and 2 others again: they are not whole; "
            "chapter 5 says where."
        )
    ]


def test_records_that_wait_for_a_time_zone_are_asked_for() -> None:
    waiting = replace(exhibit(), set_aside_by={UNPLACED: 107, OTHER_EVENTS: 3})
    assert texts(sources=(waiting,), what_if=NO_REPLAY, diagnoses=()) == [
        (
            "Declare the time zone of logs in local time, and the year of those without one, in "
            "case.toml ([case] timezone, [[exhibit]]): without it 107 records of "
            "logons are set aside."
        )
    ]


@pytest.mark.parametrize("state", ["unreadable", "damaged"])
def test_an_exhibit_that_was_not_read_is_mended(state: str) -> None:
    assert texts(sources=(exhibit(), exhibit(state)), what_if=NO_REPLAY, diagnoses=()) == [
        "Look after evidence/a.evt, which was not read as it should be: torn."
    ]


# ── without a lockout ───────────────────────────────────────────────────────────────────────────


def test_failures_without_a_lockout_ask_for_the_domain_controllers() -> None:
    assert texts(lockouts=(), what_if=NO_REPLAY, diagnoses=()) == [LOGS]


def test_where_nothing_failed_there_is_nothing_to_do() -> None:
    quiet = subject(NOT_RECORDED, failures())
    assert texts(subject=quiet, lockouts=(), what_if=NO_REPLAY, diagnoses=(), policy=UNKNOWN) == []


# ── limits ──────────────────────────────────────────────────────────────────────────────────────


def test_what_no_report_can_say_is_always_said() -> None:
    entries = (invented(), invented(id="Q2"), invented(id="general-x", kind="general"))
    said = limits(grounds(lockouts=(), entries=entries), 0, 0)
    assert len(said) == 4
    assert said[-1] == (
        "2 articles and 1 general cause are weighed by this version; a cause that is in none of "
        "them is not considered."
    )
    assert all(sentence.endswith(".") for sentence in said)


def test_a_replay_is_told_to_rest_on_an_assumption() -> None:
    said = limits(grounds(), 0, 0)
    assert len(said) == 6
    assert said[3] == (
        "A success starts the count again. Where successes left no record, an older bad password "
        "may stand among the counted ones."
    )
    assert said[4] == (
        "What would have been prevented is replayed on the assumption that a refused attempt "
        "would have been a bad password too."
    )


def test_refusals_before_the_first_password_are_told() -> None:
    assert limits(grounds(), 2, 0)[0] == (
        "2 refusals of a locked account began before any bad password in the evidence: the "
        "lockout behind them is not in it."
    )


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 recovered record of"), (3, "3 recovered records of")]
)
def test_recovered_records_are_told(number: int, said: str) -> None:
    assert limits(grounds(), 0, number)[0] == (
        f"{said} logons or lockouts: outside the live part of the logs, listed in the ledger and "
        "not counted as attempts."
    )


def test_recovered_records_of_a_real_log_are_told(tmp_path: Path) -> None:
    bad = failed_529(TOKEN, "FIN-1", "FIN-1")
    content = evt(records("A", (9, bad), first=9), slack=records("A", (1, bad), (2, bad)))
    found = analysed(case_of(tmp_path, {"a.evt": content})).findings.limits
    assert found[0].startswith("2 recovered records of logons or lockouts: ")


def test_orphaned_refusals_of_a_real_log_are_told(tmp_path: Path) -> None:
    refused = failed_529(TOKEN, "FIN-1", "FIN-1", event_id=539)
    content = evt(records("A", (9, refused)))
    found = analysed(case_of(tmp_path, {"a.evt": content})).findings.limits
    assert found[0] == (
        "1 refusal of a locked account began before any bad password in the evidence: the "
        "lockout behind them is not in it."
    )
