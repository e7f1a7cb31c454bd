"""Keeps a folder for one process: with a lock of the system, which ends with that process.

The folder itself is locked, so there is no file of a lock that could stay behind, be forged, or not
be written where a case is read-only. Who holds it is asked of the system, not of a file. Windows
locks no folders: there a file in it is locked, which goes with the last run that has it open. One
that a killed run left behind is locked by nobody, and means nothing.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE: Final = ".lock"
"""What is locked on Windows."""

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
    descriptor = _opened(folder)
    try:
        yield descriptor is not None and _locked(descriptor)
    finally:
        if descriptor is not None:
            _closed(descriptor, folder)


def _opened(folder: Path) -> int | None:
    """Open what is locked; None where a file of a lock cannot be written."""
    if sys.platform == "win32":
        descriptor = None
        with suppress(OSError):
            descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_NOINHERIT)
    else:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return descriptor


def _closed(descriptor: int, folder: Path) -> None:
    """Give the lock back; a file that another run has open meanwhile cannot be removed, nor is."""
    os.close(descriptor)
    if sys.platform == "win32":
        with suppress(OSError):
            (folder / FILE).unlink()


def _locked(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except BlockingIOError:
        by = _holder(descriptor)
        said = f"another run{f', process {by},' if by else ''} is writing there"
        raise BlockingIOError(errno.EWOULDBLOCK, said) from None
    except OSError:
        return False
    return True


def _lock(descriptor: int) -> None:
    """Lock what is open; raises a BlockingIOError where another process has done so."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:  # the C library's EACCES for what is locked
            raise BlockingIOError(error.errno, error.strerror) from error
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
