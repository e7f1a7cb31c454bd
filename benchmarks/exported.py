"""Writes exports of any size as their exporters lay them out; all people and hosts are invented.

Eight records in a hundred are authentication events, as in a usual Security log; the others are of
processes that began, handles that closed and connections that were let through.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from tests.builders import export_csv, export_json, export_xml
from tests.builders.export_xml import Exported

_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
_SHARE: Final = 0.08
_MOULDS: Final = 512  # records that are written over and over, with numbers and times of their own
_NUMBER: Final = 4_000_000_000_000
_TIME: Final = datetime(1999, 9, 9, 9, 9, 9, tzinfo=UTC)
_ACCOUNT, _CLIENT = "user87654", "WS98765"
_CONTROLLER: Final = "dc1.example.test"

_FAILED: Final = dict(export_csv.VALUES) | {"TargetUserName": _ACCOUNT, "WorkstationName": _CLIENT}
_CREATED: Final = {
    "SubjectUserSid": "S-1-5-18",
    "SubjectUserName": "DC1$",
    "SubjectDomainName": "EXAMPLE",
    "SubjectLogonId": "0x3e7",
    "NewProcessId": "0x1a2c",
    "NewProcessName": r"C:\Windows\System32\conhost.exe",
    "TokenElevationType": "%%1936",
    "ProcessId": "0xd38",
    "CommandLine": r"\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1",
    "TargetUserSid": "S-1-0-0",
    "TargetUserName": "-",
    "TargetDomainName": "-",
    "TargetLogonId": "0x0",
    "ParentProcessName": r"C:\Windows\System32\cmd.exe",
    "MandatoryLabel": "S-1-16-16384",
}
_LET_THROUGH: Final = {
    "ProcessID": "696",
    "Application": r"\device\harddiskvolume2\windows\system32\lsass.exe",
    "Direction": "%%14592",
    "SourceAddress": "10.7.0.31",
    "SourcePort": "49678",
    "DestAddress": "10.7.0.2",
    "DestPort": "389",
    "Protocol": "6",
    "FilterRTID": "65851",
    "LayerName": "%%14610",
    "LayerRTID": "46",
    "RemoteUserID": "S-1-0-0",
    "RemoteMachineID": "S-1-0-0",
}
_CLOSED: Final = {
    "SubjectUserSid": "S-1-5-18",
    "SubjectUserName": "DC1$",
    "SubjectDomainName": "EXAMPLE",
    "SubjectLogonId": "0x3e7",
    "ObjectServer": "Security",
    "HandleId": "0x1f8",
    "ProcessId": "0x4d2",
    "ProcessName": r"C:\Windows\System32\svchost.exe",
}
_OTHERS: Final = ((4688, _CREATED), (5156, _LET_THROUGH), (4658, _CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One way to export a log.

    Attributes:
        name: Of the exporter and the form.
        begin: What stands before the records, and `end` what stands behind them.
        one: Writes a record.
        time: How it writes a time.
    """

    name: str
    one: Callable[[Exported], str]
    time: Callable[[datetime], str]
    begin: str = ""
    end: str = ""


def write(path: Path, export: Export, size: int) -> int:
    """Write an export of at least `size` bytes; return how many records it holds."""
    chance = np.random.default_rng(7)
    moulds = [_parts(export.one(event), export) for event in _events(export)]
    count, written = 0, 0
    with path.open("wb") as stream:
        written += stream.write(export.begin.encode())
        while written < size:
            clients = chance.integers(20_000, size=_MOULDS).tolist()
            for parts, client in zip(moulds, clients, strict=True):
                count += 1
                moment = export.time(_START + timedelta(milliseconds=count * 437))
                values = (str(count), moment, f"user{client % 3_000:05d}", f"WS{client:05d}")
                written += stream.write("".join(_filled(parts, values)).encode())
        stream.write(export.end.encode())
    return count


def _filled(parts: list[str | int], values: tuple[str, ...]) -> Iterator[str]:
    return (part if isinstance(part, str) else values[part] for part in parts)


def _parts(text: str, export: Export) -> list[str | int]:
    """Return a record as its plain parts and, as places in the values, what differs in each."""
    parts: list[str | int] = [text]
    differing = (str(_NUMBER), export.time(_TIME), _ACCOUNT, _CLIENT)
    for place, found in enumerate(differing):
        apart: list[str | int] = []
        for part in parts:
            if isinstance(part, str):
                apart += [piece for one in part.split(found) for piece in (one, place)][:-1]
            else:
                apart.append(part)
        parts = apart
    return parts


