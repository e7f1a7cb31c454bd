"""`python -m tests.faults.killing FOLDER SEED`: outputs put in place by processes that are killed.

One process that has loaded what it takes forks once for each trial. The child claims the folder and
puts new outputs in place of earlier ones; it is killed at a line of that code or after a time. Then
the next run looks after the folder. Prints what was found, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any, Final

from forensics import placing
from forensics.placing import moving
from forensics.placing.claiming import claimed

TRIALS: Final = 200
LATE: Final = 100
"""Of the lines that are run, the last, where all is written and is moved: a kill at each."""

AT_LINES: Final = 50
"""Kills at any other line by chance; the rest are at any time by chance."""

OPTIONAL: Final = frozenset(("report.pdf.sig", "report-attachments.zip"))
NOTES: Final = "own notes.txt"
CODE: Final = str(Path(placing.__file__).parent)
NAMES: Final = sorted(moving.NAMES - OPTIONAL, key=lambda name: (name == moving.LAST, name))

EARLIER: Final = {name: f"earlier {name}".encode() * 100 for name in [*NAMES, "report.pdf.sig"]}
NEW: Final = {name: f"new {name}".encode() * 9_000 for name in [*NAMES, "report-attachments.zip"]}
NEW[moving.LAST] = NEW.pop(moving.LAST)


def prepared(out: Path) -> None:
    """Lay the earlier outputs."""
    for file in out.iterdir():
        file.unlink()
    for name, data in {**EARLIER, NOTES: b"mine"}.items():
        (out / name).write_bytes(data)


def _watch(seen: Callable[[], None]) -> None:
    """Call a function before each line of the code that places."""

    def local(_: FrameType, event: str, __: object) -> Any:  # noqa: ANN401 - as Python has it
        if event == "line":
            seen()
        return local

    def trace(frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401
        ours = frame.f_code.co_filename.startswith(CODE)
        return local(frame, event, argument) if ours else None

    sys.settrace(trace)


def _put(out: Path) -> None:
    with claimed(out):
        moving.put_in_place(out, NEW, OPTIONAL)


def _lines(out: Path) -> int:
    """Return how many lines of that code are run."""
    seen = count()
    _watch(lambda: next(seen))  # type: ignore[arg-type]
    prepared(out)
    _put(out)
    sys.settrace(None)
    return next(seen)


def _killed(out: Path, line: int | None, after: float) -> None:
    """Put outputs in place in a process of its own, which is killed at a line or after seconds."""
    child = os.fork()
    if not child:
        left = count(line or -1, -1)
        _watch(lambda: None if next(left) else os.kill(os.getpid(), signal.SIGKILL))
        _put(out)
        os._exit(0)
    if line is None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def read(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()}


def _state(out: Path) -> str:
    """Return what lies in the folder: `earlier`, `new`, `both` where some files are of each."""
    found = read(out)
    if found.pop(NOTES, None) != b"mine":
        return "another's file is gone"
    if found == EARLIER:
        return "earlier"
    if found == NEW:
        return "new"
    known = all(data in (EARLIER.get(name), NEW.get(name)) for name, data in found.items())
    return "both" if known else "broken"


def trials(out: Path) -> Iterator[tuple[str, str, str]]:
    """Yield how each trial went: at once, whether a move was left, and after the next run."""
    lines = _lines(out)
    begin = time.perf_counter()
    prepared(out)
    _killed(out, 0, 0)
    took = time.perf_counter() - begin
    at = [*random.sample(range(1, lines), AT_LINES), *range(lines - LATE, lines)]
    for line in [*at, *[None] * (TRIALS - len(at))]:
        prepared(out)
        _killed(out, line, random.uniform(0, took))  # noqa: S311 - any moment
        at_once = _state(out)
        left = "left" if [*out.glob(".whole-*")] else "none"
        with claimed(out):
            pass
        stray = {file.name for file in out.iterdir()} - {*EARLIER, *NEW, NOTES}
        yield at_once, left, f"stray: {sorted(stray)}" if stray else _state(out)


if __name__ == "__main__":
    random.seed(sys.argv[2])
    # A kill leaves the memory of the system as it is: only a cut of the power asks for the disk.
    os.fsync = lambda _: None  # type: ignore[assignment]
    counted = Counter(trials(Path(sys.argv[1])))
    print(json.dumps([[*how, number] for how, number in sorted(counted.items())]))  # noqa: T201
