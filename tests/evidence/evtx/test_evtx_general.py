"""The general reader: records of a chunk through the library evtx, one by one."""

from typing import Final

import pytest

from forensics.evidence.evtx.general import general_event, read_general
from forensics.evidence.records import UNKNOWN_EVENT_ID
from tests.builders import evtx_damage
from tests.builders.evtx import CHUNK, FILE_HEADER, Event, evtx
from tests.evidence.evtx.evtx_reading import LOGONS, damage, read, rows

WHEN: Final = 127_000_000_000_000_007


def logon(number: int) -> Event:
    """Return an invented failed logon that is written out without a template."""
    return Event(
        number=number,
        written=WHEN + number,
        event_id=4625,
        values={"TargetUserName": f"user{number}", "IpAddress": ""},
        form="inline",
    )


def spans(log: bytes) -> list[tuple[int, int]]:
    """Return offset in the only chunk, and size, of every record."""
    offsets = [at - FILE_HEADER for at in evtx_damage.record_offsets(log)]
    return [(at, int.from_bytes(log[FILE_HEADER + at + 4 :][:4], "little")) for at in offsets]


def test_records_are_given_in_the_order_of_asking_whatever_their_numbers() -> None:
    log = evtx([logon(5), logon(5), logon(9), logon(2)])
    asked = spans(log)[1:]
    found = read_general(log[FILE_HEADER:], asked)
    assert [one and one.values[0] for one in found] == [
        ("TargetUserName", "user5"),
        ("TargetUserName", "user9"),
        ("TargetUserName", "user2"),
    ]
    assert [one and one.created for one in found] == [WHEN + 5, WHEN + 9, WHEN + 2]


def test_a_low_last_number_does_not_end_the_reading_early() -> None:
    log = evtx([logon(5), logon(6), logon(9), logon(1)])
    found = read_general(log[FILE_HEADER:], spans(log))
    assert [one is None for one in found] == [False, False, False, False]


def test_a_record_that_the_library_cannot_read_is_none_and_the_next_one_is_read() -> None:
    log = evtx([logon(1), logon(2), logon(3)])
    at, size = spans(log)[1]
    chunk = evtx_damage.overwritten(log, FILE_HEADER + at + 24, b"\x7f" * (size - 28))[FILE_HEADER:]
    found = read_general(chunk, spans(log))
    assert [one is None for one in found] == [False, True, False]


def test_a_record_where_none_can_be_is_not_asked_for() -> None:
    assert read_general(bytes(CHUNK), [(64, 100), (520, 100)]) == [None, None]


def test_an_unreadable_live_record_is_damage_with_an_unknown_event_id() -> None:
    log = evtx([logon(1), logon(2), logon(3)])
    at, size = spans(log)[1]
    harmed = evtx_damage.overwritten(log, FILE_HEADER + at + 24, b"\x7f" * (size - 28))
    reading = read(evtx_damage.resealed(harmed), LOGONS)
    assert reading.records.event_id.tolist() == [4625, UNKNOWN_EVENT_ID, 4625]
    assert [row["TargetUserName"] for _, _, row in rows(reading)] == ["user1", "user3"]
    assert damage(reading) == [("record-unreadable", FILE_HEADER + at, size)]


def test_an_empty_value_written_out_is_empty() -> None:
    ((_, _, row),) = rows(read(evtx([logon(1)]), LOGONS))
    assert (row["IpAddress"], row["Workstation"]) == ("", None)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("SystemTime", "SystemTxme"),
        ("2003-06-13", "2003-16-13"),
        ("EventRecordID", "EventRecordIX"),
        ("4625", "46x5"),
    ],
)
def test_an_event_that_does_not_say_when_or_what_is_unreadable(said: str, instead: str) -> None:
    log = evtx([logon(1)])
    raw = said.encode("utf-16-le")
    assert raw in log
    found = read_general(log.replace(raw, instead.encode("utf-16-le"))[FILE_HEADER:], spans(log))
    assert found == [None]


SYSTEM: Final = (
    '"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":{"#text":4625},'
    '"EventRecordID":7,"TimeCreated":{"#attributes":{"SystemTime":"1970-01-01T00:00:00.5Z"}}}'
)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ('"EventData":{"A":true,"B":3,"C":null}', (("A", "true"), ("B", "3"), ("C", None))),
        ('"EventData":{"A":["x","y"]}', (("A", "x, y"),)),
        (
            '"EventData":{"Data":{"#text":["x",""]},"Binary":"D9"}',
            (("", "x"), ("", ""), ("Binary", "D9")),
        ),
        ('"EventData":{"Data":{"#text":"x"}}', (("", "x"),)),
        ('"UserData":{"Cleared":{"#attributes":{"xmlns":"u"},"A":"x"}}', (("A", "x"),)),
        ('"EventData":null', ()),
        ('"UserData":"text"', ()),
    ],
)
def test_values_are_taken_from_the_librarys_json(
    data: str, values: tuple[tuple[str, str | None], ...]
) -> None:
    event = general_event(f'{{"Event":{{{SYSTEM},{data}}}}}')
    assert event is not None
    assert (event.provider, event.event_id, event.record_id) == ("P", 4625, 7)
    assert (event.created, event.computer) == (116_444_736_005_000_000, None)
    assert event.values == values


@pytest.mark.parametrize("text", ["", "[]", "null", '{"Event":7}', '{"a":' * 100_000])
def test_json_that_is_no_event_gives_none(text: str) -> None:
    assert general_event(text) is None


def test_an_event_without_the_name_of_a_computer_is_read() -> None:
    raw, other = ("Computer".encode("utf-16-le"), "Computor".encode("utf-16-le"))
    log = evtx([logon(1)])
    reading = read(evtx_damage.resealed(log.replace(raw, other)), LOGONS)
    ((_, _, row),) = rows(reading)
    assert (row["computer"], row["TargetUserName"], reading.computers) == (None, "user1", ())
