"""The sentences of every chapter, composed from the findings: pure, and knowing no template.

`compose` returns the whole report as values; the templates only lay them out.
"""

from dataclasses import dataclass, replace

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.legible import legible
from forensics.narrative.actions import Actions, actions
from forensics.narrative.appendix import Appendix, appendix
from forensics.narrative.cause import Cause, cause
from forensics.narrative.condition import Condition, condition
from forensics.narrative.cover import Cover, cover
from forensics.narrative.edition import Edition, edition
from forensics.narrative.every import Every, every
from forensics.narrative.glossary import glossary
from forensics.narrative.happened import Happened, happened
from forensics.narrative.incidents import Incidents, incidents
from forensics.narrative.method import Method, method
from forensics.narrative.nature import Nature, nature
from forensics.narrative.reproduction import Reproduction, reproduction
from forensics.narrative.sealed import Sealed, sealed
from forensics.narrative.signoff import signoff
from forensics.narrative.views import Numbers, Table, links_of
from forensics.narrative.who import Who, who

__all__ = ["Report", "compose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report, chapter by chapter."""

    title: str
    sealed: Sealed
    edition: Edition
    cover: Cover
    happened: Happened
    incidents: Incidents
    who: Who
    every: Every
    cause: Cause
    nature: Nature
    condition: Condition
    actions: Actions
    glossary: tuple[tuple[str, str], ...]
    method: Method
    reproduction: Reproduction
    signoff: Table | None
    appendix: Appendix


def compose(findings: Findings, binding: Binding) -> Report:
    """Return the report on these findings.

    Args:
        findings: As analysed; every text is made legible here, before anything else sees it.
        binding: Its date, and what it carries.
    """
    shown = legible(findings)
    links, numbers = links_of(shown), Numbers()
    # In the order of the pages: figures and tables are numbered as they are composed.
    made = Report(
        title=shown.verdict.headline,
        sealed=sealed(binding.root),
        edition=edition(binding),
        cover=cover(shown, links, numbers, binding),
        happened=happened(shown, links, numbers),
        incidents=incidents(shown, numbers),
        who=who(shown, links, numbers),
        every=every(shown, links, numbers),
        cause=cause(shown, links, numbers),
        nature=nature(shown, links, numbers),
        condition=condition(shown, links, numbers),
        actions=actions(shown, numbers),
        glossary=(),
        method=method(shown, numbers, binding),
        reproduction=reproduction(shown, binding),
        signoff=signoff(numbers),
        appendix=appendix(shown, links, numbers),
    )
    return replace(made, glossary=glossary(made))
