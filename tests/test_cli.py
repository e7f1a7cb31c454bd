"""The command line end to end: whatever a person or a file does ends in a report or in one line."""

import errno
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from forensics import __version__, investigating, reporting
from forensics.cli import INCOMPLETE, INTERRUPTED, NO_REPORT, OK, WRONG_USE, legible, main
from forensics.errors import KnowledgeError
from forensics.pipeline import analyse
from tests.builders.evtx import FILE_HEADER, evtx, seal
from tests.builders.security import At, logon_failed_4625
from tests.builders.security_classic import failed_529, lockout_644
from tests.ledger.small_site import TOKEN, at, case_of, log
from tests.shared import CHECKOUT
from tests.terminals import terminal

OUTPUTS = {
    "attempts.csv",
    "findings.json",
    "graph.graphml",
    "lockouts.csv",
    "manifest.json",
    "report.html",
    "report.pdf",
    "ticket.txt",
}
BAD = failed_529(TOKEN, "FIN-1", "FIN-1")
GOOD_LOG = log("LONCAP01", *[(second, BAD) for second in range(5)], (4, lockout_644(TOKEN, "X")))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pages out: they take a second, and what is tested here happens before and after."""
    monkeypatch.setattr("forensics.sized.begin", lambda *_: lambda: b"%PDF- left out\n")
    monkeypatch.setattr(reporting, "page", lambda *_: b"<!DOCTYPE html>\n")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Write a case that can be read without a remark."""
    folder = tmp_path / "SR-17"
    case_of(folder, {"a.evt": GOOD_LOG}, '[case]\nid = "SR-17"\n')
    return folder


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    """Return the hash and the time of every file below a folder."""
    return {
        file.relative_to(folder).as_posix(): (
            sha256(file.read_bytes()).hexdigest(),
            file.stat().st_mtime_ns,
        )
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


class Said:
    """What one run said, and its exit status."""

    def __init__(self, status: object, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    def one_line(self) -> str:
        """Return the only line of stderr, where stdout is empty."""
        assert self.out == ""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        assert self.err.startswith("forensics: ")
        return self.err.removeprefix("forensics: ").removesuffix("\n")


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the program and gives what it said."""

    def runs(*arguments: str | Path) -> Said:
        try:
            status: object = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(status, said.out, said.err)

    return runs


# ── the whole, with its PDF ─────────────────────────────────────────────────────────────────────


def test_a_good_case_ends_in_a_report_and_nothing_is_said_but_its_path(
    run: Run, case: Path
) -> None:
    evidence = tree(case / "evidence")
    said = run("report", case)
    assert (said.status, said.out, said.err) == (OK, f"{case / 'report' / 'report.pdf'}\n", "")
    assert {path.name for path in (case / "report").iterdir()} == OUTPUTS
    assert (case / "report/report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert tree(case / "evidence") == evidence
    manifest = json.loads((case / "report/manifest.json").read_bytes())
    assert {each["path"]: each["sha256"] for each in manifest["outputs"]} == {
        name: sha256((case / "report" / name).read_bytes()).hexdigest()
        for name in OUTPUTS - {"manifest.json"}
    }
    assert [each["path"] for each in manifest["exhibits"]] == ["evidence/a.evt"]


@pytest.mark.usefixtures("quick")
def test_bad_evidence_ends_in_a_report_and_a_line_each(run: Run, tmp_path: Path) -> None:
    logs = {"empty.evt": b"", "text.evtx": b"no log\n", "note.txt": b"seen\n"}
    case_of(tmp_path, {**logs, "good.evt": log("LONCAP01", (1, BAD))})
    (tmp_path / "evidence/folder.evtx").mkdir()
    os.mkfifo(tmp_path / "evidence/pipe.evt")
    (tmp_path / "evidence/link.evt").symlink_to("nowhere")
    said = run("report", tmp_path)
    assert (said.status, said.out) == (INCOMPLETE, f"{tmp_path / 'report/report.pdf'}\n")
    evidence = tmp_path / "evidence"
    assert said.err.splitlines() == [
        (
            f"forensics: {evidence}/empty.evt: unreadable: the file is empty (0 bytes): copy the "
            "log again"
        ),
        (
            f"forensics: {evidence}/folder.evtx: unreadable: a folder named like a log: put the "
            "log file itself into evidence/"
        ),
        (
            f"forensics: {evidence}/link.evt: unreadable: a symbolic link, not followed: copy the "
            "file itself into evidence/"
        ),
        (
            f"forensics: {evidence}/note.txt: unrecognised: not a form that this version reads: "
            "set aside unread"
        ),
        (
            f"forensics: {evidence}/pipe.evt: unreadable: no regular file (a device, pipe or "
            "socket): copy the log into a file"
        ),
        (
            f"forensics: {evidence}/text.evtx: unrecognised: named .evtx, but its bytes are no "
            "such log: export the log again"
        ),
    ]


# ── wrong use ───────────────────────────────────────────────────────────────────────────────────


def test_the_version_is_told(run: Run) -> None:
    said = run("--version")
    assert (said.status, said.out, said.err) == (OK, f"forensics {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("--help",), ("report", "--help")])
def test_help_is_told_on_stdout(run: Run, arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert (said.status, said.err) == (OK, "")
    assert said.out.startswith("usage: forensics")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("check",),
            "the following arguments are required: CASE; see forensics check --help",
        ),
        (("--wrong",), "the following arguments are required: COMMAND; see forensics --help"),
        (
            ("report", "a", "--wrong"),
            "unrecognized arguments: --wrong; see forensics report --help",
        ),
        (
            ("new", "a", "logs.zip"),
            (
                "unrecognized arguments: logs.zip; did you mean --from logs.zip? see forensics new "
                "--help"
            ),
        ),
        (
            ("report", "a", "--date", "yesterday"),
            (
                "argument --date: 'yesterday' is no date; write 2026-11-22; see forensics report "
                "--help"
            ),
        ),
        (
            ("report", "a", "--date", "0001-01-01T00:00:00+05:00"),
            (
                "argument --date: '0001-01-01T00:00:00+05:00' is no date; write 2026-11-22; see "
                "forensics report --help"
            ),
        ),
        (
            ("report", "a", "--out"),
            "argument --out: expected one argument; see forensics report --help",
        ),
    ],
)
def test_a_wrong_command_is_answered_in_one_line(
    run: Run, arguments: tuple[str, ...], line: str
) -> None:
    said = run(*arguments)
    assert (said.status, said.one_line()) == (WRONG_USE, line)


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("frobnicate", "frobnicate: no such command; see forensics --help"),
        ("reprot", "reprot: no such command; did you mean report? see forensics --help"),
    ],
)
def test_an_unknown_command_is_answered_in_one_line(run: Run, word: str, line: str) -> None:
    said = run(word)
    assert (said.status, said.one_line()) == (WRONG_USE, line)


def test_a_case_without_a_command_names_the_command(run: Run, case: Path) -> None:
    said = run(case)
    assert (said.status, said.one_line()) == (
        WRONG_USE,
        f"{case}: no command; did you mean forensics report {case}? see forensics --help",
    )


def test_the_program_alone_says_what_commands_there_are(run: Run) -> None:
    said = run()
    assert (said.status, said.out) == (WRONG_USE, "")
    assert said.err == run("--help").out


@pytest.mark.parametrize("words", [(), ("report",)])
def test_help_is_a_command_too(run: Run, words: tuple[str, ...]) -> None:
    said = run("help", *words)
    assert (said.status, said.out, said.err) == (OK, run(*words, "--help").out, "")


def test_what_it_says_to_type_begins_as_it_was_called(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORENSICS_CALLED", "../a checkout/run")
    assert run("report", "--help").out.startswith("usage: '../a checkout/run' report ")
    assert "\n  '../a checkout/run' report cases/a --edition vendor\n" in run("report", "-h").out
    (tmp_path / "log s.evtx").touch()
    assert (
        run("report", tmp_path / "log s.evtx")
        .one_line()
        .endswith(f", or make one: '../a checkout/run' new my-case --from '{tmp_path}/log s.evtx'")
    )


def test_a_wrong_argument_brings_no_escape_to_the_terminal(run: Run) -> None:
    said = run("report", "a", "--\x1b[31m\u202e\nred")
    assert said.status == WRONG_USE
    assert "--<U+001B>[31m<U+202E><U+000A>red" in said.one_line()


def test_two_cases_of_one_name_do_not_share_a_folder(run: Run, tmp_path: Path) -> None:
    for parent in ("a", "b"):
        case_of(tmp_path / parent / "x", {"a.evt": GOOD_LOG})
    out = tmp_path / "out"
    said = run("report", tmp_path / "a/x", tmp_path / "b/x", "--out", out)
    assert said.status == WRONG_USE
    assert said.one_line() == (
        "two cases are called x: one would replace the other in --out; see forensics --help"
    )
    assert not out.exists()


# ── mistakes in the case ────────────────────────────────────────────────────────────────────────


def test_a_case_that_is_not_there(run: Run, tmp_path: Path) -> None:
    said = run("report", tmp_path / "gone")
    assert said.status == WRONG_USE
    assert said.one_line() == (
        f"{tmp_path / 'gone'}: does not exist; give the folder that holds case.toml and evidence/"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["Fall", "Fall Mueler"])
def test_a_case_of_a_name_near_by_is_asked_for(run: Run, tmp_path: Path, given: str) -> None:
    (tmp_path / "Fall Mueller").mkdir()
    said = run("report", tmp_path / given)
    assert said.one_line() == (
        f'{tmp_path / given}: does not exist; did you mean "{tmp_path}/Fall Mueller"? Else give '
        "the folder that holds case.toml and evidence/"
    )


def test_a_folder_of_logs_that_is_no_case_can_be_made_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dc01").mkdir()
    assert run("report", tmp_path).one_line() == (
        f"{tmp_path / 'evidence'}: no such folder; make it and put the logs into it, or lay out a "
        f"case: forensics new my-case --from {tmp_path}"
    )


def test_a_case_that_is_a_link_to_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    said = run("report", tmp_path / "loop")
    assert said.status == WRONG_USE
    assert said.one_line().startswith(f"{tmp_path / 'loop'}: does not exist; ")


def test_a_case_without_evidence(run: Run, tmp_path: Path) -> None:
    said = run("report", tmp_path)
    assert said.status == WRONG_USE
    assert said.one_line() == (
        f"{tmp_path / 'evidence'}: no such folder; make it and put the logs into it"
    )


def test_a_case_with_an_empty_evidence_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    said = run("report", tmp_path)
    assert said.status == WRONG_USE
    assert said.one_line() == (
        f"{tmp_path / 'evidence'}: holds no file; put the logs of the incident into it"
    )
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("[case\n", ("Expected ']' at the end of a table declaration (at line 1, column 6); mend "
         "this line")),
        ("[case]\nidd = 'x'\n", ("line 2: [case] idd: unknown key; did you mean id? Known are "
         "id, title, complaint, ticket, customer, analyst, organisation, timezone, from, to")),
        ('[case]\n"a\\nb\\u001b" = 1\n', ("line 1: [case] a<U+000A>b<U+001B>: unknown key; known "
         "are id, title, complaint, ticket, customer, analyst, organisation, timezone, from, to")),
        ('[facts]\n"sms.sp" = "SP4"\n', ("line 2: [facts] sms.sp: no fact that can be stated; "
         "forensics kb facts lists them")),
        ('[facts]\n"sms.servicepack" = "SP4"\n', ("line 2: [facts] sms.servicepack: no fact that "
         "can be stated; did you mean sms.service_pack? forensics kb facts lists them")),
        ("x = " + "[" * 5_000, "maximum recursion depth exceeded; mend this line"),
    ],
    ids=["broken", "unknown key", "hostile key", "unknown fact", "near fact", "brackets"],
)  # fmt: skip
def test_a_mistake_in_case_toml(run: Run, case: Path, toml: str, line: str) -> None:
    (case / "case.toml").write_text(toml)
    said = run("report", case)
    assert (said.status, said.one_line()) == (WRONG_USE, f"{case / 'case.toml'}: {line}")
    assert not (case / "report").exists()


def test_a_mistake_in_hosts_csv(run: Run, case: Path) -> None:
    (case / "hosts.csv").write_text("name,roles\nA,boss\n")
    said = run("report", case)
    assert said.status == WRONG_USE
    assert said.one_line() == (
        f'{case / "hosts.csv"}: [line 2] roles: "boss" is unknown; known are cap, dc, dp, client, '
        "fileserver, siteserver, metering, ras, webserver, mailserver, terminalserver, other"
    )


@pytest.mark.parametrize("where", ["evidence", "evidence/deep/er", "link"])
def test_nothing_is_written_into_the_evidence(run: Run, case: Path, where: str) -> None:
    (case / "link").symlink_to("evidence")
    before = tree(case)
    said = run("report", case, "--out", case / where)
    assert said.status == WRONG_USE
    assert said.one_line() == (
        f"{case / where}: lies in evidence/, which is never written to; name another --out"
    )
    assert tree(case) == before


# ── outputs that cannot be written ──────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_a_file_in_the_place_of_the_folder(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"mine")
    said = run("report", case, "--out", tmp_path / "taken")
    assert said.status == NO_REPORT
    assert said.one_line() == (
        f"{tmp_path / 'taken'}: cannot write the report (File exists); name another --out"
    )
    assert (tmp_path / "taken").read_bytes() == b"mine"


@pytest.mark.usefixtures("quick")
def test_a_file_above_the_folder(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"mine")
    said = run("report", case, "--out", tmp_path / "taken/deep")
    assert said.status == NO_REPORT
    assert said.one_line().endswith("cannot write the report (Not a directory); name another --out")


@pytest.mark.usefixtures("quick")
def test_a_folder_in_the_place_of_an_output(run: Run, case: Path) -> None:
    (case / "report/report.pdf").mkdir(parents=True)
    said = run("report", case)
    assert said.status == NO_REPORT
    assert "cannot write the report (Is a directory)" in said.one_line()
    assert not list((case / "report").glob(".partial-*"))


@pytest.fixture
def earlier(case: Path) -> dict[str, tuple[str, int]]:
    """Write an earlier report, and return what it is."""
    (case / "report").mkdir()
    for name in OUTPUTS | {"own notes.txt"}:
        (case / "report" / name).write_text(f"earlier {name}")
    return tree(case / "report")


def test_earlier_output_stays_whole_when_the_report_fails(
    run: Run, case: Path, earlier: dict[str, tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("forensics.sized.begin", full)
    said = run("report", case)
    assert said.status == NO_REPORT
    assert said.one_line() == (
        f"{case / 'report'}: cannot write the report (No space left on device); name another --out"
    )
    assert tree(case / "report") == earlier


@pytest.mark.usefixtures("quick")
def test_earlier_output_stays_whole_when_the_disk_is_full(
    run: Run, case: Path, earlier: dict[str, tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("report", case).status == NO_REPORT
    assert tree(case / "report") == earlier
    assert not list((case / "report").glob(".partial-*"))


@pytest.mark.usefixtures("quick")
def test_files_of_others_stay_in_the_folder(
    run: Run, case: Path, earlier: dict[str, tuple[str, int]]
) -> None:
    assert run("report", case).status == OK
    after = tree(case / "report")
    assert after["own notes.txt"] == earlier["own notes.txt"]
    assert set(after) == OUTPUTS | {"own notes.txt"}
    assert all(after[name] != earlier[name] for name in OUTPUTS)


def test_an_interrupted_run_says_so_and_leaves_earlier_output(
    run: Run, case: Path, earlier: dict[str, tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("forensics.sized.begin", interrupted)
    said = run("report", case)
    assert (said.status, said.one_line()) == (
        INTERRUPTED,
        "interrupted; earlier output is as it was",
    )
    assert tree(case / "report") == earlier


def test_our_own_mistake_is_called_that(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KnowledgeError("q1.toml: missing key title")

    monkeypatch.setattr(investigating, "library", broken)
    said = run("report", case)
    assert (said.status, said.one_line()) == (
        NO_REPORT,
        "q1.toml: missing key title; this is a mistake in the program's own data",
    )


# ── what is said ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_quiet_says_nothing_but_the_path(run: Run, tmp_path: Path) -> None:
    case_of(tmp_path, {"a.txt": b"?"})
    for flag in ("-q", "--quiet"):
        said = run("report", tmp_path, flag)
        assert (said.status, said.out, said.err) == (
            INCOMPLETE,
            f"{tmp_path / 'report/report.pdf'}\n",
            "",
        )


def test_quiet_still_says_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("report", tmp_path, "-q").one_line().startswith(f"{tmp_path / 'evidence'}: ")


@pytest.mark.usefixtures("quick")
def test_several_cases_have_a_folder_each_and_the_worst_tells_the_status(
    run: Run, tmp_path: Path
) -> None:
    case_of(tmp_path / "good", {"a.evt": GOOD_LOG})
    case_of(tmp_path / "odd", {"a.txt": b"?"})
    out = tmp_path / "out"
    good, odd, gone = (tmp_path / name for name in ("good", "odd", "gone"))
    said = run("report", good, odd, "--out", out)
    assert said.status == INCOMPLETE
    assert said.out.splitlines() == [f"{out}/good/report.pdf", f"{out}/odd/report.pdf"]
    said = run("report", gone, odd, good, "-q")
    assert said.status == WRONG_USE
    assert said.out.splitlines() == [f"{odd}/report/report.pdf", f"{good}/report/report.pdf"]


@pytest.mark.usefixtures("quick")
def test_hostile_names_bring_no_escape_to_the_terminal(run: Run, tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\u202e\r\n"
    toml = "[case]\nid = {0}\ntitle = {0}\ncomplaint = {0}\n".format(json.dumps(hostile))
    bad = failed_529(hostile, hostile, hostile)
    logs = {"a.evt": log("\x1b[31mHOST", (1, bad)), "b\x1b[2J\n.evt": b"no log"}
    case_of(tmp_path, logs, toml)
    said = run("report", tmp_path)
    assert said.status == INCOMPLETE
    assert said.out == f"{tmp_path / 'report/report.pdf'}\n"
    assert said.err == (
        f"forensics: {tmp_path}/evidence/b<U+001B>[2J<U+000A>.evt: unrecognised: named .evt, but "
        "its bytes are no such log: export the log again\n"
    )


def test_a_line_holds_no_control_character() -> None:
    assert legible("a\x1b[31m\n\u202e\ud800ü ") == "a<U+001B>[31m<U+000A><U+202E><U+D800>ü "


@pytest.mark.usefixtures("quick")
def test_progress_is_shown_on_a_terminal_only(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(monkeypatch) as shown:
        assert run("report", case).status == OK
    assert "reading" in shown.text()
    assert "analysing" in shown.text()
    assert "writing the report" in shown.text()
    with terminal(monkeypatch) as shown:
        assert run("report", case, "-q").status == OK
    assert shown.text() == ""
    piped = run("report", case)
    assert (piped.status, piped.err) == (OK, "")


@pytest.mark.usefixtures("quick")
def test_a_library_that_remarks_on_evidence_is_not_heard(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = bytearray(evtx([logon_failed_4625(At(1, at(1).moment()))]))
    chunk = content[FILE_HEADER:]
    heads = struct.unpack_from("<32I", chunk, 384)
    struct.pack_into("<32I", chunk, 384, *(head and head + 8 for head in heads))
    content[FILE_HEADER:] = seal(chunk)  # templates are not where the chunk says
    case_of(tmp_path, {"a.evtx": bytes(content)})
    said = run("report", tmp_path)
    assert (said.status, said.err) == (OK, "")
    assert caplog.records == []


# ── evidence that changes under our hands ───────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_an_exhibit_that_changes_while_it_is_read_is_told(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exhibit = case / "evidence/a.evt"

    def changes_it(*arguments: Any) -> object:  # noqa: ANN401 - those of analyse
        exhibit.write_bytes(exhibit.read_bytes() + b"more")
        monkeypatch.setattr(investigating, "analyse", analyse)
        return analyse(*arguments)

    monkeypatch.setattr(investigating, "analyse", changes_it)
    said = run("report", case)
    assert said.status == INCOMPLETE
    assert said.err == (
        f"forensics: {exhibit}: damaged: its bytes changed while it was read: copy it again and "
        "repeat\n"
    )
    findings = json.loads((case / "report/findings.json").read_bytes())
    assert findings["sources"][0]["unchanged"] is False
    assert findings["sources"][0]["sha256"] == sha256(GOOD_LOG).hexdigest()
    assert findings["sources"][0]["sha256_after"] == sha256(GOOD_LOG + b"more").hexdigest()


# ── the same bytes everywhere ───────────────────────────────────────────────────────────────────


WITHOUT_PDF = """
import sys
from forensics import cli, sized
sized.begin = lambda *_: lambda: b"%PDF- left out"
sys.exit(cli.main())
"""


def start(*arguments: str | Path, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start the program as a process of its own, without its PDF: `output/test_render` has that."""
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_PDF, *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def elsewhere(folder: Path) -> Path:
    """Return another folder; its name is not UTF-8 where the file system takes such names."""
    other = folder / os.fsdecode(b"B\xfcro")
    try:
        other.mkdir()
    except OSError:
        other = folder / "elsewhere"
        other.mkdir()
    return other


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    modern = [
        logon_failed_4625(
            At(number, at(number).moment(), f"fs{number % 3}"), TargetUserName=f"user{number % 7}"
        )
        for number in range(1, 22)
    ]
    worlds = {
        tmp_path / "a/SR-17": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        elsewhere(tmp_path) / "SR-17": {
            "PYTHONHASHSEED": "77",
            "TZ": "Asia/Kolkata",
            "LC_ALL": "C.UTF-8",
            "PYTHONIOENCODING": "utf-8:strict",  # as in every locale but these two
        },
    }
    for folder in worlds:
        case_of(folder, {"a.evt": GOOD_LOG, "b/c.evtx": evtx(modern)})
    started = {folder: start("report", folder, env=env) for folder, env in worlds.items()}
    for folder, process in started.items():
        out, err = process.communicate()
        assert (process.returncode, err) == (OK, b"")
        assert out == os.fsencode(folder) + b"/report/report.pdf\n"
    first, second = (outputs(folder / "report") for folder in worlds)
    assert set(first) == OUTPUTS
    assert first == second


def test_the_package_is_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forensics", "--version"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    assert done.stdout == f"forensics {__version__}\n".encode()
