"""Knowledge: one TOML file for each article or general cause, in our own words, loaded strictly.

An entry claims that named facts have certain values. There is one operator and no weight, so that
a reader can check a standing with a pencil.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError
from forensics.knowing import strict
from forensics.knowing.entries import (
    EXPLAINS,
    KINDS,
    NATURES,
    ORIGINS,
    STANDINGS,
    STATUS_CLASSES,
    SYMPTOMS,
    Claim,
    Entry,
    Example,
    Rival,
)
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import Citation

_GIVABLE: Final = ("resolution", "workaround")
_CLAIM: Final = {
    "fact": "text",
    "any_of": "texts",
    "claim": "text",
    "origin": "text",
    "because": "text",
    "obtain": "text?",
}
_ENTRY: Final = {
    "id": "text",
    "kind": "text",
    "title": "text",
    "nature": "text",
    "explains": "text",
    "symptoms": "texts",
    "status_class": "text",
    "fixed_in": "text?",
    "warning": "text?",
    "citation": "table",
    "text": "table",
    "requires": "tables",
    "excludes": "tables?",
    "rival": "tables?",
    "example": "tables",
}
_CITATION: Final = {
    "publisher": "text",
    "dated": "date",
    "product": "text",
    "versions": "text",
    "sections": "texts",
}
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "text": {
        "cause": "text",
        "status": "text",
        "resolution": "text?",
        "workaround": "text?",
        "absent": "texts?",
    },
    "requires": _CLAIM,
    "excludes": _CLAIM,
    "rival": {"id": "text", "differs": "text", "logs": "text", "yields": "text"},
    "example": {
        "name": "text",
        "expect": "text",
        "like": "text?",
        "without": "list?",
        "facts": "table?",
    },
}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": KINDS,
    "nature": NATURES,
    "explains": tuple(EXPLAINS),
    "symptoms": tuple(SYMPTOMS),
    "status_class": STATUS_CLASSES,
    "absent": _GIVABLE,
    "origin": ORIGINS,
    "expect": STANDINGS,
    "logs": ("never", "can"),
    "yields": ("yes", "no"),
    "fact": tuple(VOCABULARY),
    "without": tuple(VOCABULARY),
}


@cache
def library() -> tuple[Entry, ...]:
    """Return the entries shipped with the package, ordered by id.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    folder = files("forensics").joinpath("data/knowledge")
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    shipped = {name: text for name, text in sorted(texts.items()) if name.endswith(".toml")}
    return tuple(sorted(load(shipped), key=lambda entry: entry.id))


