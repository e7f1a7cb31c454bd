"""What Windows records of one event: the System element and the event's data, as binary XML.

The element order, the slots and their dependencies are those of public Security logs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, Literal, TypeAlias

from forensics.values import Instant
from tests.builders import binxml
from tests.builders.binxml import NULL, Element, Instance, Slot, Value

Form: TypeAlias = Literal["template", "array", "strings", "inline"]
Field: TypeAlias = str | Value | None

_SECURITY_AUDITING: Final = "54849625-5478-4994-a5ba-3e3b0328c30d"
_GUIDS: Final = {"Microsoft-Windows-Security-Auditing": _SECURITY_AUDITING}
_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, as a record of an .evtx file.

    Attributes:
        number: Record number in the record's header.
        written: Time in the record's header: ticks (100 ns since 1601, UTC) or aware datetime.
        values: Named values give `<Data Name="…">`; a sequence gives unnamed `<Data>`, the
            classic form. Plain text is typed by its name (`Status` is a hex number where it
            reads as one); `None` is a null value.
        form: `template`, as Windows logs events of manifest providers. Classic events (unnamed
            values) are `array` unless told otherwise: one string array (0x81), which is what
            Windows writes for classic providers. `strings` gives each value a slot of its own;
            no real log with it has been seen. `inline` has no template, as forwarded events.
        event_record_id: System/EventRecordID; the record number where not given.
        created: System/TimeCreated; `written` where not given.
        provider_guid: Known by itself for Microsoft-Windows-Security-Auditing.
        qualifiers: The EventID's attribute; classic events show 0 where not given.
        user: System/Security UserID.
    """

    number: int
    written: int | datetime
    event_id: int
    values: Mapping[str, Field] | Sequence[str]
    provider: str = "Microsoft-Windows-Security-Auditing"
    channel: str = "Security"
    computer: str = "dc1.example.test"
    form: Form = "template"
    event_record_id: int | None = None
    created: int | datetime | None = None
    provider_guid: str | None = None
    qualifiers: int | None = None
    level: int = 0
    task: int = 0
    opcode: int = 0
    keywords: int = 0x8020_0000_0000_0000
    version: int = 0
    process_id: int = 700
    thread_id: int = 1204
    activity: str | None = None
    user: str | None = None


def ticks(moment: int | datetime) -> int:
    """Return `moment` in ticks of 100 ns since 1601."""
    return moment if isinstance(moment, int) else Instant.of(moment).ticks


def instance(event: Event) -> Instance:
    """Return the event as Windows stores it: a System template with the EventData nested."""
    classic = not isinstance(event.values, Mapping)
    root = (
        _classic_system(event.provider, event.channel, event.computer)
        if classic
        else _system(event.computer)
    )
    guid = event.provider_guid or _GUIDS.get(event.provider)
    created = event.written if event.created is None else event.created
    number = event.number if event.event_record_id is None else event.event_record_id
    qualifiers = 0 if classic and event.qualifiers is None else event.qualifiers
    head: tuple[Value, ...] = (
        binxml.uint8(event.level),
        binxml.uint8(event.opcode),
        binxml.uint16(event.task),
        binxml.uint16(event.event_id),
        NULL if qualifiers is None else binxml.uint16(qualifiers),
        binxml.hex64(event.keywords),
        binxml.filetime(ticks(created)),
        binxml.guid(event.activity) if event.activity else NULL,
        binxml.uint32(0 if classic else event.process_id),
        binxml.uint32(0 if classic else event.thread_id),
        binxml.uint64(number),
        binxml.uint8(event.version),
        binxml.sid(event.user) if event.user else NULL,
        NULL,
    )
    modern = (
        binxml.text(event.provider),
        binxml.guid(guid) if guid else NULL,
        binxml.text(event.channel),
    )
    middle = (NULL,) * 5 if classic else modern
    return Instance(root, (*head, *middle, _event_data(event)))


def _event_data(event: Event) -> Instance:
    scope = f"{event.provider} {event.event_id} {event.version}"
    if isinstance(event.values, Mapping):
        values = tuple(_typed(name, value) for name, value in event.values.items())
        named = tuple(
            Element("Data", (_slot(index, value),), (("Name", name),))
            for index, (name, value) in enumerate(zip(event.values, values, strict=True))
        )
        return Instance(Element("EventData", named), values, scope)
    if event.form in {"template", "array"}:
        data = Element("Data", (Slot(0, 0x81),), dependency=0)
        blob = Element("Binary", (Slot(2, 0x0E),), dependency=2)
        strings = (binxml.texts(tuple(event.values)), binxml.uint32(0), NULL)
        return Instance(Element("EventData", (data, blob)), strings)
    slots = range(len(event.values))
    unnamed = tuple(Element("Data", (Slot(index, 0x01, optional=False),)) for index in slots)
    return Instance(Element("EventData", unnamed), tuple(map(binxml.text, event.values)), scope)


