"""Records that are not all there: written in part, cut off with the file, or robbed of a name."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.evtx.blocks import SLOTS
from forensics.evidence.records import UNKNOWN_EVENT_ID, Reading
from tests.builders.event import Form
from tests.builders.evtx import CHUNK, FILE_HEADER, Event, evtx
from tests.builders.evtx_damage import headless, overwritten, record_offsets, resealed, rewound
from tests.effort import few
from tests.evidence.evtx import evtx_security
from tests.evidence.evtx.evtx_reading import LOGONS, counts, damage, live, read, rows
from tests.evidence.evtx.evtx_security import WHOLE, event_id, offsets

WHEN: Final = 127_000_000_000_000_007


def logon(number: int, form: Form = "template", **values: str) -> Event:
    """Return an invented failed logon."""
    return Event(
        number=number,
        written=WHEN + number,
        event_id=4625,
        values={"Status": "0xc000006d", "TargetUserName": f"user{number}", **values},
        form=form,
    )


def spans(whole: bytes) -> list[tuple[int, int]]:
    """Return where each record of a built log begins, and where it ends."""
    begins = record_offsets(whole)
    return [(at, at + int.from_bytes(whole[at + 4 :][:4], "little")) for at in begins]


def names(reading: Reading) -> list[str]:
    return [row["TargetUserName"] for _, _, row in rows(reading)]


LAST: Final = evtx([logon(1), logon(2), logon(3)])
"""Three logons, of which the last is harmed."""


def test_a_record_that_was_written_to_half_is_counted_but_not_decoded() -> None:
    begin, end = spans(LAST)[2]
    half = begin + (end - begin) // 2
    reading = read(overwritten(LAST, half, bytes(end - half)), LOGONS)
    assert reading.records.number.tolist() == [1, 2, 3]
    assert names(reading) == ["user1", "user2"]
    assert damage(reading)[1:] == [("record-unreadable", begin, end - begin)]
    assert reading.bytes is not None
    assert reading.bytes.records == end - FILE_HEADER - 512
    assert reading.bytes.unreadable == 0


def test_a_record_that_lacks_only_its_closing_size_is_decoded_and_told() -> None:
    begin, end = spans(LAST)[2]
    reading = read(overwritten(LAST, end - 4, bytes(4)), LOGONS)
    assert names(reading) == ["user1", "user2", "user3"]
    assert damage(reading)[1:] == [("record-unreadable", begin, end - begin)]


@given(st.integers(0, 1_000), st.sampled_from([b"\0", b"\xff", b"\xa5"]), st.booleans())
def test_wherever_the_rest_of_a_record_is_lost_nothing_false_is_read(
    place: int,
    instead: bytes,
    inline: bool,  # noqa: FBT001 - drawn
) -> None:
    whole = evtx([logon(number, "inline" if inline else "template") for number in (1, 2, 3)])
    begin, end = spans(whole)[2]
    cut = begin + place % (end - begin)
    reading = read(overwritten(whole, cut, instead * (end - cut)), LOGONS)
    told = [row for _, _, row in rows(reading)]
    assert told[:2] == [row for _, _, row in rows(read(whole, LOGONS))][:2]
    assert [row["TargetUserName"] for row in told[2:]] in ([], ["user3"])
    assert set(reading.records.event_id.tolist()) <= {4625, UNKNOWN_EVENT_ID}
    assert set(reading.records.written.tolist()) <= {WHEN + number for number in (1, 2, 3)}
    assert (begin in [row.offset for row in reading.damage]) or cut >= end - 12


def test_a_number_that_ends_in_zeros_is_not_believed_where_zeros_go_on_behind_it() -> None:
    # Status 0x6d stands for 0x6d, or for a status of which three bytes were lost.
    event = Event(number=2, written=WHEN, event_id=4625, values={"A": "x", "Status": "0x6d"})
    whole = evtx([logon(1), event])
    begin, end = spans(whole)[1]
    reading = read(overwritten(whole, end - 4, bytes(4)), LOGONS)
    assert (names(reading), live(reading)) == (["user1"], 2)
    assert reading.records.event_id.tolist() == [4625, 4625]
    assert damage(reading)[1:] == [("record-unreadable", begin, end - begin)]


def test_an_event_id_in_the_part_that_was_lost_is_unknown() -> None:
    begin, end = spans(LAST)[2]
    values = begin + 24 + 14 + 4 + 4 * 18  # behind the list of the System template's values
    reading = read(overwritten(LAST, values + 4, bytes(end - values - 4)), LOGONS)
    assert reading.records.event_id.tolist() == [4625, 4625, UNKNOWN_EVENT_ID]


@pytest.mark.parametrize(("short", "kept"), [(1, 3), (4, 3), (40, 2)])
def test_a_record_cut_off_with_the_file_is_decoded_if_its_values_are_there(
    short: int, kept: int
) -> None:
    # Records are padded to 8 bytes: in this one, 7 of them stand behind the values.
    whole = evtx([logon(1), logon(2), logon(3, Workstation="abc")])
    begin, end = spans(whole)[2]
    reading = read(whole[: end - short], LOGONS)
    assert names(reading) == ["user1", "user2", "user3"][:kept]
    assert live(reading) == kept
    assert damage(reading) == [
        ("record-truncated", begin, end - short - begin),
        ("file-truncated", end - short, FILE_HEADER + CHUNK - end + short),
    ]


@few(15)
@given(st.integers(FILE_HEADER, FILE_HEADER + 3_000))
def test_a_file_cut_anywhere_keeps_every_whole_record(cut: int) -> None:
    reading = read(LAST[:cut], LOGONS)
    whole = sum(end <= cut for _, end in spans(LAST))
    assert names(reading) in ([f"user{n}" for n in range(1, whole + more + 1)] for more in (0, 1))
    assert bool(reading.damage) == (cut < len(LAST))


def test_a_real_record_that_was_written_in_part_is_counted_but_not_decoded() -> None:
    begin = next(at for at in offsets(7)[1:] if event_id(at) == 4624)
    size = offsets(7)[offsets(7).index(begin) + 1] - begin
    half = size // 2
    lost = offsets(8)[0] - 512 - begin - half
    reading = read(evtx_security.overwritten((begin + half, bytes(lost))), LOGONS)
    before = offsets(7).index(begin)
    assert live(reading) == WHOLE[0] - len(offsets(7)) + before + 1
    assert begin in reading.records.offset.tolist()
    assert begin not in [row["offset"] for _, _, row in rows(reading)]
    assert ("record-unreadable", begin, size) in damage(reading)


def inline_rows(whole: bytes) -> Iterator[dict[str, Any]]:
    for _, _, row in rows(read(whole, LOGONS)):
        yield row


INLINE: Final = evtx(logon(number, "inline") for number in range(1, 7))


def test_records_without_a_template_are_read_without_a_file_header() -> None:
    reading = read(headless(INLINE), LOGONS)
    assert names(reading) == [f"user{number}" for number in range(1, 7)]
    assert damage(reading) == [("header-unreadable", 0, 0)]


@pytest.mark.parametrize("harmed", [1, 3, 5])
def test_records_without_a_template_are_read_where_their_neighbour_is_destroyed(
    harmed: int,
) -> None:
    begin, end = spans(INLINE)[harmed]
    found = list(inline_rows(overwritten(INLINE, begin, b"\xa5" * (end - begin))))
    assert found == [row for row in inline_rows(INLINE) if row["offset"] != begin]


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_name_altered_in_another_record_never_makes_a_value_of_another_name(
    place: int, flip: int
) -> None:
    # The first record carries the names of all: those that use an altered one are not read.
    begin, end = spans(INLINE)[0]
    at = begin + place % (end - begin)
    harmed = overwritten(INLINE, at, bytes([INLINE[at] ^ flip]))
    left = {row["offset"]: row for row in inline_rows(harmed)}
    for row in inline_rows(INLINE):
        if row["offset"] != begin:
            assert left.get(row["offset"], row) == row
    assert live(read(harmed)) == 6


def test_a_name_altered_in_another_record_is_told() -> None:
    at = INLINE.index("EventData".encode("utf-16-le"))
    reading = read(overwritten(INLINE, at, b"X"), LOGONS)
    assert names(reading) == []
    codes = [code for code, _, _ in damage(reading)]
    assert codes == ["chunk-checksum", *["record-unreadable"] * 6]


def test_a_recovered_record_whose_names_were_overwritten_is_not_read_by_others() -> None:
    at = INLINE.index("Computer".encode("utf-16-le"))
    harmed = resealed(overwritten(INLINE, at, "Commuter".encode("utf-16-le")))
    reading = read(rewound(harmed, chunk=0, live=1), LOGONS)
    assert counts(reading) == (1, 5)
    # The data checksum answers for the live one, whatever its names are.
    assert [batch.frame["recovered"].to_list() for batch in reading.batches] == [[False]]
    assert reading.records.event_id.tolist() == [4625] + [UNKNOWN_EVENT_ID] * 5


def test_a_recovered_record_is_read_by_its_template_from_a_later_block_of_the_file() -> None:
    # In slack, the first chunk has a logon whose template was overwritten; block 2 has it whole.
    first = evtx([Event(number=1, written=WHEN, event_id=1, values={"A": "b"}), logon(2)])
    name = first.index("TargetUserName".encode("utf-16-le"))
    first = rewound(overwritten(first, name - 4, b"\x7f"), chunk=0, live=1)
    other = evtx([Event(number=3, written=WHEN, event_id=1, values={"A": "b"})])[FILE_HEADER:]
    whole = first + other * SLOTS + evtx([logon(9)])[FILE_HEADER:]
    reading = read(whole, LOGONS)
    found = [row for batch in reading.batches for row in batch.frame.to_dicts()]
    assert [(row["number"], row["recovered"], row["TargetUserName"]) for row in found] == [
        (2, True, "user2"),
        (9, False, "user9"),
    ]
    assert reading.damage == ()


def test_bytes_missing_at_the_end_of_a_block_do_not_reach_the_next_chunk() -> None:
    one = evtx([logon(number) for number in range(1, 9)])
    whole = one + one[FILE_HEADER:] * SLOTS
    end = FILE_HEADER + SLOTS * CHUNK
    reading = read(whole[: end - 1_003] + whole[end:])
    assert live(reading) == 8 * (SLOTS + 1)
    assert dict(reading.chunks)["cut off"] == 1
    assert reading.bytes is not None
    assert reading.bytes.total == len(whole) - 1_003


def test_an_archived_log_with_numbers_of_its_own_is_read_whole() -> None:
    # Saved by filter: records are numbered anew, and System keeps the number of the live log.
    events = [
        Event(
            number=n, event_record_id=7_000 + 10 * n, written=WHEN, event_id=4625, values={"A": "b"}
        )
        for n in (1, 2, 3)
    ]
    reading = read(evtx(events) + bytes(3 * CHUNK), LOGONS)
    found = [(row["number"], row["event_record_id"]) for _, _, row in rows(reading)]
    assert found == [(1, 7_010), (2, 7_020), (3, 7_030)]
    assert (reading.claims["dirty"], reading.damage) == ("no", ())


def test_without_a_header_and_without_the_first_chunks_name_its_records_are_recovered() -> None:
    one = evtx([logon(number) for number in range(1, 9)])
    two = evtx([logon(number) for number in range(9, 17)])
    harmed = overwritten(one[FILE_HEADER:], 0, bytes(8)) + two[FILE_HEADER:]
    reading = read(harmed, LOGONS)
    assert counts(reading) == (8, 8)
    assert damage(reading) == [("header-unreadable", 0, 0), ("chunk-unreadable", 0, CHUNK)]
