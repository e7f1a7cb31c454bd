"""Runs one thing beside another, in a thread that nobody waits for when the program ends."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def start(function: Callable[[_Given], _Made], given: _Given) -> Future[_Made]:
    """Return what becomes of `function(given)`; its result raises the OSError that this raised.

    It pays for hashing, which lets other threads run meanwhile, and for waiting on another process.
    A pool of threads would keep the program from ending until the last of it is done.
    """
    future: Future[_Made] = Future()
    Thread(target=_fill, args=(future, function, given), daemon=True).start()
    return future


def _fill(future: Future[_Made], function: Callable[[_Given], _Made], given: _Given) -> None:
    try:
        future.set_result(function(given))
    except OSError as error:
        future.set_exception(error)
    finally:
        future.cancel()  # after a bug; a result stays one
