"""What is installed is looked at, and each thing that is missing has one command that mends it."""

import ctypes
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from forensics.cli import NO_REPORT, OK, main
from forensics.doctor import examining
from forensics.doctor.examining import Found, examine
from forensics.doctor.systems import LIBRARIES, file_name, installation
from tests.shared import CHECKOUT

FINE = {"HOME": "/tmp"}  # noqa: S108 - nothing is written


def found(environment: dict[str, str]) -> dict[str, Found]:
    return {each.what: each for each in examine(environment)}


def test_every_library_that_the_program_needs_is_looked_at() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(each).name for each in project["dependencies"]}
    assert {*examining.MODULES, "weasyprint"} == needed
    extras = {
        Requirement(each).name: extra
        for extra, brought in project["optional-dependencies"].items()
        for each in brought
    }
    told = {name: extra for name, (_, extra) in examining.EXTRAS.items()}
    assert told.items() <= extras.items()
    assert set(told.values()) == set(extras.values())


def test_the_system_s_libraries_are_those_that_the_set_up_looks_for() -> None:
    text = (CHECKOUT / "run").read_text("utf-8")
    needed = " ".join(f"{each.name} {each.number}" for each in LIBRARIES if each.needed)
    wanted = " ".join(f"{each.name} {each.number}" for each in LIBRARIES if not each.needed)
    assert f"needed='{needed}'" in text
    assert f"wanted='{wanted}'" in text


@pytest.mark.parametrize(
    ("system", "name"),
    [
        ("linux", "libpango-1.0.so.0"),
        ("darwin", "libpango-1.0.0.dylib"),
        ("win32", "libpango-1.0-0.dll"),
        ("freebsd14", "libpango-1.0.so.0"),
    ],
)
def test_a_library_is_named_as_the_system_names_it(system: str, name: str) -> None:
    (pango,) = [each for each in LIBRARIES if each.name == "pango-1.0"]
    assert file_name(pango, system) == name


@pytest.mark.parametrize(
    ("there", "command"),
    [
        (
            "apt-get",
            (
                "sudo apt-get install -y --no-install-recommends "
                "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            ),
        ),
        ("dnf", "sudo dnf install -y pango harfbuzz"),
        ("brew", "brew install pango"),
        ("pacman", "pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango"),
        (
            "winget",
            (
                "winget install -e --id MSYS2.MSYS2 && C:\\msys64\\usr\\bin\\bash -lc "
                '"pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango"'
            ),
        ),
        ("", "install Pango 1.44 or newer with its FreeType backend"),
    ],
)
def test_what_is_missing_has_one_command_a_system(there: str, command: str) -> None:
    assert installation(lambda program: program if program == there else None) == command


def test_a_library_of_the_system_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    load = ctypes.CDLL

    def without(name: str, *rest: Any, **options: Any) -> object:  # noqa: ANN401 - as it takes
        if "pangoft2" in name or "subset" in name:
            raise OSError(name)
        return load(name, *rest, **options)

    monkeypatch.setattr("forensics.doctor.examining.ctypes.CDLL", without)
    monkeypatch.setattr(examining, "installation", lambda: "install it")
    told = found(FINE)
    needed, wanted = (
        file_name(each) for each in LIBRARIES if each.name in {"pangoft2-1.0", "harfbuzz-subset"}
    )
    assert told[needed] == Found(what=needed, fine=False, says="not found", mend="install it")
    assert told[wanted] == Found(
        what=wanted,
        fine=True,
        says="not found; fonts are cut by slower means",
        mend="install it",
    )


def test_a_library_of_python_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(examining.MODULES, "segno", "a_module_that_is_nowhere")
    monkeypatch.setitem(examining.EXTRAS, "pyhanko", ("another_that_is_nowhere", "sign"))
    assert main(["doctor"]) == NO_REPORT
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if line.startswith("MISSING")] == [
        next(line for line in out if "segno" in line)
    ]
    assert out[-5:] == [
        "To mend it:",
        "  pip install lockout-forensics",
        "",
        "If you want it:",
        "  pip install 'lockout-forensics[sign]'",
    ]


def test_a_data_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    told = found({"HOME": str(tmp_path), "XDG_DATA_HOME": "/proc/1/nowhere"})["own data"]
    assert told.fine
    assert told.mend == "set HOME to a folder of yours"


def test_where_all_is_here_a_page_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == OK
    out = capsys.readouterr().out.splitlines()
    assert any(line.startswith("ok") and "set by WeasyPrint" in line for line in out)
    assert out[-1] == "Everything that a report needs is here."
