"""Coverage: one bar a machine over the incident window, solid where its logs show everything.

Solid is a Security log without a gap, hollow a log that may hold a selection; where nothing is
drawn nothing is known. A notch marks the clearing of a log.
"""

from collections.abc import Sequence
from typing import Final

from forensics.figures.drawing import (
    ALARM_TEXT,
    BLUE,
    INK,
    MUTE,
    SMALL,
    STRIPE,
    WIDTH,
    Figure,
    Type,
    blocks,
    figure,
    label,
    outline,
    rectangle,
    stroke,
)
from forensics.figures.timescale import Timescale, axis, joined, timescale
from forensics.sources import HostCoverage, Stretch
from forensics.values import Instant
from forensics.words import percent

_LEFT: Final = 124.0
_RIGHT: Final = WIDTH - 60.0
_TOP: Final = 13.0
_LANE: Final = 15.0
_BAR: Final = 6.0
_LEAST: Final = 0.8  # px, so that a log of a moment is seen


def coverage(
    hosts: Sequence[HostCoverage], window: tuple[Instant, Instant], alt: str
) -> Figure | None:
    """Return the bars of some machines one below the other, or None where there is none.

    Args:
        hosts: From top to bottom.
        window: First and last instant of the incident window.
        alt: The alternative text.
    """
    if not hosts:
        return None
    scale = timescale(window[0].ticks, window[1].ticks, _LEFT, _RIGHT)
    bottom = _TOP + len(hosts) * _LANE + 2
    head = Type(size=SMALL, fill=MUTE, bold=True, anchor="end")
    stripes = "".join(
        rectangle((0, _TOP + row * _LANE), (WIDTH, _LANE), STRIPE)
        for row in range(0, len(hosts), 2)
    )
    bars = "".join(_host(one, scale, _TOP + row * _LANE) for row, one in enumerate(hosts))
    parts = [stripes, axis(scale, _TOP, bottom), label((WIDTH, 8), "covered", head), bars]
    return figure(alt, bottom + 14, parts)


def _host(one: HostCoverage, scale: Timescale, top: float) -> str:
    base = top + _LANE - 4.5
    above = top + (_LANE - _BAR) / 2
    solid = blocks(joined(_place(stretch, scale) for stretch in one.whole), above, _BAR, BLUE)
    hollow = "".join(
        f"M{left:.1f} {above + 1:.1f}H{right:.1f}v{_BAR - 2:g}H{left:.1f}z"
        for left, right in joined(_place(stretch, scale) for stretch in one.part)
    )
    notches = dict.fromkeys(
        f"M{scale.x(moment):.1f} {top + 1.5:.1f}v{_LANE - 3:g}"
        for moment in one.cleared
        if scale.begin <= moment.ticks <= scale.end
    )
    share = "all" if one.observable == "yes" else percent(one.covered)
    style = Type(fill=INK if one.whole else MUTE, anchor="end")
    return (
        label((2, base), one.host, Type(), _LEFT - 10)
        + outline(hollow, MUTE, 0.7)
        + solid
        + stroke("".join(notches), ALARM_TEXT, 1.4)
        + label((WIDTH, base), share if one.whole else "–", style)
    )


def _place(stretch: Stretch, scale: Timescale) -> tuple[float, float]:
    left = scale.x(stretch.first)
    return left, max(scale.x(stretch.last), left + _LEAST)
