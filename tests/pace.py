"""Bounds on time that a busy or slow machine does not break, and quadratic time does.

A bound is stated in seconds of the processor, for a machine on which `LOOP` takes `LOOP_TAKES`.
What overruns it has as much longer as the loop takes longer now, and is done again, up to three
times. What grows with the square of its input is over by far more than any machine is slow.
"""

from collections.abc import Callable
from time import process_time
from typing import Final, TypeVar

Done = TypeVar("Done")

LOOP: Final = 1_000_000
LOOP_TAKES: Final = 0.06
"""Seconds in which `LOOP` numbers are added up where the bounds of SECURITY.md were measured."""

_TRIES: Final = 3


def bounded(seconds: float, work: Callable[[], Done]) -> Done:
    """Do some work, and fail if it takes longer than it may.

    Args:
        seconds: The bound, of the processor.
        work: What is done, with the same outcome each time.

    Returns:
        What came of it.

    Raises:
        AssertionError: It took longer, three times.
    """
    overran = []
    for _ in range(_TRIES):
        begun = process_time()
        done = work()
        took = process_time() - begun
        if took <= seconds or took <= seconds * slower():
            return done
        overran.append(took)
    raise AssertionError(f"may take {seconds} s, took {overran}, where the loop took {loop()}")


def slower() -> float:
    """Return how many times as long as there this machine takes now, at least 1."""
    return max(1.0, loop() / LOOP_TAKES)


def loop() -> float:
    """Return the seconds that the loop takes now."""
    begun = process_time()
    sum(range(LOOP))
    number = 0
    while number < LOOP:
        number += 1
    return process_time() - begun
