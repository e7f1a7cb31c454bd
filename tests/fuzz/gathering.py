"""`python -m tests.fuzz.gathering`: keeps of what guided fuzzing reached what no seed reaches.

libFuzzer leaves in `.fuzz/TARGET/` each input that reached what none before it had, in one run. Of
these, few are worth a place beside the seeds: those that reach a line of the program which neither
a seed nor a smaller one that is kept reaches. They are kept as text, so that every run of the
tests begins from there.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.fuzz.found import Found, found, keep
from tests.fuzz.targets import TARGETS, Target

MOST: Final = 6
"""Inputs that are kept of a target."""

SMALL: Final = 6_000
"""Bytes of an input that is kept."""

Lines = set[tuple[str, int]]


def gather(target: Target) -> None:
    """Keep inputs of one target beside those that are kept for a reason."""
    place = Path(".fuzz", target.name)
    files = list(place.iterdir()) if place.is_dir() else []
    inputs = {file.read_bytes() for file in files if file.stat().st_size <= SMALL}
    known: Lines = set()
    for data in target.seeds():
        known |= reached(target.check, data)
    reach = {data: reached(target.check, data) - known for data in inputs}
    kept = chosen(reach)
    keep(target.name, (*(one for one in found(target.name) if one.why), *map(_found, kept)))


def chosen(reach: dict[bytes, Lines]) -> list[bytes]:
    """Return the inputs that reach most beyond those before them, the smaller of equal ones."""
    left, kept = dict(reach), list[bytes]()
    while left and len(kept) < MOST:
        best = max(left, key=lambda data: (len(left[data]), -len(data), data))
        gained = left.pop(best)
        if not gained:
            break
        kept.append(best)
        left = {data: lines - gained for data, lines in left.items()}
    return kept


def reached(check: Callable[[bytes], None], data: bytes) -> Lines:
    """Return the lines of the program that a check of some bytes runs through."""
    lines: Lines = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 - what sys.settrace asks for
        name = frame.f_code.co_filename
        if "/forensics/" not in name:
            return None
        if event == "line":
            lines.add((name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        check(data)
    finally:
        sys.settrace(before)
    return lines


def _found(data: bytes) -> Found:
    return Found(data=data)


if __name__ == "__main__":
    for each in TARGETS:
        gather(each)
