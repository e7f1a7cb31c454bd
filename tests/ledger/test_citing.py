"""Cited records can be found again, and two other readers are asked about each .evtx record."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from forensics import citing
from forensics.citing import PRINTED, Registry, cite, select
from forensics.events import event_table
from forensics.evidence.corroborate.said import Comparison, Difference, Statement
from forensics.evidence.forms import Examined
from forensics.reconstruct import Scene, reconstruct
from forensics.sources import CitedRecord, SecondReading
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Locator
from tests.builders.evtx import evtx
from tests.builders.security import At, lockout_4740, logon_failed_4625, validated_4776
from tests.builders.security_classic import failed_529, lockout_644, preauth_675
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log, read


def registry_of(examined: tuple[Examined, ...], scene: Scene) -> Registry:
    return Registry(
        observations=scene.observations,
        witnessed=scene.witnessed,
        paths=[each.exhibit.path for each in examined],
        sound=True,
    )


def everything(folder: Path) -> tuple[tuple[CitedRecord, ...], tuple[SecondReading, ...]]:
    """Cite every observation of a case that was written before."""
    case = case_of(folder, {})
    examined = read(case)
    scene = reconstruct(case, examined, event_table())
    registry = registry_of(examined, scene)
    chosen = [registry.of_row(row) for row in scene.observations["row"].to_list()]
    return cite(chosen, registry, examined, event_table())


def place(record: int) -> Locator:
    return Locator(source="evidence/a.evt", record=record, offset=record * 100, length=100)


# ── where a record is ───────────────────────────────────────────────────────────────────────────


def test_a_place_leads_to_the_bytes_of_its_record(tmp_path: Path) -> None:
    content = log("A", (1, failed_529(TOKEN, "FIN-1", "FIN-1")), (2, lockout_644(TOKEN, "FIN-1")))
    case = case_of(tmp_path, {"a.evt": content})
    examined = read(case)
    registry = registry_of(examined, scene := reconstruct(case, examined, event_table()))
    for row, number in scene.observations.select("row", "number").iter_rows():
        found = registry.of_row(row)
        record = content[found.offset : found.offset + found.length]
        assert (found.source, found.record) == ("evidence/a.evt", number)
        assert int.from_bytes(record[:4], "little") == len(record) == found.length
        assert (record[4:8], int.from_bytes(record[8:12], "little")) == (b"LfLe", number)


def test_an_attempt_is_cited_with_all_its_witnesses_its_own_record_first(tmp_path: Path) -> None:
    logs = {
        "dc.evtx": evtx([validated_4776(At(1, at(10).moment(), "dc1"), Workstation="WS1")]),
        "fs.evtx": evtx([logon_failed_4625(At(7, at(10).moment(), "fs1"))]),
    }
    case = case_of(tmp_path, logs)
    examined = read(case)
    registry = registry_of(examined, scene := reconstruct(case, examined, event_table()))
    (attempt,) = scene.attempts["attempt"].to_list()
    found = [(each.source, each.record) for each in registry.of_attempt(attempt)]
    assert found == [("evidence/fs.evtx", 7), ("evidence/dc.evtx", 1)]


def test_an_attempt_that_is_not_there_has_no_witness(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": log("A", (1, failed_529("a", "b", "c")))})
    examined = read(case)
    registry = registry_of(examined, reconstruct(case, examined, event_table()))
    assert registry.of_attempt(99) == ()


# ── which records are cited ─────────────────────────────────────────────────────────────────────


def test_records_are_chosen_in_order_of_worth_and_each_once() -> None:
    wanted = [(place(3), place(1)), (place(1), place(2)), ()]
    assert select(wanted) == ((place(3), place(1), place(2)), 3)


def test_the_list_is_bounded_and_says_how_many_there_are() -> None:
    chosen, total = select([tuple(map(place, range(PRINTED + 7)))])
    assert (len(chosen), total, PRINTED) == (300, 307, 300)
    assert chosen[-1] == place(299)


def test_nothing_wanted_is_nothing_cited(tmp_path: Path) -> None:
    assert select([]) == ((), 0)
    case = case_of(tmp_path, {"a.evt": log("A", (1, failed_529("a", "b", "c")))})
    examined = read(case)
    registry = registry_of(examined, reconstruct(case, examined, event_table()))
    assert cite((), registry, examined, event_table()) == ((), all_agree(0))


# ── what is said of a record ────────────────────────────────────────────────────────────────────


def all_agree(number: int) -> tuple[SecondReading, ...]:
    """Return what both readers say that agree about so many records."""
    reading = SecondReading(
        reader="python-evtx",
        compared=number,
        agree=number,
        same_library=0,
        differ=0,
        failed=0,
        differences=(),
        untold=0,
    )
    return (reading, replace(reading, reader="evtx"))


def test_an_old_record_is_cited_whole_and_has_no_second_reader(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": log("A", (1, failed_529(TOKEN, "FIN-1", "FIN-1")), first=17)})
    cited, second = everything(tmp_path)
    assert cited == (
        CitedRecord(
            ref="R0001",
            locator=Locator(source="evidence/a.evt", record=17, offset=48, length=172),
            event_record_id=NOT_APPLICABLE,
            written=at(1),
            created=at(1),
            provider="Security",
            event_id=529,
            meaning="logon failed: unknown user name or bad password",
            host="A",
            client="FIN-1",
            account=TOKEN,
            values={
                "account": TOKEN,
                "domain": "FIN-1",
                "workstation": "FIN-1",
                "logon_type": "3",
                "process": "NtLmSsp ",
                "package": "NTLM",
            },
            second_readers={},
        ),
    )
    assert second == all_agree(0)


def test_a_modern_record_is_read_again_by_two_readers(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evtx": evtx([logon_failed_4625(At(5, at(9).moment(), "fs1"))])})
    (record,), second = everything(tmp_path)
    assert (record.ref, record.locator.record, record.event_record_id) == ("R0001", 5, 5)
    assert (record.written, record.created, record.host) == (at(9), at(9), "fs1")
    assert record.meaning == "logon failed: wrong password"
    assert record.second_readers == {"python-evtx": "agrees", "evtx": "agrees"}
    assert second == all_agree(1)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("0xc000006a", "NTLM credentials checked: wrong password"),
        ("0xc0000064", "NTLM credentials checked: no such account"),
        ("0x0", "NTLM credentials checked"),
        ("0xdeadbeef", "NTLM credentials checked"),
        ("nonsense", "NTLM credentials checked"),
    ],
)
def test_the_words_of_a_code_stand_behind_those_of_the_event(
    tmp_path: Path, status: str, meaning: str
) -> None:
    event = validated_4776(At(1, at(9).moment()), Status=status)
    case_of(tmp_path, {"a.evtx": evtx([event])})
    (record,), _ = everything(tmp_path)
    assert record.meaning == meaning


def test_a_kerberos_code_is_looked_up_in_its_own_table(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": log("A", (1, preauth_675("alice", "10.0.0.1")))})
    (record,), _ = everything(tmp_path)
    assert record.meaning == "Kerberos pre-authentication failed: wrong password"
    assert record.client == "10.0.0.1"


def test_a_record_that_names_nobody_says_so(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": log("A", (1, failed_529("-", "", "-")))})
    (record,), _ = everything(tmp_path)
    assert (record.client, record.account) == (NOT_RECORDED, NOT_RECORDED)
    assert record.values == {"logon_type": "3", "process": "NtLmSsp ", "package": "NTLM"}


def test_records_are_numbered_in_order_of_time_over_all_exhibits(tmp_path: Path) -> None:
    logs = {
        "a.evt": log("A", (30, failed_529("x", "y", "z")), (10, failed_529("x", "y", "z"))),
        "b.evt": log("B", (20, failed_529("x", "y", "z"))),
    }
    case_of(tmp_path, logs)
    cited, _ = everything(tmp_path)
    assert [(each.ref, each.written, each.host) for each in cited] == [
        ("R0001", at(10), "A"),
        ("R0002", at(20), "B"),
        ("R0003", at(30), "A"),
    ]


# ── what the other readers say ──────────────────────────────────────────────────────────────────

Asked = list[tuple[str, int, int | None, str | None, bool]]


def with_other_readers(monkeypatch: pytest.MonkeyPatch, **changes: object) -> Asked:
    """Let python-evtx answer the same of every statement, and evtx agree; return what is asked."""
    asked: Asked = []

    def answer(
        file: io.BufferedReader, statements: list[Statement]
    ) -> dict[str, tuple[Comparison, ...]]:
        asked.extend(
            (Path(file.name).name, each.number, each.created, each.channel, file.closed)
            for each in statements
        )
        same = Comparison(offset=0, number=0, agrees=True, differences=(), failed="")
        agreed = [replace(same, offset=each.offset, number=each.number) for each in statements]
        said = [replace(each, **changes) for each in agreed]  # type: ignore[arg-type]
        return {"python-evtx": tuple(said), "evtx": tuple(agreed)}

    monkeypatch.setattr(citing, "corroborate", answer)
    return asked


def two_logs(folder: Path) -> None:
    case_of(
        folder,
        {
            "a.evt": log("A", (1, failed_529("x", "y", "z"))),
            "b.evtx": evtx(
                [logon_failed_4625(At(number, at(number).moment())) for number in (2, 3)]
            ),
            "c.evtx": evtx([lockout_4740(At(4, at(4).moment()))]),
        },
    )


def test_the_other_readers_are_asked_about_evtx_records_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_other_readers(monkeypatch)
    two_logs(tmp_path)
    cited, second = everything(tmp_path)
    assert asked == [
        ("b.evtx", 2, at(2).ticks, "Security", False),
        ("b.evtx", 3, at(3).ticks, "Security", False),
        ("c.evtx", 4, at(4).ticks, "Security", False),
    ]
    both = {"python-evtx": "agrees", "evtx": "agrees"}
    assert [each.second_readers for each in cited] == [{}, both, both, both]
    assert second == all_agree(3)


def test_a_disagreement_is_told_field_by_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    differences = (
        Difference(name="event id", ours="4625", theirs="4624"),
        Difference(name="IpPort", ours=None, theirs="7"),
    )
    with_other_readers(monkeypatch, agrees=False, differences=differences)
    two_logs(tmp_path)
    cited, second = everything(tmp_path)
    differs = {"python-evtx": "differs", "evtx": "agrees"}
    assert [each.second_readers for each in cited] == [{}, differs, differs, differs]
    told = "event id: '4625' here, '4624' there; IpPort: None here, '7' there"
    lines = (
        f"evidence/b.evtx, record 2: {told}",
        f"evidence/b.evtx, record 3: {told}",
        f"evidence/c.evtx, record 4: {told}",
    )
    first, other = all_agree(3)
    assert second == (replace(first, agree=0, differ=3, differences=lines), other)


def test_records_that_fail_for_one_reason_are_told_together_in_the_readers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other_readers(monkeypatch, agrees=False, failed="KeyError: 7")
    two_logs(tmp_path)
    cited, second = everything(tmp_path)
    assert {each.second_readers["python-evtx"] for each in cited[1:]} == {"failed"}
    line = "evidence/b.evtx, record 2, and 2 more: KeyError: 7"
    first, other = all_agree(3)
    assert second == (replace(first, agree=0, failed=3, differences=(line,)), other)


def test_agreement_through_our_own_readers_library_is_counted_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other_readers(monkeypatch, same_library=True)
    two_logs(tmp_path)
    _, second = everything(tmp_path)
    assert [each.same_library for each in second] == [3, 0]
    with_other_readers(monkeypatch, same_library=True, agrees=False, failed="no")
    _, second = everything(tmp_path)
    assert [each.same_library for each in second] == [0, 0]


def test_disagreements_beyond_twenty_are_counted_and_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = (Difference(name="number", ours="1", theirs="2"),)
    with_other_readers(monkeypatch, agrees=False, differences=wrong)
    events = [logon_failed_4625(At(number, at(number).moment())) for number in range(1, 26)]
    case_of(tmp_path, {"a.evtx": evtx(events)})
    _, second = everything(tmp_path)
    assert (second[0].differ, len(second[0].differences), second[0].untold) == (25, 20, 5)


def test_what_differs_is_told_before_what_failed(tmp_path: Path) -> None:
    inline = replace(logon_failed_4625(At(1, at(1).moment())), form="inline")
    plain = logon_failed_4625(At(2, at(2).moment()), TargetUserName="alice")
    case_of(tmp_path, {"a.evtx": evtx([inline, plain])})
    case = case_of(tmp_path, {})
    examined = read(case)
    scene = reconstruct(case, examined, event_table())
    registry = registry_of(examined, scene)
    chosen = [registry.of_row(row) for row in scene.observations["row"].to_list()]
    (tmp_path / "evidence" / "a.evtx").write_bytes(
        evtx([inline, logon_failed_4625(At(2, at(2).moment()), TargetUserName="clara")])
    )
    _, second = cite(chosen, registry, examined, event_table())
    reason = "ParseException: Parse Exception(the record has no template)"
    assert second[0].differences == (
        "evidence/a.evtx, record 2: TargetUserName: 'alice' here, 'clara' there",
        f"evidence/a.evtx, record 1: {reason}",
    )


def test_forwarded_events_that_one_reader_cannot_read_take_one_line(tmp_path: Path) -> None:
    inline = [
        replace(logon_failed_4625(At(number, at(number).moment())), form="inline")
        for number in range(1, 30)
    ]
    case_of(tmp_path, {"a.evtx": evtx([*inline, logon_failed_4625(At(30, at(30).moment()))])})
    cited, second = everything(tmp_path)
    failed = {"python-evtx": "failed", "evtx": "agrees"}
    assert [each.second_readers for each in cited[:29]] == [failed] * 29
    assert cited[29].second_readers == {"python-evtx": "agrees", "evtx": "agrees"}
    assert [(one.agree, one.same_library, one.failed) for one in second] == [
        (1, 0, 29),
        (30, 29, 0),
    ]
    reason = "ParseException: Parse Exception(the record has no template)"
    assert second[0].differences == (f"evidence/a.evtx, record 1, and 28 more: {reason}",)


# ── in the whole ────────────────────────────────────────────────────────────────────────────────


def test_whatever_the_findings_lean_on_is_cited(tmp_path: Path) -> None:
    tries = [(second, failed_529(TOKEN, "FIN-1", "FIN-1")) for second in range(1, 6)]
    content = log("A", *tries[:4], (5, lockout_644(TOKEN, "FIN-1")), tries[4])
    findings = analysed(case_of(tmp_path, {"a.evt": content})).findings
    cited = [record.locator for record in findings.cited]
    leaned_on = {
        *(locator for lockout in findings.lockouts for locator in lockout.evidence),
        *(
            locator
            for diagnosis in findings.diagnoses
            for check in diagnosis.checks
            for locator in check.evidence
        ),
    }
    assert leaned_on == set(cited)
    assert findings.cited_total == len(cited) == 6
    assert [record.ref for record in findings.cited] == [f"R000{n}" for n in range(1, 7)]


def test_without_a_lockout_the_failures_themselves_are_cited(tmp_path: Path) -> None:
    content = log("A", *[(second, failed_529("alice", "LON", "WS1")) for second in range(20)])
    findings = analysed(case_of(tmp_path, {"a.evt": content})).findings
    assert [record.locator.record for record in findings.cited] == list(range(1, 21))
