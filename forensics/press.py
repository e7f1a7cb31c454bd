"""Sets the pages of a report: at once, or in a second process while the first makes the rest.

The second knows nothing of evidence or findings, only the manuscript. Should it end early, or not
start at all, the pages are set here instead: the same bytes.
"""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from subprocess import Popen

from forensics import second
from forensics.typesetting import Manuscript, get_ready, typeset

Awaited = Callable[[], bytes]
"""Returns the pages, as soon as they are set."""

Press = Callable[[Manuscript], Awaited]
"""Begins to set a manuscript."""


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
    return second.start("forensics.press")


def _handed_over(process: Popen[bytes], manuscript: Manuscript) -> Awaited:
    with suppress(OSError):
        second.send(process.stdin, pickle.dumps(manuscript))

    def pages() -> bytes:
        return second.receive(process.stdout) or typeset(manuscript)

    return pages


def _end(process: Popen[bytes]) -> None:
    """End a process, so that it takes away what it keeps on the disk."""
    process.terminate()
    with suppress(OSError):  # what it did not take any more
        if process.stdin:
            process.stdin.close()


def serve() -> None:
    """Set what comes in and send it back, until nothing more comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and ends this one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    answers = second.answering()
    gc.disable()  # it would go over a report's boxes once more before they are sent
    try:
        get_ready()
        while message := second.receive(sys.stdin.buffer):
            second.send(answers, typeset(pickle.loads(message)))  # noqa: S301 - from the first process
    finally:
        os._exit(0)  # at once: a report's boxes are a million objects to take down one by one
