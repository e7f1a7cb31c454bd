"""Who writes which JSON: where each exporter puts what a record tells of itself, and its values.

Layouts are those of public samples and of the exporters' own documentation:
Get-WinEvent's EventLogRecord, EvtxECmd's lines, Winlogbeat's exported fields (6 and ECS), NXLog's
im_msvistalog fields, and the JSON of evtx_dump.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from forensics.evidence.exports.json_decode import Object, decode_exactly, nested, reach, text_of
from forensics.evidence.exports.json_properties import by_order
from forensics.evidence.exports.singly import Told

Path: TypeAlias = tuple[str, ...]
Pairs: TypeAlias = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One exporter's way. Of several paths to the same thing the first that leads there counts.

    Attributes:
        marks: Paths that a record of this layout has, all of them.
        utc: Whether a time without a zone is UTC.
        values: Makes names (`""` for insertion strings) and texts of a record, its provider and
            its event id.
        message: Path to the rendered message.
    """

    exporter: str
    marks: tuple[Path, ...]
    provider: tuple[Path, ...]
    event_id: tuple[Path, ...]
    number: tuple[Path, ...]
    created: tuple[Path, ...]
    computer: tuple[Path, ...]
    channel: tuple[Path, ...]
    utc: bool
    values: Callable[[Object, str, int], Pairs]
    message: Path = ("Message",)


def unwrapped(record: Object) -> Object:
    """Return the document within what Elasticsearch and Kibana put around it."""
    for name in ("_source", "fields") if "_index" in record or "_source" in record else ():
        if isinstance(inner := record.get(name), dict):
            record = inner
            break
    return nested(record) if "winlog.event_id" in record else record


def layout_of(record: Object, likely: Layout | None) -> Layout | None:
    """Return the layout of a record; `likely` is tried first."""
    if likely is not None and _fits(record, likely):
        return likely
    return next((layout for layout in LAYOUTS if _fits(record, layout)), None)


def _fits(record: Object, layout: Layout) -> bool:
    for path in layout.marks:
        if (record.get(path[0]) if len(path) == 1 else reach(record, path)) is None:
            return False
    return True


def told_by(record: Object, layout: Layout) -> Told:
    """Return what a record tells of itself.

    Only the system's own providers write to the channel Security: where a record names none, the
    channel stands for it, as in old viewers (`exported.provider_names`).
    """
    channel = _told(record, layout.channel)
    provider = _told(record, layout.provider)
    return (
        channel if provider is None and channel == "Security" else provider,
        _told(record, layout.event_id),
        _told(record, layout.number),
        _told(record, layout.created),
        _told(record, layout.computer),
        channel,
    )


def _told(record: Object, paths: tuple[Path, ...]) -> str | None:
    for path in paths:
        value = record.get(path[0]) if len(path) == 1 else reach(record, path)
        # Most values are plain texts, and this is asked six times of every record.
        text = value if isinstance(value, str) and value.isascii() else text_of(value)
        if text:
            return text
    return None


def _rendered_xml(record: Object, *_: object) -> Pairs:
    """Return the values of evtx_dump: `EventData` by name, or `Data` with all its texts."""
    event = reach(record, ("Event",))
    return _data(event) if isinstance(event, dict) else []


def _data(event: Object) -> Pairs:
    data = event.get("EventData")
    if not isinstance(data, dict):
        held = event.get("UserData")
        inner = held.values() if isinstance(held, dict) else ()
        data = next((one for one in inner if isinstance(one, dict) and "xmlns" not in one), {})
    pairs: Pairs = []
    for name, value in data.items():
        if name == "Data":
            pairs += _elements(value)
        elif name not in ("#attributes", "Data_attributes", "Binary") and name[:1] != "@":
            pairs.append((name, text_of(value)))
    return pairs


def _elements(value: object) -> Pairs:
    """Return the values of `<Data>` elements: one or several, with names or without."""
    if isinstance(value, dict) and "@Name" not in value:
        value = value.get("#text")
    several = value if isinstance(value, list) else [value]
    return [
        (text_of(one.get("@Name")) or "", text_of(one.get("#text", "")))
        if isinstance(one, dict)
        else ("", text_of(one))
        for one in several
    ]


def _payload(record: Object, *_: object) -> Pairs:
    """Return the values of EvtxECmd, whose `Payload` is a text that holds JSON."""
    payload = record.get("Payload")
    exact = decode_exactly(payload.encode("utf-8", "replace")) if isinstance(payload, str) else ""
    return [] if isinstance(exact, str) else _data(exact.value)


