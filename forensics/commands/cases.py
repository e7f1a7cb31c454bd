"""How a command goes through the cases it was given."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from forensics.commands.terminal import WORST, WRONG_USE, say

_OfCase = Callable[[Path, argparse.Namespace], int]


def each_case(arguments: argparse.Namespace) -> int:
    """Run a command on each case; the worst tells the status."""
    twice = _one_name(arguments.case) if getattr(arguments, "out", None) else None
    if twice is not None:
        say(
            f"two cases are called {twice}: one would replace the other in --out; "
            "see forensics --help"
        )
        return WRONG_USE
    of_case: _OfCase = arguments.of_case
    return min((of_case(case, arguments) for case in arguments.case), key=WORST.index)


def name(folder: Path) -> str:
    """Return what a case folder is called, wherever it is seen from."""
    return Path(os.path.realpath(folder)).name


def _one_name(cases: Sequence[Path]) -> str | None:
    """Return what several of the cases are called, or None."""
    names = [name(folder) for folder in cases]
    return next((each for each in names if names.count(each) > 1), None)
