"""Makes the frames of a file out of what was gathered: all records, and the wanted ones decoded."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forensics.evidence.evtx.harvest import RECORDED, Columns, Harvest
from forensics.evidence.records import LOCATING, Batch, Records

_TEXTS: Final = ("computer", "channel")


def records(harvest: Harvest) -> tuple[Records, frozenset[int]]:
    """Return every record of a file, and the offsets of the copies that were left out.

    A recovered record is a copy where one with the same number and time is live, or was recovered
    before it.
    """
    none = {name: np.zeros(0, dtype=np.int64) for name in RECORDED}
    found = _joined(harvest.records or [none])
    _identify(found, harvest.identified)
    copies = _copies(found)
    kept = ~np.isin(found["offset"], list(copies))
    return Records(
        offset=found["offset"][kept],
        length=found["length"][kept],
        number=found["number"][kept].view(np.uint64),
        written=found["written"][kept],
        event_id=found["event_id"][kept].astype(np.int32),
        recovered=found["live"][kept] == 0,
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


def _joined(parts: Sequence[Columns]) -> Columns:
    """Return the parts one below the other, ordered by offset."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(joined["offset"], kind="stable")
    return {name: column[order] for name, column in joined.items()}


def _identify(found: Columns, identified: Mapping[int, int]) -> None:
    """Set the event ids that the general reader found, by offset."""
    offsets = np.array(sorted(identified), dtype=np.int64)
    places = np.searchsorted(found["offset"], offsets)
    found["event_id"][places] = [identified[offset] for offset in offsets.tolist()]


def _copies(found: Columns) -> frozenset[int]:
    """Return the offsets of recovered records that are there once more."""
    recovered = np.flatnonzero(found["live"] == 0)
    alike = (found["live"] != 0) & np.isin(found["number"], found["number"][recovered])
    seen = set(_keys(found, np.flatnonzero(alike)))
    copies = set()
    keys = zip(_keys(found, recovered), found["offset"][recovered].tolist(), strict=True)
    for key, offset in keys:
        if key in seen:
            copies.add(offset)
        seen.add(key)
    return frozenset(copies)


def _keys(found: Columns, rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return number and time of some records."""
    numbers, times = found["number"][rows].tolist(), found["written"][rows].tolist()
    return list(zip(numbers, times, strict=True))


def _frame(parts: Sequence[Columns], texts: pl.Series, copies: frozenset[int]) -> pl.DataFrame:
    """Return the frame of one batch."""
    found = _joined(parts)
    kept = ~np.isin(found["offset"], list(copies))
    found = {name: column[kept] for name, column in found.items()}
    found["recovered"] = found["live"] == 0
    for unsigned in ("number", "event_record_id"):
        found[unsigned] = found[unsigned].view(np.uint64)
    wanted = [name for name in found if name not in (*LOCATING, "event_id", "live")]
    return pl.DataFrame(
        [
            texts.gather(found[name]).alias(name)
            if name in (*_TEXTS, *wanted)
            else pl.Series(name, found[name], dtype=LOCATING[name])
            for name in (*LOCATING, *wanted)
        ]
    )
