"""Who failed where: bands from clients (left, by group) to targets (right), as wide as the count.

Readable from one client to tens of thousands; `flows` decides what is drawn together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forensics.figures.drawing import (
    ALARM_TEXT,
    BLUE,
    FAINT,
    INK,
    MUTE,
    SMALL,
    STRONG,
    WHITE,
    WIDTH,
    Figure,
    Type,
    diamonds,
    figure,
    label,
    outline,
    rectangle,
    stroke,
)
from forensics.figures.flows import Flows, Sender, flows
from forensics.findings import Findings
from forensics.words import counted, grouped

_LEFT: Final = 200.0
_RIGHT: Final = WIDTH - 212.0
_TOP: Final = 18.0
_GAP: Final = 2.2
_GROUP_GAP: Final = 8.0  # above those without a group
_HEADING: Final = 16.0  # above a group, with its name in it
_ROW: Final = 11.4  # the least height of a sender, so that its label is free
_LEAST_TARGET: Final = 24.0
_MOST_DIAMONDS: Final = 11
_MOST_TOLD: Final = 6
_ROOM: Final = 110.0  # for the name of a target and what it saw


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a sender or target stands: top edge and height."""

    top: float
    high: float


def bands(findings: Findings, noun: str) -> Figure | None:
    """Return the map, or None where no client failed; `noun` heads the targets."""
    drawn = flows(findings)
    if drawn is None:
        return None
    left, height = _stand(drawn.senders)
    right = _targets(drawn, height, left)
    parts = [
        _heads(noun, counted=any(one.counted for one in drawn.senders)),
        *_brackets(drawn.senders, left),
        *_ribbons(drawn, left, right),
        *(_sender(sender, left[sender.title]) for sender in drawn.senders),
        *(_target(name, right[name], drawn) for name in right),
    ]
    return figure(_alt(drawn), height, parts)


def _stand(senders: Sequence[Sender]) -> tuple[dict[str, _Place], float]:
    lumped = any(sender.lump for sender in senders)
    goal = max(150.0, len(senders) * (9.0 if lumped else 13.0))
    total = sum(sender.failures for sender in senders) or 1
    places: dict[str, _Place] = {}
    y, group = _TOP, ""
    for sender in senders:
        if sender.group != group or not places:
            y += _HEADING if sender.group else _GROUP_GAP
            group = sender.group
        high = max(_ROW, goal * sender.failures / total)
        places[sender.title] = _Place(top=y, high=high)
        y += high + _GAP
    return places, y + 4


def _targets(drawn: Flows, height: float, left: Mapping[str, _Place]) -> dict[str, _Place]:
    """Place the targets in the order of where their bands come from, the joined one last."""
    weighted = dict.fromkeys(drawn.targets, 0.0)
    for (sender, target), count in drawn.count.items():
        weighted[target] += count * (left[sender].top + left[sender].high / 2)
    names = sorted(
        drawn.targets,
        key=lambda name: (name == drawn.joined, weighted[name] / drawn.targets[name], name),
    )
    gap = min(22.0, (height - _TOP) * 0.35 / len(names))
    room = height - _TOP - 4 - gap * (len(names) - 1)
    spare = max(room - _LEAST_TARGET * len(names), 0)
    total = sum(drawn.targets.values())
    places, y = {}, _TOP
    for name in names:
        high = min(_LEAST_TARGET, room / len(names)) + spare * drawn.targets[name] / total
        places[name] = _Place(top=y, high=high)
        y += high + gap
    return places


def _ribbons(drawn: Flows, left: Mapping[str, _Place], right: Mapping[str, _Place]) -> list[str]:
    """Return the bands, the hollow first and the widest first, so that no narrow one is covered."""
    sent = Counter[str]()
    for (title, _), count in drawn.count.items():
        sent[title] += count
    used_left = {name: place.top for name, place in left.items()}
    used_right = {name: place.top for name, place in right.items()}
    ribbons: list[tuple[bool, int, str]] = []
    for target, sink in right.items():
        for sender in drawn.senders:
            title = sender.title
            count = drawn.count.get((title, target), 0)
            if not count:
                continue
            start = used_left[title], left[title].high * count / sent[title]
            end = used_right[target], sink.high * count / drawn.targets[target]
            used_left[title] += start[1]
            used_right[target] += end[1]
            strong = sender.counted > 0
            ribbons.append((strong, count, _ribbon(start, end, strong=strong)))
    return [ribbon for *_, ribbon in sorted(ribbons, key=lambda item: (item[0], -item[1]))]


