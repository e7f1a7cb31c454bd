"""What all commands say and how they end: exit statuses, one-line messages, progress.

With `cli.py`, the only room that prints. Whatever is printed may come from evidence, so no control
character reaches the terminal.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from forensics.errors import CaseError, ForensicsError, LeakError

OK, NO_REPORT, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
WORST: Final = (INTERRUPTED, NO_REPORT, WRONG_USE, INCOMPLETE, OK)
"""Of several cases the worst tells the status."""


class Progress:
    """Says what is under way, on a terminal only."""

    def __init__(self, *, shown: bool) -> None:
        """Show it, or keep still."""
        self._shown = shown

    def __call__(self, stage: str) -> None:
        """Say that `stage` is under way now."""
        if self._shown:
            print(f"\r\x1b[K{legible(stage)}", end="", file=sys.stderr, flush=True)

    def __del__(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def progress(*, quiet: bool) -> Progress:
    """Return progress for this terminal, if there is one and it is wanted."""
    return Progress(shown=not quiet and sys.stderr.isatty())


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


def done(path: Path, remarks: Sequence[str], *, quiet: bool) -> int:
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


def date(text: str) -> datetime:
    """Return the date an argument gives; without a zone it is UTC.

    Raises:
        argparse.ArgumentTypeError: It is no date, and the mend.
    """
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        # One moment gives one report, in whatever zone it is given.
        return aware.astimezone(UTC)  # the edges of the calendar have no time in UTC
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2026-11-22") from error


def epoch(text: str | None) -> datetime | None:
    """Return the date that builders of reproducible files hand down, in seconds since 1970.

    Raises:
        CaseError: It is set, and is no such number.
    """
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CaseError(f"SOURCE_DATE_EPOCH: {text!r} is no time in seconds since 1970") from error
