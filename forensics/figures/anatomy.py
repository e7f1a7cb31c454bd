"""How one lockout came about: bad passwords counted up to the threshold, sender by sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.figures.drawing import (
    ALARM,
    ALARM_TEXT,
    BLUE,
    GRID,
    INK,
    LOCKED,
    MUTE,
    SMALL,
    WHITE,
    WIDTH,
    Figure,
    Type,
    across,
    diamonds,
    figure,
    label,
    outline,
    rectangle,
    stroke,
)
from forensics.figures.timescale import Timescale, marks, timescale
from forensics.findings import Findings
from forensics.occurrences import Counted, Lockout
from forensics.values import Instant
from forensics.words import clock, grouped, listing, or_why

_LEFT: Final = 124.0
_RIGHT: Final = WIDTH - 18.0
_TOP: Final = 14.0
_HIGH: Final = 70.0
_LANE: Final = 18.0
_NUMBERED: Final = 12  # up to so many circles carry their number
_MOST_SENDERS: Final = 6
_APART: Final = 11.5
_QUARTER_MINUTE: Final = 150_000_000


def chosen(findings: Findings, candidates: Sequence[Lockout]) -> Lockout | None:
    """Return the lockout that explains most: fully counted, two to four senders, recorded."""
    threshold = findings.policy.threshold
    usable = [one for one in candidates if one.counted]
    return min(
        usable,
        key=lambda one: (
            isinstance(threshold, int) and len(one.counted) != threshold,
            not 2 <= len(one.shares) <= 4,  # noqa: PLR2004 - see the docstring
            one.basis != "recorded",
            one.time,
        ),
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The figure, and whether refusals are drawn in it."""

    figure: Figure
    refused: bool


def anatomy(lockout: Lockout, threshold: int, refusals: Sequence[Instant]) -> Anatomy:
    """Return the figure of a lockout with at least one counted bad password.

    Args:
        lockout: What is drawn.
        threshold: Bad passwords that lock, or the number counted where that is unknown.
        refusals: When attempts were refused on the same machine; those in view are drawn.
    """
    scale = _scale(lockout)
    senders = list(dict.fromkeys(or_why(one.client) for one in lockout.counted))
    lanes = senders[:_MOST_SENDERS]
    seen = [moment for moment in refusals if lockout.time <= moment <= Instant(scale.end)]
    rows = len(lanes) + bool(seen)
    bottom = _TOP + _HIGH + 12 + rows * _LANE
    parts = [_count(lockout, threshold, scale)]
    for row, sender in enumerate(lanes):
        parts.append(_sender(lockout, sender, scale, _TOP + _HIGH + 14 + row * _LANE))
    if seen:
        parts.append(_refused(seen, scale, _TOP + _HIGH + 14 + len(lanes) * _LANE))
    parts.append(_times(scale, bottom))
    drawn = figure(_alt(lockout, threshold, senders), bottom + 14, parts)
    return Anatomy(figure=drawn, refused=bool(seen))


