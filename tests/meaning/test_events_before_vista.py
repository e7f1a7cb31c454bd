"""What the events of Windows NT 4 to Server 2003 say: values known by their position."""

import pytest

from tests.builders import security_classic
from tests.builders.observed import classic
from tests.builders.security import ACCOUNT_SID
from tests.meaning.saying import observed, old, outcome, told

SID = "%{S-1-5-21-1004336348-1177238915-682003330-1104}"
PACKAGE = "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"


# ── 528 to 540: the accessed machine ────────────────────────────────────────────────────────────


def test_six_strings_are_a_failed_logon_of_nt4_and_2000() -> None:
    assert told(
        classic(529, ("SMSCliToknAcct&", "FIN-429", "3", "NtLmSsp ", "NTLM", r"\\FIN-429"))
    ) == {
        "kind": "attempt",
        "witness": "target",
        "outcome": "bad_password",
        "account": "SMSCliToknAcct&",
        "domain": "FIN-429",
        "logon_type": "3",
        "process": "NtLmSsp ",  # the trailing blank stays as recorded
        "package": "NTLM",
        "workstation": r"\\FIN-429",
    }


def test_thirteen_strings_are_server_2003_and_name_the_address() -> None:
    failed = security_classic.failed_529("alice", "CORP", "FIN-429", address="10.4.12.29")
    assert len(failed.strings) == 13
    assert told(old(failed)) == {
        "kind": "attempt",
        "witness": "target",
        "outcome": "bad_password",
        "account": "alice",
        "domain": "CORP",
        "logon_type": "3",
        "process": "NtLmSsp ",
        "package": "NTLM",
        "workstation": "FIN-429",
        "address": "10.4.12.29",
    }


def test_both_lengths_in_one_log_each_find_their_own_layout() -> None:
    six = ("alice", "CORP", "3", "NtLmSsp ", "NTLM", "PC1")
    thirteen = (*six, "-", "-", "-", "-", "-", "10.0.0.1", "1061")
    found = observed(classic(539, six, thirteen, six))
    assert sorted((row["number"], row["address"]) for row in found) == [
        (1, None),
        (2, "10.0.0.1"),
        (3, None),
    ]


@pytest.mark.parametrize("length", [6, 7, 12])
def test_a_length_between_two_layouts_is_read_by_the_shorter(length: int) -> None:
    strings = ("alice", "CORP", "3", "NtLmSsp ", "NTLM", "PC1", *("10.9.9.9",) * (length - 6))
    found = told(classic(529, strings))
    assert found["workstation"] == "PC1"
    assert "address" not in found


@pytest.mark.parametrize("length", [0, 5])
def test_a_record_with_too_few_strings_says_nothing(length: int) -> None:
    assert observed(classic(529, ("x",) * length)) == []


@pytest.mark.parametrize("event_id", [529, 530, 531, 532, 533, 534, 535, 536, 539])
@pytest.mark.parametrize("address", [None, "10.0.0.1"], ids=["6", "13"])
def test_the_failure_ids_say_what_they_have_always_said(event_id: int, address: str | None) -> None:
    record = security_classic.failed_529("alice", "CORP", "PC1", event_id=event_id, address=address)
    expected = {529: "bad_password", 539: "locked_out"}.get(event_id, "other_failure")
    assert outcome(old(record)) == expected


def test_537_of_nt4_and_2000_gives_no_reason() -> None:
    assert outcome(classic(537, ("alice", "CORP", "3", "NtLmSsp ", "NTLM", "PC1"))) == (
        "other_failure"
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (("0xC000006D", "0xC0000133"), "other_failure"),
        (("0xC000006D", "0xC000006A"), "bad_password"),
        (("0xC0000234", "0x0"), "locked_out"),
        (("0x0", "0x0"), "other_failure"),  # it failed, whatever the code says
    ],
)
@pytest.mark.parametrize("address", [None, "10.0.0.1"], ids=["XP", "2003"])
def test_537_of_xp_and_2003_tells_its_reason_by_its_codes(
    status: tuple[str, str], expected: str, address: str | None
) -> None:
    record = security_classic.failed_537("alice", "CORP", "PC1", status=status, address=address)
    found = told(old(record))
    assert found["outcome"] == expected
    assert (found["status"], found["substatus"]) == status
    assert found.get("address") == address


