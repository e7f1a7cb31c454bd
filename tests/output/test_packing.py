"""What travels inside the PDF, what lies beside it, and the same bytes of both each time."""

import io
import os
import random
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import packing
from forensics.binding import SIDECAR
from forensics.filing import Filing
from forensics.packing import LAST, pack
from tests.builders.filed import filed

NOISE = random.Random(1).randbytes(3_000)  # noqa: S311 - bytes that deflating leaves as large
FILES = {
    "attempts.csv": NOISE,
    "findings.json": NOISE[:2_000],
    "lockouts.csv": NOISE[:1_000],
    "ticket.txt": b"plain " * 1_000,
}


def inside(room: int) -> list[str]:
    return [one.name for one in pack(filed(FILES, room), room).inside]


def test_where_all_fits_nothing_lies_beside() -> None:
    packed = pack(filed(FILES, 7_000), 7_000)
    assert [one.name for one in packed.inside] == sorted(FILES)
    assert (packed.sidecar, packed.archive) == (None, b"")


def test_the_largest_leave_first_and_the_findings_last() -> None:
    assert inside(5_000) == ["findings.json", "lockouts.csv", "ticket.txt"]
    assert inside(3_000) == ["findings.json", "ticket.txt"]
    assert inside(2_020) == ["findings.json"]
    assert inside(1_500) == ["lockouts.csv", "ticket.txt"]  # the findings alone are too large
    assert inside(0) == []


def test_the_archive_holds_the_others_and_is_described() -> None:
    packed = pack(filed(FILES, 3_000), 3_000)
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
    first = pack(filed(FILES), 0).archive
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    before = os.umask(0o077)
    try:
        again = pack(filed(dict(reversed(FILES.items()))), 0).archive
    finally:
        os.umask(before)
    assert again == first


@given(
    st.dictionaries(st.sampled_from([*FILES, "x.csv", LAST]), st.binary(max_size=400)),
    st.integers(0, 1_500),
)
def test_no_file_is_lost_and_the_room_is_kept(files: dict[str, bytes], room: int) -> None:
    packed = pack(filed(files, room), room)
    held = {one.name for one in packed.inside}
    beside = set(packed.sidecar.names) if packed.sidecar else set()
    assert held | beside == set(files)
    assert not held & beside
    assert sum(len(one.deflated) for one in packed.inside) <= room


@pytest.mark.parametrize(("large", "level"), [(58_889, 6), (58_888, 1)])
def test_a_large_archive_is_deflated_briskly(
    large: int, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"".join(b"%d,brambleby,%d\r\n" % (each, each % 97) for each in range(5_000))[:58_889]
    monkeypatch.setattr(packing, "_LARGE", large)
    archive = pack(filed({"attempts.csv": text}), 0).archive
    deflating = zlib.compressobj(level, zlib.DEFLATED, -15)
    assert deflating.compress(text) + deflating.flush() in archive


@pytest.mark.parametrize(("wide", "version"), [(3_000, 20), (2_999, 45)])
def test_a_very_large_file_is_given_room_for_its_sizes(
    wide: int, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_WIDE", wide)
    archive = pack(filed({"attempts.csv": NOISE}), 0).archive
    assert archive[4] == version  # needed to extract (APPNOTE.TXT, 4.4.3.2)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.read("attempts.csv") == NOISE


def test_what_lies_in_a_file_is_packed_as_what_is_in_memory(tmp_path: Path) -> None:
    def keep(name: str, pieces: object) -> Path:
        assert isinstance(pieces, tuple)
        (tmp_path / name).write_bytes(b"".join(pieces))
        return tmp_path / name

    filing = Filing(keep=keep, room=2_020)
    kept = {name: filing.filed(name, content) for name, content in FILES.items()}
    assert pack(kept, 2_020) == pack(filed(FILES, 2_020), 2_020)
