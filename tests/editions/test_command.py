"""`forensics report --edition vendor` as it is typed."""

from pathlib import Path

import pytest

from forensics import cli
from forensics.commands import terminal
from forensics.errors import LeakError
from tests.builders.named import Named
from tests.builders.rendered import blank


def test_the_vendor_edition_lies_apart_and_is_made_again_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same findings give the same pages: `output/test_render` holds it.
    monkeypatch.setattr("forensics.sized.begin", lambda *_: blank)
    folder = Named().write(tmp_path / "quill")
    assert cli.main(["report", str(folder), "--edition", "vendor", "-q"]) == 0
    out = folder / "report-vendor"
    assert capsys.readouterr().out == f"{out / 'report.pdf'}\n"
    assert not (folder / "report").exists()
    first = {each.name: each.read_bytes() for each in out.iterdir()}
    assert {"report.pdf", "report.html", "findings.json", "manifest.json"} <= first.keys()
    assert not {"key", "names.csv", "case.toml", "hosts.csv"} & first.keys()
    assert sorted(each.name for each in (folder / "vendor-key").iterdir()) == ["key", "names.csv"]
    assert cli.main(["report", str(folder), "--edition", "vendor", "-q"]) == 0
    assert {each.name: each.read_bytes() for each in out.iterdir()} == first


def test_no_key_is_made_for_what_is_no_case(tmp_path: Path) -> None:
    assert cli.main(["report", str(tmp_path / "none"), "--edition", "vendor", "-q"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_leak_is_said_in_one_line_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.mistake(LeakError("ticket.txt holds the account x of the case")) == 1
    said = capsys.readouterr().err
    assert said == "forensics: ticket.txt holds the account x of the case; nothing is written\n"
