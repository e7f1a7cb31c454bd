"""The counted bad passwords of one lockout as squares: filled from the client that tripped it."""

from collections.abc import Sequence
from typing import Final

from forensics.figures.drawing import (
    BLUE,
    MUTE,
    SMALL,
    WHITE,
    Figure,
    Type,
    framed,
    label,
    outline,
    rectangle,
    stroke,
)
from forensics.occurrences import Lockout
from forensics.values import Absent
from forensics.words import counted, grouped, listing, or_why

_MOST: Final = 10
_ROW: Final = 5
_STEP: Final = 12.4
_SIDE: Final = 10.4
_BAR: Final = 58.0


def squares(lockout: Lockout) -> Figure | None:
    """Return the squares; missing ones are dashed, and more than ten become one bar."""
    own = [_same(one.client, lockout.tripped_by) for one in lockout.counted]
    missing = lockout.unexplained if isinstance(lockout.unexplained, int) else 0
    if not own and not missing:
        return None
    alt = _alt(lockout, missing)
    if len(own) + missing > _MOST:
        return _bar(alt, own, missing)
    rows = -(-(len(own) + missing) // _ROW)
    parts = [_square(index, own=mine) for index, mine in enumerate(own)]
    parts += [_missing(index) for index in range(len(own), len(own) + missing)]
    return framed(alt, (_ROW * _STEP + 2, rows * _STEP - 0.5), parts)


def _same(client: str | Absent, tripped_by: str | Absent) -> bool:
    return isinstance(client, str) and client == tripped_by


def _corner(index: int) -> tuple[float, float]:
    return 1 + (index % _ROW) * _STEP, 1 + (index // _ROW) * _STEP


def _box(index: int) -> str:
    x, y = _corner(index)
    return f"M{x:g} {y:g}h{_SIDE}v{_SIDE - 0.5}h-{_SIDE}z"


def _square(index: int, *, own: bool) -> str:
    x, y = _corner(index)
    colour = BLUE if own else MUTE
    style = Type(size=SMALL, fill=WHITE if own else MUTE, bold=True, anchor="middle")
    box = outline(_box(index), colour, 0.9, fill=BLUE if own else WHITE)
    return box + label((x + _SIDE / 2, y + 8.0), index + 1, style)


def _missing(index: int) -> str:
    x, y = _corner(index)
    style = Type(size=SMALL, fill=MUTE, anchor="middle")
    return stroke(_box(index), MUTE, 0.7, dashed=True) + label((x + _SIDE / 2, y + 8.0), "?", style)


def _bar(alt: str, own: Sequence[bool], missing: int) -> Figure:
    total = len(own) + missing
    mine = _BAR * sum(own) / total
    seen = _BAR * len(own) / total
    parts = [
        outline(f"M1 1h{seen:.1f}v9h-{seen:.1f}z", MUTE, 0.9),
        rectangle((1, 1), (mine, 9), BLUE),
        stroke(f"M1 1h{_BAR}v9h-{_BAR}z", MUTE, 0.7, dashed=bool(missing)),
        label((1, 19), f"{grouped(sum(own))} of {grouped(total)}", Type(size=SMALL, fill=MUTE)),
    ]
    return framed(alt, (_BAR + 4, 22), parts)


def _alt(lockout: Lockout, missing: int) -> str:
    senders = [
        f"{or_why(one.client)} {counted(one.bad_passwords, 'time', 'times')}"
        for one in lockout.shares[:8]
    ]
    said = f"Lockout {lockout.id}: {grouped(len(lockout.counted))} bad passwords counted"
    said += f", sent by {listing(senders)}" if senders else ""
    return said + (f"; {grouped(missing)} not found in the evidence." if missing else ".")
