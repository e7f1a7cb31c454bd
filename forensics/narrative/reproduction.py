"""In chapter 7: the commands that make this report again and that check it."""

from dataclasses import dataclass

from forensics.binding import MEGABYTE, PAPERS, SIZES, VENDOR, Binding
from forensics.findings import Findings
from forensics.narrative.views import Span, Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """Two commands as they are typed, and what they need."""

    says: Text
    commands: tuple[Text, ...]


def reproduction(findings: Findings, binding: Binding) -> Reproduction:
    """Return how to make this report again from its case folder, and how to check it.

    No folder is named as it was called here: paths are no part of a report.
    """
    tool = findings.tool
    return Reproduction(
        says=say(
            f"With {tool.name} {tool.version} and the case folder in place of CASE, the first "
            "command makes this report again, byte for byte; the second reads the evidence once "
            "more and names each difference from this report." + _library(findings)
        ),
        commands=(
            say(Span(" ".join(["forensics report CASE", *_options(binding)]), "m")),
            say(Span("forensics verify report.pdf CASE", "m")),
        ),
    )


def _options(binding: Binding) -> list[str]:
    """Return the options that the report was made with, where they are not the usual ones."""
    options: list[str] = []
    if binding.edition == VENDOR:
        options.append(f"--edition {VENDOR}")
    if binding.date:
        options.append(f"--date {binding.date.date().isoformat()}")
    if binding.paper != PAPERS[0]:
        options.append(f"--paper {binding.paper}")
    if binding.most != SIZES[0] * MEGABYTE:
        options.append(f"--max-size {binding.most // MEGABYTE}")
    return options


def _library(findings: Findings) -> str:
    """Return what else is needed where articles are quoted that are not in the case folder."""
    if any(one.held and one.held.where == "library" for one in findings.diagnoses):
        return " The articles that chapter 4 quotes must lie in the library of articles."
    return ""
