"""What is out of order is listed with its place, each kind with what it can and cannot mean."""

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from forensics.case import load_case
from forensics.events import event_table
from forensics.evidence.forms import examine
from forensics.exhibits import find_exhibits
from forensics.irregularities.surveying import SHOWN, survey
from forensics.ledger import account_for
from forensics.reconstruct import reconstruct
from forensics.sources import Irregularity, Sighting
from forensics.values import NOT_APPLICABLE
from tests.builders.event import Event
from tests.builders.evt import evt, record_bytes
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx
from tests.builders.evtx_damage import overwritten, record_offsets, resealed, rewound, stale
from tests.builders.security import At, logon_failed_4625
from tests.builders.security_classic import Classic, failed_529
from tests.ledger.small_site import CLEARED, log, records

SECOND: Final = 10_000_000
NINE: Final = 127_767_996_000_000_000 - 127_767_996_000_000_000 % SECOND
FAILED: Final = failed_529("token", "LON", "WS1")
POLICY: Final = Classic(612, (*"-+-+-+-+-+-+", "admin", "LON", "(0x0,0x1)"))


def found(tmp_path: Path, **logs: bytes) -> dict[str, Irregularity]:
    """Return what is out of order in logs, kind -> the irregularity; file name -> bytes."""
    folder = tmp_path / "evidence"
    folder.mkdir(parents=True)
    for name, content in logs.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    case = load_case(tmp_path)
    examined = tuple(examine(one, event_table().wanted()) for one in find_exhibits(case))
    scene = reconstruct(case, examined, event_table())
    same = {each.exhibit.path: each.exhibit.path != "evidence/moved.evt" for each in examined}
    sources = account_for(examined, scene.observations, same)
    return {one.kind: one for one in survey(examined, sources, scene.observations)}


def modern(*numbers: int, **fields: Any) -> list[Event]:  # noqa: ANN401 - the values of a 4625
    """Return failed logons of one machine with these record numbers, a second apart."""
    return [logon_failed_4625(At(number, NINE + number * SECOND), **fields) for number in numbers]


def seen(one: Irregularity) -> list[tuple[object, object, object, str]]:
    return [(each.record, each.offset, each.length, each.shows) for each in one.seen]


# ── what the ledger knows ───────────────────────────────────────────────────────────────────────


def test_a_sound_log_has_nothing_out_of_order(tmp_path: Path) -> None:
    assert (
        found(tmp_path, a_evt=log("LON", (1, FAILED), (2, FAILED)), b_evtx=evtx(modern(1, 2))) == {}
    )


def test_missing_numbers_are_told_with_the_ordinary_reasons_first(tmp_path: Path) -> None:
    one = found(tmp_path, a_evtx=evtx(modern(5, 6, 9)))
    assert one == {
        "missing-numbers": Irregularity(
            kind="missing-numbers",
            title="Record numbers are missing",
            can_mean=(
                "the log is an export or was saved through a filter",
                "records could not be read here (see the table of damage)",
                "the service or the machine stopped before a buffer was written",
                "records were taken out of the file",
            ),
            does_not_show="what the missing records said, nor that anybody removed them",
            collect="the log itself instead of an export, the archives beside it, a forwarded "
            "copy (collector, SIEM) of the same stretch",
            seen=(Sighting(source="evidence/a.evtx", record=6, shows="2 between 6 and 9"),),
            total=1,
        )
    }


def test_cleared_logs_and_audit_policies_are_told_with_their_records(tmp_path: Path) -> None:
    one = found(tmp_path, a_evt=log("LON", (0, CLEARED), (60, POLICY), (61, FAILED)))
    length = len(record_bytes(records("LON", (0, CLEARED))[0]))
    after = len(record_bytes(records("LON", (60, POLICY))[0]))
    assert seen(one["cleared"]) == [(1, 48, length, "event 517 at 2001-10-09 00:00:00 UTC")]
    assert seen(one["audit-changed"]) == [
        (2, 48 + length, after, "event 612 at 2001-10-09 00:01:00 UTC")
    ]
    assert set(one) == {"cleared", "audit-changed"}


def test_both_clearings_of_later_windows_are_told(tmp_path: Path) -> None:
    cleared = [
        Event(
            number=number,
            written=NINE + number * SECOND,
            event_id=event_id,
            values={},
            provider="Microsoft-Windows-Eventlog",
            channel=channel,
        )
        for number, event_id, channel in ((3, 1102, "Security"), (4, 104, "System"), (5, 104, "X"))
    ]
    logs = {f"{name}_evtx": evtx([event]) for name, event in zip("abc", cleared, strict=True)}
    one = found(tmp_path, **logs)["cleared"]
    assert [(each.source, each.shows[:10]) for each in one.seen] == [
        ("evidence/a.evtx", "event 1102"),
        ("evidence/b.evtx", "event 104 "),
    ]