@pytest.mark.parametrize("event_id", [528, 540])
def test_a_success_has_its_logon_id_third(event_id: int) -> None:
    strings = ("alice", "CORP", "(0x0,0x1F4C2)", "3", "KSecDD", "NTLM", r"\\PC1")
    assert told(classic(event_id, strings)) == {
        "kind": "attempt",
        "witness": "target",
        "outcome": "success",
        "account": "alice",
        "domain": "CORP",
        "logon_type": "3",
        "process": "KSecDD",
        "package": "NTLM",
        "workstation": r"\\PC1",
    }


def test_a_success_of_server_2003_names_the_address_and_one_of_xp_does_not() -> None:
    later = security_classic.logon_540("alice", "CORP", "PC1", address="10.0.0.1")
    assert len(later.strings) == 15
    assert told(old(later))["address"] == "10.0.0.1"
    xp = (*later.strings[:7], "{00000000-0000-0000-0000-000000000000}")
    assert "address" not in told(classic(540, xp))


# ── 644 to 681: the machine whose database holds the account ────────────────────────────────────


@pytest.mark.parametrize("nt4", [False, True], ids=["Windows 2000", "Q174074"])
def test_644_tells_caller_and_sid_by_their_looks(nt4: bool) -> None:  # noqa: FBT001 - two orders
    by = security_classic.Caller("LONDC01$", "LONCORP")
    record = security_classic.lockout_644("SMSCliToknAcct&", "FIN-429", SID, caller=by, nt4=nt4)
    assert told(old(record)) == {
        "kind": "lockout",
        "witness": "authority",
        "outcome": "none",
        "account": "SMSCliToknAcct&",
        "caller": "FIN-429",
        "sid": SID,
        "by": "LONDC01$",
        "by_domain": "LONCORP",
    }


@pytest.mark.parametrize("sid", [SID, SID.strip("%{}"), SID.strip("%")])
def test_644_knows_a_sid_in_each_of_its_spellings(sid: str) -> None:
    found = told(classic(644, ("alice", sid, "PC1")))
    assert (found["caller"], found["sid"]) == ("PC1", sid)


@pytest.mark.parametrize("machine", ["-", ""])
def test_644_without_a_caller_keeps_its_sid(machine: str) -> None:
    for strings in (("alice", machine, SID), ("alice", SID, machine)):
        found = told(classic(644, strings))
        assert found["sid"] == SID
        assert "caller" not in found


def test_644_without_a_sid_keeps_its_caller() -> None:
    found = told(classic(644, ("alice", "PC1", "-")))
    assert found["caller"] == "PC1"
    assert "sid" not in found


def test_671_is_an_unlock_and_says_by_whom() -> None:
    by = security_classic.Caller("helpdesk", "CORP")
    assert told(old(security_classic.unlock_671("alice", "CORP", SID, caller=by))) == {
        "kind": "unlock",
        "witness": "authority",
        "outcome": "none",
        "account": "alice",
        "domain": "CORP",
        "sid": SID,
        "by": "helpdesk",
        "by_domain": "CORP",
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0x18", "bad_password"),
        ("24", "bad_password"),
        ("0x6", "unknown_account"),
        ("6", "unknown_account"),
        ("0x12", "revoked"),  # disabled, expired or locked
        ("18", "revoked"),
        ("0x17", "other_failure"),  # the password has expired
        ("0x19", "none"),  # asked for pre-authentication: no try by itself
        ("25", "none"),
        ("0x25", "other_failure"),
        ("0x3C", "other_failure"),  # not listed
    ],
)
def test_675_and_676_print_their_code_in_either_base(code: str, expected: str) -> None:
    preauth = security_classic.preauth_675("alice", "10.0.0.1", code=code)
    ticket = security_classic.as_failed_676("alice", "CORP", "10.0.0.1", code=code)
    assert outcome(old(preauth)) == outcome(old(ticket)) == expected


