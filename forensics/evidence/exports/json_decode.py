"""Decodes one JSON object: quickly for the index, to the letter where its values are wanted."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import orjson

Object: TypeAlias = dict[str, Any]

_NO_OBJECT: Final = "JSON that is no object"
_DEEPEST: Final = 8  # names in a path; those of ECS have no more than six
_TOO_DEEP: Final = "JSON nested beyond reason"
_BLANK: Final = b" \t\r\n"
_FRACTION: Final = re.compile(rb'(?:":|[\[,])-?[0-9]+[.eE]')  # behind a name, or in an array


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """An object to the letter.

    Attributes:
        value: Numbers, and what JSON does not know (`NaN`), are the text that the file has; of a
            key that stands twice the first counts.
        twice: Keys that stand twice with different values, wherever in the object.
    """

    value: Object
    twice: tuple[str, ...]


def decode(piece: bytes) -> Object | str:
    """Return the object, or why it is none; numbers may have lost digits."""
    try:
        value = orjson.loads(piece)
    except orjson.JSONDecodeError:
        exact = decode_exactly(piece)
        return exact if isinstance(exact, str) else exact.value
    return value if isinstance(value, dict) else _NO_OBJECT


def decode_exactly(piece: bytes) -> Exact | str:
    """Return the object, or why it is none.

    Malformed UTF-8 becomes U+FFFD, control characters within strings are taken as they stand.
    """
    same = _same(piece)
    return Exact(value=same, twice=()) if same is not None else _letter_by_letter(piece)


def _same(piece: bytes) -> Object | None:
    """Return the object where it is written as it would be again.

    Then no key stands twice, and each whole number is the text that it has; another number need
    not be.
    """
    try:
        value = orjson.loads(piece)
        same = isinstance(value, dict) and orjson.dumps(value) == piece.strip(_BLANK)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return value if same and _FRACTION.search(piece) is None else None


def _letter_by_letter(piece: bytes) -> Exact | str:
    twice: list[str] = []

    def first(pairs: Sequence[tuple[str, Any]]) -> Object:
        value: Object = {}
        for name, one in pairs:
            if value.setdefault(name, one) != one:
                twice.append(name)
        return value

    decoder = json.JSONDecoder(
        object_pairs_hook=first, parse_int=str, parse_float=str, parse_constant=str, strict=False
    )
    try:
        value = decoder.decode(piece.decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        return f"{error.msg} at character {error.pos}"
    except RecursionError:
        return _TOO_DEEP
    if not isinstance(value, dict):
        return _NO_OBJECT
    return Exact(value=value, twice=tuple(dict.fromkeys(twice)))


def text_of(value: object) -> str | None:
    """Return a value as Windows renders it in XML: numbers as text, null as None.

    An object stands for the text that it wraps (`#text` in renderings of XML, `Value` or `value`
    in those of .NET); half a surrogate pair becomes U+FFFD.
    """
    match value:
        case None:
            return None
        case str():
            return value if value.isascii() else _whole(value)
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(text_of(one) or "" for one in value) if value else None
        case dict():
            wrapped = (value[name] for name in ("#text", "Value", "value") if name in value)
            return text_of(next(wrapped, None))
        case _:
            return str(value)


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def reach(record: Object, path: Sequence[str]) -> object:
    """Return what stands at the end of a path of names, None where there is no such path."""
    found: object = record
    for name in path:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


def nested(record: Object) -> Object:
    """Return an object whose names are joined by dots as objects within each other.

    `{"winlog": {"event_id": 1}}` and `{"winlog.event_id": 1}` are the same to Elasticsearch. What
    stands at the same place twice counts once, the first.
    """
    whole: Object = {}
    for joined, value in record.items():
        *path, name = joined.split(".", _DEEPEST)
        inner = whole
        for step in path:
            found = inner.setdefault(step, {})
            inner = found if isinstance(found, dict) else {}
        held = inner.setdefault(name, value)
        if held is not value and isinstance(held, dict) and isinstance(value, dict):
            inner[name] = value | held
    return whole