def test_time_that_falls_back_is_told(tmp_path: Path) -> None:
    one = found(tmp_path, a_evt=log("LON", (60, FAILED), (30, FAILED)))
    assert seen(one["time-falls"]) == [
        (
            *(1, NOT_APPLICABLE, NOT_APPLICABLE),
            "from 2001-10-09 00:01:00 back to 2001-10-09 00:00:30 after record 1",
        )
    ]


def test_records_outside_the_chain_are_told_and_those_of_logons_one_by_one(tmp_path: Path) -> None:
    older = records("LON", (0, FAILED), (5, Classic(592, ("1", "a.exe"))), first=7)
    one = found(tmp_path, a_evt=evt(records("LON", (60, FAILED), first=9), slack=older))
    length = len(record_bytes(older[0]))
    behind = 48 + length + 40
    assert seen(one["outside-chain"]) == [
        (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, "2 records"),
        (7, behind, length, "record 7: event 529"),
    ]
    assert one["outside-chain"].total == 2


def test_an_exhibit_that_changed_is_told(tmp_path: Path) -> None:
    one = found(tmp_path, moved_evt=log("LON", (1, FAILED)))
    assert seen(one["changed"]) == [
        (*[NOT_APPLICABLE] * 3, "its SHA-256 afterwards is another"),
    ]


# ── what readers find damaged ───────────────────────────────────────────────────────────────────


def test_checksums_that_do_not_hold_are_told_with_their_chunk(tmp_path: Path) -> None:
    whole = evtx(modern(1, 2, 3))
    one = found(tmp_path, a_evtx=overwritten(whole, FILE_HEADER + 600, b"\xee"))
    (record, offset, length, shows), *more = seen(one["checksums"])
    assert (record, offset, length, more) == (NOT_APPLICABLE, FILE_HEADER, CHUNK, [])
    assert shows.startswith("chunk checksum at byte 4,096: expected checksum of the records 0x")


def test_chunks_without_checksums_are_told(tmp_path: Path) -> None:
    one = found(tmp_path, a_evtx=evtx(modern(1, 2), minor=2, checksums=False))
    assert seen(one["no-checksums"]) == [(*[NOT_APPLICABLE] * 3, "1 of 1 chunk")]


def test_a_file_that_ends_early_is_told(tmp_path: Path) -> None:
    one = found(tmp_path, a_evtx=evtx(modern(1, 2))[:-30_000])
    assert [each.shows for each in one["cut-short"].seen] == [
        "file truncated at byte 39,632: expected 69632 bytes, found 39632 bytes"
    ]


def test_a_record_overwritten_with_zeros_is_a_stretch_that_cannot_be_read(tmp_path: Path) -> None:
    whole = evtx(modern(1, 2, 3))
    _, begin, end = record_offsets(whole)
    one = found(tmp_path, a_evtx=resealed(overwritten(whole, begin, bytes(end - begin))))
    words = f"expected a record, found {end - begin} bytes that begin{' 00' * 8}"
    assert seen(one["unreadable"]) == [
        (NOT_APPLICABLE, begin, end - begin, f"chain broken at byte {begin:,}: {words}")
    ]
    assert [each.shows for each in one["missing-numbers"].seen] == ["1 between 1 and 3"]


# ── header and record disagreeing ───────────────────────────────────────────────────────────────


def test_a_clean_header_whose_next_number_is_another_is_told(tmp_path: Path) -> None:
    whole = evtx(modern(1, 2, 3))
    shorter = rewound(whole, chunk=0, live=2)
    one = found(tmp_path, a_evtx=shorter)
    assert [each.shows for each in one["header-disagrees"].seen] == [
        "header: next record number 4; the highest live one is 2"
    ]


def test_a_dirty_header_is_not_asked(tmp_path: Path) -> None:
    numbers = range(1, 200)
    assert found(tmp_path, a_evtx=stale(evtx(modern(*numbers)))) == {}


def test_a_clean_header_that_counts_other_chunks_is_told(tmp_path: Path) -> None:
    whole = evtx(modern(*range(1, 200)))
    fewer = found(tmp_path, a_evtx=whole[: FILE_HEADER + CHUNK])
    chunks = (len(whole) - FILE_HEADER) // CHUNK
    shown = [each.shows for each in fewer["header-disagrees"].seen]
    assert shown[1] == f"header: {chunks} chunks; 1 are found"


