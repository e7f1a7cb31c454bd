"""`forensics check`: the inventory of a case and its condition, for a person and for a program."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from forensics import reporting
from forensics.cli import INCOMPLETE, OK, WRONG_USE, main
from tests.builders.security_classic import failed_529, lockout_644
from tests.ledger.small_site import CLEARED, STARTED, TOKEN, case_of, log

BAD = failed_529(TOKEN, "FIN-1", "FIN-1")
LOG = log("LONCAP01", *[(second, BAD) for second in range(5)], (4, lockout_644(TOKEN, "X")))
HASH = sha256(LOG).hexdigest()


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(["check", *arguments])
    said = capsys.readouterr()
    assert said.err == ""
    return status, said.out.splitlines()


def test_the_inventory_of_a_sound_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = '[case]\nid = "SR-17"\ntitle = "Locked"\n[[host]]\nname = "LONCAP02"\n'
    case_of(tmp_path, {"a.evt": LOG}, toml)
    status, lines = checked(capsys, str(tmp_path))
    assert status == OK
    assert lines[:6] == [
        "SR-17  Locked",
        "1 exhibit: 1 intact",
        "",
        "evidence/a.evt  [evt, intact]",
        f"  SHA-256 {HASH}, {len(LOG):,} bytes",
        f"  bytes: 88 header + {len(LOG) - 88:,} records + 0 filler + 0 unreadable",
    ]
    assert lines[6] == (
        "  records: 6 read = 6 used + 0 set aside; 0 recovered, 0 damaged, 0 copies dropped"
    )
    assert lines[7] == "  record numbers 1 to 6"
    assert lines[8] == "  from 2001-10-09 00:00:00 to 2001-10-09 00:00:04; hosts: LONCAP01"
    assert lines[-3:] == [
        "incident window (observed): 2001-10-09 00:00:00 to 2001-10-09 00:00:04 UTC",
        "  LONCAP01  [####################] covered",
        "declared hosts without any log: LONCAP02",
    ]


def test_all_that_is_wrong_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = [(5, STARTED), (1, CLEARED), (2, BAD)]
    logs = {"a.evt": log("LONCAP01", *events), "b.evt": LOG[:-100], "note.txt": b"nothing\n"}
    case_of(tmp_path, logs)
    status, lines = checked(capsys, str(tmp_path))
    assert status == INCOMPLETE
    assert "3 exhibits: 1 damaged, 1 intact, 1 unrecognised" in lines
    text = "\n".join(lines)
    assert "time steps back (1): 2001-10-09 00:00:05 (record 1) back to 2001-10-09 00:00:01" in text
    assert "log cleared: 2001-10-09 00:00:01" in text
    assert "damage: " in text
    assert "set aside: 1 events that say nothing of logons or lockouts" in text


def test_the_inventory_for_a_program_says_what_the_findings_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.sized.begin", lambda *_: lambda: b"%PDF- left out\n")
    monkeypatch.setattr(reporting, "page", lambda *_: b"<!DOCTYPE html>\n")
    case_of(tmp_path, {"a.evt": LOG, "b.evt": LOG[:-100]})
    status, lines = checked(capsys, "--json", str(tmp_path))
    inventory = json.loads("\n".join(lines))
    assert status == INCOMPLETE
    assert inventory["schema"] == "inventory/1"
    main(["report", "-q", str(tmp_path), "--out", str(tmp_path / "report")])
    findings = json.loads((tmp_path / "report" / "findings.json").read_text("utf-8"))
    assert {name: inventory[name] for name in ("case", "tool", "sources")} == {
        name: findings[name] for name in ("case", "tool", "sources")
    }
    assert inventory["coverage"] == findings["coverage"]


def test_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case_of(tmp_path, {"a.evt": LOG})
    before = sorted(tmp_path.rglob("*"))
    assert checked(capsys, str(tmp_path))[0] == OK
    assert sorted(tmp_path.rglob("*")) == before


def test_hostile_names_bring_no_escape_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case_of(tmp_path, {"\x1b[31m.evt": log("\x1b]0;pwned\x07", (1, BAD))})
    _, lines = checked(capsys, str(tmp_path))
    assert all(line.isprintable() for line in lines)
    assert "evidence/<U+001B>[31m.evt  [evt, intact]" in lines


def test_a_mistake_of_the_operator_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["check", str(tmp_path / "none")])
    said = capsys.readouterr()
    assert status == WRONG_USE
    assert said.out == ""
    assert said.err.count("\n") == 1
