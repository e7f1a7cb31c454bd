"""Chapter 4: the article whose checks hold, each check with its evidence, and the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.findings import Findings
from forensics.narrative.views import (
    Cell,
    Links,
    Numbers,
    Row,
    Table,
    Text,
    cell,
    column,
    say,
    strong,
    tag,
)
from forensics.standings import Check, Diagnosis
from forensics.words import capital, counted, grouped, listing, spelled

_MOST_OPEN = 2
_MOST_RECORDS = 4
_STANDINGS = {
    "supported": tag("supported", "ok"),
    "open": tag("open", "may"),
    "ruled-out": tag("ruled out", "no"),
}
_TRUTHS = {
    "holds": tag("holds", "ok"),
    "fails": tag("fails", "no"),
    "unknown": tag("unknown", "may"),
}
_ORIGINS = {"article": "the article says so", "derived": "our reasoning"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in our words, and its checks."""

    anchor: str
    title: str
    citation: str
    standing: Text
    paragraphs: tuple[tuple[str, str], ...]
    checks: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Chapter 4."""

    says: tuple[Text, ...]
    articles: tuple[Article, ...]
    others: Table | None
    undecided: tuple[Text, ...]


def cause(findings: Findings, links: Links, numbers: Numbers) -> Cause:
    """Return chapter 4."""
    shown = _shown(findings.diagnoses)
    others = [one for one in findings.diagnoses if one not in shown]
    return Cause(
        says=_says(findings, shown),
        articles=tuple(_article(one, links, numbers) for one in shown),
        others=_others(others, links, numbers),
        undecided=tuple(
            say(
                strong(listing(one.between)),
                " stay open together. To tell them apart, obtain: ",
                one.obtain,
            )
            for one in findings.undecided
        ),
    )


def _shown(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return the supported entries; without one, the open ones with the fewest unknown checks."""
    supported = [one for one in diagnoses if one.standing == "supported"]
    if supported:
        return supported
    undecided = [one for one in diagnoses if one.standing == "open"]
    return sorted(undecided, key=lambda one: (_count(one, "unknown"), one.kb))[:_MOST_OPEN]


def _count(one: Diagnosis, truth: str) -> int:
    return sum(check.truth == truth for check in one.checks)


def _says(findings: Findings, shown: Sequence[Diagnosis]) -> tuple[Text, ...]:
    supported = [one.kb for one in findings.diagnoses if one.standing == "supported"]
    total = len(findings.diagnoses)
    if supported:
        what = f"Every check of {listing(supported)} holds in this evidence."
        weighed = f" {capital(spelled(total, 'article was', 'articles were'))} weighed."
        return (say(what + weighed),)
    if not total:
        return (say("No article was weighed: there was nothing to weigh."),)
    said = "No article of the knowledge base has all its checks met by this evidence. "
    open_ = [one for one in findings.diagnoses if one.standing == "open"]
    if not shown:
        every = "The one" if total == 1 else f"Each of the {grouped(total)}"
        return (say(f"{said}{every} that was weighed is ruled out; the table says why."),)
    return (
        say(
            f"{said}{capital(spelled(len(open_), 'article'))} of {grouped(total)} "
            f"{'stays' if len(open_) == 1 else 'stay'} open, because the evidence does not decide "
            "every check; those nearest to a decision come first."
        ),
    )


def _article(one: Diagnosis, links: Links, numbers: Numbers) -> Article:
    citation = one.citation
    sections = f" Sections used: {', '.join(citation.sections)}." if citation.sections else ""
    dated = f", {citation.dated}" if citation.dated else ""
    product = f" Product: {citation.product}." if citation.product else ""
    fix = one.fix or "The article gives none."
    return Article(
        anchor=f"kb-{one.kb}",
        title=f"{one.kb}. {one.title}",
        citation=f"{citation.publisher}{dated}.{product}{sections}",
        standing=say(_STANDINGS.get(one.standing, tag(one.standing))),
        paragraphs=tuple(
            (label, text)
            for label, text in (
                ("Cause, in our words", one.cause),
                ("Status", one.status),
                ("Fix or workaround", fix),
            )
            if text
        ),
        checks=_checks(one, links, numbers),
    )


def _checks(one: Diagnosis, links: Links, numbers: Numbers) -> Table | None:
    columns = (
        column("What is asked", 34),
        column("What the evidence shows", 54),
        column("Check", 12),
    )
    caption = say(
        f"The {counted(len(one.checks), 'check')} of {one.kb}. Under each: whether the article "
        "asks for it or we reason so, and why it matters."
    )
    rows = [_check(check, links) for check in one.checks]
    return numbers.table(caption, columns, rows)


def _check(one: Check, links: Links) -> Row:
    origin = _ORIGINS.get(one.origin, one.origin)
    records = links.evidence(one.evidence, _MOST_RECORDS)
    obtain = say(strong("Obtain: "), one.obtain) if one.truth == "unknown" and one.obtain else ()
    return Row(
        cells=(
            cell(
                one.claim, notes=[say(capital(origin), f". {one.because}" if one.because else ".")]
            ),
            cell(capital(one.shows), notes=[say("Records: ", records) if records else (), obtain]),
            cell(_TRUTHS.get(one.truth, tag(one.truth))),
        )
    )


def _others(others: Sequence[Diagnosis], links: Links, numbers: Numbers) -> Table | None:
    columns = (
        column("Article", 10),
        column("Cause it describes, in our words", 35),
        column("What decides it here", 43),
        column("Standing", 12),
    )
    rows = [
        Row(
            anchor=f"kb-{one.kb}",
            cells=(
                cell(one.kb),
                cell(one.title, notes=[say(one.cause)]),
                _decides(one, links),
                cell(_STANDINGS.get(one.standing, tag(one.standing))),
            ),
        )
        for one in others
    ]
    return numbers.table(say("Other articles that were weighed."), columns, rows)


def _decides(one: Diagnosis, links: Links) -> Cell:
    failing = [check for check in one.checks if check.truth == "fails"]
    unknown = [check for check in one.checks if check.truth == "unknown"]
    if failing:
        first = failing[0]
        more = len(failing) - 1
        return cell(
            f"Fails: {first.claim}. {capital(first.shows)}",
            say(" ", links.evidence(first.evidence, 2)) if first.evidence else "",
            notes=[
                say(
                    f"{capital(counted(more, 'further check'))} fail."
                    if more > 1
                    else "One further check fails."
                )
            ]
            if more
            else [],
        )
    lines = [
        say(f"Not known: {check.claim}.", f" Obtain: {check.obtain}" if check.obtain else "")
        for check in unknown
    ]
    return cell(lines[0] if lines else say("Every check holds."), notes=lines[1:4])
