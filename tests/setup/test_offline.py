"""`./run --offline` and an unpacked bundle, with a stand-in for Python: nothing is fetched."""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.setup.project import CHECKOUT, LOCKS

# Stands for the machine's Python and for the one of .venv: what it is asked is noted, and only what
# a set-up needs of it is done. It has a pip, and all libraries of the system.
PYTHON = f"""#!/bin/sh
echo "$*" | head -1 >>"{{calls}}"
case "$*" in
*_base_executable*) echo "$0" ;;
*hashlib*) exec "{sys.executable}" "$@" ;;
*"-m venv"*) mkdir -p "$5/bin" "$5/site" && cp "$0" "$5/bin/python" ;;
*sysconfig*) echo "${{{{0%/bin/python}}}}/site" ;;
*"-m forensics"*) echo "reported $*" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "an unpacked bundle"
    folder.mkdir()
    for name in ("run", *LOCKS):
        shutil.copy(CHECKOUT / name, folder)
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder of programs: one Python, and an apt-get that must not be asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in {
        "python3.11": PYTHON.format(calls=tmp_path / "calls"),
        "apt-get": f'#!/bin/sh\ntouch "{tmp_path}/fetched"\n',
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def with_bundle(checkout: Path, python: str = "3.11") -> Path:
    (checkout / "bundle" / "wheels").mkdir(parents=True)
    version = checkout / "bundle" / "python"
    version.write_text(f"{python}\n", encoding="utf-8")
    digest = hashlib.sha256(version.read_bytes()).hexdigest()
    listed = f"{'0' * 64}  run\n{digest}  bundle/python\n"
    (checkout / "MANIFEST").write_text(listed, encoding="utf-8")
    return checkout


def run(checkout: Path, machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [checkout / "run", *arguments],
        env={**os.environ, "PATH": f"{machine}:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (machine.parent / "fetched").exists()
    return done


@pytest.mark.parametrize("words", [["--offline", "report", "a case"], ["report", "a case"]])
def test_a_bundle_is_set_up_from_its_own_files_said_or_not(
    words: list[str], checkout: Path, machine: Path
) -> None:
    bundle = with_bundle(checkout) / "bundle"
    done = run(checkout, machine, *words)
    assert done.stdout == "reported -I -m forensics report a case\n"
    assert done.stderr == (
        "run: setting up this folder; later runs start at once\n"
        "run: installing the libraries from bundle/\n"
    )
    calls = (machine.parent / "calls").read_text(encoding="utf-8").splitlines()
    installed = [call.partition(" install ")[2] for call in calls if " install " in call]
    common = f"--require-hashes --only-binary=:all: --no-index --find-links {bundle}/wheels"
    assert installed == [
        f"{common} -r {checkout}/requirements-build.lock",
        (
            f"{common} --no-binary=hexdump --no-build-isolation --use-pep517 "
            f"-r {checkout}/requirements.lock"
        ),
    ]


def test_a_terminal_is_told_how_long_a_step_has_been_at_work(checkout: Path, machine: Path) -> None:
    with_bundle(checkout)
    slow = "case $* in *hexdump*) sleep 2.5 ;; esac\n"
    python = machine / "python3.11"
    python.write_text(python.read_text("utf-8").replace("echo", f"{slow}echo", 1), encoding="utf-8")
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [checkout / "run", "report"],
        env={**os.environ, "PATH": f"{machine}:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # Linux ends a terminal thus
        while piece := os.read(ours, 65_536):
            shown += piece
    os.close(ours)
    assert process.wait() == 0
    before, _, after = shown.decode().rpartition("\r\n")
    assert before.rpartition("\r")[2] == "run: installing the libraries from bundle/"
    assert "\rrun: at work for 1 s \rrun: at work for 2 s \r" in after
    assert after.rpartition("s ")[2].strip() == ""


def test_what_is_set_up_once_runs_without_the_bundle(checkout: Path, machine: Path) -> None:
    with_bundle(checkout)
    run(checkout, machine, "report")
    shutil.rmtree(checkout / "bundle")
    done = run(checkout, machine, "--offline", "check")
    assert (done.stdout, done.stderr) == ("reported -I -m forensics check\n", "")


def test_without_a_bundle_nothing_is_fetched_and_that_is_said(
    checkout: Path, machine: Path
) -> None:
    done = run(checkout, machine, "--offline", "report")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"run: there is no {checkout}/bundle\n"
        "run: to mend it: unpack what ./run bundle makes, or run this once with network\n"
    )


def test_a_bundle_with_another_byte_is_not_installed(checkout: Path, machine: Path) -> None:
    with_bundle(checkout)
    (checkout / "bundle" / "python").write_text("3.11 \n", encoding="utf-8")
    done = run(checkout, machine, "report")
    assert done.returncode == 1
    assert done.stderr == (
        "bundle/python is not as MANIFEST says\n"
        "run: the bundle is damaged\n"
        "run: to mend it: unpack it once more\n"
    )
    assert not (checkout / ".venv").exists()


def test_a_bundle_for_another_python_says_which(checkout: Path, machine: Path) -> None:
    done = run(with_bundle(checkout, python="3.9"), machine, "report")
    assert done.returncode == 1
    assert done.stderr == (
        "run: found no python3.9\n"
        "run: to mend it: install it, or make a bundle with the Python that is here\n"
    )


def test_a_bundle_has_no_tests(checkout: Path, machine: Path) -> None:
    done = run(with_bundle(checkout), machine, "test")
    assert done.returncode == 1
    assert done.stderr == (
        "run: bundle/ has the libraries of reports only\nrun: to mend it: run this in a checkout\n"
    )
