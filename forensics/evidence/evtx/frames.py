"""Makes the frames of a file out of what was gathered: all records, and the wanted ones decoded."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evtx.harvest import RECORDED, Columns, Harvest, Kind
from forensics.evidence.records import LOCATING, Batch, Records

_TEXTS: Final = ("computer", "channel")
_PLACES: Final = ("offset", "length", "live")  # where a record stands, and not what it says

_Content: TypeAlias = tuple[Kind | int, ...]


def records(harvest: Harvest) -> tuple[Records, frozenset[int]]:
    """Return every record of a file, and the offsets of the copies that were left out.

    A recovered record is a copy where one with the same number and time is live, or was recovered
    before it, unless both were decoded and say different things.
    """
    kinds = [(kind, part) for kind, parts in harvest.kinds.items() for part in parts]
    return apart(recorded(harvest.records), harvest.identified, kinds)


def apart(
    found: Columns, identified: Mapping[int, int], kinds: Sequence[tuple[Kind, Columns]]
) -> tuple[Records, frozenset[int]]:
    """Return records, which are ordered by offset, and the offsets of copies among them.

    Args:
        found: The records.
        identified: Offset -> event id, of those that the general reader has read.
        kinds: The wanted ones among them, decoded.
    """
    found = {**found, "event_id": _identify(found, identified)}
    copies = _copies(found, kinds)
    kept = _without(found, copies)
    return Records(
        offset=kept["offset"],
        length=kept["length"],
        number=kept["number"].view(np.uint64),
        written=kept["written"],
        event_id=kept["event_id"].astype(np.int32),
        recovered=kept["live"] == 0,
    ), copies


def batches(harvest: Harvest, copies: frozenset[int]) -> tuple[Batch, ...]:
    """Return the wanted records, without the copies; ordered by provider, id and first offset."""
    texts = harvest.words.series()
    found = [
        Batch(provider=kind.provider, event_id=kind.event_id, frame=_frame(parts, texts, copies))
        for kind, parts in harvest.kinds.items()
    ]
    filled = [batch for batch in found if len(batch.frame)]
    return tuple(
        sorted(filled, key=lambda one: (one.provider, one.event_id, one.frame["offset"][0]))
    )


def computers(harvest: Harvest) -> tuple[str, ...]:
    """Return the names of computers, in the order of where they stand first."""
    codes = sorted(harvest.computers, key=lambda code: harvest.computers[code])
    return tuple(text for code in codes if (text := harvest.words.texts[code]) is not None)


def recorded(parts: Sequence[Columns]) -> Columns:
    """Return what is kept of every record, ordered by offset; there may be no part."""
    none = {name: np.zeros(0, dtype=np.int64) for name in RECORDED}
    return joined(parts or [none])


def joined(parts: Sequence[Columns]) -> Columns:
    """Return the parts one below the other, ordered by offset."""
    joined = parts[0]
    if len(parts) > 1:
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if (np.diff(joined["offset"]) >= 0).all():
        return joined
    order = np.argsort(joined["offset"], kind="stable")
    return {name: column[order] for name, column in joined.items()}


def _without(found: Columns, copies: frozenset[int]) -> Columns:
    """Return the rows that are no copies; they are ordered by offset, which are all different."""
    if not copies:
        return found
    offsets = np.fromiter(copies, dtype=np.int64, count=len(copies))
    places = np.searchsorted(found["offset"], offsets)
    there = places < len(found["offset"])
    places, offsets = places[there], offsets[there]
    kept = np.ones(len(found["offset"]), dtype=np.bool_)
    kept[places[found["offset"][places] == offsets]] = False
    return {name: column[kept] for name, column in found.items()}


def _identify(found: Columns, identified: Mapping[int, int]) -> NDArray[np.int64]:
    """Return the event ids with those that the general reader found, by offset."""
    offsets = np.array(sorted(identified), dtype=np.int64)
    places = np.searchsorted(found["offset"], offsets)
    event_id = found["event_id"].copy()
    event_id[places] = [identified[offset] for offset in offsets.tolist()]
    return event_id


def _copies(found: Columns, kinds: Sequence[tuple[Kind, Columns]]) -> frozenset[int]:
    """Return the offsets of recovered records that are there once more."""
    recovered = np.flatnonzero(found["live"] == 0)
    if not len(recovered):
        return frozenset()
    alike = (found["live"] != 0) & np.isin(found["number"], found["number"][recovered])
    rows = np.append(np.flatnonzero(alike), recovered)
    said = _said(kinds, found["offset"][rows])
    met: dict[tuple[int, int], set[_Content | None]] = {}
    copies = set()
    for key, place in zip(_keys(found, rows), rows.tolist(), strict=True):
        offset = int(found["offset"][place])
        content, before = said.get(offset), met.setdefault(key, set())
        # What could not be decoded cannot be told apart from what could.
        known = content in before or None in before or content is None
        if before and known and not found["live"][place]:
            copies.add(offset)
        before.add(content)
    return frozenset(copies)


def _said(kinds: Sequence[tuple[Kind, Columns]], offsets: NDArray[np.int64]) -> dict[int, _Content]:
    """Return offset -> what a record says, of those at some offsets that were decoded."""
    said: dict[int, _Content] = {}
    asked = np.sort(offsets)
    for kind, columns in kinds:
        nearest = np.minimum(np.searchsorted(asked, columns["offset"]), len(asked) - 1)
        rows = np.flatnonzero(asked[nearest] == columns["offset"])
        values = [columns[name][rows].tolist() for name in sorted(columns) if name not in _PLACES]
        contents = zip(*values, strict=True)
        said |= {
            offset: (kind, *content)
            for offset, content in zip(columns["offset"][rows].tolist(), contents, strict=True)
        }
    return said


def _keys(found: Columns, rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return number and time of some records."""
    numbers, times = found["number"][rows].tolist(), found["written"][rows].tolist()
    return list(zip(numbers, times, strict=True))


def _frame(parts: Sequence[Columns], texts: pl.Series, copies: frozenset[int]) -> pl.DataFrame:
    """Return the frame of one batch."""
    found = dict(_without(joined(parts), copies))
    found["recovered"] = found["live"] == 0
    for unsigned in ("number", "event_record_id"):
        found[unsigned] = found[unsigned].view(np.uint64)
    wanted = [name for name in found if name not in (*LOCATING, "event_id", "live")]
    return pl.DataFrame(
        [
            texts[found[name]].alias(name)
            if name in (*_TEXTS, *wanted)
            else pl.Series(name, found[name], dtype=LOCATING[name])
            for name in (*LOCATING, *wanted)
        ]
    )
