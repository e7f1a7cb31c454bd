"""In chapter 5: which names were made one, which were not, and why."""

from collections import Counter
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
    series,
    tag,
)
from forensics.tallies import RuleTally, Tallies
from forensics.values import Absent
from forensics.who.ties import REASONS, Tie
from forensics.words import counted, grouped, left_over

_MOST_OF_ONE_RULE: Final = 6
_MOST_NAMES: Final = 4
_TOLD_TOGETHER: Final = ("spelling", "loopback")
_KINDS: Final = {
    "merged": tag("one", "ok"),
    "related": tag("not merged", "may"),
    "made-up": tag("made up", "no"),
    "apart": tag("kept apart"),
}


_NO_TIES: Final = "Every machine has one name in the records, in one spelling."
_NONE: Final = "No record was read, so none names a machine."


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The names of machines: sentences, the rules that took effect, and what they did."""

    says: tuple[Text, ...]
    rules: Table | None
    table: Table | None


def names(findings: Findings, links: Links, numbers: Numbers) -> Named:
    """Return what became of the names in the records."""
    ties = findings.identities
    if not ties:
        return Named(
            says=(say(_NO_TIES if any(one.records.read for one in findings.sources) else _NONE),),
            rules=None,
            table=None,
        )
    told = [tie for tie in ties if tie.reason not in _TOLD_TOGETHER]
    together = [_together(tie) for tie in ties if tie.reason in _TOLD_TOGETHER]
    made_up = [said for said in map(_made_up, told[:_MOST_OF_ONE_RULE]) if said]
    return Named(
        says=(_says(findings.tallies), *made_up, *together),
        rules=_rules(findings.tallies.rules, numbers),
        table=_table(told, links, numbers),
    )


def _says(tallied: Tallies) -> Text:
    said = (
        "A machine is shown under one name, as declared or else as first recorded; what the "
        "records say is never changed, and attempts.csv keeps it beside."
    )
    if not tallied.rules:
        return say(f"{said} No names were made one beyond their spelling.")
    return say(
        f"{said} Beyond spelling, {counted(tallied.merges, 'merge')} took effect, and "
        f"{counted(tallied.relations, 'relation')} led to none. A merge is switched off by naming "
        "its names under [[apart]] in case.toml."
    )


def _together(tie: Tie) -> Text:
    """Return the sentence about a rule that needs no row a machine."""
    touched = counted(tie.records, "record")
    return say(f"{REASONS[tie.reason]} This gave {touched} another name.")


def _made_up(tie: Tie) -> Text:
    """Return the sentence about an address with made-up names; nothing for other ties."""
    if tie.kind != "made-up" or isinstance(tie.shown, Absent):
        return ()
    return say(
        named(tie.shown),
        f" presents {counted(tie.names_total, 'workstation name')} that nothing else supports, "
        "such as ",
        series([named(name) for name in tie.names[:_MOST_NAMES]]),
        ". ",
        inferred("It is taken as one source with made-up names"),
        "; a gateway (NAT), or a server that speaks for others, would look the same.",
    )


def _rules(rules: Sequence[RuleTally], numbers: Numbers) -> Table | None:
    rows = [
        Row(
            cells=(
                Cell(text=say(one.reason.replace("-", " "))),
                Cell(text=say(_KINDS[one.kind])),
                cell(grouped(one.times)),
                cell(grouped(one.records)),
                cell(REASONS[one.reason]),
            )
        )
        for one in rules
    ]
    columns = (
        column("Rule", 13),
        column("Came to", 11),
        column("Times", 8, numeric=True),
        column("Records", 9, numeric=True),
        column("What it says", 59),
    )
    caption = say(
        "The rules by which names were made one, or were not. Records: how many were given another "
        "name; where nothing was merged, how many name them."
    )
    return numbers.table(caption, columns, rows, "tight")


def _table(told: Sequence[Tie], links: Links, numbers: Numbers) -> Table | None:
    printed: Counter[tuple[str, str]] = Counter()
    shown = []
    for tie in told:
        printed[tie.kind, tie.reason] += 1
        if printed[tie.kind, tie.reason] <= _MOST_OF_ONE_RULE:
            shown.append(tie)
    left = len(told) - len(shown)
    more = (
        f" {left_over(left)} in findings.json: of one rule, the {_MOST_OF_ONE_RULE} that "
        "touch most records are printed."
        if left
        else ""
    )
    columns = (
        column("Names as recorded", 34),
        column("Came to", 11),
        column("Shown as", 18),
        column("Rule", 13),
        column("Records", 9, numeric=True),
        column("Evidence", 15),
    )
    caption = say(f"Names that belong together, or may.{more}")
    return numbers.table(caption, columns, [_row(tie, links) for tie in shown], "tight")


def _row(tie: Tie, links: Links) -> Row:
    listed = [say(named(name)) for name in tie.names[:_MOST_NAMES]]
    left = tie.names_total - len(listed)
    more = say(f"and {grouped(left)} more") if left > 0 else ()
    own = "each as its own" if tie.kind in ("related", "apart") else ""
    return Row(
        cells=(
            Cell(text=listed[0], notes=tuple(note for note in (*listed[1:], more) if note)),
            Cell(text=say(_KINDS[tie.kind])),
            cell(own if isinstance(tie.shown, Absent) else named(tie.shown)),
            cell(tie.reason.replace("-", " ")),
            cell(grouped(tie.records)),
            cell(links.evidence(tie.evidence, 2)),
        )
    )
