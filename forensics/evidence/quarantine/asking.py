"""Asks the readers in quarantine, and says why where one gives no answer.

Two libraries that are not ours read records that an opponent may have written: python-evtx and
`evtx`. They run in a second process, which holds no key and no finding, within bounds of memory and
time. It may crash, hang or babble: then it is ended, that is the answer, and another one is started
for what is asked next. Here nothing of theirs is loaded, and of their answers only texts and
numbers of the expected shape are taken.
"""

import atexit
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from signal import Signals
from subprocess import Popen, TimeoutExpired
from threading import Event, Lock, Thread
from typing import Final, TypeVar

from forensics import second
from forensics.allowance import OUT_OF_TIME
from forensics.evidence.quarantine.bounds import (
    LARGEST,
    MEGABYTES,
    NO_MEMORY,
    NOT_HERE,
    SECONDS,
)

PATIENCE: Final = 30.0
"""Seconds of any clock that an answer may take; a start is 0.3 of them, an answer 0.01."""

FAULTS: Final = 8
"""Times that a process may end over one exhibit, before the rest of it is not asked any more."""

NO_LIBRARY: Final = "the library behind it cannot be loaded here: forensics doctor tells more"
"""Why a reader gives no answer that is not here; no fault of the exhibit."""

_SOON: Final = 0.05  # seconds that an answer may take which nobody waits for any more
_OFTEN: Final = 0.1  # seconds between two looks whether that time is over
_ROOM: Final = "forensics.evidence.quarantine.serving"
_END: Final = 2.0  # seconds between the last word of a process and its end
_NOT_HERE: Final = json.dumps(NOT_HERE).encode("ascii")
_HEARINGS: Final = count()

_Taken = TypeVar("_Taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Why there is no answer."""

    reason: str


class Hearing:
    """What the readers are asked about one exhibit."""

    def __init__(self) -> None:
        """Begin with no fault."""
        self._number = next(_HEARINGS)
        self._faults = 0

    def ask(
        self,
        reader: str,
        chunk: bytes,
        places: Sequence[object],
        take: Callable[[object], _Taken | None],
    ) -> _Taken | Unanswered:
        """Return what a reader answers, or why it does not.

        Args:
            reader: Its name, see `serving`.
            chunk: Bytes of the exhibit.
            places: What is asked of them, as JSON holds it.
            take: Makes a value of the answer's JSON, or None where it makes no sense.
        """
        if self._faults >= FAULTS:
            return Unanswered(reason=f"the reader ended {FAULTS} times over this file before")
        head = json.dumps([self._number, reader, places]).encode("ascii")
        answer = _PROCESS.exchange(head + b"\n" + chunk)
        if answer == _NOT_HERE:
            return Unanswered(reason=NO_LIBRARY)
        if isinstance(answer, bytes):
            taken = _taken(answer, take)
            if taken is not None:
                return taken
            _PROCESS.end()
            answer = Unanswered(reason="the reader answered what makes no sense")
        self._faults += 1
        return answer


def get_ready() -> None:
    """Have the process load its libraries beside other work."""
    _PROCESS.get_ready()


def rest() -> None:
    """Give back what the process holds; who asks again starts another one."""
    _PROCESS.end()


def _taken(answer: bytes, take: Callable[[object], _Taken | None]) -> _Taken | None:
    try:
        return take(json.loads(answer))
    except (ValueError, RecursionError):
        return None


class _Watch:
    """Kills a process that takes too long over an answer; one thread watches over all of them.

    To start a thread for each took half as long as the answers.
    """

    def __init__(self, process: Popen[bytes]) -> None:
        self.late = False
        self._process = process
        self._begun: float | None = None
        self._over = Event()
        Thread(target=self._look, daemon=True).start()

    def begin(self) -> None:
        """Count from now on."""
        self._begun = time.monotonic()

    def answered(self) -> None:
        """Count no longer."""
        self._begun = None

    def end(self) -> None:
        """Watch no longer."""
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(_OFTEN):
            begun = self._begun
            if begun is not None and time.monotonic() - begun > PATIENCE:
                self.late = True
                self._process.kill()
                return


class _Process:
    """The second process: started when it is needed, and again after it had to end."""

    def __init__(self) -> None:
        self._process: tuple[Popen[bytes], _Watch] | None = None
        self._lock = Lock()

    def get_ready(self) -> None:
        """Start it, if it can be; who asks will see."""
        with self._lock, suppress(OSError):
            self._running()

    def end(self) -> None:
        """End it, whatever it is at; a thread that waits for its answer gets none."""
        while not self._lock.acquire(timeout=_SOON):
            if self._process is not None:
                self._process[0].kill()
        try:
            self._end()
        finally:
            self._lock.release()

    def exchange(self, question: bytes) -> bytes | Unanswered:
        """Return the answer to a question; without one the process has ended."""
        with self._lock:
            try:
                process, watch = self._running()
            except OSError as error:
                return Unanswered(reason=f"the reader cannot be started ({error.strerror})")
            answer, reason = b"", ""
            try:
                watch.begin()
                answer = _exchanged(process, question)
                if not answer:
                    reason = _why(process, late=watch.late)
            finally:
                watch.answered()
                if not answer:  # also after Ctrl-C: the answer to come would be taken for another's
                    self._end()
            return answer or Unanswered(reason=reason)

    def _running(self) -> tuple[Popen[bytes], _Watch]:
        if self._process is None:
            process = second.start(_ROOM)
            self._process = process, _Watch(process)
        return self._process

    def _end(self) -> None:
        running, self._process = self._process, None
        if running is not None:
            process, watch = running
            watch.end()
            process.kill()
            with suppress(OSError):  # what it did not take any more
                process.__exit__(None, None, None)


def _exchanged(process: Popen[bytes], question: bytes) -> bytes:
    """Return the answer to a question, `b""` where none comes."""
    with suppress(OSError):
        second.send(process.stdin, question)
    return second.receive(process.stdout, LARGEST)


def _why(process: Popen[bytes], *, late: bool) -> str:
    """Return why a process has not answered."""
    if late:
        return f"the reader gave no answer within {PATIENCE:g} seconds"
    try:
        status = process.wait(_END)
    except TimeoutExpired:
        return "the reader answered what makes no sense"
    if status == NO_MEMORY:
        return f"the reader needed more than {MEGABYTES:,} MB of memory"
    if OUT_OF_TIME is not None and status == -OUT_OF_TIME:
        return f"the reader gave no answer within {SECONDS} seconds of the processor"
    if status < 0:
        return f"the reader was ended by signal {-status} ({Signals(-status).name})"
    return f"the reader ended with status {status}"


_PROCESS: Final = _Process()
atexit.register(_PROCESS.end)
