"""Folded: texts compared without regard to case, and names found in them as whole words.

Many names are looked for at once (Aho and Corasick, 1975), in one pass over the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from unicodedata import normalize

from ahocorasick_rs import AhoCorasick, MatchKind

WHOLE: Final = 8
"""A name of fewer characters, or of letters alone, is found only as a whole word: `marge` is no
leak in `margelet`. Longer ones are found wherever they stand."""


_NUMBERS: Final = re.compile(r"[\d.:/]+")  # 10.4.1.2 is no part of 10.4.1.23
_SEARCHED: Final = 64  # characters by which a name is found; then the rest is compared
_CUT: Final = 40  # letters after which a name is cut somewhere and no longer ends as a word


def fold(text: str) -> str:
    """Return a text as it is compared: compatible forms are one (NFKC), and so are cases."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", normalize("NFKC", _ALONE.sub("\ufffd", text)).casefold())


_ALONE: Final = re.compile("[\ud800-\udfff]")  # surrogates of hostile names; no UTF-8 holds them


class Place(NamedTuple):
    """Where a name stands in a folded text."""

    name: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds any of many folded names in a folded text."""

    names: Sequence[str]
    machine: AhoCorasick | None
    anywhere: frozenset[int]

    def places(self, text: str) -> Iterator[Place]:
        """Yield where names stand, in order of their ends; they may lie over each other."""
        if self.machine is None:
            return
        for name, begin, _ in self.machine.find_matches_as_indexes(text, overlapping=True):
            whole = self.names[name]
            end = begin + len(whole)
            if len(whole) > _SEARCHED and not text.startswith(whole, begin):
                continue
            if name in self.anywhere or _alone(text, begin, end):
                yield Place(name, begin, end)

    def longest(self, text: str) -> Iterator[Place]:
        """Yield where names stand, from left to right, the longest first, none over another."""
        at = 0
        for place in sorted(self.places(text), key=lambda each: (each.begin, -each.end)):
            if place.begin >= at:
                yield place
                at = place.end


def finder(names: Sequence[str], *, inside: bool = False) -> Finder:
    """Return what finds these folded names as whole words; longer ones also `inside` words."""
    begins = [name[:_SEARCHED] for name in names]
    machine = AhoCorasick(begins, matchkind=MatchKind.Standard) if names else None
    long = (
        place
        for place, name in enumerate(names)
        if inside and len(name) >= (_CUT if name.isalpha() else WHOLE)
        if not _NUMBERS.fullmatch(name)
    )
    return Finder(names, machine, frozenset(long))


def _alone(text: str, begin: int, end: int) -> bool:
    """Tell whether no word goes on where a name begins and ends."""
    before = begin and _word(text[begin - 1]) and _word(text[begin])
    after = end < len(text) and _word(text[end]) and _word(text[end - 1])
    return not (before or after)


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"
