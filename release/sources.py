"""The sources that a bundle carries: what git tracks, without what only its makers need."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

LEFT_OUT: Final = (".ci/", ".git", "benchmarks/", "release/", "tests/")
"""What a path begins with that a report needs nothing of: its makers' checks, whose libraries no
bundle has."""


def copy(checkout: Path, folder: Path) -> None:
    """Copy the tracked files, as they lie in the checkout, to a new folder."""
    for name in tracked(checkout):
        if name.startswith(LEFT_OUT):
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(checkout / name, folder / name)


def tracked(checkout: Path) -> list[str]:
    """Return the paths that git tracks, relative to the checkout."""
    return [name for name in _git(checkout, "ls-files", "-z").split("\0") if name]


def committed(checkout: Path) -> int:
    """Return when the last commit was made, in seconds since 1970."""
    return int(_git(checkout, "log", "-1", "--format=%ct"))


def _git(checkout: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed words
        ["git", "-C", checkout, *words],  # noqa: S607 - the one of the machine
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit("a bundle is made in a git checkout: what git tracks is what it holds")
    return done.stdout
