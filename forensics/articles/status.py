"""What the STATUS section of an article says, by its sentences.

Nothing else is trusted: "Solution Type" of the trailer contradicts it in several articles (Q278345,
Q256963), and products that a sentence only names are affected, not corrected (Q323341).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.articles.sentences import Sentence, sentences
from forensics.articles.text import Article

CLASSES: Final = (
    "confirmed",
    "fixed",
    "fix-available",
    "researching",
    "by-design",
    "third-party",
    "known-issue",
    "limitation",
    "not-supported",
    "other",
    "empty",
    "none-given",
)
"""What a STATUS may come to. Several may hold, save the last three: it says something else, it has
no text, there is no such section."""

HEADING: Final = "STATUS"

_WHAT: Final = r"(?:problem|bug|issue|error|behaviou?r|limitation|event|This|It|these)"
_MENDED: Final = re.compile(
    rf"\b{_WHAT}\s(?:was|were|has been|have been|is|are)\s(?:first\s)?"
    r"(?:corrected|fixed|resolved|addressed)\s(?:in|by|with)\s(?P<where>.+?)\.?$"
    r"|^Microsoft has (?:corrected|fixed) this \w+ in (?P<by>.+?)\.?$"
    rf"|\b{_WHAT}\sno longer occurs? in (?P<gone>.+?)\.?$"
    r"|^(?P<product>[^,]+?) incorporates the (?:change|fix)\b",
    re.IGNORECASE,
)
_SAYS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("confirmed", re.compile(r"has confirmed (?:this|that this|these|that these)\b")),
    ("researching", re.compile(r"\b(?:is|are) (?:researching|investigating)\b")),
    (
        "by-design",
        re.compile(r"\bby design\b|\b(?:is|are) expected\b|expected behaviou?r|as designed"),
    ),
    (
        "fix-available",
        re.compile(r"\bfix is (?:now )?available\b|has been updated to include th(?:is|e) fix\b"),
    ),
    ("third-party", re.compile(r"independent of Microsoft|\bnot caused by a Microsoft\b")),
    ("known-issue", re.compile(r"\bknown (?:issue|problem|bug)\b")),
    ("limitation", re.compile(r"\bis a (?:known )?limitation\b|confirmed this to be a limitation")),
    ("not-supported", re.compile(r"\bno longer supported\b|\bis not supported\b")),
)
_NUMBERLESS: Final = re.compile(r"^(?:the )?(?:latest|next|current)\b", re.IGNORECASE)
# What is named after it is one (Q304693).
_LATER: Final = re.compile(r"^versions of .+? later than .+?, including ")
_NOTE: Final = re.compile(r"^(?:NOTE|Note that|IMPORTANT|WARNING)\b")
_TWO: Final = re.compile(
    r",? and (?=(?:the )?(?:Microsoft |Systems Management Server |Windows |SMS |Exchange |SNA ))"
)

_NORMAL: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\s+", " "),
        (r"^(?:the |Microsoft )+", ""),
        (r"\bU\.?S\.? ", ""),
        (r"\bversions? (?=\d)", ""),
        (r"Systems Management Server", "SMS"),
        (r"\b[Ss]ervice [Pp]ack\b", "Service Pack"),
        (r"(?:Service Pack )+(?=Service Pack)", ""),
        (r"\bSP ?(?=\d)", "Service Pack "),
        (r"(Service Pack \d+)\.0\b", r"\1"),
        (r"Hotfix Rollup Package\b|\bHRP\b", "Hotfix Rollup Package"),
        # An abbreviation that explains itself; it may have been spelled out by a rule above.
        (r" \((?:Service Pack \d+|Hotfix Rollup Package|[A-Z]{2,5}\d?)\)", ""),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence and what it says; its places are those in the section's text."""

    what: str
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an article's STATUS comes to.

    Attributes:
        classes: In the order of `CLASSES`; never empty.
        fixed_in: What corrects it, as written, each once. Empty although `fixed` where only "the
            latest service pack" is named: that has no number.
        said: The sentences that say so, in order.
        notes: Sentences that begin as a note: what they say may qualify the rest (Q241982).
        twice: Whether a sentence that says so stands there more than once (Q262341).
    """

    classes: tuple[str, ...]
    fixed_in: tuple[str, ...]
    said: tuple[Said, ...]
    notes: tuple[Sentence, ...]
    twice: bool

    @property
    def normalised(self) -> tuple[str, ...]:
        """What corrects it, spelled alike: `SMS 2.0 Service Pack 1`."""
        return tuple(dict.fromkeys(map(normal, self.fixed_in)))


def status_of(article: Article) -> Status:
    """Return what the STATUS of an article comes to; several such sections count together."""
    texts = [each.text for each in article.sections if each.heading == HEADING]
    if not texts:
        return _alone("none-given")
    return classify("".join(texts))


def classify(text: str) -> Status:
    """Return what the text of a STATUS section comes to."""
    told = tuple(sentences(text))
    if not told:
        return _alone("empty")
    said = [each for sentence in told for each in _said(sentence)]
    found = {each.what for each in said}
    spoken = [(each.what, each.sentence.text) for each in said]
    names = [name for each in said if each.what == "fixed" for name in _names(each.sentence.text)]
    return Status(
        classes=tuple(name for name in CLASSES if name in found) or ("other",),
        fixed_in=tuple(dict.fromkeys(names)),
        said=tuple(said),
        notes=tuple(sentence for sentence in told if _NOTE.match(sentence.text)),
        twice=len(spoken) > len(set(spoken)),
    )


def normal(name: str) -> str:
    """Return the name of a product or service pack in one spelling, whatever the article's."""
    for pattern, put in _NORMAL:
        name = pattern.sub(put, name)
    return name.strip()


def _alone(name: str) -> Status:
    return Status(classes=(name,), fixed_in=(), said=(), notes=(), twice=False)


def _said(sentence: Sentence) -> list[Said]:
    found = [what for what, pattern in _SAYS if pattern.search(sentence.text)]
    if _MENDED.search(sentence.text):
        found.append("fixed")
    return [Said(what=what, sentence=sentence) for what in found]


def _names(text: str) -> Sequence[str]:
    """Return what a sentence says that it is corrected in; without a number there is no name."""
    found = _MENDED.search(text)
    where = next((each for each in found.groups() if each), "") if found else ""
    where = _LATER.sub("", where)
    if _NUMBERLESS.match(where):  # "the latest U.S. Service Pack for NT 3.51 and NT 4.0" (Q137019)
        return ()
    return [name.strip() for name in _TWO.split(where) if not _NUMBERLESS.match(name)]
