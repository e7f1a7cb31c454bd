"""What the tests of the .evtx reader share: reading bytes, and the events they ask for."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from forensics.evidence.evtx import reader as evtx
from forensics.evidence.records import Reading, Wanted

AUDITING: Final = "Microsoft-Windows-Security-Auditing"

FIELDS: Final = (
    "TargetUserName",
    "WorkstationName",
    "Workstation",
    "IpAddress",
    "Status",
    "SubStatus",
    "LogonType",
)
"""Names of the values that the oracle of the real files tells, in its order."""

_IDS: Final = (4624, 4625, 4648, 4740, 4767, 4768, 4769, 4771, 4776)
LOGONS: Final = Wanted(fields={AUDITING: dict.fromkeys(_IDS, frozenset(FIELDS))})
NOTHING: Final = Wanted(fields={})


def read(log: bytes, wanted: Wanted = NOTHING) -> Reading:
    """Return what the reader makes of the bytes of a log."""
    return evtx.read(io.BytesIO(log), len(log), wanted)


def live(reading: Reading) -> int:
    """Return the number of live records."""
    return int((~reading.records.recovered).sum())


def counts(reading: Reading) -> tuple[int, int]:
    """Return how many records are live, and how many are outside a chain, copies among them."""
    recovered = int(reading.records.recovered.sum())
    return live(reading), recovered + reading.duplicates


def event_ids(reading: Reading) -> Mapping[str, int]:
    """Return how often each event id occurs among the live records, by its text."""
    return Counter(map(str, reading.records.event_id[~reading.records.recovered].tolist()))


def rows(reading: Reading) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield provider, event id and row of every live record that was decoded."""
    for batch in reading.batches:
        for row in batch.frame.filter(~batch.frame["recovered"]).iter_rows(named=True):
            yield batch.provider, batch.event_id, row


def damage(reading: Reading) -> list[tuple[str, int, int]]:
    """Return code, offset and length of every row of damage."""
    return [(row.code.value, row.offset, row.length) for row in reading.damage]
