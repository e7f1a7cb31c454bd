"""What an .evt log says of itself, and what stands beside it."""

from struct import pack_into

import pytest

from tests.builders import evt as build
from tests.evidence.evt.evt_readings import expected, failures, nothing, read, rows


def said(log: bytes) -> dict[str, str]:
    return dict(read(log, nothing()).claims)


def test_a_sound_log_claims_what_is_found() -> None:
    log = build.evt(failures(9, first=5))
    assert said(log) == {
        "dirty": "no",
        "wrapped": "no",
        "full": "no",
        "archive": "no",
        "empty": "no",
        "oldest record": "5",
        "next record": "14",
        "largest size": f"{len(log)} bytes",
        "retention": "0 seconds",
        "oldest record, by the end marker": "5",
        "next record, by the end marker": "14",
        "oldest record found": "5",
        "next record found": "14",
        "live records found": "9",
        "size found": f"{len(log)} bytes",
    }


def test_a_stale_header_stands_beside_end_marker_and_finding() -> None:
    log = build.evt(failures(12), size=2048, dirty=True, flags=build.FULL)
    assert said(log) == {
        "dirty": "yes",
        "wrapped": "no",
        "full": "yes",
        "archive": "no",
        "empty": "no",
        "oldest record": "1",
        "next record": "7",
        "largest size": "2048 bytes",
        "retention": "0 seconds",
        "oldest record, by the end marker": "6",
        "next record, by the end marker": "13",
        "oldest record found": "6",
        "next record found": "13",
        "live records found": "7",
        "size found": "2048 bytes",
    }


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        (build.DIRTY, "dirty"),
        (build.WRAPPED, "wrapped"),
        (build.FULL, "full"),
        (build.ARCHIVE, "archive"),
    ],
)
def test_every_flag_of_the_header_is_told_by_its_word(flag: int, word: str) -> None:
    words = ("dirty", "wrapped", "full", "archive")
    claims = said(build.evt(failures(3), flags=flag))
    assert {name: claims[name] for name in words} == {**dict.fromkeys(words, "no"), word: "yes"}


def test_a_header_that_calls_a_log_empty_stands_beside_the_records() -> None:
    log = build.evt(failures(3))
    claims = said(build.evt([])[:48] + log[48:])
    assert claims["empty"] == "yes"
    assert claims["live records found"] == "3"
    assert (claims["oldest record"], claims["oldest record found"]) == ("0", "1")
    assert (claims["next record"], claims["next record found"]) == ("1", "4")
    assert (claims["largest size"], claims["size found"]) == ("88 bytes", f"{len(log)} bytes")


def test_of_an_empty_log_no_record_is_found() -> None:
    claims = said(build.evt([], size=4096))
    assert claims["empty"] == "yes"
    assert claims["oldest record found"] == "none"
    assert claims["next record found"] == "none"
    assert claims["live records found"] == "0"


def test_a_cut_log_claims_a_size_that_is_not_found() -> None:
    claims = said(build.evt(failures(9), size=4096)[:1000])
    assert (claims["largest size"], claims["size found"]) == ("4096 bytes", "1000 bytes")
    assert (claims["next record"], claims["next record found"]) == ("10", "4")


def test_retention_is_told_in_seconds() -> None:
    log = bytearray(build.evt(failures(1)))
    pack_into("<I", log, 40, 604_800)
    assert said(bytes(log))["retention"] == "604800 seconds"


def test_without_header_the_end_marker_claims_alone() -> None:
    log = build.evt(failures(12), size=2048)
    assert said(bytes(48) + log[48:]) == {
        "oldest record, by the end marker": "6",
        "next record, by the end marker": "13",
        "oldest record found": "6",
        "next record found": "13",
        "live records found": "7",
        "size found": "2048 bytes",
    }


def test_without_header_and_end_marker_nothing_is_claimed() -> None:
    assert said(bytes(48) + build.evt(failures(6))[48:-40]) == {}


def test_an_archived_log_reads_like_any_other() -> None:
    reading = read(build.evt(failures(9), flags=build.ARCHIVE))
    assert reading.claims["archive"] == "yes"
    assert rows(reading) == expected(failures(9))
    assert reading.damage == ()
