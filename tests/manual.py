"""Makes the man page of the program's own help: `python -m tests.manual > docs/forensics.1`."""

import argparse
import os
import sys
from collections.abc import Iterator
from unittest.mock import patch

from forensics import __version__
from forensics.cli import whole_parser

_HEAD = """\
.TH FORENSICS 1 "" "lockout-forensics {version}" "User Commands"
.SH NAME
forensics \\- offline forensic reports on Windows account lockouts
.SH SYNOPSIS
.B forensics
.I COMMAND
[\\fIOPTION\\fR]...
.SH EXIT STATUS
0 done and all evidence read; 3 done, some evidence was not; 2 a mistake in the command or the case;
1 no report, or a report that does not hold; 130 interrupted.
.SH COMMANDS
"""


def page() -> str:
    """Return the man page, the same whatever the width of the terminal."""
    with patch.dict(os.environ, {"COLUMNS": "78", "NO_COLOR": "1"}):
        return _HEAD.format(version=__version__) + "".join(_commands(whole_parser()))


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield each command of a parser, those of its commands after it."""
    for action in parser._actions:  # noqa: SLF001 - there is no other way to them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for its_own in action.choices.values():
                yield f'.SS "{its_own.prog}"\n.nf\n{_verbatim(its_own.format_help())}.fi\n'
                yield from _commands(its_own)


def _verbatim(text: str) -> str:
    """Return lines as they are: a backslash, a hyphen and a point at the start mean themselves."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "".join(f"\\&{line}\n" if line else ".sp\n" for line in escaped.splitlines())


if __name__ == "__main__":
    sys.stdout.write(page())
