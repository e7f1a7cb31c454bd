"""What this process may take of the machine, as far as its system bounds that.

Windows knows none of these bounds: there a reader ends by the patience of who asks it, and what it
may take of the memory is bounded by the machine alone. macOS knows no bound on memory either.
"""

import signal
import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

OUT_OF_TIME: int | None
if sys.platform == "win32":
    OUT_OF_TIME = None
else:
    OUT_OF_TIME = signal.SIGXCPU
"""The signal that ends a process whose time is up, None where there is none."""


def lower(*, memory: int, file: int) -> None:
    """Bound the bytes of this process's memory and of a file it writes; it leaves no core."""
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, memory)
        _lower(resource.RLIMIT_FSIZE, file)
        _lower(resource.RLIMIT_CORE, 0)


def give_time(seconds: int) -> None:
    """Let this process run for so many seconds more of the processor, and end it after that."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (held, hard))


def addressable() -> int | None:
    """Return the bytes that this process may address, None where nothing bounds them."""
    found = None
    if sys.platform != "win32":
        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        found = None if most == resource.RLIM_INFINITY else most
    return found


def _lower(what: int, most: int) -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(what)
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows no bound on address space
            resource.setrlimit(what, (held, held))
