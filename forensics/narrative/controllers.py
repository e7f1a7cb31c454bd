"""Chapter 5: which machines were taken for domain controllers, though nobody declared them."""

from typing import Final

from forensics.findings import Findings
from forensics.narrative.views import Links, Text, inferred, say
from forensics.who.recognised import Recognised
from forensics.words import left_over

_MOST: Final = 8


def controllers(findings: Findings, links: Links) -> tuple[Text, ...]:
    """Return a sentence for each, with the record that shows it."""
    found = findings.controllers
    said = [_one(each, links) for each in found[:_MOST]]
    if len(found) > _MOST:
        said.append(say(f"{left_over(len(found) - _MOST)} in findings.json."))
    return tuple(said)


def _one(one: Recognised, links: Links) -> Text:
    domain = "" if one.domain.casefold() == one.host.casefold() else f" of {one.domain}"
    taken = inferred(f"is taken for a domain controller{domain}")
    return say(
        f"{one.host} ", taken, f", because {one.because} ", links.evidence((one.evidence,)), "."
    )
