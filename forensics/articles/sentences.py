"""The sentences of a section, each with its place; the text itself is not touched.

The archive glues sentences (`2.0.Microsoft has`, Q235205), writes `U.S. Service Pack` and
`Visual C++ .NET`, and underlines cases with `-` inside a section (Q303818).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BREAK: Final = re.compile(r"\n[ \t\r]*\n|^[ \t]*-{3,}[ \t\r]*$", re.MULTILINE)
_END: Final = re.compile(
    r"(?<!U\.S\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bvs\.)(?<=[.!?])(?=\s+[\"(A-Z])"
    # Glued: no version, file or address goes on like this.
    r"|(?<=[a-z0-9)]\.)(?=(?:Microsoft|This|These|The|We|For|If|NOTE)\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence.

    Attributes:
        text: On one line, white space folded.
        begin: Its first character in the section's text.
        end: The character behind its last.
    """

    text: str
    begin: int
    end: int


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a section's text, in order."""
    begin = 0
    for found in _BREAK.finditer(text):
        yield from _within(text, begin, found.start())
        begin = found.end()
    yield from _within(text, begin, len(text))


def _within(text: str, begin: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of one paragraph."""
    stops = [begin + found.start() for found in _END.finditer(text[begin:end])]
    for first, stop in zip([begin, *stops], [*stops, end], strict=True):
        words = text[first:stop].split()
        if words:
            start = first + len(text[first:stop]) - len(text[first:stop].lstrip())
            folded = " ".join(words)
            yield Sentence(text=folded, begin=start, end=first + len(text[first:stop].rstrip()))
