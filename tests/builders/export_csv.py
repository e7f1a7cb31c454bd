"""Builds CSV exports of event logs as their exporters write them; people and hosts are invented.

Layouts follow real files: Event Viewer (English, German), Get-WinEvent and Get-EventLog with
Export-Csv, EvtxECmd, Log Parser 2.2, PsLogList -s, dumpel -c (`04.01.12,15:37:21,4,0,11707,…`).
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Final


def _headings(line: str) -> list[str]:
    return line.split(",")


VALUES: Final = {
    "SubjectUserSid": "S-1-0-0",
    "SubjectUserName": "-",
    "SubjectDomainName": "-",
    "SubjectLogonId": "0x0",
    "TargetUserSid": "S-1-0-0",
    "TargetUserName": "m.hale",
    "TargetDomainName": "FABRIKAM",
    "Status": "0xc000006d",
    "FailureReason": "%%2313",
    "SubStatus": "0xc000006a",
    "LogonType": "3",
    "LogonProcessName": "NtLmSsp ",
    "AuthenticationPackageName": "NTLM",
    "WorkstationName": "FAB-WS07",
    "TransmittedServices": "-",
    "LmPackageName": "-",
    "KeyLength": "0",
    "ProcessId": "0x0",
    "ProcessName": "-",
    "IpAddress": "10.7.0.31",
    "IpPort": "50112",
}
"""The values of a 4625, in the order of its insertion strings."""

ASKED: Final = (
    *("TargetUserName", "TargetDomainName", "Status", "SubStatus", "LogonType"),
    *("AuthenticationPackageName", "WorkstationName", "IpAddress"),
)
"""What a message and every other form of a 4625 gives alike."""

MESSAGE: Final = (
    "An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tNULL SID\r\n"
    "\tAccount Name:\t\t-\r\n\tAccount Domain:\t\t-\r\n\tLogon ID:\t\t0x0\r\n\r\n"
    "Logon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n\tSecurity ID:\t\tNULL SID\r\n"
    "\tAccount Name:\t\tm.hale\r\n\tAccount Domain:\t\tFABRIKAM\r\n\r\nFailure Information:\r\n"
    "\tFailure Reason:\t\tUnknown user name or bad password.\r\n\tStatus:\t\t\t0xc000006d\r\n"
    "\tSub Status:\t\t0xc000006a\r\n\r\nProcess Information:\r\n\tCaller Process ID:\t0x0\r\n"
    "\tCaller Process Name:\t-\r\n\r\nNetwork Information:\r\n\tWorkstation Name:\tFAB-WS07\r\n"
    "\tSource Network Address:\t10.7.0.31\r\n\tSource Port:\t\t50112\r\n\r\n"
    "Detailed Authentication Information:\r\n\tLogon Process:\t\tNtLmSsp \r\n"
    "\tAuthentication Package:\tNTLM\r\n\tTransited Services:\t-\r\n"
    "\tPackage Name (NTLM only):\t-\r\n\tKey Length:\t\t0\r\n\r\n"
    "This event is generated when a logon request fails."
)

CLASSIC_MESSAGE: Final = (
    "Logon Failure:\r\n \tReason:\t\tUnknown user name or bad password\r\n"
    " \tUser Name:\tSMSCliToknAcct&\r\n \tDomain:\t\tWKS17\r\n \tLogon Type:\t3\r\n"
    " \tLogon Process:\tKSecDD\r\n \tAuthentication Package:\tMICROSOFT_AUTHENTICATION_PACKAGE_V1_0"
    "\r\n \tWorkstation Name:\t\\\\WKS17"
)

AUDITING: Final = "Microsoft-Windows-Security-Auditing"
EVENT_VIEWER: Final = ("Keywords", "Date and Time", "Source", "Event ID", "Task Category")
EVTXECMD: Final = _headings(
    "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,"
    "Computer,ChunkNumber,UserId,MapDescription,UserName,RemoteHost,PayloadData1,PayloadData2,"
    "PayloadData3,PayloadData4,PayloadData5,PayloadData6,ExecutableInfo,HiddenRecord,SourceFile,"
    "Keywords,ExtraDataOffset,Payload"
)
LOG_PARSER: Final = _headings(
    "EventLog,RecordNumber,TimeGenerated,TimeWritten,EventID,EventType,EventTypeName,EventCategory,"
    "EventCategoryName,SourceName,Strings,ComputerName,SID,Message,Data"
)
GET_EVENTLOG: Final = _headings(
    "EventID,MachineName,Data,Index,Category,CategoryNumber,EntryType,Message,Source,"
    "ReplacementStrings,InstanceId,TimeGenerated,TimeWritten,UserName,Site,Container"
)
GET_WINEVENT: Final = _headings(
    "Message,Id,Version,Qualifiers,Level,Task,Opcode,Keywords,RecordId,ProviderName,ProviderId,"
    "LogName,ProcessId,ThreadId,MachineName,UserId,TimeCreated,ActivityId,RelatedActivityId,"
    "ContainerLog,MatchedQueryIds,Bookmark,LevelDisplayName,OpcodeDisplayName,TaskDisplayName,"
    "KeywordsDisplayNames,Properties"
)


def written(
    rows: Sequence[Sequence[str]], separator: str = ",", *, all_quoted: bool = False
) -> str:
    """Return rows as CSV with CRLF line ends, quoted where a cell asks for it or everywhere."""
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=separator,
        lineterminator="\r\n",
        quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    return out.getvalue()


def viewed(times: Sequence[str], message: str = MESSAGE) -> list[list[str]]:
    """Return 4625s as Event Viewer lays them out: no column for the message in its headings."""
    return [["Audit Failure", time, AUDITING, "4625", "Logon", message] for time in times]


def payload(values: Mapping[str, str]) -> str:
    """Return values as EvtxECmd's payload; an empty one has no `#text`."""
    data = [
        {"@Name": name, "#text": value} if value else {"@Name": name}
        for name, value in values.items()
    ]
    return json.dumps({"EventData": {"Data": data}}, separators=(",", ":"), ensure_ascii=False)


def by_name(headings: Sequence[str], **cells: str) -> list[str]:
    """Return a row with these cells, the others empty."""
    return [cells.get(heading, "") for heading in headings]


def evtxecmd_row(number: int, time: str, values: Mapping[str, str]) -> list[str]:
    """Return a 4625 as EvtxECmd writes it."""
    return by_name(
        EVTXECMD,
        RecordNumber=str(number),
        EventRecordId=str(number),
        TimeCreated=time,
        EventId="4625",
        Level="LogAlways",
        Provider=AUDITING,
        Channel="Security",
        ProcessId="572",
        ThreadId="1244",
        Computer="FAB-DC01.fabrikam.example",
        ChunkNumber="2",
        MapDescription="Failed logon",
        UserName="-\\-",
        RemoteHost="FAB-WS07 (10.7.0.31)",
        HiddenRecord="False",
        SourceFile="C:\\cases\\Security.evtx",
        Keywords="Audit failure",
        ExtraDataOffset="0",
        Payload=payload(values),
    )
