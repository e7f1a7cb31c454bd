"""The verdict of each shape of case: within the records, and no more certain than they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from forensics.findings import Verdict
from forensics.sources import Source
from forensics.values import NOT_RECORDED
from forensics.verdict import Grounds, judge, names, plural
from tests.builders.evtx import evtx
from tests.builders.security import At, preauth_failed_4771
from tests.builders.security_classic import Classic, failed_529, lockout_644
from tests.knowledge.grounds import (
    ACCOUNT,
    DECLARED,
    DEFECT,
    GENERAL,
    NO_REPLAY,
    OPEN,
    RIVAL,
    RULED_OUT,
    SUPPORTED,
    UNKNOWN,
    WAITING,
    client,
    edge,
    exhibit,
    failures,
    grounds,
    lockout,
    subject,
)
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log

NO_ARTICLE = "No article of the knowledge base is supported by every one of its checks."
NO_ENTRY_FITS = (
    "No article of the knowledge base fits; who sent the passwords is shown by the records."
)


# ── an article that fits ────────────────────────────────────────────────────────────────────────


def test_an_article_that_fits_with_nothing_in_doubt() -> None:
    assert judge(grounds()) == Verdict(
        headline="SMSCliToknAcct& was locked out once on LONCAP01",
        statement="1 of 1 client sent the 5 bad passwords that counted; FIN-1 alone sent 5. "
        "Every check of Q299352 holds: Microsoft has confirmed it. The article gives no "
        "resolution and no workaround.",
        kb="Q299352",
        confidence="high",
        because=(
            (
                "All 4 checks of Q299352 hold, every lockout is explained in full, and every rival "
                "article is set aside."
            ),
        ),
        nature="defect",
    )


def test_an_article_that_fits_with_another_left_open() -> None:
    verdict = judge(grounds(diagnoses=(SUPPORTED, RIVAL)))
    assert (verdict.kb, verdict.confidence, verdict.nature) == ("Q299352", "moderate", "defect")
    assert verdict.because == ("Not told apart with this evidence: Q231399.",)


def test_an_article_that_waits_for_its_rivals_is_no_verdict() -> None:
    verdict = judge(grounds(diagnoses=(WAITING, RIVAL)))
    assert (verdict.kb, verdict.confidence) == (None, "moderate")
    assert verdict.statement.endswith(
        "Every check of Q299352 holds, but Q231399 and Q243385, which would leave the same "
        "records, are not ruled out."
    )
    assert verdict.because == (
        NO_ARTICLE,
        "Not told apart with this evidence: Q299352 and Q231399.",
    )


def test_a_general_cause_is_no_article() -> None:
    verdict = judge(grounds(diagnoses=(GENERAL,)))
    assert (verdict.kb, verdict.confidence) == (None, "high")
    assert verdict.statement.endswith(
        "The records fit 1 general cause, and none of an article: An old service."
    )
    also = replace(GENERAL, kb="general-task", title="An old task")
    assert judge(grounds(diagnoses=(GENERAL, also))).statement.endswith(
        "The records fit 2 general causes, and none of an article: An old service; An old task."
    )


def test_open_general_causes_are_counted_and_none_is_preferred() -> None:
    left = replace(GENERAL, standing="open", checks=OPEN.checks)
    verdict = judge(grounds(diagnoses=(left, replace(left, kb="general-task"))))
    assert verdict.statement.endswith(
        "No article fits. 2 general causes could; chapter 4 says what would tell them apart."
    )


def test_an_article_leads_before_a_general_cause_and_a_record_s_explanation_never() -> None:
    assert judge(grounds(diagnoses=(GENERAL, SUPPORTED))).kb == "Q299352"
    assert judge(grounds(diagnoses=(replace(SUPPORTED, explains="records"),))).kb is None


@pytest.mark.parametrize(
    ("strength", "confidence"), [("high", "high"), ("moderate", "moderate"), ("low", "low")]
)
def test_a_verdict_is_no_surer_than_its_weakest_check(strength: str, confidence: str) -> None:
    first, *others = SUPPORTED.checks
    weak = replace(SUPPORTED, checks=(*others, replace(first, strength=strength)))
    verdict = judge(grounds(diagnoses=(weak,)))
    assert (verdict.kb, verdict.confidence) == ("Q299352", confidence)
    said = f"The weakest check of Q299352 rests on our reasoning: {first.claim}."
    assert (verdict.because == (said,)) == (strength != "high")


def test_every_doubt_is_told() -> None:
    doubtful = grounds(
        lockouts=(lockout(1, certainty="possible"), lockout(2, certainty="likely"), lockout(3)),
        sources=(exhibit(), exhibit("damaged", "evidence/b.evt"), exhibit("unreadable", "c")),
        diagnoses=(WAITING, RIVAL),
    )
    assert judge(doubtful).because == (
        NO_ARTICLE,
        "Not told apart with this evidence: Q299352 and Q231399.",
        "2 of 3 lockouts less than certain.",
        "Not read completely: evidence/b.evt and c.",
    )


def test_a_policy_that_was_not_declared_is_a_doubt() -> None:
    inferred = replace(DECLARED, basis="inferred")
    verdict = judge(grounds(policy=inferred, lockouts=(lockout(1, certainty="likely"),)))
    assert verdict.confidence == "moderate"
    assert verdict.because == ("The lockout policy is inferred, not declared.",)


def test_lockouts_explained_in_part_are_a_doubt_beside_an_undeclared_policy() -> None:
    found = (lockout(1, certainty="possible"), lockout(2, certainty="likely"))
    verdict = judge(grounds(policy=UNKNOWN, lockouts=found, diagnoses=()))
    assert verdict.because == (
        NO_ARTICLE,
        "The lockout policy is unknown, not declared.",
        "1 of 2 lockouts only partly explained.",
    )


# ── how sure ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "confidence"),
    [
        pytest.param({}, "high", id="nothing in doubt"),
        pytest.param({"diagnoses": (SUPPORTED, RIVAL)}, "moderate", id="a rival left"),
        pytest.param({"policy": UNKNOWN}, "moderate", id="policy unknown"),
        pytest.param(
            {"lockouts": (lockout(1, certainty="likely"),)}, "moderate", id="lockout likely"
        ),
        pytest.param(
            {"lockouts": (lockout(1, certainty="possible"),)}, "moderate", id="lockout possible"
        ),
        pytest.param({"sources": (exhibit("damaged"),)}, "moderate", id="exhibit damaged"),
        pytest.param(
            {"sources": (exhibit("unrecognised"),)}, "moderate", id="exhibit unrecognised"
        ),
        pytest.param({"sources": (exhibit("unreadable"),)}, "moderate", id="exhibit unreadable"),
        pytest.param({"diagnoses": (OPEN,)}, "moderate", id="article open"),
        pytest.param({"diagnoses": (RULED_OUT,)}, "moderate", id="article ruled out"),
        pytest.param(
            {"diagnoses": (OPEN,), "lockouts": (lockout(1, certainty="likely"),)},
            "moderate",
            id="article open, lockout likely",
        ),
        pytest.param(
            {"diagnoses": (OPEN,), "lockouts": (lockout(1), lockout(2, certainty="possible"))},
            "low",
            id="article open, a lockout possible",
        ),
        pytest.param({"lockouts": ()}, "none", id="no lockout"),
    ],
)
def test_confidence_is_as_defined(change: dict[str, object], confidence: str) -> None:
    assert judge(grounds(**change)).confidence == confidence


@pytest.mark.parametrize(
    ("change", "nature"),
    [
        ({}, "defect"),
        ({"diagnoses": ()}, "defect"),
        ({"lockouts": ()}, "defect"),
        ({"hypotheses": ()}, "undetermined"),
        ({"hypotheses": (replace(DEFECT[0], of=10),)}, "undetermined"),
        ({"hypotheses": (replace(DEFECT[0], nature="attack"),)}, "attack"),
    ],
)
def test_the_nature_is_what_the_table_carries(change: dict[str, object], nature: str) -> None:
    assert judge(grounds(**change)).nature == nature


def test_no_doubt_is_told_twice() -> None:
    doubtful = grounds(diagnoses=(SUPPORTED, RIVAL), sources=(exhibit("damaged"),))
    because = judge(doubtful).because
    assert len(set(because)) == len(because)


# ── lockouts without an article ─────────────────────────────────────────────────────────────────


def test_lockouts_with_an_article_still_open() -> None:
    verdict = judge(grounds(diagnoses=(OPEN,)))
    assert verdict.kb is None
    assert verdict.statement.endswith(
        "Q299352 could fit, but not every one of its checks can be decided with this evidence."
    )


@pytest.mark.parametrize("diagnoses", [(), (RULED_OUT,)], ids=["none", "ruled out"])
def test_lockouts_without_an_article(diagnoses: tuple[object, ...]) -> None:
    verdict = judge(grounds(diagnoses=diagnoses))
    assert verdict.kb is None
    assert verdict.statement == (
        f"1 of 1 client sent the 5 bad passwords that counted; FIN-1 alone sent 5. {NO_ENTRY_FITS}"
    )


# ── the headline ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "times"), [(1, "once"), (2, "twice"), (3, "3 times"), (1_234, "1,234 times")]
)
def test_lockouts_are_counted_in_words(number: int, times: str) -> None:
    found = tuple(lockout(each) for each in range(1, number + 1))
    headline = judge(grounds(lockouts=found)).headline
    assert headline == f"SMSCliToknAcct& was locked out {times} on LONCAP01"


def test_several_client_access_points_are_called_by_that_name() -> None:
    found = (
        lockout(1, "LONCAP01"),
        lockout(2, "LONCAP02"),
        lockout(3, "LONDC01", authority="LONCORP"),
    )
    caps = tuple(edge(name, "cap") for name in ("LONCAP01", "LONCAP02", "LONDC01"))
    verdict = judge(grounds(lockouts=found, edges=caps))
    assert verdict.headline == "SMSCliToknAcct& was locked out 3 times on 3 Client Access Points"


def test_servers_of_other_roles_are_account_databases() -> None:
    found = (lockout(1, "LONCAP01"), lockout(2, "LONFS01"))
    edges = (edge("LONCAP01", "cap"), edge("LONFS01", "fileserver"))
    verdict = judge(grounds(lockouts=found, edges=edges))
    assert verdict.headline == "SMSCliToknAcct& was locked out twice on 2 account databases"


def test_a_domain_is_where_the_account_was_locked() -> None:
    found = (lockout(1, "DC1", authority="NORTHWAY"),)
    verdict = judge(grounds(lockouts=found, edges=(edge("DC1", "dc"),)))
    assert verdict.headline == "SMSCliToknAcct& was locked out once in NORTHWAY"


def test_an_account_spelled_in_two_ways_is_one(tmp_path: Path) -> None:
    logs = {
        "a.evt": log("ACAP", (1, failed_529(TOKEN.lower(), "FIN-1", "FIN-1"))),
        "b.evt": log(
            "BCAP", (2, failed_529(TOKEN, "FIN-1", "FIN-1")), (3, lockout_644(TOKEN, "X"))
        ),
    }
    verdict = analysed(case_of(tmp_path, logs)).findings.verdict
    assert verdict.headline == "smsclitoknacct& was locked out once in BCAP"


# ── who sent them ───────────────────────────────────────────────────────────────────────────────


def test_the_busiest_named_client_is_told_with_its_own_number() -> None:
    senders = (client(NOT_RECORDED, counted=9), client("FIN-1", counted=4), client("FIN-2", bad=7))
    assert judge(grounds(clients=senders)).statement.startswith(
        "2 of 3 clients sent the 13 bad passwords that counted; FIN-1 alone sent 4. "
    )


def test_senders_that_no_record_names_stay_unnamed() -> None:
    senders = (client(NOT_RECORDED, counted=5),)
    assert judge(grounds(clients=senders)).statement.startswith(
        "1 of 1 client sent the 5 bad passwords that counted; the records name none of them. "
    )


def test_a_lockout_without_a_bad_password_in_the_evidence() -> None:
    assert judge(grounds(clients=(client("FIN-1", refused=3),))).statement.startswith(
        "No bad password that counted towards a lockout is in the evidence. "
    )


# ── no lockout ──────────────────────────────────────────────────────────────────────────────────


def silent(*sources: Source) -> Grounds:
    """Return the grounds of a case in which nothing failed."""
    return grounds(
        subject=subject(NOT_RECORDED, failures()),
        lockouts=(),
        clients=(),
        edges=(),
        sources=sources,
    )


def test_nothing_failed() -> None:
    quiet = silent(exhibit())
    assert judge(quiet) == Verdict(
        headline="No failed logon and no lockout is recorded",
        statement="The evidence that could be read holds no failed logon, no lockout and no "
        "refusal of a locked account.",
        kb=None,
        confidence="none",
        because=(),
        nature="undetermined",
    )


def test_nothing_failed_in_what_could_be_read() -> None:
    quiet = silent(exhibit(), exhibit("unreadable", "evidence/b.evt"))
    assert judge(quiet).because == ("evidence/b.evt could not be read (unreadable).",)


def test_what_was_read_in_part_is_not_said_to_be_unread() -> None:
    damaged, unknown = exhibit("damaged", "evidence/b.evt"), exhibit("unrecognised", "evidence/c")
    assert judge(silent(exhibit(), damaged, unknown)).because == (
        "evidence/b.evt could not be read completely (damaged).",
        "evidence/c could not be read (unrecognised).",
    )


@pytest.mark.parametrize("state", ["unrecognised", "unreadable"])
def test_where_nothing_could_be_read_nothing_is_said_of_it(state: str) -> None:
    """A zip is read for its members: that it could be opened says nothing of a logon."""
    archive = replace(exhibit(path="evidence/c.zip"), format="zip")
    blank = silent(exhibit(state), archive)
    assert judge(blank) == Verdict(
        headline="None of the evidence could be read",
        statement="No exhibit is in a form that could be read: whether a logon failed or an "
        "account was locked is not known.",
        kb=None,
        confidence="none",
        because=(f"evidence/a.evt could not be read ({state}).",),
        nature="undetermined",
    )


def test_failures_that_name_no_account() -> None:
    unnamed = grounds(
        subject=subject(NOT_RECORDED, failures()),
        lockouts=(),
        edges=(edge("A", account=NOT_RECORDED, bad=2, other=1),),
    )
    verdict = judge(unnamed)
    assert verdict.headline == "3 failed logons, no account named, no lockout"
    assert verdict.statement == (
        "The failures name no account. No lockout is recorded, and no record shows an account "
        "refused as locked."
    )


def test_failures_without_a_lockout() -> None:
    verdict = judge(
        grounds(
            subject=subject(counts=failures(bad=4, unknown=2, other=1)),
            lockouts=(),
            clients=tuple(client(name) for name in ("A", "B", "C", "D", NOT_RECORDED, "E")),
            edges=(edge("X"), edge("Y"), edge("X")),
            what_if=NO_REPLAY,
            hypotheses=(),
        )
    )
    assert verdict == Verdict(
        headline="7 failed logons of SMSCliToknAcct&, no lockout recorded",
        statement="SMSCliToknAcct& failed 7 times from A, B, C and 2 others, recorded on X and Y: "
        "4 with a bad password, 2 as an unknown account, 1 for other reasons. No lockout is "
        "recorded, and no record shows the account refused as locked.",
        kb=None,
        confidence="none",
        because=(),
        nature="undetermined",
    )


@pytest.mark.parametrize(
    ("others", "said"),
    [(1, " 1 further account failed too."), (2, " 2 further accounts failed too.")],
)
def test_further_accounts_are_counted(others: int, said: str) -> None:
    verdict = judge(grounds(subject=subject(others=others), lockouts=()))
    assert verdict.statement.endswith(f"refused as locked.{said}")


def test_an_article_is_never_named_without_a_lockout() -> None:
    verdict = judge(grounds(lockouts=()))
    assert verdict.kb is None
    assert "Q299352" not in verdict.statement


def test_refusals_only() -> None:
    verdict = judge(grounds(subject=subject(counts=failures(locked=1)), lockouts=()))
    assert verdict.headline == (
        "1 failed logon of SMSCliToknAcct&, locked before the evidence begins"
    )
    assert verdict.statement == (
        "SMSCliToknAcct& failed 1 time from FIN-1, recorded on LONCAP01: 1 refused as locked. "
        "1 attempt met an account that was already locked; its lockout lies outside the evidence."
    )


def test_failures_of_several_accounts_name_none_of_them() -> None:
    several = replace(subject("alice", counts=failures(bad=6)), accounts=6)
    edges = tuple(edge("T1", account=f"user{place}", bad=1) for place in range(6))
    verdict = judge(grounds(subject=several, lockouts=(), edges=edges))
    assert verdict.headline == "6 failed logons of 6 accounts, no lockout recorded"
    assert verdict.statement == (
        "6 accounts failed 6 times from FIN-1, recorded on T1: 6 with a bad password. No lockout "
        "is recorded, and no record shows any of the accounts refused as locked."
    )


def test_lockouts_of_several_accounts_are_counted_together() -> None:
    locked = (lockout(1), replace(lockout(2), account="bob"))
    verdict = judge(grounds(lockouts=locked))
    assert verdict.headline == "2 accounts were locked out twice on LONCAP01"


# ── from real logs ──────────────────────────────────────────────────────────────────────────────


def test_54_kerberos_failures_are_just_that(tmp_path: Path) -> None:
    """The shape of a public log with 54 failed pre-authentications and no lockout."""
    events = [
        preauth_failed_4771(At(number, at(number * 40).moment(), "dc1.example.test"))
        for number in range(1, 55)
    ]
    findings = analysed(case_of(tmp_path, {"dc.evtx": evtx(events)})).findings
    assert findings.verdict == Verdict(
        headline="54 failed logons of alice, no lockout recorded",
        statement="alice failed 54 times from 192.0.2.17, recorded on dc1.example.test: 54 "
        "with a bad password. No lockout is recorded, and no record shows the account refused as "
        "locked.",
        kb=None,
        confidence="none",
        because=(),
        nature="undetermined",
    )
    causes = [each for each in findings.diagnoses if each.explains == "cause"]
    assert "supported" not in {each.standing for each in causes}


def site(folder: Path, *events: tuple[int, Classic], toml: str = "") -> Verdict:
    return analysed(case_of(folder, {"a.evt": log("LONCAP01", *events)}, toml)).findings.verdict


def test_refusals_alone_in_a_real_log(tmp_path: Path) -> None:
    refused = failed_529(TOKEN, "FIN-1", "FIN-1", event_id=539)
    verdict = site(tmp_path, *[(second, refused) for second in range(3)])
    assert verdict.headline == (
        "3 failed logons of SMSCliToknAcct&, locked before the evidence begins"
    )
    assert verdict.confidence == "none"


def test_a_log_without_any_logon(tmp_path: Path) -> None:
    verdict = site(tmp_path, (1, Classic(592, ("1",))))
    assert verdict.headline == "No failed logon and no lockout is recorded"


def test_the_whole_article_in_a_real_log(tmp_path: Path) -> None:
    bad = failed_529(TOKEN, "FIN-1", "FIN-1")
    refused = failed_529(TOKEN, "FIN-1", "FIN-1", event_id=539)
    events = [(second, bad) for second in range(1, 5)]
    events += [(5, lockout_644(TOKEN, "FIN-1")), (5, bad), (60, refused)]
    toml = """
