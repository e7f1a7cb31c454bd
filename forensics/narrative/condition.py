"""Chapter 5: the exhibits, their hashes and counts, and everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.findings import CustodyEntry, Findings
from forensics.narrative.account import account
from forensics.narrative.clocks import clocks, second
from forensics.narrative.controllers import controllers
from forensics.narrative.coverage import Covered, covered
from forensics.narrative.exhibits import exhibits
from forensics.narrative.identities import Named, names
from forensics.narrative.irregular import irregular, said
from forensics.narrative.views import (
    MOST_SOURCES,
    Links,
    Numbers,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    say,
)
from forensics.sources import Source
from forensics.values import Damage
from forensics.words import (
    capital,
    counted,
    grouped,
    left_over,
    listing,
    spelled,
)

_MOST_DAMAGE = 30
_MOST_REASONS = 12
_EXCERPT = 12
_MOST_CUSTODY = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Chapter 5."""

    says: tuple[Text, ...]
    sources: Table | None
    left: Text
    set_aside: Table | None
    account: Table | None
    coverage: Covered
    damage: Table | None
    damage_left: Text
    orderly: tuple[Text, ...]
    irregular: Table | None
    clocks: tuple[Text, ...]
    controllers: tuple[Text, ...]
    names: Named
    second: tuple[Text, ...]
    custody: Table | None


def condition(findings: Findings, links: Links, numbers: Numbers) -> Condition:
    """Return chapter 5."""
    sources = findings.sources
    rows, cut = _damage(sources, links)
    return Condition(
        says=_says(findings),
        sources=exhibits(sources[:MOST_SOURCES], links, numbers),
        left=_left(sources),
        set_aside=_set_aside(findings.tallies.exhibits.set_aside_by, numbers),
        account=account(sources[:MOST_SOURCES], links, numbers),
        coverage=covered(findings, numbers),
        damage=numbers.table(say(_DAMAGE), _DAMAGE_COLUMNS, rows, "tight"),
        damage_left=say(
            f"{capital(spelled(cut, 'further damaged stretch', 'further damaged stretches'))} "
            "not printed; findings.json holds them."
        )
        if cut
        else (),
        orderly=said(findings),
        irregular=irregular(findings, links, numbers),
        clocks=clocks(findings),
        controllers=controllers(findings, links),
        names=names(findings, links, numbers),
        second=second(findings),
        custody=_custody(findings.case.custody, numbers),
    )


def _says(findings: Findings) -> tuple[Text, ...]:
    sources = findings.sources
    if not sources:
        return (say("The case folder holds no evidence."),)
    tallied = findings.tallies.exhibits
    shown = listing(
        [
            f"{grouped(tallied.states[state])} {words}"
            for state, words in (
                ("intact", "intact"),
                ("damaged", "damaged"),
                ("unrecognised", "not recognised"),
                ("unreadable", "unreadable"),
            )
            if state in tallied.states
        ]
    )
    readable = "" if all(source.sha256 for source in sources) else " that can be read"
    changed = tallied.changed
    same = (
        f"The SHA-256 of each{readable} was taken as it was read and again afterwards: none "
        "has changed."
        if not changed
        else f"The SHA-256 of {spelled(changed, 'exhibit')} differs after the reading; nothing "
        "that rests on it can be relied on."
    )
    return (say(f"{counted(tallied.exhibits, 'exhibit')}: {shown}. {same}"),)


def _custody(entries: Sequence[CustodyEntry], numbers: Numbers) -> Table | None:
    columns = (column("Exhibit", 27), column("When", 20), column("Who", 22), column("Action", 31))
    rows = [
        Row(cells=(cell(one.exhibit), cell(one.when), cell(one.who), cell(one.action)))
        for one in entries[:_MOST_CUSTODY]
    ]
    left = len(entries) - len(rows)
    more = f" {left_over(left)} in findings.json." if left else ""
    caption = say(f"The chain of custody, as case.toml gives it.{more}")
    return numbers.table(caption, columns, rows)


def _left(sources: Sequence[Source]) -> Text:
    left = len(sources) - MOST_SOURCES
    if left <= 0:
        return ()
    return say(
        f"{capital(spelled(left, 'further exhibit'))} not printed; findings.json and manifest.json "
        "hold them."
    )


def _set_aside(reasons: Mapping[str, int], numbers: Numbers) -> Table | None:
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        Row(cells=(cell(reason), cell(grouped(count)))) for reason, count in ranked[:_MOST_REASONS]
    ]
    left = ranked[_MOST_REASONS:]
    if left:
        total = grouped(sum(count for _, count in left))
        rows.append(
            Row(cells=(cell(f"{grouped(len(left))} other reasons"), cell(total)), look="rest")
        )
    columns = (column("Set aside because", 60), column("Live records", 40, numeric=True))
    return numbers.table(
        say("Live records that were read and set aside."), columns, rows, "tight small"
    )


_DAMAGE = "Stretches that could not be read as they should be; offset and length in bytes."
_DAMAGE_COLUMNS = (
    column("Exhibit", 8),
    column("Offset", 12, numeric=True),
    column("Length", 10, numeric=True),
    column("What", 18),
    column("Expected", 22),
    column("Found", 30),
)


def _damage(sources: Sequence[Source], links: Links) -> tuple[list[Row], int]:
    """Return the rows to print, and how many stretches they leave out."""
    every = [(source, one) for source in sources for one in source.damage]
    total = sum(source.damage_total for source in sources)
    shown = every[:_MOST_DAMAGE]
    return [_stretch(source, one, links) for source, one in shown], total - len(shown)


def _stretch(source: Source, one: Damage, links: Links) -> Row:
    excerpt = one.excerpt[:_EXCERPT].hex(" ")
    cut = " …" if len(one.excerpt) > _EXCERPT else ""
    return Row(
        cells=(
            cell(links.exhibit(source.path)),
            cell(grouped(one.offset)),
            cell(grouped(one.length) if one.length else "unknown"),
            cell(one.code.value.replace("-", " ")),
            cell(one.expected),
            cell(one.found, notes=[say(Span(f"{excerpt}{cut}", "sha"))] if excerpt else []),
        )
    )
