"""Saying: names inside sentences and recorded values, replaced where they stand as words.

A name that is itself a word or a number of ours cannot be told from the sentence around it. In a
sentence composed on this case it may be either, so the whole sentence is left out: to replace a
word of ours would give the name away by the gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from forensics.editions.folded import Finder, finder, fold
from forensics.editions.names import NameMap

WITHHELD: Final = "(withheld in this edition)"
LEFT_OUT: Final = "(Left out of this edition: a name of the case reads like a word of this text.)"


@dataclass(frozen=True, slots=True)
class Speech:
    """What replaces the names in texts.

    Attributes:
        names: Name as recorded -> pseudonym.
        folded: The same, folded.
        distinct: Finds the names that are no words of ours.
        own: Finds those that are.
    """

    names: Mapping[str, str]
    folded: Mapping[str, str]
    distinct: Finder
    own: Finder

    def composed(self, text: str) -> str:
        """Return a sentence on this case with its names replaced, or that it is left out."""
        if any(True for _ in self.own.places(fold(text))):
            return LEFT_OUT
        return self.plain(text)

    def recorded(self, text: str) -> str:
        """Return a value as recorded, a name as a whole or before brackets too."""
        name, bracket, rest = text.partition(" (")
        if name in self.names and any(char.isalpha() for char in name):
            return self.names[name] + bracket + rest
        return self.plain(text)

    def plain(self, text: str) -> str:
        """Return a text with the names replaced that are no words of ours."""
        folded, places = _charwise(text)
        found, at = "", 0
        for place in self.distinct.longest(folded):
            begin, end = places[place.begin], places[place.end]
            name = text[begin:end]
            found += text[at:begin] + self.names.get(name, self.folded[_whole(name)])
            at = end
        return found + text[at:]

    def tells(self, text: str) -> bool:
        """Tell whether a name that is no word of ours stands in a text."""
        return any(True for _ in self.distinct.places(_charwise(text)[0]))


def speech(names: NameMap) -> Speech:
    """Return what replaces the names of a case in texts."""
    folded: dict[str, str] = {}
    own = set()
    for name in names.kinds:
        said = names.names[name]
        if fold(name) in names.own:
            own.add(fold(name))
        elif _whole(name).strip():
            folded.setdefault(_whole(name), said)
    return Speech(names.names, folded, finder(sorted(folded)), finder(sorted(own)))


def _whole(text: str) -> str:
    return _charwise(text)[0]


@lru_cache(maxsize=1 << 12)
def _charwise(text: str) -> tuple[str, tuple[int, ...] | range]:
    """Return a text folded letter by letter, and for each place in it that in the text."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    letters = [fold(char) for char in text]
    places = [at for at, letter in enumerate(letters) for _ in letter]
    return "".join(letters), (*places, len(text))
