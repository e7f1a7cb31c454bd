"""Exports in CSV are read alike, whichever program wrote them; people and hosts are invented."""

import io
from collections.abc import Mapping, Sequence

import pytest

from forensics.events import event_table
from forensics.evidence.exports import csv_reader as export_csv
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.values import TICKS_PER_SECOND, UNIX_EPOCH_TICKS
from tests.builders.export_csv import (
    ASKED,
    AUDITING,
    CLASSIC_MESSAGE,
    EVENT_VIEWER,
    EVTXECMD,
    GET_EVENTLOG,
    GET_WINEVENT,
    LOG_PARSER,
    MESSAGE,
    VALUES,
    by_name,
    evtxecmd_row,
    payload,
    viewed,
    written,
)

SIX = [
    "SMSCliToknAcct&",
    "WKS17",
    "3",
    "KSecDD",
    "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
    r"\\WKS17",
]
BY_BLANKS = " ".join(SIX)
OCTOBER_8 = UNIX_EPOCH_TICKS + 1_475_918_103 * TICKS_PER_SECOND  # 2016-10-08T09:15:03


def read(text: str | bytes, order: str = "", encoding: str = "") -> Reading:
    data = text.encode() if isinstance(text, str) else text
    assert export_csv.recognises(data[: 68 * 1024])
    fields = event_table().wanted().fields
    wanted = Wanted(fields=fields, encoding=encoding, date_order=order)
    reading = export_csv.read(io.BytesIO(data), len(data), wanted)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    return reading


def values(reading: Reading, names: Sequence[str], batch: int = 0) -> list[list[str | None]]:
    return [list(row) for row in reading.batches[batch].frame.select(names).rows()]


def asked(values: Mapping[str, str] = VALUES) -> list[str | None]:
    return [values[name] for name in ASKED]


def six(reading: Reading) -> list[list[str | None]]:
    return values(reading, ["1", "2", "3", "4", "5", "6"])


def classic_row(**cells: str) -> list[str]:
    return [
        *(cells.get("date", "10/18/2001"), "9:15:03 AM", "Security", "Failure Audit"),
        *("Logon/Logoff ", cells.get("id", "529"), r"NT AUTHORITY\SYSTEM", "LONCAP01"),
        CLASSIC_MESSAGE,
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "Keywords,Date and Time,Source,Event ID,Task Category",
        "Schlüsselwörter,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
        "Mots clés,Date et heure,Source,ID de l’événement,Catégorie de la tâche",
        "Mots clés,Date et heure,Source,ID de l'événement,Catégorie de la tâche",
    ],
)
def test_event_viewer_gives_no_heading_to_the_message_that_follows(headings: str) -> None:
    reading = read(headings + "\r\n" + written(viewed(["10/8/2016 9:15:03 AM"])))
    assert values(reading, ASKED) == [asked()]
    frame = reading.batches[0].frame
    assert frame.select("created", "computer", "channel", "number").rows() == [
        (OCTOBER_8, None, None, 2)
    ]
    assert reading.claims == {
        "exporter": "Event Viewer CSV",
        "encoding": "utf-8 (plain ASCII)" if headings.isascii() else "utf-8 (all bytes fit)",
        "date order": "mdy (AM and PM)",
    }
    assert (reading.clock, reading.numbering, reading.damage) == ("local", "line", ())


def test_a_german_event_viewer_row_as_published_is_a_record() -> None:
    # The sample of a public corpus; its message holds no comma, so no quotes stand around it.
    reading = read(
        "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n"
        "Informationen,27.10.2021 12:28:26,Microsoft-Windows-PrintService,317,Ein Druckertreiber "
        "wird gelöscht,Der Druckertreiber Generic / Text Only wurde gelöscht.\r\n"
    )
    assert reading.records.event_id.tolist() == [317]
    assert reading.records.written.tolist() == [132_798_113_060_000_000]
    assert reading.claims["date order"] == "dmy (dots between)"


def test_tab_delimited_text_of_event_viewer_is_read_like_its_csv() -> None:
    rows = [list(EVENT_VIEWER), *viewed(["10/8/2016 9:15:03 AM"])]
    assert values(read(written(rows, "\t")), ASKED) == [asked()]


