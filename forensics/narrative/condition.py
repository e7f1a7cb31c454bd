"""Chapter 5: the exhibits, their hashes and counts, and everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.findings import CustodyEntry, Findings
from forensics.narrative.account import account, remarks
from forensics.narrative.clocks import clocks, second
from forensics.narrative.controllers import controllers
from forensics.narrative.coverage import Covered, covered
from forensics.narrative.identities import Named, names
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
    named,
    say,
    strong,
    tag,
)
from forensics.sources import Source
from forensics.values import Absent, Damage
from forensics.words import (
    capital,
    counted,
    date,
    grouped,
    left_over,
    listing,
    minute,
    spelled,
    stamp,
)

_MOST_DAMAGE = 30
_MOST_GAPS = 6
_MOST_REMARKS = 30
_MOST_REASONS = 12
_EXCERPT = 12
_MOST_CLAIMS = 6
_MOST_HOSTS = 3
_MOST_CUSTODY = 40
_FIRST = ("machine", "clock", "year", "dirty", "encoding", "exporter")
_SAYS = {"evtx": "Its header says", "evt": "Its header says"}
_STATES = {
    "intact": tag("intact", "ok"),
    "damaged": tag("damaged", "may"),
    "unrecognised": tag("not recognised", "no"),
    "unreadable": tag("unreadable", "no"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Chapter 5."""

    says: tuple[Text, ...]
    sources: Table | None
    left: Text
    set_aside: Table | None
    account: Table | None
    coverage: Covered
    gaps: tuple[Text, ...]
    damage: Table | None
    damage_left: Text
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
        sources=_sources(sources[:MOST_SOURCES], links, numbers),
        left=_left(sources),
        set_aside=_set_aside(findings.tallies.exhibits.set_aside_by, numbers),
        account=account(sources[:MOST_SOURCES], links, numbers),
        coverage=covered(findings, numbers),
        gaps=_few((*_gaps(sources, links), *remarks(sources[:MOST_SOURCES], links))),
        damage=numbers.table(say(_DAMAGE), _DAMAGE_COLUMNS, rows, "tight"),
        damage_left=say(
            f"{capital(spelled(cut, 'further damaged stretch', 'further damaged stretches'))} "
            "not printed; findings.json holds them."
        )
        if cut
        else (),
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
        f"The SHA-256 of each{readable} was taken before reading and again after the run: none "
        "has changed."
        if not changed
        else f"The SHA-256 of {spelled(changed, 'exhibit')} differs after the run; nothing "
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


def _sources(sources: Sequence[Source], links: Links, numbers: Numbers) -> Table | None:
    columns = (
        column("No.", 4.5),
        column("File, its SHA-256, and what it says", 55.5),
        column("Condition", 15),
        column("Read", 8, numeric=True),
        column("Used", 8, numeric=True),
        column("Set aside", 9, numeric=True),
    )
    rows = [_source(source, links) for source in sources]
    caption = (
        "The exhibits. Read = used + set aside, among live records; recovered and damaged records "
        "are counted apart."
    )
    return numbers.table(say(caption), columns, rows, "sources")


def _source(source: Source, links: Links) -> Row:
    records = source.records
    size = f"{source.format}, {grouped(source.size)} bytes"
    size += "; its members follow" if source.format == "zip" else ""
    left = len(source.hosts) - _MOST_HOSTS
    more = [f"{grouped(left)} more"] if left > 0 else []
    recorded = listing([*source.hosts[:_MOST_HOSTS], *more])
    hosts = f"; recorded by {recorded}" if recorded else ""
    claims = "; ".join(f"{key}: {source.claims[key]}" for key in _telling(source))
    odd = [
        say(f"{grouped(number)} {word}")
        for number, word in (
            (records.recovered, "recovered"),
            (records.damaged, "damaged"),
            (source.duplicates, "copies outside every chain, dropped"),
        )
        if number
    ]
    changed = say(strong("changed during the run")) if not source.unchanged else ()
    return Row(
        anchor=links.exhibits[source.path],
        cells=(
            cell(Span(links.exhibits[source.path])),
            cell(
                named(source.path),
                notes=[
                    *_hashes(source),
                    say(
                        f"{size}{hosts}. ",
                        _times(source),
                        f" {_SAYS.get(source.format, 'Read as')}: {claims}." if claims else "",
                    ),
                ],
            ),
            cell(
                _STATES.get(source.state, tag(source.state)),
                notes=[say(source.reason), *odd, changed],
            ),
            cell(grouped(records.read)),
            cell(grouped(records.used)),
            cell(grouped(records.set_aside)),
        ),
    )


def _hashes(source: Source) -> tuple[Text, ...]:
    """Return the hash before reading, and that it was the same after the run, or was not."""
    if not source.sha256:
        return ()
    after = "the same" if source.unchanged else "another"
    return (say(Span(source.sha256, "sha")), say(f"SHA-256 before reading; after it: {after}."))


def _telling(source: Source) -> list[str]:
    """Return the claims to print: first those on which the times and the machine rest."""
    first = [key for key in _FIRST if key in source.claims]
    return [*first, *(key for key in source.claims if key not in first)][:_MOST_CLAIMS]


def _times(source: Source) -> Text:
    if isinstance(source.first, Absent) or isinstance(source.last, Absent):
        return ()
    first, last = source.first, source.last
    unit = "Lines" if source.numbering == "line" else "Live records"
    numbers = f"{unit} {source.first_record} to {source.last_record}, "
    return say(f"{numbers}{date(first)} {minute(first)} to {date(last)} {minute(last)}.")


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


def _gaps(sources: Sequence[Source], links: Links) -> tuple[Text, ...]:
    said = []
    for source in sources[:MOST_SOURCES]:
        exhibit = links.exhibit(source.path)
        if source.gaps_total:
            shown = [
                f"{grouped(gap.missing)} between {gap.after} and {gap.before}"
                for gap in source.record_gaps[:_MOST_GAPS]
            ]
            left = source.gaps_total - len(shown)
            more = f"; {counted(left, 'further gap')}" if left > 0 else ""
            said.append(say(exhibit, f": record numbers are missing, {'; '.join(shown)}{more}."))
        if source.cleared:
            times = listing([stamp(one) for one in source.cleared[:_MOST_GAPS]])
            left = len(source.cleared) - _MOST_GAPS
            more = f" and {grouped(left)} more times" if left > 0 else ""
            said.append(say(exhibit, f": the log says that it was cleared at {times}{more}."))
    if sources and not said:
        return (
            say(
                "No record number is missing between two live records, and no log says that it was "
                "cleared."
            ),
        )
    return tuple(said)


def _few(said: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return the first remarks on exhibits, and how many are left out."""
    left = len(said) - _MOST_REMARKS
    more = say(f"{left_over(left)} of such remarks in findings.json.")
    return said if left <= 0 else (*said[:_MOST_REMARKS], more)


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
