"""What is installed is looked at, and each thing that is missing has one command that mends it."""

import ast
import ctypes
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from forensics.cli import NO_REPORT, OK, main
from forensics.doctor import examining
from forensics.doctor.examining import Found, examine
from forensics.doctor.systems import DLL_VARIABLE, FOLDERS, LIBRARIES, file_name, installation, mend
from forensics.evidence.corroborate.readers import READERS
from tests.shared import CHECKOUT

FINE = {"HOME": "/tmp"}  # noqa: S108 - nothing is written


def found(environment: dict[str, str]) -> dict[str, Found]:
    return {each.what: each for each in examine(environment)}


def test_every_library_that_the_program_needs_is_looked_at() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(each).name for each in project["dependencies"]}
    assert {*examining.MODULES, *READERS, "weasyprint"} == needed
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
            r"C:\msys64\usr\bin\bash.exe",
            (
                r"C:\msys64\usr\bin\bash -lc "
                '"pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango"'
            ),
        ),
        ("winget", "winget install -e --id MSYS2.MSYS2"),
        ("", "install Pango 1.44 or newer with its FreeType backend"),
    ],
)
def test_what_is_missing_has_one_command_a_system(there: str, command: str) -> None:
    assert installation(lambda program: program if program == there else None) == command


@pytest.mark.parametrize(
    ("system", "folder", "command"),
    [
        (
            "darwin",
            "/opt/homebrew/lib",
            'export DYLD_FALLBACK_LIBRARY_PATH="/opt/homebrew/lib:$DYLD_FALLBACK_LIBRARY_PATH"',
        ),
        (
            "win32",
            r"C:\msys64\clang64\bin",
            r'setx WEASYPRINT_DLL_DIRECTORIES "C:\msys64\clang64\bin"',
        ),
    ],
)
def test_a_library_that_is_there_and_not_looked_for_has_the_command_that_leads_to_it(
    system: str, folder: str, command: str
) -> None:
    (pango,) = [each for each in LIBRARIES if each.name == "pango-1.0"]
    place = str(Path(folder) / file_name(pango, system))
    told = mend(pango, system, lambda path: path == place, lambda _: None)
    assert told == (
        f"in {folder}, where it is not looked for or does not fit this Python",
        command,
    )
    assert mend(pango, system, lambda _: False, lambda name: name if name == "brew" else None) == (
        "not found",
        "brew install pango",
    )


def test_libraries_are_looked_for_where_weasyprint_does() -> None:
    # Read, not run: these lines of it are for Windows.
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "text" / "ffi.py").read_text("utf-8")
    assert f"'{DLL_VARIABLE}'" in text
    (tree,) = [node for node in ast.parse(text).body if "add_dll_directory" in ast.unparse(node)]
    folders = [
        each.value.split(";")
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    assert [*FOLDERS["win32"][:3]] in folders


def test_a_library_of_the_system_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    load = ctypes.CDLL

    def without(name: str, *rest: Any, **options: Any) -> object:  # noqa: ANN401 - as it takes
        if "pangoft2" in name or "subset" in name:
            raise OSError(name)
        return load(name, *rest, **options)

    monkeypatch.setattr("forensics.doctor.examining.ctypes.CDLL", without)
    monkeypatch.setattr(examining, "mend", lambda _: ("not found", "install it"))
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
