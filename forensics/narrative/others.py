"""The other causes of chapter 4: what tells them apart, what decides each, and what is beside."""

from collections.abc import Container, Sequence
from typing import Final

from forensics.knowing import leading
from forensics.knowing.entries import EXPLAINS
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
from forensics.standings import Answer, Diagnosis, Undecided
from forensics.words import capital, counted, listing, spelled

_MOST_OTHERS = 30
_MOST_ANSWERS = 4
_MOST_NAMED = 4
_ELSEWHERE: Final = {
    "account.class": "other accounts",
    "server.os": "other versions of Windows",
}
"""Facts of which a failed check says that an entry is about another world than this case."""
STANDINGS: Final = {
    "supported": tag("supported", "ok"),
    "open": tag("open", "may"),
    "ruled-out": tag("ruled out", "no"),
}


def of_another_world(one: Diagnosis) -> str:
    """Return of what else an entry is, where that rules it out; else `""`."""
    failing = [check.fact for check in one.checks if check.truth == "fails"]
    return next((_ELSEWHERE[fact] for fact in _ELSEWHERE if fact in failing), "")


def questions(undecided: Sequence[Undecided], numbers: Numbers) -> Table | None:
    """Return what to find out, the most telling question first."""
    columns = (
        column("What to find out", 42),
        column("It tells apart", 22),
        column("What an answer would rule out", 36),
    )
    rows = [
        Row(
            cells=(
                cell(one.obtain, notes=[say(one.fact)]),
                cell(_between(one)),
                _answers(one.answers),
            )
        )
        for one in undecided
    ]
    caption = "What would tell the open causes apart, the most telling question first."
    return numbers.table(say(caption), columns, rows)


def _between(one: Undecided) -> str:
    if len(one.between) > _MOST_NAMED:
        return f"{len(one.between)} of the open causes"
    return listing([leading.label(kb) for kb in one.between])


def _answers(answers: Sequence[Answer]) -> Cell:
    said = [
        say(
            strong(listing(one.values, last="or")),
            f": {listing([leading.label(kb) for kb in one.rules_out])}",
        )
        for one in answers[:_MOST_ANSWERS]
    ]
    return cell(said[0] if said else "", notes=said[1:])


def table_of_others(
    rest: Sequence[Diagnosis], asked: Container[str], links: Links, numbers: Numbers
) -> Table | None:
    """Return the causes weighed beside those that are shown whole.

    Args:
        rest: In their order.
        asked: What the questions ask to obtain already.
        links: What the report prints.
        numbers: Of tables.
    """
    columns = (
        column("Entry", 10),
        column("Cause it describes and what it offers, in our words", 48),
        column("What decides it here", 30),
        column("Standing", 12),
    )
    rows = [
        Row(
            anchor=f"kb-{one.kb}",
            cells=(
                cell(one.kb if one.kind == "article" else "General"),
                cell(
                    one.title, notes=[say(one.cause), say(strong("Offers: "), leading.remedy(one))]
                ),
                _decides(one, links, asked),
                cell(STANDINGS.get(one.standing, tag(one.standing))),
            ),
        )
        for one in rest[:_MOST_OTHERS]
    ]
    caption = (
        "Other causes that were weighed for this account. What an article offers is the article's "
        "advice, against its own cause."
    )
    return numbers.table(say(caption), columns, rows)


def _decides(one: Diagnosis, links: Links, asked: Container[str]) -> Cell:
    """Return what rules an entry out, or what is not known; no question is asked twice."""
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
        say(
            f"Not known: {check.claim}.",
            f" Obtain: {check.obtain}" if check.obtain not in asked else "",
        )
        for check in unknown
    ]
    return cell(lines[0] if lines else say("Every check holds."), notes=lines[1:])


def elsewhere(others: Sequence[Diagnosis]) -> tuple[Text, ...]:
    """Return which entries are about another world, in a sentence for each."""
    told = []
    for world in _ELSEWHERE.values():
        there = [one for one in others if of_another_world(one) == world]
        articles = [one.kb for one in there if one.kind == "article"]
        general = len(there) - len(articles)
        counts = [
            *([spelled(len(articles), "article")] if articles else []),
            *([spelled(general, "general cause")] if general else []),
        ]
        named = f": {', '.join(articles)}" if articles else ""
        if there:
            told.append(say(f"Ruled out as they are about {world}: {listing(counts)}{named}."))
    return tuple(told)


def beside(diagnoses: Sequence[Diagnosis], links: Links, numbers: Numbers) -> Table | None:
    """Return the entries that explain counts or records, where every check holds."""
    columns = (column("Article", 10), column("What it explains, in our words", 54), column("", 36))
    rows = [
        Row(
            anchor=f"kb-{one.kb}",
            cells=(
                cell(one.kb),
                cell(one.title, notes=[say(one.cause)]),
                cell(
                    capital(EXPLAINS[one.explains]),
                    notes=[say("Records: ", links.evidence(one.checks[0].evidence, 2))]
                    if one.checks[0].evidence
                    else [],
                ),
            ),
        )
        for one in diagnoses
        if one.explains != "cause" and one.standing == "supported"
    ]
    caption = "Articles that explain counts or records of this case; every check of each holds."
    return numbers.table(say(caption), columns, rows)
