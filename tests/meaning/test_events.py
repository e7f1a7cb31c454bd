"""What each record says: which string is what, and what became of the try."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forensics import events
from forensics.errors import KnowledgeError
from forensics.events import FIELDS, OBSERVATIONS, EventTable, event_table, is_failure, observe
from forensics.evidence.records import Batch
from tests.builders import security, security_classic
from tests.builders.event import Event
from tests.builders.observed import AUDITING, classic, modern, ticks
from tests.builders.security import At
from tests.builders.security_classic import Classic

SID = "%{S-1-5-21-1004336348-1177238915-682003330-1104}"
PACKAGE = "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"


def observed(*batches: Batch) -> list[dict[str, Any]]:
    """Return what the shipped table makes of these records, one dictionary each."""
    return observe(batches, event_table()).rows(named=True)


def told(*batches: Batch) -> dict[str, Any]:
    """Return what one record says: kind, witness and outcome, and its values without nulls."""
    (row,) = observed(*batches)
    says = ("kind", "witness", "outcome", *FIELDS)
    return {name: row[name] for name in says if row[name] is not None}


def outcome(*batches: Batch) -> str:
    return str(told(*batches)["outcome"])


def old(event: Classic) -> Batch:
    return classic(event.event_id, event.strings)


def new(event: Event) -> Batch:
    assert isinstance(event.values, dict)
    return modern(event.event_id, event.values)


AT = At(1, ticks(0))


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
        ("0x12", "other_failure"),  # disabled, expired or locked
        ("18", "other_failure"),
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


# ── since Vista ─────────────────────────────────────────────────────────────────────────────────


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
    assert observed(modern(4625, values, channel=None)) == []
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
        ("0x12", "other_failure"),
        ("0x18", "bad_password"),
        ("0x19", "none"),
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


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nothing", ["", "-", " ", " - ", None])
def test_a_dash_or_nothing_is_not_recorded(nothing: str | None) -> None:
    found = told(classic(529, ("alice", nothing, "3", "NtLmSsp ", "NTLM", nothing)))
    assert "domain" not in found
    assert "workstation" not in found


def test_other_values_stay_as_recorded() -> None:
    strings = (" alice\t", "a-b", "3 ", "User32  ", "--", r"\\PC1  ")
    (row,) = observed(classic(529, strings))
    names = ("account", "domain", "logon_type", "process", "package", "workstation")
    assert tuple(row[name] for name in names) == strings


def test_a_value_that_the_reader_did_not_find_is_not_recorded() -> None:
    found = told(modern(4776, {"TargetUserName": "alice", "Status": "0xc000006a"}))
    assert "workstation" not in found
    assert found["outcome"] == "bad_password"


def test_an_observation_carries_its_place_and_time() -> None:
    (first, second) = observed(classic(671, ("a", "b", SID, "c", "d"), ("a", "b", SID, "c", "d")))
    places = ("offset", "length", "number", "event_record_id", "written", "created", "host")
    assert [first[name] for name in places] == [1000, 100, 1, None, ticks(0), ticks(0), "SRV1"]
    assert [second[name] for name in places] == [1100, 100, 2, None, ticks(1), ticks(1), "SRV1"]
    assert (first["recovered"], first["provider"], first["event_id"]) == (False, "Security", 671)


def test_nothing_observed_is_a_frame_with_all_columns() -> None:
    nothing = observe([], event_table())
    assert nothing.schema == pl.Schema(OBSERVATIONS)
    assert nothing.height == 0
    unknown = observe([classic(512, ("x",))], event_table())
    assert unknown.schema == pl.Schema(OBSERVATIONS)
    assert unknown.height == 0


def test_the_four_failures_are_failures() -> None:
    outcomes = pl.DataFrame({"outcome": ["success", "none", "bad_password", "other_failure"]})
    assert outcomes.filter(is_failure())["outcome"].to_list() == ["bad_password", "other_failure"]


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def test_readers_are_asked_for_these_events() -> None:
    wanted = event_table().wanted().fields
    assert {provider: sorted(ids) for provider, ids in wanted.items()} == {
        "Security": [
            *(517, 528, 529, 530, 531, 532, 533, 534, 535, 536, 537, 539, 540),
            *(644, 671, 675, 676, 680, 681),
        ],
        AUDITING: [4624, 4625, 4740, 4767, 4768, 4771, 4776],
        "Microsoft-Windows-Eventlog": [1102],
    }


def test_readers_are_asked_for_the_values_of_every_layout_of_an_event() -> None:
    wanted = event_table().wanted().fields
    assert wanted["Security"][529] == frozenset({"1", "2", "3", "4", "5", "6", "12"})
    assert wanted["Security"][537] == frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "14"})
    assert wanted["Security"][517] == frozenset()
    assert wanted[AUDITING][4740] == frozenset(
        {"TargetUserName", "TargetDomainName", "TargetSid", "SubjectUserName", "SubjectDomainName"}
    )
    for layout in event_table().layouts:
        for event_id in layout.outcomes:
            assert set(layout.fields.values()) <= wanted[layout.provider][event_id]
    assert EventTable(layouts=event_table().layouts[::-1]).wanted().fields == wanted


def test_every_event_of_the_table_has_words_and_every_layout_a_source() -> None:
    table = event_table()
    ids = {event_id for layout in table.layouts for event_id in layout.outcomes}
    assert set(table.meaning) == ids
    assert all(layout.cite for layout in table.layouts)


def test_no_layout_asks_for_more_strings_than_it_promises() -> None:
    for layout in event_table().layouts:
        positions = [int(where) for where in layout.fields.values() if where.isdigit()]
        least = max(positions, default=0)
        # A lockout of two strings fewer still names its account, caller and SID.
        assert least <= layout.strings or layout.kind == "lockout"


# ── a table that is wrong is our mistake, and says where ────────────────────────────────────────

GOOD_TABLE = """
[[layout]]
provider = "Security"
era = "2000"
kind = "attempt"
witness = "authority"
strings = 4
outcomes = { 681 = "other_failure" }
codes = { fields = ["status"], table = "ntstatus" }
fields = { package = 1, account = 2, workstation = 3, status = 4 }
cite = "Q287626"

