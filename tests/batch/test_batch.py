"""Several cases in one run: a bad one hides no other, and an index tells of all."""

import csv
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tinyhtml5

from forensics import reporting
from forensics.batch.index import files
from forensics.batch.outcomes import Outcome, failed, reported
from forensics.cli import INCOMPLETE, NO_REPORT, OK, WRONG_USE, main
from forensics.commands.summary import summarise
from forensics.errors import CaseError
from forensics.findings import Findings
from forensics.reporting import Order, Written
from tests.attacks.payloads import PAYLOADS
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile
from tests.builders.variants import nothing

FINDINGS = sms_case()
VERDICT = FINDINGS.verdict


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of three cases: a good one, one with a mistake, one with damage."""
    for name in ("bad", "damaged", "good"):
        (tmp_path / "cases" / name / "evidence").mkdir(parents=True)

    def write(order: Order, _: object) -> Written:
        if order.folder.name == "bad":
            raise CaseError("bad: a mistake; mend it")
        remarks = ("a.evt: damaged",) if order.folder.name == "damaged" else ()
        order.out.mkdir(parents=True, exist_ok=True)
        return Written(report=order.out / "report.pdf", remarks=remarks, findings=FINDINGS)

    monkeypatch.setattr(reporting, "write_report", write)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cases"


def outcome(folder: str, status: int, states: dict[str, int]) -> dict[str, object]:
    """Return what the index says of a case with the invented findings."""
    clients = {edge.client for edge in FINDINGS.edges}
    return {
        "id": FINDINGS.case.id,
        "title": FINDINGS.case.title,
        "headline": VERDICT.headline,
        "kb": VERDICT.kb or "",
        "confidence": VERDICT.confidence,
        "nature": VERDICT.nature,
        "lockouts": len(FINDINGS.lockouts),
        "attempts": FINDINGS.attempts.total,
        "clients": len(clients),
        "first": min(edge.first.iso() for edge in FINDINGS.edges),
        "last": max(edge.last.iso() for edge in FINDINGS.edges),
        "exhibits": states,
        "status": status,
        "message": "",
        "folder": folder,
        "report": f"{folder}/report/report.pdf",
    }


STYLE = re.compile("\x1b\\[[0-9;]*m")
STATES = {"intact": len(FINDINGS.sources)}


def test_all_of_cases_are_taken_where_none_is_named(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--overview", "cases"]) == WRONG_USE
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "cases/damaged/report/report.pdf",
        "cases/good/report/report.pdf",
        "cases/index.html",
    ]
    assert said.err.splitlines() == [
        "forensics: bad: a mistake; mend it",
        "forensics: a.evt: damaged",
    ]
    index = json.loads((cases / "index.json").read_text("ascii"))
    assert index["schema"] == "index/1"
    empty = dict.fromkeys(("title", "headline", "kb", "confidence", "nature", "first", "last"), "")
    assert index["cases"] == [
        {
            "id": "bad",
            **empty,
            "lockouts": 0,
            "attempts": 0,
            "clients": 0,
            "exhibits": {},
            "status": WRONG_USE,
            "message": "bad: a mistake; mend it",
            "folder": "bad",
            "report": "",
        },
        outcome("damaged", INCOMPLETE, STATES),
        outcome("good", OK, STATES),
    ]


def test_in_the_folder_of_a_case_it_is_the_one(
    cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(cases / "good")
    assert main(["report", "-q"]) == OK
    assert capsys.readouterr().out == "report/report.pdf\n"


def test_where_there_are_no_cases_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == WRONG_USE
    said = "forensics: no case is named, and cases/ here holds none; see forensics --help\n"
    assert capsys.readouterr().err == said


def test_one_folder_for_all_holds_the_index_too(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["report", "cases/good", "cases/damaged", "--out", "all", "-q"])
    assert status == INCOMPLETE
    told = ["all/good/report.pdf", "all/damaged/report.pdf"]
    assert capsys.readouterr().out.splitlines() == told
    table = list(csv.DictReader(io.StringIO(Path("all/index.csv").read_text("utf-8"))))
    assert [(row["folder"], row["report"], row["exhibits"]) for row in table] == [
        ("../cases/good", "good/report.pdf", f"{len(FINDINGS.sources)} intact"),
        ("../cases/damaged", "damaged/report.pdf", f"{len(FINDINGS.sources)} intact"),
    ]
    assert cases.is_dir()


def test_json_is_a_line_a_case(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "cases/bad", "cases/good", "--json", "-q"]) == WRONG_USE
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["folder"], line["status"], line["report"]) for line in lines] == [
        ("cases/bad", WRONG_USE, ""),
        ("cases/good", OK, "cases/good/report/report.pdf"),
    ]
    assert cases.is_dir()


def test_an_index_that_cannot_be_written_is_said(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cases / "file").touch()
    assert main(["report", "cases/good", "--overview", "cases/file", "-q"]) == NO_REPORT
    assert "cannot write the index" in capsys.readouterr().err


# ── the page ────────────────────────────────────────────────────────────────────────────────────


def outcomes(findings: Findings, folder: Path) -> list[Outcome]:
    return [
        reported(folder, OK, folder / "report/report.pdf", findings),
        failed(folder, WRONG_USE, PAYLOADS["HTML: a script"]),
    ]


@pytest.mark.parametrize("made", [sms_case, hostile, nothing])
def test_the_page_runs_nothing_and_refers_to_reports_alone(made: object, tmp_path: Path) -> None:
    assert callable(made)
    written = files(outcomes(made(), tmp_path / "case"), tmp_path)
    tree = tinyhtml5.parse(written["index.html"].decode("utf-8"), namespace_html_elements=False)
    names = {element.tag for element in tree.iter()}
    assert names <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "small", "br", "a"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert [each.get("href") for each in tree.iter("a")] == ["case/report/report.pdf"]
    rows = list(csv.reader(io.StringIO(written["index.csv"].decode("utf-8"))))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


# ── the summary on a terminal ───────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    """Takes what is printed, and says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def summary(findings: Findings, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": "80", **environment}.items():
        monkeypatch.setenv(name, value)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    summarise(reported(Path("case"), OK, Path("case/report/report.pdf"), findings), findings)
    return screen.getvalue()


def bare(text: str) -> list[str]:
    """Return the lines of a text without its styles."""
    return STYLE.sub("", text).splitlines()


def test_a_summary_says_the_verdict_the_count_the_senders_and_the_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = summary(FINDINGS, monkeypatch, NO_COLOR="1", COLUMNS="200")
    lines = [" ".join(line.split()) for line in bare(told)]
    assert [line.partition(" ")[0] for line in lines[1:]] == [
        "Verdict",
        "Found",
        "Most",
        "Evidence",
        "Ticket",
    ]
    assert VERDICT.headline in lines[0]
    assert f"confidence {VERDICT.confidence}; defect or attack: {VERDICT.nature}; " in lines[1]
    assert f"{len(FINDINGS.lockouts)} lockouts" in lines[2]
    assert str(FINDINGS.clients[0].name) in lines[3]


def test_a_summary_names_no_sender_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *rest = FINDINGS.clients
    quiet = replace(FINDINGS, clients=(first, *(replace(each, bad_password=0) for each in rest)))
    told = summary(quiet, monkeypatch, NO_COLOR="1", COLUMNS="200")
    (line,) = [line for line in bare(told) if line.startswith("Most sent")]
    said = f"Most sent {first.name} {first.bad_password} (bad passwords)"
    assert " ".join(line.split()) == said


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[32m" in summary(FINDINGS, monkeypatch)
    assert "\x1b[32m" not in summary(FINDINGS, monkeypatch, NO_COLOR="1")


def test_a_summary_keeps_to_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    told = summary(FINDINGS, monkeypatch, COLUMNS="50")
    assert max(map(len, bare(told))) <= 50


def test_hostile_names_do_nothing_in_a_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    told = summary(hostile(), monkeypatch, TERM="dumb", NO_COLOR="1")
    assert all(char.isprintable() for char in told.replace("\n", ""))
