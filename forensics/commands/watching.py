"""Who is told of the work while it runs: a bar on a terminal, else nobody."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from forensics.progress import Tell


@contextmanager
def watched(*, quiet: bool) -> Iterator[Tell]:
    """Yield who is told of the work, which is to be done inside."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from forensics.commands.bar import Bar  # its library loads in a tenth of a second

    with Bar(sys.stderr) as bar:
        yield bar
