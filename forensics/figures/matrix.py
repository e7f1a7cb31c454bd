"""Who failed where when the targets are many: groups of clients down, targets across.

A cell is darker the more failures it stands for, on a logarithmic scale of one hue that a copier
keeps; where the number fits, it is printed in it. What is joined is joined as in `flows`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from forensics.edges import of_first
from forensics.figures.drawing import (
    BLUE,
    INK,
    MUTE,
    SMALL,
    WHITE,
    WIDTH,
    Figure,
    Type,
    figure,
    label,
    mixed,
    outline,
    upright,
)
from forensics.findings import Findings
from forensics.rests import by_group
from forensics.typeface import width
from forensics.words import counted, grouped, or_why

LEAST: Final = 13
"""From so many targets on the matrix is drawn: the bands name twelve."""

_MOST_TARGETS: Final = 40
_MOST_GROUPS: Final = 24
_LEFT: Final = 150.0
_RIGHT: Final = WIDTH - 54.0
_NAMES: Final = 74.0  # the most height of the names of targets
_ROW: Final = 14.0
_WIDEST: Final = 34.0
_PALEST: Final = 0.10
_READABLE: Final = 0.55  # from so dark on, white type reads better than ink


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The cells, exact: (row, column) -> failures; rows and columns from first to last."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]


def matrix(findings: Findings) -> Figure | None:
    """Return the matrix, or None where the targets are few enough for the bands."""
    made = gathered(findings)
    return None if made is None else _drawn(made)


def gathered(findings: Findings) -> Matrix | None:
    """Return the failures of the subject account by group of clients and by target."""
    count = Counter[tuple[str, str]]()
    group_of = _groups(findings)
    for edge in of_first(findings):
        failures = edge.bad_password + edge.locked_out + edge.unknown_account + edge.other_failure
        client = or_why(edge.client)
        if failures and client in group_of:
            count[group_of[client], edge.target] += failures
    targets = _joined(_totals(count, 1), _MOST_TARGETS, "others")
    groups = _joined(_totals(count, 0), _MOST_GROUPS, "other groups")
    if len(set(_totals(count, 1))) < LEAST:
        return None
    cells = Counter[tuple[str, str]]()
    for (group, target), failures in count.items():
        cells[groups[group], targets[target]] += failures
    return Matrix(
        rows=tuple(dict.fromkeys(groups.values())),
        columns=tuple(dict.fromkeys(targets.values())),
        cells=cells,
    )


def _groups(findings: Findings) -> Mapping[str, str]:
    return {
        or_why(client.name): group or "no known address"
        for group, members in by_group(findings.clients)
        for client in members
    }


def _totals(count: Mapping[tuple[str, str], int], place: int) -> Mapping[str, int]:
    totals = Counter[str]()
    for names, failures in count.items():
        totals[names[place]] += failures
    return totals


def _joined(totals: Mapping[str, int], most: int, what: str) -> Mapping[str, str]:
    """Return name -> title under which it is drawn, the largest first."""
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    if len(ranked) <= most:
        return {name: name for name in ranked}
    rest = f"{grouped(len(ranked) - most + 1)} {what}"
    return {name: name if place < most - 1 else rest for place, name in enumerate(ranked)}


def _drawn(made: Matrix) -> Figure:
    wide = min(_WIDEST, (_RIGHT - _LEFT) / len(made.columns))
    names = min(_NAMES, max(width(name, SMALL) for name in made.columns) + 1)
    top = names + 4
    most = max(made.cells.values())
    parts = [
        label((2, names), "Clients", Type(size=SMALL, fill=MUTE)),
        label((WIDTH, names), "all", Type(size=SMALL, fill=MUTE, anchor="end")),
        *_columns(made, names, wide),
        *_rows(made, top),
        *_cells(made, (top, wide), most),
    ]
    bottom = top + len(made.rows) * _ROW
    return figure(_alt(made), bottom + 20, [*parts, *_key(most, bottom + 8)])


def _columns(made: Matrix, names: float, wide: float) -> Iterator[str]:
    style = Type(size=SMALL)
    for place, name in enumerate(made.columns):
        yield upright((_LEFT + (place + 0.5) * wide + 3, names), name, style, names)


def _rows(made: Matrix, top: float) -> Iterator[str]:
    for place, row in enumerate(made.rows):
        base = top + place * _ROW + 10
        total = sum(made.cells.get((row, column), 0) for column in made.columns)
        yield label((2, base), row, Type(), _LEFT - 8)
        yield label((WIDTH, base), grouped(total), Type(bold=True, anchor="end"))


def _cells(made: Matrix, place: tuple[float, float], most: int) -> Iterator[str]:
    top, wide = place
    for across, column in enumerate(made.columns):
        for down, row in enumerate(made.rows):
            failures = made.cells.get((row, column), 0)
            if failures:
                at = (_LEFT + across * wide, top + down * _ROW)
                yield _cell(at, wide, failures, _shade(failures, most))


def _shade(failures: int, most: int) -> float:
    """Return how much of the hue a cell has, from the palest at one to all of it at the most."""
    if most == 1:
        return 1.0
    return _PALEST + (1 - _PALEST) * log(failures) / log(most)


def _cell(at: tuple[float, float], wide: float, failures: int, shade: float) -> str:
    x, y = at
    box = f"M{x + 0.6:.1f} {y + 0.6:.1f}h{wide - 1.2:.1f}v{_ROW - 1.2:.1f}h-{wide - 1.2:.1f}z"
    drawn = outline(box, MUTE, 0.5, fill=mixed(BLUE, shade))
    if width(grouped(failures), SMALL) > wide - 2:
        return drawn
    style = Type(size=SMALL, fill=WHITE if shade >= _READABLE else INK, anchor="middle")
    return drawn + label((x + wide / 2, y + 10), grouped(failures), style)


def _key(most: int, top: float) -> Iterator[str]:
    """Yield what the shades stand for: powers of ten up to the most."""
    steps = [10**power for power in range(len(str(most)))]
    yield label((2, top + 9), "Failed logons", Type(size=SMALL, fill=MUTE))
    for place, step in enumerate(steps):
        x = _LEFT + place * 74
        box = f"M{x:.1f} {top + 1:.1f}h14v9h-14z"
        yield outline(box, MUTE, 0.5, fill=mixed(BLUE, _shade(step, most)))
        yield label((x + 18, top + 9), grouped(step), Type(size=SMALL, fill=MUTE))


def _alt(made: Matrix) -> str:
    ranked: Sequence[tuple[tuple[str, str], int]] = sorted(
        made.cells.items(), key=lambda item: (-item[1], item[0])
    )
    told = "; ".join(f"{row} on {column}: {grouped(count)}" for (row, column), count in ranked[:5])
    return (
        f"Failed logons by {counted(len(made.rows), 'group')} of clients and "
        f"{counted(len(made.columns), 'target')}, {grouped(sum(made.cells.values()))} in all. "
        f"The most: {told}."
    )
