"""What all commands say and how they end: exit statuses, one-line messages.

With `cli.py`, the only room that prints; `bar.py` draws. Whatever is printed may come from
evidence, so no control character reaches the terminal. Loads little, because `--version` waits.
"""

import codecs
import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import Final, TextIO

from forensics.errors import CaseError, ForensicsError, LeakError

OK, NO_REPORT, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
WORST: Final = (INTERRUPTED, NO_REPORT, WRONG_USE, INCOMPLETE, OK)
"""Of several cases the worst tells the status."""

ESCAPED: Final = "forensics-escaped"
"""How a stream takes what its encoding lacks, by the name of `codecs.register_error`."""


def _escaped(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return the bytes of a path that are no text as they are, any other character's escape."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeEncodeError:
        return codecs.backslashreplace_errors(error)


codecs.register_error(ESCAPED, _escaped)


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
    with listened():
        print(path, flush=True)
    return remarked(remarks, quiet=quiet)


def remarked(remarks: Sequence[str], *, quiet: bool) -> int:
    """Say what was wrong with the evidence; return the exit status."""
    if not quiet:
        for remark in remarks:
            say(remark)
    return INCOMPLETE if remarks else OK


def say(text: str) -> None:
    """Say one line on stderr; where nobody can hear it, nothing else changes."""
    if sys.stderr is not None:
        try:
            print(f"forensics: {legible(text)}", file=sys.stderr, flush=True)
        except OSError:
            _say_no_more(sys.stderr)


def advise(text: str) -> None:
    """Say what to do next to a person at a terminal; to a program nothing is said."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(f"next: {text}")


def show(lines: Iterable[str]) -> None:
    """Print lines on any terminal: what its encoding lacks stands as an escape."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with listened():
        for line in lines:
            print(legible(line).encode(encoding, "backslashreplace").decode(encoding))
        print(end="", flush=True)


@contextmanager
def listened() -> Iterator[None]:
    """Print in this block; where whoever listened has gone, the rest is printed to nobody.

    Raises:
        SystemExit: What is printed cannot be written, as on a full disk; that is said.
    """
    try:
        yield
    except OSError as error:
        _say_no_more(sys.stdout)
        if not _is_unheard(error):
            say(f"standard output: {error.strerror}")
            raise SystemExit(NO_REPORT) from error


def _is_unheard(error: OSError) -> bool:
    """Tell whether whoever listened has gone, which Windows calls an invalid argument."""
    words = {errno.EPIPE}
    if sys.platform == "win32":
        words.add(errno.EINVAL)
    return error.errno in words


def finish() -> None:
    """Print what is still to be printed; raises what `listened` raises."""
    with listened():
        print(end="", flush=True)


def _say_no_more(stream: TextIO) -> None:
    """Let what is still to be printed go nowhere, so that Python's own end does not fail of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def legible(text: str) -> str:
    """Return one line without control characters: names in evidence are hostile input.

    A name that is written like such a mark is marked itself, so that two names stay two.
    """
    named = text.replace("<U+", "<U+003C>U+")
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in named)
