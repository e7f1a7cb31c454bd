"""`forensics kb facts`: the vocabulary of facts, each with what tells it and what to collect."""

from collections.abc import Iterator
from typing import Final

from forensics.kb.layout import INDENT, paragraph
from forensics.knowing.vocabulary import VOCABULARY, Term

_TELLERS: Final = {
    "records": "event logs and netlogon.log",
    "sms-logs": "SMS logs",
    "operator": "[facts] in case.toml",
    "case": "hosts and policy in case.toml",
}


def facts() -> Iterator[str]:
    """Yield the vocabulary in lines."""
    for number, term in enumerate(VOCABULARY.values()):
        if number:
            yield ""
        yield from _fact(term)


def _fact(term: Term) -> Iterator[str]:
    hanging = INDENT * 5
    yield term.name
    yield from paragraph(term.says)
    values = ", ".join(term.values) or "any text"
    told = ", ".join(_TELLERS[teller] for teller in term.told_by)
    for label, text in (("values", values), ("told by", told), ("obtain", term.obtain)):
        yield from paragraph(text, hanging, f"{INDENT}{label:<8}")
