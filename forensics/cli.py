"""The command line: which commands there are, and what they end with.

With `commands/terminal.py` the only room that prints; none reads the clock. Exit status: 0 done and
all evidence read; 3 done, some evidence was not; 2 a mistake in the command or the case; 1 no
report, or a report that does not hold; 130 interrupted.

A command's room is imported when that command runs or tells of itself, so that `--version` and
`--help` answer at once (`benchmarks/startup.py`).
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NoReturn

from forensics import __version__
from forensics.calling import called, typed
from forensics.commands.terminal import (
    ESCAPED,
    INCOMPLETE,
    INTERRUPTED,
    NO_REPORT,
    OK,
    WRONG_USE,
    finish,
    legible,
    say,
)

__all__ = ["INCOMPLETE", "INTERRUPTED", "NO_REPORT", "OK", "WRONG_USE", "legible", "main", "start"]

_COMMANDS: Final = (
    ("new", "lay out a case, with what the evidence proposes for it"),
    ("report", "read the evidence of a case and write the report"),
    ("check", "read the evidence of a case and print its inventory and condition"),
    ("verify", "prove that a report follows from its evidence"),
    ("compare", "hold two cases of one site against each other: did the fix work?"),
    ("export", "write what the evidence shows for other programs"),
    ("kb", "the knowledge base: entries, facts, article texts"),
    ("collect", "print what to collect of an incident, with the commands"),
    ("completion", "print what makes a shell complete this program's words"),
    ("doctor", "look at what is installed, and say what mends what is missing"),
    ("selftest", "replay cases of which the truth is known: how often is this build right?"),
)
"""Each command by its name, which is that of its room in `commands/`, and its line of help."""

_EXAMPLES: Final = {
    "new": (
        "forensics new cases/lon --from logs.zip",
        "forensics new cases/lon",
    ),
    "report": (
        "forensics report cases/sms-cap-lockout",
        "forensics report cases/a cases/b --out reports -q",
        "forensics report cases/a --edition vendor",
    ),
    "check": ("forensics check cases/sms-cap-lockout",),
    "verify": ("forensics verify cases/sms-cap-lockout/report/report.pdf cases/sms-cap-lockout",),
    "compare": ("forensics compare cases/before cases/after",),
    "export": ("forensics export cases/sms-cap-lockout --as timesketch --out out",),
    "kb": (
        'forensics kb list --symptom "SMSCliToknAcct& locked out"',
        "forensics kb show Q299352",
    ),
    "collect": (
        "forensics collect --windows 2000 --sms",
        "forensics collect --on dc --checklist page.pdf",
    ),
    "completion": ("forensics completion bash",),
    "doctor": ("forensics doctor",),
    "selftest": ("forensics selftest",),
}
"""Worked examples of each command; all of them stand in the help of the program."""


def start() -> NoReturn:
    """Run one command as the whole of this process, with its exit status.

    Python's own end looks once more at all that a report is made of, for cycles: for seconds, also
    after Ctrl-C. What is frozen it leaves alone.
    """
    status = main()
    if status == INTERRUPTED:
        os._exit(status)  # Python itself would end by the signal, where that met what it compiles
    gc.freeze()
    sys.exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=ESCAPED)  # a path need not be text, nor a name of this page
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    finally:
        finish()


def _run(argv: Sequence[str]) -> int:
    try:
        arguments = _arguments(argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        hindrance: Callable[[], str] = getattr(arguments, "hindrance", str)
        if hindered := hindrance():
            say(hindered)
            return NO_REPORT
        return run(arguments)
    except KeyboardInterrupt:
        say("interrupted; earlier output is as it was")
        return INTERRUPTED
    except MemoryError:
        say("not enough memory; earlier output is as it was")
        return NO_REPORT


class _Help(argparse.HelpFormatter):
    """argparse that leaves the lines of examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(_HEAD):
            return text
        return super()._fill_text(text, width, indent)


_HEAD: Final = "examples:\n"


def _worked(examples: Iterable[str]) -> str:
    lines = (example.replace("forensics", called(), 1) for example in examples)
    return _HEAD + "".join(f"  {line}\n" for line in lines)


class _Parser(argparse.ArgumentParser):
    """argparse that answers a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        hint = "" if message.endswith("?") else ";"
        self.exit(WRONG_USE, f"forensics: {legible(message)}{hint} see {self.prog} --help\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what words there are
        completion = import_module("forensics.commands.completion")
        completion.answer(whole_parser())
    # Before the command stand only options without a value.
    command = next((each for each in argv if not each.startswith("-")), "")
    if command == "help":
        return _arguments([*(each for each in argv if each != command), "--help"])
    parser = _parser({command})
    if not argv:
        parser.print_help(sys.stderr)
        parser.exit(WRONG_USE)
    if command and command not in dict(_COMMANDS):
        parser.error(_unknown(command))
    arguments, left = parser.parse_known_args(argv)
    if left:
        parser.prog = f"{parser.prog} {command}"
        parser.error(f"unrecognized arguments: {' '.join(left)}{_meant(arguments, left)}")
    return arguments


def _unknown(command: str) -> str:
    """Return what is wrong with a word that is no command, and which was meant."""
    if os.path.exists(command):  # noqa: PTH110 (pathlib takes a while to load)
        return f"{command}: no command; did you mean {typed('report', command)}?"
    near = get_close_matches(command, dict(_COMMANDS), n=1)
    return f"{command}: no such command" + (f"; did you mean {near[0]}?" if near else "")


def _meant(arguments: argparse.Namespace, left: Sequence[str]) -> str:
    """Return which option was meant by words that no argument takes, where a command tells."""
    option = getattr(arguments, "left_out", "")
    return f"; did you mean {option} {left[0]}?" if option and len(left) == 1 else ""


def whole_parser() -> argparse.ArgumentParser:
    """Return the parser with the arguments of every command, for completion and the man page."""
    return _parser({command for command, _ in _COMMANDS})


def _parser(asked: Collection[str]) -> argparse.ArgumentParser:
    """Return the parser, with the arguments of the commands that are asked for."""
    parser = _Parser(
        prog=called(),
        description="Offline forensic reports on Windows account lockouts.",
        epilog=_worked(example for command, _ in _COMMANDS for example in _EXAMPLES[command][:1]),
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="version", version=f"forensics {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command, line in _COMMANDS:
        worked = _worked(_EXAMPLES[command])
        its_own = commands.add_parser(command, help=line, epilog=worked, formatter_class=_Help)
        if command in asked:
            import_module(f"forensics.commands.{command}").add(its_own)
    return parser
