"""In chapters 1 and 2: changes of the password, what began after them, and who keeps time."""

from dataclasses import dataclass
from typing import Final

from forensics.findings import Findings
from forensics.narrative.beside import Neighbours, neighbours
from forensics.narrative.common import noun
from forensics.narrative.views import (
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
)
from forensics.timing.rhythm import NAMED
from forensics.traces import Rhythm
from forensics.values import Absent
from forensics.words import capital, counted, duration, grouped, left_over, percent, spelled, stamp

_MOST_CHANGES: Final = 5
_MOST_NAMES: Final = 12
_MOST_ONSETS: Final = 6
_CHANGES: Final = {
    **dict.fromkeys((627, 4723), "change tried"),
    **dict.fromkeys((628, 4724), "reset tried"),
    **dict.fromkeys((642, 4738), "password set"),
}
_DRIFT: Final = {"23 h": "an hour earlier each day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When the clients fail; empty where nothing is found."""

    says: tuple[Text, ...]
    periods: Table | None
    beside: Neighbours


def timing(findings: Findings, links: Links, numbers: Numbers) -> Timing:
    """Return what chapter 2 says of rhythm and onset."""
    kept = [one for one in findings.rhythms if isinstance(one.seconds, int)]
    return Timing(
        says=tuple(part for part in (_kept(findings, kept), _onset(findings)) if part),
        periods=_periods(kept, numbers),
        beside=neighbours(findings, links, numbers),
    )


def password_changes(findings: Findings, links: Links) -> Text:
    """Return what chapter 1 says of changes of the password."""
    changes = findings.password_changes
    if not changes:
        return ()
    one = len(changes) == 1
    pieces: list[str | Span | Text] = []
    for change in changes[:_MOST_CHANGES]:
        record = next((link for link in map(links.record, change.evidence) if link), None)
        by = say(" by ", named(change.by)) if isinstance(change.by, str) else ()
        what = f" ({change.event_id}, {_CHANGES[change.event_id]}"
        pieces += [
            "; " if pieces else "",
            say(stamp(change.time), " on ", named(change.host), by, what),
            say(", ", record, ")") if record else ")",
        ]
    left = len(changes) - _MOST_CHANGES
    records = spelled(findings.tallies.password_changes, "record")
    return say(
        f"{capital(records)} {'tells' if one else 'tell'} of a change of its password: ",
        *pieces,
        f". {left_over(left)} in the machine-readable findings." if left > 0 else ".",
    )


def _kept(findings: Findings, kept: list[Rhythm]) -> Text:
    if not kept:
        return ()
    one, _ = noun(findings)
    tallied = findings.tallies.rhythm
    looked_at, apart = tallied.looked_at, tallied.regular_on_one_target
    named_clients = sum(isinstance(client.name, str) for client in findings.clients)
    which = "busiest clients" if looked_at < named_clients else "clients"
    verb = "returns" if tallied.regular == 1 else "return"
    where = f", {grouped(apart)} of them only where one {one} is looked at alone" if apart else ""
    return say(
        f"{grouped(tallied.regular)} of the {counted(looked_at, which, which)} ",
        inferred(f"{verb} at equal intervals"),
        f"{where}. What keeps the time is not recorded.",
    )


def _onset(findings: Findings) -> Text:
    began = sorted(
        (each.after_password, each.client)
        for each in findings.rhythms
        if isinstance(each.after_password, int) and isinstance(each.target, Absent)
    )
    if not began:
        return ()
    pieces = [Span(f"{client} {duration(seconds)}") for seconds, client in began[:_MOST_ONSETS]]
    left = len(began) - len(pieces)
    more = [Span(f"{counted(left, 'further client')} within a day")] if left else []
    return say(
        "First recorded failures after the last recorded change of the password: ",
        series([*pieces, *more]),
        ".",
    )


def _periods(kept: list[Rhythm], numbers: Numbers) -> Table | None:
    found = {
        period: [each for each in kept if each.period == period]
        for period in (*NAMED, "other")
        if any(each.period == period for each in kept)
    }
    columns = [
        column("Period", 16),
        column("Measured", 22),
        column("Strength", 14, numeric=True),
        column("Bursts", 10, numeric=True),
        column("Clients", 38),
    ]
    caption = say(
        "Clients that return at equal intervals. Strength: the share of the intervals between "
        "bursts that are one, two or three periods."
    )
    rows = [_row(period, each) for period, each in found.items()]
    return numbers.table(caption, columns, rows, "tight")


def _row(period: str, kept: list[Rhythm]) -> Row:
    seconds = [each.seconds for each in kept if isinstance(each.seconds, int)]
    strengths = [each.strength for each in kept if isinstance(each.strength, float)]
    bursts = [each.bursts for each in kept]
    names = list(dict.fromkeys(each.client for each in kept))
    left = len(names) - _MOST_NAMES
    more = [Span(f"{grouped(left)} more")] if left > 0 else []
    note = say(_DRIFT[period]) if period in _DRIFT else ()
    return Row(
        cells=(
            cell(period, notes=(note,)),
            cell(_range(duration(min(seconds)), duration(max(seconds)))),
            cell(_range(percent(min(strengths)), percent(max(strengths)))),
            cell(_range(grouped(min(bursts)), grouped(max(bursts)))),
            cell(series([*map(named, names[:_MOST_NAMES]), *more])),
        )
    )


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"
