"""Chapter 4: the cause whose checks hold, what is quoted of its article, and the other causes."""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.findings import Findings
from forensics.knowing import leading
from forensics.narrative.others import (
    STANDINGS,
    beside,
    elsewhere,
    questions,
    table_of_others,
)
from forensics.narrative.views import (
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
from forensics.standings import Check, Diagnosis, HeldText, Inseparable
from forensics.words import capital, counted, grouped, listing, spelled

_MOST_RECORDS = 4
_MOST_PAIRS = 6
_TRUTHS = {
    "holds": tag("holds", "ok"),
    "fails": tag("fails", "no"),
    "unknown": tag("unknown", "may"),
}
_ORIGINS = {
    "article": "the article says so",
    "derived": "our reasoning",
    "general": "general knowledge",
}
_STATUS = {
    "confirmed": "confirmed, no fix named",
    "fixed": "confirmed, corrected",
    "by-design": "by design",
    "third-party": "a product of another maker",
    "none-given": "no status given",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A section of an article as it stands, and where it was read."""

    heading: str
    text: str
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in our words, what is quoted of it, and its checks."""

    anchor: str
    title: str
    citation: str
    standing: Text
    paragraphs: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]
    differs: tuple[str, ...]
    checks: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Chapter 4."""

    says: tuple[Text, ...]
    articles: tuple[Article, ...]
    inseparable: tuple[Text, ...]
    questions: Table | None
    others: Table | None
    elsewhere: tuple[Text, ...]
    beside: Table | None


def cause(findings: Findings, links: Links, numbers: Numbers) -> Cause:
    """Return chapter 4."""
    shown = leading.shown(findings.diagnoses)
    rest = [one for one in leading.causes(findings.diagnoses) if one not in shown]
    others = [one for one in rest if not leading.world(one)]
    asked = {one.obtain for one in findings.undecided}
    return Cause(
        says=_says(findings, shown),
        articles=tuple(_article(one, links, numbers) for one in shown),
        inseparable=_inseparable(findings.inseparable, shown),
        questions=questions(findings.undecided, numbers),
        others=table_of_others(others, asked, links, numbers),
        elsewhere=elsewhere([one for one in rest if one not in others], findings.tallies.causes),
        beside=beside(findings.diagnoses, links, numbers),
    )


def _inseparable(pairs: Sequence[Inseparable], shown: Sequence[Diagnosis]) -> tuple[Text, ...]:
    """Return the pairs of the first entry that is shown, in words; of all others how many."""
    first = shown[0].kb if shown else ""
    told = [one for one in pairs if first in one.between] if first else [*pairs][:_MOST_PAIRS]
    left = len(pairs) - len(told)
    further = counted(left, "further pair")
    said = [
        say(strong(listing([leading.label(kb) for kb in one.between])), ": ", one.differs)
        for one in told
    ]
    if left:
        said.append(say(f"No event log tells {further} of open causes apart: see findings.json."))
    return tuple(said)


def _says(findings: Findings, shown: Sequence[Diagnosis]) -> tuple[Text, ...]:
    causes = findings.tallies.causes
    total = grouped(causes.weighed)
    if not causes.weighed:
        return (say("No article was weighed: there was nothing to weigh."),)
    supported = [one for one in shown if one.standing == "supported"]
    if supported:
        held = listing([_name(one) for one in supported])
        what = f"Every check of {held} holds in this evidence. {total} causes were weighed."
        return (say(what + _helpless(findings, supported[0])),)
    open_ = leading.still_open(findings.diagnoses)
    if not open_:
        return (say(f"Each of the {total} causes that were weighed is ruled out."),)
    waiting = [one for one in open_ if one.waits_for]
    if waiting:
        rivals = sorted({leading.label(kb) for one in waiting for kb in one.waits_for})
        return (
            say(
                f"Every check of {listing([_name(one) for one in waiting])} holds, but causes that "
                f"would leave the same records are not ruled out: {listing(rivals)}."
            ),
        )
    return (
        say(
            "No cause of the knowledge base has all its checks met by this evidence. "
            f"{capital(spelled(causes.open, 'cause'))} of {total} "
            f"{'stays' if causes.open == 1 else 'stay'} open, because the evidence does not decide "
            "every check; those nearest to a decision come first."
        ),
    )


def _helpless(findings: Findings, lead: Diagnosis) -> str:
    """Return where help may be found, for an article that offers none itself."""
    if lead.kind != "article" or lead.resolution or lead.workaround:
        return ""
    kin = findings.tallies.causes.kin_with_help
    said = f" {lead.kb} gives no resolution and no workaround."
    if not kin:
        return said
    return (
        f"{said} {capital(spelled(kin, 'article'))} with the same symptom "
        f"{'offers' if kin == 1 else 'offer'} something against other causes: see "
        "findings.json."
    )


def _name(one: Diagnosis) -> str:
    return one.kb if one.kind == "article" else f"“{one.title}”"


def _article(one: Diagnosis, links: Links, numbers: Numbers) -> Article:
    fixed = f" First corrected in {one.fixed_in}." if one.fixed_in else ""
    waits = (
        f" Waits for {listing([leading.label(kb) for kb in one.waits_for])} to be ruled out."
        if one.waits_for
        else ""
    )
    return Article(
        anchor=f"kb-{one.kb}",
        title=f"{one.kb}. {one.title}" if one.kind == "article" else one.title,
        citation=f"{_citation(one)}{waits}",
        standing=say(STANDINGS.get(one.standing, tag(one.standing))),
        paragraphs=(
            ("Cause, in our words", one.cause),
            (f"Status: {_STATUS.get(one.status_class, one.status_class)}", one.status + fixed),
            ("Resolution", one.resolution or _none(one, "resolution")),
            ("Workaround", one.workaround or _none(one, "workaround")),
            *((("Take care", one.warning),) if one.warning else ()),
        ),
        quotes=_quotes(one.kb, one.held) if one.held else (),
        differs=_differs(one.held) if one.held else (),
        checks=_checks(one, links, numbers),
    )


def _quotes(kb: str, held: HeldText) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            heading=f"Quoted word for word: {kb}, section {each.section}",
            text=each.quoted,
            held=f"From {held.where}, SHA-256 {held.sha256}",
        )
        for each in held.quotations
    )


def _differs(held: HeldText) -> tuple[str, ...]:
    return tuple(
        f"The text held here ({held.where}) differs from our entry in its {each.what}: it says "
        f"{each.article}, our entry {each.entry}."
        for each in held.disagreements
    )


def _none(one: Diagnosis, what: str) -> str:
    if one.kind == "article":
        return f"The article gives no {what}."
    return f"No {what} is known to us that fits every site."


def _citation(one: Diagnosis) -> str:
    citation = one.citation
    sections = f" Sections: {', '.join(citation.sections)}." if citation.sections else ""
    dated = f", {citation.dated}" if citation.dated else ""
    product = f" Product: {citation.product}." if citation.product else ""
    return f"{citation.publisher}{dated}.{product}{sections}"


def _checks(one: Diagnosis, links: Links, numbers: Numbers) -> Table | None:
    columns = (
        column("What is asked", 34),
        column("What the evidence shows", 54),
        column("Check", 12),
    )
    caption = say(
        f"The {counted(one.checks_total, 'check')} of {one.kb}. Under each: whether the article "
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
