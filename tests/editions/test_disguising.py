"""A small case in the vendor edition: hostile names, names like words, texts of the analyst."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics.case import load_case
from forensics.editions import exhibits
from forensics.editions.disguising import disguise
from forensics.editions.leaks import search
from forensics.editions.names import NameMap
from forensics.editions.saying import LEFT_OUT, WITHHELD, speech
from forensics.errors import LeakError
from forensics.findings import Findings
from forensics.investigating import investigate
from forensics.pipeline import Analysis
from forensics.reporting import Order, issue
from tests.builders.filed import data, filed
from tests.builders.named import SID, Named

KEY = bytes(range(32))


def told(folder: Path, named: Named) -> tuple[Analysis, Analysis, NameMap]:
    """Return the analysis of a case, the same disguised, and the names."""
    case = load_case(named.write(folder / "quill"))
    whole = investigate(case, lambda _: None)
    return whole, *disguise(whole, case, KEY)


def texts(analysis: Analysis) -> str:
    return "\n".join(data.decode() for data in data(analysis).values())


def sentences(findings: Findings) -> list[str]:
    return [
        findings.verdict.headline,
        findings.verdict.statement,
        *findings.verdict.because,
        *(each.text for each in findings.actions),
    ]


def test_no_name_and_no_text_of_the_analyst_is_left(tmp_path: Path) -> None:
    _, made, names = told(tmp_path, Named(clients={"QMWS-0417": "10.7.31.17", "QMWS-9": "::7"}))
    text = texts(made).casefold()
    for name in ("brambleby", "qmws", "qmfs", "quill", "mills", "10.7.31", SID.casefold()):
        assert name not in text
    assert "thistlewood" not in text
    assert search(data(made), names) == ()


def test_the_numbers_are_those_of_the_full_edition(tmp_path: Path) -> None:
    whole, made, _ = told(tmp_path, Named(others=("quincebury", "lavenderly")))
    full, vendor = (json.loads(data(each)["findings.json"]) for each in (whole, made))
    assert shape(vendor) == shape(full)


def shape(value: Any) -> Any:  # noqa: ANN401 - JSON values are of any kind
    """Return a document with each text as one mark: its numbers, its lists and its keys."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return "text" if isinstance(value, str) else value


@pytest.mark.parametrize("account", ["lock", "account", "1", "was", "a", "SMS", "title", "L1"])
def test_an_account_that_reads_like_a_word_of_ours_is_replaced_where_it_is_a_name(
    tmp_path: Path, account: str
) -> None:
    whole, made, names = told(tmp_path, Named(account=account, others=(account, "quincebury")))
    own = names.names[account]
    assert own.casefold().startswith("acct-")
    findings = made.findings
    assert findings.verdict.headline == whole.findings.verdict.headline.replace(
        f"{account} was", f"{own} was", 1
    ).replace("QMFS-07.mills.quillfeather.test", names.names["QMFS-07.mills.quillfeather.test"])
    assert findings.subject.account == own
    assert {each.account for each in findings.edges} >= {own}
    assert account not in made.scene.attempts["account"].to_list()
    assert [each.values["account"] for each in findings.cited if "account" in each.values] != []
    assert all(each.values.get("account") != account for each in findings.cited)
    shows = next(each.shows for each in findings.facts if each.name == "account.class")
    assert shows == f"the account is {own}"


@pytest.mark.parametrize("server", ["CAP", "case", "Server"])
def test_a_machine_that_reads_like_a_word_of_ours_is_replaced(tmp_path: Path, server: str) -> None:
    _, made, names = told(tmp_path, Named(server=server))
    own = names.names[server]
    assert own != server
    assert own in made.findings.verdict.headline
    assert {each.target for each in made.findings.edges} == {own}
    assert all(each.hosts == (own,) for each in made.findings.sources)


def test_a_sentence_in_which_a_name_could_be_a_word_is_left_out(tmp_path: Path) -> None:
    _, _, names = told(tmp_path, Named(account="lock", others=("quincebury",)))
    say = speech(names)
    assert say.composed("The lock was set by quincebury.") == LEFT_OUT
    assert say.composed("Set by quincebury.") == f"Set by {names.names['quincebury']}."


