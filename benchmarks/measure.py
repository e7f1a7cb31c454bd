"""What every benchmark measures with: time of processes, memory of all of them, the hash as ruler.

How fast a machine is cancels out where a time is given against SHA-256 of the same bytes, or
against another reader, in the same run.
"""

import hashlib
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from threading import Event, Thread
from typing import Final, TypeVar

Found = TypeVar("Found")

_OFTEN: Final = 0.05  # seconds between two looks at memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command cost.

    Attributes:
        wall: Seconds from its start to its end.
        cpu: Seconds of all its processes together.
        status: Its exit status.
    """

    wall: float
    cpu: float
    status: int


def seconds(work: Callable[[], Found]) -> tuple[float, Found]:
    """Return how long work took this process, in seconds, and what it gave."""
    begin = time.process_time()
    found = work()
    return max(time.process_time() - begin, 1e-6), found


def seconds_of_hash(paths: Sequence[Path]) -> float:
    """Return how long SHA-256 of files takes, in seconds of this process, read from the cache."""
    return seconds(lambda: [_hashed(path) for path in paths])[0]


def growth(before: float, after: float, times: float) -> float:
    """Return the exponent with which a time grew while the size became so many times larger."""
    return log(after / before) / log(times)


def cost(command: Sequence[str]) -> Cost:
    """Run a command and return what it cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    with _started(command) as run:
        status = run.wait()
        wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(wall=wall, cpu=used, status=status)


def memory(command: Sequence[str]) -> int:
    """Run a command and return the most bytes that all its processes held at once.

    Pages that several of them share count once (proportional set size, Linux). To look at them
    makes the processes some 5 in 100 slower, so what they cost is measured apart.
    """
    with _started(command) as run:
        ended = Event()
        seen = [0]
        watch = Thread(target=_watch, args=(run.pid, ended, seen))
        watch.start()
        run.wait()
        ended.set()
        watch.join()
    return seen[0]


def _started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _hashed(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _watch(first: int, ended: Event, seen: list[int]) -> None:
    while not ended.wait(_OFTEN):
        seen[0] = max(seen[0], sum(map(_proportional, _family(first))))


def _family(first: int) -> list[int]:
    """Return a process and all that descend from it."""
    family = [first]
    for one in family:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                text = (task / "children").read_text(encoding="ascii")
                family += map(int, text.split())
        except OSError:
            continue  # it has ended meanwhile
    return family


def _proportional(process: int) -> int:
    """Return the bytes of a process, each shared page by its share."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0  # it has ended meanwhile
    lines = (line.split() for line in text.splitlines() if line.startswith("Pss:"))
    return sum(int(words[1]) for words in lines) * 1_024
