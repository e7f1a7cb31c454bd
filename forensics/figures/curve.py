"""The curve of repair: how many lockouts the first k clients prevent, as rising steps."""

from collections.abc import Iterator, Sequence
from typing import Final

from forensics.effects import Step
from forensics.figures.drawing import (
    BLUE,
    GRID,
    INK,
    MUTE,
    WIDTH,
    Figure,
    Type,
    across,
    figure,
    label,
    rectangle,
    stroke,
)

_LEFT: Final = 34.0
_TOP: Final = 16.0
_HIGH: Final = 64.0
_WIDEST: Final = 80.0
_NAMED: Final = 38.0  # px that a client's name needs
_NUMBERED: Final = 14.0  # px that a number needs


def curve(steps: Sequence[Step], of: int, alt: str) -> Figure | None:
    """Return the steps from no client to all of them, or None for fewer than two.

    Args:
        steps: Clients in the order of their repair.
        of: Lockouts that could be prevented; the top of the scale.
        alt: The alternative text.
    """
    if len(steps) < 2 or not of:  # noqa: PLR2004 - one step is a sentence, not a curve
        return None
    wide = min(_WIDEST, (WIDTH - _LEFT - 8) / len(steps))
    right = _LEFT + wide * len(steps)
    scale = [stroke(across(_LEFT, right, _y(part * of, of)), GRID, 0.6) for part in (0.0, 0.5, 1.0)]
    ends = Type(size=7.5, fill=MUTE, anchor="end")
    parts = [
        *scale,
        label((_LEFT - 6, _y(of, of) + 3), of, ends),
        label((_LEFT - 6, _y(0, of) + 3), 0, ends),
        *_columns(steps, of, wide),
        stroke(_stairs(steps, of, wide), INK, 1.4),
    ]
    return figure(alt, _y(0, of) + 26, parts)


def _y(prevented: float, of: int) -> float:
    return _TOP + _HIGH * (1 - prevented / of)


def _stairs(steps: Sequence[Step], of: int, wide: float) -> str:
    """Return the line: up at the left edge of each client's column, then level across it."""
    data = [f"M{_LEFT:.1f} {_y(0, of):.1f}"]
    for place, step in enumerate(steps, 1):
        data.append(f"V{_y(step.prevented, of):.1f}H{_LEFT + place * wide:.1f}")
    return "".join(data)


def _columns(steps: Sequence[Step], of: int, wide: float) -> Iterator[str]:
    """Yield under the line a bar for what this client adds, its number and its name."""
    base = _y(0, of)
    small = Type(size=7, anchor="middle")
    faint = Type(size=6.5, fill=MUTE, anchor="middle")
    every = max(1, -int(-_NUMBERED // wide))
    before = 0
    for place, step in enumerate(steps):
        top, middle = _y(step.prevented, of), _LEFT + (place + 0.5) * wide
        added = _y(before, of) - top
        yield rectangle((_LEFT + place * wide + 1, top), (wide - 2, added), BLUE)
        if place % every == 0 or step is steps[-1]:
            yield label((middle, top - 3), step.prevented, small)
            yield label((middle, base + 9), place + 1, faint)
        if wide >= _NAMED:
            yield label((middle, base + 18), step.client, faint, wide - 2)
        before = step.prevented
