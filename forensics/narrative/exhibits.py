"""The exhibits: what each is, its hashes before and after, what was read, and what it says."""

from collections.abc import Sequence

from forensics.narrative.views import (
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
from forensics.values import Absent
from forensics.words import (
    date,
    grouped,
    listing,
    minute,
)

_MOST_CLAIMS = 6
_MOST_HOSTS = 3
_FIRST = ("machine", "clock", "year", "dirty", "encoding", "exporter")
_SAYS = {"evtx": "Its header says", "evt": "Its header says"}
_STATES = {
    "intact": tag("intact", "ok"),
    "damaged": tag("damaged", "may"),
    "unrecognised": tag("not recognised", "no"),
    "unreadable": tag("unreadable", "no"),
}


def exhibits(sources: Sequence[Source], links: Links, numbers: Numbers) -> Table | None:
    """Return the table of the exhibits, a row each."""
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
    """Return the hash of what was read and the one taken afterwards."""
    if not source.sha256:
        return ()
    before = say(Span(source.sha256, "sha"))
    if source.unchanged:
        return before, say("SHA-256 as read; afterwards: the same.")
    if not source.sha256_after:
        return before, say("SHA-256 as read; afterwards: it could not be taken again.")
    after = say(Span(source.sha256_after, "sha"))
    return before, say("SHA-256 as read; afterwards another:"), after


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
