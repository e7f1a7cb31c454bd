"""The ledger: every exhibit is accounted for, every sum closes, every gap is told."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forensics.events import event_table
from forensics.evidence.forms import Examined, examine
from forensics.evidence.records import Reading, Records, Wanted
from forensics.exhibits import Exhibit, find_exhibits
from forensics.lean import INTERNED
from forensics.ledger import SHOWN, account_for
from forensics.observing import (
    COPY,
    NEVER_FAILED,
    NO_TRY,
    OTHER_EVENTS,
    OUTSIDE,
    RECOVERED,
    UNFIT,
    USED,
)
from forensics.reconstruct import reconstruct
from forensics.sources import ByteCounts, RecordCounts, RecordGap, Source
from forensics.values import NOT_APPLICABLE, Damage, DamageCode
from tests.builders.evt import Record, evt
from tests.builders.evtx import evtx
from tests.builders.security import At, logon_failed_4625
from tests.builders.security_classic import Classic, failed_529, lockout_644, logon_540, preauth_675
from tests.ledger.small_site import (
    CLEARED,
    STARTED,
    TOKEN,
    at,
    case_of,
    log,
    read,
    records,
    sources_of,
)

BAD = failed_529(TOKEN, "FIN-1", "FIN-1")
NOTHING = RecordCounts(read=0, recovered=0, damaged=0, used=0, set_aside=0)


def only(folder: Path, content: bytes, toml: str = "", name: str = "a.evt") -> Source:
    (source,) = sources_of(case_of(folder, {name: content}, toml))
    return source


# ── every fate is counted ───────────────────────────────────────────────────────────────────────


def test_every_fate_is_counted_and_the_sum_closes(tmp_path: Path) -> None:
    live = records(
        "LONDC01",
        (50, BAD),
        (100, BAD),
        (101, BAD),
        (102, lockout_644(TOKEN, "FIN-1")),
        (103, logon_540("alice", "LON", "WS1")),
        (104, preauth_675("alice", "10.0.0.1", code="0x19")),
        (105, STARTED),
        (106, STARTED),
        (107, CLEARED),
        first=10,
    )
    old = records("LONDC01", (1, BAD), (2, STARTED))
    logs = {"a.evt": evt(live, slack=old), "b.evt": evt(live[1:3])}
    first, second = sources_of(case_of(tmp_path, logs, "[case]\nfrom = 2001-10-09T00:01:40Z\n"))
    assert first.records == RecordCounts(read=9, recovered=2, damaged=0, used=4, set_aside=5)
    assert first.set_aside_by == {
        NO_TRY: 1,
        OTHER_EVENTS: 2,
        OUTSIDE: 1,
        NEVER_FAILED: 1,
    }
    assert second.records == RecordCounts(read=2, recovered=0, damaged=0, used=0, set_aside=2)
    assert second.set_aside_by == {COPY: 2}


def test_recovered_records_are_counted_apart(tmp_path: Path) -> None:
    content = evt(records("A", (9, BAD), first=9), slack=records("A", (1, BAD), (2, STARTED)))
    source = only(tmp_path, content)
    assert source.records == RecordCounts(read=1, recovered=2, damaged=0, used=1, set_aside=0)
    assert source.set_aside_by == {}
    assert (source.first, source.last) == (at(9), at(9))


def test_a_log_without_records_counts_nothing(tmp_path: Path) -> None:
    source = only(tmp_path, evt([]))
    assert (source.state, source.records, source.set_aside_by) == ("intact", NOTHING, {})
    assert (source.first, source.last) == (NOT_APPLICABLE, NOT_APPLICABLE)


def test_a_log_of_other_events_is_set_aside_whole(tmp_path: Path) -> None:
    source = only(tmp_path, log("A", (1, STARTED), (2, STARTED)))
    assert source.records == RecordCounts(read=2, recovered=0, damaged=0, used=0, set_aside=2)
    assert source.set_aside_by == {OTHER_EVENTS: 2}


def test_a_known_event_of_another_channel_is_told_from_events_of_others(tmp_path: Path) -> None:
    security = logon_failed_4625(At(1, at(1).moment()))
    events = [
        security,
        replace(security, number=2, channel="Vendor-App/Operational"),
        replace(security, number=3, provider="Vendor-App"),
    ]
    source = only(tmp_path, evtx(events), name="a.evtx")
    assert source.records == RecordCounts(read=3, recovered=0, damaged=0, used=1, set_aside=2)
    assert source.set_aside_by == {UNFIT: 1, OTHER_EVENTS: 1}


def test_a_failure_with_too_few_strings_is_told(tmp_path: Path) -> None:
    short = Classic(529, ("alice", "LON"))
    source = only(tmp_path, log("A", (1, short)))
    assert source.records == RecordCounts(read=1, recovered=0, damaged=0, used=0, set_aside=1)
    assert source.set_aside_by == {UNFIT: 1}


# ── what an exhibit is ──────────────────────────────────────────────────────────────────────────


def test_an_intact_log_is_described_whole(tmp_path: Path) -> None:
    content = log("LONCAP01", (1, BAD), (2, STARTED), (30, CLEARED))
    (exhibit,) = find_exhibits(case_of(tmp_path, {"a.evt": content}))
    assert only(tmp_path, content) == Source(
        path="evidence/a.evt",
        sha256=exhibit.sha256,
        size=len(content),
        format="evt",
        state="intact",
        reason="",
        hosts=("LONCAP01",),
        records=RecordCounts(read=3, recovered=0, damaged=0, used=2, set_aside=1),
        first=at(1),
        last=at(30),
        record_gaps=(),
        gaps_total=0,
        cleared=(at(30),),
        set_aside_by={OTHER_EVENTS: 1},
        claims={
            "dirty": "no",
            "wrapped": "no",
            "full": "no",
            "archive": "no",
            "empty": "no",
            "oldest record": "1",
            "next record": "4",
            "largest size": f"{len(content)} bytes",
            "retention": "0 seconds",
            "oldest record, by the end marker": "1",
            "next record, by the end marker": "4",
            "oldest record found": "1",
            "next record found": "4",
            "live records found": "3",
            "size found": f"{len(content)} bytes",
        },
        damage=(),
        damage_total=0,
        unchanged=True,
        duplicates=0,
        bytes=ByteCounts(header=88, records=len(content) - 88, filler=0, unreadable=0),
        numbering="log",
        chunks={},
        time_steps=(),
        time_steps_total=0,
        audit_changed=(),
        first_record=1,
        last_record=3,
    )


@pytest.mark.parametrize(
    ("name", "content", "state", "reason"),
    [
        ("a.evt", b"", "unreadable", "the file is empty (0 bytes): copy the log again"),
        (
            "a.evtx",
            b"not a log\n",
            "unrecognised",
            "named .evtx, but its bytes are no such log: export the log again",
        ),
        (
            "A.EVT",
            b"not a log\n",
            "unrecognised",
            "named .evt, but its bytes are no such log: export the log again",
        ),
        (
            "notes.txt",
            b"not a log\n",
            "unrecognised",
            "not a form that this version reads: set aside unread",
        ),
    ],
)
def test_an_exhibit_that_is_no_log_is_listed_with_the_reason(
    tmp_path: Path, name: str, content: bytes, state: str, reason: str
) -> None:
    source = only(tmp_path, content, name=name)
    assert (source.format, source.state, source.reason) == ("unknown", state, reason)
    assert (source.size, source.records, source.hosts) == (len(content), NOTHING, ())
    assert (source.first, source.last) == (NOT_APPLICABLE, NOT_APPLICABLE)
    assert (source.record_gaps, source.cleared, source.damage, source.claims) == ((), (), (), {})


def test_a_log_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    logs = {
        "one.txt": log("A", (1, BAD)),
        "two.evt": evtx([logon_failed_4625(At(1, at(1).moment()))]),
    }
    found = [(each.path, each.format, each.state) for each in sources_of(case_of(tmp_path, logs))]
    assert found == [("evidence/one.txt", "evt", "intact"), ("evidence/two.evt", "evtx", "intact")]


def test_a_hindrance_is_the_reason_why_an_exhibit_was_not_read(tmp_path: Path) -> None:
    case_of(tmp_path, {"b.evt": log("A", (1, BAD))})
    os.mkfifo(tmp_path / "evidence/a.evt")
    pipe, other = sources_of(case_of(tmp_path, {}))
    assert (pipe.state, pipe.format, pipe.sha256) == ("unreadable", "unknown", "")
    assert pipe.reason == "no regular file (a device, pipe or socket): copy the log into a file"
    assert other.state == "intact"


def test_a_file_that_vanishes_before_it_is_read_is_unreadable(tmp_path: Path) -> None:
    (exhibit,) = find_exhibits(case_of(tmp_path, {"a.evt": b"x"}))
    exhibit.file.unlink()
    examined = examine(exhibit, Wanted(fields={}))
    assert (examined.state, examined.reading) == ("unreadable", None)
    assert examined.reason == (
        "cannot be read (No such file or directory): make it readable or copy it again"
    )


def test_a_damaged_log_says_how(tmp_path: Path) -> None:
    source = only(tmp_path, log("A", (1, BAD), (2, BAD), (3, BAD))[:-100])
    assert source.state == "damaged"
    assert source.reason == ("3 stretches damaged: record-truncated, end-missing, file-truncated")
    assert [(damage.offset, damage.length) for damage in source.damage] == [
        (392, 112),
        (504, 0),
        (504, 0),
    ]
    assert source.records == RecordCounts(read=2, recovered=0, damaged=1, used=2, set_aside=0)


def test_an_exhibit_that_changed_while_it_was_read_is_damaged(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"a.evt": log("A", (1, BAD))})
    examined = read(case)
    scene = reconstruct(case, examined, event_table())
    (source,) = account_for(examined, scene.observations, {"evidence/a.evt": False})
    assert (source.state, source.unchanged) == ("damaged", False)
    assert source.reason == "its bytes changed while it was read: copy it again and repeat"
    assert source.records == RecordCounts(read=1, recovered=0, damaged=0, used=1, set_aside=0)


# ── gaps and clearings ──────────────────────────────────────────────────────────────────────────


def test_missing_record_numbers_are_gaps(tmp_path: Path) -> None:
    whole = records("A", *[(second, BAD) for second in range(1, 21)])
    kept = [*whole[:10], whole[13], *whole[16:]]
    source = only(tmp_path, evt(kept))
    assert source.record_gaps == (
        RecordGap(after=10, before=14),
        RecordGap(after=14, before=17),
    )
    assert source.gaps_total == 2


def test_numbers_without_a_hole_are_no_gap_in_whatever_order(tmp_path: Path) -> None:
    whole = records("A", *[(second, BAD) for second in range(1, 7)], first=1_000)
    source = only(tmp_path, evt([*whole[3:], *whole[:3]]))
    assert (source.record_gaps, source.gaps_total) == ((), 0)


def test_a_recovered_record_closes_no_gap(tmp_path: Path) -> None:
    whole = records("A", *[(second, BAD) for second in range(1, 5)])
    source = only(tmp_path, evt([whole[0], *whole[2:]], slack=[whole[1]]))
    assert source.record_gaps == (RecordGap(after=1, before=3),)


def test_many_gaps_are_counted_and_the_first_hundred_listed(tmp_path: Path) -> None:
    whole = records("A", *[(second, BAD) for second in range(1, 2 * SHOWN + 6)])
    source = only(tmp_path, evt(whole[::2]))
    assert source.gaps_total == SHOWN + 2
    assert len(source.record_gaps) == SHOWN == 100
    assert source.record_gaps[-1] == RecordGap(after=199, before=201)


def test_clearings_are_listed_in_order_of_time_and_copies_once(tmp_path: Path) -> None:
    content = log("A", (30, CLEARED), (10, CLEARED), (20, BAD))
    one, other = sources_of(case_of(tmp_path, {"a.evt": content, "b.evt": content}))
    assert (one.cleared, other.cleared) == ((at(10), at(30)), ())


# ── by hand: what no real log can be made to say ────────────────────────────────────────────────


def by_hand(
    *, recovered: list[bool], damage: tuple[Damage, ...] = (), file: Path = Path("a")
) -> Examined:
    """Return an exhibit with some records of which nothing but their state matters."""
    number = len(recovered)
    reading = Reading(
        records=Records(
            offset=np.arange(number, dtype=np.int64),
            length=np.ones(number, dtype=np.int64),
            number=np.arange(1, number + 1, dtype=np.uint64),
            written=np.zeros(number, dtype=np.int64),
            event_id=np.zeros(number, dtype=np.int32),
            recovered=np.array(recovered, dtype=np.bool_),
        ),
        batches=(),
        damage=damage,
        computers=(),
        duplicates=3,
    )
    return Examined(
        exhibit=Exhibit(path="evidence/a", file=file, size=1, sha256="0", hindrance=""),
        form="evt",
        state="intact",
        reason="",
        reading=reading,
    )


def judged(*fates: str, kind: str = "attempt", created: int | None = 5) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "source": [0] * len(fates),
            "fate": list(fates),
            "kind": [kind] * len(fates),
            "created": [created] * len(fates),
            "written": [7] * len(fates),
        },
        schema={
            "source": pl.UInt32,
            "fate": INTERNED,
            "kind": INTERNED,
            "created": pl.Int64,
            "written": pl.Int64,
        },
    )


def account(examined: Examined, frame: pl.DataFrame) -> Source:
    (source,) = account_for([examined], frame, {"evidence/a": True})
    return source


def test_more_observations_than_records_stop_the_program() -> None:
    with pytest.raises(AssertionError, match="the ledger does not close"):
        account(by_hand(recovered=[False]), judged(USED, USED))


def test_a_live_record_taken_for_recovered_stops_the_program() -> None:
    with pytest.raises(AssertionError, match="the ledger does not close"):
        account(by_hand(recovered=[True]), judged(USED))


def test_recovered_observations_are_no_part_of_the_sum() -> None:
    source = account(by_hand(recovered=[False, True]), judged(USED, RECOVERED))
    assert source.records == RecordCounts(read=1, recovered=1, damaged=0, used=1, set_aside=0)


def test_damage_to_records_is_counted_and_other_damage_is_listed_only() -> None:
    codes = list(DamageCode)
    damage = tuple(
        Damage(offset=place, length=1, code=code, expected="", found="")
        for place, code in enumerate(codes)
    )
    source = account(by_hand(recovered=[False], damage=damage), judged(USED))
    assert source.records == RecordCounts(read=1, recovered=0, damaged=2, used=1, set_aside=0)
    assert [each.code for each in source.damage] == codes
    assert source.damage_total == len(codes)


def test_damage_beyond_a_hundred_stretches_is_counted_and_not_listed() -> None:
    one = Damage(offset=0, length=1, code=DamageCode.RECORD_TRUNCATED, expected="", found="")
    source = account(by_hand(recovered=[False], damage=(one,) * 101), judged(USED))
    assert (len(source.damage), source.damage_total, source.records.damaged) == (100, 101, 101)


def test_times_that_were_never_written_do_not_span_the_log() -> None:
    source = account(by_hand(recovered=[False]), judged(USED))
    assert (source.first, source.last) == (NOT_APPLICABLE, NOT_APPLICABLE)


def test_a_clearing_without_a_time_of_its_own_has_that_of_its_record() -> None:
    source = account(by_hand(recovered=[False]), judged(USED, kind="cleared", created=None))
    assert [moment.ticks for moment in source.cleared] == [7]


def test_dropped_copies_of_live_records_are_told() -> None:
    assert account(by_hand(recovered=[False]), judged(USED)).duplicates == 3


def test_an_event_with_fewer_strings_than_any_layout_is_set_aside(tmp_path: Path) -> None:
    short = Classic(529, ("alice", "LON"))
    source = only(tmp_path, log("A", (1, BAD), (2, short)))
    assert source.records == RecordCounts(read=2, recovered=0, damaged=0, used=1, set_aside=1)


def test_a_record_whose_source_is_another_program_is_set_aside(tmp_path: Path) -> None:
    other = Record(
        number=1, generated=0, written=0, event_id=529, computer="A", source="Other", strings=()
    )
    source = only(tmp_path, evt([other]))
    assert source.set_aside_by == {OTHER_EVENTS: 1}