def _ribbon(start: tuple[float, float], end: tuple[float, float], *, strong: bool) -> str:
    (a, wide), (b, sink) = start, end
    middle = (_LEFT + _RIGHT) / 2
    data = (
        f"M{_LEFT:g} {a:.1f}C{middle:g} {a:.1f} {middle:g} {b:.1f} {_RIGHT:g} {b:.1f}"
        f"V{b + sink:.1f}C{middle:g} {b + sink:.1f} {middle:g} {a + wide:.1f} "
        f"{_LEFT:g} {a + wide:.1f}z"
    )
    fill, edge = (BLUE, WHITE) if strong else (FAINT, MUTE)
    return (
        f'<path d="{data}" fill="{fill}" fill-opacity="{STRONG:g}" '
        f'stroke="{edge}" stroke-width="0.5"/>'
    )


def _heads(noun: str, *, counted: bool) -> str:
    style = Type(size=SMALL, fill=ALARM_TEXT, anchor="end")
    return (
        label((12, 10), "Client", Type(size=SMALL, fill=MUTE))
        + (label((_LEFT - 54, 10), "counted", style) if counted else "")
        + label((_LEFT - 9, 10), "all", Type(size=SMALL, fill=MUTE, anchor="end"))
        + label((_RIGHT + 12, 10), noun, Type(size=SMALL, fill=MUTE), WIDTH - _RIGHT - 12)
    )


def _brackets(senders: Sequence[Sender], left: Mapping[str, _Place]) -> list[str]:
    parts = []
    for group in dict.fromkeys(sender.group for sender in senders):
        places = [left[sender.title] for sender in senders if sender.group == group]
        if not group:
            continue
        top, bottom = places[0].top, places[-1].top + places[-1].high
        parts.append(stroke(f"M6 {top:.1f}h-4V{bottom:.1f}h4", MUTE))
        parts.append(label((2, top - 3), group, Type(size=SMALL, fill=MUTE), _LEFT - 20))
    return parts


def _sender(sender: Sender, place: _Place) -> str:
    y = place.top + place.high / 2 + 3.1
    bar = f"M{_LEFT - 4.7:g} {place.top:.1f}h4.4v{place.high:.1f}h-4.4z"
    parts = [
        outline(bar, *((BLUE, 0.6, BLUE) if sender.counted else (MUTE, 0.6, WHITE))),
        label((_LEFT - 9, y), grouped(sender.failures), Type(size=SMALL, fill=MUTE, anchor="end")),
        label((12, y), sender.title, Type(bold=sender.counted > 0), _LEFT - 108),
    ]
    if sender.counted:
        style = Type(size=SMALL, fill=ALARM_TEXT, bold=True, anchor="end")
        parts.append(label((_LEFT - 54, y), grouped(sender.counted), style))
    return "".join(parts)


def _target(name: str, place: _Place, drawn: Flows) -> str:
    middle = place.top + place.high / 2
    x = _RIGHT + 12
    said = counted(drawn.targets[name], "failed logon")
    parts = [
        rectangle((_RIGHT, place.top), (5, place.high), INK),
        label((x, middle - 1.5), name, Type(size=9.5, bold=True), _ROOM),
        label((x, middle + 8), said, Type(size=SMALL, fill=MUTE), _ROOM),
    ]
    lockouts = drawn.lockouts.get(name, 0)
    if lockouts:
        marks = [
            (x + _ROOM + 10 + 7 * at, middle - 4.5) for at in range(min(lockouts, _MOST_DIAMONDS))
        ]
        style = Type(size=SMALL, fill=ALARM_TEXT, bold=True)
        parts.append(diamonds(marks, 3.2))
        parts.append(label((x + _ROOM + 6, middle + 8), counted(lockouts, "lockout"), style))
    return "".join(parts)


def _alt(drawn: Flows) -> str:
    places = " ".join(
        f"{name}: {counted(count, 'failed logon')}, "
        f"{counted(drawn.lockouts.get(name, 0), 'lockout')}."
        for name, count in drawn.targets.items()
    )
    busiest = sorted(drawn.senders, key=lambda one: (-one.failures, one.title))[:_MOST_TOLD]
    senders = "; ".join(f"{one.title}: {grouped(one.failures)}" for one in busiest)
    return (
        f"Map of {counted(len(drawn.senders), 'sender')} to "
        f"{counted(len(drawn.targets), 'target')}; the width of a band is "
        f"the number of failed logons. The busiest senders: {senders}. Targets: {places}"
    )
