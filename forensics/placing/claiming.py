"""Claims an output folder for one run: made where it is missing, locked, cleared of a killed run.

A second run is refused before it reads anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forensics.placing.locks import alone
from forensics.placing.moving import settle


@contextmanager
def claimed(out: Path) -> Iterator[None]:
    """Keep an output folder for this run until the end of the block.

    A folder that is made for it goes again where nothing was put into it.

    Raises:
        BlockingIOError: Another run is writing there.
        OSError: It cannot be made or opened, or what a killed run left cannot be put in order.
    """
    made = [each for each in (out, *out.parents) if not each.exists()]
    out.mkdir(parents=True, exist_ok=True)
    with alone(out) as kept:
        try:
            if kept:
                settle(out)
            yield
        finally:
            for folder in made:
                with suppress(OSError):  # something is in it
                    folder.rmdir()
