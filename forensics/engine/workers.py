"""Reading on this machine: in this process, or in worker processes where that is sooner done."""

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Lock, Thread
from typing import Any, Final, Self

from forensics import beside
from forensics.engine import running
from forensics.engine.limits import limit
from forensics.engine.parts import Answer, Part
from forensics.engine.work import do
from forensics.exhibits import LOG_SUFFIXES

_HASHED, _INDEXED, _TOLD = 1.2e9, 1.0e9, 1.0e8
"""Bytes a second, by measurement: of SHA-256, of an .evtx log, of a text."""

_START: Final = 0.3
"""Seconds until a process can read, mostly for NumPy and Polars."""

_WORTH: Final = 0.9
"""Share of the time here that processes may take at most: they cost memory too."""

_CLOSING: Final = 1.0  # seconds for a pool to put its things away, once its processes are gone
_MOST: Final = 61 if sys.platform == "win32" else 1024
"""Processes that Python can wait for: Windows waits for 64 things at a time (its documentation of
`concurrent.futures`)."""

_AHEAD: Final = 1  # parts with the pool beside those that are worked on


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Local:
    """This machine. Processes start when they are needed, and end when the `with` block does."""

    def __init__(self, jobs: int = 1) -> None:
        """Use up to `jobs` processes, each a core; 1 uses this process."""
        self._jobs = min(jobs, _MOST)
        self._pool: ProcessPoolExecutor | None = None
        self._context = _Spawning()
        self._closed = False
        self._lock = Lock()

    def __enter__(self) -> Self:
        """Return this engine."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, whatever it is at."""
        with self._lock:
            self._closed = True
            self._end()

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield one answer for each part, as they come."""
        if not (sooner_elsewhere(parts, self._jobs) and self._can_start()):
            return _here(parts, self._jobs)
        return running.run(parts, self._open, window=self._jobs + _AHEAD)

    def rest(self) -> None:
        """End every process; new ones start when they are needed."""
        with self._lock:
            self._end()

    def _can_start(self) -> bool:
        """Tell whether processes can be started: not where a container has no shared memory."""
        try:
            self._open()
        except OSError:
            return False
        return True

    def _open(self) -> ProcessPoolExecutor | None:
        """Return a pool; a new one if the one before was found broken."""
        with self._lock:
            if self._closed:
                return None
            if self._pool is None or _is_broken(self._pool):
                self._end()
                self._pool = ProcessPoolExecutor(
                    self._jobs, mp_context=self._context, initializer=limit
                )
            return self._pool

    def _end(self) -> None:
        alive = [process for process in self._context.started if process.pid is not None]
        for process in alive:
            process.kill()
        for process in alive:
            process.join()
        self._context.started.clear()
        if self._pool is not None:
            # Its thread gives the semaphores back, of which Python would speak at the end.
            closing = Thread(
                target=self._pool.shutdown, kwargs={"cancel_futures": True}, daemon=True
            )
            closing.start()
            closing.join(_CLOSING)
        self._pool = None


def _is_broken(pool: ProcessPoolExecutor) -> bool:
    try:
        pool.submit(int)
    except BrokenExecutor:
        return True
    return False


class _Spawning(SpawnContext):
    """Starts processes anew, as a copy of this one would hold locks of its threads; knows them."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: ANN401, N802 - its name and its arguments are the library's
        """Return a process that is known from now on."""
        process = SpawnProcess(*args, **kwargs)
        self.started.append(process)
        return process


def sooner_elsewhere(parts: Sequence[Part], jobs: int) -> bool:
    """Tell whether processes are sooner done with parts than this one with its threads.

    This one hashes as fast: the library lets other threads run meanwhile. So two cores are busy
    with logs here as well; more cores, or texts, want processes.
    """
    unhashed = (part.exhibit for part in parts if part.kind != "range" and not part.exhibit.sha256)
    hashing = sum(exhibit.size for exhibit in unhashed) / _HASHED
    reading = sum(map(_seconds, parts))
    here = max(reading, hashing / jobs)
    return jobs > 1 and (hashing + reading) / jobs + _START < _WORTH * here


def _seconds(part: Part) -> float:
    """Return how long a part takes to read, but for its hash."""
    match part.kind:
        case "hash":
            return 0.0
        case "range":
            return (part.end - part.begin) / _INDEXED
        case "whole":
            rate = _INDEXED if part.exhibit.path.lower().endswith(LOG_SUFFIXES) else _TOLD
            return 0.0 if part.exhibit.is_zip else part.exhibit.size / rate


def _here(parts: Sequence[Part], jobs: int) -> Iterator[Answer]:
    """Work on parts in this process, on hashes beside the others."""
    hashing: deque[Future[Answer]] = deque()
    for part in parts:
        if part.kind != "hash":
            yield do(part)
            continue
        if len(hashing) == jobs:
            yield hashing.popleft().result()
        hashing.append(beside.start(do, part))
    for future in hashing:
        yield future.result()


HERE: Final = Local()
"""This process alone."""
