"""`forensics kb list`: the entries, or what is known of a symptom, best first."""

import re
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import Final

from forensics.articles import library
from forensics.knowing import knowledge
from forensics.knowing.entries import SYMPTOMS, Entry

MOST: Final = 20
"""Entries, and texts of the library, that a search lists."""

STATUS: Final = {
    "confirmed": "confirmed",
    "fixed": "fixed",
    "by-design": "by design",
    "third-party": "third party",
    "none-given": "no status",
}
"""How a status class is printed."""

_GENERAL: Final = "general"
_WORD: Final = re.compile(r"\w+")


def listing(symptom: str, kept: Path) -> list[str]:
    """Return the list in lines.

    Args:
        symptom: What to search for; `""` for all entries.
        kept: The library's file, which need not be there.

    Raises:
        CaseError: It is no library, or damaged.
    """
    entries = knowledge.library()
    if not symptom:
        return list(_entries(entries))
    found = search(entries, symptom)
    lines = list(_entries(found)) or ["No entry of the knowledge base has any of these words."]
    with library.if_any(kept) as held:
        if held is None:
            return lines
        known = {entry.id for entry in entries}
        texts = library.search(held, symptom, MOST + len(known))
    return [*lines, "", *_texts([text for text in texts if text.id not in known][:MOST], kept)]


def _texts(texts: Sequence[library.Listed], kept: Path) -> Iterator[str]:
    yield f"Further texts of the library {kept}:" if texts else f"No further text in {kept}."
    for text in texts:
        yield f"{text.id:<9}{text.dated or '-':<12}{text.title}"


def search(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Return the entries that hold some of the words, best first: rare words count for more."""
    texts = {entry.id: searched(entry).casefold() for entry in entries}
    wanted = {word.casefold() for word in _WORD.findall(words)}
    held = {word: sum(word in text for text in texts.values()) for word in wanted}
    worth = {word: log((len(texts) + 1) / many) for word, many in held.items() if many}

    def score(entry: Entry) -> float:
        return sum(value for word, value in sorted(worth.items()) if word in texts[entry.id])

    found = [entry for entry in entries if score(entry) > 0]
    return sorted(found, key=lambda entry: (-score(entry), entry.id))[:MOST]


def searched(entry: Entry) -> str:
    """Return what a search looks at: title, cause, symptoms and the names of accounts."""
    symptoms = [f"{code} {SYMPTOMS[code]}" for code in entry.symptoms]
    claims = [claim for claim in entry.requires if claim.fact.startswith("account.")]
    accounts = [value for claim in claims for value in claim.any_of]
    return "\n".join((entry.id, entry.title, entry.cause, *symptoms, *accounts))


def _entries(entries: Sequence[Entry]) -> Iterator[str]:
    width = max((len(entry.id) for entry in entries), default=0) + 2
    for entry in entries:
        dated = entry.citation.dated or _GENERAL
        status = STATUS[entry.status_class] if entry.citation.dated else "-"
        yield f"{entry.id:<{width}}{dated:<12}{status:<13}{entry.title}"
