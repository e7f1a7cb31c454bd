"""A new case is laid out whole or not at all, and what the evidence proposes is true TOML."""

import os
import tomllib
from pathlib import Path

import pytest

from forensics.case import load_case
from forensics.cli import NO_REPORT, OK, WRONG_USE, main
from forensics.declared import DeclaredExhibit, DeclaredPolicy
from forensics.hosts import Host
from forensics.opening.proposing import HostProposal, PolicyProposal, Proposals, ZoneProposal
from forensics.opening.template import case_toml, quoted
from tests.attacks.payloads import PAYLOADS
from tests.builders.netlogon import Logon, netlogon
from tests.builders.security_classic import failed_529
from tests.builders.zips import Packed, zipped
from tests.ledger.small_site import TOKEN, at, log
from tests.terminals import terminal

BAD = tuple(
    (second, failed_529(TOKEN, "LON-1", "LON-1")) for second in (36_000, 36_100, 36_250, 36_700)
)


def confirmed(text: str) -> str:
    """Return a new `case.toml` with the sign taken away before every line of TOML."""
    lines = (line.removeprefix("# ") for line in text.splitlines())
    return "\n".join(line for line in lines if _is_toml(line)) + "\n"


def _is_toml(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Return a folder with a log in UTC and one in local time that saw the same tries."""
    folder = tmp_path / "given"
    (folder / "dc1").mkdir(parents=True)
    (folder / "LONCAP01.evt").write_bytes(log("LONCAP01", *BAD))
    lines = [
        Logon(
            who=rf"LON\{TOKEN}",
            workstation="LON-1",
            status="0xC000006A",
            stamp=f"10/09 {(second + 3_600) // 3600:02}:{second // 60 % 60:02}:{second % 60:02}",
        )
        for second, _ in BAD
    ]
    (folder / "dc1" / "netlogon.log").write_bytes(netlogon(lines))
    return folder


# ── the text ────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_case_is_one_that_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "SR-17"
    assert main(["new", str(folder)]) == OK
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml", "evidence"]
    case = load_case(folder)
    assert (case.id, case.title, case.zone_declared, case.hosts) == ("SR-17", "SR-17", False, ())


def test_every_key_stands_in_it_and_every_line_is_true_once_confirmed(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(confirmed(case_toml("SR-17")), encoding="utf-8")
    case = load_case(tmp_path)
    assert case.complaint == "Who complains of what, in a sentence"
    assert case.timezone == "Europe/London"
    assert case.policy == DeclaredPolicy(threshold=5, window=1800, duration=1800)
    assert case.hosts == (
        Host(
            name="DC01",
            aliases=("dc01.corp.example",),
            addresses=("10.0.0.2",),
            roles=("dc",),
            timezone="Europe/London",
            clock_offset=2.0,
        ),
    )
    assert case.exhibits == (
        DeclaredExhibit(
            path="evidence/dc01/netlogon.log",
            host="DC01",
            timezone="Europe/London",
            encoding="cp850",
            date_order="dmy",
            year=2026,
        ),
    )
    assert case.facts == {"sms.service_pack": ("SP4",)}
    assert case.apart == (("A-NAME", "10.0.0.1"),)
    assert [each.exhibit for each in case.custody] == ["server-security.evtx"]


@pytest.mark.parametrize("name", PAYLOADS.values(), ids=PAYLOADS)
def test_no_name_ends_its_quotes_or_its_line(name: str) -> None:
    whole = name.encode("utf-8", "replace").decode("utf-8")
    assert quoted(name).isprintable()
    assert tomllib.loads(f"x = {quoted(name)}") == {"x": whole}
    hostile = Proposals(
        hosts=(HostProposal(name=name, because="it keeps a log here", aliases=(name,)),),
        policy=PolicyProposal(threshold=5, window=None, duration=0, because="stated"),
        zones=(ZoneProposal(path=name, names=("UTC",), because="3 of 3"),),
    )
    text = case_toml(name, hostile)
    assert tomllib.loads(text) == {"case": {"id": whole, "title": whole}}
    assert all(line.isprintable() for line in text.split("\n"))


# ── what is proposed ────────────────────────────────────────────────────────────────────────────


def test_evidence_is_copied_and_proposes(given: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    before = (given / "LONCAP01.evt").stat().st_mtime_ns
    assert main(["new", str(folder), "--from", str(given), "-q"]) == OK
    copied = folder / "evidence" / "LONCAP01.evt"
    assert copied.read_bytes() == (given / "LONCAP01.evt").read_bytes()
    assert copied.stat().st_mtime_ns == before == (given / "LONCAP01.evt").stat().st_mtime_ns
    told = (folder / "case.toml").read_text("utf-8")
    assert tomllib.loads(told) == {"case": {"id": "case", "title": "case"}}
    (folder / "case.toml").write_text(confirmed(told), encoding="utf-8")
    case = load_case(folder)
    assert case.zone_declared
    assert case.timezone == "Europe/London"
    assert case.window_from == at(36_000)
    assert case.window_to == at(36_700)
    assert [(host.name, host.roles) for host in case.hosts] == [("LONCAP01", ())]
    assert case.exhibits == (
        DeclaredExhibit(path="evidence/dc1/netlogon.log", timezone="Europe/London"),
    )
    assert "4 of 4 tries meet the logs in UTC at +01:00" in told
    assert "is it a Client Access Point, cap?" in told
    assert not list(tmp_path.glob(".new-*"))


def test_a_zip_is_copied_as_it_is(given: Path, tmp_path: Path) -> None:
    packed = tmp_path / "all.zip"
    packed.write_bytes(zipped(Packed(name=b"a.evt", content=(given / "LONCAP01.evt").read_bytes())))
    assert main(["new", str(tmp_path / "case"), "--from", str(packed), "-q"]) == OK
    assert (tmp_path / "case/evidence/all.zip").read_bytes() == packed.read_bytes()
    assert "LONCAP01" in (tmp_path / "case/case.toml").read_text("utf-8")


def test_links_are_left_out_and_said(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (given / "link").symlink_to("/etc/passwd")
    assert main(["new", str(tmp_path / "case"), "--from", str(given)]) == 3
    assert f"{given}/link: a link or a device, not copied" in capsys.readouterr().err
    assert not os.path.lexists(tmp_path / "case/evidence/link")


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_is_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    assert main(["new", str(tmp_path)]) == WRONG_USE
    said = f"forensics: {tmp_path}: is there already; name a folder that is not\n"
    assert capsys.readouterr().err == said


def test_a_case_that_is_there_takes_further_logs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "SR-17"
    assert main(["new", str(case)]) == OK
    assert main(["new", str(case)]) == WRONG_USE
    said = f"forensics: {case}: is a case already; put further logs into {case / 'evidence'}, or "
    assert capsys.readouterr().err == f"{said}name another folder\n"


def test_a_folder_without_a_file_lays_out_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    (bare / "deep").mkdir(parents=True)
    assert main(["new", str(tmp_path / "case"), "--from", str(bare)]) == WRONG_USE
    said = f"forensics: {bare}: holds no file; give a folder or a .zip of evidence\n"
    assert capsys.readouterr().err == said
    assert [path.name for path in tmp_path.iterdir()] == ["bare"]


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_a_terminal_is_told_what_comes_next(
    quiet: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "a case"
    with terminal(monkeypatch, columns=200) as shown:
        assert main(["new", str(case), *quiet]) == OK
    said = f"forensics: next: put the logs into {case}/evidence, then: forensics report '{case}'"
    assert shown.text() == ("" if quiet else f"{said}\r\n")


def test_a_case_inside_of_the_evidence_is_refused(
    given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = given / "case"
    assert main(["new", str(inside), "--from", str(given)]) == WRONG_USE
    said = f"forensics: {inside}: lies in {given}; name a folder outside of the evidence\n"
    assert capsys.readouterr().err == said
    assert sorted(path.name for path in given.iterdir()) == ["LONCAP01.evt", "dc1"]


def test_evidence_that_is_not_there_lays_out_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = tmp_path / "lost"
    assert main(["new", str(tmp_path / "case"), "--from", str(lost)]) == WRONG_USE
    assert capsys.readouterr().err == (
        f"forensics: {lost}: does not exist; give a folder or a .zip of evidence\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_fault_lays_out_nothing(
    given: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("forensics.opening.laying.put_in_place", full)
    assert main(["new", str(tmp_path / "case"), "--from", str(given), "-q"]) == NO_REPORT
    assert capsys.readouterr().err == f"forensics: {tmp_path / 'case'}: No space left on device\n"
    assert [path.name for path in tmp_path.iterdir()] == ["given"]
