"""What a page of a report says that is no finding, and why; for the truth checker."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import forensics
from tests.output.written import bare

_PACKAGE: Final = Path(forensics.__file__).parent

STRUCTURE: Final[tuple[tuple[str, str], ...]] = (
    (r"Page \d+ of \d+", "the number of a page, at its foot"),
    (r"(?:Figure|Table) \d+\.", "the number of a figure or table, in order"),
    (r"(?i:chapter \d)", "a chapter of this report"),
    (r"(?m)^(?:\d{1,2}\. *\r?\n?)+$", "the place in a list of advice"),
    (r"(?m)^\d\. (?=[A-Z])", "the heading of a chapter"),
    (r"(?m)\d\. [A-Z][^\r\n]*(?=\r?\n(?:Merkle|Evidence|Root))", "the chapter at a page's foot"),
    (r"(?m)^(?:\d{1,3}\r?\n)+(?=1\. What happened)", "page numbers of the contents"),
    (r"(?m)^(?:\d{1,3}\r?\n)+(?=5\. Evidence)", "page numbers of the contents"),
    (r"(?m)(?:^|(?<= ))(?:[0-2]?\d:\d\d(?::\d\d)? ?){3,}\s*$", "the marks of a scale of time"),
    (
        r"(?m)(?:(?:\d{1,2} [A-Z][a-z]{2}(?: \d{4})?|[0-2]\d:\d\d) ?){3,}\s*$",
        "the marks of a scale of days",
    ),
    (r"‹U\+[0-9A-F]{4,6}›?", "a character that cannot be shown, spelled"),
    (r"(?m)^(?:[0-9]{1,3} ?){2,}\s*$", "places in an order, drawn one beside the other"),
)
"""What a page needs to be a page: a pattern, and why what it matches says nothing of a case."""

LEFT_OUT: Final = (
    r"(?:more\b|others\b|other, of|other clients?\b|other reasons|further\b|earlier ones"
    r"|between them)"
)
"""Words behind the number of what a page leaves out: what a list of the findings holds beyond the
cap of the page. It depends on the page; the findings hold the list whole, or say how long it is."""

NOUNS: Final[tuple[tuple[str, str], ...]] = (
    (r"(?:\w+ )?lockouts?\b", r"lockout|what_if|tripped|\.impact"),
    (
        r"(?:failed logons?|failures?|attempts?|refusals?|refused)\b",
        r"failure|attempt|refus|locked|burst|impact|edges|clients|hypotheses",
    ),
    (r"bad passwords\b", r"bad_password|counted|threshold|hypotheses|carried|guesses"),
    (r"(?:of the |of )?\d* ?clients?\b", r"client|rhythm|sent|smallest"),
    (r"(?:of \d+ )?(?:CAPs?|domain controllers?|targets?|machines?)\b", r"target|machine|locked"),
    (r"(?:live |cited )?records?\b", r"record|compared|same_library|cited|second_readings"),
    (r"exhibits?\b", r"exhibit"),
    (r"(?:causes?|articles?|general causes?)\b", r"cause|articles_|general_"),
    (r"checks?\b", r"checks"),
    (r"bytes\b", r"size|bytes|length|offset"),
    (r"bursts?\b", r"burst"),
    (r"(?:further |more )?accounts\b", r"account|others_total"),
    (r"subnets?\b", r"subnets"),
    (r"incidents?\b", r"incidents"),
    (r"unlocks?\b", r"unlocks"),
    (r"pairs?\b", r"pairs"),
    (r"invented cases?\b", r"error_rates"),
)
"""What a word behind a number asks of the name under which the findings hold that number."""


def _literals(room: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(room.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _rooms() -> Iterator[Path]:
    """Yield the rooms that word the report."""
    yield from sorted((_PACKAGE / "narrative").glob("*.py"))
    yield from sorted((_PACKAGE / "figures").glob("*.py"))
    yield from (_PACKAGE / "who" / "ties.py", _PACKAGE / "knowing" / "entries.py")


def _fixed() -> Iterator[str]:
    """Yield our sentences that are the same in every report: what is typed was not computed.

    Of a sentence with values in it these are the pieces between them. A piece must be a phrase, so
    that no mere number passes for one.
    """
    for room in _rooms():
        for literal in _literals(room):
            text = bare(literal)
            if sum(char.isalpha() for char in text) >= 6:  # a word or two
                yield text


def _caps() -> Iterator[int]:
    """Yield how much of a list a page shows at most: the constants that say so in each room."""
    yield 1
    for room in _rooms():
        for node in ast.parse(room.read_text("utf-8")).body:
            value = getattr(node, "value", None)
            if isinstance(value, ast.Constant) and isinstance(value.value, int):
                yield value.value


FIXED: Final = frozenset({*_fixed(), bare("SHA-256")})
CAPS: Final = frozenset(_caps())