def test_utf_16_with_byte_order_mark_keeps_the_offsets_of_the_file() -> None:
    text = written([list(EVENT_VIEWER), *viewed(["10/8/2016 9:15:03 AM", "10/8/2016 9:15:04 AM"])])
    data = b"\xff\xfe" + text.encode("utf-16-le")
    reading = read(data)
    first, second = reading.records.offset.tolist()
    assert data[first : first + 26].decode("utf-16-le") == "Audit Failure"
    assert data[second : second + 26].decode("utf-16-le") == "Audit Failure"
    assert reading.records.length.tolist() == [second - first, len(data) - second]
    assert values(reading, ASKED) == [asked(), asked()]


def test_the_event_viewer_of_windows_2000_writes_no_headings() -> None:
    reading = read(written([classic_row(), classic_row(id="538")]))
    assert reading.records.event_id.tolist() == [529, 538]
    assert six(reading) == [list(SIX)]
    assert reading.batches[0].frame["strings"].to_list() == [6]
    assert reading.computers == ("LONCAP01",)
    assert reading.claims["exporter"] == "Event Viewer CSV of NT 4 to Server 2003"


def test_headings_and_messages_in_another_language_are_no_damage_and_are_told() -> None:
    heading = ["キーワード", "日付と時刻", "ソース", "イベント ID", "タスクのカテゴリ"]
    rows = [
        ["失敗の監査", f"2016/10/08 9:15:0{second}", AUDITING, "4625", "ログオン", "失敗しました。"]
        for second in range(3)
    ]
    reading = read(written([heading, *rows]))
    assert reading.records.event_id.tolist() == [4625] * 3
    assert reading.damage == ()
    assert reading.bytes is not None
    assert reading.bytes.header == len(written([heading]).encode())
    assert reading.claims["records whose messages are in a wording that is not known"] == "3"


def test_days_and_months_that_cannot_be_told_apart_give_no_time_until_declared() -> None:
    text = written([[*("8/10/2001", "09:15:03"), *classic_row()[2:]]])
    untold, told = read(text), read(text, order="dmy")
    assert untold.batches[0].frame["created"].to_list() == [None]
    assert untold.claims["date order"] == "unknown (not told)"
    assert told.records.written.tolist() == [126_470_061_030_000_000]
    assert told.claims["date order"] == "dmy (declared)"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "head", ["", "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"]
)
def test_get_winevent_is_read_with_any_separator_and_type_line(head: str, separator: str) -> None:
    row = by_name(
        GET_WINEVENT,
        Message=MESSAGE,
        Id="4625",
        ProviderName=AUDITING,
        LogName="Security",
        RecordId="88",
        MachineName="FAB-DC01",
        TimeCreated="08.10.2016 09:15:03",
    )
    reading = read(head + written([GET_WINEVENT, row, row], separator, all_quoted=True))
    assert values(reading, [*ASKED, "computer", "channel"]) == [
        [*asked(), "FAB-DC01", "Security"],
        [*asked(), "FAB-DC01", "Security"],
    ]
    assert (reading.numbering, reading.records.number.tolist()) == ("selection", [88, 88])


def test_get_eventlog_is_read_by_its_message_as_it_writes_no_strings() -> None:
    row = by_name(
        GET_EVENTLOG,
        EventID="529",
        MachineName="LONCAP01",
        Index="17",
        EntryType="FailureAudit",
        Message=CLASSIC_MESSAGE,
        Source="Security",
        ReplacementStrings="System.String[]",
        InstanceId="529",
        TimeGenerated="18.10.2001 09:15:03",
        TimeWritten="18.10.2001 09:15:04",
    )
    reading = read(written([GET_EVENTLOG, row], all_quoted=True))
    assert six(reading) == [list(SIX)]
    assert reading.records.number.tolist() == [17]
    assert reading.records.written.tolist() == [126_478_701_030_000_000]


