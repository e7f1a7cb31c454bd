"""When things happen in an invented incident: jitter and bursts that are the same on every run.

A generator of random numbers may change with the Python version; a hash does not, and what one
client does moves nothing of another's.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from tests.builders.incident import Attempt


def spread(low: int, high: int, *key: object) -> int:
    """Return a whole number from `low` to `high`: arbitrary, and the same for the same key."""
    digest = sha256("|".join(map(str, key)).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def burst(first: Attempt, tries: int, gap: tuple[int, int]) -> Iterator[Attempt]:
    """Yield `tries` attempts like `first`, with `gap` (least and most, seconds) between."""
    after = timedelta()
    for number in range(tries):
        yield replace(first, time=first.time + after)
        step = spread(*gap, first.client.name, first.target, first.time, number)
        after += timedelta(seconds=step)
