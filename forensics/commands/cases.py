"""How a command goes through the cases it was given."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from forensics.calling import typed
from forensics.commands.terminal import WORST, WRONG_USE, say

_OfCase = Callable[[Path, argparse.Namespace], int]

HERE: Final = Path("cases")
"""Where cases lie that are not named."""


def each_case(arguments: argparse.Namespace) -> int:
    """Run a command on each case, one after the other; the worst tells the status.

    A case that cannot be read never keeps another from its report. Where no case is named, it is
    the folder we are in, or all of `cases/` are taken.
    """
    named: Sequence[Path] = arguments.case or _here()
    if not named:
        say(f"no case is named, and {HERE}/ here holds none; see {typed('--help')}")
        return WRONG_USE
    twice = _one_name(named) if getattr(arguments, "out", None) else None
    if twice is not None:
        say(
            f"two cases are called {twice}: one would replace the other in --out; "
            f"see {typed('--help')}"
        )
        return WRONG_USE
    arguments.case = named
    of_case: _OfCase = arguments.of_case
    return min((of_case(case, arguments) for case in named), key=WORST.index)


def name(folder: Path) -> str:
    """Return what a case folder is called, wherever it is seen from."""
    return Path(os.path.realpath(folder)).name


def _here() -> list[Path]:
    """Return the folder we are in, if it is a case, else those of `cases/` that hold evidence."""
    if Path("evidence").is_dir():
        return [Path()]
    if not HERE.is_dir():
        return []
    return sorted(each for each in HERE.iterdir() if (each / "evidence").is_dir())


def _one_name(cases: Sequence[Path]) -> str | None:
    """Return what several of the cases are called, or None."""
    names = [name(folder) for folder in cases]
    return next((each for each in names if names.count(each) > 1), None)