[meaning]
681 = "NTLM credentials rejected"
"""


def shipped(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package find `text` in place of its own table of events."""
    (folder / "data").mkdir()
    (folder / "data" / "events.toml").write_text(text, "utf-8")
    monkeypatch.setattr(events, "files", lambda _: folder)


def test_a_table_of_one_layout_is_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped(GOOD_TABLE, tmp_path, monkeypatch)
    table = event_table.__wrapped__()
    assert [layout.cite for layout in table.layouts] == ["Q287626"]
    assert table.meaning == {681: "NTLM credentials rejected"}
    assert table.wanted().fields == {"Security": {681: frozenset({"1", "2", "3", "4"})}}


@pytest.mark.parametrize(
    ("old_text", "new_text", "says"),
    [
        ('kind = "attempt"', 'kind = "try"', "layout 1: unknown"),
        ('witness = "authority"', 'witness = "target "', "layout 1: unknown"),
        ('681 = "other_failure"', '681 = "failed"', "layout 1: unknown"),
        ("package = 1", "packet = 1", "layout 1: unknown"),
        ('fields = ["status"]', 'fields = ["substatus"]', "layout 1: unknown"),
        ('table = "ntstatus"', 'table = "nt"', r"\[nt\]"),
        ("strings = 4\n", "", "layout 1: .*strings"),
        ("strings = 4", "string = 4", "layout 1: .*string"),
        ('outcomes = { 681 = "other_failure" }\n', "", "layout 1: .*outcomes"),
        ("{ 681 =", "{ x681 =", "layout 1: .*x681"),
        ("fields = { package", "field = { package", "layout 1: .*field"),
        ('681 = "NTLM', '682 = "NTLM', "681"),
    ],
)
def test_a_broken_table_is_named_with_its_place(
    old_text: str, new_text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old_text in GOOD_TABLE
    shipped(GOOD_TABLE.replace(old_text, new_text), tmp_path, monkeypatch)
    with pytest.raises(KnowledgeError, match=says):
        event_table.__wrapped__()
