"""What is left of an .evt log of some 2,000 records after damage, kind by kind, in exact figures.

`SAVED` is 2,000 records and 30 older ones behind the end marker. `RING` is a log of 512 KiB that
has gone round: its oldest records are overwritten, one of the others runs over its end.
"""

from collections.abc import Callable
from random import Random
from struct import pack_into
from typing import Final

import pytest

from tests.builders import evt as build
from tests.evidence.evt.evt_readings import failures, nothing, read

SAVED: Final = build.evt(failures(2000, first=31), slack=failures(30))
RING: Final = build.evt(failures(3000), size=1 << 19)
DIRTY_RING: Final = build.evt(failures(3000), size=1 << 19, dirty=True)
PATTERN: Final = bytes.fromhex("28000000 11111111 22222222 33333333 44444444")

State = tuple[int, int, int, int]
"""Live records, recovered ones, rows of damage, unreadable bytes."""


def state(log: bytes) -> State:
    reading = read(log, nothing())
    recovered = int(reading.records.recovered.sum())
    assert reading.duplicates == 0
    assert reading.bytes is not None
    assert reading.bytes.total == len(log)
    live = len(reading.records.offset) - recovered
    return live, recovered, len(reading.damage), reading.bytes.unreadable


def over(log: bytes, at: int, more: bytes) -> bytes:
    return log[:at] + more + log[at + len(more) :]


def without_header(log: bytes) -> bytes:
    return over(log, 0, bytes(48))


def without_end(log: bytes) -> bytes:
    return over(log, log.index(PATTERN), bytes(40))


def stale(log: bytes) -> bytes:
    """Return the log with the header of a younger day: dirty, one record, the first there was."""
    old = bytearray(log)
    pack_into("<5I", old, 16, 48, 48 + 268, 2, 1, len(log))
    old[36] |= build.DIRTY
    return bytes(old)


def called_empty(log: bytes) -> bytes:
    return over(log, 16, build.evt([])[16:32])


def flipped(log: bytes) -> bytes:
    draw = Random(400)  # noqa: S311 - the same 400 bits each time
    flips = bytearray(log)
    for bit in draw.sample(range(8 * len(log)), 400):
        flips[bit // 8] ^= 1 << bit % 8
    return bytes(flips)


@pytest.mark.parametrize(
    ("damage", "saved", "ring"),
    [
        pytest.param(lambda log: log, (2000, 30, 0, 0), (1950, 0, 0, 0), id="none"),
        pytest.param(
            lambda log: log[:400_000], (1487, 0, 3, 248), (1486, 0, 2, 436), id="cut at 400,000"
        ),
        pytest.param(without_header, (2000, 30, 1, 48), (1950, 0, 1, 48), id="header zeroed"),
        pytest.param(lambda log: log[48:], (0, 2030, 2, 0), (0, 1949, 3, 128), id="header missing"),
        pytest.param(
            lambda log: bytes(512) + log, (0, 2030, 3, 96), (0, 1949, 4, 364), id="shifted"
        ),
        pytest.param(stale, (2000, 30, 0, 0), (1950, 0, 0, 0), id="dirty with a stale header"),
        pytest.param(called_empty, (2000, 30, 1, 0), (1950, 0, 1, 0), id="header says empty"),
        pytest.param(without_end, (2000, 30, 1, 40), (1950, 0, 1, 40), id="no end marker"),
        pytest.param(
            lambda log: stale(without_end(log)),
            (2000, 30, 1, 40),
            (1049, 901, 1, 40),
            id="stale, no end",
        ),
        pytest.param(
            lambda log: without_header(without_end(log)),
            (0, 2030, 2, 48),
            (0, 1950, 2, 48),
            id="neither",
        ),
        pytest.param(flipped, (1995, 30, 57, 1340), (1941, 0, 57, 2424), id="400 bits flipped"),
        pytest.param(
            lambda log: over(log, 200_000, bytes(4096)),
            (1983, 30, 1, 4568),
            (1934, 0, 1, 4296),
            id="zeros",
        ),
        pytest.param(
            lambda log: over(log, 200_000, b"\xff" * 4096),
            (1983, 30, 1, 4568),
            (1934, 0, 1, 4296),
            id="0xff",
        ),
    ],
)
def test_so_much_is_left(damage: Callable[[bytes], bytes], saved: State, ring: State) -> None:
    assert (state(damage(SAVED)), state(damage(RING))) == (saved, ring)


def test_a_dirty_copy_of_a_log_in_use_loses_nothing() -> None:
    assert state(DIRTY_RING) == state(RING)
