"""What the process in quarantine may take; a chunk of a log has 64 KiB."""

import resource
import signal
from contextlib import suppress
from typing import Final

MEGABYTES: Final = 1024
"""Memory in all; 60 are taken by Python and the libraries, most records need less than one."""

SECONDS: Final = 10
"""Of the processor, for one answer; most take a hundredth."""

LARGEST: Final = 64 << 20
"""Bytes of an answer."""

NO_MEMORY: Final = 77
"""The status with which the process ends where its memory does not suffice."""


def bind() -> None:
    """Bound the memory of this process, and let it write no file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and ends this one
    _lower(resource.RLIMIT_AS, MEGABYTES << 20)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def give_time() -> None:
    """Let this process run for one more answer, and end it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (held, hard))


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    held = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):  # macOS knows no bound on address space
        resource.setrlimit(what, (held, held))
