"""What two readers say of one cited record, and how the two are laid side by side."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forensics.values import Instant

PYTHON: Final = "python-evtx"
RUST: Final = "evtx"

_REASON_AT_MOST: Final = 200
_MICROSECONDS: Final = 6  # digits of a fraction of a second

_HEX: Final = re.compile(r"0[xX]([0-9a-fA-F]{1,16})")
_DECIMAL: Final = re.compile(r"[0-9]{1,20}")
_GUID: Final = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What our reader says of one cited record; None for what it did not find.

    Attributes:
        offset: Bytes from the start of the file.
        length: Bytes on disk.
        number: Record number in the record's header.
        written: Ticks (100 ns since 1601, UTC) of the record's header.
        event_id: The low 16 bits, as Event Viewer shows it.
        event_record_id: System/EventRecordID.
        created: Ticks of System/TimeCreated.
        computer: As recorded.
        channel: As recorded.
        values: Name -> text, None for not recorded; unnamed values are named `1`, `2`, ….
        user: System/Security UserID; compared only where our reader states it.
    """

    offset: int
    length: int
    number: int
    written: int
    event_id: int
    event_record_id: int | None
    created: int | None
    computer: str | None
    channel: str | None
    values: Mapping[str, str | None]
    user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What another reader says of a record, in its own texts; None for what it did not find.

    Attributes:
        number: Record number in the record's header, decimal.
        written: Ticks of the record's header, decimal.
        created: System/TimeCreated: ticks in decimal, or ISO 8601 from a reader that gives no raw
            FILETIME.
        user: System/Security UserID.
        values: Name -> text; a number, counted from 1, reaches every value, also an unnamed one.
    """

    number: str
    written: str
    event_id: str | None
    event_record_id: str | None
    created: str | None
    computer: str | None
    channel: str | None
    user: str | None
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that two readers read differently; both texts as each reader has them."""

    name: str
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of one statement before one other reader.

    Attributes:
        offset: Of the record, bytes from the start of the file.
        number: Record number in the record's header, as our reader has it.
        agrees: Both readers say the same of every field.
        differences: In the order number, written, event id, event record id, created, computer,
            channel, user, values.
        failed: `""`, else why the other reader could not read the record, in its own words.
        same_library: The record holds no template, so our own reader read it through this library
            too: agreement is no second opinion then.
    """

    offset: int
    number: int
    agrees: bool
    differences: tuple[Difference, ...]
    failed: str
    same_library: bool = False


def compare(statement: Statement, said: Said | str, *, same_library: bool = False) -> Comparison:
    """Lay both readings side by side; a text instead of the second is why there is none."""
    failed = said[:_REASON_AT_MOST] if isinstance(said, str) else ""
    differences = () if isinstance(said, str) else tuple(_differences(statement, said))
    return Comparison(
        offset=statement.offset,
        number=statement.number,
        agrees=not failed and not differences,
        differences=differences,
        failed=failed,
        same_library=same_library,
    )


def numbered(values: list[tuple[str, str | None]]) -> dict[str, str | None]:
    """Return the values of an event under their names and under their numbers from 1.

    `<Binary>` has no number, as with our reader. Old 4648 events carry `LogonGuid` twice: the name
    means the first.
    """
    counted = [text for name, text in values if name != "Binary"]
    return {
        **{str(number): text for number, text in enumerate(counted, start=1)},
        **{name: text for name, text in reversed(values) if name},
    }


def _differences(statement: Statement, said: Said) -> Iterator[Difference]:
    for name, ours, theirs in _pairs(statement, said):
        if ours != theirs and not _same(_plain(ours), _plain(theirs)):
            yield Difference(name=name, ours=ours, theirs=theirs)


def _pairs(statement: Statement, said: Said) -> Iterator[tuple[str, str | None, str | None]]:
    record_id = statement.event_record_id
    yield "number", str(statement.number), said.number
    yield "written", str(statement.written), said.written
    yield "event id", str(statement.event_id), said.event_id
    yield "event record id", None if record_id is None else str(record_id), said.event_record_id
    yield "created", _created(statement.created, said.created), said.created
    yield "computer", statement.computer, said.computer
    yield "channel", statement.channel, said.channel
    if statement.user is not None:
        yield "user", statement.user, said.user
    for name, text in statement.values.items():
        yield name, text, said.values.get(name)


def _created(ours: int | None, theirs: str | None) -> str | None:
    """Return our time in the form in which the other reader gives its own."""
    if ours is None:
        return None
    return Instant(ours).iso() if theirs and _TIME.fullmatch(theirs) else str(ours)


def _plain(text: str | None) -> str:
    """Return `text` without the formatting in which readers differ though the bytes are one."""
    if not text:
        return ""  # in XML a null value and an empty one look the same
    if found := _GUID.fullmatch(text):
        return found[1].lower()  # Windows writes {CAPITALS}, python-evtx {small}, evtx no braces
    if found := _HEX.fullmatch(text):
        return f"{int(found[1], 16):#x}"  # python-evtx pads to the type's width, Windows does not
    return text.replace("\r\n", "\n")  # a reader through XML turns CRLF into LF


def _same(ours: str, theirs: str) -> bool:
    """Tell whether two plain texts agree, up to how libraries write sizes and times."""
    if _HEX.fullmatch(ours) and _DECIMAL.fullmatch(theirs):
        return int(ours, 16) == int(theirs)  # python-evtx shows size_t in decimal, Windows in hex
    mine, other = _TIME.fullmatch(ours), _TIME.fullmatch(theirs)
    if mine and other:
        # evtx cuts a FILETIME, seven digits, to microseconds: no more than these can be compared.
        return (mine[1], _cut(mine[2])) == (other[1], other[2])
    return ours == theirs


def _cut(fraction: str | None) -> str:
    return (fraction or "")[:_MICROSECONDS].ljust(_MICROSECONDS, "0")