def _events(export: Export) -> Iterator[Exported]:
    chance = np.random.default_rng(1)
    for _ in range(_MOULDS):
        event_id, values = _OTHERS[int(chance.integers(len(_OTHERS)))]
        if chance.random() < _SHARE:
            event_id, values = 4625, _FAILED
        yield Exported(
            number=_NUMBER,
            event_id=event_id,
            created=export.time(_TIME),
            computer=_CONTROLLER,
            values=values,
        )


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _zoned(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f0+00:00")


def _viewed(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment.year} {moment:%I:%M:%S %p}".replace(" 0", " ")


def _blank(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f0")


def _row(cells: list[str]) -> str:
    return export_csv.written([cells])


def _quoted(cells: list[str]) -> str:
    return export_csv.written([cells], all_quoted=True)


def _message(event: Exported) -> str:
    """Return a message with the values of an event."""
    if event.event_id == 4625:  # noqa: PLR2004 - the one whose message is known
        shown = export_csv.MESSAGE.replace("m.hale", _ACCOUNT)
        return shown.replace("FAB-WS07", _CLIENT)
    values = dict(event.values) if isinstance(event.values, dict) else {}
    told = "".join(f"\t{name}:\t\t{value}\r\n" for name, value in values.items())
    return f"An invented event happened.\r\n\r\nDetails:\r\n{told}"


def _event_viewer(event: Exported) -> str:
    cells = ["Audit Failure", event.created, event.provider, str(event.event_id), "Logon"]
    return _row([*cells, _message(event)])


def _get_winevent(event: Exported) -> str:
    cells = {
        "Message": _message(event),
        "Id": str(event.event_id),
        "Version": "0",
        "Level": "0",
        "ProviderName": event.provider,
        "LogName": event.channel,
        "RecordId": str(event.number),
        "MachineName": event.computer,
        "TimeCreated": event.created,
        "Keywords": "-9218868437227405312",
        "KeywordsDisplayNames": "System.Collections.ObjectModel.ReadOnlyCollection`1[String]",
    }
    return _quoted(export_csv.by_name(export_csv.GET_WINEVENT, **cells))


def _evtxecmd(event: Exported) -> str:
    row = export_csv.evtxecmd_row(event.number, event.created, dict(_pairs(event)))
    row[export_csv.EVTXECMD.index("EventId")] = str(event.event_id)
    row[export_csv.EVTXECMD.index("Computer")] = event.computer
    return _row(row)


def _winlogbeat(event: Exported) -> dict[str, object]:
    return {**export_json.winlogbeat(event), "message": _message(event)}


def _evtx_dump(event: Exported) -> dict[str, object]:
    """Return what evtx_dump makes of events that have no qualifiers, as since Vista."""
    record = export_json.evtx_dump(event)
    record["Event"]["System"]["EventID"] = event.event_id
    return record


def _pairs(event: Exported) -> Iterator[tuple[str, str]]:
    if isinstance(event.values, dict):
        yield from event.values.items()


def _line(of: Callable[[Exported], dict[str, object]]) -> Callable[[Exported], str]:
    def one(event: Exported) -> str:
        return json.dumps(of(event), separators=(",", ":"), ensure_ascii=False) + "\n"

    return one


def _heading(cells: tuple[str, ...] | list[str], *, quoted: bool = False) -> str:
    return export_csv.written([cells], all_quoted=quoted)


EXPORTS: Final = (
    Export(
        name="csv Event Viewer",
        begin=_heading(export_csv.EVENT_VIEWER),
        one=_event_viewer,
        time=_viewed,
    ),
    Export(name="csv EvtxECmd", begin=_heading(export_csv.EVTXECMD), one=_evtxecmd, time=_blank),
    Export(
        name="csv Get-WinEvent",
        begin=_heading(export_csv.GET_WINEVENT, quoted=True),
        one=_get_winevent,
        time=_viewed,
    ),
    Export(name="jsonl EvtxECmd", one=_line(export_json.evtxecmd), time=_zoned),
    Export(name="jsonl winlogbeat", one=_line(_winlogbeat), time=_iso),
    Export(name="jsonl evtx_dump", one=_line(_evtx_dump), time=_iso),
    Export(
        name="xml wevtutil",
        begin="<Events>\r\n",
        one=lambda event: export_xml.element(event) + "\r\n",
        time=_iso,
        end="</Events>\r\n",
    ),
)
