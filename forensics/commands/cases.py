"""How a command goes through the cases it was given."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from forensics.commands.terminal import WORST

_OfCase = Callable[[Path, argparse.Namespace], int]


def each_case(arguments: argparse.Namespace) -> int:
    """Run a command on each case; the worst tells the status."""
    of_case: _OfCase = arguments.of_case
    return min((of_case(case, arguments) for case in arguments.case), key=WORST.index)


def name(folder: Path) -> str:
    """Return what a case folder is called, wherever it is seen from."""
    return Path(os.path.realpath(folder)).name
