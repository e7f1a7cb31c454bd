"""`forensics compare` from two folders to its outputs."""

import json
from pathlib import Path

import pytest

from forensics.case import load_case
from forensics.cli import main
from forensics.filing import Filing
from forensics.investigating import investigate
from forensics.placing.moving import put_in_place
from forensics.reporting import data_files, root_of
from tests.builders.security_classic import Classic, failed_529
from tests.ledger.small_site import STARTED, TOKEN, case_of, log

CASE = """\
[case]
id = "{name}"
timezone = "UTC"
[policy]
threshold = 5
window = "30m"
duration = "30m"
"""
DAY = 86_400
ONCE = pytest.mark.xdist_group("compared")
LOGON = Classic(528, ("backup", "LON", "(0x0,0x1)", "3", "KSecDD", "Kerberos", ""))


def bad(client: str) -> Classic:
    return failed_529(TOKEN, client, client)


def events(begin: int, clients: tuple[str, ...]) -> list[tuple[int, Classic]]:
    """Return four hours: each client sends six bad passwords an hour, the server lives on."""
    tries = [
        (begin + hour * 3_600 + 300 * place + second, bad(client))
        for hour in range(4)
        for place, client in enumerate(clients, 1)
        for second in range(3)
    ]
    alive = [(begin, STARTED), (begin + 60, LOGON), (begin + 4 * 3_600, STARTED)]
    return sorted([*tries, *alive], key=lambda event: event[0])


def site(folder: Path) -> tuple[Path, Path]:
    """Write a small invented site before and after a fix: two days apart, 08:00 to 12:00."""
    first = 8 * 3_600
    for name, begin, clients in (
        ("before", first, ("FIN-1", "FIN-2", "FIN-3")),
        ("after", first + 2 * DAY, ("fin-3",)),
    ):
        content = log("LONCAP01", *events(begin, clients))
        case_of(folder / name, {"loncap01.evt": content}, CASE.format(name=name))
    return folder / "before", folder / "after"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `before` and `after`, compared."""
    folder = tmp_path_factory.mktemp("site")
    before, after = site(folder)
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["compare", str(before), str(after), "-q", "--date", "2001-10-12"]) == 0
    assert all(path.read_bytes() == content for path, content in kept.items())
    return folder


@ONCE
def test_a_site_before_and_after_a_fix(compared: Path) -> None:
    out = compared / "after" / "compare"
    assert sorted(path.name for path in out.iterdir()) == ["compare.json", "compare.pdf"]
    found = json.loads((out / "compare.json").read_text("utf-8"))
    assert [(one["name"], one["state"]) for one in found["clients"]] == [
        ("FIN-3", "left"),
        ("FIN-1", "quiet"),
        ("FIN-2", "quiet"),
    ]
    counts = [
        (one["name"], one["before"]["count"], one["after"]["count"]) for one in found["measures"]
    ]
    assert counts == [
        ("lockouts", 0, 0),
        ("bursts", 12, 4),
        ("bad_passwords", 36, 12),
        ("refused", 0, 0),
    ]
    assert found["measures"][1]["expected"] == 12.0
    assert (found["unit"], found["before"]["seconds"]) == ("hour", 14_400.0)
    assert found["outcome"]["fair"] is True


@ONCE
def test_the_root_is_that_of_the_report(compared: Path) -> None:
    """Of the very data files that `report` writes."""
    analysis = investigate(load_case(compared / "before"), lambda _: None)
    found = json.loads((compared / "after" / "compare" / "compare.json").read_text("utf-8"))
    assert found["before"]["root"] == root_of(analysis.findings, data_files(analysis, Filing()))
    assert found["before"]["root"] != found["after"]["root"]


def test_what_lies_in_the_folder_of_a_report_stays(tmp_path: Path) -> None:
    (tmp_path / "report.pdf.sig").write_bytes(b"signature")
    put_in_place(tmp_path, {"compare.json": b"{}"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compare.json", "report.pdf.sig"]


def test_damaged_evidence_is_told_in_the_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.comparison.making.comparison_pdf", lambda *_: b"%PDF- left out")
    before, after = site(tmp_path)
    (after / "evidence" / "torn.evt").write_bytes(b"\0" * 48)
    assert main(["compare", str(before), str(after)]) == 3
    said = capsys.readouterr()
    assert said.out == f"{after / 'compare' / 'compare.pdf'}\n"
    assert "torn.evt" in said.err
    found = json.loads((after / "compare" / "compare.json").read_text("utf-8"))
    assert [reason["code"] for reason in found["reasons"]] == ["damaged"]


def test_mistakes_are_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = site(tmp_path)
    inside = after / "evidence" / "out"
    for arguments, said in (
        ([str(before), str(before)], "is the folder of BEFORE too"),
        ([str(before), str(tmp_path / "none")], "does not exist"),
        ([str(before), str(after), "--out", str(inside)], "lies in evidence/"),
        ([str(before), str(after), "--out", str(before / "evidence")], "lies in evidence/"),
    ):
        assert main(["compare", *arguments, "-q"]) == 2
        shown = capsys.readouterr().err
        assert said in shown
        assert shown.count("\n") == 1
    assert not inside.exists()
