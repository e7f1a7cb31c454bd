"""Event logs exported as JSON: every exporter's way, values, times, encodings, the real file."""

import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest

from forensics.events import event_table
from forensics.evidence.exports import json_reader as export_json
from forensics.evidence.exports import xml_reader as export_xml
from forensics.evidence.exports.exported import AUDITING, CLASSIC, EVENTLOG
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.values import Instant
from tests.builders.export_json import (
    Object,
    array,
    evtx_dump,
    evtxecmd,
    flattened,
    lines,
    nxlog,
    powershell,
    winlogbeat,
    winlogbeat_6,
)
from tests.builders.export_xml import Exported
from tests.shared import shared

WANTED = Wanted(
    fields={
        AUDITING: {
            4625: frozenset({"TargetUserName", "LogonProcessName", "SubStatus", "LogonGuid"}),
            4776: frozenset({"PackageName", "TargetUserName", "Workstation", "Status"}),
        },
        CLASSIC: {529: frozenset({"1", "2", "3"})},
        EVENTLOG: {1102: frozenset({"SubjectUserName"})},
    }
)
CREATED = "2002-08-12T09:15:03.1230000Z"
FULL = Exported(
    created=CREATED,
    values={
        **dict.fromkeys(("SubjectUserSid", "SubjectUserName"), "-"),
        **dict.fromkeys(("SubjectDomainName", "SubjectLogonId"), "-"),
        "TargetUserSid": "S-1-0-0",
        "TargetUserName": "SMSCliToknAcct&",
        "TargetDomainName": "CLIENT7",
        "Status": "0xc000006d",
        "FailureReason": "%%2313",
        "SubStatus": "0xc000006a",
        "LogonType": "3",
        "LogonProcessName": "NtLmSsp ",
    },
)
CLASSIC_FAILURE = Exported(
    event_id=529, provider="Security", created=CREATED, values=("ann", "EXAMPLE", "3")
)
LAYOUTS: dict[str, Callable[[Exported], Object]] = {
    "Get-WinEvent | ConvertTo-Json": powershell,
    "EvtxECmd": evtxecmd,
    "Winlogbeat (ECS)": winlogbeat,
    "Winlogbeat 6": winlogbeat_6,
    "NXLog": nxlog,
    "evtx_dump": evtx_dump,
}
ARRANGED: tuple[Callable[[list[Object]], str], ...] = (
    lines,
    array,
    partial(array, indent=None),
    lambda objects: "\n".join(json.dumps(one, indent=2) for one in objects),
    lambda objects: "".join(f"Record 7\n{json.dumps(one, indent=2)}\n" for one in objects),
    lambda objects: "[" + ",\n".join(json.dumps(one) for one in objects) + "]",
)


def read(data: bytes | str, wanted: Wanted = WANTED) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return export_json.read(BytesIO(raw), len(raw), wanted)


def only(record: Object, wanted: Wanted = WANTED) -> dict[str, object]:
    """Return the one record of the one batch."""
    (batch,) = read(lines([record]), wanted).batches
    return batch.frame.row(0, named=True)


@pytest.mark.parametrize("exporter", LAYOUTS)
@pytest.mark.parametrize("arranged", ARRANGED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_way_of_export_gives_the_same_record(
    exporter: str, arranged: Callable[[list[Object]], str], encoding: str
) -> None:
    other = Exported(number=40, event_id=4634, created=CREATED)
    text = arranged([LAYOUTS[exporter](other), LAYOUTS[exporter](FULL)])
    data = text.encode(encoding)
    assert export_json.recognises(data)
    assert not export_xml.recognises(data)
    reading = read(data)
    assert reading.damage == ()
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)
    assert reading.clock == ("local" if exporter == "NXLog" else "utc")
    assert reading.claims["exporter"] == exporter
    assert reading.records.event_id.tolist() == [4634, 4625]
    assert reading.records.number.tolist() == [40, 41]
    assert reading.computers == ("cap1.example.test",)
    (batch,) = reading.batches
    row = batch.frame.row(0, named=True)
    shown = data[row["offset"] : row["offset"] + row["length"]]
    piece = shown.decode("utf-16-le" if encoding == "utf-16" else "utf-8").strip()
    assert json.loads(piece) == LAYOUTS[exporter](FULL)
    second = "2002-08-12T09:15:03Z" if exporter == "NXLog" else "2002-08-12T09:15:03.123Z"
    assert Instant(row["created"]).iso() == second
    assert (batch.provider, batch.event_id) == (AUDITING, 4625)
    assert {name: row[name] for name in ("number", "computer", "channel", "recovered")} == {
        "number": 41,
        "computer": "cap1.example.test",
        "channel": "Security",
        "recovered": False,
    }
    assert {name: row[name] for name in WANTED.fields[AUDITING][4625]} == {
        "LogonGuid": None,
        "LogonProcessName": "NtLmSsp ",
        "SubStatus": "0xc000006a",
        "TargetUserName": "SMSCliToknAcct&",
    }


