"""JSON as `json.dumps(…, ensure_ascii=False, indent=1, allow_nan=False)` writes it, but quicker.

The library leaves its fast path where lines are indented; a report of a million attempts has a
million lines.
"""

import json
from json.encoder import encode_basestring
from typing import Any


def text(value: Any, depth: int = 0) -> str:  # noqa: ANN401 - JSON values are of any kind
    """Return a value as text: mappings with text keys, lists, tuples, texts, numbers, None.

    Raises:
        ValueError: A number is not finite.
        TypeError: JSON knows no such value.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        inner = [
            f"{encode_basestring(key)}: {text(each, depth + 1)}" for key, each in value.items()
        ]
        return _wrapped("{", inner, "}", depth)
    if isinstance(value, list | tuple):
        return _wrapped("[", [text(each, depth + 1) for each in value], "]", depth)
    if value.__class__ is int:
        return str(value)
    return json.dumps(value, allow_nan=False)


def _wrapped(opening: str, inner: list[str], closing: str, depth: int) -> str:
    if not inner:
        return opening + closing
    line = "\n" + " " * (depth + 1)
    return f"{opening}{line}{(',' + line).join(inner)}{line[:-1]}{closing}"
