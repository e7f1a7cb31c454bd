"""Keeps a folder for one process: with a lock of the system, which ends with that process.

The folder itself is locked, so there is no file of a lock that could stay behind, be forged, or not
be written where a case is read-only. Who holds it is asked of the system, not of a file.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_TABLE: Final = Path("/proc/locks")
_FIELDS: Final = 6  # number, kind, how, for what, process, device and inode; then the range


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep a folder until the end of the block.

    Args:
        folder: It is there.

    Yields:
        Whether it is kept: some file systems, of a network above all, know no locks of folders.

    Raises:
        BlockingIOError: Another process has it; says which, where the system tells.
        OSError: It cannot be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        by = _holder(descriptor)
        said = f"another run{f', process {by},' if by else ''} is writing there"
        raise BlockingIOError(errno.EWOULDBLOCK, said) from None
    except OSError:
        return False
    return True


def _holder(descriptor: int) -> int:
    """Return the process that holds the lock of a folder, 0 where nothing tells."""
    about = os.fstat(descriptor)
    with suppress(OSError):
        for line in _TABLE.read_text("ascii", "replace").splitlines():
            fields = line.split()
            if fields[1:2] != ["FLOCK"] or len(fields) < _FIELDS:
                continue
            if fields[5].rpartition(":")[2] == str(about.st_ino) and fields[4].isdecimal():
                return int(fields[4])
    return 0
