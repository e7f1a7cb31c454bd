"""Whatever the machine does to a run ends in one line, the right status, and whole outputs."""

import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from forensics import reporting
from forensics.cli import INTERRUPTED, NO_REPORT, OK, main
from forensics.commands.engines import LEAST
from forensics.placing.locks import alone
from tests.faults.quick import without_pages
from tests.faults.test_placing import in_own_mounts
from tests.ledger.small_site import locked_case
from tests.shared import CHECKOUT
from tests.test_cli import OUTPUTS, Run, tree

pytestmark = pytest.mark.xdist_group("faults")  # made once

PATH = {"PYTHONPATH": str(CHECKOUT)}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


# ── a machine that lacks what it could (`attacks` makes the pages without a home) ───────────────

READ_ONLY = """\
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77
cd /
exec env -i PYTHONPATH="$4" XDG_DATA_HOME=/dev/null/none LC_ALL=C \\
    "$2" -m tests.faults.quick report "$1" -q , report "$1" --out "$3"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a case with an .evtx log, so that the other readers are asked too."""
    folder = tmp_path_factory.mktemp("site") / "case"
    locked_case(folder)
    return folder


@pytest.fixture(scope="module")
def usual(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the outputs of a usual run; they are those of every run."""
    out = tmp_path_factory.mktemp("usual")
    with without_pages():
        assert main(["report", str(site), "--out", str(out)]) == OK
    return contents(out)


def quickly(site: Path, out: Path, **environment: str) -> None:
    """Report on a case in a process of its own, without pages."""
    command = [sys.executable, "-m", "tests.faults.quick", "report", str(site), "--out", str(out)]
    subprocess.run(command, check=True, cwd=CHECKOUT, env={**os.environ, **environment})


def test_a_case_that_is_read_only_is_reported_on_without_home_and_locale_elsewhere(
    site: Path, usual: Mapping[str, bytes], tmp_path: Path
) -> None:
    before = tree(site)
    out = tmp_path / "out"
    done = in_own_mounts(READ_ONLY, site, sys.executable, out, CHECKOUT)
    assert done.stderr == (
        f"forensics: {site}/report: cannot write the report (Read-only file system); "
        "name another --out\n"
    )
    assert done.stdout == f"ready\nstatus {NO_REPORT}\n{out}/report.pdf\nstatus {OK}\n"
    assert contents(out) == usual
    assert tree(site) == before


def locale() -> str:
    """Return a locale in which letters fold otherwise, where this machine has one."""
    listed = subprocess.run(["locale", "-a"], check=False, capture_output=True, text=True).stdout
    return next((each for each in listed.split() if each.startswith("tr_TR")), "POSIX")


def ended(command: list[str], how: signal.Signals) -> tuple[str, str]:
    """Run the program and end it at any moment; return what it printed and said."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, 0.5))  # noqa: S311 - it takes one second
        process.send_signal(how)
        return process.communicate()


def test_runs_that_are_killed_leave_earlier_outputs_and_the_next_run_nothing_else(
    site: Path, usual: Mapping[str, bytes], tmp_path: Path
) -> None:
    before = tree(site / "evidence")
    out = tmp_path / "out"
    out.mkdir()
    earlier = {name: f"earlier {name}".encode() for name in OUTPUTS}
    for name, data in earlier.items():
        (out / name).write_bytes(data)
    command = [sys.executable, "-m", "tests.faults.quick", "report", str(site), "--out", str(out)]
    for end in (signal.SIGKILL, signal.SIGINT):
        told, said = ended(command, end)
        found = {name: data for name, data in contents(out).items() if name in OUTPUTS}
        assert found in (earlier, dict(usual))
        if end == signal.SIGINT and "report.pdf" not in told:  # it was not done before
            assert told == f"status {INTERRUPTED}\n"
            assert said == "forensics: interrupted; earlier output is as it was\n"
    home = {"HOME": str(tmp_path / "gone"), "LC_ALL": locale(), "XDG_DATA_HOME": ""}
    quickly(site, out, **home)
    assert contents(out) == usual
    assert tree(site / "evidence") == before


# ── what is said ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_a_second_run_is_refused_before_it_reads_anything(
    run: Run, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = case / "report"
    out.mkdir()
    with alone(out), monkeypatch.context() as patched:
        patched.setattr(reporting, "investigate", lambda *_: pytest.fail("read"))
        said = run("report", case)
    by = f", process {os.getpid()}," if Path("/proc/locks").exists() else ""
    assert (said.status, said.one_line()) == (
        NO_REPORT,
        f"{out}: cannot write the report (another run{by} is writing there); name another --out",
    )
    assert list(out.iterdir()) == []
    with alone(out):
        assert run("report", case, "--out", tmp_path / "other").status == OK
    assert run("report", case).status == OK


@pytest.mark.usefixtures("quick")
def test_no_clock_and_no_time_of_a_file_changes_what_is_written(
    run: Run, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("report", case, "--out", tmp_path / "usual").status == OK
    jumping = itertools.cycle((4e9, -1.0, 1e9, 0.0))
    with monkeypatch.context() as patched:
        for clock in ("time", "monotonic", "perf_counter"):
            patched.setattr(time, clock, lambda: next(jumping))
        patched.setattr("forensics.engine.running.monotonic", lambda: next(jumping))
        for file in (case / "evidence").iterdir():
            os.utime(file, (4_102_444_800, 4_102_444_800))
        assert run("report", case, "--out", tmp_path / "jumped").status == OK
    assert contents(tmp_path / "jumped") == contents(tmp_path / "usual")


@pytest.mark.parametrize("where", ["forensics.reporting.investigate", "forensics.sized.begin"])
def test_a_lack_of_memory_is_said_in_one_line(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def lacking(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(where, lacking)
    said = run("report", case)
    assert (said.status, said.one_line()) == (
        NO_REPORT,
        "not enough memory; earlier output is as it was",
    )
    assert not (case / "report").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no memory")
@pytest.mark.parametrize("command", ["report", "check"])
def test_with_too_little_memory_nothing_is_begun(case: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forensics", command, str(case)],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_AS, (LEAST // 2, LEAST // 2)),
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        NO_REPORT,
        "",
        (
            "forensics: not enough memory: this process may address 1,024 MB, and the libraries "
            "alone need 2,048; raise it with ulimit -v\n"
        ),
    )


# ── who listens ─────────────────────────────────────────────────────────────────────────────────

BOTH = pytest.mark.parametrize("unbuffered", ["", "1"])


def shell(command: str, unbuffered: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of the shell in which `$F` is the program."""
    own = {"PYTHONUNBUFFERED": unbuffered, "F": f"{sys.executable} -m forensics"}
    return subprocess.run(
        ["bash", "-c", command],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, **PATH, **own},
    )


needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="no bash on this machine")


@needs_bash
@BOTH
def test_a_listener_that_has_gone_changes_nothing(unbuffered: str) -> None:
    command = '{ $F kb list; echo "status $?" >&2; } | head -c0; $F --help | head -c0'
    assert shell(command, unbuffered).stderr == f"status {OK}\n"


@needs_bash
@BOTH
def test_a_full_disk_under_what_is_printed_is_said(unbuffered: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    done = shell("$F kb list >/dev/full", unbuffered)
    assert done.returncode == NO_REPORT
    assert done.stderr == "forensics: standard output: No space left on device\n"


@needs_bash
def test_where_nothing_can_be_said_the_status_tells() -> None:
    full = "/dev/full" if Path("/dev/full").exists() else "/dev/null"
    done = shell(f"$F kb show gone 2>&-; echo $?; $F kb show gone 2>{full}; echo $?", "")
    assert (done.stdout, done.stderr) == ("2\n2\n", "")
