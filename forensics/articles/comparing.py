"""Where an entry of the knowledge base and the text of its article disagree.

An entry was written from one state of an article. A text of another date, or a slip of ours, must
not pass in silence: each disagreement is told with what either says.
"""

import re
from collections.abc import Iterator
from typing import Final

from forensics.articles.status import Status, normal, status_of
from forensics.articles.text import Article
from forensics.knowing.entries import Entry
from forensics.standings import Disagreement

NOTHING: Final = "nothing"
_UNNUMBERED: Final = re.compile(r"\blatest\b|\bnot number\b")


def disagreements(entry: Entry, article: Article) -> tuple[Disagreement, ...]:
    """Return where an entry and a text of its article disagree; in a fixed order."""
    cited = entry.citation
    dated = article.dated.isoformat() if article.dated else ""
    headings = tuple(section.heading for section in article.sections)
    pairs = (
        ("id", entry.id, article.id),
        ("date", cited.dated, dated),
        ("versions", cited.versions, article.versions),
        ("title", entry.title, article.title),
        ("sections", ", ".join(cited.sections), ", ".join(headings)),
    )
    told = [
        Disagreement(what=what, entry=ours or NOTHING, article=theirs or NOTHING)
        for what, ours, theirs in pairs
        if ours != theirs
    ]
    return (*told, *_of_status(entry, status_of(article)))


def _of_status(entry: Entry, status: Status) -> Iterator[Disagreement]:
    """Yield what differs in the status; of its classes the article may have more than ours."""
    wanted = entry.status_class
    agrees = wanted in status.classes and not (wanted == "confirmed" and "fixed" in status.classes)
    if not agrees:
        yield Disagreement(what="status", entry=wanted, article=", ".join(status.classes))
    elif entry.fixed_in is not None and not _names(entry.fixed_in, status):
        named = ", ".join(status.normalised) or "no service pack or version by its number"
        yield Disagreement(what="fixed in", entry=entry.fixed_in, article=named)


def _names(fixed_in: str, status: Status) -> bool:
    """Tell whether an entry names what the article does; or says that it gives no number."""
    if not status.normalised:
        return _UNNUMBERED.search(fixed_in) is not None
    return normal(fixed_in) in status.normalised
