"""Leaks: the last look, at the bytes that are about to be written, for every name of the case.

The outputs are made from replaced names, so there should be nothing to find. What is found all the
same stops the edition, whatever the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forensics.editions.folded import WHOLE, Finder, finder, fold
from forensics.editions.names import NameMap
from forensics.editions.views import Sort, View, views

LONGEST: Final = 48
"""Of a longer name its beginning is looked for: the report prints no more of it."""
_SHORT_WORD: Final = 8
_SHORT: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A name of the case in an output.

    Attributes:
        output: Name of the file.
        where: In which part of it, in words.
        what: What the name is: `machine`, `account`, …
        name: As it is looked for.
    """

    output: str
    where: str
    what: str
    name: str

    def words(self) -> str:
        """Return one clause: where it is, and what."""
        part = f" ({self.where})" if self.where else ""
        return f"{self.output}{part} holds the {self.what} {self.name} of the case"


def search(outputs: Mapping[str, bytes], names: NameMap) -> tuple[Leak, ...]:
    """Return the names of the case that stand in the outputs; of each part one.

    Args:
        outputs: Name of a file -> its bytes.
        names: From `disguise`.
    """
    wanted = searched(names)
    every = sorted(wanted)
    finders = {
        Sort.READ: finder(every, inside=True),
        Sort.MADE: finder([each for each in every if _made(each)], inside=True),
        Sort.GUESSED: finder([each for each in every if len(each) >= _SHORT], inside=True),
    }
    found = []
    for output, data in outputs.items():
        for view in (View("its name", output, Sort.READ), *views(data)):
            name = _first(finders[view.sort], view.text)
            if name:
                found.append(
                    Leak(output=output, where=view.where.strip(), what=wanted[name], name=name)
                )
    return tuple(found)


def searched(names: NameMap) -> dict[str, str]:
    """Return folded text to look for -> what it is: all but those that are words of ours."""
    return {
        folded[:LONGEST]: what
        for text, what in names.hidden.items()
        if (folded := fold(text).strip()) and folded not in names.own
    }


def whole_words(names: NameMap) -> frozenset[str]:
    """Return the folded names that are looked for as whole words only, being short or words."""
    return frozenset(
        name
        for name in (fold(text).strip() for text in names.hidden)
        if name not in names.own and (len(name) < WHOLE or name.isalpha())
    )


def _made(name: str) -> bool:
    return len(name) >= _SHORT_WORD or not name.isalpha()


def _first(each: Finder, text: str) -> str:
    place = next(each.places(fold(text)), None)
    return "" if place is None else each.names[place.name]
