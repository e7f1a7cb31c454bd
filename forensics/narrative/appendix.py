"""The appendix: the cited records, with everything needed to find each one in its exhibit."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from forensics.findings import Findings
from forensics.knowing import leading
from forensics.narrative.views import (
    MOST_RECORDS,
    Cell,
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
)
from forensics.sources import CitedRecord
from forensics.values import Absent, Instant, Locator
from forensics.words import capital, counted, grouped, listing, or_why, spelled, stamp

_VALUES = ("status", "substatus", "logon_type", "caller", "by")  # the others: findings.json
_LOCKOUTS = (644, 4740)  # their rows are tinted
_MOST_USES = 3
_ALIKE = {"agrees": "agree", "differs": "differ", "failed": "failed"}  # said of all readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """The appendix."""

    says: tuple[Text, ...]
    records: Table | None


def appendix(findings: Findings, links: Links, numbers: Numbers) -> Appendix:
    """Return the appendix."""
    shown = findings.cited[:MOST_RECORDS]
    if not shown:
        return Appendix(says=(say("No record is cited."),), records=None)
    uses = _uses(findings, links)
    same_account = len({or_why(one.account) for one in shown}) == 1
    rows = [_row(one, links, uses, account=not same_account) for one in shown]
    columns = (
        column("Ref.", 9),
        column("Time", 17),
        column("Event", 30.5),
        column("On, from" if same_account else "On, from, account", 15.5),
        column("Exhibit, record", 10.5),
        column("Offset + length", 11, numeric=True),
        column("2nd readers", 7),
    )
    return Appendix(
        says=_says(findings, same_account=same_account),
        records=numbers.table(
            say("The cited records, in order of time (UTC)."), columns, rows, "apx"
        ),
    )


def _says(findings: Findings, *, same_account: bool) -> tuple[Text, ...]:
    shown = findings.cited[:MOST_RECORDS]
    total = findings.cited_total
    said = (
        f"{capital(counted(len(shown), 'record'))} of {grouped(total)} on which this report leans; "
        "the others are in findings.json."
        if total > len(shown)
        else f"{capital(spelled(total, 'record'))}: all on which this report leans."
    )
    events: dict[int, str] = {}
    for one in shown:
        events.setdefault(one.event_id, one.meaning)
    first = shown[0].account
    numbers = listing([f"{number} {meaning}" for number, meaning in sorted(events.items())][:12])
    account = (
        say(" Every row is about ", named(first), ".")
        if same_account and isinstance(first, str) and first
        else ()
    )
    how = (
        "The time is the record header's; a time in its body that differs follows below, and so "
        "does the time of a log in local time as recorded. The record number is the header's, or "
        "the line of a text; an EventRecordID that differs follows it. Offset and "
        "length are bytes in the exhibit. Beside each reference: the lockouts and articles that "
        "rest on it. The last column tells what two other readers made of the record (chapter 5). "
        "The values of each record that were used are in findings.json."
    )
    return (say(said, account, f" Events: {numbers}."), say(how))


def _uses(findings: Findings, links: Links) -> Mapping[Locator, list[Span]]:
    """Return record -> links to the lockouts and articles that rest on it."""
    uses: defaultdict[Locator, list[Span]] = defaultdict(list)
    for lockout in findings.lockouts:
        for place in dict.fromkeys(lockout.evidence):
            uses[place].append(links.lockout(lockout.id))
    for one in leading.shown(findings.diagnoses):
        title = f"Article {one.kb} in chapter 4"
        for place in dict.fromkeys(place for check in one.checks for place in check.evidence):
            uses[place].append(Span(one.kb, "rec", f"#kb-{one.kb}", title))
    return uses


def _row(
    one: CitedRecord, links: Links, uses: Mapping[Locator, list[Span]], *, account: bool
) -> Row:
    place = one.locator
    number = f"line {place.record}" if place.source in links.texts else place.record
    return Row(
        anchor=one.ref,
        look="locked" if one.event_id in _LOCKOUTS else "",
        cells=(
            cell(Span(one.ref, "m"), " ", _used(uses.get(place, []))),
            _times(one),
            cell(_event(one)),
            cell(_machines(one), notes=[say(named(or_why(one.account))) if account else ()]),
            cell(links.exhibit(place.source), f" {number}", notes=[_other_number(one)]),
            cell(f"{grouped(place.offset)} + {grouped(place.length)}"),
            _readers(one),
        ),
    )


def _event(one: CitedRecord) -> str:
    values = _values(one)
    return f"{one.event_id} {one.meaning}" + (f"; {values}" if values else "")


def _machines(one: CitedRecord) -> str:
    return f"{one.host} ← {one.client}" if isinstance(one.client, str) else one.host


def _values(one: CitedRecord) -> str:
    """Return the values that tell most and that no other column shows."""
    shown = {or_why(text).casefold() for text in (one.account, one.client, one.host)}
    return "; ".join(
        f"{key.replace('_', ' ')} {one.values[key]}"
        for key in _VALUES
        if one.values.get(key) and one.values[key].casefold() not in shown
    )


def _used(uses: list[Span]) -> Text:
    pieces = [piece for one in uses[:_MOST_USES] for piece in (one, Span(" "))]
    left = len(uses) - _MOST_USES
    return say(*pieces[:-1], f" +{grouped(left)}" if left > 0 else "")


def _times(one: CitedRecord) -> Cell:
    created = "" if isinstance(one.created, Absent) else stamp(one.created)
    notes = [say(f"{stamp(one.wall)} as recorded")] if isinstance(one.wall, Instant) else []
    if isinstance(one.written, Absent):
        return cell(created or "no time", notes=notes)
    if created and one.created != one.written:
        notes.insert(0, say(f"created {created}"))
    # An exported record may hold no time in its header: zero is no day in 1601.
    return cell(stamp(one.written) if one.written.ticks else "0: no time", notes=notes)


def _readers(one: CitedRecord) -> Cell:
    """Return in one word what all other readers made of the record, else what each made of it."""
    if not one.second_readers:
        return cell("–")
    verdicts = set(one.second_readers.values())
    if len(verdicts) == 1:
        return cell(_ALIKE[verdicts.pop()])
    first, *others = (f"{reader}: {verdict}" for reader, verdict in one.second_readers.items())
    return cell(first, notes=[say(each) for each in others])


def _other_number(one: CitedRecord) -> Text:
    number = one.event_record_id
    if isinstance(number, Absent) or number == one.locator.record:
        return ()
    return say(f"EventRecordID {number}")
