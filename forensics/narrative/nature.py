"""At the end of chapter 4: six readings of the incident, and what carries its nature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.findings import Findings
from forensics.narrative.common import subject_lockouts
from forensics.narrative.views import (
    Cell,
    Links,
    Numbers,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    inferred,
    named,
    say,
    series,
    strong,
    tag,
)
from forensics.nature.hypotheses import carried
from forensics.standings import Carrier, Ground, Hypothesis
from forensics.words import counted, grouped

_MOST_RECORDS: Final = 3
_MOST_SOURCES: Final = 5
_REASONED: Final = ("article", "keeps-time")
"""Signs that no record states: we reason from checks, or from times."""
_ARTICLE: Final = {"defect": "a defect", "attack": "an attack"}
READINGS: Final = {
    "credential": "A stale or local credential, used by software",
    "person": "A person who mistypes, or uses an old password",
    "task-or-service": "A scheduled task or a service",
    "many-accounts": "Guessing: several accounts from one source",
    "many-sources": "Guessing: one account from many sources",
    "guessed": "Guessing that succeeded: a success after failures from the same source",
}
_STANDINGS: Final = {
    "speaks for": tag("speaks for", "ok"),
    "speaks against": tag("speaks against", "no"),
    "both": tag("both", "may"),
    "nothing seen": tag("nothing seen"),
    "cannot be told": tag("cannot be told", "may"),
}
STANDINGS: Final = (
    ("Speaks for", "Something in the records speaks for it, and nothing against it."),
    ("Speaks against", "Something in the records speaks against it, and nothing for it."),
    ("Both", "Something speaks for it and something against it, often of different sources."),
    (
        "Nothing seen",
        "No record speaks for it or against it, and the logs that would tell are at hand.",
    ),
    ("Cannot be told", "No record speaks for it or against it, and what would tell is missing."),
)
NATURES: Final = (
    (
        "Source",
        (
            "The client. Where a task, a service or a person at the machine failed and no client "
            "is named, the machine itself; where an address gives ten workstation names and more "
            "within ten minutes that never return, the address. Ten minutes are those of a clock, "
            "from :00, :10, :20."
        ),
    ),
    (
        "Tried",
        (
            "Of an account: it was given a wrong password, or the database did not know it. What "
            "tasks and services gave, and what failed for other reasons, is left out."
        ),
    ),
    (
        "Carries a defect",
        (
            "A source that gives its own name as the domain in half of its failures or more, on "
            "other machines, or returns at equal intervals, with one more of: own name; equal "
            "intervals; a begin within a day after a change of the password; a success with the "
            "account in the day before; an article whose every check holds. Or one of whose "
            "failures half or more are of tasks or services, with one more of: equal intervals, "
            "the change, the success. It shows no sign of guessing."
        ),
    ),
    (
        "Carries an attack",
        (
            "A source that logged on with no account before it failed, and that tried ten accounts "
            "within ten minutes, where half of the names are unknown, its workstation names are "
            "made up, or it is a stranger; or that gave made-up names; or that is a stranger, has "
            "no period, and logged on within a minute of ten wrong passwords. A stranger: the log "
            "of its first failure tells of others' logons a day before, and none tells of its own; "
            "only logons with accounts that fail somewhere in the evidence are looked at. The "
            "number of failures carries nothing."
        ),
    ),
    (
        "Nature",
        (
            "What the sources carry that together sent more than half of the counted passwords, "
            "the missing ones among them; of all failures, where there is no lockout. Mixed where "
            "different sources carry both; a source that meets rules of both carries neither. Else "
            "undetermined: a person is neither defect nor attack. The rules are our reasoning."
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """The section on defect or attack; empty where nothing failed."""

    says: tuple[Text, ...]
    readings: Table | None


def nature(findings: Findings, links: Links, numbers: Numbers) -> Nature:
    """Return the section on defect or attack."""
    table = findings.hypotheses
    if not table:
        return Nature(says=(), readings=None)
    columns = (
        column("Reading", 25),
        column("What the records hold, and what is missing", 62),
        column("Standing", 13),
    )
    caption = say(
        "Readings of this incident. For and against count what the records hold; the standing is "
        "our reasoning."
    )
    return Nature(
        says=(_carries(findings),),
        readings=numbers.table(caption, columns, [_row(each, links) for each in table], "fold"),
    )


def _row(one: Hypothesis, links: Links) -> Row:
    return Row(
        cells=(
            cell(READINGS.get(one.name, one.name)),
            _held(one, links),
            cell(_STANDINGS.get(one.standing, tag(one.standing))),
        )
    )


def _held(one: Hypothesis, links: Links) -> Cell:
    """Return what speaks for it, what against it and what is missing, a line each."""
    lines = [
        *(_ground("For: ", ground, links) for ground in one.supports),
        *(_ground("Against: ", ground, links) for ground in one.opposes),
        *(say(strong("Missing: "), text) for text in one.missing),
    ]
    first, *further = lines or [say("Nothing for it, nothing against it, nothing missing.")]
    return cell(first, lines=further)


def _ground(side: str, ground: Ground, links: Links) -> Text:
    records = links.evidence(ground.evidence, _MOST_RECORDS)
    shows = inferred(ground.shows) if ground.sign in _REASONED else ground.shows
    return say(strong(side), shows, say(" ", records) if records else ())


def _carries(findings: Findings) -> Text:
    """Return the sentence that says what carries the nature, or why nothing does."""
    table = findings.hypotheses
    found = carried(table)
    of = table[0].of
    whole = (
        counted(of, "bad password that counted", "bad passwords that counted")
        if subject_lockouts(findings)
        else counted(of, "failure")
    )
    sent = findings.tallies.carried_passwords
    said = strong("Nature: "), inferred(findings.verdict.nature), strong(". ")
    if not found:
        return say(*said, "No source meets the rules for a defect or an attack (chapter 7).")
    parts = [say(f"{_ARTICLE[what]}: ", _sources(found[what])) for what in sorted(found)]
    joined = say(*(say("; " if place else "", part) for place, part in enumerate(parts)))
    share = f"They sent {grouped(sent)} of the {whole}."
    if findings.verdict.nature == "undetermined":
        share = f"They sent {grouped(sent)} of the {whole}: not more than half."
    return say(*said, "By the rules of chapter 7 sources carry ", joined, f". {share}")


def _sources(carriers: Sequence[Carrier]) -> Text:
    pieces = [named(each.source) for each in carriers[:_MOST_SOURCES]]
    left = len(carriers) - len(pieces)
    more = [Span(f"{grouped(left)} more")] if left else []
    return series([*pieces, *more])
