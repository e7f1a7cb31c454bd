"""JSON as `json.dumps(…, ensure_ascii=False, indent=1, allow_nan=False)` writes it, but quicker.

The library leaves its fast path where lines are indented; a report of a million attempts has a
million lines.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Written:
    """A list of values that are written already, for the depth in which they stand."""

    values: list[str]


_PLAIN: Final = frozenset({float, bool, type(None)})


def text(value: Any, told: Callable[[Any], Any], depth: int = 0) -> str:  # noqa: ANN401 - any kind
    """Return a value as text: mappings with text keys, lists, tuples, texts, numbers, None.

    Args:
        value: May hold what JSON does not know.
        told: Says such a value in others; those may hold such values again. So a large document
            need not be there a second time, in values of JSON alone.
        depth: Of the line that it begins in.

    Raises:
        ValueError: A number is not finite.
        TypeError: JSON knows no such value, and `told` returned it as it is.
    """
    kind = value.__class__
    if kind is str or kind is int:
        return encode_basestring(value) if kind is str else str(value)
    if kind is dict:
        inner = [
            f"{encode_basestring(key)}: {text(each, told, depth + 1)}"
            for key, each in value.items()
        ]
        return _wrapped("{", inner, "}", depth)
    if kind is tuple or kind is list:
        return _wrapped("[", [text(each, told, depth + 1) for each in value], "]", depth)
    if kind is Written:
        return _wrapped("[", value.values, "]", depth)
    if kind in _PLAIN or (said := told(value)) is value:
        return json.dumps(value, allow_nan=False)
    return text(said, told, depth)


def _wrapped(opening: str, inner: list[str], closing: str, depth: int) -> str:
    if not inner:
        return opening + closing
    line = "\n" + " " * (depth + 1)
    return f"{opening}{line}{(',' + line).join(inner)}{line[:-1]}{closing}"