def _slot(index: int, value: Value) -> Slot:
    """Return the slot of a named value; only optional slots may hold null, or libevtx gives up."""
    return Slot(index, value.kind or 0x01, optional=value is NULL)


_NUMBERS: Final[Mapping[str, Callable[[int], Value]]] = {
    "SubjectLogonId": binxml.hex64,
    "TargetLogonId": binxml.hex64,
    "TargetLinkedLogonId": binxml.hex64,
    "ProcessId": binxml.hex64,
    "Status": binxml.hex32,
    "SubStatus": binxml.hex32,
    "TicketOptions": binxml.hex32,
    "TicketEncryptionType": binxml.hex32,
    "LogonType": binxml.uint32,
    "KeyLength": binxml.uint32,
}
_SIDS: Final = frozenset({"SubjectUserSid", "TargetUserSid", "TargetSid", "ServiceSid"})
"""Types of well-known fields, as the descriptors of public Security logs have them."""


def _typed(name: str, value: Field) -> Value:
    """Return the value with its field's type; what does not read as that type stays text."""
    if not isinstance(value, str):
        return value or NULL
    try:
        if name in _NUMBERS:
            return _NUMBERS[name](int(value, 0))
        if name in _SIDS:
            return binxml.sid(value)
        return binxml.guid(value) if name == "LogonGuid" else binxml.text(value)
    except ValueError:
        return binxml.text(value)


@cache
def _system(computer: str) -> Element:
    """Return the Event element of manifest providers; the computer is literal."""
    provider = (("Name", Slot(14, 0x01)), ("Guid", Slot(15, 0x0F)))
    correlation = (("ActivityID", Slot(7, 0x0F)), ("RelatedActivityID", Slot(13, 0x0F)))
    execution = (("ProcessID", Slot(8, 0x08)), ("ThreadID", Slot(9, 0x08)))
    system = (
        Element("Provider", (), provider),
        _EVENT_ID,
        Element("Version", (Slot(11, 0x04),), dependency=11),
        Element("Level", (Slot(0, 0x04),), dependency=0),
        Element("Task", (Slot(2, 0x06),), dependency=2),
        Element("Opcode", (Slot(1, 0x04),), dependency=1),
        Element("Keywords", (Slot(5, 0x15),), dependency=5),
        _TIME,
        Element("EventRecordID", (Slot(10, 0x0A),), dependency=10),
        Element("Correlation", (), correlation),
        Element("Execution", (), execution),
        Element("Channel", (Slot(16, 0x01),), dependency=16),
        Element("Computer", (computer,)),
        _USER,
    )
    return _event(system, 17)


@cache
def _classic_system(provider: str, channel: str, computer: str) -> Element:
    """Return the Event element of classic providers: their name and channel are literal too."""
    system = (
        Element("Provider", (), (("Name", provider),)),
        _EVENT_ID,
        Element("Level", (Slot(0, 0x04),), dependency=0),
        Element("Task", (Slot(2, 0x06),), dependency=2),
        Element("Keywords", (Slot(5, 0x15),), dependency=5),
        _TIME,
        Element("EventRecordID", (Slot(10, 0x0A),), dependency=10),
        Element("Channel", (channel,)),
        Element("Computer", (computer,)),
        _USER,
    )
    return _event(system, 19)


_EVENT_ID: Final = Element("EventID", (Slot(3, 0x06),), (("Qualifiers", Slot(4, 0x06)),), 3)
_TIME: Final = Element("TimeCreated", (), (("SystemTime", Slot(6, 0x11)),))
_USER: Final = Element("Security", (), (("UserID", Slot(12, 0x13)),))


def _event(system: tuple[Element, ...], data: int) -> Element:
    children = (Element("System", system), Slot(data, 0x21))
    return Element("Event", children, (("xmlns", _NAMESPACE),), data)


def literal(instance: Instance) -> Element:
    """Return the instance as plain XML without slots, the form of forwarded events."""
    return _filled(instance.root, instance.values)


def _filled(element: Element, values: tuple[Value | Instance, ...]) -> Element:
    attributes = tuple(
        (name, content if isinstance(content, str) else _shown(values[content.index]))
        for name, content in element.attributes
    )
    children = (_child(child, values) for child in element.children)
    return Element(
        element.name,
        tuple(child for child in children if child),
        tuple((name, content) for name, content in attributes if content),
    )


def _child(child: Element | Slot | str, values: tuple[Value | Instance, ...]) -> Element | str:
    if isinstance(child, Element):
        return _filled(child, values)
    if isinstance(child, str):
        return child
    value = values[child.index]
    return literal(value) if isinstance(value, Instance) else _shown(value)


def _shown(value: Value | Instance) -> str:
    if isinstance(value, Instance):
        raise TypeError("an attribute cannot hold XML")
    if value.kind == 0x11:
        return Instant(int(value.shown)).iso()
    return value.shown
