"""A second process sets the pages: the same bytes, also where it ends early or never starts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forensics import press as room
from forensics.enclosures import enclose
from forensics.press import pressing
from forensics.typesetting import Manuscript, typeset
from tests.shared import CHECKOUT

SECOND = room._second  # noqa: SLF001 - other tests do without
PAGE = Manuscript(
    html='<html lang="en"><head><title>A page</title></head><body><p>Text.</p></body></html>',
    style="p { color: #1B2430 }",
    paper="A4",
    properties=(("date", "none", "Date asked for"),),
    enclosed=enclose({"ticket.txt": b"ticket\n"}),
)
Started = list["subprocess.Popen[bytes]"]
pytestmark = pytest.mark.xdist_group("press")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Allow second processes and note them; each must have ended."""
    processes: Started = []

    def second() -> "subprocess.Popen[bytes]":
        processes.append(SECOND())
        return processes[-1]

    monkeypatch.setattr(room, "_second", second)
    yield processes
    assert [each.poll() is None for each in processes] == [False] * len(processes)


@pytest.fixture
def not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to set pages in this process."""
    monkeypatch.setattr(room, "typeset", lambda _: pytest.fail("set here"))


@pytest.mark.usefixtures("not_here")
def test_a_second_process_gives_the_same_bytes_as_often_as_it_is_asked(started: Started) -> None:
    letter = replace(PAGE, paper="Letter")
    with pressing(beside=True) as press:
        pages = press(PAGE)
        assert started[0].poll() is None  # at it, while this process goes on
        assert pages() == typeset(PAGE)
        assert press(letter)() == typeset(letter)
    assert len(started) == 1


def test_without_a_second_process_pages_are_set_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_second", lambda: pytest.fail("started"))
    with pressing(beside=False) as press:
        assert press(PAGE)() == typeset(PAGE)


def test_a_second_process_that_cannot_start_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "_second", SECOND)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pressing(beside=True) as press:
        assert press(PAGE)() == typeset(PAGE)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_second_process_that_dies_changes_nothing(started: Started, when: str) -> None:
    with pressing(beside=True) as press:
        if when == "before":
            started[0].kill()
            started[0].wait()
        pages = press(PAGE)
        if when == "after":
            started[0].kill()
        assert pages() == typeset(PAGE)


def test_an_end_in_the_middle_leaves_no_file_and_no_process(
    started: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    long = replace(PAGE, html=PAGE.html.replace("<p>", "<p>Text. </p><p>" * 3_000))

    def interrupted() -> None:
        with pressing(beside=True) as press:
            press(long)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    started[0].wait(10)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_from_the_keyboard_is_the_first_process_s_business(started: Started) -> None:
    with pressing(beside=True) as press:
        assert press(PAGE)() == typeset(PAGE)  # so that it is there by now
        os.kill(started[0].pid, signal.SIGINT)
        assert press(PAGE)() == typeset(PAGE)
        assert started[0].poll() is None


def test_a_second_process_takes_no_module_from_the_folder_where_it_starts(
    started: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise SystemExit\n")
    (tmp_path / "forensics.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(room, "typeset", lambda _: pytest.fail("set here"))
    monkeypatch.setattr(sys, "path", [str(CHECKOUT), *(each for each in sys.path if each)])
    with pressing(beside=True) as press:
        assert press(PAGE)() == typeset(PAGE)
    assert len(started) == 1


def test_the_second_process_loads_nothing_of_evidence() -> None:
    code = "import sys, forensics.press; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, cwd=CHECKOUT, text=True
    )
    heavy = {"numpy", "polars", "jinja2", "networkx", "weasyprint", "forensics.findings"}
    assert not heavy & set(done.stdout.split())
