"""Whether two lockout policies can be the same one."""

import math
from typing import Final

from forensics.effects import LockoutPolicy, Span
from forensics.values import Absent
from forensics.words import span

_FIELDS: Final = (
    ("threshold", "threshold"),
    ("window_seconds", "window"),
    ("duration_seconds", "duration"),
)


def differing(before: LockoutPolicy, after: LockoutPolicy) -> tuple[str, ...]:
    """Return what differs for certain, in words; what is not known may be as before.

    Args:
        before: As the first case has it.
        after: As the second has it.
    """
    return tuple(
        f"{said} {_said(name, one)} before, {_said(name, other)} after"
        for name, said in _FIELDS
        for one, other in ((getattr(before, name), getattr(after, name)),)
        if not _meet(_range(name, before), _range(name, after))
    )


def _range(name: str, policy: LockoutPolicy) -> tuple[float, float]:
    value: int | Span | Absent = getattr(policy, name)
    if name == "threshold" and policy.possible:
        return min(policy.possible), max(policy.possible)
    match value:
        case int():
            # A duration of 0 lasts until an administrator unlocks.
            endless = name == "duration_seconds" and value == 0
            return (math.inf, math.inf) if endless else (value, value)
        case Span():
            low, high = value.at_least, value.at_most
            return low if isinstance(low, int) else 0, high if isinstance(high, int) else math.inf
        case _:
            return 0, math.inf


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _said(name: str, value: int | Span | Absent) -> str:
    if name == "threshold":
        return str(value) if isinstance(value, int) else "not known"
    if name == "duration_seconds" and value == 0:
        return "until unlocked"
    return span(value)