def test_672_of_windows_2000_is_a_ticket_that_was_granted() -> None:
    assert told(old(security_classic.ticket_672("alice", "10.0.0.1"))) == {
        "kind": "attempt",
        "witness": "authority",
        "outcome": "success",
        "account": "alice",
        "domain": "EXAMPLE",
        "sid": SID,
        "service": "krbtgt",
        "address": "10.0.0.1",
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("-", "success"),
        ("0x0", "success"),
        ("0x6", "unknown_account"),
        ("0x12", "revoked"),
        ("0x17", "other_failure"),
        ("0x18", "bad_password"),
        ("0x25", "other_failure"),
        ("0x44", "other_failure"),  # not listed, and no success for that
    ],
)
def test_672_of_server_2003_tells_by_its_code(code: str, expected: str) -> None:
    found = told(old(security_classic.ticket_672("alice", "10.0.0.1", code=code)))
    assert (found["outcome"], found["address"]) == (expected, "10.0.0.1")


def test_520_tells_what_a_clock_was_set_from_and_to() -> None:
    assert told(old(security_classic.clock_520("7:09:19 PM", "7:10:18 PM"))) == {
        "kind": "clock",
        "witness": "target",
        "outcome": "none",
        "was": "7:09:19 PM",
        "was_day": "8/5/2004",
        "became": "7:10:18 PM",
        "became_day": "8/5/2004",
    }


def test_675_and_676_name_an_address_and_no_workstation() -> None:
    preauth = told(old(security_classic.preauth_675("alice", "10.0.0.1")))
    ticket = told(old(security_classic.as_failed_676("alice", "CORP", "10.0.0.1")))
    assert preauth == {
        "kind": "attempt",
        "witness": "authority",
        "outcome": "bad_password",
        "account": "alice",
        "sid": SID,
        "service": "krbtgt/EXAMPLE",
        "status": "0x18",
        "address": "10.0.0.1",
    }
    assert ticket == {
        "kind": "attempt",
        "witness": "authority",
        "outcome": "unknown_account",
        "account": "alice",
        "domain": "CORP",
        "service": "krbtgt/EXAMPLE",
        "status": "0x6",
        "address": "10.0.0.1",
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("3221225578", "bad_password"),
        ("3221226036", "locked_out"),
        ("3221225572", "unknown_account"),
        ("3221225586", "other_failure"),  # the sample of Q287626: account disabled
        ("3221299999", "other_failure"),  # not listed
    ],
)
def test_681_prints_its_code_in_decimal(code: str, expected: str) -> None:
    assert told(classic(681, (PACKAGE, "alice", r"\\PC1", code))) == {
        "kind": "attempt",
        "witness": "authority",
        "outcome": expected,
        "account": "alice",
        "workstation": r"\\PC1",
        "package": PACKAGE,
        "status": code,
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0x0", "success"),
        ("0xC000006A", "bad_password"),
        ("0xc0000234", "locked_out"),
        ("0xC0000064", "unknown_account"),
        ("0xC0000072", "other_failure"),
        ("not a code", "other_failure"),
        ("-", "other_failure"),
    ],
)
def test_680_of_server_2003_prints_its_code_in_hex(code: str, expected: str) -> None:
    assert outcome(classic(680, (PACKAGE, "alice", "PC1", code))) == expected


def test_680_of_windows_2000_has_no_code_and_is_a_success() -> None:
    assert outcome(old(security_classic.validated_680("alice", "PC1"))) == "success"


