"""What many JSON records of one exporter tell of themselves, column by column.

The same as `json_layouts.told_by` gives for each: records that are all of one layout are gone
through path by path, not record by record. Where one of them is of another, all of them go the
other way.
"""

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

import orjson

from forensics.evidence.exports.json_decode import text_of
from forensics.evidence.exports.json_layouts import LAYOUTS, Layout, Path, unwrapped

Told: TypeAlias = tuple[Sequence[str | None], ...]
"""Columns in the order of `singly.TOLD`."""

Seen: TypeAlias = dict[Path, Sequence[Any]]
"""What stands at the end of a path in each record; None where a record has no such path."""


def told_alike(pieces: Sequence[bytes], layout: Layout | None) -> Told | None:
    """Return what records tell of themselves, None where one is no record of the layout."""
    if layout is None:
        return None
    try:
        values = [orjson.loads(piece) for piece in pieces]
    except orjson.JSONDecodeError:
        return None
    if set(map(type, values)) != {dict}:
        return None
    seen = _looked_up([unwrapped(value) for value in values], layout)
    if any(None in _reached(seen, mark) for mark in layout.marks):
        return None
    channel = _texts(seen, layout.channel)
    provider = _texts(seen, layout.provider)
    if None in provider:  # as `json_layouts.told_by` says
        provider = [
            of if one is None and of == "Security" else one
            for one, of in zip(provider, channel, strict=True)
        ]
    others = (layout.event_id, layout.number, layout.created, layout.computer)
    return provider, *(_texts(seen, paths) for paths in others), channel


def _looked_up(records: list[dict[str, Any]], layout: Layout) -> Seen:
    """Return what stands at the paths of a layout, of those that all of the records have."""
    seen: Seen = {(): records}
    for above, names in _steps(LAYOUTS.index(layout)):
        holders = seen.get(above, ())
        here = [name for name in names if holders and name in holders[0]]
        if here:
            try:
                rows = list(map(itemgetter(here[0], *here), holders))
            except (KeyError, TypeError):  # a record without one of them; one that is no object
                continue
            columns = list(zip(*rows, strict=True))[1:]
            seen |= {(*above, name): column for name, column in zip(here, columns, strict=True)}
    return seen


@cache
def _steps(place: int) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """Return the names that the paths of a layout go through below each other, from the top."""
    layout = LAYOUTS[place]
    paths = (
        *(*layout.marks, *layout.provider, *layout.event_id, *layout.number),
        *(*layout.created, *layout.computer, *layout.channel),
    )
    steps: dict[Path, dict[str, None]] = {}
    for path in paths:
        for depth, name in enumerate(path):
            steps.setdefault(path[:depth], {})[name] = None
    return tuple((above, tuple(steps[above])) for above in sorted(steps, key=len))


def _reached(seen: Seen, path: Path) -> Sequence[Any]:
    """Return what stands at the end of a path in each record, as `json_decode.reach` does."""
    if path not in seen:
        name = path[-1]
        above = _reached(seen, path[:-1])
        seen[path] = [one.get(name) if isinstance(one, dict) else None for one in above]
    return seen[path]


def _texts(seen: Seen, paths: Sequence[Path]) -> Sequence[str | None]:
    """Return the first text of each record that one of the paths leads to."""
    texts: Sequence[str | None] = []
    for path in paths:
        here = _rendered(_reached(seen, path))
        texts = [one or other for one, other in zip(texts, here, strict=True)] if texts else here
        if all(texts):
            return texts
    return [text or None for text in texts]


def _rendered(values: Sequence[Any]) -> Sequence[str | None]:
    """Return values as `json_decode.text_of` does; most columns are all texts or all numbers."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    if kinds == {int}:
        return list(map(str, values))
    return [text_of(one) for one in values]