def test_columns_that_scripts_name_like_values_are_those_values() -> None:
    reading = read(
        "TimeCreated,EventID,TargetUserName,IpAddress,Status\r\n"
        "2016-10-08T09:15:03Z,4771,m.hale,::ffff:10.7.0.31,0x18\r\n"
        "2016-10-08T09:15:03Z,1102,,,\r\n"
    )
    assert values(reading, ["TargetUserName", "IpAddress", "Status", "TargetSid"], 1) == [
        ["m.hale", "::ffff:10.7.0.31", "0x18", None]
    ]
    assert [(batch.provider, batch.event_id) for batch in reading.batches] == [
        ("Microsoft-Windows-Eventlog", 1102),
        (AUDITING, 4771),
    ]
    assert (reading.clock, reading.records.written.tolist()) == ("utc", [OCTOBER_8, OCTOBER_8])


def test_rows_without_provider_and_log_are_known_by_what_their_message_shows() -> None:
    other = "The EventSystem sub system is suppressing duplicate event log entries."
    rows = [["LevelDisplayName", "TimeCreated", "Id", "Message"]]
    rows += [["Information", "2016-10-08 09:15:03", "4625", text] for text in (MESSAGE, other)]
    reading = read(written(rows, all_quoted=True))
    assert reading.records.event_id.tolist() == [4625, 4625]
    assert values(reading, ASKED) == [asked()]
    assert reading.damage == ()


def test_a_row_of_another_log_with_the_same_event_id_is_not_asked() -> None:
    rows = [
        ["TimeCreated", "Id", "TargetUserName", "IpAddress"],
        ["2016-10-08 09:15:03", "4625", "", ""],
        ["2016-10-08 09:15:03", "4625", "m.hale", ""],
    ]
    assert values(read(written(rows)), ["TargetUserName", "IpAddress"]) == [["m.hale", None]]


def test_evtxecmd_writes_utc_and_the_values_in_json() -> None:
    rows = [
        evtxecmd_row(5, "2016-10-08 09:15:03.0000007", VALUES),
        evtxecmd_row(6, "2016-10-08 09:15:04.0000000", {**VALUES, "TargetUserName": 'a"b\\c,d'}),
        evtxecmd_row(7, "2016-10-08 09:15:05.0000000", {**VALUES, "WorkstationName": ""}),
    ]
    reading = read("\ufeff" + written([EVTXECMD, *rows]))
    assert values(reading, ASKED) == [
        asked(),
        asked({**VALUES, "TargetUserName": 'a"b\\c,d'}),
        asked({**VALUES, "WorkstationName": ""}),
    ]
    assert reading.batches[0].frame["strings"].to_list() == [21, 21, 21]
    assert reading.records.written[0] == OCTOBER_8 + 7
    assert (reading.clock, reading.numbering) == ("utc", "selection")
    assert reading.computers == ("FAB-DC01.fabrikam.example",)


def test_a_value_in_json_cannot_forge_another() -> None:
    forged = {**VALUES, "ProcessName": 'x"},{"@Name":"TargetUserName","#text":"forged'}
    reading = read(written([EVTXECMD, evtxecmd_row(5, "2016-10-08 09:15:03", forged)]))
    assert values(reading, ASKED) == [asked()]


def test_a_payload_that_is_no_json_is_damage_and_the_record_stays() -> None:
    row = evtxecmd_row(5, "2016-10-08 09:15:03", VALUES)
    row[-1] = payload(VALUES)[:-20]
    reading = read(written([EVTXECMD, row]))
    assert values(reading, ASKED) == [[None] * len(ASKED)]
    (damage,) = reading.damage
    assert (damage.offset, damage.length) == (
        reading.records.offset[0],
        reading.records.length[0],
    )
    assert damage.expected == "the payload in JSON"


def log_parser_row(strings: str, event_id: str = "4625", source: str = AUDITING) -> list[str]:
    return by_name(
        LOG_PARSER,
        EventLog=r"C:\cases\Security.evtx",
        RecordNumber="7",
        TimeGenerated="2016-10-08 09:15:03",
        TimeWritten="2016-10-08 09:15:04",
        EventID=event_id,
        SourceName=source,
        Strings=strings,
        ComputerName="FAB-DC01",
    )


