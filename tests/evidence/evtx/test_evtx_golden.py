"""Exact counts for every real log: records, damage, chunks, bytes, and what its head claims."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import pytest
from evtx import PyEvtxParser

from forensics.evidence.evtx.chunks import STATES
from forensics.evidence.records import Bytes, Reading
from tests.evidence.evtx.evtx_reading import LOGONS, damage, event_ids, live, read, rows
from tests.shared import shared


@dataclass(frozen=True, slots=True)
class Golden:
    """Live records, recovered ones, dropped copies; bytes by kind; chunks by state."""

    records: tuple[int, int, int]
    bytes: tuple[int, int, int, int]
    chunks: dict[str, int]


GOLDEN: Final = {
    "Application_no_crc32": Golden((17, 34, 0), (4_608, 56_032, 8_992, 0), {"no checksums": 1}),
    "MSExchange_Management_wec": Golden((1, 9, 0), (4_608, 6_320, 58_704, 0), {"sound": 1}),
    "Security_short_selected": Golden((7, 8, 0), (4_608, 11_664, 53_360, 0), {"sound": 1}),
    "Security_with_size_t": Golden(
        (636, 0, 0), (7_168, 384_456, 726_584, 0), {"sound": 6, "all zeros": 11}
    ),
    "account-restriction": Golden((2, 0, 0), (4_608, 3_632, 61_392, 0), {"sound": 1}),
    "kerberos-4771-valid-user": Golden((54, 0, 0), (4_608, 27_352, 37_672, 0), {"sound": 1}),
    "kerberos-unknown-users": Golden((52, 0, 0), (4_608, 28_040, 36_984, 0), {"sound": 1}),
    "local-4625-burst": Golden((16, 0, 0), (4_608, 13_192, 51_832, 0), {"sound": 1}),
    "openssh-unknown-users": Golden((20, 0, 0), (4_608, 20_536, 44_488, 0), {"sound": 1}),
    "openssh-valid-users": Golden((11, 111, 0), (4_608, 64_544, 480, 0), {"sound": 1}),
    "post-Security": Golden(
        (126, 0, 0), (5_120, 88_952, 1_024_136, 0), {"sound": 2, "all zeros": 15}
    ),
    "sample-with-zero-data-size-event": Golden(
        (450, 0, 33),
        (6_144, 258_768, 853_296, 0),
        {"sound": 3, "data checksum differs": 1, "all zeros": 13},
    ),
    "sample_with_a_bad_chunk_magic": Golden(
        (301, 132, 0),
        (6_144, 217_080, 657_096, 172_352),
        {"sound": 1, "data checksum differs": 3, "unreadable": 2, "all zeros": 10},
    ),
    "security": Golden(
        (2_261, 0, 30), (17_408, 1_681_816, 467_560, 0), {"sound": 26, "all zeros": 7}
    ),
    "security_bad_string_cache": Golden(
        (2_261, 0, 30),
        (17_408, 1_681_816, 467_560, 0),
        {"sound": 25, "header checksum differs": 1, "all zeros": 7},
    ),
    "system": Golden((1_881, 0, 79), (11_776, 971_104, 135_328, 0), {"sound": 15, "all zeros": 2}),
    "velocidex-security": Golden(
        (739, 0, 39), (9_216, 646_288, 462_704, 0), {"sound": 10, "all zeros": 7}
    ),
}

CLAIMS: Final = ("format", "dirty", "full", "checksums", "next record number", "chunks claimed")


def log(name: str) -> bytes:
    return shared(f"evidence/evtx/{name}.evtx").read_bytes()


@cache
def reading(name: str) -> Reading:
    return read(log(name), LOGONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_live_recovered_and_dropped_records_are_as_many_as_ever(name: str) -> None:
    found = reading(name)
    recovered = int(found.records.recovered.sum())
    assert (live(found), recovered, found.duplicates) == GOLDEN[name].records


@pytest.mark.parametrize("name", GOLDEN)
def test_every_byte_of_a_real_log_is_accounted_for(name: str) -> None:
    header, records, filler, unreadable = GOLDEN[name].bytes
    told = Bytes(header=header, records=records, filler=filler, unreadable=unreadable)
    assert reading(name).bytes == told
    assert told.total == len(log(name))


@pytest.mark.parametrize("name", GOLDEN)
def test_every_64_kib_of_a_real_log_are_in_one_state(name: str) -> None:
    found = reading(name).chunks
    assert tuple(found) == STATES
    assert {state: count for state, count in found.items() if count} == GOLDEN[name].chunks
    assert sum(found.values()) == (len(log(name)) - 4_096) // 65_536


def test_no_copy_is_counted_among_the_records_of_a_log_but_its_bytes_are() -> None:
    found = reading("security")
    assert found.bytes is not None
    copies = found.bytes.records - int(found.records.length.sum())
    assert (found.duplicates, copies) == (30, 18_016)


@pytest.mark.parametrize(
    ("name", "since", "first", "last"),
    [
        # The library stops at record 3, whose size is 0 at both ends, and gives up its chunk.
        ("sample-with-zero-data-size-event", 6_176, 3, 117),
        # It stops where pages of a chunk are zeros: whole records stand behind them.
        ("sample_with_a_bad_chunk_magic", 487_888, 47_675, 47_705),
    ],
)
def test_records_beyond_those_of_the_library_evtx_stand_behind_damage_in_their_chunk(
    name: str, since: int, first: int, last: int
) -> None:
    found = reading(name).records
    end = since - (since - 4_096) % 65_536 + 65_536
    behind = ~found.recovered & (found.offset >= since) & (found.offset < end)
    assert found.number[behind].tolist() == list(range(first, last + 1))
    mine = found.number[~found.recovered].tolist()
    assert sorted(set(mine) - told_by_evtx(name)) == list(range(first, last + 1))
    assert told_by_evtx(name) <= set(mine)
    assert len(mine) == len(set(mine))


def told_by_evtx(name: str) -> set[int]:
    """Return the record numbers that the library evtx reads, whatever it stops at."""
    numbers: set[int] = set()
    records = iter(PyEvtxParser(str(shared(f"evidence/evtx/{name}.evtx"))).records_json())
    while True:
        try:
            record = next(records)
        except RuntimeError:
            continue
        except StopIteration:
            return numbers
        assert record is not None
        numbers.add(record["event_record_id"])


def test_a_record_whose_size_is_zero_is_told_and_its_event_id_read() -> None:
    found = reading("sample-with-zero-data-size-event")
    assert found.records.event_id[2] == 6_005
    assert damage(found) == [
        ("chunk-checksum", 4_096, 65_536),
        ("record-unreadable", 6_176, 232),
    ]


def test_where_pages_were_lost_each_lost_stretch_and_each_record_it_cuts_is_told() -> None:
    found = reading("sample_with_a_bad_chunk_magic")
    assert damage(found) == [
        ("chunk-checksum", 4_096, 65_536),
        ("record-unreadable", 12_224, 472),
        ("chain-broken", 12_696, 56_528),
        ("chunk-unreadable", 397_312, 65_536),
        ("chunk-checksum", 462_848, 65_536),
        ("record-unreadable", 470_632, 504),
        ("chain-broken", 471_136, 16_752),
        ("chunk-checksum", 593_920, 65_536),
        ("record-unreadable", 650_816, 504),
        ("chain-broken", 651_320, 7_840),
        ("chunk-unreadable", 659_456, 65_536),
    ]
    # Of the records that end in zeros from a page on, the first has lost its event id, too.
    cut = [found.records.offset.tolist().index(at) for at in (12_224, 470_632, 650_816)]
    assert found.records.event_id[cut].tolist() == [-1, 325, 325]


@pytest.mark.parametrize("name", [name for name in GOLDEN if not name.startswith("sample")])
def test_no_other_real_log_has_damaged_records(name: str) -> None:
    codes = [code for code, _, _ in damage(reading(name))]
    assert codes == (["chunk-checksum"] if name == "security_bad_string_cache" else [])


def test_a_destroyed_table_of_names_changes_no_row() -> None:
    assert list(rows(reading("security_bad_string_cache"))) == list(rows(reading("security")))
    assert event_ids(reading("security_bad_string_cache")) == event_ids(reading("security"))


@pytest.mark.parametrize(
    ("name", "claims", "chunks", "highest"),
    [
        ("Application_no_crc32", "3.2 no no none kept 443 1", "1", "442"),
        ("local-4625-burst", "3.2 no no kept 17 1", "1", "16"),
        ("security", "3.1 yes no kept 2226 26", "26", "2261"),
        ("velocidex-security", "3.1 yes no kept 32225 5", "10", "32616"),
        ("sample_with_a_bad_chunk_magic", "3.1 yes no kept 4309 16", "4", "47705"),
    ],
)
def test_what_the_header_claims_stands_beside_what_was_found(
    name: str, claims: str, chunks: str, highest: str
) -> None:
    told = reading(name).claims
    assert " ".join(told[key] for key in CLAIMS) == claims
    assert (told["chunks found"], told["highest record number"]) == (chunks, highest)
    assert len(told) == len(CLAIMS) + 2