def test_a_chunk_s_header_that_names_other_records_is_told(tmp_path: Path) -> None:
    whole = evtx(modern(4, 5, 6))
    told = resealed(overwritten(whole, FILE_HEADER + 32, struct.pack("<Q", 7)))
    one = found(tmp_path, a_evtx=told)
    assert set(one) == {"header-disagrees"}
    held = "3 records, 4 to 6, as the chunk holds"
    words = f"expected {held}, found places 1 to 3, records 4 to 7"
    assert seen(one["header-disagrees"]) == [
        (NOT_APPLICABLE, FILE_HEADER + 8, 32, f"header disagrees at byte 4,104: {words}")
    ]


def test_the_header_of_an_evt_log_is_held_against_its_ring(tmp_path: Path) -> None:
    whole = log("LON", (1, FAILED), (2, FAILED), first=8)
    oldest = overwritten(whole, 28, struct.pack("<I", 5))
    one = found(tmp_path, a_evt=oldest)
    assert [each.shows for each in one["header-disagrees"].seen] == [
        "header: oldest record 5; 8 is found"
    ]


def test_an_end_marker_is_held_against_its_ring(tmp_path: Path) -> None:
    whole = log("LON", (1, FAILED), (2, FAILED), first=8)
    one = found(tmp_path, a_evt=overwritten(whole, len(whole) - 8, struct.pack("<I", 5)))
    assert [each.shows for each in one["header-disagrees"].seen] == [
        "end marker: oldest record 5; 8 is found"
    ]


def test_a_record_whose_two_numbers_differ_is_told(tmp_path: Path) -> None:
    first, second = modern(1, 2)
    content = evtx([first, replace(second, event_record_id=812)])
    one = found(tmp_path, a_evtx=content)
    begin = record_offsets(content)[1]
    (shown,) = one["numbers-differ"].seen
    assert (shown.record, shown.offset) == (2, begin)
    assert shown.shows == "1 record; the first, record 2 calls itself 812"


# ── copies with other content ───────────────────────────────────────────────────────────────────


def test_a_slack_copy_of_an_evt_record_with_other_content_is_kept_and_told(tmp_path: Path) -> None:
    live = records("LON", (60, FAILED), first=9)
    other = replace(live[0], strings=("other", *live[0].strings[1:]))
    one = found(tmp_path, a_evt=evt(live, slack=[live[0], other]))
    length = len(record_bytes(live[0]))
    assert len(record_bytes(other)) == length
    behind, when = 48 + 2 * length + 40, "event 529; 2001-10-09 00:01:00 UTC"
    assert seen(one["other-content"]) == [
        (9, at, length, f"record 9: {when}; account {name}")
        for at, name in ((48, "token"), (behind, "other"))
    ]
    assert one["other-content"].total == 2
    # The equal one is a copy and dropped.
    assert [each.shows for each in one["outside-chain"].seen] == ["1 record", "record 9: event 529"]


def test_a_slack_copy_of_an_evtx_record_with_other_content_is_kept_and_told(tmp_path: Path) -> None:
    twins = [*modern(1, 2), *modern(2, TargetUserName="mallory"), *modern(2)]
    one = found(tmp_path, a_evtx=rewound(evtx(twins), chunk=0, live=2))
    assert [each.shows.split("; ")[2] for each in one["other-content"].seen] == [
        "account alice",
        "account mallory",
    ]
    assert [each.shows for each in one["outside-chain"].seen] == [
        "1 record",
        "record 2: event 4625",
    ]


def test_two_exhibits_that_tell_one_number_in_two_ways_are_told(tmp_path: Path) -> None:
    here, there = (evtx(modern(4, 5, TargetUserName=name)) for name in ("alice", "bob"))
    one = found(tmp_path, a_evtx=here, b_evtx=there)["other-content"]
    assert (one.total, [(each.source, each.record) for each in one.seen]) == (
        4,
        [(f"evidence/{name}.evtx", number) for number in (4, 5) for name in "ab"],
    )


def test_the_same_record_in_two_exhibits_is_no_other_content(tmp_path: Path) -> None:
    assert found(tmp_path, a_evtx=evtx(modern(4, 5)), b_evtx=evtx(modern(4, 5))) == {}


def test_a_value_that_an_export_leaves_out_is_no_other_content(tmp_path: Path) -> None:
    here, there = (evtx(modern(4, WorkstationName=name)) for name in ("WS7", "-"))
    assert found(tmp_path, a_evtx=here, b_evtx=there) == {}


def test_at_most_so_many_places_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    one = found(tmp_path, a_evtx=evtx(modern(*range(1, 500, 2))))["missing-numbers"]
    assert (len(one.seen), one.total) == (SHOWN, 249)
