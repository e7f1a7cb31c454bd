"""`forensics verify`, from the command line to its last line."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from forensics.cli import NO_REPORT, OK, WRONG_USE
from forensics.reading import tool
from forensics.verify import verifying
from forensics.verify.deriving import Derived
from tests.verify.proving import FIRST, Proof, Run, zipped
from tests.verify.retouching import attachment, retouched

pytestmark = pytest.mark.xdist_group("verify")  # one report for all


@pytest.mark.usefixtures("derived")
def test_a_report_and_its_case_hold_byte_for_byte(proof: Proof, run: Run) -> None:
    said = run(proof.case / "report/report.pdf", proof.case)
    root = json.loads(proof.outputs["manifest.json"])["root"]
    pages, lines = len(proof.reading.pages), sum(len(one.lines) for one in proof.reading.pages)
    assert said.out[:2] == [
        "exhibits     3 of 3 by size and SHA-256",
        f"root         {pages + 2} of {pages + 2} places say {root}",
    ]
    assert said.out[4] == f"text         {lines:,} of {lines:,} lines on {pages} pages"
    assert [line.split()[0] for line in said.out[:8]] == [
        "exhibits", "root", "figures", "attachments", "text", "drawing", "unseen", "beside"
    ]  # fmt: skip
    assert said.out[8:] == [
        "Byte for byte this is the report that the evidence gives.",
        "It holds: this report follows from this evidence.",
    ]
    assert (said.status, said.err) == (OK, [])


def test_the_pdf_and_the_exhibits_alone_are_enough(proof: Proof, run: Run, tmp_path: Path) -> None:
    report = tmp_path / "as mailed.pdf"
    report.write_bytes(proof.pdf)
    held = tmp_path / "logs.zip"
    evidence = proof.case / "evidence"
    held.write_bytes(
        zipped(
            {"1": (evidence / "a.evt").read_bytes(), "2": (evidence / "more/b.zip").read_bytes()}
        )
    )
    said = run(report, held)
    assert "beside" not in "".join(said.out)
    assert said.out[-2:] == [
        "Byte for byte this is the report that the evidence gives.",
        "It holds: this report follows from this evidence.",
    ]
    assert said.status == OK


def test_the_report_is_made_again_as_it_says_it_was_bound(
    copied: Path, run: Run, derived: list[Any]
) -> None:
    run(copied / "report/report.pdf", copied)
    ((folder, making, _),) = derived
    bound = making.bound
    assert folder == copied
    assert (bound.date.isoformat(), bound.paper, bound.most, bound.edition) == (
        "2026-11-22T09:30:00+00:00", "Letter", 7_000_000, "full"
    )  # fmt: skip
    assert (making.tool, making.vendor) == (tool(), None)


@pytest.mark.usefixtures("derived")
def test_a_byte_of_an_exhibit_is_enough_to_fail(copied: Path, run: Run) -> None:
    (copied / "evidence/a.evt").write_bytes(FIRST + b"\0")
    said = run(copied / "report/report.pdf", copied)
    assert said.out[0] == "exhibits     2 of 3 by size and SHA-256; 1 difference"
    assert said.out[-2] == (
        f"  exhibits evidence/a.evt: the report says {len(FIRST):,} bytes, SHA-256 "
        f"{sha256(FIRST).hexdigest()}; the evidence gives {len(FIRST) + 1:,} bytes, SHA-256 "
        f"{sha256(FIRST + bytes(1)).hexdigest()}"
    )
    assert said.out[-1] == "It does not hold: the report says what this evidence does not."
    assert said.status == NO_REPORT


@pytest.mark.usefixtures("derived")
def test_files_beside_the_report_are_checked_too(copied: Path, run: Run) -> None:
    (copied / "report/lockouts.csv").write_bytes(b"id\n")
    said = run(copied / "report/report.pdf", copied)
    assert any(line.startswith("  beside lockouts.csv, line 1: ") for line in said.out)
    assert any("beside manifest.json beside the report: lockouts.csv" in line for line in said.out)
    assert said.status == NO_REPORT


@pytest.mark.usefixtures("derived")
def test_another_report_beside_its_manifest_is_told(copied: Path, proof: Proof, run: Run) -> None:
    report = copied / "report/report.pdf"
    report.write_bytes(retouched(proof.pdf, lambda _: None))
    said = run(report, copied)
    assert (
        "The file has other bytes than the report made again: it was saved anew, or changed."
        in said.out
    )
    assert any("manifest.json beside the report: report.pdf" in line for line in said.out)
    assert said.status == NO_REPORT


@pytest.mark.usefixtures("derived")
def test_a_report_of_other_versions_holds_by_what_it_says(
    proof: Proof, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**tool().libraries, "weasyprint": "99.0"}

    def derive(*_: object) -> Derived:
        return Derived(outputs=proof.outputs, tool=replace(tool(), version="0.0", libraries=other))

    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, lambda _: None))
    monkeypatch.setattr(verifying, "derive", derive)
    said = run(report, proof.case)
    now = tool()
    other_versions = (
        f"The report was made by other versions: lockout-forensics {now.version} (here 0.0), "
        f"weasyprint {now.libraries['weasyprint']} (here 99.0)."
    )
    assert said.out[-3:] == [
        other_versions,
        "The file has other bytes than the report made again: it was saved anew, or changed.",
        "It holds: this report follows from this evidence.",
    ]
    assert said.status == OK


@pytest.mark.usefixtures("derived")
def test_at_most_fifty_differences_are_named(proof: Proof, run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, attachment("findings.json", lambda _: b"{}")))
    said = run(report, proof.case)
    document = json.loads(proof.outputs["findings.json"])
    assert f"0 of {len(document)} figures" in said.out[2]
    graph = retouched(proof.pdf, attachment("graph.graphml", lambda _: b"\n" * 500))
    report.write_bytes(graph)
    said = run(report, proof.case)
    assert len([line for line in said.out if line.startswith("  attachments ")]) == 50
    assert said.out[-2].startswith("  and ")


@pytest.mark.usefixtures("derived")
def test_a_report_whose_findings_were_taken_out_is_not_proved(
    proof: Proof, run: Run, tmp_path: Path
) -> None:
    def change(pdf: Any) -> None:  # noqa: ANN401 - pikepdf's
        del pdf.attachments["findings.json"]

    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, change))
    said = run(report, proof.case)
    assert (
        "figures      not compared: findings.json is neither in the report nor beside it"
        in said.out
    )
    assert said.out[-1] == "Not proved: not everything could be compared."
    assert said.status == NO_REPORT


@pytest.mark.usefixtures("derived")
def test_findings_in_the_archive_beside_the_report_are_compared(
    proof: Proof, run: Run, tmp_path: Path
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments["findings.json"]

    report = tmp_path / "report.pdf"
    report.write_bytes(retouched(proof.pdf, change))
    document = proof.outputs["findings.json"].replace(b'"bad_password": 8', b'"bad_password": 7')
    (tmp_path / "report-attachments.zip").write_bytes(zipped({"findings.json": document}))
    said = run(report, proof.case)
    assert "  figures /attempts/bad_password: the report says 7; the evidence gives 8" in said.out
    (tmp_path / "report-attachments.zip").write_bytes(b"PK\x05\x06 no archive")
    said = run(report, proof.case)
    assert said.out[2].startswith("figures      not compared: ")
    assert said.status == NO_REPORT


def test_another_file_is_refused_in_a_line(run: Run, tmp_path: Path, proof: Proof) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.4 not really")
    said = run(file, proof.case)
    assert said.out == [
        "report       not compared: is no PDF that can be read within bounds",
        "Not proved: not everything could be compared.",
    ]
    assert said.status == NO_REPORT


def test_a_pdf_of_somebody_else_is_refused_in_a_line(
    run: Run, tmp_path: Path, proof: Proof
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "letter.pdf")
    said = run(tmp_path / "letter.pdf", proof.case)
    assert said.out[0] == (
        "report       not compared: its metadata do not say “paper” as a report of ours does"
    )
    assert said.status == NO_REPORT


@pytest.mark.parametrize(("report", "case"), [("gone.pdf", ""), ("", "gone")])
def test_what_is_not_there_is_wrong_use(
    run: Run, tmp_path: Path, proof: Proof, report: str, case: str
) -> None:
    said = run(
        tmp_path / report if report else proof.case / "report/report.pdf",
        tmp_path / case if case else proof.case,
    )
    assert (said.status, len(said.err), said.out) == (WRONG_USE, 1, [])
    assert "gone" in said.err[0]
