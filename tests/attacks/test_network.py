"""The guard over all tests: no socket leaves this machine, and nobody can hide that one tried."""

import socket
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.network import GUARD, NetworkTouched, watched

REACHING: list[Callable[[], object]] = [
    lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.01),
    lambda: socket.getaddrinfo("h.example", 443),
    lambda: socket.gethostbyname("h.example"),
]


@pytest.mark.parametrize("reach", REACHING)
def test_a_test_that_reaches_for_the_network_is_stopped(reach: Callable[[], object]) -> None:
    with pytest.raises(NetworkTouched, match="a test reached for the network: socket"):
        reach()
    assert len(GUARD.touched) == 1
    GUARD.touched.clear()


def _careless() -> None:
    with watched(loopback=False), suppress(Exception):
        socket.getaddrinfo("h.example", 443)


def test_an_exception_that_a_library_swallows_still_fails_the_test() -> None:
    with pytest.raises(NetworkTouched, match=r"was not told: socket\.getaddrinfo"):
        _careless()
    GUARD.touched.clear()


def test_processes_of_one_machine_talk_by_the_file_system() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"x")
        assert right.recv(1) == b"x"


@pytest.mark.loopback
def test_a_marked_test_reaches_this_machine_and_no_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address, timeout=5):
            pass
    with socket.socket() as out, pytest.raises(NetworkTouched, match=r"192\.0\.2\.1"):
        out.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkTouched, match=r"h\.example"):
        socket.getaddrinfo("h.example", 443)
    assert len(GUARD.touched) == 2
    GUARD.touched.clear()
