"""Sets the pages of a report: at once, or in a second process while the first makes the rest.

The second knows nothing of evidence or findings, only the manuscript. It is a new program and no
copy of this one, which has threads by now. Should it end early, or not start at all, the pages are
set here instead: the same bytes.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from subprocess import DEVNULL, PIPE, Popen
from typing import BinaryIO, Final

from forensics.typesetting import Manuscript, get_ready, typeset

Awaited = Callable[[], bytes]
"""Returns the pages, as soon as they are set."""

Press = Callable[[Manuscript], Awaited]
"""Begins to set a manuscript."""

_SIZE: Final = 8
"""Bytes before each message, which say how long it is."""

_PROGRAM: Final = """\
import sys
sys.path[:] = sys.argv[1:]
from forensics.press import serve
serve()
"""


def at_once(manuscript: Manuscript) -> Awaited:
    """Set a manuscript here and now."""
    pages = typeset(manuscript)
    return lambda: pages


@contextmanager
def pressing(*, beside: bool) -> Iterator[Press]:
    """Yield a press; its second process ends with the block.

    Args:
        beside: Whether a second process may be started.
    """
    with ExitStack() as ending:
        press: Press = at_once
        if beside:
            with suppress(OSError):
                process = ending.enter_context(_second())
                ending.callback(_end, process)
                press = partial(_handed_over, process)
        yield press


def _second() -> Popen[bytes]:
    # -I and -S leave out what could bring in modules of others; it finds ours where we did.
    bytecode = ["-B"] if sys.dont_write_bytecode else []
    command = [sys.executable, "-I", "-S", *bytecode, "-c", _PROGRAM, *sys.path]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ourselves


def _handed_over(process: Popen[bytes], manuscript: Manuscript) -> Awaited:
    with suppress(OSError):
        _send(_stream(process.stdin), pickle.dumps(manuscript))

    def pages() -> bytes:
        return _receive(_stream(process.stdout)) or typeset(manuscript)

    return pages


def _end(process: Popen[bytes]) -> None:
    """End a process, so that it takes away what it keeps on the disk."""
    process.terminate()
    with suppress(OSError):  # what it did not take any more
        _stream(process.stdin).close()


def serve() -> None:
    """Set what comes in and send it back, until nothing more comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and ends this one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    try:
        get_ready()
        while message := _receive(sys.stdin.buffer):
            _send(answers, typeset(pickle.loads(message)))  # noqa: S301 - from the first process
    finally:
        os._exit(0)  # at once: a report's boxes are a million objects to take down one by one


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(len(message).to_bytes(_SIZE, "little"))
    stream.write(message)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    """Return a message, or `b""` where there is none or not all of it."""
    size = int.from_bytes(stream.read(_SIZE), "little")
    message = stream.read(size)
    return message if len(message) == size else b""


def _stream(stream: object) -> BinaryIO:
    """Return one end of a pipe that is surely there: both were asked for."""
    return stream  # type: ignore[return-value]
