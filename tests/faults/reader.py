"""A reader in quarantine that does what the bytes it is handed ask for: it crashes, hangs, babbles.

Runs in the second process in place of `forensics.evidence.quarantine.serving`, as that with another
answer. Where nothing is asked for, the real one answers.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from forensics.evidence.quarantine import bounds, serving

ROOM: Final = "tests.faults.reader"
FLOOD: Final = 1 << 20  # bytes
HONEST: Final = serving._answer  # noqa: SLF001 - it goes on being asked


def _crash() -> object:
    os.kill(os.getpid(), signal.SIGSEGV)
    return None


def _hang() -> object:
    time.sleep(600)
    return None


def _spin() -> object:
    while True:
        pass


def _swell() -> object:
    return bytearray(2 * bounds.MEGABYTES << 20)


def _raise() -> object:
    raise ZeroDivisionError


DOINGS: Final[Mapping[bytes, Callable[[], object]]] = {
    b"CRASH": _crash,
    b"HANG": _hang,
    b"SPIN": _spin,
    b"SWELL": _swell,
    b"RAISE": _raise,
    b"BABBLE": lambda: "no list",
    b"FLOOD": lambda: "x" * FLOOD,
    b"KILLED": lambda: os.kill(os.getpid(), signal.SIGKILL),
}


def _answer(
    rooms: Mapping[str, Any],
    reader: str,
    chunk: bytes,
    places: Sequence[Any],
    exhibit: serving._Exhibit,
) -> object:
    for place in places:
        at = place if isinstance(place, int) else place[0]
        record = chunk[at : at + int.from_bytes(chunk[at + 4 : at + 8], "little")]
        for word, doing in DOINGS.items():
            if word.decode("ascii").encode("utf-16-le") in record:
                return doing()
    return HONEST(rooms, reader, chunk, places, exhibit)


def serve() -> None:
    """Answer as the real one does, within its bounds, but for a second of the processor."""
    bounds.SECONDS = 0  # type: ignore[misc]
    serving._answer = _answer  # noqa: SLF001
    serving.serve()
