"""Keeps every test off the network, whatever library would reach for it.

An audit hook (PEP 578) sees each socket of this process, also those that a library opens in C by
way of Python. Sockets of the file system (AF_UNIX) stay free: processes of one machine talk by
them. A test that is marked `loopback` may talk to this machine by its own addresses.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import AF_UNIX
from typing import Any, Final

LOOPBACK: Final = "loopback: may open sockets of this machine to itself (127.0.0.1, ::1)"
_NAMING: Final = frozenset(
    ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
)
_REACHING: Final = frozenset(("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"))
_OURS: Final = frozenset((None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"))


class NetworkTouched(Exception):  # noqa: N818 - what happened, for whoever reads a failed test
    """A test reached for the network."""


@dataclass(slots=True)
class Guard:
    """What the hook goes by.

    Attributes:
        loopback: Whether this machine may be talked to.
        touched: What was reached for since it was last looked at, also where a library let the
            exception vanish.
    """

    loopback: bool = False
    touched: list[str] = field(default_factory=list)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse what would leave this machine; anything else passes."""
        if event.startswith("socket.") and self._refuses(event, arguments):
            told = f"{event} {arguments[1:] if event in _REACHING else arguments!r}"
            self.touched.append(told)
            raise NetworkTouched(f"a test reached for the network: {told}")

    def _refuses(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "socket.__new__":
            return arguments[1] != AF_UNIX and not self.loopback
        if event in _NAMING:
            return not (self.loopback and _host(arguments[0]) in _OURS)
        if event in _REACHING:
            address = arguments[1]
            if isinstance(address, str | bytes) or arguments[0].family == AF_UNIX:
                return False
            return not (self.loopback and _host(address) in _OURS)
        return False


def _host(address: Any) -> object:  # noqa: ANN401 - of any family
    return address[0] if isinstance(address, tuple) else address


GUARD: Final = Guard()


def watch() -> None:
    """Begin to watch this process, to its end."""
    sys.addaudithook(GUARD.hook)


@contextmanager
def watched(*, loopback: bool) -> Iterator[None]:
    """Let a test run, and fail it where it reached for the network and nobody said so."""
    GUARD.loopback = loopback
    GUARD.touched.clear()
    try:
        yield
    finally:
        GUARD.loopback = False
    if GUARD.touched:
        raise NetworkTouched(f"and this was not told: {', '.join(GUARD.touched)}")
