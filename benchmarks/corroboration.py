"""Measures what reading cited records again costs: 400 of them, by both other readers.

    python -m benchmarks.corroboration [LOG]

From the root of a checkout. LOG is an .evtx file; without one a log of 400 chunks is built, of
invented events in changing order, so that the templates of its chunks differ as in real logs. The
records are taken twice: one of each chunk, from as many chunks as there are up to 400, which is the
worst case, as every chunk has to be read and its templates understood; and all from one chunk.

Time is that of the process, in seconds and against SHA-256 of the same file in the same run: the
hash of every exhibit is taken anyway, and how fast a machine is cancels out.
"""

import hashlib
import io
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import polars as pl

from forensics.citing import statements_of
from forensics.events import event_table
from forensics.evidence.corroborate.readers import READERS, corroborate
from forensics.evidence.corroborate.said import Statement
from forensics.evidence.evtx import reader as evtx_reader
from tests.builders import security
from tests.builders import security_classic as classic
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.security import At

RECORDS: Final = 400
MOST_SECONDS: Final = 2.0
"""What 400 records may cost at most on a machine with 2 cores."""

_BEGIN: Final = 134_169_000_000_000_123  # ticks, in 2026
_DIFFERENT: Final = 20  # chunks that are built; the others are copies


def main(arguments: Sequence[str]) -> int:
    """Print what was measured; return 1 where a case takes too long or a reader disagrees."""
    log = Path(arguments[0]).read_bytes() if arguments else built()
    cited = statements(log)
    if not cited:
        print("the log holds no record that a report could cite")
        return 1
    hashed = _seconds_of_hash(log)
    print(f"{len(log) / 1e6:.1f} MB, SHA-256 in {hashed:.3f} s")
    done = [
        _measured("a chunk each", log, spread(cited), hashed),
        _measured("one chunk", log, gathered(cited), hashed),
    ]
    return int(not all(done))


def built() -> bytes:
    """Return a log of 400 chunks with the events of lockouts, their order different in 20."""
    chunks = [_chunk(turn) for turn in range(_DIFFERENT)]
    head = evtx([])[:FILE_HEADER]
    return head + b"".join(islice(cycle(chunks), RECORDS))


def _chunk(turn: int) -> bytes:
    kinds = [
        security.logon_failed_4625,
        security.lockout_4740,
        security.preauth_failed_4771,
        security.logon_4624,
        security.validated_4776,
    ]
    kinds = kinds[turn % 5 :] + kinds[: turn % 5]
    old = classic.failed_529("alice", "WS9", "WS9").event(At(1, _BEGIN))
    events = [kinds[number % 5](At(number + 1, _BEGIN + number)) for number in range(120)]
    events.insert(turn % 4, old)
    return evtx(events)[FILE_HEADER : FILE_HEADER + CHUNK]


def statements(log: bytes) -> list[Statement]:
    """Return what our reader says of every record that a report could cite, by offset."""
    reading = evtx_reader.read(io.BytesIO(log), len(log), event_table().wanted())
    found = [
        statement
        for batch in reading.batches
        for statement in statements_of(batch, batch.frame.filter(~pl.col("recovered"))["offset"])
    ]
    return sorted(found, key=lambda one: one.offset)


def spread(cited: Sequence[Statement]) -> list[Statement]:
    """Return 400 records from as many chunks as possible."""
    places = _by_chunk(cited)
    each = (place[turn % len(place)] for turn in range(RECORDS) for place in places)
    return list(islice(each, RECORDS))


def gathered(cited: Sequence[Statement]) -> list[Statement]:
    """Return 400 records of the chunk that holds most, its records over and over if need be."""
    fullest: list[Statement] = max(_by_chunk(cited), key=len)
    return list(islice(cycle(fullest), RECORDS))


def _by_chunk(cited: Sequence[Statement]) -> list[list[Statement]]:
    chunks: dict[int, list[Statement]] = {}
    for one in cited:
        chunks.setdefault((one.offset - FILE_HEADER) // CHUNK, []).append(one)
    return list(chunks.values())


def _measured(name: str, log: bytes, given: Sequence[Statement], hashed: float) -> bool:
    begin = time.process_time()
    found = corroborate(io.BytesIO(log), given)
    took = time.process_time() - begin
    agree = {reader: sum(one.agrees for one in found[reader]) for reader in READERS}
    print(
        f"{len(given)} records, {name}: {took:.3f} s, {1e3 * took / len(given):.2f} ms a record, "
        f"{took / hashed:.1f} x SHA-256; agree: {agree}"
    )
    return took <= MOST_SECONDS and set(agree.values()) == {len(given)}


def _seconds_of_hash(log: bytes) -> float:
    begin = time.process_time()
    hashlib.sha256(log).digest()
    return max(time.process_time() - begin, 1e-6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
