"""Measures how soon the program answers what it can say without any evidence.

    python -m benchmarks.startup [TIMES]

From the root of a checkout. Each command is run 15 times or as often as asked, in turn with an
empty program of the same Python, and the medians are compared: how fast a machine is then cancels
out. The commands are run by this Python; `./run` adds what the shell takes to see that all is set
up, told last.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

_CHECKOUT: Final = Path(__file__).parent.parent
_EMPTY: Final = (sys.executable, "-c", "pass")
_COMMANDS: Final = (
    (sys.executable, "-m", "forensics", "--version"),
    (sys.executable, "-m", "forensics", "--help"),
    (sys.executable, "-m", "forensics", "report", "--help"),
    (str(_CHECKOUT / "run"), "--version"),
)
_TIMES: Final = 15


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    times = int(arguments[0]) if arguments else _TIMES
    everything = (_EMPTY, *_COMMANDS)
    taken: dict[tuple[str, ...], list[float]] = {command: [] for command in everything}
    for _ in range(times):
        for command in everything:
            taken[command].append(_seconds(command))
    empty = median(taken[_EMPTY])
    for command in everything:
        seconds = median(taken[command])
        told = " ".join((Path(command[0]).name, *command[1:]))
        print(f"{told:36} {1_000 * seconds:5.0f} ms  {seconds / empty:4.1f} x an empty program")
    return 0


def _seconds(command: Sequence[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(  # noqa: S603 - the commands above
        command, check=True, stdout=subprocess.DEVNULL, cwd=_CHECKOUT, env=os.environ
    )
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
