"""One file, whole or not at all: what is kept beside a report, such as a key."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics.placing.moving import settled


def replaced(place: Path, data: bytes) -> None:
    """Put a file for its owner only in the place of another, in a folder that is there.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    with _beside(place, data) as partial:
        partial.replace(place)
    settled(place.parent)


def made_once(place: Path, data: bytes) -> None:
    """Put a file for its owner only where there is none yet; one that is there stays.

    Raises:
        OSError: It cannot be written.
    """
    with _beside(place, data) as partial:
        try:
            os.link(partial, place)
        except FileExistsError:
            return
        except OSError:  # a file system that knows no links
            if not place.exists():
                partial.replace(place)
    settled(place.parent)


@contextmanager
def _beside(place: Path, data: bytes) -> Iterator[Path]:
    """Yield a file with the data beside its place; what is left of it goes in the end."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.partial-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
