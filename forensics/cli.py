"""The command line: which commands there are, and what they end with.

With `commands/terminal.py` the only room that prints; none reads the clock. Exit status: 0 done and
all evidence read; 3 done, some evidence was not; 2 a mistake in the command or the case; 1 no
report, or a report that does not hold; 130 interrupted.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Final, NoReturn

from forensics import __version__
from forensics.commands import check, compare, kb, report, verify
from forensics.commands.cases import name
from forensics.commands.terminal import (
    INCOMPLETE,
    INTERRUPTED,
    NO_REPORT,
    OK,
    WRONG_USE,
    legible,
    say,
)

__all__ = ["INCOMPLETE", "INTERRUPTED", "NO_REPORT", "OK", "WRONG_USE", "legible", "main"]

_COMMANDS: Final = (report, check, verify, compare, kb)

_EXAMPLES: Final = """\
examples:
  forensics report cases/sms-cap-lockout
  forensics report cases/a cases/b --out reports -q
  forensics check cases/sms-cap-lockout
  forensics verify cases/sms-cap-lockout/report/report.pdf cases/sms-cap-lockout
  forensics compare cases/before cases/after
  forensics kb list --symptom "SMSCliToknAcct& locked out"
  forensics kb show Q299352
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")  # a path need not be UTF-8
    try:
        arguments = _arguments(argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except KeyboardInterrupt:
        say("interrupted; earlier output is as it was")
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """argparse that answers a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"forensics: {legible(message)}; see {self.prog} --help\n")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    arguments = parser.parse_args(argv)
    names = [name(folder) for folder in getattr(arguments, "case", ())]
    twice = next((each for each in names if names.count(each) > 1), None)
    if getattr(arguments, "out", None) and twice is not None:
        parser.error(f"two cases are called {twice}: one would replace the other in --out")
    return arguments


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="forensics",
        description="Offline forensic reports on Windows account lockouts.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"forensics {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser
