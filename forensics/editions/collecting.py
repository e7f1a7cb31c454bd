"""Collecting: every name of a case, wherever the analysis or the analyst has it from.

Taken from the findings, from the attempts, from every record that the event table knows, and from
`case.toml` and `hosts.csv`; also what no output shows, so that a way that nobody thought of is
found when the outputs are searched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import polars as pl

from forensics.case import Case
from forensics.editions.fields import COLUMNS, VALUES, Meaning
from forensics.editions.folded import fold
from forensics.editions.ownwords import own_text
from forensics.editions.pieces import Kind
from forensics.editions.walking import walk
from forensics.editions.wellknown import well_known
from forensics.findings import Findings
from forensics.lean import is_text
from forensics.pipeline import Analysis
from forensics.sources import CitedRecord
from forensics.standings import Fact
from forensics.verdict import Grounds

OPEN_FACTS: Final[Mapping[str, Kind]] = {
    "sms.caps_named": Kind.HOST,
    "sms.client_connection_accounts": Kind.ACCOUNT,
    "sms.service_accounts": Kind.ACCOUNT,
    "sms.metering_accounts": Kind.ACCOUNT,
    "sms.software_installation_accounts": Kind.ACCOUNT,
}
"""Facts whose values are names (`data/facts.toml` gives them no closed list)."""

_NAMES: Final = (Kind.HOST, Kind.DOMAIN, Kind.ACCOUNT, Kind.SID)
_WORD: Final = re.compile(r"[^\W_]+(?:[-_.&$][^\W_]+)*")
_SHORTEST: Final = 4  # letters of a word of the analyst's that is worth looking for


def names(analysis: Analysis, case: Case) -> dict[str, Kind]:
    """Return name as recorded -> what it is; what is several counts as the first of `Kind`."""
    found: dict[str, Kind] = {}
    rank = list(Kind)
    for kind, text in _every(analysis, case):
        if text.strip():
            found[text] = min(found.get(text, kind), kind, key=rank.index)
    return found


def typed(case: Case, attempts: pl.DataFrame) -> list[str]:
    """Return what the analyst typed: each text, and each word of it that stands nowhere else.

    Args:
        case: As declared.
        attempts: Words of the processes and packages in it are printed as recorded.
    """
    texts = [
        *(case.id, case.title, case.complaint, case.ticket, case.customer, case.analyst),
        *(case.organisation, case.folder.resolve().name),
        *(text for each in case.custody for text in (each.exhibit, each.who, each.action)),
    ]
    recorded = [
        text
        for column in ("process", "package", "provider", "service")
        for text in attempts[column].unique().drop_nulls().to_list()
    ]
    known = {fold(each) for each in _WORD.findall(" ".join((own_text(), case.timezone, *recorded)))}
    known |= {part for each in known for part in re.split(r"[-_.&$]", each)}
    words = [
        word
        for text in texts
        for word in _WORD.findall(text)
        if len(word) >= _SHORTEST
        and fold(word) not in known
        and not well_known().name(word)
        and re.search(r"[^\W\d_]", word)
    ]
    return [each for each in dict.fromkeys((*texts, *words)) if not _plain(each)]


def _plain(text: str) -> bool:
    return not text.strip() or well_known().name(text)


def _every(analysis: Analysis, case: Case) -> Iterator[tuple[Kind, str]]:
    yield from _of_case(case)
    yield from _of_nouns(analysis.findings)
    for each in analysis.grounds:
        yield from _of_nouns(replace(each, entries=()))
    yield from _of_frame(analysis.scene.attempts)
    yield from _of_frame(analysis.scene.observations)


def _of_case(case: Case) -> Iterator[tuple[Kind, str]]:
    for host in case.hosts:
        for text in (host.name, *host.aliases, *host.addresses):
            yield Kind.HOST, text
    # Machines or domains; the records that name them too tell which.
    for group in case.apart:
        yield from ((Kind.ACCOUNT, text) for text in group)
    for name, values in case.facts.items():
        if name in OPEN_FACTS:
            yield from ((OPEN_FACTS[name], value) for value in values)


def _of_nouns(nouns: Findings | Grounds) -> Iterator[tuple[Kind, str]]:
    found: list[tuple[Kind, str]] = []

    def note(held: Meaning, text: str) -> str:
        if held in _NAMES:
            found.append((Kind(held.value), text))
        return text

    def own(noun: Any, field: str) -> Any:  # noqa: ANN401 - any noun of the findings
        if isinstance(noun, CitedRecord):
            found.extend(_known(noun.values.items()))
        elif isinstance(noun, Fact) and field == "values" and noun.name in OPEN_FACTS:
            found.extend((OPEN_FACTS[noun.name], value) for value in noun.values)
        return getattr(noun, field)

    walk(nouns, note, own)
    yield from found


def _known(values: Iterable[tuple[str, str]]) -> Iterator[tuple[Kind, str]]:
    for name, text in values:
        held = VALUES.get(name)
        if isinstance(held, Kind):
            yield held, text


def _of_frame(frame: pl.DataFrame) -> Iterator[tuple[Kind, str]]:
    for column in frame.columns:
        held = COLUMNS.get(column)
        if isinstance(held, Kind) and is_text(frame[column].dtype):
            for text in frame[column].unique(maintain_order=True).drop_nulls().to_list():
                yield held, text
