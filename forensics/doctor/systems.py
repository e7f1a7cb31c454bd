"""The systems that the program runs on: how each names a library, and the command that installs."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
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
    ("winget", "winget install -e --id MSYS2.MSYS2", "winget"),
)
"""Programs that install packages: the first that is there is the one to type."""

PACKAGES: Final = {
    "apt": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "pango harfbuzz",
    "brew": "pango",
    "msys2": "mingw-w64-ucrt-x86_64-pango",
}

_IN_MSYS2: Final = r'C:\msys64\usr\bin\bash -lc "pacman -S --noconfirm {packages}"'


def file_name(library: Library, system: str = sys.platform) -> str:
    """Return the name of the library's file."""
    return _FORMS.get(system, _FORMS["linux"]).format(name=library.name, number=library.number)


def installation(which: Callable[[str], str | None] = shutil.which) -> str:
    """Return the one command that installs Pango and its companions here.

    On Windows they come with MSYS2, whose folder WeasyPrint searches by itself.
    """
    for program, command, kind in _MANAGERS:
        if which(program) is None:
            continue
        if kind == "winget":
            return f"{command} && {_IN_MSYS2.format(packages=PACKAGES['msys2'])}"
        return command.format(packages=PACKAGES[kind])
    return "install Pango 1.44 or newer with its FreeType backend"
