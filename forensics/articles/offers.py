"""What an article offers to do, by how its sentences begin, wherever they stand.

Headings do not tell it: in Q231399 the workaround closes SYMPTOMS, and WORKAROUND holds the
service pack that resolves the problem.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forensics.articles.sentences import Sentence, sentences
from forensics.articles.text import Article, Section

RESOLUTION, WORKAROUND = "resolution", "workaround"

_BEGINS: Final = (
    (RESOLUTION, re.compile(r"To (?:resolve|correct|fix) (?:this|these|the)\b")),
    (WORKAROUND, re.compile(r"To work ?around (?:this|these|the)\b", re.IGNORECASE)),
)
_UNDER: Final = {"RESOLUTION": RESOLUTION, "WORKAROUND": WORKAROUND}
_ELSEWHERE: Final = ("SYMPTOMS", "CAUSE", "STATUS")  # where neither belongs


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A sentence that offers something to do.

    Attributes:
        kind: `resolution` or `workaround`, as the sentence says.
        section: The heading that it stands under.
        sentence: Its places are those in the section's text.
        misplaced: Whether that heading announces something else.
    """

    kind: str
    section: str
    sentence: Sentence
    misplaced: bool


def offers(article: Article) -> tuple[Offer, ...]:
    """Return what an article offers, in order."""
    return tuple(offer for section in article.sections for offer in _of(section))


def _of(section: Section) -> Iterator[Offer]:
    announced = _UNDER.get(section.heading)
    for sentence in sentences(section.text):
        for kind, begins in _BEGINS:
            if begins.match(sentence.text):
                elsewhere = section.heading in _ELSEWHERE
                yield Offer(
                    kind=kind,
                    section=section.heading,
                    sentence=sentence,
                    misplaced=elsewhere or announced not in (None, kind),
                )
