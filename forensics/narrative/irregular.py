"""Chapter 5: what is out of order in the evidence, and what each kind can and cannot mean."""

from typing import Final

from forensics.findings import Findings
from forensics.narrative.views import Cell, Links, Numbers, Row, Table, Text, cell, column, say
from forensics.sources import Irregularity
from forensics.words import left_over

_MOST: Final = 6
"""Places of one kind that are printed."""

_CAPTION: Final = (
    "What is out of order, and what it can mean, the ordinary first. None of it shows by itself "
    "that anybody interfered."
)


def said(findings: Findings) -> tuple[Text, ...]:
    """Return that nothing is out of order, where that is so, or that nothing could show it."""
    if not findings.sources or findings.irregularities:
        return ()
    if not any(one.numbering == "log" and one.records.read for one in findings.sources):
        return (
            say(
                "No log that numbers its records was read, so nothing shows whether any is missing."
            ),
        )
    return (
        say(
            "No record number is missing between two live records, no log says that it was "
            "cleared, no time falls back, and no header disagrees with its records."
        ),
    )


def irregular(findings: Findings, links: Links, numbers: Numbers) -> Table | None:
    """Return the table of what is out of order, a row a kind; None where nothing is."""
    columns = (
        column("What is seen, and where", 33),
        column("It can mean", 31),
        column("It does not show", 18),
        column("To tell, collect", 18),
    )
    rows = [_row(one, links) for one in findings.irregularities]
    return numbers.table(say(_CAPTION), columns, rows, "tight running")


def _row(one: Irregularity, links: Links) -> Row:
    causes = tuple(say(f"{place}. {cause}") for place, cause in enumerate(one.can_mean, 1))
    return Row(
        cells=(
            _seen(one, links),
            cell(causes[0], lines=causes[1:]),
            cell(one.does_not_show),
            cell(one.collect),
        )
    )


def _seen(one: Irregularity, links: Links) -> Cell:
    shown = one.seen[:_MOST]
    places = [say(links.exhibit(seen.source), f": {seen.shows}") for seen in shown]
    left = one.total - len(shown)
    more = say(f"{left_over(left)} in findings.json, 100 of them at most.") if left > 0 else ()
    return cell(say(one.title), notes=[*places, more])
