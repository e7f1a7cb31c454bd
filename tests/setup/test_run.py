"""The script ./run, tried with a stand-in for .venv, so that nothing is ever installed."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.setup.project import CHECKOUT, LOCKS

# Where a set-up would look for libraries, this says that they load; else it says how it was called.
STAND_IN = """#!/bin/sh
case "$*" in *ctypes*) exit 0 ;; esac
echo "in $PWD"
for word in "$@"; do echo "[$word]"; done
exit "${STATUS:-0}"
"""

# What looks like the address of a package index, whoever keeps it.
INDEXES = ("pypi", "npmjs", "pythonhosted", "artifactory")
INDEX_HOST = re.compile(rf"[\w.-]*(?:{'|'.join(INDEXES)})[\w.-]*\.(?:org|com|net|io)\b")


# Browsers, and what could install one.
NOT_HERE = re.compile("chrom|google-chrome|(apt-get|dnf|brew|sudo|id)$")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the script and its locks, in a path with a space."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("run", *LOCKS):
        shutil.copy(CHECKOUT / name, folder)
    return folder


@pytest.fixture
def ready(checkout: Path) -> Path:
    """Return such a folder after its set-up."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN, encoding="utf-8")
    python.chmod(0o755)
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (checkout / name).read_text(encoding="utf-8")
        stamp = f"# installed for {checkout}\n{lock}"
        (checkout / ".venv" / name).write_text(stamp, encoding="utf-8")
    return checkout


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with this machine's programs, but for browsers and what could install one."""
    folder = tmp_path_factory.mktemp("machine")
    for program in (*Path("/usr/bin").iterdir(), *Path("/bin").iterdir()):
        link = folder / program.name
        if not NOT_HERE.match(program.name) and not link.is_symlink():
            link.symlink_to(program)
    return folder


def pretend(machine: Path, **programs: str) -> Path:
    """Put programs there, each a line of shell that comes after a note of how it was called."""
    for name, line in programs.items():
        file = machine / name.replace("_", "-")
        file.unlink(missing_ok=True)
        file.write_text(f'#!/bin/sh\necho "$0 $*" >>"{machine}/called"\n{line}\n', encoding="utf-8")
        file.chmod(0o755)
    return machine