@pytest.mark.parametrize("separator", [",", "\t"])
def test_log_parser_names_the_strings_of_vista_by_their_order(separator: str) -> None:
    reading = read(written([LOG_PARSER, log_parser_row("|".join(VALUES.values()))], separator))
    assert values(reading, ASKED) == [asked()]
    # The file that Log Parser read is no channel.
    assert values(reading, ["channel", "computer"]) == [[None, "FAB-DC01"]]


def test_a_bar_within_a_value_leaves_the_strings_of_vista_unread() -> None:
    strings = "|".join({**VALUES, "TargetUserName": "m|hale"}.values())
    reading = read(written([LOG_PARSER, log_parser_row(strings)]))
    assert values(reading, ASKED) == [[None] * len(ASKED)]


def test_log_parser_gives_the_strings_of_the_classic_log_by_number() -> None:
    reading = read(written([LOG_PARSER, log_parser_row("|".join(SIX), "529", "Security")]))
    assert six(reading) == [list(SIX)]
    assert reading.batches[0].frame["strings"].to_list() == [6]


def test_log_parser_without_quotes_keeps_a_quote_within_a_cell() -> None:
    strings = "|".join({**VALUES, "TargetUserName": 'm"hale'}.values())
    rows = [log_parser_row(strings), log_parser_row("|".join(VALUES.values()))]
    text = "".join(",".join(row) + "\r\n" for row in [LOG_PARSER, *rows])
    reading = read(text)
    assert reading.damage == ()
    assert [row[0] for row in values(reading, ["TargetUserName"])] == ['m"hale', "m.hale"]


def test_psloglist_counts_records_in_its_first_column() -> None:
    message = " ".join(CLASSIC_MESSAGE.split())
    reading = read(
        "PsLogList v2.71 - local and remote event log viewer\r\nSecurity log on \\\\LONCAP01:\r\n"
        "4625,Security,Security,AUDIT FAILURE,LONCAP01,Mon Oct 08 09:15:03 2001,529,"
        f"SYSTEM\\NT AUTHORITY,{message}\r\n"
        "4624,Security,Security,AUDIT SUCCESS,LONCAP01,Mon Oct 08 09:15:02 2001,538,"
        "LONDON\\j.doe,User Logoff\r\n"
    )
    assert reading.records.event_id.tolist() == [529, 538]
    assert reading.records.number.tolist() == [4625, 4624]
    assert six(reading) == [list(SIX)]
    assert reading.damage == ()
    assert reading.bytes is not None
    assert reading.bytes.header == 82


@pytest.mark.parametrize("separator", [",", "\t", " "])
def test_dumpel_parts_columns_by_what_it_was_told(separator: str) -> None:
    columns = ["10/18/2001", "9:15:03 AM", "16", "2", "529", "Security", r"NT AUTHORITY\SYSTEM"]
    reading = read(separator.join([*columns, "LONCAP01", BY_BLANKS]) + "  \r\n")
    assert six(reading) == [list(SIX)]
    assert reading.records.event_id.tolist() == [529]
    assert reading.records.written.tolist() == [126_478_701_030_000_000]
    assert (reading.computers, reading.clock) == (("LONCAP01",), "local")
    assert reading.claims["exporter"] == "dumpel"


def test_strings_that_stand_in_cells_of_their_own_are_read_from_there() -> None:
    columns = ["10/18/2001", "9:15:03 AM", "16", "2", "529", "Security", r"NT AUTHORITY\SYSTEM"]
    named = ["j. doe", *SIX[1:]]
    assert six(read("\t".join([*columns, "LONCAP01", *named]) + "\r\n")) == [list(named)]


def test_blanks_that_do_not_part_six_strings_leave_the_values_unread() -> None:
    line = r"10/18/01 9:15:03 AM 16 2 529 Security NT AUTHORITY\SYSTEM LONCAP01 j. doe LON 3 a b c"
    reading = read(line + "\r\n")
    assert six(reading) == [[None] * 6]
    assert reading.batches[0].frame["strings"].to_list() == [0]


