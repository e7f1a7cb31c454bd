"""What the process in quarantine may take, and how it says what it cannot give.

A chunk of a log has 64 KiB. Where the system knows no such bounds (`allowance`), only the patience
of who asks ends a reader.
"""

import signal
from typing import Final

from forensics import allowance

MEGABYTES: Final = 1024
"""Memory in all; 60 are taken by Python and the libraries, most records need less than one."""

SECONDS: Final = 10
"""Of the processor, for one answer; most take a hundredth."""

LARGEST: Final = 64 << 20
"""Bytes of an answer."""

NO_MEMORY: Final = 77
"""The status with which the process ends where its memory does not suffice."""

NOT_HERE: Final = "not here"
"""The answer for a reader whose library cannot be loaded."""


def bind() -> None:
    """Bound the memory of this process, and let it write no file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and ends this one
    allowance.lower(memory=MEGABYTES << 20, file=0)


def give_time() -> None:
    """Let this process run for one more answer, and end it after that."""
    allowance.give_time(SECONDS)