[policy]
threshold = 5
window = "30m"
duration = "30m"
[[host]]
name = "LONCAP01"
roles = ["cap"]
[facts]
"sms.service_pack" = "SP4"
"sms.hardware_inventory" = "off"
"client.network_drives_in_path" = "no"
"client.subst_drives" = "no"
"client.nal_logging_bit_32" = "no"
"""
    verdict = site(tmp_path, *events, toml=toml)
    assert (verdict.kb, verdict.confidence, verdict.nature) == ("Q299352", "high", "defect")
    assert verdict.headline == "SMSCliToknAcct& was locked out once on LONCAP01"


# ── words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 lockouts"), (1, "1 lockout"), (17, "17 lockouts"), (4321, "4,321 lockouts")],
)
def test_a_number_and_its_noun(number: int, said: str) -> None:
    assert plural(number, "lockout") == said
    assert plural(number, "lock", "lockouts").endswith("lock" if number == 1 else "lockouts")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), ""),
        (("A",), "A"),
        (("A", "B"), "A and B"),
        (("A", "B", "C"), "A, B and C"),
        (("A", "B", "C", "D"), "A, B, C and 1 other"),
        (("A", "B", "C", "D", "E"), "A, B, C and 2 others"),
    ],
)
def test_a_list_of_names(given: tuple[str, ...], said: str) -> None:
    assert names(given) == said


FORBIDDEN = ("attack", "certainly", "proves", "guilty", "culprit", "hacker")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"diagnoses": (OPEN,)},
        {"diagnoses": ()},
        {"lockouts": ()},
        {"lockouts": (), "subject": subject(counts=failures(locked=2))},
        {"lockouts": (), "subject": subject(NOT_RECORDED, failures())},
    ],
)
def test_no_word_goes_beyond_the_records(change: dict[str, object]) -> None:
    verdict = judge(grounds(**change))
    said = " ".join((verdict.headline, verdict.statement, *verdict.because)).lower()
    assert not [word for word in FORBIDDEN if word in said]
    assert ACCOUNT.lower() in said or "no failed logon" in said or "name no account" in said


def test_a_machine_that_no_record_names_is_called_so() -> None:
    edges = (edge("(not recorded)", bad=1),)
    verdict = judge(grounds(subject=subject(counts=failures(bad=1)), lockouts=(), edges=edges))
    assert verdict.statement.startswith(
        "SMSCliToknAcct& failed 1 time from FIN-1, on machines not named: 1 with a bad password. "
    )