def load(texts: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries of several files, given as name -> TOML text.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    entries, mistakes = [], []
    for name, text in texts.items():
        try:
            given = strict.parse(name, text)
        except KnowledgeError as error:
            mistakes.append(str(error))
            continue
        found = [f"{name}: {mistake}" for mistake in _mistakes(name, given)]
        if not found:
            entries.append(_entry(given))
        mistakes += found
    mistakes += _circles(entries)
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(entries)


def _mistakes(name: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield every mistake of one file, naming table and key."""
    yield from strict.misfits(given, _ENTRY, _WORDS)
    if str(given.get("id", "")).lower() != name.removesuffix(".toml"):
        yield f"id: {given.get('id')!r} does not match the file's name"
    general = given.get("kind") == "general"
    cited = {"publisher": "text"} if general else _CITATION
    for key, shape in {"citation": cited, **_PARTS}.items():
        for part in strict.tables(given.get(key)):
            yield from strict.misfits(part, shape, _WORDS, f"[{key}] ")
    if ("fixed_in" in given) != (given.get("status_class") == "fixed"):
        yield "fixed_in: stands where status_class is fixed, and only there"
    for text in strict.tables(given.get("text")):
        yield from _unsaid(text)
    for key in ("requires", "excludes"):
        for claim in strict.tables(given.get(key)):
            yield from _unknown(claim.get("fact"), claim.get("any_of"), f"[{key}] ")
    yield from _unfit(strict.tables(given.get("example")))


def _unknown(fact: object, values: object, where: str) -> Iterator[str]:
    """Yield the values that a fact cannot have; what is no known fact was told of already."""
    options = VOCABULARY[fact].values if isinstance(fact, str) and fact in VOCABULARY else ()
    if options and isinstance(values, list):
        yield from strict.wrong(values, str(fact), "list", {str(fact): options}, where)


def _unsaid(text: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is neither given nor said to be absent, or both."""
    absent = text.get("absent", ())
    for key in _GIVABLE:
        if (key in text) == (isinstance(absent, list) and key in absent):
            yield f"[text] {key}: give it, or name it in absent"


def _unfit(examples: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the facts of examples, and with the example that one is like."""
    names: list[object] = []
    for example in examples:
        name = example.get("name")
        if name in names:
            yield f"[example] name: {name!r} stands twice"
        if "like" in example and example["like"] not in names:
            yield f"[example] like: no example before it is called {example['like']!r}"
        names.append(name)
        for facts in strict.tables(example.get("facts")):
            for fact, values in facts.items():
                yield from strict.wrong(fact, "fact", "text", _WORDS, "[example.facts] ")
                yield from strict.wrong(values, fact, "list", {}, "[example.facts] ")
                yield from _unknown(fact, values, "[example.facts] ")


def _circles(entries: list[Entry]) -> Iterator[str]:
    """Yield entries that yield to each other: neither could ever be supported."""
    yields = {
        entry.id: {rival.id for rival in entry.rivals if rival.yields == "yes"} for entry in entries
    }
    while ends := _ends(yields):
        yields = {each: others for each, others in yields.items() if each not in ends}
    if yields:
        yield f"rivals: {', '.join(sorted(yields))} yield to each other in a circle"


def _ends(yields: Mapping[str, set[str]]) -> set[str]:
    """Return the entries that yield to none of the others, or to which none of them yields."""
    yielded = set().union(*yields.values())
    return {
        each for each, others in yields.items() if not others & yields.keys() or each not in yielded
    }


def _entry(given: Mapping[str, Any]) -> Entry:
    """Return the entry of a file without mistakes."""
    text, cited = given["text"], given["citation"]
    return Entry(
        **{key: given[key] for key in ("id", "kind", "title", "nature", "explains")},
        symptoms=tuple(given["symptoms"]),
        status_class=given["status_class"],
        fixed_in=given.get("fixed_in"),
        warning=given.get("warning"),
        citation=Citation(
            publisher=cited["publisher"],
            dated=cited["dated"].isoformat() if "dated" in cited else "",
            product=cited.get("product", ""),
            versions=cited.get("versions", ""),
            sections=tuple(cited.get("sections", ())),
        ),
        cause=text["cause"],
        status=text["status"],
        resolution=text.get("resolution"),
        workaround=text.get("workaround"),
        requires=tuple(_claim(each) for each in given["requires"]),
        excludes=tuple(_claim(each) for each in given.get("excludes", ())),
        rivals=tuple(Rival(**each) for each in given.get("rival", ())),
        examples=_examples(given["example"]),
    )


def _claim(given: Mapping[str, Any]) -> Claim:
    obtain = given.get("obtain", VOCABULARY[given["fact"]].obtain)
    return Claim(**{**given, "any_of": tuple(given["any_of"]), "obtain": obtain})


def _examples(given: list[dict[str, Any]]) -> tuple[Example, ...]:
    """Return the examples, each with the facts of the one that it is like."""
    found: dict[str, Example] = {}
    for each in given:
        basis = found[each["like"]].facts if "like" in each else {}
        facts = {name: basis[name] for name in basis if name not in each.get("without", ())}
        facts |= {name: tuple(values) for name, values in each.get("facts", {}).items()}
        found[each["name"]] = Example(name=each["name"], expect=each["expect"], facts=facts)
    return tuple(found.values())
