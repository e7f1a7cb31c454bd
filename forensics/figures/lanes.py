"""Lanes over time: the account on each target (page 1), or what each client sent (chapter 1).

Solid bars are bad passwords, hollow bars refusals while locked, thin lines other failures; a
diamond is a lockout, shading a locked account, hatching a locked account whose end is unknown.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

from forensics.bursts import together
from forensics.figures.bars import FORMS, bars
from forensics.figures.drawing import (
    ALARM_TEXT,
    BLUE,
    GREY,
    INK,
    LOCKED,
    MUTE,
    SMALL,
    STRIPE,
    WIDTH,
    Figure,
    Spot,
    Type,
    across,
    blocks,
    diamonds,
    figure,
    hatch,
    label,
    outline,
    rectangle,
    stroke,
)
from forensics.figures.timescale import Timescale, axis, joined, timescale
from forensics.figures.tracks import Track
from forensics.typeface import SEMIBOLD, width
from forensics.words import grouped

_LEFT: Final = 124.0
_RIGHT: Final = WIDTH - 118.0
_TOP: Final = 13.0
_BAR: Final = 3.0  # width of a bar; the smallest step between two is a little more
_STEP: Final = 3.4
_LEAST: Final = 0.22  # of the lane's height, so that a single failure is seen
_FULL: Final = 8  # failures that fill a lane, unless some burst is larger
_COLUMNS: Final = (
    (_RIGHT + 37, "bad pw.", BLUE),
    (_RIGHT + 76, "refused", MUTE),
    (WIDTH, "lockouts", ALARM_TEXT),
)
_HATCHED: Final = 18.0
_APART: Final = 7.6  # between the centres of two diamonds


def lanes(tracks: Sequence[Track], alt: str, lane: float, printed: frozenset[str]) -> Figure | None:
    """Return the tracks drawn one below the other, or None where there is nothing to draw.

    Args:
        tracks: From top to bottom.
        alt: The alternative text.
        lane: Height of a lane; from 20 px on lockouts carry their number.
        printed: The lockouts that chapter 3 prints, and to which a number may lead.
    """
    scale = _scale(tracks)
    if scale is None:
        return None
    bottom = _TOP + len(tracks) * lane + 3
    sizes = together(track.bursts for track in tracks).sizes()
    top_count = max(_FULL, sizes.max(initial=0))
    numbered = lane >= 20  # noqa: PLR2004 - see the docstring
    parts, spots = [_stripes(tracks, lane, numbered=numbered), axis(scale, _TOP, bottom)], []
    parts += [label((x, 8), text, _head(colour)) for x, text, colour in _COLUMNS]
    for index, track in enumerate(tracks):
        top = _TOP + index * lane
        parts.append(_track(track, scale, (top, lane), top_count))
        if numbered:
            numbers, links = _numbers(track, scale, top, printed)
            parts.append(numbers)
            spots += links
    return figure(alt, bottom + 14, parts, tuple(spots))


def _scale(tracks: Sequence[Track]) -> Timescale | None:
    extents = [each for track in tracks for each in (track.extent, track.bursts.span()) if each]
    first = [begin.ticks for begin, _ in extents]
    last = [end.ticks for _, end in extents]
    marks = [moment.ticks for track in tracks for moment, _ in track.lockouts]
    if not first and not marks:
        return None
    begin, end = min(first + marks), max(last + marks)
    margin = (end - begin) // 50
    return timescale(begin - margin, end + margin, _LEFT, _RIGHT)


def _stripes(tracks: Sequence[Track], lane: float, *, numbered: bool) -> str:
    if numbered:
        return ""
    rows = range(0, len(tracks), 2)
    return "".join(rectangle((0, _TOP + row * lane), (WIDTH, lane), STRIPE) for row in rows)


def _head(colour: str) -> Type:
    return Type(size=SMALL, fill=colour, bold=True, anchor="end")


def _track(track: Track, scale: Timescale, place: tuple[float, float], top_count: int) -> str:
    top, lane = place
    numbered = bool(track.locked) or lane >= 20  # noqa: PLR2004
    base = top + lane - (2 if numbered else 1.5)
    high = lane - (13 if numbered else 4)
    size = 9.5 if numbered else 9
    style = Type(size=size, bold=track.strong, fill=INK if track.strong else MUTE)
    parts = [label((2, base - (5 if numbered else 3)), track.title, style, _LEFT - 10)]
    parts.append(_shades(track, scale, top + (11.5 if numbered else 2), base))
    if track.extent:
        first, last = track.extent
        parts.append(stroke(across(scale.x(first), scale.x(last), base - high / 2), GREY, 1.6))
    parts.append(_bars(track, scale, base, (high, top_count)))
    if numbered:
        parts.append(stroke(across(_LEFT, _RIGHT, base), INK, 0.6))
    height = top + (7.5 if numbered else lane / 2)
    # Beside the bar that it follows, and not on it, where the lane is low.
    aside = 0 if numbered else 5
    points = _spread([scale.x(moment) + aside for moment, _ in track.lockouts])
    parts.append(diamonds(((x, height) for x in points), 3.6 if numbered else 3))
    parts.append(_counts(track, base - (5 if numbered else 3)))
    return "".join(parts)


def _shades(track: Track, scale: Timescale, top: float, base: float) -> str:
    shades = joined((scale.x(one.begins), scale.x(one.ends)) for one in track.locked)
    # The shade alone is too pale for a copier: a line tells how far it goes.
    edges = "".join(across(left, right, top) for left, right in shades)
    open_ends = joined(
        (right, min(right + _HATCHED, scale.right))
        for right in (
            max(scale.x(one.begins), scale.x(one.ends))
            for one in track.locked
            if not one.ends_known
        )
    )
    hatched = (hatch((left, top), (max(right - left, 0), base - top)) for left, right in open_ends)
    return blocks(shades, top, base - top, LOCKED) + stroke(edges, MUTE, 0.5) + "".join(hatched)


def _bars(track: Track, scale: Timescale, base: float, heights: tuple[float, int]) -> str:
    high, top_count = heights
    solid: list[str] = []
    hollow: list[str] = []
    thin: list[str] = []
    for column, counts in bars(track.bursts, scale, _STEP):
        x, y = scale.left + column * _STEP, base
        total = sum(counts)
        tall = high * max(_LEAST, min(1.0, sqrt(total / top_count)))
        for form, count, into in zip(FORMS, counts, (solid, hollow, thin), strict=True):
            if not count:
                continue
            part = tall * count / total
            into.append(_bar(form, x, y, part))
            y -= part
    return (
        stroke("".join(solid), BLUE, _BAR)
        + outline("".join(hollow), MUTE, 0.7)
        + stroke("".join(thin), INK, 0.7)
    )


def _bar(form: str, x: float, y: float, high: float) -> str:
    if form == "hollow":
        left = x - _BAR / 2 + 0.35
        return f"M{left:.1f} {y:.1f}v-{high:.1f}h{_BAR - 0.7:g}V{y:.1f}"
    return f"M{x:.1f} {y:.1f}v-{high:.1f}"


def _spread(points: Sequence[float]) -> list[float]:
    """Return the points that leave each other room; where they crowd, one stands for several."""
    kept: list[float] = []
    for point in sorted(points):
        if not kept or point - kept[-1] >= _APART:
            kept.append(point)
    return kept


def _numbers(
    track: Track, scale: Timescale, top: float, printed: frozenset[str]
) -> tuple[str, list[Spot]]:
    """Return the numbers of the lockouts, where the one before leaves room, and their links."""
    parts, spots = [], []
    style = Type(size=SMALL, fill=ALARM_TEXT, bold=True)
    marks = sorted(track.lockouts)
    places = [scale.x(moment) for moment, _ in marks]
    for (_, lockout), x, after in zip(marks, places, [*places, scale.right + 30][1:], strict=True):
        if after - x < _APART:  # most, where they crowd: not worth measuring
            continue
        wide = width(lockout, SMALL, weight=SEMIBOLD)
        if after - x < wide + 10:
            continue
        parts.append(label((x + 5, top + 10), lockout, style))
        if lockout in printed:
            title = f"Lockout {lockout} in chapter 3"
            place = {"left": x - 4, "top": top + 2, "width": wide + 11, "height": 11}
            spots.append(Spot(**place, href=f"#{lockout}", title=title))
    return "".join(parts), spots


def _counts(track: Track, y: float) -> str:
    counts = (track.bad_password, track.locked_out, track.lockout_count)
    return "".join(
        label(
            (x, y),
            grouped(count) if count else "–",
            Type(fill=INK if index == 0 else colour, bold=index > 1, anchor="end"),
        )
        for index, (count, (x, _, colour)) in enumerate(zip(counts, _COLUMNS, strict=True))
    )
