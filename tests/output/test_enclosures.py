"""What travels inside the PDF: its bytes as they were weighed, and what is said of it."""

import random
import zlib
from hashlib import md5

import pytest

from forensics.enclosures import Deflating, Enclosure, enclose, kind

FILES = {
    "ticket.txt": b"plain " * 1_000,
    "attempts.csv": random.Random(1).randbytes(3_000),  # noqa: S311 - it stays as large
    "empty.csv": b"",
}


def test_a_file_is_carried_as_the_zlib_stream_that_was_weighed() -> None:
    assert [one.name for one in enclose(FILES)] == sorted(FILES)
    for one in enclose(FILES):
        data = FILES[one.name]
        assert zlib.decompress(one.deflated) == data
        assert (one.size, one.md5) == (len(data), md5(data, usedforsecurity=False).hexdigest())


@pytest.mark.parametrize("room", [0, 1, 3_010, 3_011, 3_012])
def test_a_file_that_takes_all_the_room_fits_and_a_larger_one_does_not(room: int) -> None:
    (whole,) = enclose({"attempts.csv": FILES["attempts.csv"]})
    assert len(whole.deflated) == 3_011
    deflating = Deflating("attempts.csv", room)
    for at in range(0, 3_000, 7):
        deflating.take(FILES["attempts.csv"][at : at + 7])
    expected: Enclosure | None = whole if room >= 3_011 else None
    assert deflating.done() == expected


def test_there_is_no_room_for_an_empty_file_where_there_is_none() -> None:
    assert Deflating("empty.csv", 0).done() is None
    assert Deflating("empty.csv", 8).done() == enclose({"empty.csv": b""})[0]


def test_each_file_that_travels_says_what_it_is() -> None:
    assert kind("case.toml").relationship == kind("hosts.csv").relationship == "Source"
    assert kind("findings.json").relationship == "Data"
    assert kind("manifest.json").relationship == kind("ticket.txt").relationship == "Supplement"
    assert kind("something.bin").media == "application/octet-stream"
