"""The vocabulary of facts: what can be known of a case, by fixed names (`data/facts.toml`).

What it does not name can be claimed by no entry of the knowledge base and stated by no operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Final

from forensics.case import Case
from forensics.errors import KnowledgeError
from forensics.knowing import strict

TELLERS: Final = ("records", "sms-logs", "operator", "case")
"""Event logs and netlogon.log; SMS logs; `[facts]` of case.toml; its hosts and its policy."""

_SHAPE: Final = {
    "name": "text",
    "says": "text",
    "values": "texts?",
    "told_by": "texts",
    "closes": "text?",
    "obtain": "text",
}
_WORDS: Final = {"told_by": TELLERS, "closes": ("never",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One fact of the vocabulary.

    Attributes:
        name: `subject.aspect`.
        says: What it is, in one sentence.
        values: All that it can have; empty where it takes any text.
        told_by: Some of `TELLERS`.
        closes: Whether it can ever be complete; of some a missing value proves nothing.
        obtain: What to collect where it is not known.
    """

    name: str
    says: str
    values: tuple[str, ...]
    told_by: tuple[str, ...]
    closes: bool
    obtain: str


def load(name: str, text: str) -> dict[str, Term]:
    """Return name -> term, in the order of the file.

    Raises:
        KnowledgeError: Every mistake of the file, a line each.
    """
    given = strict.tables(strict.parse(name, text).get("fact"))
    mistakes = [
        f"{name}: {mistake}"
        for each in given
        for mistake in strict.misfits(each, _SHAPE, _WORDS, f"{each.get('name')}: ")
    ]
    names = [each.get("name") for each in given]
    mistakes += [f"{name}: {each} stands twice" for each in names if names.count(each) > 1]
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return {
        each["name"]: Term(
            name=each["name"],
            says=each["says"],
            values=tuple(each.get("values", ())),
            told_by=tuple(each["told_by"]),
            closes="closes" not in each,
            obtain=each["obtain"],
        )
        for each in given
    }


_FILE: Final = "facts.toml"
VOCABULARY: Final[Mapping[str, Term]] = load(
    _FILE, files("forensics").joinpath("data", _FILE).read_text("utf-8")
)
OPERATOR: Final = tuple(name for name, term in VOCABULARY.items() if "operator" in term.told_by)
"""Facts that the operator may state in `[facts]` of case.toml; logs tell some of them too."""


def check_declared(case: Case) -> None:
    """Refuse a fact that the operator cannot state, or a value that it cannot have.

    Raises:
        CaseError: Names the key and the nearest known one, or the values.
    """
    place = case.place("facts")
    for name, values in case.facts.items():
        if name not in OPERATOR:
            near = get_close_matches(name, OPERATOR, 1, cutoff=0.75)
            hint = f"did you mean {near[0]}? " if near else ""
            said = f"no fact that can be stated; {hint}forensics kb facts lists them"
            raise place.error(name, said)
        options = VOCABULARY[name].values or values
        for value in values:
            if value not in options:
                said = f'"{value}" is none of its values; they are {", ".join(options)}'
                raise place.error(name, said)
