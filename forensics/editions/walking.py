"""Walking: visits every text of the findings by what its field holds, and rebuilds the findings."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from forensics.bursts import Bursts
from forensics.edges import Edges
from forensics.editions.fields import Meaning, Said, meaning

_Whole = TypeVar("_Whole")

Change = Callable[[Meaning, str], str]
Own = Callable[[Any, str], Any]


def walk(value: _Whole, change: Change, own: Own) -> _Whole:
    """Return a noun, or a tuple of nouns, with every text changed.

    Args:
        value: Of the findings, or findings.
        change: What becomes of a text by what its field holds.
        own: What becomes of a field with a rule of its own (`Said.OWN`), given its noun and name.
    """
    made: Any = value
    if isinstance(value, tuple | Edges | Bursts):
        made = tuple(walk(each, change, own) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = _noun(value, change, own)
    return made  # type: ignore[no-any-return]


def _noun(value: Any, change: Change, own: Own) -> Any:  # noqa: ANN401 - any noun of the findings
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        # What nobody thought of is treated as the texts in which most can hide.
        held = meaning(type(value).__name__, field.name) or Said.COMPOSED
        new = own(value, field.name) if held is Said.OWN else _texts(old, held, change, own)
        if new is not old:
            changed[field.name] = new
    return replace(value, **changed) if changed else value


def _texts(old: Any, held: Meaning, change: Change, own: Own) -> Any:  # noqa: ANN401 - as above
    # A member of a StrEnum is ours and closed.
    if type(old) is str:
        return change(held, old)
    if isinstance(old, bytes):
        return b""
    if isinstance(old, tuple | Edges | Bursts):
        return tuple(_texts(each, held, change, own) for each in old)
    if isinstance(old, Mapping):
        return {key: _texts(each, held, change, own) for key, each in old.items()}
    return walk(old, change, own)