def run(
    checkout: Path, *arguments: str, cwd: Path, status: int = 0, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    given = {"PATH": str(path)} if path else {}
    return subprocess.run(
        [checkout / "run", *arguments],
        cwd=cwd,
        env=os.environ | {"STATUS": str(status)} | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_a_script_is_executable_and_has_no_error_of_syntax(script: str) -> None:
    assert (CHECKOUT / script).stat().st_mode & stat.S_IXUSR
    shell = (CHECKOUT / script).read_text(encoding="utf-8").partition("\n")[0].split("/")[-1]
    checked = subprocess.run(
        [*shell.split(" ")[-1:], "-n", CHECKOUT / script], capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_ci_runs_what_a_person_runs() -> None:
    lines = (CHECKOUT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec ./run test"]


def test_a_command_goes_to_the_program_word_for_word_from_the_callers_folder(
    ready: Path, tmp_path: Path
) -> None:
    done = run(ready, "report", "a case", "--out", "*", cwd=tmp_path)
    words = ["-I", "-m", "forensics", "report", "a case", "--out", "*"]
    assert done.stdout == f"in {tmp_path}\n" + "".join(f"[{word}]\n" for word in words)
    assert done.stderr == ""


def test_the_program_is_told_how_the_script_was_called(ready: Path, tmp_path: Path) -> None:
    python = ready / ".venv/bin/python"
    telling = STAND_IN.replace('echo "in', 'echo "called $FORENSICS_CALLED"\necho "in', 1)
    python.write_text(telling, encoding="utf-8")
    told = run(ready, "report", cwd=tmp_path).stdout
    assert told.startswith(f"called {ready}/run\n")


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_the_programs_exit_status_is_the_scripts(ready: Path, tmp_path: Path, status: int) -> None:
    assert run(ready, "check", cwd=tmp_path, status=status).returncode == status


def test_a_failed_check_ends_the_tests(ready: Path, machine: Path, tmp_path: Path) -> None:
    path = pretend(machine, chromium="exit 0")
    done = run(ready, "test", cwd=tmp_path, status=1, path=path)
    assert done.stdout == f"in {ready}\n[-I]\n[-m]\n[ruff]\n[check]\n"
    assert done.returncode == 1


def test_the_tests_are_format_lint_pytest_and_types_beside_it(
    ready: Path, machine: Path, tmp_path: Path
) -> None:
    path = pretend(machine, chromium="exit 0")
    done = run(ready, "test", "-k", "some thing", cwd=tmp_path, path=path)
    tools = re.findall(r"\[-m\]\n\[(\w+)\]", done.stdout)
    assert tools == ["ruff", "ruff", "pytest", "mypy"]
    assert done.stdout.endswith(f"[-k]\n[some thing]\nin {ready}\n[-I]\n[-m]\n[mypy]\n")
    assert done.returncode == 0


@pytest.mark.parametrize("tool", ["mypy", "pytest"])
def test_a_mistake_of_types_and_a_failed_test_both_fail_the_tests(
    ready: Path, machine: Path, tmp_path: Path, tool: str
) -> None:
    python = ready / ".venv/bin/python"
    fails = f'case "$*" in *{tool}*) STATUS=3 ;; esac\n'
    python.write_text(STAND_IN.replace("echo", f"{fails}echo", 1), encoding="utf-8")
    done = run(ready, "test", cwd=tmp_path, path=pretend(machine, chromium="exit 0"))
    assert re.findall(r"\[(mypy|pytest)\]", done.stdout) == ["pytest", "mypy"]
    assert done.returncode == {"mypy": 1, "pytest": 3}[tool]


def test_benchmarks_run_from_the_checkout_with_the_arguments_given(
    ready: Path, tmp_path: Path
) -> None:
    done = run(ready, "bench", "reading", "a b", cwd=tmp_path)
    assert done.stdout == f"in {ready}\n[-I]\n[-m]\n[benchmarks]\n[reading]\n[a b]\n"
    assert done.stderr == ""


def test_fuzzing_runs_from_the_checkout_with_the_arguments_given(
    ready: Path, tmp_path: Path
) -> None:
    done = run(ready, "fuzz", "csv", "5", cwd=tmp_path)
    assert done.stdout == f"in {ready}\n[-I]\n[-m]\n[tests.fuzz]\n[csv]\n[5]\n"
    assert done.stderr == ""


def test_the_manual_is_made_in_the_checkout_with_the_arguments_given(
    ready: Path, tmp_path: Path
) -> None:
    done = run(ready, "docs", "--site-dir", "a b", cwd=tmp_path)
    assert done.stdout == f"in {ready}\n[-I]\n[-m]\n[mkdocs]\n[build]\n[--site-dir]\n[a b]\n"
    assert done.stderr == ""


def test_the_tests_get_a_browser_where_it_may_be_installed(
    ready: Path, machine: Path, tmp_path: Path
) -> None:
    (machine / "chromium").unlink(missing_ok=True)
    (machine / "called").unlink(missing_ok=True)
    new = f'case "$*" in *install*) ln -s /bin/true "{machine}/chromium" ;; esac'
    done = run(ready, "test", cwd=tmp_path, path=pretend(machine, id="echo 0", apt_get=new))
    asked = (machine / "called").read_text(encoding="utf-8").replace(f"{machine}/", "")
    assert asked.splitlines() == [
        "id -u",
        "apt-get update",
        "apt-get install -y --no-install-recommends chromium",
    ]
    assert done.stderr == "run: installing chromium\n"
    assert "[pytest]" in done.stdout


@pytest.mark.parametrize("line", ["exit 0", "echo there is no such thing; exit 100"])
def test_the_tests_run_without_a_browser_where_none_can_be_installed(
    line: str, ready: Path, machine: Path, tmp_path: Path
) -> None:
    (machine / "chromium").unlink(missing_ok=True)
    programs = {"id": "echo 1000", "sudo": "exit 1"} if line == "exit 0" else {"id": "echo 0"}
    path = pretend(machine, apt_get=line, **programs)
    done = run(ready, "test", cwd=tmp_path, path=path)
    assert done.stderr.splitlines()[-1] == (
        "run: going on without Chromium: the tests that look at report.html in it will skip"
    )
    assert "[pytest]" in done.stdout
    assert done.returncode == 0


def test_a_report_asks_for_no_browser(ready: Path, machine: Path, tmp_path: Path) -> None:
    (machine / "chromium").unlink(missing_ok=True)
    done = run(ready, "report", "case", cwd=tmp_path, path=pretend(machine, apt_get="exit 1"))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_virtual_environment_of_another_maker_is_left_alone(
    checkout: Path, tmp_path: Path
) -> None:
    kept = checkout / ".venv" / "kept"
    kept.parent.mkdir()
    kept.touch()
    done = run(checkout, "report", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"run: {checkout}/.venv is there, but not of this script's making\n"
        "run: to mend it: move it out of the way\n"
    )
    assert kept.exists()


def test_no_tracked_file_names_a_package_index() -> None:
    if shutil.which("git") is None or not (CHECKOUT / ".git").exists():
        pytest.skip("this is no git checkout")
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    found = {
        name: INDEX_HOST.findall(text)
        for name in listing.stdout.split("\0")
        if name and (CHECKOUT / name).is_file()
        for text in ((CHECKOUT / name).read_text(encoding="utf-8", errors="replace"),)
        if any(each in text for each in INDEXES)  # the pattern alone takes seconds
    }
    assert {name: hosts for name, hosts in found.items() if hosts} == {}
