"""Before and after: two rates with their intervals, and under them what happened over time.

Bars begin at nought. The whisker is the 95 % interval: where those of before and after lie clear of
each other the rates differ.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from forensics.comparison.nouns import Bin, Comparison, Measure, Summary
from forensics.comparison.saying import limits, number
from forensics.figures.drawing import (
    BLUE,
    FAINT,
    GREY,
    GRID,
    INK,
    LOCKED,
    MUTE,
    SMALL,
    WIDTH,
    Figure,
    Type,
    across,
    diamonds,
    figure,
    label,
    rectangle,
    stroke,
)
from forensics.figures.timescale import Timescale, marks, timescale
from forensics.values import Absent, Instant

_GAP: Final = 40.0
_PANEL: Final = (WIDTH - _GAP) / 2
_NAME: Final = 42.0  # px for `before` and `after`
_VALUE: Final = 46.0  # px for the number at the end
_ROW: Final = 26.0
_BAR: Final = 14.0
_TOP: Final = 22.0
_STRIP: Final = 112.0
_HIGH: Final = 52.0
_ROOM: Final = 38.0  # px from one time to the next
_EDGE: Final = 16.0  # px that half a time needs beside the axis
_LEAST: Final = 0.22  # the share of the strip that the shorter side has at least
TITLES: Final = {"lockouts": "Lockouts", "bursts": "Bursts of failed logons"}


def compared(one: Comparison, per: str) -> Figure | None:
    """Return the rates and the time line, or None where nothing is measured.

    Args:
        one: The comparison; it has all numbers that are drawn.
        per: `an hour` or `a day`.
    """
    shown = [measure for measure in one.measures if measure.name in TITLES]
    if not shown:
        return None
    panels = [
        part
        for place, measure in enumerate(shown)
        for part in _panel(measure, place * (_PANEL + _GAP), per)
    ]
    strip = list(_strip(one.before, one.after))
    bottom = _STRIP + _HIGH + 14
    return figure(_alt(shown, per), bottom, [*panels, *strip])


def _alt(shown: Sequence[Measure], per: str) -> str:
    said = [
        f"{TITLES[one.name]} {per}: {number(one.before.rate)} before (95 % interval "
        f"{limits(one.before.lower, one.before.upper)}), {number(one.after.rate)} after "
        f"({limits(one.after.lower, one.after.upper)})."
        for one in shown
    ]
    return " ".join([*said, "Below, bursts and lockouts over the time of both cases."])


def _panel(one: Measure, left: float, per: str) -> Iterator[str]:
    """Yield a title and the bars of before and after on one scale."""
    sides = (("before", one.before, GREY), ("after", one.after, BLUE))
    most = max(_plain(side.upper) for _, side, _ in sides) or 1.0
    begin, wide = left + _NAME, _PANEL - _NAME - _VALUE
    yield label((left, 11), f"{TITLES[one.name]} {per}", Type(size=10, bold=True))
    for row, (name, side, colour) in enumerate(sides):
        top = _TOP + row * _ROW
        middle = top + _BAR / 2
        low, value, high = (
            begin + wide * _plain(each) / most for each in (side.lower, side.rate, side.upper)
        )
        yield label((left, middle + 3), name, Type())
        yield rectangle((begin, top), (value - begin, _BAR), colour)
        yield stroke(across(low, high, middle), INK, 1.2)
        yield stroke("".join(f"M{x:.1f} {middle - 4:.1f}v8" for x in (low, high)), INK, 1.2)
        yield label(
            (left + _PANEL, middle + 4), number(side.rate), Type(size=12, bold=True, anchor="end")
        )
    yield stroke(f"M{begin:.1f} {_TOP - 4:.1f}V{_TOP + 2 * _ROW - 6:.1f}", INK, 0.8)


def _plain(value: float | Absent) -> float:
    return 0.0 if isinstance(value, Absent) else value


def _strip(before: Summary, after: Summary) -> Iterator[str]:
    """Yield both periods side by side, as wide as they are long, on one scale of bursts."""
    most = max((each.bursts for each in (*before.bins, *after.bins)), default=0) or 1
    yield label((0, _STRIP - 22), "Over time", Type(size=10, bold=True))
    yield label(
        (WIDTH, _STRIP - 22),
        "columns: bursts · diamonds: lockouts · grey ground: not covered",
        Type(size=SMALL, fill=MUTE, anchor="end"),
    )
    share = _share(before.bins, after.bins)
    wide = WIDTH - _GAP
    yield from _side("before", before.bins, (_EDGE, wide * share), most)
    yield from _side("after", after.bins, (wide * share + _GAP, WIDTH - _EDGE), most)
    middle = wide * share + _GAP / 2
    yield stroke(f"M{middle:.1f} {_STRIP - 14:.1f}V{_STRIP + _HIGH:.1f}", MUTE, 0.8, dashed=True)


def _share(before: Sequence[Bin], after: Sequence[Bin]) -> float:
    lengths = [each[-1].last.ticks - each[0].first.ticks if each else 0 for each in (before, after)]
    share = lengths[0] / (sum(lengths) or 1)
    return min(max(share, _LEAST), 1 - _LEAST)


def _side(name: str, bins: Sequence[Bin], room: tuple[float, float], most: int) -> Iterator[str]:
    left, right = room
    base = _STRIP + _HIGH
    yield label((left, _STRIP - 5), name, Type(size=SMALL, fill=MUTE, bold=True))
    if not bins:
        return
    scale = timescale(bins[0].first.ticks, bins[-1].last.ticks, left, right)
    yield "".join(
        rectangle(
            (scale.x(one.first), _STRIP), (_wide(scale, one), _HIGH * (1 - one.covered)), LOCKED
        )
        for one in bins
        if one.covered < 1
    )
    yield from _axis(scale, base)
    yield stroke(across(left, right, base), FAINT)
    colour = GREY if name == "before" else BLUE
    yield "".join(
        rectangle(
            (scale.x(one.first), base - high), (max(_wide(scale, one) - 0.6, 0.6), high), colour
        )
        for one in bins
        if (high := (_HIGH - 14) * one.bursts / most)
    )
    yield diamonds(((scale.at(_middle(one)), _STRIP + 4.5) for one in bins if one.lockouts), 3.6)


def _axis(scale: Timescale, base: float) -> Iterator[str]:
    """Yield the marks of a side, and the times that have room: one side may be narrow."""
    free = -_ROOM
    for ticks, text, major in marks(scale):
        x = scale.at(ticks)
        yield stroke(f"M{x:.1f} {_STRIP:.1f}V{base:.1f}", GRID if major else FAINT)
        if x - free >= _ROOM:
            fill = INK if major else MUTE
            yield label((x, base + 10), text, Type(size=SMALL, fill=fill, anchor="middle"))
            free = x


def _wide(scale: Timescale, one: Bin) -> float:
    return scale.x(one.last) - scale.x(one.first)


def _middle(one: Bin) -> int:
    return Instant((one.first.ticks + one.last.ticks) // 2).ticks
