"""What travels inside the PDF, what lies beside it, and the same bytes of both each time."""

import io
import os
import random
import zipfile
import zlib
from hashlib import md5, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.binding import SIDECAR
from forensics.enclosures import LAST, enclose, kind, pack

NOISE = random.Random(1).randbytes(3_000)  # noqa: S311 - bytes that deflating leaves as large
FILES = {
    "attempts.csv": NOISE,
    "findings.json": NOISE[:2_000],
    "lockouts.csv": NOISE[:1_000],
    "ticket.txt": b"plain " * 1_000,
}


def inside(room: int) -> list[str]:
    return [one.name for one in pack(FILES, room).inside]


def test_where_all_fits_nothing_lies_beside() -> None:
    packed = pack(FILES, 7_000)
    assert [one.name for one in packed.inside] == sorted(FILES)
    assert (packed.sidecar, packed.archive) == (None, b"")


def test_the_largest_leave_first_and_the_findings_last() -> None:
    assert inside(5_000) == ["findings.json", "lockouts.csv", "ticket.txt"]
    assert inside(3_000) == ["findings.json", "ticket.txt"]
    assert inside(2_020) == ["findings.json"]
    assert inside(1_500) == ["lockouts.csv", "ticket.txt"]  # the findings alone are too large
    assert inside(0) == []


def test_a_file_is_carried_as_the_zlib_stream_that_was_weighed() -> None:
    for one in enclose(FILES):
        data = FILES[one.name]
        assert zlib.decompress(one.deflated) == data
        assert (one.size, one.md5) == (len(data), md5(data, usedforsecurity=False).hexdigest())


def test_the_archive_holds_the_others_and_is_described() -> None:
    packed = pack(FILES, 3_000)
    assert packed.sidecar is not None
    assert packed.sidecar.name == SIDECAR == "report-attachments.zip"
    assert packed.sidecar.names == ("attempts.csv", "lockouts.csv")
    assert packed.sidecar.size == len(packed.archive)
    assert packed.sidecar.sha256 == sha256(packed.archive).hexdigest()
    with zipfile.ZipFile(io.BytesIO(packed.archive)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "attempts.csv": FILES["attempts.csv"],
            "lockouts.csv": FILES["lockouts.csv"],
        }
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr == 0o100644 << 16
            assert (entry.create_system, entry.compress_type) == (3, zipfile.ZIP_DEFLATED)


def test_the_archive_is_the_same_whatever_the_order_zone_and_mask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = pack(FILES, 0).archive
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    before = os.umask(0o077)
    try:
        again = pack(dict(reversed(FILES.items())), 0).archive
    finally:
        os.umask(before)
    assert again == first


@given(
    st.dictionaries(st.sampled_from([*FILES, "x.csv", LAST]), st.binary(max_size=400)),
    st.integers(0, 1_500),
)
def test_no_file_is_lost_and_the_room_is_kept(files: dict[str, bytes], room: int) -> None:
    packed = pack(files, room)
    held = {one.name for one in packed.inside}
    beside = set(packed.sidecar.names) if packed.sidecar else set()
    assert held | beside == set(files)
    assert not held & beside
    assert sum(len(one.deflated) for one in packed.inside) <= room


def test_deflating_stops_where_a_file_exceeds_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[int] = []
    real = zlib.compressobj

    class Counting:
        def __init__(self, level: int) -> None:
            self._engine = real(level)

        def compress(self, data: bytes) -> bytes:
            fed.append(len(data))
            return self._engine.compress(data)

        def flush(self) -> bytes:
            return self._engine.flush()

    monkeypatch.setattr("forensics.enclosures.zlib.compressobj", Counting)
    huge = random.Random(2).randbytes(3 << 20) + bytes(40 << 20)  # noqa: S311
    monkeypatch.setattr("forensics.enclosures._archive", lambda _: b"archive")
    assert pack({"attempts.csv": huge}, 1 << 20).inside == ()
    assert sum(fed) <= 3 << 20


def test_each_file_that_travels_says_what_it_is() -> None:
    assert kind("case.toml").relationship == kind("hosts.csv").relationship == "Source"
    assert kind("findings.json").relationship == "Data"
    assert kind("manifest.json").relationship == kind("ticket.txt").relationship == "Supplement"
    assert kind("something.bin").media == "application/octet-stream"
