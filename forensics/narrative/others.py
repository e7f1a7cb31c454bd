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
from forensics.tallies import CauseTally
from forensics.words import capital, grouped, listing, spelled

_MOST_OTHERS = 30
_MOST_ANSWERS = 4
_MOST_NAMED = 4
STANDINGS: Final = {
    "supported": tag("supported", "ok"),
    "open": tag("open", "may"),
    "ruled-out": tag("ruled out", "no"),
}


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
        return f"{grouped(one.causes)} of the open causes"
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
        column("Entry", 9),
        column("Cause that it describes", 35),
        column("What decides it here", 45),
        column("Standing", 11),
    )
    rows = [
        Row(
            anchor=f"kb-{one.kb}",
            cells=(
                cell(one.kb if one.kind == "article" else "General"),
                cell(one.title),
                _decides(one, links, asked),
                cell(STANDINGS.get(one.standing, tag(one.standing))),
            ),
        )
        for one in rest[:_MOST_OTHERS]
    ]
    left = len(rest) - len(rows)
    more = f" {grouped(left)} more stand there." if left else ""
    caption = (
        "Other causes that were weighed for this account, each with the first check that decides "
        "it. Every check, and what an entry offers against its own cause, stands in findings.json."
        f"{more}"
    )
    return numbers.table(say(caption), columns, rows, "fold")


def _decides(one: Diagnosis, links: Links, asked: Container[str]) -> Cell:
    """Return the first check that fails, else the first that is not known, and how many more.

    What the questions ask to obtain already is not asked again.
    """
    failing = [check for check in one.checks if check.truth == "fails"]
    unknown = [check for check in one.checks if check.truth == "unknown"]
    if failing:
        first, more = failing[0], len(failing) - 1
        return cell(
            strong("Fails: "),
            f"{first.claim}. {_sentence(first.shows)}",
            say(" ", links.evidence(first.evidence, 1)) if first.evidence else "",
            f" {_further(more, 'fails', 'fail')}" if more else "",
        )
    if not unknown:
        return cell("Every check holds.")
    first, more = unknown[0], len(unknown) - 1
    return cell(
        strong("Not known: "),
        f"{first.claim}.",
        f" {_further(more, 'is not known', 'are not known')}" if more else "",
        say(strong(" Obtain: "), first.obtain)
        if first.obtain and first.obtain not in asked
        else "",
    )


def _sentence(text: str) -> str:
    return capital(text) + ("" if text.endswith(".") or not text else ".")


def _further(more: int, is_: str, are: str) -> str:
    return f"{capital(spelled(more, 'further check'))} {is_ if more == 1 else are}."


def elsewhere(others: Sequence[Diagnosis], tallied: CauseTally) -> tuple[Text, ...]:
    """Return which entries are about another world, in a sentence for each."""
    told = []
    for world in leading.WORLDS.values():
        there = [one for one in others if leading.world(one) == world]
        articles = [one.kb for one in there if one.kind == "article"]
        named_ = tallied.articles_elsewhere.get(world, 0)
        general = tallied.general_elsewhere.get(world, 0)
        counts = [
            *([spelled(named_, "article")] if named_ else []),
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
