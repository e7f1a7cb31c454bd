"""In chapter 2: what clients' bursts follow, and what stands beside their beginnings and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.findings import Findings
from forensics.narrative.views import (
    Cell,
    Links,
    Numbers,
    Row,
    Table,
    Text,
    cell,
    column,
    inferred,
    named,
    say,
)
from forensics.tallies import RhythmTally
from forensics.timing.endings import SILENT
from forensics.traces import Following, Occasion, Rhythm
from forensics.values import Absent
from forensics.words import capital, counted, duration, grouped, left_over, stamp

_MOST_ROWS: Final = 12
_MOST_RECORDS: Final = 3
_ON: Final = {
    "machine-start": "start of",
    "machine-back": "return of",
    "machine-stop": "stop of",
    "service-start": "start of",
    "service-stop": "stop of",
    "logon": "logon of a person at",
    "password-change": "change of the password in",
    "unlock": "unlock in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What is recorded beside the failures; empty where nothing is."""

    says: tuple[Text, ...]
    ties: Table | None
    ends: Table | None


def neighbours(findings: Findings, links: Links, numbers: Numbers) -> Neighbours:
    """Return what is told of starts, logons, beginnings and ends."""
    rhythms, tallied = findings.rhythms, findings.tallies.rhythm
    clients = [each for each in rhythms if isinstance(each.target, Absent)]
    return Neighbours(
        says=tuple(part for part in (_tied(tallied), _ended(tallied)) if part),
        ties=_ties(rhythms, links, numbers),
        ends=_ends(clients, links, numbers),
    )


def _tied(tallied: RhythmTally) -> Text:
    if not tallied.compared:
        return ()
    tied = tallied.tied
    of = counted(tallied.compared, "client")
    recorded = "whose starts, logons or servers' starts are recorded often enough to compare"
    if not tied:
        return say(f"Of {of} {recorded}, none begins its bursts after them more than by chance.")
    verb = "begins" if tied == 1 else "begin"
    return say(
        f"Of {of} {recorded}, {grouped(tied)} ",
        inferred(f"{verb} most bursts within 10 min after such an event"),
        ". That one makes the other is not recorded.",
    )


def _ended(tallied: RhythmTally) -> Text:
    pieces = (
        (tallied.silent, "fell silent while the logs go on"),
        (tallied.going_on, "still failed when the logs end"),
    )
    known = [f"{counted(number, 'client')} {said}" for number, said in pieces if number]
    if not known:
        return ()
    rest = f"; of {grouped(tallied.untold)} the end is not told" if tallied.untold else ""
    return say(capital("; ".join(known)), f"{rest}.")


def _ties(rhythms: Sequence[Rhythm], links: Links, numbers: Numbers) -> Table | None:
    tied = [(each, one) for each in rhythms for one in each.follows]
    caption = say(
        "What bursts begin after. Each begins within 10 min after an event of this kind; ties that "
        "chance would make are left out. Distance: the median."
    )
    columns = [
        column("Client", 20),
        column("Begins after", 32),
        column("Bursts", 14, numeric=True),
        column("Distance", 14, numeric=True),
        column("Records", 20),
    ]
    rows = [_tie(each, one, links) for each, one in tied[:_MOST_ROWS]]
    return numbers.table(_cut(caption, len(tied)), columns, rows, "tight")


def _tie(rhythm: Rhythm, one: Following, links: Links) -> Row:
    at = rhythm.target
    note = () if isinstance(at, Absent) else say("at ", named(at))
    return Row(
        cells=(
            cell(named(rhythm.client), notes=(note,)),
            cell(_of(one)),
            cell(f"{grouped(one.bursts)} of {grouped(one.of)}"),
            cell(duration(one.seconds)),
            cell(links.evidence(one.evidence, _MOST_RECORDS)),
        )
    )


def _ends(clients: Sequence[Rhythm], links: Links, numbers: Numbers) -> Table | None:
    told = [each for each in clients if each.began_after or each.ending == SILENT]
    caption = say(
        "What is recorded in the day before a client's first failure, and, of a client that fell "
        "silent, after its last one, before the silence was longer than any before."
    )
    columns = [
        column("Client", 13),
        column("First failure", 17),
        column("Before it", 27),
        column("Last failure", 17),
        column("After it", 26),
    ]
    rows = [_end(each, links) for each in told[:_MOST_ROWS]]
    return numbers.table(_cut(caption, len(told)), columns, rows, "tight")


def _end(rhythm: Rhythm, links: Links) -> Row:
    silent = rhythm.silent_seconds
    note = () if isinstance(silent, Absent) else say(f"silent for {duration(silent)}")
    return Row(
        cells=(
            cell(named(rhythm.client)),
            cell(stamp(rhythm.first)),
            _beside(rhythm.began_after, "before", links),
            cell(stamp(rhythm.last), notes=(note,)),
            _beside(rhythm.ended_with, "after", links),
        )
    )


def _beside(found: Sequence[Occasion], side: str, links: Links) -> Cell:
    lines = [
        say(
            _of(one),
            f", {duration(one.seconds)} {side} (",
            links.evidence(one.evidence, 1),
            ")",
        )
        for one in found
    ]
    return cell(lines[0], notes=lines[1:]) if lines else cell("–")


def _of(one: Following | Occasion) -> Text:
    service = () if isinstance(one.service, Absent) else say(named(one.service), " on ")
    return say(f"{_ON[one.what]} ", service, named(one.host))


def _cut(caption: Text, rows: int) -> Text:
    """Say how many rows are only in the findings."""
    left = rows - _MOST_ROWS
    more = f" {left_over(left)} in the machine-readable findings."
    return say(caption, more) if left > 0 else caption
