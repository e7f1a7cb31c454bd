"""SMS logs: what holds for any bytes, and for any log that is built."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.sms import reader as sms_logs
from tests.builders.sms_log import Entry, sms_log
from tests.effort import few
from tests.evidence.sms.sms_reading import DECLARED, read, rows

PIECES = (
    *(b"$$<", b"<$$", b"$<", b"&", b"CCIM32", b">", b"<", b"<Tue Jan 04 15:19:28.663 2000"),
    *(b"<thread=112 (0x70)>", b"~", b"\r\n", b"\n", b"\t", b"Hardware Inventory Agent", b" "),
    *(b"4/2/99 12:01:36 AM", b"182 (0xB6)", b"NAL[4] - ", b"(1326)", b"\x00", b"\x81", b"(0x70)>"),
)
message = st.text("abcXYZ09 .:;-_\\()[]'äß", min_size=1, max_size=40).map(str.strip).filter(bool)
entry = st.builds(
    Entry,
    message=message,
    component=st.sampled_from(
        ["CCIM32", "APM", "Hardware Inventory Agent", "C:\\SMS\\CLISVCL.EXE"]
    ),
    when=st.datetimes(datetime(1994, 1, 1), datetime(2029, 12, 31)).map(  # noqa: DTZ001 - a wall clock
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ),
    thread=st.integers(1, 2**32 - 1),
    zone=st.sampled_from(["", "Eastern Daylight Time", "W. Europe Standard Time"]),
)


@few(20)
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES)).map(b"".join)))
def test_any_bytes_raise_nothing_and_every_byte_is_told(data: bytes) -> None:
    sms_logs.recognises(data)
    reading = read(data, DECLARED)
    assert reading.bytes is not None
    assert reading.records.length.sum() == reading.bytes.records
    assert sum(each.length for each in reading.damage) == reading.bytes.unreadable
    ends = reading.records.offset + reading.records.length
    assert (ends[:-1] <= reading.records.offset[1:]).all()


@few(20)
@given(st.lists(entry, min_size=1, max_size=6))
def test_what_is_built_is_read_back(entries: list[Entry]) -> None:
    data = sms_log(each.line() for each in entries)
    assert sms_logs.recognises(data)
    found = rows(data, DECLARED)
    assert [(row[0], *row[3:]) for row in found] == [
        (
            *(line, each.component, each.message),
            *(f"{each.thread} (0x{each.thread:X})", each.zone or None),
        )
        for line, each in enumerate(entries, 1)
    ]
    assert [datetime.fromisoformat(row[2]).replace(tzinfo=None) for row in found] == [
        each.when for each in entries
    ]


@few(10)
@given(st.lists(entry, min_size=1, max_size=4))
def test_lines_of_sms_1_and_copies_of_sms_trace_are_read_back(entries: list[Entry]) -> None:
    forms = [
        [each.old_line() for each in entries],
        [each.copied() for each in entries],
        [each.copied_time_first() for each in entries],
    ]
    for form in forms:
        found = rows(sms_log(form), DECLARED)
        assert [row[3:5] for row in found] == [(each.component, each.message) for each in entries]
