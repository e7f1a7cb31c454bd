"""What the events since Vista say: named values."""

import pytest

from tests.builders import security
from tests.builders.observed import classic, modern, ticks
from tests.builders.security import At
from tests.meaning.saying import new, observed, outcome, told

AT = At(1, ticks(0))


def test_4625_names_its_values() -> None:
    assert told(new(security.logon_failed_4625(AT))) == {
        "kind": "attempt",
        "witness": "target",
        "outcome": "bad_password",
        "account": "alice",
        "domain": "EXAMPLE",
        "workstation": "WS1",
        "address": "192.0.2.17",
        "logon_type": "3",
        "process": "NtLmSsp ",
        "package": "NTLM",
        "status": "0xc000006d",
        "substatus": "0xc000006a",
    }


@pytest.mark.parametrize(
    ("status", "substatus", "expected"),
    [
        ("0xc000006d", "0xc000006a", "bad_password"),
        ("0xc000006d", "0xc0000064", "unknown_account"),
        ("0xc0000234", "0x0", "locked_out"),  # the substatus says nothing, so the status speaks
        ("0xc0000234", "0x00000000", "locked_out"),
        ("0xc0000234", None, "locked_out"),
        ("0xc000006d", "0x0", "other_failure"),  # the reason is not told
        ("0xc000006e", "0xc0000072", "other_failure"),
        ("0xc000006d", "0xc0ffee00", "other_failure"),  # not listed, although the status is
        ("0xc000006d", "%%2313", "other_failure"),
        (None, None, "other_failure"),
        ("0x0", "0x0", "other_failure"),  # a failed logon is no success, whatever its code
    ],
)
def test_4625_lets_the_substatus_speak_before_the_status(
    status: str | None, substatus: str | None, expected: str
) -> None:
    record = security.logon_failed_4625(AT, Status=status, SubStatus=substatus)
    assert outcome(new(record)) == expected


def test_4625_of_another_channel_or_provider_is_no_failed_logon() -> None:
    values = security.logon_failed_4625(AT).values
    assert isinstance(values, dict)
    assert len(observed(modern(4625, values))) == 1
    assert observed(modern(4625, values, channel="Vendor-App/Operational")) == []
    assert len(observed(modern(4625, values, channel=None))) == 1  # exports leave it out
    assert observed(modern(4625, values, provider="Vendor-App")) == []


def test_4624_is_a_success() -> None:
    found = told(new(security.logon_4624(AT)))
    assert (found["outcome"], found["witness"]) == ("success", "target")
    assert (found["account"], found["workstation"]) == ("alice", "WS1")


def test_the_target_domain_name_of_4740_is_the_caller_computer() -> None:
    assert told(new(security.lockout_4740(AT, TargetDomainName="FIN-429"))) == {
        "kind": "lockout",
        "witness": "authority",
        "outcome": "none",
        "account": "alice",
        "caller": "FIN-429",
        "sid": security.ACCOUNT_SID,
        "by": "DC1$",
        "by_domain": "EXAMPLE",
    }


def test_the_target_domain_name_of_4767_is_a_domain() -> None:
    found = told(new(security.unlock_4767(AT)))
    assert (found["kind"], found["domain"], found["by"]) == ("unlock", "EXAMPLE", "Administrator")
    assert "caller" not in found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0x0", "success"),
        ("0x6", "unknown_account"),
        ("0x12", "revoked"),
        ("0x17", "other_failure"),
        ("0x18", "bad_password"),
        ("0x19", "none"),
        ("0x25", "other_failure"),
        ("0x44", "other_failure"),  # not listed
    ],
)
def test_4768_tells_by_its_kerberos_code(code: str, expected: str) -> None:
    assert outcome(new(security.ticket_4768(AT, Status=code))) == expected


def test_4771_with_0x18_is_a_bad_password() -> None:
    found = told(new(security.preauth_failed_4771(AT)))
    assert (found["outcome"], found["witness"]) == ("bad_password", "authority")
    assert found["address"] == "::ffff:192.0.2.17"  # as recorded


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0x0", "success"),
        ("0xc000006a", "bad_password"),
        ("0xc0000234", "locked_out"),
        ("0xc0000064", "unknown_account"),
        ("0xc0000199", "other_failure"),  # not listed
    ],
)
def test_4776_tells_by_its_status(code: str, expected: str) -> None:
    found = told(new(security.validated_4776(AT, Status=code)))
    assert (found["outcome"], found["workstation"]) == (expected, "WS1")


def test_a_cleared_log_says_so() -> None:
    by_nt = told(classic(517, ("SYSTEM", "NT AUTHORITY", "(0x0,0x3E7)", "admin", "CORP", "(0x1)")))
    since_vista = told(modern(1102, {}, provider="Microsoft-Windows-Eventlog"))
    assert by_nt == since_vista == {"kind": "cleared", "witness": "target", "outcome": "none"}


# ── 4723, 4724 and 4738: passwords ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("event_id", "more", "says"),
    [
        (4723, {}, {}),
        (4724, {}, {}),
        (4738, {"PasswordLastSet": "-"}, {}),
        (4738, {"PasswordLastSet": "10/26/2021"}, {"password_set": "10/26/2021"}),
    ],
)
def test_a_changed_password_names_the_account_and_who_asked(
    event_id: int, more: dict[str, str], says: dict[str, str]
) -> None:
    values = {
        "TargetUserName": "alice",
        "TargetDomainName": "CORP",
        "TargetSid": "S-1-5-21-1-2-3-1104",
        "SubjectUserName": "admin",
        "SubjectDomainName": "CORP",
    }
    assert told(modern(event_id, values | more)) == {
        "kind": "password",
        "witness": "authority",
        "outcome": "none",
        "account": "alice",
        "domain": "CORP",
        "sid": "S-1-5-21-1-2-3-1104",
        "by": "admin",
        "by_domain": "CORP",
        **says,
    }


# ── 4720 to 4733: accounts and members of groups ────────────────────────────────────────────────

BY = {"SubjectUserName": "admin", "SubjectDomainName": "CORP"}
MANAGED = {
    "kind": "account",
    "witness": "authority",
    "outcome": "none",
    "account": "alice",
    "sid": "S-1-5-21-1-2-3-1104",
    "by": "admin",
    "by_domain": "CORP",
}


@pytest.mark.parametrize("event_id", [4720, 4722, 4725, 4726])
def test_an_account_that_was_created_or_disabled_is_the_target(event_id: int) -> None:
    values = {
        "TargetUserName": "alice",
        "TargetDomainName": "CORP",
        "TargetSid": "S-1-5-21-1-2-3-1104",
        **BY,
    }
    assert told(modern(event_id, values)) == {**MANAGED, "domain": "CORP"}


@pytest.mark.parametrize("event_id", [4728, 4729, 4732, 4733])
def test_a_member_of_a_group_is_the_account_and_the_target_is_the_group(event_id: int) -> None:
    values = {
        "MemberName": "CN=alice,DC=corp",
        "MemberSid": "S-1-5-21-1-2-3-1104",
        "TargetUserName": "Domain Users",
        "TargetDomainName": "CORP",
        "TargetSid": "S-1-5-21-1-2-3-513",
        **BY,
    }
    assert told(modern(event_id, values)) == {**MANAGED, "account": "CN=alice,DC=corp"}
