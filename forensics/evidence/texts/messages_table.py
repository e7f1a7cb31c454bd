"""The labels of rendered messages, from `data/messages_*.toml`: one file for each language.

A message as Event Viewer shows it is a text made of labels and values. Which label of which section
shows which value of the log is data; here it is read strictly.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forensics.errors import KnowledgeError

_OF_FILE: Final = ("language", "tails", "message")
_OF_MESSAGE: Final = ("provider", "events", "section")
_OF_SECTION: Final = ("heading", "others")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a message.

    Attributes:
        headings: Wordings of its heading; empty for lines that stand under none.
        labels: The log's name for a value, and the wordings of its label; in message order.
        others: Labels of lines that show no value.
    """

    headings: tuple[str, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How one language words the message of some events.

    Attributes:
        sections: Those without a heading first.
        tails: Beginnings of sentences that follow the last value.
    """

    language: str
    provider: str
    events: tuple[int, ...]
    sections: tuple[Section, ...]
    tails: tuple[str, ...]


@cache
def wordings(provider: str, event_id: int) -> tuple[Wording, ...]:
    """Return the wordings of one event, by language and place in its file; may be empty.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    return tuple(
        wording
        for wording in _shipped()
        if wording.provider == provider and event_id in wording.events
    )


@cache
def _shipped() -> tuple[Wording, ...]:
    texts = {
        path.name: path.read_text("utf-8")
        for path in files("forensics").joinpath("data").iterdir()
        if path.name.startswith("messages_") and path.name.endswith(".toml")
    }
    return load(dict(sorted(texts.items())))


def load(texts: Mapping[str, str]) -> tuple[Wording, ...]:
    """Return the wordings of several files, given as name -> TOML text.

    Raises:
        KnowledgeError: Every mistake of every file, a line each.
    """
    found: list[Wording] = []
    mistakes: list[str] = []
    for name, text in texts.items():
        try:
            given = tomllib.loads(text)
            found += _wordings(given)
        except (tomllib.TOMLDecodeError, KnowledgeError) as error:
            mistakes.append(f"{name}: {error}")
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(found)


def _wordings(given: Mapping[str, Any]) -> list[Wording]:
    _exactly(given, _OF_FILE, "the file")
    language = _text(given["language"], "language")
    tails = _texts(given["tails"], "tails")
    return [
        _wording(entry, f"message {place}", language, tails)
        for place, entry in enumerate(_tables(given["message"], "message"), 1)
    ]


def _wording(
    given: Mapping[str, Any], where: str, language: str, tails: tuple[str, ...]
) -> Wording:
    _exactly(given, _OF_MESSAGE, where)
    events = given["events"]
    if not isinstance(events, list) or not events or any(type(each) is not int for each in events):
        raise KnowledgeError(f"{where}: events: must be a list of numbers, at least one")
    sections = [
        _section(entry, f"{where}, section {place}")
        for place, entry in enumerate(_tables(given["section"], f"{where}: section"), 1)
    ]
    named = [name for section in sections for name, _ in section.labels]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise KnowledgeError(f"{where}: named twice: {', '.join(twice)}")
    return Wording(
        language=language,
        provider=_text(given["provider"], f"{where}: provider"),
        events=tuple(events),
        sections=tuple(sorted(sections, key=lambda section: bool(section.headings))),
        tails=tails,
    )


def _section(given: Mapping[str, Any], where: str) -> Section:
    if "heading" not in given:
        raise KnowledgeError(f"{where}: missing key heading")
    heading = given["heading"]
    labels = tuple(
        (name, _texts(given[name], f"{where}: {name}")) for name in given if name not in _OF_SECTION
    )
    if not labels:
        raise KnowledgeError(f"{where}: no value has a label")
    return Section(
        headings=() if heading == "" else _texts(heading, f"{where}: heading"),
        labels=labels,
        others=_texts(given["others"], f"{where}: others") if "others" in given else (),
    )


def _exactly(given: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if missing := [key for key in keys if key not in given]:
        raise KnowledgeError(f"{where}: missing key {', '.join(missing)}")
    if unknown := sorted(set(given) - set(keys)):
        raise KnowledgeError(f"{where}: unknown key {', '.join(unknown)}")


def _tables(value: object, where: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
        raise KnowledgeError(f"{where}: must be an array of tables, at least one")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    if not several:
        raise KnowledgeError(f"{where}: must be a text or a list of texts, at least one")
    return tuple(_text(each, where) for each in several)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value or value != value.strip():
        raise KnowledgeError(f"{where}: must be a text without blanks at its ends")
    return value
