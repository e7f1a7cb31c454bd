"""The pencil: colours, marks and labels of every figure, in CSS pixels; it escapes all text."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import inf
from typing import Final

from forensics.typeface import REGULAR, SANS, SEMIBOLD, fitted

WIDTH: Final = 680.0
"""The text column of an A4 page with 15 mm margins, in CSS pixels."""

INK: Final = "#1B2430"
MUTE: Final = "#5B6673"
GRID: Final = "#D9DEE4"
FAINT: Final = "#ECEFF2"
BLUE: Final = "#0072B2"
GREY: Final = "#76828F"
ALARM: Final = "#C44E00"
ALARM_TEXT: Final = "#AF4400"
LOCKED: Final = "#E6E8EB"
STRIPE: Final = "#F5F6F8"
WHITE: Final = "#FFFFFF"

SMALL: Final = 8.7
"""6.5 pt, the least size of type in the report."""

STRONG: Final = 0.85
"""How opaque a band is that others may cross: on white it keeps three times the light of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle of a figure that leads elsewhere in the report, in CSS pixels."""

    left: float
    top: float
    width: float
    height: float
    href: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing: SVG text whose `<title>` becomes the alternative text, and its links."""

    svg: str
    alt: str
    width: float
    height: float
    links: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How a label is set: size in CSS pixels, colour, weight, and where its anchor lies."""

    size: float = 9
    fill: str = INK
    bold: bool = False
    anchor: str = "start"


def figure(alt: str, height: float, parts: Iterable[str], links: tuple[Spot, ...] = ()) -> Figure:
    """Return the parts as one figure of the full text width."""
    return framed(alt, (WIDTH, height), parts, links)


def framed(
    alt: str, size: tuple[float, float], parts: Iterable[str], links: tuple[Spot, ...] = ()
) -> Figure:
    """Return the parts as one figure of `size` (width, height)."""
    wide, high = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}" font-family="{SANS}" font-size="9" fill="{INK}">'
        f"<title>{escape(alt)}</title>{''.join(parts)}</svg>"
    )
    return Figure(svg=svg, alt=alt, width=wide, height=high, links=links)


def label(at: tuple[float, float], text: object, style: Type, room: float = inf) -> str:
    """Return `text` at its baseline point, cut to `room`."""
    shown = str(text)
    if room < inf:
        weight = SEMIBOLD if style.bold else REGULAR
        shown = fitted(shown, style.size, room, weight=weight)
    anchor = "" if style.anchor == "start" else f' text-anchor="{style.anchor}"'
    weight_given = f' font-weight="{SEMIBOLD}"' if style.bold else ""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{style.size:g}" '
        f'fill="{style.fill}"{anchor}{weight_given}>{escape(shown)}</text>'
    )


def upright(at: tuple[float, float], text: str, style: Type, room: float) -> str:
    """Return `text` read from below upwards, beginning at its point, cut to `room`."""
    drawn = label((0, 0), text, style, room)
    return f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) rotate(-90)">{drawn}</g>'


def mixed(colour: str, share: float) -> str:
    """Return so much of a colour on white: 0 is white, 1 the colour."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def rectangle(at: tuple[float, float], size: tuple[float, float], fill: str) -> str:
    """Return a filled rectangle from its upper left corner."""
    return (
        f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{max(size[0], 0):.1f}" '
        f'height="{max(size[1], 0):.1f}" fill="{fill}"/>'
    )


def blocks(areas: Iterable[tuple[float, float]], top: float, high: float, fill: str) -> str:
    """Return filled rectangles (left, right) of one height as one path; nothing for none."""
    data = "".join(
        f"M{left:.1f} {top:.1f}H{right:.1f}v{high:.1f}H{left:.1f}z" for left, right in areas
    )
    return f'<path d="{data}" fill="{fill}"/>' if data else ""


def stroke(data: str, colour: str, width: float = 0.8, *, dashed: bool = False) -> str:
    """Return a path that is drawn and not filled; nothing where it has no data."""
    dash = ' stroke-dasharray="3 2"' if dashed else ""
    drawn = f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dash}/>'
    return drawn if data else ""


def outline(data: str, colour: str, width: float = 0.8, fill: str = WHITE) -> str:
    """Return a closed path that is filled and drawn; nothing where it has no data."""
    drawn = f'<path d="{data}" fill="{fill}" stroke="{colour}" stroke-width="{width:g}"/>'
    return drawn if data else ""


def across(left: float, right: float, y: float) -> str:
    """Return path data of a level line."""
    return f"M{left:.1f} {y:.1f}H{right:.1f}"


def diamonds(points: Iterable[tuple[float, float]], radius: float) -> str:
    """Return lockout marks centred on `points`, as one path."""
    data = "".join(
        f"M{x:.1f} {y - radius:.1f}l{radius:g} {radius:g}l-{radius:g} {radius:g}"
        f"l-{radius:g} -{radius:g}z"
        for x, y in points
    )
    return outline(data, WHITE, 0.6, fill=ALARM)


def hatch(at: tuple[float, float], size: tuple[float, float]) -> str:
    """Return slanted lines inside a rectangle: a state whose end nobody recorded."""
    (left, top), (wide, high) = at, size
    data = []
    for step in range(int((wide + high) // 5) + 1):
        begin = step * 5.0
        x0, y0 = (begin, 0.0) if begin <= wide else (wide, begin - wide)
        x1, y1 = (begin - high, high) if begin >= high else (0.0, begin)
        data.append(f"M{left + x0:.1f} {top + y0:.1f}L{left + x1:.1f} {top + y1:.1f}")
    return stroke("".join(data), GREY, 0.6)
