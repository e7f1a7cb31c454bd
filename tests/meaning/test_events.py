"""The table of events, and what holds for the values of all of them."""

from pathlib import Path

import polars as pl
import pytest

from forensics import events
from forensics.errors import KnowledgeError
from forensics.events import OBSERVATIONS, EventTable, event_table, is_failure, observe
from forensics.evidence.sms.lines import table
from tests.builders.observed import AUDITING, classic, modern, ticks
from tests.meaning.saying import observed, told

SID = "%{S-1-5-21-1004336348-1177238915-682003330-1104}"


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nothing", ["", "-", " ", " - ", "(null)", None])
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
    unknown = observe([classic(511, ("x",))], event_table())
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
            *(512, 513, 517, 520, 528, 529, 530, 531, 532, 533, 534, 535, 536, 537, 539, 540),
            *(612, 624, 626, 627, 628, 629, 630, 632, 633, 636, 637, 642, 643, 644, 671),
            *(672, 675, 676, 680, 681, 685),
        ],
        AUDITING: [
            *(4608, 4609, 4616, 4624, 4625, 4719, 4720, 4722, 4723, 4724, 4725, 4726, 4728),
            *(4729, 4732, 4733, 4738, 4739, 4740, 4767, 4768, 4771, 4776, 4781),
        ],
        "Microsoft-Windows-Eventlog": [104, 1100, 1102, 6005, 6006, 6008, 6009],
        "Microsoft-Windows-Kernel-General": [1, 12, 13],
        "Microsoft-Windows-Kernel-Power": [41],
        "EventLog": [6005, 6006, 6008, 6009, 6011],
        "Service Control Manager": [7036],
        "policy listing": [3001],
        "netlogon.log": [1, 2],
        "SMS log": sorted(line.id for line in table().lines),
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