def _scale(lockout: Lockout) -> Timescale:
    first = min(one.moment().ticks for one in lockout.counted)
    last = max(lockout.time.ticks, *(one.moment().ticks for one in lockout.counted), first)
    span = last - first
    before = max(_QUARTER_MINUTE, span // 5)
    after = max(3 * _QUARTER_MINUTE, span * 2 // 3)
    return timescale(first - before, last + after, _LEFT, _RIGHT)


def _count(lockout: Lockout, threshold: int, scale: Timescale) -> str:
    def level(count: float) -> float:
        return _TOP + _HIGH - _HIGH * count / (threshold * 1.12)

    locked = scale.x(lockout.time)
    parts = [rectangle((locked, _TOP - 4), (_RIGHT - locked, _HIGH + 4), LOCKED)]
    step = -(-threshold // _NUMBERED)
    for count in sorted({*range(0, threshold, step), threshold}):
        if 0 < threshold - count < step:
            continue
        top = count == threshold
        line = across(_LEFT, _RIGHT, level(count))
        parts.append(stroke(line, ALARM if top else GRID, 1 if top else 0.6, dashed=top))
        style = Type(size=SMALL, fill=ALARM_TEXT if top else MUTE, bold=top, anchor="end")
        parts.append(label((_LEFT - 6, level(count) + 2.8), count, style))
    data = f"M{_LEFT:g} {level(0):.1f}"
    for number, one in enumerate(lockout.counted, 1):
        data += f"H{scale.x(one.moment()):.1f}V{level(number):.1f}"
    parts.append(stroke(f"{data}H{locked:.1f}", BLUE, 1.8))
    parts.append(diamonds([(locked, level(len(lockout.counted)))], 5.5))
    parts.append(_words(lockout, locked, level(threshold)))
    return "".join(parts)


def _words(lockout: Lockout, locked: float, top: float) -> str:
    say = "locked" if lockout.basis == "recorded" else "locked (inferred)"
    text = f"{lockout.id}: account {say} at {clock(lockout.time)}"
    style = Type(size=9.5, fill=ALARM_TEXT, bold=True)
    return (
        label((0, top + 2.8), "threshold", Type(size=SMALL, fill=ALARM_TEXT, bold=True))
        + label((0, _TOP + _HIGH - 8), "bad passwords", Type(size=SMALL, fill=MUTE))
        + label((0, _TOP + _HIGH + 1), "counted so far", Type(size=SMALL, fill=MUTE))
        + label((locked + 9, top + 13), text, style, _RIGHT - locked - 10)
    )


def _sender(lockout: Lockout, sender: str, scale: Timescale, y: float) -> str:
    parts = [
        label((0, y + 2.8), sender, Type(bold=True), _LEFT - 10),
        stroke(across(_LEFT, _RIGHT, y), GRID),
    ]
    own = [(no, one) for no, one in enumerate(lockout.counted, 1) if or_why(one.client) == sender]
    if len(lockout.counted) > _NUMBERED:
        dots = ((scale.x(one.moment()), y) for _, one in own)
        return "".join(parts) + "".join(_circle(x, at, 2.2, BLUE) for x, at in dots)
    for (number, one), x in zip(own, _dodged(own, scale), strict=True):
        at = scale.x(one.moment())
        parts.append(stroke(f"M{at:.1f} {y - 10:.1f}L{x:.1f} {y - 2:.1f}", BLUE, 0.7))
        parts.append(_circle(x, y, 5.2, BLUE))
        style = Type(size=SMALL, fill=WHITE, bold=True, anchor="middle")
        parts.append(label((x, y + 2.6), number, style))
    return "".join(parts)


def _dodged(own: Sequence[tuple[int, Counted]], scale: Timescale) -> list[float]:
    """Return a place for each circle, moved aside where two would cover each other."""
    true = [scale.x(one.moment()) for _, one in own]
    clusters: list[list[float]] = []
    for x in true:
        if clusters and x - (sum(clusters[-1]) / len(clusters[-1])) < _APART * (
            0.5 + len(clusters[-1]) / 2
        ):
            clusters[-1].append(x)
        else:
            clusters.append([x])
    places = []
    for cluster in clusters:
        wide = _APART * (len(cluster) - 1)
        begin = sum(cluster) / len(cluster) - wide / 2
        begin = min(max(begin, _LEFT + 6), _RIGHT - 6 - wide)
        places += [begin + _APART * index for index in range(len(cluster))]
    return places


def _refused(refusals: Sequence[Instant], scale: Timescale, y: float) -> str:
    points = sorted({round(scale.x(moment), 1) for moment in refusals})
    return (
        label((0, y + 2.8), "refused", Type(fill=MUTE), _LEFT - 10)
        + stroke(across(_LEFT, _RIGHT, y), GRID)
        + "".join(_circle(x, y, 2.6, WHITE, MUTE) for x in points)
    )


def _circle(x: float, y: float, radius: float, fill: str, colour: str = WHITE) -> str:
    data = f"M{x - radius:.1f} {y:.1f}a{radius:g} {radius:g} 0 1 0 {2 * radius:g} 0"
    return outline(f"{data}a{radius:g} {radius:g} 0 1 0 -{2 * radius:g} 0z", colour, 0.9, fill=fill)


def _times(scale: Timescale, y: float) -> str:
    style = Type(size=SMALL, fill=MUTE, anchor="middle")
    return stroke(across(_LEFT, _RIGHT, y), INK, 0.6) + "".join(
        stroke(f"M{scale.at(ticks):.1f} {y:.1f}v3", MUTE)
        + label((scale.at(ticks), y + 11), text, style)
        for ticks, text, _ in marks(scale)
    )


def _alt(lockout: Lockout, threshold: int, senders: Sequence[str]) -> str:
    return (
        f"Anatomy of lockout {lockout.id} on {lockout.host}: {grouped(len(lockout.counted))} bad "
        f"passwords, sent by {listing(senders[:_MOST_SENDERS])}, counted towards a threshold of "
        f"{grouped(threshold)}; the account was locked at {clock(lockout.time)}."
    )
