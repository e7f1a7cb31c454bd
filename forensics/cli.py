"""The command line: which commands there are, and what they end with.

With `commands/terminal.py` the only room that prints; none reads the clock. Exit status: 0 done and
all evidence read; 3 done, some evidence was not; 2 a mistake in the command or the case; 1 no
report, or a report that does not hold; 130 interrupted.

A command's room is imported when that command runs or tells of itself, so that `--version` and
`--help` answer at once (`benchmarks/startup.py`).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NoReturn

from forensics import __version__
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

_COMMANDS: Final = (
    ("new", "lay out a case, with what the evidence proposes for it"),
    ("report", "read the evidence of a case and write the report"),
    ("check", "read the evidence of a case and print its inventory and condition"),
    ("verify", "prove that a report follows from its evidence"),
    ("compare", "hold two cases of one site against each other: did the fix work?"),
    ("kb", "the knowledge base: entries, facts, article texts"),
    ("collect", "print what to collect of an incident, with the commands"),
    ("doctor", "look at what is installed, and say what mends what is missing"),
)
"""Each command by its name, which is that of its room in `commands/`, and its line of help."""

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
        arguments = _arguments(sys.argv[1:] if argv is None else argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except KeyboardInterrupt:
        say("interrupted; earlier output is as it was")
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """argparse that answers a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"forensics: {legible(message)}; see {self.prog} --help\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    # Before the command stand only options without a value.
    parser = _parser(next((each for each in argv if not each.startswith("-")), ""))
    return parser.parse_args(argv)


def _parser(asked: str) -> argparse.ArgumentParser:
    """Return the parser, with the arguments of the command that is asked for."""
    parser = _Parser(
        prog="forensics",
        description="Offline forensic reports on Windows account lockouts.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"forensics {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command, line in _COMMANDS:
        its_own = commands.add_parser(command, help=line)
        if command == asked:
            import_module(f"forensics.commands.{command}").add(its_own)
    return parser
