"""The appendix: the cited records, with everything needed to find each one in its exhibit."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.figures.drawing import WIDTH
from forensics.findings import Findings
from forensics.knowing import leading
from forensics.narrative.views import (
    MOST_RECORDS,
    Cell,
    Column,
    Links,
    Numbers,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    named,
    plain,
    say,
)
from forensics.sources import CitedRecord
from forensics.typeface import width
from forensics.values import Absent, Instant, Locator
from forensics.words import capital, counted, date, grouped, listing, or_why, spelled, stamp

_VALUES = ("status", "substatus", "logon_type", "caller", "by")  # the others: findings.json
_LOCKOUTS = (644, 4740)  # their rows are tinted
_MOST_USES = 3
_MOST_KINDS = 12
_ONE_MIND = {"agrees": "agree", "differs": "differ", "failed": "failed"}  # said of all readers
_SIZE = 8.95  # of type, in CSS pixels
_NUMERIC = "Offset + length"
_HEADINGS = (
    ("Ref.", 50.0, 110.0, 7.0),
    ("Time", 50.0, 140.0, 6.0),
    ("Event", 126.0, 290.0, 6.0),
    ("On, from", 60.0, 160.0, 6.0),
    ("Exhibit, record", 46.0, 74.0, 6.0),
    (_NUMERIC, 56.0, 110.0, 11.0),
    ("2nd readers", 36.0, 60.0, 4.0),
)
"""Heading of a column, its least and greatest width, and what stands beside its text, in CSS
pixels. The events take what the others leave: only they may run over a line."""

_EVENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """What most rows share, and is therefore said once above the table.

    Attributes:
        account: The account that most rows are about.
        values: ((event id, meaning), name of a value) -> the value that all rows of that kind hold.
    """

    account: str
    values: Mapping[tuple[tuple[int, str], str], str]


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
    alike = _alike(shown)
    uses = _uses(findings, links)
    rows = [_row(one, links, uses, alike) for one in shown]
    return Appendix(
        says=_says(findings, alike),
        records=numbers.table(
            say("The cited records, in order of time (UTC)."), _columns(rows), rows, "apx"
        ),
    )


def _columns(rows: Sequence[Row]) -> list[Column]:
    """Return the columns, each as wide as its own lines need, so that most rows take one line."""
    needed = [
        max(width(plain(text), _SIZE) for row in rows for text in _lines(row.cells[place]))
        for place in range(len(_HEADINGS))
    ]
    given = [
        min(max(need + pad, least), most)
        for need, (_, least, most, pad) in zip(needed, _HEADINGS, strict=True)
    ]
    others = sum(given) - given[_EVENT]
    given[_EVENT] = max(_HEADINGS[_EVENT][1], WIDTH - others)
    return [
        column(title, share, numeric=title == _NUMERIC)
        for share, (title, *_) in zip(given, _HEADINGS, strict=True)
    ]


def _lines(cell_: Cell) -> tuple[Text, ...]:
    return (cell_.text, *cell_.notes)


def _alike(shown: Sequence[CitedRecord]) -> _Alike:
    accounts = Counter(or_why(one.account) for one in shown)
    kinds: defaultdict[tuple[int, str], list[CitedRecord]] = defaultdict(list)
    for one in shown:
        kinds[one.event_id, one.meaning].append(one)
    values = {
        (kind, key): first
        for kind, records in kinds.items()
        for key in _VALUES
        if (first := records[0].values.get(key))
        and len(records) > 1
        and {one.values.get(key) for one in records} == {first}
        and not _elsewhere(records[0], first)
    }
    return _Alike(account=max(accounts, key=lambda name: (accounts[name], name)), values=values)


def _says(findings: Findings, alike: _Alike) -> tuple[Text, ...]:
    shown = findings.cited[:MOST_RECORDS]
    total = findings.cited_total
    said = (
        f"{capital(counted(len(shown), 'record'))} of {grouped(total)} on which this report leans; "
        "the others are in findings.json."
        if total > len(shown)
        else f"{capital(spelled(total, 'record'))}: all on which this report leans."
    )
    same = all(or_why(one.account) == alike.account for one in shown)
    account = say(
        " Every row is about " if same else " A row that names no account is about ",
        named(alike.account),
        ".",
    )
    how = (
        "The time is the record header's; a time in its body that differs follows below, and so "
        "does the time of a log in local time as recorded. The record number is the header's, or "
        "the line of a text; an EventRecordID that differs follows it. Offset and "
        "length are bytes in the exhibit. Beside each reference: the lockouts and articles that "
        "rest on it. The last column tells what two other readers made of the record (chapter 5). "
        "The values of each record that were used are in findings.json."
    )
    return (
        say(said, account, f" Events: {listing(_events(shown, alike)[:_MOST_KINDS])}."),
        say(how),
    )


def _events(shown: Sequence[CitedRecord], alike: _Alike) -> list[str]:
    """Return each kind of event with the values that all its rows share."""
    kinds = sorted({(one.event_id, one.meaning) for one in shown})
    said = []
    for number, meaning in kinds:
        values = [
            f"{key.replace('_', ' ')} {text}"
            for (kind, key), text in alike.values.items()
            if kind == (number, meaning)
        ]
        said.append(f"{number} {meaning}" + (f" ({', '.join(values)})" if values else ""))
    return said


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


def _row(one: CitedRecord, links: Links, uses: Mapping[Locator, list[Span]], alike: _Alike) -> Row:
    place = one.locator
    number = f"line {place.record}" if place.source in links.texts else place.record
    account = or_why(one.account)
    return Row(
        anchor=one.ref,
        look="locked" if one.event_id in _LOCKOUTS else "",
        cells=(
            cell(Span(one.ref, "m"), " ", _used(uses.get(place, []))),
            _times(one),
            cell(_event(one, alike)),
            cell(_machines(one), notes=[say(named(account)) if account != alike.account else ()]),
            cell(links.exhibit(place.source), f" {number}", notes=[_other_number(one)]),
            cell(f"{grouped(place.offset)} + {grouped(place.length)}"),
            _readers(one),
        ),
    )


def _event(one: CitedRecord, alike: _Alike) -> str:
    values = _values(one, alike)
    return f"{one.event_id} {one.meaning}" + (f"; {values}" if values else "")


def _machines(one: CitedRecord) -> str:
    return f"{one.host} ← {one.client}" if isinstance(one.client, str) else one.host


def _values(one: CitedRecord, alike: _Alike) -> str:
    """Return the values that tell most, that no other column shows and not all such rows share."""
    kind = one.event_id, one.meaning
    return "; ".join(
        f"{key.replace('_', ' ')} {one.values[key]}"
        for key in _VALUES
        if one.values.get(key)
        and (kind, key) not in alike.values
        and not _elsewhere(one, one.values[key])
    )


def _elsewhere(one: CitedRecord, value: str) -> bool:
    """Return whether another column shows the value already."""
    shown = {or_why(text).casefold() for text in (one.account, one.client, one.host)}
    return value.casefold() in shown


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
        notes.insert(0, say(f"created {_without_day(created, one.written)}"))
    # An exported record may hold no time in its header: zero is no day in 1601.
    return cell(stamp(one.written) if one.written.ticks else "0: no time", notes=notes)


def _without_day(said: str, other: Instant) -> str:
    """Return the time of a stamp where its day stands with the other time already."""
    return said.removeprefix(f"{date(other)} ")


def _readers(one: CitedRecord) -> Cell:
    """Return in one word what all other readers made of the record, else what each made of it."""
    if not one.second_readers:
        return cell("–")
    verdicts = set(one.second_readers.values())
    if len(verdicts) == 1:
        return cell(_ONE_MIND[verdicts.pop()])
    first, *others = (f"{reader}: {verdict}" for reader, verdict in one.second_readers.items())
    return cell(first, notes=[say(each) for each in others])


def _other_number(one: CitedRecord) -> Text:
    number = one.event_record_id
    if isinstance(number, Absent) or number == one.locator.record:
        return ()
    return say(f"EventRecordID {number}")
