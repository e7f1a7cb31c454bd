"""What the page prints of a comparison: values only, and never more than two pages of them."""

from dataclasses import dataclass
from typing import Final

from forensics.comparison import tables
from forensics.comparison.nouns import ClientCounts, Comparison, Summary
from forensics.comparison.saying import length, number, short, stretch
from forensics.comparison.telling import PER
from forensics.comparison.wording import DEFINITIONS, FAIR, MEASURES, NOTES, STATES
from forensics.figures.compared import compared
from forensics.narrative.views import Numbers, Picture, Table, Text, named, say, strong, tag
from forensics.values import Absent
from forensics.words import capital, counted, grouped

NAMED: Final = 6
REASONS: Final = 6
"""What is printed at most; `compare.json` holds all."""

BRIEF: Final = 1
"""Reasons up to which page 1 names clients and page 2 begins with their table."""

_BRIEF: Final = 110.0  # px of a name in a list
_ID: Final = 170.0  # px of the id of a case
_SAID: Final = 0.05  # clients quiet by chance from which on that is said
_CALM: Final = ("none since", "fewer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One key figure of page 1: `says` what `number` is."""

    number: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page, from top to bottom.

    Attributes:
        running: In the head of page 2.
        feet: The Merkle roots, one line a case.
        against: Each reason with its mark.
        who: The busiest clients of each state, by name; empty where reasons need the room.
        look: `calm` where a fair comparison shows fewer or none, else `""`; a CSS class.
    """

    title: str
    description: str
    running: str
    feet: tuple[str, str]
    kicker: Text
    headline: str
    look: str
    lede: Text
    statement: str
    fairness: Text
    facts: tuple[Fact, ...]
    picture: Picture | None
    measures: Table | None
    against: tuple[Text, ...]
    who: tuple[Text, ...]
    clients: Table | None
    servers: Table | None
    cases: Table | None
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[Text, ...]


def page(one: Comparison, printed: str) -> Page:
    """Return what the page prints.

    Args:
        one: All numbers of it.
        printed: The date of the page as printed, or `""`.
    """
    numbers, per = Numbers(), PER[one.unit]
    before, after = (short(each.id, _ID) for each in (one.before, one.after))
    reasons = min(len(one.reasons), REASONS)
    return Page(
        title=one.outcome.headline,
        description=one.outcome.statement,
        running=f"{before} compared with {after}",
        feet=(f"Before {one.before.root}", f"After  {one.after.root}"),
        kicker=say(
            "Before and after · ",
            named(before),
            " · ",
            named(after),
            f" · {printed}" if printed else "",
        ),
        headline=one.outcome.headline,
        look="calm" if one.outcome.fair and one.outcome.word in _CALM else "",
        lede=_lede(one),
        statement=one.outcome.statement,
        fairness=_fairness(one),
        facts=_facts(one, per),
        picture=numbers.picture(
            say(f"Rates {per} of covered time, with 95 % intervals; below, both cases over time."),
            compared(one, per),
        ),
        measures=tables.measures(one, numbers, per),
        against=_against(one),
        who=_named(one) if reasons <= BRIEF else (),
        clients=tables.clients(one, numbers, 2 * max(reasons - BRIEF, 0)),
        servers=tables.servers(one, numbers),
        cases=tables.cases(one, numbers),
        definitions=DEFINITIONS,
        notes=NOTES,
    )


def _lede(one: Comparison) -> Text:
    return say(
        f"{_period(one.before)} held against {_period(one.after)}; "
        f"{length(one.before.seconds)} and {length(one.after.seconds)} of covered time"
    )


def _period(one: Summary) -> str:
    if isinstance(one.first, Absent) or isinstance(one.last, Absent):
        return "a time that is not known"
    return stretch(one.first.ticks, one.last.ticks)


def _fairness(one: Comparison) -> Text:
    if one.outcome.word == "cannot be compared":
        return say(strong("No comparison. "), "The reasons stand below.")
    if one.outcome.fair:
        return say(strong("A fair comparison, as far as the records show. "), FAIR)
    return say(
        strong("Not a fair comparison. "),
        f"{capital(counted(len(one.reasons), 'reason'))} below: the figures may differ for "
        "another reason than a repair.",
    )


def _facts(one: Comparison, per: str) -> tuple[Fact, ...]:
    counts = one.client_counts
    if isinstance(counts, Absent):
        return ()
    rates = tuple(
        Fact(
            number=f"{number(each.before.rate)} → {number(each.after.rate)}",
            says=f"{MEASURES[each.name].lower()} {per}",
        )
        for each in one.measures[:2]
    )
    return (
        *rates,
        Fact(
            number=grouped(counts.quiet), says=f"of {counted(counts.before, 'client')} gone quiet"
        ),
        Fact(number=grouped(counts.left), says="still fail"),
        Fact(number=grouped(counts.new), says=_more(counts)),
    )


def _more(counts: ClientCounts) -> str:
    early = f"; of {grouped(counts.too_early)} it is too early to say" if counts.too_early else ""
    return f"new{early}"


def _against(one: Comparison) -> tuple[Text, ...]:
    shown = [
        say(tag("prevents" if reason.weight == "prevents" else "unfair"), " ", reason.text)
        for reason in one.reasons[:REASONS]
    ]
    left = len(one.reasons) - len(shown)
    return (*shown, *([say(f"{counted(left, 'more reason')} in compare.json.")] if left else []))


def _named(one: Comparison) -> tuple[Text, ...]:
    """Return for each state its busiest clients, `NAMED` at most."""
    lines: list[Text] = []
    if isinstance(one.client_counts, Absent):
        return ()
    for state, said in STATES.items():
        own = [each.name for each in one.clients if each.state == state]
        left = len(own) - NAMED
        more = f" and {counted(left, 'other')}" if left > 0 else ""
        if own:
            shown = ", ".join(short(each, _BRIEF) for each in own[:NAMED])
            chance = one.client_counts.by_chance if state == "quiet" else 0
            luck = f". Chance alone would make about {number(chance)} so" if chance >= _SAID else ""
            lines.append(say(strong(f"{capital(said)}: {grouped(len(own))}. "), shown, more, luck))
    return tuple(lines)
