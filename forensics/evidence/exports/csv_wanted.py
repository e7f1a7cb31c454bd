"""The values of the wanted records of a CSV, those of all its stretches together.

Expressions are made once for many records, so these wait until the whole file is read; then they
are gone through some ten thousand at a time.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from forensics.evidence.exports.csv_headings import Layout
from forensics.evidence.exports.csv_quotes import Places
from forensics.evidence.exports.csv_stretch import Chosen, Part
from forensics.evidence.exports.csv_table import alone
from forensics.evidence.exports.csv_values import read_values
from forensics.evidence.exports.exported import Values
from forensics.evidence.records import Wanted
from forensics.evidence.texts.messages import unread

_AT_ONCE: Final = 1 << 15  # records


def values_of(parts: Sequence[Part], wanted: Wanted) -> tuple[tuple[Values, ...], Places, int]:
    """Return the values of the wanted records of a file, by their places in it.

    The second is the places of the records whose values are broken, the third how many records
    have none at all.
    """
    found: list[Values] = []
    broken = [np.empty(0, dtype=np.int64)]
    bare = 0
    layouts = parts[0].layouts
    for one in _together(parts):
        names = wanted.fields[one.provider][one.event_id]
        frames = []
        step = len(one.place) if any(map(asks_all, layouts)) else _AT_ONCE
        for begin in range(0, len(one.place), step):
            some = _some(one, slice(begin, begin + step))
            frame, bad, none = _decoded(some, parts[0].mark, layouts, names)
            frames.append(frame)
            broken.append(some.place.to_numpy()[bad])
            bare += none
        values = pl.concat(frames, how="diagonal_relaxed")
        found.append(
            Values(provider=one.provider, event_id=one.event_id, place=one.place, frame=values)
        )
    return tuple(found), np.concatenate(broken), bare


def asks_all(layout: Layout) -> bool:
    """Tell whether the records of one event id must be gone through together.

    Where an export has both insertion strings and messages, whether messages are asked depends on
    the strings of all of them.
    """
    return {"strings", "message"} <= layout.columns.keys()


def _together(parts: Sequence[Part]) -> Iterator[Chosen]:
    """Yield the wanted records of all stretches, those of one provider and event id together."""
    several: dict[tuple[str, int], list[tuple[int, Chosen]]] = {}
    before = 0
    for part in parts:
        for one in part.chosen:
            several.setdefault((one.provider, one.event_id), []).append((before, one))
        before += len(part.index)
    for (provider, event_id), found in sorted(several.items(), key=lambda item: item[0]):
        yield Chosen(
            provider=provider,
            event_id=event_id,
            place=pl.concat([one.place.cast(pl.Int64) + at for at, one in found]),
            layout=np.concatenate([one.layout for _, one in found]),
            text=pl.concat([one.text for _, one in found]),
        )


def _some(chosen: Chosen, which: slice) -> Chosen:
    return Chosen(
        provider=chosen.provider,
        event_id=chosen.event_id,
        place=chosen.place[which],
        layout=chosen.layout[which],
        text=chosen.text[which],
    )


def _decoded(
    chosen: Chosen, mark: str, layouts: Sequence[Layout], names: frozenset[str]
) -> tuple[pl.DataFrame, Places, int]:
    """Return values, which of the records have broken ones, and how many have none at all."""
    table = alone(chosen.text, mark)
    event = (chosen.provider, chosen.event_id)
    parts, broken, bare = [], [], 0
    for which in np.unique(chosen.layout).tolist():
        rows = np.flatnonzero(chosen.layout == which)
        values, bad = read_values(table, rows, layouts[which], event, names)
        bare += unread(values) if "message" in layouts[which].columns else 0
        parts.append(values.with_columns(pl.Series("row", rows)))
        broken.append(bad)
    together = pl.concat(parts, how="diagonal_relaxed").sort("row").drop("row")
    return together, np.concatenate(broken), bare