@pytest.mark.parametrize(
    "layout", [powershell, winlogbeat, evtx_dump, partial(evtx_dump, separate=True)]
)
def test_values_without_names_are_insertion_strings(layout: Callable[[Exported], Object]) -> None:
    row = only(layout(CLASSIC_FAILURE))
    assert [row[name] for name in ("1", "2", "3")] == ["ann", "EXAMPLE", "3"]
    assert row["strings"] == 3


def test_attributes_may_stand_apart() -> None:
    row = only(evtx_dump(FULL, separate=True))
    assert (row["created"], row["TargetUserName"]) == (126_736_173_031_230_000, "SMSCliToknAcct&")


@pytest.mark.parametrize(
    "wrap",
    [
        flattened,
        lambda record: {"_index": "winlogbeat-8", "_id": "x", "_source": record},
        lambda record: {"_index": "x", "fields": {k: [v] for k, v in flattened(record).items()}},
    ],
)
def test_elasticsearch_may_flatten_and_wrap_a_document(wrap: Callable[[Object], Object]) -> None:
    assert only(wrap(winlogbeat(FULL))) | {"length": 0} == only(winlogbeat(FULL)) | {"length": 0}


def test_the_answer_to_a_search_holds_documents() -> None:
    answer = {
        "took": 1,
        "hits": {"total": 1, "hits": [{"_index": "x", "_source": winlogbeat(FULL)}]},
    }
    reading = read(json.dumps(answer))
    assert reading.damage == ()
    assert reading.batches[0].frame["TargetUserName"].to_list() == ["SMSCliToknAcct&"]


@pytest.mark.parametrize(
    ("written", "shown", "clock"),
    [
        ("/Date(1029143703123)/", "2002-08-12T09:15:03.123Z", "utc"),
        ({"value": "/Date(1029143703123)/", "DateTime": "x"}, "2002-08-12T09:15:03.123Z", "utc"),
        ("2002-08-12T11:15:03.1230000+02:00", "2002-08-12T09:15:03.123Z", "utc"),
        ("2002-08-12T09:15:03.123", "2002-08-12T09:15:03.123Z", "local"),
        ("13.08.2002 09:15:03", "2002-08-13T09:15:03Z", "local"),
    ],
)
def test_powershell_writes_times_in_many_ways(written: object, shown: str, clock: str) -> None:
    reading = read(lines([powershell(FULL) | {"TimeCreated": written}]))
    assert Instant(reading.batches[0].frame["created"][0]).iso() == shown
    assert reading.clock == clock


def test_an_order_of_dates_that_had_to_be_told_is_claimed() -> None:
    reading = read(lines([powershell(FULL) | {"TimeCreated": "13.08.2002 09:15:03"}]))
    assert reading.claims["date order"] == "dmy (dots between)"


def test_numbers_of_powershell_are_rendered_as_windows_does() -> None:
    values = [{"Value": one} for one in ("pkg", "ann", "WS1", -1073741718)]
    row = only(powershell(FULL) | {"Id": 4776, "Properties": values})
    assert [row[name] for name in ("PackageName", "TargetUserName", "Workstation", "Status")] == [
        *("pkg", "ann", "WS1", "0xc000006a"),
    ]


def test_a_sid_of_powershell_may_be_an_object() -> None:
    wanted = Wanted(fields={AUDITING: {4740: frozenset({"TargetSid"})}})
    sid = {"BinaryLength": 28, "AccountDomainSid": None, "Value": "S-1-5-21-7"}
    record = powershell(FULL) | {
        "Id": 4740,
        "Properties": [{"Value": "ann"}, {"Value": "WS1"}, {"Value": sid}],
    }
    assert only(record, wanted)["TargetSid"] == "S-1-5-21-7"


MESSAGE = (
    "An account failed to log on.\r\n\r\nAccount For Which Logon Failed:\r\n"
    "\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\tann\r\n\tAccount Domain:\t\tEXAMPLE\r\n\r\n"
    "Failure Information:\r\n\tStatus:\t\t\t0xC000006D\r\n\tSub Status:\t\t0xC000006A\r\n"
)


def test_properties_that_depth_cut_off_are_read_from_the_message() -> None:
    reading = read(lines([powershell(FULL, depth=1) | {"Message": MESSAGE}, powershell(FULL)]))
    assert reading.damage == ()
    frame = reading.batches[0].frame
    assert frame["TargetUserName"].to_list() == ["ann", "SMSCliToknAcct&"]
    assert frame["SubStatus"].to_list() == ["0xC000006A", "0xc000006a"]
    assert reading.claims["records told from their messages alone"] == "1"