def _properties(record: Object, provider: str, event_id: int) -> Pairs:
    """Return the values of PowerShell; one that -Depth cut off is a text that names a class."""
    found = record.get("Properties")
    several = found if isinstance(found, list) else []
    texts = [text_of(one["Value"]) for one in several if isinstance(one, dict) and "Value" in one]
    return by_order(texts, provider, event_id) if len(texts) == len(several) else []


def _event_data(record: Object, *_: object) -> Pairs:
    """Return the values of Winlogbeat, which calls insertion strings `param1`, `param2`, …."""
    pairs: Pairs = []
    for path in (("winlog", "event_data"), ("winlog", "user_data"), ("event_data",)):
        data = reach(record, path)
        for name, value in data.items() if isinstance(data, dict) else ():
            number = name.removeprefix("param")
            string = number != name and number.isdecimal() and number.isascii()
            pairs.append((number if string else name, text_of(value)))
    return pairs


def _flat(record: Object, *_: object) -> Pairs:
    """Return the values of NXLog, which stand beside its own fields."""
    return [(name, text_of(one)) for name, one in record.items() if not isinstance(one, dict)]


_SYSTEM: Final = ("Event", "System")

LAYOUTS: Final = (
    Layout(
        exporter="evtx_dump",
        marks=((*_SYSTEM, "EventID"),),
        provider=(
            (*_SYSTEM, "Provider", "#attributes", "Name"),
            (*_SYSTEM, "Provider_attributes", "Name"),
        ),
        event_id=((*_SYSTEM, "EventID"),),
        number=((*_SYSTEM, "EventRecordID"),),
        created=(
            (*_SYSTEM, "TimeCreated", "#attributes", "SystemTime"),
            (*_SYSTEM, "TimeCreated_attributes", "SystemTime"),
        ),
        computer=((*_SYSTEM, "Computer"),),
        channel=((*_SYSTEM, "Channel"),),
        utc=True,
        values=_rendered_xml,
    ),
    Layout(
        exporter="Winlogbeat (ECS)",
        marks=(("winlog", "event_id"),),
        provider=(("winlog", "provider_name"), ("event", "provider")),
        event_id=(("winlog", "event_id"),),
        number=(("winlog", "record_id"),),
        # event.created is when the agent read the record: ECS, event fields.
        created=(("winlog", "time_created"), ("@timestamp",)),
        computer=(("winlog", "computer_name"), ("host", "name")),
        channel=(("winlog", "channel"),),
        utc=True,
        values=_event_data,
        message=("message",),
    ),
    Layout(
        exporter="EvtxECmd",
        marks=(("EventId",), ("Provider",), ("TimeCreated",)),
        provider=(("Provider",),),
        event_id=(("EventId",),),
        number=(("EventRecordId",), ("RecordNumber",)),
        created=(("TimeCreated",),),
        computer=(("Computer",),),
        channel=(("Channel",),),
        utc=True,
        values=_payload,
    ),
    Layout(
        exporter="Get-WinEvent | ConvertTo-Json",
        marks=(("Id",), ("TimeCreated",)),
        provider=(("ProviderName",),),
        event_id=(("Id",),),
        number=(("RecordId",),),
        created=(("TimeCreated", "value"), ("TimeCreated",)),
        computer=(("MachineName",),),
        channel=(("LogName",),),
        utc=False,
        values=_properties,
    ),
    Layout(
        exporter="Winlogbeat 6",
        marks=(("event_id",), ("log_name",)),
        provider=(("source_name",),),
        event_id=(("event_id",),),
        number=(("record_number",),),
        created=(("@timestamp",),),
        computer=(("computer_name",),),
        channel=(("log_name",),),
        utc=True,
        values=_event_data,
        message=("message",),
    ),
    Layout(
        exporter="NXLog",
        marks=(("EventID",),),
        provider=(("SourceName",),),
        event_id=(("EventID",),),
        number=(("RecordNumber",),),
        # Of the machine; EventReceivedTime and @timestamp are of those that passed it on.
        created=(("EventTime",), ("TimeCreated",), ("@timestamp",)),
        computer=(("Hostname",),),
        channel=(("Channel",),),
        utc=False,
        values=_flat,
    ),
)
"""In the order in which a record is tried."""
