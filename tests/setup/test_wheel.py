"""The wheel: built and installed without network, complete, at work away from the checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.evtx import evtx
from tests.builders.security import At, logon_failed_4625
from tests.ledger.small_site import STARTED, at, case_of, log
from tests.setup.project import CHECKOUT

pytestmark = pytest.mark.xdist_group("wheel")  # built once

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


def succeed(*command: str | Path, cwd: Path) -> str:
    """Run a command and return what it wrote to stdout; fail with all that it wrote."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path, checkout: Path = CHECKOUT) -> Path:
    succeed(
        *(sys.executable, "-I", "-m", "build", "--wheel", "--no-isolation"),
        *("--outdir", folder, checkout),
        cwd=folder,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel's files and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    succeed(
        *(sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", "install"),
        *("--no-deps", "--no-index", "--target", folder, wheel),
        cwd=folder,
    )
    return folder


@pytest.fixture
def python(installed: Path, monkeypatch: pytest.MonkeyPatch) -> list[str | Path]:
    """Return a Python that has the wheel and the libraries, but not the checkout.

    `-S` leaves out the .pth file by which .venv knows the checkout, `-P` the current folder.
    """
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), *sorted(libraries)]))
    return [sys.executable, "-S", "-P"]


def shipped(folder: Path) -> set[str]:
    """Return the files below a folder of the checkout, relative to it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in files if path.suffix != ".pyc"}


def test_the_wheel_is_named_after_the_distribution(wheel: Path) -> None:
    assert wheel.name == "lockout_forensics-0.1.0-py3-none-any.whl"


def test_the_wheel_holds_the_package_the_templates_and_nothing_else(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"forensics/{name}" for name in shipped(CHECKOUT / "forensics")}
    expected |= {f"forensics/templates/{name}" for name in shipped(CHECKOUT / "templates")}
    metadata = {name for name in inside if name.startswith("lockout_forensics-0.1.0.dist-info/")}
    assert inside - metadata == expected


def test_the_wheel_carries_the_licences(wheel: Path) -> None:
    licences = "lockout_forensics-0.1.0.dist-info/licenses/"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.removeprefix(licences) for name in names if name.startswith(licences)} == {
        "LICENSE",
        "NOTICE",
        "forensics/data/fonts/LICENSE-DroidSansFallback.txt",
        "forensics/data/fonts/LICENSE.txt",
    }


@pytest.fixture
def umask_of_a_hermit() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask_of_a_hermit")
def test_a_build_elsewhere_later_and_by_another_hand_gives_the_same_bytes(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "élsewhere"
    elsewhere.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copyfile(CHECKOUT / name, elsewhere / name)
    for name in ("templates", "forensics"):  # as new files, from the last to the first
        for file in sorted(shipped(CHECKOUT / name), reverse=True):
            (elsewhere / name / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name / file, elsewhere / name / file)
    for name, value in {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    assert build(tmp_path, elsewhere).read_bytes() == wheel.read_bytes()


def test_the_installed_program_is_not_the_checkouts(
    installed: Path, python: list[str | Path], tmp_path: Path
) -> None:
    found = succeed(*python, "-c", "import forensics; print(forensics.__file__)", cwd=tmp_path)
    assert found == f"{installed / 'forensics' / '__init__.py'}\n"


def test_the_installed_program_reports_from_an_empty_folder(
    installed: Path, python: list[str | Path], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    case = tmp_path / "case"
    failed = [logon_failed_4625(At(number, at(number).moment())) for number in range(1, 6)]
    case_of(case, {"a.evt": log("LONCAP01", (1, STARTED)), "b.evtx": evtx(failed)})
    printed = succeed(*python, installed / "bin" / "forensics", "report", case, cwd=empty)
    assert printed == f"{case / 'report' / 'report.pdf'}\n"
    assert {path.name for path in (case / "report").iterdir()} == OUTPUTS
    assert (case / "report" / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert list(empty.iterdir()) == []