def test_a_record_without_values_and_message_is_told() -> None:
    reading = read(lines([powershell(FULL, depth=1)]))
    (row,) = reading.damage
    assert (row.expected, row.found) == ("event data or a message that shows it", "neither")
    assert len(reading.batches[0].frame) == 1


def test_a_message_of_an_event_without_known_wording_gives_nothing() -> None:
    wanted = Wanted(fields={AUDITING: {4999: frozenset({"TargetUserName"})}})
    record = powershell(FULL, depth=1) | {"Id": 4999, "Message": MESSAGE}
    reading = read(lines([record, record]), wanted)
    assert [row.found for row in reading.damage] == ["neither", "neither"]
    assert reading.batches[0].frame["TargetUserName"].to_list() == [None, None]


def test_the_user_data_of_evtxecmd_is_read() -> None:
    payload = json.dumps({"UserData": {"LogFileCleared": {"SubjectUserName": "ann"}}})
    cleared = Exported(event_id=1102, provider=EVENTLOG)
    assert only(evtxecmd(cleared) | {"Payload": payload})["SubjectUserName"] == "ann"


def test_insertion_strings_that_evtxecmd_joined_are_told() -> None:
    payload = json.dumps({"EventData": {"Data": "ann, EXAMPLE, 3"}})
    reading = read(lines([evtxecmd(CLASSIC_FAILURE) | {"Payload": payload}]))
    (row,) = reading.damage
    assert (row.expected, row.found) == ("insertion strings", "one text that joins them")
    assert reading.batches[0].frame["1"].to_list() == ["ann, EXAMPLE, 3"]


def test_the_channel_stands_for_a_provider_that_is_not_named() -> None:
    record = powershell(FULL)
    del record["ProviderName"]
    assert only(record)["TargetUserName"] == "SMSCliToknAcct&"


def test_the_time_of_nxlog_may_name_its_zone() -> None:
    reading = read(lines([nxlog(FULL) | {"EventTime": "2002-08-12T11:15:03.5+02:00"}]))
    assert reading.clock == "utc"
    assert Instant(reading.batches[0].frame["created"][0]).iso() == "2002-08-12T09:15:03.5Z"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"{}",
        b'{"Event":{"System":{}}}',
        b'{"Id": 1, "name": "x"}',
        b'"EventId","Provider","EventRecordId"\n"{""EventId"":1}"',
        b'<13>dc1 {"EventID":1,"SourceName":"x","EventTime":"y"}',
        b'[{"data": [], "meta": {"type": "users"}}]',
    ],
)
def test_what_is_no_event_of_a_known_layout_is_not_recognised(head: bytes) -> None:
    assert not export_json.recognises(head)


def test_the_real_file_of_two_machines_is_read_exactly() -> None:
    with ZipFile(shared("evidence/exports/otrf-purplesharp.zip")) as archive:
        data = archive.read("purplesharp_ad_playbook_I_2020-10-22042947.json")
    assert export_json.recognises(data[: 68 * 1024])
    reading = read(data, event_table().wanted())
    assert reading.damage == ()
    assert reading.bytes == Bytes(header=0, records=39_654_430, filler=0, unreadable=0)
    assert len(reading.records.offset) == 25_993
    assert (reading.clock, reading.numbering) == ("local", "selection")
    assert reading.claims == {"encoding": "utf-8 (all bytes fit)", "exporter": "NXLog"}
    by_id = {batch.event_id: batch.frame for batch in reading.batches}
    assert {event_id: len(frame) for event_id, frame in by_id.items()} == {
        4624: 49,
        4625: 7,
        4776: 7,
    }
    names = ["lrodriguez", "pgustavo", "sysmonsvc", "sbeavers", "mscott", "pbeesly", "nxlogsvc"]
    assert sorted(by_id[4625]["TargetUserName"].to_list()) == sorted(names)
    assert sorted(by_id[4776]["TargetUserName"].to_list()) == sorted(names)
    assert set(by_id[4625]["computer"].to_list()) == {"WORKSTATION5.theshire.local"}
    assert set(by_id[4776]["computer"].to_list()) == {"MORDORDC.theshire.local"}
    assert set(by_id[4776]["Status"].to_list()) == {"0xc000006a"}
    first = by_id[4625].row(0, named=True)
    assert (first["number"], first["offset"]) == (134_058, 1_449_763)
    assert Instant(first["created"]).iso() == "2020-10-22T04:29:53Z"
