"""A report on hostile evidence touches nothing but its case, itself and what it is made of."""

import json
import os
import re
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.attacks.staged import run_audited, scratch, staged
from tests.ledger.small_site import case_of
from tests.shared import CHECKOUT

pytestmark = pytest.mark.xdist_group("attacks")  # staged once


@cache
def touched() -> tuple[tuple[str, str], ...]:
    """Return what the report on the staged case touched: `read`, `write` or `other`, and what."""
    lines = (json.loads(line) for line in staged().touched.splitlines())
    return tuple((kind, each) for kind, *what in lines for each in what)


def libraries() -> tuple[Path, ...]:
    """Return where Python, its libraries and the program itself lie."""
    paths = sysconfig.get_paths()
    kept = (*(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")), sys.prefix)
    return tuple({Path(os.path.realpath(each)) for each in (*kept, sys.base_prefix, *kept)})


SYSTEM = tuple(
    map(Path, ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev", "/opt/homebrew"))
)
PROGRAM = (CHECKOUT / "forensics", CHECKOUT / "templates", CHECKOUT / "tests")


def own() -> Path:
    """Return where the program keeps what is its user's: the secret of its cache."""
    return scratch() / "data/lockout-forensics"


def within(path: str, places: tuple[Path, ...]) -> bool:
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(each)) for each in places)


def test_no_socket_is_opened_and_no_process_started() -> None:
    """But one, of this very program: that in which the readers of others are in quarantine."""
    assert touched()
    (started,) = [what for kind, what in touched() if kind == "other"]
    ours = f"subprocess.Popen ({sys.executable!r}, [{sys.executable!r}, '-I', '-S', "
    assert started.startswith(ours)
    assert "'forensics.evidence.quarantine.serving'" in started


def test_nothing_is_read_outside_of_the_case_the_program_and_its_libraries() -> None:
    places = (staged().folder, own(), *libraries(), *SYSTEM, *PROGRAM)
    strange = [
        what
        for kind, what in touched()
        if kind == "read" and not within(what, places) and not of_ours(what)
    ]
    assert strange == []


OURS = re.compile(r"(forensics-|tmp)\w+(/.*)?|[a-z0-9_]{8}|\.")
"""Our temporary folders and files; a name by which Python tries the folder; a file without one."""

RELATIVE = re.compile(r"cache|fonts\.conf|CACHEDIR\.TAG|[0-9a-f]{32}\S*")
"""What is named within an open folder: that of the typefaces, as it is removed."""


def of_ours(path: str) -> bool:
    """Return whether a path is of the temporary files that the program makes."""
    if not Path(path).is_absolute():
        return RELATIVE.fullmatch(path) is not None
    real, below = Path(os.path.realpath(path)), os.path.realpath(tempfile.gettempdir())
    return real.is_relative_to(below) and bool(OURS.fullmatch(str(real.relative_to(below))))


def test_nothing_is_written_but_the_report_and_the_cache() -> None:
    case = staged().folder
    places = (case / "report", case / ".cache", own(), Path(os.devnull))
    strange = [
        what
        for kind, what in touched()
        if kind == "write" and not within(what, places) and not of_ours(what)
    ]
    assert [what for what in strange if "__pycache__" not in what] == []  # compiled for next time


def test_the_evidence_is_as_it_was() -> None:
    assert staged().after == staged().before


def test_the_watch_sees_what_it_watches_for(tmp_path: Path) -> None:
    case_of(tmp_path / "case", {"x.txt": b"no log\n"})
    said, told = run_audited("check", tmp_path / "case")
    assert said.status == 3
    assert f'["read", "{tmp_path / "case/evidence/x.txt"}"]' in told
    assert "socket" not in told


# ── what libraries in C do, seen by the system ──────────────────────────────────────────────────


@pytest.fixture
def traced() -> list[str]:
    """Return every call of the report on the staged case that opens a file, reaches or starts."""
    if staged().traced is None:
        pytest.skip("strace is not here or may not trace")
    return (staged().traced or "").splitlines()


def test_no_library_reaches_for_the_network_or_starts_a_program(traced: list[str]) -> None:
    assert [line for line in traced if re.search(r"\b(socket|connect|bind|send\w*)\(", line)] == []
    started = [line for line in traced if "execve(" in line]
    assert len(started) == 2  # the program, and the readers in quarantine
    assert all(f'execve("{sys.executable}"' in line for line in started)


def test_no_library_opens_a_file_from_elsewhere(traced: list[str]) -> None:
    found = (
        re.search(r'(?:open\w*|creat)\((?:AT_FDCWD, )?"([^"]*)".* = \d', line) for line in traced
    )
    opened = {each[1] for each in found if each}
    assert str(staged().folder / "evidence/dc.evtx") in opened
    places = (staged().folder, own(), *libraries(), *SYSTEM, *PROGRAM)
    strange = {path for path in opened if not within(path, places) and not of_ours(path)}
    assert {path for path in strange if not path.endswith("/touched")} - {str(CHECKOUT)} == set()
