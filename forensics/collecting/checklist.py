"""The checklist for the person at the console: a page to tick, to time and to sign, as PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from forensics import __version__
from forensics.collecting.steps import PLACES, WINDOWS, chosen
from forensics.templating import filled, style
from forensics.typesetting import Manuscript, typeset

FIELDS: Final = (
    ("Case", "Machine"),
    ("Collected by", "Seen by"),
    ("Its clock showed", "True time, and from where"),
    ("Its time zone", "Given to, when"),
)
"""What is written by hand above the steps, two in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step on the page: its number, what to do, what to type and what to know."""

    number: int
    title: str
    commands: tuple[str, ...]
    notes: tuple[str, ...]


def checklist(generation: str, places: Sequence[str], *, sms: bool, paper: str) -> bytes:
    """Return the checklist as PDF/A-3a and PDF/UA-1; the same bytes every time.

    Args:
        generation: Of `WINDOWS`.
        places: Of `PLACES`.
        sms: Whether the site has Systems Management Server.
        paper: `A4` or `Letter`.
    """
    title = f"Collecting evidence: {WINDOWS[generation]}"
    values: dict[str, object] = {
        "title": title,
        "generator": f"lockout-forensics {__version__}",
        "where": "; ".join(PLACES[each] for each in places),
        "fields": FIELDS,
        "lines": tuple(_lines(generation, places, sms=sms)),
    }
    return typeset(
        Manuscript(
            html=filled("checklist.html.j2", values),
            style=style("report.css", "checklist.css"),
            paper=paper,
            properties=(),
        )
    )


def _lines(generation: str, places: Sequence[str], *, sms: bool) -> Iterator[Line]:
    for number, step in enumerate(chosen(generation, places, sms=sms), 1):
        runs = step.on_windows(generation)
        notes = (step.note, *(run.note for run in runs))
        yield Line(
            number=number,
            title=step.title,
            commands=tuple(command for run in runs for command in run.commands),
            notes=tuple(filter(None, notes)),
        )
