"""Chapter 6: what to do, whose advice each step is, and room for who does it and by when."""

from dataclasses import dataclass

from forensics.findings import Findings
from forensics.narrative.cover import Step, steps
from forensics.narrative.views import Numbers, Row, Table, Text, cell, column, say
from forensics.words import grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Chapter 6."""

    says: Text
    table: Table | None


def actions(findings: Findings, numbers: Numbers) -> Actions:
    """Return chapter 6; the columns of owner and date are left to the reader's hand."""
    columns = (
        column("No.", 5),
        column("What to do", 52),
        column("Whose advice", 16),
        column("Owner", 15),
        column("By date", 12),
    )
    rows = [_row(place, step) for place, step in enumerate(steps(findings.actions), 1)]
    caption = "What to do, in this order. Owner and date are left empty, to be filled in by hand."
    return Actions(
        says=_says(findings),
        table=numbers.table(say(caption), columns, rows, "hand"),
    )


def _row(place: int, step: Step) -> Row:
    return Row(cells=(cell(grouped(place)), cell(step.text), cell(step.tag), cell(), cell()))


def _says(findings: Findings) -> Text:
    if not findings.actions:
        return say("The evidence carries no advice.")
    origins = {one.origin for one in findings.actions}
    if origins == {"article"}:
        return say("Each of these is stated by the cited article.")
    if "article" in origins:
        return say("Each is marked: stated by the cited article of Microsoft, or our advice.")
    return say("All of these are our advice; none is Microsoft's.")