def test_dumpel_as_published_is_a_record() -> None:
    # The comment of a public monitoring plugin that runs dumpel with -c.
    reading = read(
        "04.01.12,15:37:21,4,0,11707,MsiInstaller,N/A,LAUSSER6,Product: ActivePerl 5.14.2 Build "
        "1402 -- Installation operation completed successfully.  \r\n"
    )
    assert reading.records.event_id.tolist() == [11707]
    assert reading.records.written.tolist() == [129_701_650_410_000_000]


def test_headings_in_the_middle_are_headings_and_may_change_the_columns() -> None:
    first = written([list(EVENT_VIEWER), *viewed(["10/8/2016 9:15:03 AM"])])
    short = (
        "Date and Time,Event ID,Source,TargetUserName\r\n"
        f"10/8/2016 9:15:03 AM,4740,{AUDITING},m.hale\r\n"
    )
    reading = read(first + first + short)
    assert reading.records.event_id.tolist() == [4625, 4625, 4740]
    assert reading.bytes is not None
    assert reading.bytes.header == 2 * len(",".join(EVENT_VIEWER) + "\r\n") + len(
        "Date and Time,Event ID,Source,TargetUserName\r\n"
    )
    assert reading.damage == ()
    assert values(reading, ASKED) == [asked(), asked()]
    assert values(reading, ["TargetUserName"], 1) == [["m.hale"]]


def test_times_by_another_clock_in_the_same_file_are_left_out_and_said() -> None:
    first = written([list(EVENT_VIEWER), *viewed(["10/8/2016 9:15:03 AM"])])
    second = written([EVTXECMD, evtxecmd_row(5, "2016-10-08 09:15:03", VALUES)])
    reading = read(first + second)
    assert reading.clock == "local"
    assert reading.batches[0].frame["created"].to_list() == [OCTOBER_8, None]
    assert reading.claims["records whose times go by another clock"] == "1"
    assert values(reading, ASKED) == [asked(), asked()]


def test_a_line_within_quotes_that_looks_like_a_record_is_none() -> None:
    forged = MESSAGE + "\r\nAudit Failure,10/8/2016 9:15:09 AM,Security,4740,Logon,\r\n"
    reading = read(written([list(EVENT_VIEWER), *viewed(["10/8/2016 9:15:03 AM"] * 2, forged)]))
    assert reading.records.event_id.tolist() == [4625, 4625]
    assert reading.damage == ()


def test_the_bytes_are_told_apart() -> None:
    row = "Audit Success,10/8/2016 9:15:03 AM,Microsoft-Windows-Eventlog,1102,Log clear\r\n"
    head = "\ufeffKeywords,Date and Time,Source,Event ID,Task Category\r\n"
    reading = read(head + row + "\r\n,,,,\r\nno record!\r\n" + row)
    assert reading.bytes == Bytes(
        header=len(head) + 2, records=2 * len(row), filler=8, unreadable=12
    )
    where = len(head) + 2 + len(row) + 8
    assert [(damage.offset, damage.length) for damage in reading.damage] == [(where, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,age\r\nm.hale,3\r\n",
        "id,time,price\r\n1,12:00:00,4\r\n",
        '<Event xmlns="x"><System><EventID>4625</EventID></System></Event>',
        '{"EventID": 4625, "TimeCreated": "2016-10-08T09:15:03Z"}',
        "08/01 08:12:26 [LOGON] SamLogon: Network logon of LON\\j.doe from WKS17 Returns 0x0",
        "<13>Feb 18 06:42:17 DC MSWinEventLog\t1\tSecurity\t80\tTue Feb 18 06:42:17 2025\t4624\tM",
        "Event[0]:\r\n  Log Name: Security\r\n  Event ID: 4625\r\n",
        "time,client,account,status,substatus,event_id,source,record,event_record_id\r\n",  # ours
        "ElfFile\x00\x00\x00",
    ],
)
def test_what_is_no_event_log_in_csv_is_not_claimed(text: str) -> None:
    assert not export_csv.recognises(text.encode())
