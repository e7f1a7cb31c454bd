"""Opens what may have been made to do harm in a process of its own, bounded in memory and time.

A PDF handed to `verify` may fill the memory, run on without end, or break its reader. The process
that opens it can do no more than end; what it found is handed over as plain files in a folder.
"""

import json
import os
import warnings
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from forensics import allowance

MEMORY: Final = 2 << 30
"""Bytes that the process may take."""

_SECONDS: Final = 60
_REPORT: Final = "report.pdf"
_TOLD: Final = "told.json"

Work = Callable[[Path], Mapping[str, Any]]
"""Takes the file to be opened and returns what JSON can hold; larger things it lays beside it."""


def apart(work: Work, data: bytes, scratch: Path) -> Mapping[str, Any] | None:
    """Return what the work found, or None where it did not come to an end.

    Args:
        work: A function of a module, or a `partial` of one.
        data: What it is to open.
        scratch: An empty folder.
    """
    (scratch / _REPORT).write_bytes(data)
    # A fork would inherit the threads of the libraries that are loaded here.
    process = get_context("spawn").Process(target=_bounded, args=(work, scratch, MEMORY))
    process.start()
    process.join(2 * _SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    if process.exitcode or not (scratch / _TOLD).exists():
        return None
    told: Mapping[str, Any] = json.loads((scratch / _TOLD).read_bytes())
    return told


def _bounded(work: Work, scratch: Path, memory: int) -> None:
    """Work within bounds, and silently; runs in a process of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    allowance.lower(memory=memory, file=memory)
    allowance.give_time(_SECONDS)
    told = work(scratch / _REPORT)
    # A lone surrogate, which a broken text may hold, stays as its escape.
    (scratch / _TOLD).write_bytes(json.dumps(told).encode("ascii"))