def test_names_in_a_sentence_are_replaced_as_whole_words(tmp_path: Path) -> None:
    _, _, names = told(tmp_path, Named(others=("quince", "quince-bury", "quince-burying")))
    one, two, three = (names.names[each] for each in ("quince", "quince-bury", "quince-burying"))
    said = speech(names).composed("quince, quinces, QUINCE-BURY; quince-buryings: quince-burying")
    assert said == f"{one}, quinces, {two}; {one}-buryings: {three}"


HOSTILE = (
    *(".*", "(a|b)", "<script>alert(1)</script>", "\u202egnp.tnuocca", "x" * 65_536, "q'vixet\"d"),
    *("Jürgen Größe", "İSTANBUL", "quill", "quill-fs", "quill-fs.jsonl", "acct-", "=cmd()", "100%"),
    *("a,b;c", "line\nbreak", "tab\there", "%s%n", "{0}", "\\\\quill\\pipe", "ACCT-17", "SMS&_QUX"),
)


def test_hostile_names_are_replaced_everywhere(tmp_path: Path) -> None:
    whole, made, names = told(tmp_path, Named(others=HOSTILE))
    assert whole.findings.attempts == made.findings.attempts
    assert search(data(made), names) == ()
    text = texts(made)
    for name in ("script>", "größe", "stanbul", "vixet", "xxxxxxxx", "tnuocca", "QUX", "zorb"):
        assert name.casefold() not in text.casefold()
    written = made.scene.attempts["account"].to_list()
    assert len(set(written)) == len(set(whole.scene.attempts["account"].to_list()))


def test_a_name_in_a_field_that_is_kept_is_replaced_there_too(tmp_path: Path) -> None:
    _, made, names = told(tmp_path, Named(process="brambleby"))
    assert set(made.scene.attempts["process"].to_list()) == {names.names["brambleby"]}


def test_what_the_analyst_wrote_is_left_out(tmp_path: Path) -> None:
    _, made, _ = told(tmp_path, Named())
    case = made.findings.case
    assert case.id.startswith("CASE-")
    assert (case.title, case.complaint, case.ticket, case.customer) == (
        "vendor edition",
        "",
        "",
        "",
    )
    assert (case.analyst, case.organisation) == ("", "")
    [entry] = case.custody
    assert (entry.exhibit, entry.who, entry.action) == (
        "evidence/exhibit-01.jsonl",
        WITHHELD,
        WITHHELD,
    )
    assert entry.when == "2026-03-02T12:00:00Z"


def test_the_bytes_of_damage_are_left_out_and_its_place_is_not(tmp_path: Path) -> None:
    named = Named()
    place = named.write(tmp_path / "quill") / "evidence" / named.path
    place.write_bytes(place.read_bytes() + b'{"Computer": "QMFS-07", "brambl')
    case = load_case(tmp_path / "quill")
    whole = investigate(case, lambda _: None)
    made, _ = disguise(whole, case, KEY)
    [before], [after] = whole.findings.sources[0].damage, made.findings.sources[0].damage
    assert b"brambl" in before.excerpt
    assert after.excerpt == b""
    assert (after.offset, after.length) == (before.offset, before.length)


def test_exhibits_keep_their_depth_their_kind_and_their_company() -> None:
    given = [
        *("evidence/a.evtx", "evidence/site-b/x.EVT", "evidence/site-b/y.quill"),
        *("evidence/z.zip/logs/a.evtx#2", "evidence/z.zip/b.csv"),
    ]
    assert list(exhibits.renamed(given).values()) == [
        "evidence/exhibit-01.evtx",
        "evidence/folder-01/exhibit-02.evt",
        "evidence/folder-01/exhibit-03",
        "evidence/archive-01.zip/folder-01/exhibit-04.evtx",
        "evidence/archive-01.zip/exhibit-05.csv",
    ]


def test_a_leak_stops_the_edition_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _, _ = told(tmp_path, Named())
    order = Order(folder=tmp_path / "quill", out=tmp_path / "out", vendor=KEY)
    leaky = replace(whole.findings.verdict, headline="brambleby")
    monkeypatch.setattr("forensics.verdict.judge", lambda _: leaky)
    monkeypatch.setattr("forensics.reporting._outputs", lambda made, *_: lambda: filed(data(made)))
    with pytest.raises(LeakError, match=r"findings\.json.* account brambleby of the case"):
        issue(whole, order)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "quill" / "vendor-key").exists()
