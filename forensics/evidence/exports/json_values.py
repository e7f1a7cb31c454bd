"""The values of the wanted records of a JSON export, each decoded once more, to the letter.

Where an exporter kept no event data (PowerShell below the depth that it was asked for), what the
rendered message shows stands for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from forensics.evidence.exports.exported import CLASSIC, Values, wanted_rows
from forensics.evidence.exports.json_decode import decode_exactly, reach, text_of
from forensics.evidence.exports.json_layouts import Layout, unwrapped
from forensics.evidence.exports.singly import TOLD, columns, named
from forensics.evidence.records import Wanted
from forensics.evidence.texts.messages import by_label

Doubt = tuple[int, tuple[str, str]]

_TWICE: Final = "it stands twice, with different values: the first counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """The objects of a text, each with its piece of it, layout, and what it tells of itself.

    Attributes:
        told: A list for each of `singly.TOLD`.
    """

    pieces: list[bytes] = field(default_factory=list)
    layouts: list[Layout | None] = field(default_factory=list)
    told: tuple[list[str | None], ...] = field(default_factory=lambda: tuple([] for _ in TOLD))

    def tell(self, told: Sequence[Sequence[str | None]]) -> None:
        """Add what some objects tell, a column for each of `singly.TOLD`."""
        for column, more in zip(self.told, told, strict=True):
            column.extend(more)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The values of one record; `joined` where its insertion strings stand in one text."""

    pairs: Sequence[tuple[str, str | None]]
    message: str | None
    twice: frozenset[str]
    joined: bool


def decode_wanted(
    index: pl.DataFrame, objects: Objects, wanted: Wanted
) -> tuple[tuple[Values, ...], list[Doubt], int]:
    """Return the values, doubts, and how many records were told from their messages alone.

    A doubt is the place of a record in `index`, what was expected of its values, and what was
    found.
    """
    found: list[Values] = []
    doubts: list[Doubt] = []
    told = 0
    for provider, event_id, place in wanted_rows(index, wanted):
        names = wanted.fields[provider][event_id]
        chosen = [
            _values(objects.pieces[row], objects.layouts[row], provider, event_id)
            for row in place.to_list()
        ]
        pairs = [named(one.pairs) for one in chosen]
        values = columns(pairs, names, [len(one.pairs) for one in chosen])
        bare = {
            row: one.message
            for row, one in enumerate(chosen)
            if one.message and names and not names & pairs[row].keys()
        }
        if bare:
            values = _with_messages(values, bare, provider, event_id)
        told += len(bare)
        doubts += _doubts(place, chosen, values, names)
        found.append(Values(provider=provider, event_id=event_id, place=place, frame=values))
    return tuple(found), doubts, told


def _values(piece: bytes, layout: Layout | None, provider: str, event_id: int) -> _Shown:
    exact = decode_exactly(piece)
    if isinstance(exact, str) or layout is None:
        return _Shown(pairs=(), message=None, twice=frozenset(), joined=False)
    record = unwrapped(exact.value)
    pairs = layout.values(record, provider, event_id)
    return _Shown(
        pairs=pairs,
        message=text_of(reach(record, layout.message)),
        twice=frozenset(exact.twice),
        joined=layout.exporter == "EvtxECmd" and provider == CLASSIC and len(pairs) == 1,
    )


def _with_messages(
    values: pl.DataFrame, bare: Mapping[int, str], provider: str, event_id: int
) -> pl.DataFrame:
    """Return the values, those of the rows in `bare` as their messages show them."""
    shown = by_label(pl.Series(bare.values(), dtype=pl.String), provider, event_id)
    known = [name for name in shown.columns if name in values.columns]
    if "strings" not in known:  # as many as there are names
        present = pl.sum_horizontal(pl.all().is_not_null()) if known else pl.lit(0)
        shown = shown.with_columns(present.cast(pl.UInt16).alias("strings"))
    told = shown.select(*known, *({"strings"} - set(known)))
    told = told.insert_column(0, pl.Series("row", bare.keys(), dtype=pl.UInt32))
    return values.with_row_index("row").update(told, on="row").drop("row")


def _doubts(
    place: pl.Series, chosen: Sequence[_Shown], values: pl.DataFrame, names: frozenset[str]
) -> Iterator[Doubt]:
    """Yield what was expected and found where the values of a record are in doubt."""
    none = values.select(pl.all_horizontal(pl.col(*names).is_null())) if names else None
    empty = none.to_series().to_list() if none is not None else [False] * len(chosen)
    for row, one, nothing in zip(place.to_list(), chosen, empty, strict=True):
        for name in sorted(one.twice & names):
            yield row, (f"{name} once", _TWICE)
        if one.joined:
            yield row, ("insertion strings", "one text that joins them")
        elif nothing:
            yield row, ("event data or a message that shows it", "neither")
