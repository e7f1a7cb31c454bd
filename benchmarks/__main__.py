"""Runs benchmarks: `./run bench` all of them, `./run bench ROOM [ARGUMENT ...]` one.

Each room measures one thing and says in its docstring what; all print ratios against a named
reader or SHA-256 of the same bytes in the same run.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOMS: Final = (
    "startup",
    "reading",
    "texts",
    "exports",
    "reasoning",
    "rendering",
    "whole",
    "articles",
    "corroboration",
)


def main(arguments: Sequence[str]) -> int:
    """Run one room with its arguments, or all of them; return the worst exit status."""
    if arguments and arguments[0] not in ROOMS:
        print(f"no benchmark is called {arguments[0]!r}; there are {', '.join(ROOMS)}")
        return 2
    chosen = [arguments] if arguments else [[room] for room in ROOMS]
    return max(_run(room, rest) for room, *rest in chosen)


def _run(room: str, rest: Sequence[str]) -> int:
    print(f"== {room}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{room}", *rest]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[1]).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
