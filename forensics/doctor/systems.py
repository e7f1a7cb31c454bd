"""The systems that the program runs on: how each names a library, and the command that installs."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library of the system that WeasyPrint opens, by the name and number of its interface."""

    name: str
    number: str
    needed: bool = True


LIBRARIES: Final = (
    Library(name="gobject-2.0", number="0"),
    Library(name="pango-1.0", number="0"),
    Library(name="pangoft2-1.0", number="0"),
    Library(name="harfbuzz", number="0"),
    Library(name="fontconfig", number="1"),
    Library(name="harfbuzz-subset", number="0", needed=False),
)
"""Without the last, fonts are cut to the letters used by slower means, with a warning."""

_FORMS: Final = {
    "linux": "lib{name}.so.{number}",
    "darwin": "lib{name}.{number}.dylib",
    "win32": "lib{name}-{number}.dll",
}

_MANAGERS: Final = (
    ("apt-get", "sudo apt-get install -y --no-install-recommends {packages}", "apt"),
    ("dnf", "sudo dnf install -y {packages}", "dnf"),
    ("brew", "brew install {packages}", "brew"),
    ("pacman", "pacman -S --noconfirm {packages}", "msys2"),
    (
        r"C:\msys64\usr\bin\bash.exe",
        r'C:\msys64\usr\bin\bash -lc "pacman -S --noconfirm {packages}"',
        "msys2",
    ),
    ("winget", "winget install -e --id MSYS2.MSYS2", "winget"),
)
"""Programs that install packages: the first that is there is the one to type. The last brings the
one before it, which is what the doctor says when it is asked again."""

PACKAGES: Final = {
    "apt": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "pango harfbuzz",
    "brew": "pango",
    "msys2": "mingw-w64-ucrt-x86_64-pango",
    "winget": "",
}

DLL_VARIABLE: Final = "WEASYPRINT_DLL_DIRECTORIES"
"""What tells WeasyPrint on Windows where libraries are; `;` stands between folders."""

_DLL_FOLDERS: Final = (
    r"C:\msys64\ucrt64\bin",
    r"C:\msys64\mingw64\bin",
    r"C:\Program Files\GTK3-Runtime Win64\bin",
)
"""Where WeasyPrint 70 looks on Windows unless the variable names others (its `text/ffi.py`)."""

FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "darwin": ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"),
    "win32": (*_DLL_FOLDERS, r"C:\msys64\clang64\bin"),
}
"""Where libraries are put by Homebrew (on Apple silicon, on Intel) and MacPorts; by MSYS2 and the
installer of GTK. Of the first macOS itself knows nothing."""

_WAYS: Final[Mapping[str, str]] = {
    "darwin": 'export DYLD_FALLBACK_LIBRARY_PATH="{folder}:$DYLD_FALLBACK_LIBRARY_PATH"',
    "win32": f'setx {DLL_VARIABLE} "{{folder}}"',
}
"""The command that has libraries looked for in a folder, in every terminal opened afterwards."""


def file_name(library: Library, system: str = sys.platform) -> str:
    """Return the name of the library's file."""
    return _FORMS.get(system, _FORMS["linux"]).format(name=library.name, number=library.number)


@contextmanager
def searched(environment: Mapping[str, str]) -> Iterator[None]:
    """Look for libraries in this block where WeasyPrint does: on Windows in folders of its own."""
    with ExitStack() as added:
        if sys.platform == "win32":
            given = environment.get(DLL_VARIABLE, ";".join(_DLL_FOLDERS))
            for folder in given.split(";"):
                with suppress(OSError):
                    added.enter_context(os.add_dll_directory(folder))
        yield


def mend(
    library: Library,
    system: str = sys.platform,
    exists: Callable[[str], bool] = os.path.exists,
    which: Callable[[str], str | None] = shutil.which,
) -> tuple[str, str]:
    """Return what is wrong with a library that cannot be loaded, and the one command that mends it.

    Args:
        library: One of `LIBRARIES`.
        system: As `sys.platform` has it.
        exists: Whether a file is there.
        which: Where a program is.
    """
    name = file_name(library, system)
    for folder in FOLDERS.get(system, ()):
        if exists(str(Path(folder) / name)):
            said = f"in {folder}, where it is not looked for or does not fit this Python"
            return said, _WAYS[system].format(folder=folder)
    return "not found", installation(which)


def installation(which: Callable[[str], str | None] = shutil.which) -> str:
    """Return the one command that installs Pango and its companions here.

    On Windows they come with MSYS2, whose folder WeasyPrint searches by itself.
    """
    for program, command, kind in _MANAGERS:
        if which(program) is not None:
            return command.format(packages=PACKAGES[kind])
    return "install Pango 1.44 or newer with its FreeType backend"
