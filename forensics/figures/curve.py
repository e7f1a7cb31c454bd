"""The steps of repair: one row a client, with what it adds to the lockouts that do not happen."""

from collections.abc import Iterator, Sequence
from typing import Final

from forensics.effects import Step
from forensics.figures.drawing import (
    BLUE,
    GRID,
    INK,
    MUTE,
    SMALL,
    STRIPE,
    WIDTH,
    Figure,
    Type,
    figure,
    label,
    rectangle,
    stroke,
)
from forensics.words import counted

_PLACE: Final = 20.0  # right edge of the running number
_NAME: Final = 28.0
_LEFT: Final = 190.0
_RIGHT: Final = WIDTH - 92.0
_TOP: Final = 15.0
_ROW: Final = 13.5
_MOST: Final = 16
_THIN: Final = 1.0  # a client that adds nothing by itself is still seen


def curve(steps: Sequence[Step], of: int, alt: str) -> Figure | None:
    """Return the steps from the first client to all of them, or None for fewer than two.

    Args:
        steps: Clients in the order of their repair.
        of: Lockouts that could be prevented; the right end of the scale.
        alt: The alternative text.
    """
    if len(steps) < 2 or not of:  # noqa: PLR2004 - one step is a sentence, not a curve
        return None
    rows = _rows(steps)
    bottom = _TOP + len(rows) * _ROW
    parts = [
        *_heads(of),
        *_row_parts(rows, of),
        *(stroke(f"M{x:.1f} {_TOP:g}V{bottom:.1f}", GRID, 0.7) for x in (_LEFT, _RIGHT)),
        stroke(_stairs(rows, of), INK, 1.2),
    ]
    return figure(alt, bottom + 4, parts)


def _rows(steps: Sequence[Step]) -> list[tuple[str, Step]]:
    """Return running number and step of each row; beyond sixteen, the rest are one row."""
    numbered = [(str(place), step) for place, step in enumerate(steps, 1)]
    if len(numbered) <= _MOST:
        return numbered
    left = counted(len(steps) - _MOST + 1, "more client")
    return [*numbered[: _MOST - 1], ("", Step(client=left, prevented=steps[-1].prevented))]


def _x(prevented: int, of: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * prevented / of


def _heads(of: int) -> Iterator[str]:
    faint = Type(size=SMALL, fill=MUTE)
    yield label((_NAME, 10), "Client repaired", faint)
    yield label((_LEFT, 10), "0", Type(size=SMALL, fill=MUTE, anchor="middle"))
    yield label((_RIGHT, 10), of, Type(size=SMALL, fill=MUTE, anchor="middle"))
    yield label((WIDTH, 10), "prevented so far", Type(size=SMALL, bold=True, anchor="end"))


def _row_parts(rows: Sequence[tuple[str, Step]], of: int) -> Iterator[str]:
    before = 0
    for place, (number, step) in enumerate(rows):
        top = _TOP + place * _ROW
        base = top + 10
        if place % 2 == 0:
            yield rectangle((0, top), (WIDTH, _ROW), STRIPE)
        yield label((_PLACE, base), number, Type(size=SMALL, fill=MUTE, anchor="end"))
        yield label((_NAME, base), step.client, Type(bold=bool(number)), _LEFT - _NAME - 10)
        wide = max(_x(step.prevented, of) - _x(before, of), _THIN)
        yield rectangle((_x(before, of), top + 2.5), (wide, _ROW - 5), BLUE)
        yield label((WIDTH, base), step.prevented, Type(bold=True, anchor="end"))
        before = step.prevented


def _stairs(rows: Sequence[tuple[str, Step]], of: int) -> str:
    """Return the line: along the end of each bar, from the top to the bottom."""
    data = [f"M{_x(0, of):.1f} {_TOP:g}"]
    for place, (_, step) in enumerate(rows, 1):
        data.append(f"H{_x(step.prevented, of):.1f}V{_TOP + place * _ROW:.1f}")
    return "".join(data)
