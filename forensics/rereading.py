"""Reads a findings.json back, also one that an older version of this program has written.

Within one version of the schema (`findings/1`) the document only grows, and every field that was
added has a value that stands for "an older report did not tell": the default of its noun. So an
older document is completed with these, wherever its nouns lack them; a field that was there from
the beginning and is missing, or a version that is not known, is refused.
"""

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Final

from forensics.errors import CaseError
from forensics.export import plain
from forensics.findings import SCHEMA, Findings
from forensics.values import Absent, Instant

KNOWN: Final = (SCHEMA,)
"""Versions of the schema that are read."""

_NOWHERE: Final = "findings.json"


def read_findings(data: bytes) -> dict[str, Any]:
    """Return the document with every field of today's schema.

    Args:
        data: findings.json, as written.

    Raises:
        CaseError: It is no JSON, of no known version, or lacks what was always there.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{_NOWHERE}: {error}; give the file as it was written") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema not in KNOWN:
        known = ", ".join(KNOWN)
        raise CaseError(f'{_NOWHERE}: schema "{schema}" is not known; known are {known}')
    return {"schema": SCHEMA, **_noun(Findings, document, _NOWHERE)}


def _noun(kind: type, given: Any, where: str) -> dict[str, Any]:  # noqa: ANN401 - of JSON
    if not isinstance(given, dict):
        raise CaseError(f"{where}: must be an object; give the file as it was written")
    known = {each.name: each for each in fields(kind)}
    told = {name: value for name, value in given.items() if name not in {*known, "schema"}}
    for name, field in known.items():
        here = f"{where}: {name}"
        told[name] = (
            _value(_types(kind)[name], given[name], here) if name in given else _added(field, here)
        )
    return told


def _added(field: Field[Any], where: str) -> Any:  # noqa: ANN401 - of any field
    """Return what stands for a field that an older report did not have."""
    if field.default is not MISSING:
        return plain(field.default)
    if field.default_factory is not MISSING:
        return plain(field.default_factory())
    raise CaseError(f"{where}: is missing; give the file as it was written")


def _value(kind: Any, given: Any, where: str) -> Any:  # noqa: ANN401 - of any field
    """Return a value with all nouns below it completed; what is no noun stays as it is."""
    nouns = [each for each in _one_of(kind) if _is_object(each)]
    told = isinstance(given, dict) and "absent" not in given
    if nouns and (told or kind in nouns):
        return _noun(nouns[0], given, where)
    origin, items = typing.get_origin(kind), typing.get_args(kind)
    if origin in {tuple, Sequence} and isinstance(given, list):
        alike = origin is Sequence or items[1:] == (...,)
        inner = [items[0]] * len(given) if alike else list(items)
        return [
            _value(each, value, f"{where}[{place}]")
            for place, (each, value) in enumerate(zip(inner, given, strict=False))
        ]
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(given, dict):
        return {key: _value(items[1], value, f"{where}: {key}") for key, value in given.items()}
    return given


def _one_of(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - of any field
    union = typing.get_origin(kind) in {typing.Union, types.UnionType}
    return typing.get_args(kind) if union else (kind,)


def _is_object(kind: Any) -> bool:  # noqa: ANN401 - of any field
    """Tell whether a type is a noun and an object in JSON: moments and absent values are not."""
    return is_dataclass(kind) and kind not in {Instant, Absent}


@cache
def _types(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
