"""A real terminal, as the system has it, in place of stderr: what is drawn on it can be read."""

import fcntl
import os
import re
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

_STDERR = 2
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Shown:
    """What a terminal was sent: whole after the end of `terminal`."""

    def __init__(self) -> None:
        self.sent = b""

    def text(self) -> str:
        """Return what was sent without colours and without movements of the cursor."""
        return _CONTROL.sub("", self.sent.decode())

    def read(self, end: int) -> None:
        """Read until the other end is closed."""
        while True:
            try:
                piece = os.read(end, 65_536)
            except OSError:  # Linux ends a terminal thus
                return
            if not piece:
                return
            self.sent += piece


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> Iterator[Shown]:
    """Make stderr a terminal of that width until the end of the block."""
    try:
        ours, theirs = os.openpty()
    except OSError:
        pytest.skip("no pseudo-terminals on this machine")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    shown = Shown()
    reader = Thread(target=shown.read, args=(ours,))
    reader.start()
    before = os.dup(_STDERR)
    os.dup2(theirs, _STDERR)  # there its width is asked for
    with monkeypatch.context() as patched:
        for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
            patched.delenv(name, raising=False)
        patched.setenv("TERM", "xterm-256color")
        try:
            with os.fdopen(theirs, "w", encoding="utf-8", buffering=1) as stream:
                patched.setattr(sys, "stderr", stream)
                yield shown
        finally:
            patched.undo()
            os.dup2(before, _STDERR)
            os.close(before)
            reader.join()
            os.close(ours)
