"""Writes event logs as JSON in the ways of those who export them.

Each function makes the object of one record with the keys that public samples of its exporter
have; what stands around the objects is the caller's (`lines`, `array`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from tests.builders.export_xml import Exported

Object: TypeAlias = dict[str, Any]


def lines(objects: Iterable[Object]) -> str:
    """Return JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def array(objects: Iterable[Object], indent: int | None = 4) -> str:
    """Return one array, indented as ConvertTo-Json does or on one line."""
    return json.dumps(list(objects), indent=indent, ensure_ascii=False) + "\r\n"


def named(event: Exported) -> dict[str, str]:
    """Return the values by name, those without as Winlogbeat calls them."""
    if isinstance(event.values, Mapping):
        return dict(event.values)
    return {f"param{place}": value for place, value in enumerate(event.values, 1)}


def powershell(event: Exported, *, depth: int = 3) -> Object:
    """Return what `Get-WinEvent | ConvertTo-Json` makes; depth 1 cuts off values of properties."""
    values = list(named(event).values())
    moment = datetime.fromisoformat(event.created[:23] + "+00:00")
    cut = "System.Diagnostics.Eventing.Reader.EventProperty"
    return {
        "Id": event.event_id,
        "Version": 0,
        "Qualifiers": None,
        "Keywords": -9218868437227405312,
        "RecordId": event.number,
        "ProviderName": event.provider,
        "LogName": event.channel,
        "MachineName": event.computer,
        "TimeCreated": f"/Date({round(moment.timestamp() * 1000)})/",
        "Properties": [{"Value": value} if depth > 1 else cut for value in values],
        "Message": "",
    }


def evtxecmd(event: Exported) -> Object:
    """Return a line of `EvtxECmd --json`."""
    pairs = [{"@Name": name, "#text": value} for name, value in named(event).items()]
    payload = {"EventData": {"Data": pairs}}
    return {
        "PayloadData1": "Target: shown by a map",
        "MapDescription": "Failed logon",
        "ChunkNumber": 0,
        "Computer": event.computer,
        "Payload": json.dumps(payload, separators=(",", ":")),
        "Channel": event.channel,
        "Provider": event.provider,
        "EventId": event.event_id,
        "EventRecordId": str(event.number),
        "SourceFile": "Security.evtx",
        "HiddenRecord": False,
        "TimeCreated": event.created.replace("Z", "+00:00"),
        "RecordNumber": 7,
    }


def winlogbeat(event: Exported) -> Object:
    """Return a document of Winlogbeat since version 7, which follows ECS."""
    return {
        "@timestamp": event.created,
        "event": {"created": "2031-01-01T00:00:00.000Z", "code": str(event.event_id)},
        "host": {"name": "collector.example.test"},
        "message": "An account failed to log on.",
        "winlog": {
            "api": "wineventlog",
            "channel": event.channel,
            "computer_name": event.computer,
            "event_data": named(event),
            "event_id": str(event.event_id),
            "provider_name": event.provider,
            "record_id": event.number,
        },
    }


def winlogbeat_6(event: Exported) -> Object:
    """Return a document of Winlogbeat 6."""
    return {
        "@timestamp": event.created,
        "computer_name": event.computer,
        "event_data": named(event),
        "event_id": event.event_id,
        "log_name": event.channel,
        "record_number": str(event.number),
        "source_name": event.provider,
    }


def flattened(record: Mapping[str, Any], prefix: str = "") -> Object:
    """Return an object with its names joined by dots."""
    flat: Object = {}
    for name, value in record.items():
        inner = flattened(value, f"{prefix}{name}.") if isinstance(value, dict) else None
        flat |= {f"{prefix}{name}": value} if inner is None else inner
    return flat


def nxlog(event: Exported) -> Object:
    """Return a line of NXLog's to_json: values beside its own fields, time of the machine."""
    return {
        "EventTime": event.created[:19].replace("T", " "),
        "Hostname": event.computer,
        "Keywords": -9218868437227405312,
        "EventType": "AUDIT_FAILURE",
        "EventID": event.event_id,
        "SourceName": event.provider,
        "RecordNumber": event.number,
        "Channel": event.channel,
        **named(event),
        "EventReceivedTime": "2031-01-01 00:00:00",
        "SourceModuleType": "im_msvistalog",
    }


def evtx_dump(event: Exported, *, separate: bool = False) -> Object:
    """Return a record of `evtx_dump -o jsonl`, with --separate-json-attributes or without."""
    classic = not isinstance(event.values, Mapping)
    provider, created = {"Name": event.provider}, {"SystemTime": event.created}
    texts = list(event.values) if classic else []
    own: Object = {
        "EventID": event.event_id,
        "EventRecordID": event.number,
        "Channel": event.channel,
        "Computer": event.computer,
        "Security": None,
    }
    if separate:
        own |= {"Provider_attributes": provider, "TimeCreated_attributes": created}
    else:
        own |= {"Provider": {"#attributes": provider}, "TimeCreated": {"#attributes": created}}
        own["EventID"] = {"#attributes": {"Qualifiers": 0}, "#text": event.event_id}
    held: object = texts if separate else {"#text": texts}
    data = {"Data": held, "Binary": None} if classic else named(event)
    return {"Event": {"System": own, "EventData": data}}
