"""What the held texts of articles add to the findings: quotations, differences, remarks."""

from dataclasses import replace
from pathlib import Path

import pytest

from forensics.articles import held
from forensics.articles.importing import filling, take
from forensics.cli import main
from forensics.findings import Findings
from forensics.quoting import quote
from forensics.standings import Citation, Diagnosis, Disagreement, HeldText, Quotation
from tests.builders.article import article
from tests.builders.entry import invented
from tests.builders.findings import DIAGNOSES, sms_case
from tests.builders.security_classic import failed_529
from tests.ledger.small_site import case_of, log

SECTIONS = {
    "SYMPTOMS": "It fails.",
    "CAUSE": "An invented <cause> & more.\n\n - A point.",
    "STATUS": "Contoso has confirmed that this is a problem in Contoso Server 2.0.",
}
CITED = Citation(
    publisher="Microsoft Knowledge Base",
    dated="2002-08-06",
    product="Contoso Management Server 2.0",
    versions=":2.0",
    sections=("SYMPTOMS", "CAUSE", "STATUS"),
)
ENTRY = invented(id="Q999999", title="SMS: An Invented Article", citation=CITED)
SHOWN = replace(DIAGNOSES[0], kb="Q999999")


def text(**changed: str) -> bytes:
    return article(sections=SECTIONS, **changed)  # type: ignore[arg-type]


def shelf(folder: Path, *texts: bytes) -> held.Shelf:
    (folder / "kb").mkdir()
    for number, data in enumerate(texts):
        (folder / f"kb/{number}.txt").write_bytes(data)
    return held.gather(folder, ["Q999999"], None)


def findings(*diagnoses: Diagnosis) -> Findings:
    return replace(sms_case(), diagnoses=diagnoses)


def told(found: Findings) -> HeldText:
    assert found.diagnoses[0].held
    return found.diagnoses[0].held


def test_cause_and_status_are_quoted_word_for_word(tmp_path: Path) -> None:
    on_shelf = shelf(tmp_path, text())
    (found,) = quote(findings(SHOWN), [ENTRY], on_shelf).diagnoses
    assert found.held == HeldText(
        where="kb/0.txt",
        sha256=on_shelf.texts["Q999999"].sha256,
        quotations=(
            Quotation(section="CAUSE", quoted="An invented <cause> & more.\r\n\r\n - A point."),
            Quotation(section="STATUS", quoted=SECTIONS["STATUS"]),
        ),
        disagreements=(),
    )


def test_an_article_that_is_not_shown_whole_is_compared_and_not_quoted(tmp_path: Path) -> None:
    ruled_out = replace(SHOWN, standing="ruled-out")
    on_shelf = shelf(tmp_path, text(dated="07-AUG-2002"))
    held_text = told(quote(findings(ruled_out), [ENTRY], on_shelf))
    assert held_text.quotations == ()
    assert held_text.disagreements == (
        Disagreement(what="date", entry="2002-08-06", article="2002-08-07"),
    )


@pytest.mark.parametrize(
    ("changed", "otherwise"),
    [
        ({"dated": "07-AUG-2002"}, ("date", "2002-08-06", "2002-08-07")),
        ({"versions": ":2.0,2.0 SP1"}, ("versions", ":2.0", ":2.0,2.0 SP1")),
        ({"title": "SMS: Another"}, ("title", "SMS: An Invented Article", "SMS: Another")),
    ],
)
def test_what_a_held_text_says_otherwise_is_told(
    tmp_path: Path, changed: dict[str, str], otherwise: tuple[str, str, str]
) -> None:
    found = told(quote(findings(SHOWN), [ENTRY], shelf(tmp_path, text(**changed))))
    assert [(each.what, each.entry, each.article) for each in found.disagreements] == [otherwise]


def test_a_status_that_became_a_fix_is_told(tmp_path: Path) -> None:
    corrected = "This problem was first corrected in Systems Management Server 2.0 Service Pack 5."
    fixed = {**SECTIONS, "STATUS": f"{SECTIONS['STATUS']}\n{corrected}"}
    on_shelf = shelf(tmp_path, article(sections=fixed))
    found = told(quote(findings(SHOWN), [ENTRY], on_shelf))
    assert [(each.what, each.entry) for each in found.disagreements] == [("status", "confirmed")]
    assert "fixed" in found.disagreements[0].article


def test_bad_and_doubled_texts_are_told_among_the_limits(tmp_path: Path) -> None:
    before = findings(SHOWN)
    after = quote(before, [ENTRY], shelf(tmp_path, text(), text(dated="07-AUG-2002"), b"\x00\xff"))
    second, first = after.limits[len(before.limits) :]
    assert first == "Article text kb/2.txt: does not begin as an archived article."
    assert second.startswith("Article text kb/0.txt: another text of Q999999 (dated 2002-08-06")
    assert told(after).where == "kb/1.txt"


def test_without_a_held_text_the_findings_stay_as_they_are(tmp_path: Path) -> None:
    before = findings(SHOWN)
    assert quote(before, [ENTRY], held.gather(tmp_path, ["Q999999"], None)) == before


def test_a_report_reads_the_library_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q299352 is open there, the nearest of all: its invented text is quoted."""
    library, texts = tmp_path / "library.sqlite", tmp_path / "texts"
    texts.mkdir()
    (texts / "a").write_bytes(article(id="Q299352", sections=SECTIONS))
    with filling(library) as opened:
        list(take(opened, texts))
    monkeypatch.setenv("FORENSICS_LIBRARY", str(library))
    monkeypatch.setattr("forensics.sized.begin", lambda *_: lambda: b"%PDF- left out\n")
    events = [(second, failed_529("SMSCliToknAcct&", "FIN-1", "FIN-1")) for second in (0, 60)]
    case = case_of(tmp_path / "case", {"a.evt": log("LONCAP01", *events)})
    assert main(["report", str(case.folder), "-q", "--out", str(tmp_path / "out")]) == 0
    assert b"An invented <cause> & more." in (tmp_path / "out/findings.json").read_bytes()
