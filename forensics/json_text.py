"""JSON as `json.dumps(…, ensure_ascii=False, indent=1, allow_nan=False)` writes it, but quicker.

The library leaves its fast path where lines are indented; a report of a million attempts has a
million lines.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from json.encoder import encode_basestring
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Written:
    """A list of values that are written already, for the depth in which they stand.

    They may be written as they are asked for, and are asked for once.
    """

    values: Iterable[str]


_PLAIN: Final = frozenset({float, bool, type(None)})
_PIECE: Final = 1 << 12  # values of a list that are joined at one time


def pieces(document: Mapping[str, Any], told: Callable[[Any], Any]) -> Iterator[str]:
    """Yield `text` of a document bit by bit: no list in it need be written as a whole.

    Args:
        document: Not empty.
        told: As for `text`, which says what is raised.
    """
    opening = "{\n "
    for key, value in document.items():
        yield f"{opening}{encode_basestring(key)}: "
        said = told(value)
        match said:
            case Written():
                yield from _listed(iter(said.values))
            case tuple() | list():
                yield from _listed(text(each, told, 2) for each in said)
            case _:
                yield text(said, told, 1)
        opening = ",\n "
    yield "\n}"


def _listed(values: Iterator[str]) -> Iterator[str]:
    """Yield a list that is a value of the document."""
    opening = "[\n  "
    while some := [*islice(values, _PIECE)]:
        yield opening + ",\n  ".join(some)
        opening = ",\n  "
    yield "[]" if opening.startswith("[") else "\n ]"


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
        return _wrapped("[", [*value.values], "]", depth)
    if kind in _PLAIN or (said := told(value)) is value:
        return json.dumps(value, allow_nan=False)
    return text(said, told, depth)


def _wrapped(opening: str, inner: list[str], closing: str, depth: int) -> str:
    if not inner:
        return opening + closing
    line = "\n" + " " * (depth + 1)
    return f"{opening}{line}{(',' + line).join(inner)}{line[:-1]}{closing}"
