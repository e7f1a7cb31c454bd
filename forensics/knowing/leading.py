"""Leading: which cause the evidence supports, which stay open near it, and what they offer."""

from collections.abc import Sequence
from typing import Final

from forensics.standings import Diagnosis

WORLDS: Final = {
    "account.class": "other accounts",
    "server.os": "other versions of Windows",
}
"""Facts of which a failed check says that an entry is about another world than this case."""

MOST_OPEN: Final = 2
"""Causes that are shown with all their checks where none is supported."""


def supported(diagnoses: Sequence[Diagnosis]) -> Diagnosis | None:
    """Return the cause whose every check holds: an article before a general one, then by checks."""
    found = [each for each in causes(diagnoses) if each.standing == "supported"]
    return min(
        found, key=lambda each: (each.kind != "article", -len(each.checks), each.kb), default=None
    )


def still_open(diagnoses: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the causes that are neither supported nor ruled out, nearest to support first.

    Nearest is the one of whose checks the largest share holds; of two alike, the one with more.
    """
    found = [each for each in causes(diagnoses) if each.standing == "open"]
    return tuple(sorted(found, key=lambda each: (-held(each), -len(each.checks), each.kb)))


def shown(diagnoses: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the entries to show with all their checks.

    What is supported, the leading one first; else the nearest open articles. Of open general causes
    none is nearer than the others in a way that would earn it so much room.
    """
    lead = supported(diagnoses)
    others = [each for each in causes(diagnoses) if each.standing == "supported" and each != lead]
    articles = [each for each in still_open(diagnoses) if each.kind == "article"]
    return (lead, *others) if lead else tuple(articles[:MOST_OPEN])


def causes(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return the diagnoses of entries that explain why the passwords were wrong."""
    return [each for each in diagnoses if each.explains == "cause"]


def world(diagnosis: Diagnosis) -> str:
    """Return of what else an entry is, where that rules it out; else `""`."""
    failing = [check.fact for check in diagnosis.checks if check.truth == "fails"]
    return next((WORLDS[fact] for fact in WORLDS if fact in failing), "")


def kin_with_help(diagnoses: Sequence[Diagnosis], lead: Diagnosis) -> list[Diagnosis]:
    """Return the causes that share a symptom with `lead` and offer something against their own."""
    return [
        each
        for each in causes(diagnoses)
        if each.kb != lead.kb
        and set(each.symptoms) & set(lead.symptoms)
        and (each.resolution or each.workaround)
    ]


def held(diagnosis: Diagnosis) -> float:
    """Return the share of an entry's checks that hold, 0 to 1."""
    return sum(check.truth == "holds" for check in diagnosis.checks) / len(diagnosis.checks)


def remedy(diagnosis: Diagnosis) -> str:
    """Return what an entry offers against its cause, or that it offers nothing."""
    offered = [text for text in (diagnosis.resolution, diagnosis.workaround) if text]
    if offered:
        return " ".join(offered)
    whose = "The article" if diagnosis.kind == "article" else "General knowledge"
    return f"{whose} gives no resolution and no workaround."


def label(kb: str) -> str:
    """Return an id as it is printed: `Q299352`, `scheduled task (general)`."""
    general = kb.removeprefix("general-")
    return kb if general == kb else f"{general.replace('-', ' ')} (general)"
