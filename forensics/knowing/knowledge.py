"""Knowledge: one TOML file for each article, in our own words, loaded strictly.

An entry claims that named facts have certain values. There is one operator and no weight, so that
a reader can check a standing with a pencil.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError
from forensics.knowing.facts import VOCABULARY
from forensics.standings import Citation

STANDINGS: Final = ("supported", "open", "ruled-out")
ORIGINS: Final = ("article", "derived")
NATURES: Final = ("defect", "attack", "mixed", "undetermined")
STATUS_CLASSES: Final = ("confirmed", "fixed", "by-design", "third-party", "none-given")

_CLAIM: Final = {
    "fact": "text",
    "any_of": "texts",
    "claim": "text",
    "origin": "text",
    "because": "text",
    "obtain": "text",
}
_ENTRY: Final = {
    "id": "text",
    "title": "text",
    "nature": "text",
    "status_class": "text",
    "citation": "table",
    "text": "table",
    "requires": "tables",
    "example": "tables",
    "excludes": "tables",
    "rival": "tables",
}
_OPTIONAL: Final = ("excludes", "rival")
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "citation": {"publisher": "text", "dated": "date", "product": "text", "sections": "texts"},
    "text": {"cause": "text", "status": "text", "fix": "text"},
    "requires": _CLAIM,
    "excludes": _CLAIM,
    "rival": {"id": "text", "differs": "text", "fact": "text", "any_of": "texts", "obtain": "text"},
    "example": {"name": "text", "expect": "text", "facts": "table"},
}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "nature": NATURES,
    "status_class": STATUS_CLASSES,
    "origin": ORIGINS,
    "expect": STANDINGS,
    "fact": tuple(VOCABULARY),
}
_MUST_BE: Final[Mapping[str, str]] = {
    "text": "a text that is not empty",
    "texts": "a list of texts, at least one",
    "list": "a list of texts",
    "date": "a date",
    "table": "a table",
    "tables": "an array of tables, at least one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A fact is said to have one of these values.

    Attributes:
        claim: In a few words; for an excluding claim, in the negative.
        origin: `article` where the article says so, `derived` where it is our reasoning.
    """

    fact: str
    any_of: tuple[str, ...]
    claim: str
    origin: str
    because: str
    obtain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """An article with the same symptom, set aside where the fact has one of the values."""

    id: str
    differs: str
    fact: str
    any_of: tuple[str, ...]
    obtain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts, all complete, and the standing that the entry must give them."""

    name: str
    expect: str
    facts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article, weighed by its claims."""

    id: str
    title: str
    nature: str
    status_class: str
    citation: Citation
    cause: str
    status: str
    fix: str
    requires: tuple[Claim, ...]
    excludes: tuple[Claim, ...]
    rivals: tuple[Rival, ...]
    examples: tuple[Example, ...]


@cache
def library() -> tuple[Entry, ...]:
    """Return the entries shipped with the package, ordered by id.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    folder = files("forensics").joinpath("data/knowledge")
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    return load({name: text for name, text in sorted(texts.items()) if name.endswith(".toml")})


def load(texts: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries of several files, given as name -> TOML text.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    entries, mistakes = [], []
    for name, text in texts.items():
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            mistakes.append(f"{name}: {error}")
            continue
        found = [f"{name}: {mistake}" for mistake in _mistakes(name, given)]
        if not found:
            entries.append(_entry(given))
        mistakes += found
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(entries)


def _mistakes(name: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield every mistake of one file, naming table and key."""
    yield from _misfits(given, _ENTRY, "")
    if str(given.get("id", "")).lower() != name.removesuffix(".toml"):
        yield f"id: {given.get('id')!r} does not match the file's name"
    for key, shape in _PARTS.items():
        for part in _tables(given.get(key)):
            yield from _misfits(part, shape, f"[{key}] ")
    for example in _tables(given.get("example")):
        for table in _tables(example.get("facts")):
            for fact, values in table.items():
                yield from _wrong(fact, "fact", "text", "[example.facts] ")
                yield from _wrong(values, fact, "list", "[example.facts] ")


def _tables(value: object) -> list[dict[str, Any]]:
    """Return one table or several as a list; what is no table was told of already."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def _misfits(given: Mapping[str, Any], shape: Mapping[str, str], where: str) -> Iterator[str]:
    for key in given:
        if key not in shape:
            yield f"{where}unknown key {key}"
    for key, kind in shape.items():
        if key in given:
            yield from _wrong(given[key], key, kind, where)
        elif key not in _OPTIONAL:
            yield f"{where}missing key {key}"


def _wrong(value: object, key: str, kind: str, where: str) -> Iterator[str]:
    if not _is(value, kind):
        yield f"{where}{key}: must be {_MUST_BE[kind]}"
    elif key in _WORDS and value not in _WORDS[key]:
        yield f"{where}{key}: {value!r} is none of {', '.join(_WORDS[key])}"


def _is(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "date":
            return type(value) is date
        case "table":
            return isinstance(value, dict)
        case _:
            wanted = dict if kind == "tables" else str
            filled = kind == "list" or bool(value)
            return filled and isinstance(value, list) and all(isinstance(v, wanted) for v in value)


def _entry(given: Mapping[str, Any]) -> Entry:
    """Return the entry of a file without mistakes."""
    cited = given["citation"]
    return Entry(
        id=given["id"],
        title=given["title"],
        nature=given["nature"],
        status_class=given["status_class"],
        citation=Citation(
            publisher=cited["publisher"],
            dated=cited["dated"].isoformat(),
            product=cited["product"],
            sections=tuple(cited["sections"]),
        ),
        **given["text"],
        requires=tuple(_claim(each) for each in given["requires"]),
        excludes=tuple(_claim(each) for each in given.get("excludes", ())),
        rivals=tuple(
            Rival(**{**each, "any_of": tuple(each["any_of"])}) for each in given.get("rival", ())
        ),
        examples=tuple(
            Example(
                name=each["name"],
                expect=each["expect"],
                facts={name: tuple(values) for name, values in each["facts"].items()},
            )
            for each in given["example"]
        ),
    )


def _claim(given: Mapping[str, Any]) -> Claim:
    return Claim(**{**given, "any_of": tuple(given["any_of"])})
