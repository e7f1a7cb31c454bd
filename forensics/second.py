"""Starts this program once more, as a process that is told what to do over a pipe.

It is a new program and no copy of this one, which has threads by now.
"""

import os
import sys
from subprocess import DEVNULL, PIPE, Popen
from typing import BinaryIO, Final

_SIZE: Final = 8
"""Bytes before each message, which say how long it is."""

_PROGRAM: Final = """\
import sys
sys.path[:] = sys.argv[2:]
from importlib import import_module
import_module(sys.argv[1]).serve()
"""


def start(room: str) -> Popen[bytes]:
    """Start a process that runs `serve` of a room of this program.

    Raises:
        OSError: The system starts none.
    """
    # -I and -S leave out what could bring in modules of others; it finds ours where we did.
    bytecode = ["-B"] if sys.dont_write_bytecode else []
    command = [sys.executable, "-I", "-S", *bytecode, "-c", _PROGRAM, room, *sys.path]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ourselves


def answering() -> BinaryIO:
    """Return where the second process answers: what a library prints is no answer from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def send(stream: object, message: bytes) -> None:
    """Send a message into one end of a pipe."""
    end = _pipe(stream)
    end.write(len(message).to_bytes(_SIZE, "little"))
    end.write(message)
    end.flush()


def receive(stream: object, most: int | None = None) -> bytes:
    """Return a message, or `b""` where there is none, not all of it, or more than `most` bytes."""
    end = _pipe(stream)
    size = int.from_bytes(end.read(_SIZE), "little")
    if most is not None and size > most:
        return b""
    message = end.read(size)
    return message if len(message) == size else b""


def _pipe(stream: object) -> BinaryIO:
    """Return one end of a pipe that is surely there: both were asked for."""
    return stream  # type: ignore[return-value]
