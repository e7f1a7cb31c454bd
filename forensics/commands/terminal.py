"""What all commands say and how they end: exit statuses, one-line messages.

With `cli.py`, the only room that prints; `bar.py` draws. Whatever is printed may come from
evidence, so no control character reaches the terminal. Loads little, because `--version` waits.
"""

import sys
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Final

from forensics.errors import CaseError, ForensicsError, LeakError

OK, NO_REPORT, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
WORST: Final = (INTERRUPTED, NO_REPORT, WRONG_USE, INCOMPLETE, OK)
"""Of several cases the worst tells the status."""


def mistake(error: ForensicsError) -> int:
    """Say a mistake of the operator, or one of ours, in one line; return the exit status."""
    if isinstance(error, CaseError):
        say(str(error))
        return WRONG_USE
    if isinstance(error, LeakError):
        say(f"{error}; nothing is written")
        return NO_REPORT
    say(f"{error}; this is a mistake in the program's own data")
    return NO_REPORT


def done(path: PathLike[str], remarks: Sequence[str], *, quiet: bool) -> int:
    """Print what was written and say what was wrong with the evidence; return the exit status."""
    print(path)
    if not quiet:
        for remark in remarks:
            say(remark)
    return INCOMPLETE if remarks else OK


def say(text: str) -> None:
    """Say one line on stderr."""
    print(f"forensics: {legible(text)}", file=sys.stderr)


def show(lines: Iterable[str]) -> None:
    """Print lines on any terminal: what its encoding lacks stands as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        print(legible(line).encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def legible(text: str) -> str:
    """Return one line without control characters: names in evidence are hostile input."""
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