# ── 627, 628 and 642: passwords ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("event_id", [627, 628])
def test_a_changed_password_names_the_account_and_who_asked(event_id: int) -> None:
    changed = security_classic.password_628("alice", "CORP", event_id=event_id)
    assert told(old(changed)) == {
        "kind": "password",
        "witness": "authority",
        "outcome": "none",
        "account": "alice",
        "domain": "CORP",
        "sid": f"%{{{ACCOUNT_SID}}}",
        "by": "admin",
        "by_domain": "CORP",
    }


def test_a_changed_account_of_2003_is_shifted_by_one_and_tells_when_the_password_was_set() -> None:
    changed = security_classic.changed_642("alice", "CORP", "10/26/2003 7:31:56 AM")
    assert len(changed.strings) == 26
    assert told(old(changed)) == {
        "kind": "password",
        "witness": "authority",
        "outcome": "none",
        "account": "alice",
        "domain": "CORP",
        "sid": f"%{{{ACCOUNT_SID}}}",
        "by": "admin",
        "by_domain": "CORP",
        "password_set": "10/26/2003 7:31:56 AM",
    }


@pytest.mark.parametrize("length", [8, 16])
def test_a_changed_account_of_2000_is_shifted_by_one_and_tells_no_more(length: int) -> None:
    strings = ("-", "alice", "CORP", f"%{{{ACCOUNT_SID}}}", "admin", "CORP", *("-",) * 10)
    assert told(classic(642, strings[:length])) == MANAGED


def test_a_changed_account_of_nt_4_names_the_account_first() -> None:
    strings = ("alice", "CORP", f"%{{{ACCOUNT_SID}}}", "admin", "CORP", "(0x0,0x2A1B0)", "-")
    assert told(classic(642, strings)) == MANAGED


# ── 624 to 637: accounts and members of groups ──────────────────────────────────────────────────

MANAGED = {
    "kind": "account",
    "witness": "authority",
    "outcome": "none",
    "account": "alice",
    "domain": "CORP",
    "sid": f"%{{{ACCOUNT_SID}}}",
    "by": "admin",
    "by_domain": "CORP",
}


@pytest.mark.parametrize("event_id", [624, 626, 629, 630])
def test_an_account_that_was_created_or_disabled_stands_first(event_id: int) -> None:
    strings = ("alice", "CORP", f"%{{{ACCOUNT_SID}}}", "admin", "CORP", "(0x0,0x2A1B0)")
    assert told(classic(event_id, strings)) == MANAGED


GROUP = ("Domain Users", "CORP", "%{S-1-5-21-1-2-3-513}")


@pytest.mark.parametrize("event_id", [632, 633, 636, 637])
def test_a_member_is_named_as_the_directory_names_it_and_the_group_is_no_account(
    event_id: int,
) -> None:
    sid, by = f"%{{{ACCOUNT_SID}}}", ("admin", "CORP", "(0x0,0x2A1B0)", "-")
    said = {key: value for key, value in MANAGED.items() if key != "domain"}
    named = classic(event_id, ("CN=alice,DC=corp", sid, *GROUP, *by))
    assert told(named) == {**said, "account": "CN=alice,DC=corp"}
    # Windows NT 4 has the SID alone.
    del said["account"]
    assert told(classic(event_id, (sid, *GROUP, *by))) == said


# ── 612: the audit policy ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("categories", [9, 7])
def test_the_audit_policy_tells_failed_logons_and_changed_accounts(categories: int) -> None:
    marks = ["-"] * 2 * categories
    marks[3] = marks[12] = "+"
    assert told(classic(612, (*marks, "admin", "CORP", "(0x0,0x2A1B0)"))) == {
        "kind": "audit",
        "witness": "target",
        "outcome": "none",
        "by": "admin",
        "by_domain": "CORP",
        "logon_failures": "+",
        "account_changes": "+",
    }
