"""The kinds of what can be out of order, by `data/irregularities.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError
from forensics.knowing.strict import Shape, misfits, parse, tables

_NAME: Final = "irregularities.toml"
_SHAPE: Final[Shape] = {
    "kind": "text",
    "title": "text",
    "can_mean": "texts",
    "does_not_show": "text",
    "collect": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind.

    Attributes:
        kind: Its short name in the findings.
        title: What is seen.
        can_mean: What it can come of, the ordinary first.
        does_not_show: What nobody may conclude from it alone.
        collect: What would tell these apart.
    """

    kind: str
    title: str
    can_mean: tuple[str, ...]
    does_not_show: str
    collect: str


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its name, in the order in which the report tells them.

    Raises:
        KnowledgeError: The table that we ship is not as it must be.
    """
    text = files("forensics").joinpath("data", _NAME).read_text("utf-8")
    return read(parse(_NAME, text))


def read(given: Mapping[str, Any]) -> dict[str, Kind]:
    """Return the kinds that a parsed table holds.

    Raises:
        KnowledgeError: A key is missing, unknown or of the wrong kind, or a kind stands twice.
    """
    wrong = list(misfits(given, {"irregularity": "tables"}, {}))
    entries = tables(given.get("irregularity", []))
    for place, entry in enumerate(entries, 1):
        wrong += misfits(entry, _SHAPE, {}, f"irregularity {place}: ")
    names = [entry.get("kind") for entry in entries]
    if not wrong and len(set(names)) < len(names):
        wrong = ["a kind stands twice"]
    if wrong:
        raise KnowledgeError(f"{_NAME}: {'; '.join(wrong)}")
    return {
        entry["kind"]: Kind(**{**entry, "can_mean": tuple(entry["can_mean"])}) for entry in entries
    }
