"""Reads the event logs of Windows NT 4, 2000, XP and Server 2003 (.evt), in place.

The stages: bytes and bounds (`evt_parts`), every record wherever it lies (`evt_scan`), whether it
agrees with itself (`evt_layout`), live or recovered (`evt_way`, `evt_ring`, `evt_damage`), what
the log claims (`evt_claims`) and every byte (`evt_bytes`), names of all (`evt_names`), values of
the wanted ones (`evt_values`). A record of an .evt log has no System section, so
`event_record_id` and `channel` are null.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evt.layout import read_heads
from forensics.evidence.evt.names import Names, names_damage, read_names
from forensics.evidence.evt.parts import (
    SIGNATURE,
    Content,
    load,
    markers,
)
from forensics.evidence.evt.ring import Ring, survey
from forensics.evidence.evt.scan import scan
from forensics.evidence.evt.values import read_sids, read_strings
from forensics.evidence.records import LOCATING, Batch, Reading, Records, Wanted
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS, Damage, DamageCode

_STRING_NUMBER: Final = re.compile("[1-9][0-9]{0,4}")
_EVENT_ID: Final = 0xFFFF  # the high 16 bits are severity, customer flag and facility


def recognises(head: bytes) -> bool:
    """Tell whether `head`, the first bytes of a file, belong to an .evt log.

    A log without its header is known by a whole record or an end marker in `head`.
    """
    if head[4:8] == SIGNATURE:
        return True
    content = Content(data=head, size=len(head))
    found, _ = read_heads(content, scan(content, ()))
    return next(markers(content), None) is not None or len(found.offset) > 0


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Read a whole log, live records and recovered ones, and decode the wanted.

    Args:
        file: Open at any position; read from its start.
        size: Bytes to read.
        wanted: Providers are the sources of the records, values the numbers of their strings.

    Returns:
        Every frame has one column more than the contract: `sid`, the user of the event
        (`S-1-5-18`), null where the record has none. No input raises.
    """
    content = load(file, size)
    ring = survey(content)
    names = read_names(content, ring.found, ring.fixed)
    batches, unreadable = _batches(content, ring, names, wanted)
    damage = (
        *ring.damage,
        *_shortened(content, size),
        *names_damage(content, ring.found, names),
        *unreadable,
    )
    return Reading(
        records=_records(ring),
        batches=batches,
        damage=tuple(sorted(damage, key=lambda row: row.offset)),
        computers=_computers(names),
        claims=ring.claims,
        duplicates=ring.duplicates,
        bytes=replace(ring.bytes, unreadable=ring.bytes.unreadable + max(0, size - content.size)),
    )


def _shortened(content: Content, size: int) -> Iterator[Damage]:
    if content.size < size:
        yield Damage(
            offset=content.size,
            length=size - content.size,
            code=DamageCode.CHANGED_WHILE_READ,
            expected=f"{size} bytes",
            found=f"{content.size} bytes",
        )


def _computers(names: Names) -> tuple[str, ...]:
    """Return the distinct computers in the order in which the file names them."""
    first = np.full(len(names.computers), len(names.pair))
    # Of equal indices the last one assigns.
    first[names.pair[::-1]] = np.arange(len(names.pair))[::-1]
    order = np.argsort(first, kind="stable")
    seen = (names.computers[pair] for pair in order[: np.count_nonzero(first < len(names.pair))])
    return tuple(dict.fromkeys(name for name in seen if name is not None))


def _records(ring: Ring) -> Records:
    fixed = ring.fixed
    return Records(
        offset=ring.found.offset,
        length=ring.found.length,
        number=fixed["number"].astype(np.uint64),
        written=_ticks(fixed["written"]),
        event_id=(fixed["event_id"] & _EVENT_ID).astype(np.int32),
        recovered=ring.recovered,
    )


def _ticks(seconds: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return Unix seconds as ticks."""
    return seconds.astype(np.int64) * TICKS_PER_SECOND + UNIX_EPOCH_TICKS


def _batches(
    content: Content, ring: Ring, names: Names, wanted: Wanted
) -> tuple[tuple[Batch, ...], tuple[Damage, ...]]:
    """Decode the wanted records; return them by provider and event id, and their damage."""
    batches: list[Batch] = []
    damage: list[Damage] = []
    for provider in sorted(set(wanted.fields) & set(filter(None, names.sources))):
        named = np.array([source == provider for source in names.sources], np.bool_)[names.pair]
        rows = np.flatnonzero(named)
        event_id = (ring.fixed["event_id"][rows] & _EVENT_ID).astype(np.int64)
        present = np.flatnonzero(np.bincount(event_id)).tolist()
        for number in sorted(set(wanted.fields[provider]) & set(present)):
            values = wanted.fields[provider][number]
            some = rows[event_id == number]
            frame, unreadable = _frame(content, ring, names, some, values)
            batches.append(Batch(provider=provider, event_id=number, frame=frame))
            damage += unreadable
    return tuple(batches), tuple(damage)


def _frame(
    content: Content, ring: Ring, names: Names, rows: NDArray[np.int64], values: frozenset[str]
) -> tuple[pl.DataFrame, tuple[Damage, ...]]:
    """Return the locating columns, `sid` and the strings numbered in `values`."""
    found = ring.found.where(rows)
    fixed = ring.fixed[rows]
    strings, damage = read_strings(content, found, fixed)
    computers = pl.Series(names.computers, dtype=pl.String())
    locating: dict[str, pl.Series | NDArray[np.generic] | None] = {
        "offset": found.offset,
        "length": found.length,
        "number": fixed["number"],
        "event_record_id": None,
        "written": _ticks(fixed["written"]),
        "created": _ticks(fixed["generated"]),
        "computer": computers.gather(names.pair[rows]),
        "channel": None,
        "recovered": ring.recovered[rows],
        "strings": strings.count,
    }
    frame = pl.DataFrame(
        {
            name: locating[name]
            if locating[name] is not None
            else pl.Series([None], dtype=dtype).new_from_index(0, len(rows))
            for name, dtype in LOCATING.items()
        }
    ).cast(pl.Schema(LOCATING))
    numbers = {value: _string_number(value) for value in values}
    ordered = dict(sorted(numbers.items(), key=lambda item: item[::-1]))
    frame = frame.with_columns(read_sids(content, found, fixed))
    return frame.hstack(strings.columns(ordered)), damage


def _string_number(value: str) -> int:
    """Return which string a value names; 0, which no record has, where it names none."""
    return int(value) if _STRING_NUMBER.fullmatch(value) else 0
