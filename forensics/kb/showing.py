"""`forensics kb show ID`: an entry in full, and its article's text where the library holds it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from forensics.articles import library
from forensics.articles.comparing import disagreements
from forensics.articles.offers import offers
from forensics.articles.text import Article
from forensics.errors import CaseError
from forensics.kb.layout import INDENT, paragraph
from forensics.kb.listing import STATUS
from forensics.knowing import knowledge
from forensics.knowing.entries import EXPLAINS, SYMPTOMS, Claim, Entry

_ORIGINS: Final = {
    "article": "the article says so",
    "derived": "our reasoning",
    "general": "general knowledge",
}
_QUOTE: Final = "| "
_RETURN: Final = "\r"


def showing(name: str, kept: Path) -> list[str]:
    """Return an entry, and the text of its article, in lines.

    Args:
        name: Its id, in any case.
        kept: The library's file, which need not be there.

    Raises:
        CaseError: Neither is there, or the library cannot be used.
    """
    entries = knowledge.library()
    entry = next((each for each in entries if each.id.lower() == name.lower()), None)
    with library.if_any(kept) as held:
        article = library.article_of(held, name) if held is not None else None
    if entry is None and article is None:
        raise CaseError(
            f"{name}: no entry, and no text in the library; forensics kb list names all entries"
        )
    lines = list(entry_lines(entry, article)) if entry is not None else []
    if article is not None:
        return [*lines, *([""] if lines else []), *quotation(article, str(kept))]
    if entry is not None and entry.kind == "article":
        lines += ["", f"The library {kept} holds no text of it; forensics kb import takes one in."]
    return lines


def entry_lines(entry: Entry, article: Article | None) -> Iterator[str]:
    """Yield an entry in lines: what it cites, what it claims, what it competes with."""
    yield f"{entry.id}  {entry.title}"
    yield from _citation(entry)
    yield from _part("Cause", entry.cause)
    status = STATUS[entry.status_class]
    named = f"{status} in {entry.fixed_in}" if entry.fixed_in else status
    yield from _part(f"Status: {named}" if entry.kind == "article" else "Status", entry.status)
    source = "The article" if entry.kind == "article" else "This entry"
    yield from _part("Resolution", entry.resolution or f"{source} gives none.")
    yield from _part("Workaround", entry.workaround or f"{source} gives none.")
    if entry.warning:
        yield from _part("Warning", entry.warning)
    yield from _claims("Supported where all of these hold", entry.requires)
    yield from _claims("Ruled out where one of these holds", entry.excludes)
    yield from _rivals(entry)
    if article is not None:
        yield from _disagreements(entry, article)


def quotation(article: Article, where: str) -> Iterator[str]:
    """Yield the text of an article as it stands, marked as quotation."""
    yield f"Text of {article.id}, word for word, from {where}"
    yield f"{INDENT}SHA-256 {article.sha256}, read as {article.encoding}"
    for told in article.irregularities:
        yield f"{INDENT}line {told.line}: {told.says}"
    for offer in offers(article):
        if offer.misplaced:
            yield f"{INDENT}under {offer.section} stands a {offer.kind}"
    yield ""
    for line in article.text.split("\n"):
        yield f"{_QUOTE}{line.removesuffix(_RETURN).expandtabs()}"


def _citation(entry: Entry) -> Iterator[str]:
    cited = entry.citation
    if entry.kind == "article":
        about = f"{cited.product} (PROD/VER {cited.versions})"
        yield from paragraph(f"{cited.publisher}, dated {cited.dated}, {about}")
        yield from paragraph(f"Sections: {', '.join(cited.sections)}")
    else:
        yield from paragraph(cited.publisher)
    symptoms = "; ".join(SYMPTOMS[code] for code in entry.symptoms)
    yield from paragraph(f"Symptom: {symptoms}")
    yield from paragraph(f"Explains {EXPLAINS[entry.explains]}; nature: {entry.nature}")


def _part(name: str, text: str) -> Iterator[str]:
    yield ""
    yield name
    yield from paragraph(text)


def _claims(name: str, claims: Sequence[Claim]) -> Iterator[str]:
    if not claims:
        return
    yield ""
    yield name
    for claim in claims:
        values = " or ".join(claim.any_of)
        yield from paragraph(claim.claim, INDENT * 2, f"{INDENT}- ")
        told = f"{claim.fact} = {values} ({_ORIGINS[claim.origin]})"
        for text in (told, f"because: {claim.because}", f"obtain: {claim.obtain}"):
            yield from paragraph(text, INDENT * 3, INDENT * 2)


def _rivals(entry: Entry) -> Iterator[str]:
    if not entry.rivals:
        return
    yield ""
    yield "Competes with"
    for rival in entry.rivals:
        yield from paragraph(f"{rival.id}: {rival.differs}", INDENT * 2, f"{INDENT}- ")
        never = rival.logs == "never"
        yield from paragraph(
            "No event log can tell the two apart." if never else "Event logs can tell them apart.",
            INDENT * 2,
        )
        if rival.yields == "yes":
            yield from paragraph(f"Supported only once {rival.id} is ruled out.", INDENT * 2)


def _disagreements(entry: Entry, article: Article) -> Iterator[str]:
    found = disagreements(entry, article)
    if not found:
        return
    yield ""
    yield "The text and this entry disagree"
    for each in found:
        told = f"{each.what}: the entry says {each.entry}; the text says {each.article}"
        yield from paragraph(told, INDENT * 2, f"{INDENT}- ")
