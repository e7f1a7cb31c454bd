"""No console is too poor for what is printed: what its encoding lacks stands as an escape."""

import errno
import sys
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from forensics.batch import index
from forensics.batch.outcomes import Outcome, reported
from forensics.cli import INCOMPLETE, NO_REPORT, OK, main
from forensics.commands import terminal
from forensics.commands.bar import Bar
from forensics.commands.summary import summarise
from forensics.progress import Step
from tests.builders import variants
from tests.ledger.small_site import case_of

POOR = ("ascii", "cp437", "cp1252")


class Console(TextIOWrapper):
    """A terminal or pipe of one encoding, as Python opens it."""

    def __init__(self, encoding: str, errors: str = "strict") -> None:
        self.sent = BytesIO()
        super().__init__(self.sent, encoding=encoding, errors=errors, newline="\n")

    def isatty(self) -> bool:
        """Pretend to be a terminal."""
        return True

    def text(self) -> str:
        """Return what was printed; a byte that is no text there stands as itself."""
        self.flush()
        return self.sent.getvalue().decode(self.encoding, "surrogateescape")


@pytest.mark.parametrize("encoding", POOR)
@pytest.mark.parametrize("command", [[], ["report"], ["kb"], ["collect"]])
def test_the_help_is_printed(
    encoding: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", out := Console(encoding))
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    assert out.text().startswith("usage: forensics")


@pytest.mark.parametrize("encoding", POOR)
def test_names_of_evidence_are_printed(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", out := Console(encoding))
    case_of(tmp_path / "Журнал", {"Ж\u202e.evt": b"x"})
    assert main(["check", "-q", str(tmp_path / "Журнал")]) == INCOMPLETE
    assert "\nevidence/\\u0416<U+202E>.evt  [" in out.text()


def test_a_path_is_printed_with_the_bytes_that_are_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out := Console("cp1252", terminal.ESCAPED))
    assert terminal.done(Path("Ж/\udcff/report.pdf"), (), quiet=True) == OK
    assert out.text() == "\\u0416/\xff/report.pdf\n"


@pytest.mark.parametrize("encoding", POOR)
def test_the_summary_is_printed(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream := Console(encoding, "backslashreplace"))
    findings = variants.nothing()
    told = replace(findings, verdict=replace(findings.verdict, headline="Ж\u202e locked out"))
    summarise(reported(Path("case"), OK, Path("report.pdf"), told), told)
    assert "\\u0416<U+202E> locked out" in stream.text()


@pytest.mark.parametrize("encoding", POOR)
def test_the_bar_is_drawn(encoding: str) -> None:
    stream = Console(encoding)
    with Bar(stream) as bar:
        bar("reading")
        bar(Step(done=1, total=2, line="evidence/a.evtx: intact"))
        bar("analysing")
    assert "evidence/a.evtx: intact" in stream.text()


@pytest.mark.parametrize(
    ("system", "error", "status"),
    [
        ("win32", errno.EINVAL, None),
        ("linux", errno.EPIPE, None),
        ("linux", errno.EINVAL, NO_REPORT),
        ("linux", errno.ENOSPC, NO_REPORT),
    ],
)
def test_who_has_gone_is_told_no_more_in_the_system_s_own_word_for_it(
    system: str, error: int, status: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(terminal, "_say_no_more", lambda _: None)
    ended: list[object] = []
    try:
        with terminal.listened():
            raise OSError(error, "as the system says")
    except SystemExit as end:
        ended.append(end.code)
    assert ended == ([] if status is None else [status])


def test_a_report_on_another_drive_is_named_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def relative(path: str, _: object) -> str:
        raise ValueError(f"path is on mount 'D:', start on mount 'C:': {path}")

    monkeypatch.setattr("forensics.batch.index.os.path.relpath", relative)
    outcome = Outcome(folder=str(tmp_path), status=OK, report=str(tmp_path / "a b.pdf"))
    made = index.files([outcome], tmp_path)
    assert f'href="{tmp_path.as_uri()}/a%20b.pdf"'.encode() in made["index.html"]
    assert f"{tmp_path}/a b.pdf".encode() in made["index.csv"]
