"""`python -m tests.fuzz.gathering`: keeps of what guided fuzzing reached what is small and differs.

libFuzzer leaves in `.fuzz/TARGET/` each input that reached what none before it had. Of these, some
that are spread over all sizes are kept as text, so that every run of the tests begins from there.
"""

import zlib
from pathlib import Path
from typing import Final

from tests.fuzz.found import Found, found, keep
from tests.fuzz.targets import TARGETS

MOST: Final = 20
"""Inputs that are kept of a target."""

SMALL: Final = 1_000
"""Bytes of an input that is kept, deflated."""


def gather(target: str) -> None:
    """Keep inputs of one target beside those that are kept for a reason."""
    place = Path(".fuzz", target)
    reached = [file.read_bytes() for file in place.iterdir()] if place.is_dir() else []
    small = [data for data in reached if len(zlib.compress(data, 9)) <= SMALL]
    ordered = sorted(set(small), key=lambda data: (len(data), data))
    step = max(1, -(-len(ordered) // MOST))
    spread = tuple(Found(data=data) for data in ordered[::-1][::step])
    if spread:
        keep(target, (*(one for one in found(target) if one.why), *spread))


if __name__ == "__main__":
    for each in TARGETS:
        gather(each.name)
