"""Own words: every text that the program itself may print, gathered from where it stands.

A name of a case that reads like one of them (an account `lock`, a server `CAP`) cannot be looked
for in a finished report: it is there anyway. Such names are replaced field by field all the same,
and what they could be mistaken in is left out; the map of names lists them as not searched.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from forensics.editions.folded import finder, fold
from forensics.templating import templates

# Rooms, data and templates that print nothing into a report; their texts give examples of names.
_OUTSIDE: Final = frozenset(
    (
        *("commands", "kb", "cli.py", "case_toml.py", "declared.py", "hosts.py", "apart.py"),
        *("case_keys.py", "case_lines.py", "calling.py", "filenames.py", "allowance.py"),
        *("opening", "collecting", "doctor", "interchange", "batch", "results.py"),
        *("collect.toml", "case_keys.toml"),
        *("checklist.html.j2", "checklist.css", "index.html.j2", "index.css"),
    )
)
_SUFFIXES: Final = (".j2", ".css", ".js", ".html")

_SEEN: Final = re.compile(r"[^\W_]")

# A description stands alone on its lines; every other literal is a text that may be printed.
_TOKENS: Final = re.compile(
    r"""(?mx)
    \#[^\n]*
    | ^[ ]*r?\"{3}[\s\S]*?\"{3}
    | (?P<text> \"{3}[\s\S]*?\"{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
    | ^[ ]{4}(?P<field>[a-z_]+):[ ]
    """
)

# What the forms of the outputs bring with them: XMP, GraphML and the marks of a PDF.
_FORMS: Final = (
    "xpacket begin id W5M0MpCehiHzreSzNTczkc9d end w xmpmeta x xmlns adobe com ns meta rdf RDF "
    "http https www w3 org 1999 2001 02 22 syntax Description about pdfaid part conformance A B "
    "purl dc elements 1.1 title Alt li xml lang default x-default creator Seq subject Bag xmp xap "
    "1.0 CreatorTool CreateDate ModifyDate pdf Producer Keywords Trapped pdfuaid aiim pdfa ua ext "
    "version encoding utf-8 graphml graph graphdrawing XMLSchema-instance xsd schemaLocation xsi "
    "key edge node data for all string long int double boolean attr name type edgedefault directed "
    "Identity Adobe UCS IBM Plex Sans Mono SemiBold Droid Fallback R D L J"
)


@cache
def own_text() -> str:
    """Return all texts of the program, folded: data, templates, and the literals of its rooms."""
    package = files("forensics")
    texts = [
        _FORMS,
        *_of_data(package / "data"),
        *_of_templates(),
        *(text for room in _rooms(package) for text in _literals(room.read_text("utf-8"))),
    ]
    return fold("\n".join(texts))


def common(names: Iterable[str]) -> frozenset[str]:
    """Return those of these folded names that are words or numbers of the report itself.

    A number is always one of them: the report is full of numbers. What has neither letter nor digit
    cannot be looked for.
    """
    every = sorted(set(names) - {""})
    found = {every[place.name] for place in finder(every).places(own_text())}
    return frozenset(found | {each for each in every if each.isdecimal() or not _SEEN.search(each)})


def _rooms(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.name in _OUTSIDE:
            continue
        if each.is_dir():
            yield from _rooms(each)
        elif each.name.endswith(".py"):
            yield each


def _literals(source: str) -> Iterator[str]:
    """Yield the texts and the names of fields of one room; what describes it is printed nowhere."""
    for found in _TOKENS.finditer(source):
        if found["text"]:
            yield found["text"]
        elif found["field"]:
            yield f"{found['field']} {found['field'].replace('_', ' ')}"


def _of_data(folder: Traversable) -> Iterator[str]:
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.name in _OUTSIDE:
            continue
        if each.is_dir():
            yield from _of_data(each)
        elif each.name.endswith(".toml"):
            yield from _strings(tomllib.loads(each.read_text("utf-8")))


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - TOML values are of any kind
    """Yield all texts below a value, but for the examples that entries are tested with."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key != "example":
                yield key
                yield from _strings(each)


def _of_templates() -> Iterator[str]:
    for each in sorted(templates().rglob("*")):
        if each.suffix in _SUFFIXES and each.name not in _OUTSIDE:
            yield each.read_text("utf-8")
