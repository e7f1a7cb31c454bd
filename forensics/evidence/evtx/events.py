"""Reads what the wanted events carry: the fields of their own data, by the layout of a template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evtx.binxml import BINXML_TYPE, Hole, Part
from forensics.evidence.evtx.blocks import Block
from forensics.evidence.evtx.instances import (
    NULL_TYPE,
    Cells,
    Instances,
    instances,
    stacked,
)
from forensics.evidence.evtx.layouts import NO_DATA, NOWHERE, EventData
from forensics.evidence.evtx.templates import PRESENT, UNKNOWN, Template, Templates
from forensics.evidence.evtx.values import Vocabulary, column, strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The data of some events, a row each.

    Attributes:
        found: The templates they are written by.
        number: int64, the template's place among those known.
        missing: int64, where the definition of that template stands, bytes from the start of the
            block, if nobody could read it; else `PRESENT`.
        unusual: bool, whether they are written in another way, and left to the general reader.
    """

    found: Instances
    number: NDArray[np.int64]
    missing: NDArray[np.int64]
    unusual: NDArray[np.bool_]

    def layouts(self, templates: Templates) -> Iterator[tuple[EventData, NDArray[np.int64]]]:
        """Yield each layout that was met, and its rows."""
        usual = ~self.unusual & (self.number != UNKNOWN)
        for number in np.unique(self.number[usual]).tolist():
            layout = templates.known[number].data
            if layout is not None:
                yield layout, np.flatnonzero(usual & (self.number == number))


def events(block: Block, data: Cells, templates: Templates) -> Events:
    """Return how the data in these cells are laid out; null is an event without data."""
    found = instances(block, data.at, data.at + data.size)
    number = templates.resolve(block, found)
    without = (data.kind == NULL_TYPE) | (data.size == 0)
    number[without] = templates.number(Template(data=NO_DATA))
    plain = np.array([*(template.data is not None for template in templates.known), True])
    return Events(
        found=found,
        number=number,
        missing=np.where(found.sane & ~without & (number == UNKNOWN), found.definition, PRESENT),
        unusual=~without & (~found.sane | ~plain[number] | (data.kind != BINXML_TYPE)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The values `names` of the events `rows`, which are of one layout."""

    rows: NDArray[np.int64]
    layout: EventData
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The wanted values of some events: how many each event carries, and codes by name."""

    strings: NDArray[np.int64]
    codes: Mapping[str, NDArray[np.int64]]


def values(
    block: Block, found: Instances, asked: Sequence[Asked], words: Vocabulary
) -> list[Values]:
    """Return what was asked. A name that the layout lacks is not recorded.

    All values are decoded in one go, which takes much less time than one by one.
    """
    parts = [[one.layout.find(name) for name in one.names] for one in asked]
    cells = [_cells(found, one.rows, some) for one, some in zip(asked, parts, strict=True)]
    ends = np.cumsum([len(one.at) for one in cells], dtype=np.int64)
    each = np.split(column(block, stacked(cells), words), ends)[: len(asked)]
    decoded = []
    for one, some, codes in zip(asked, parts, each, strict=True):
        named = dict(zip(one.names, codes.reshape(len(one.names), len(one.rows)), strict=True))
        for name, part in zip(one.names, some, strict=True):
            if isinstance(part, str):
                named[name] = np.full(len(one.rows), words.code(part), dtype=np.int64)
        counts = np.full(len(one.rows), one.layout.strings, dtype=np.int64)
        decoded.append(_classic(block, found, one, Values(strings=counts, codes=named), words))
    return decoded


def _cells(found: Instances, rows: NDArray[np.int64], parts: Sequence[Part | None]) -> Cells:
    """Return where the values in some places of a layout stand; null where there is no value."""
    numbers = [part.index if isinstance(part, Hole) else NOWHERE for part in parts]
    return found.stacked(numbers, rows)


def _classic(
    block: Block, found: Instances, asked: Asked, named: Values, words: Vocabulary
) -> Values:
    """Return the strings by their numbers, where a layout keeps them all in one value."""
    if asked.layout.classic is None:
        return named
    numbers = [name for name in asked.names if name.isdecimal()]
    cells = found.cells(asked.layout.classic, asked.rows)
    counts, each = strings(block, cells, [int(name) for name in numbers], words)
    return Values(strings=counts, codes={**named.codes, **dict(zip(numbers, each, strict=True))})
