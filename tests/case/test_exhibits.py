"""Every file under evidence/ is an exhibit: found, hashed, never followed, never written to."""

import os
import socket
import stat
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from forensics import exhibits
from forensics.case import Case, load_case
from forensics.errors import CaseError
from forensics.exhibits import Exhibit, digest, find_exhibits, open_exhibit
from forensics.values import Instant

NOT_ROOT = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read every file"
)


def case_with(folder: Path, files: Mapping[str, bytes]) -> Case:
    """Return a case whose evidence holds these files, path -> bytes."""
    (folder / "evidence").mkdir()
    for path, content in files.items():
        file = folder / "evidence" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return load_case(folder)


def paths(case: Case) -> list[str]:
    return [exhibit.path for exhibit in find_exhibits(case)]


def only(case: Case) -> Exhibit:
    (exhibit,) = find_exhibits(case)
    return exhibit


# ── what is found ───────────────────────────────────────────────────────────────────────────────


def test_an_exhibit_has_path_size_and_hash(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"dc/Security.evt": b"abc"})
    os.utime(tmp_path / "evidence/dc/Security.evt", ns=(0, 1_002_585_600_000_000_050))
    assert only(case) == Exhibit(
        path="evidence/dc/Security.evt",
        file=tmp_path / "evidence/dc/Security.evt",
        size=3,
        sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        hindrance="",
        flaw="",
        is_zip=False,
        member=(),
        modified=Instant.of(datetime(2001, 10, 9, tzinfo=UTC)),
    )


def test_a_file_without_bytes_is_an_exhibit_too(tmp_path: Path) -> None:
    exhibit = only(case_with(tmp_path, {"a.evt": b""}))
    assert (exhibit.size, exhibit.sha256, exhibit.hindrance) == (0, sha256().hexdigest(), "")


def test_files_at_any_depth_come_in_order_of_path(tmp_path: Path) -> None:
    files = dict.fromkeys(["b.evt", "a/z/y.evtx", "a/b.evt", "a.evt", "B.evt", ".hidden"], b"x")
    assert paths(case_with(tmp_path, files)) == [
        "evidence/.hidden",
        "evidence/B.evt",
        "evidence/a.evt",
        "evidence/a/b.evt",
        "evidence/a/z/y.evtx",
        "evidence/b.evt",
    ]


def test_folders_deeper_than_the_stack_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_with(tmp_path, {"top.evt": b"x"})
    usual, depth = sys.getrecursionlimit(), 350
    monkeypatch.chdir(tmp_path / "evidence")
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    Path("deep.evt").write_bytes(b"deep")
    try:
        sys.setrecursionlimit(300)
        assert paths(case) == ["evidence/" + "d/" * depth + "deep.evt", "evidence/top.evt"]
    finally:
        sys.setrecursionlimit(usual)
        Path("deep.evt").unlink()  # pytest could not remove it either
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()


def test_a_name_that_is_not_utf_8_is_escaped(tmp_path: Path) -> None:
    case = case_with(tmp_path, {})
    write_latin(tmp_path)
    exhibit = only(case)
    assert exhibit.path == r"evidence/B\xfcro.evt"
    assert (exhibit.size, exhibit.hindrance) == (1, "")


def test_a_name_that_looks_like_an_escape_stays_apart(tmp_path: Path) -> None:
    case = case_with(tmp_path, {r"B\xfcro.evt": b"1"})
    write_latin(tmp_path)
    assert paths(case) == [r"evidence/B\x5cxfcro.evt", r"evidence/B\xfcro.evt"]


def write_latin(folder: Path) -> None:
    """Write an exhibit whose name is Latin-1, where the file system takes such names."""
    try:
        with open(os.fsencode(folder) + b"/evidence/B\xfcro.evt", "wb") as stream:  # noqa: PTH123
            stream.write(b"x")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")


# ── what is listed and not read ─────────────────────────────────────────────────────────────────


def test_a_link_is_listed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.evt").write_bytes(b"secret")
    case = case_with(tmp_path, {})
    (tmp_path / "evidence/link.evt").symlink_to(tmp_path / "elsewhere.evt")
    assert only(case) == Exhibit(
        path="evidence/link.evt",
        file=tmp_path / "evidence/link.evt",
        size=0,
        sha256="",
        hindrance="a symbolic link, not followed: copy the file itself into evidence/",
    )


def test_a_link_to_a_folder_is_not_walked(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"x"})
    (tmp_path / "evidence/round").symlink_to(tmp_path / "evidence")
    (tmp_path / "evidence/round.evtx").symlink_to(tmp_path)
    found = {exhibit.path: exhibit.hindrance for exhibit in find_exhibits(case)}
    why = "a symbolic link, not followed: copy the file itself into evidence/"
    assert found == {"evidence/a.evt": "", "evidence/round": why, "evidence/round.evtx": why}


def test_a_link_to_nothing_is_listed(tmp_path: Path) -> None:
    case = case_with(tmp_path, {})
    (tmp_path / "evidence/gone.evt").symlink_to("nowhere")
    assert only(case).hindrance.startswith("a symbolic link, not followed")


@pytest.mark.parametrize("name", ["x.evtx", "X.EVT"])
def test_a_folder_named_like_a_log_is_listed_with_its_files(tmp_path: Path, name: str) -> None:
    case = case_with(tmp_path, {f"{name}/inside.evt": b"x"})
    folder, inside = find_exhibits(case)
    assert (folder.path, folder.size, folder.sha256) == (f"evidence/{name}", 0, "")
    assert folder.hindrance == ("a folder named like a log: put the log file itself into evidence/")
    assert (inside.path, inside.hindrance) == (f"evidence/{name}/inside.evt", "")


def test_a_pipe_is_listed_and_not_opened(tmp_path: Path) -> None:
    case = case_with(tmp_path, {})
    os.mkfifo(tmp_path / "evidence/live.evt")
    exhibit = only(case)  # would wait for ever if it were opened
    assert (exhibit.path, exhibit.size, exhibit.sha256) == ("evidence/live.evt", 0, "")
    assert exhibit.hindrance == (
        "no regular file (a device, pipe or socket): copy the log into a file"
    )


def test_a_socket_is_listed_and_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_with(tmp_path, {})
    monkeypatch.chdir(tmp_path / "evidence")  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.evt")
        assert only(case).hindrance.startswith("no regular file")


def test_a_device_is_listed_and_not_opened(tmp_path: Path) -> None:
    case = case_with(tmp_path, {})
    try:
        os.mknod(tmp_path / "evidence/zero.evt", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except (OSError, AttributeError):
        pytest.skip("devices are made by root only")
    exhibit = only(case)  # would never end if it were read
    assert (exhibit.path, exhibit.size, exhibit.sha256) == ("evidence/zero.evt", 0, "")
    assert exhibit.hindrance.startswith("no regular file (a device, pipe or socket)")


def test_a_file_with_two_names_is_listed_under_both(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"abc"})
    os.link(tmp_path / "evidence/a.evt", tmp_path / "evidence/b.evt")
    one, other = find_exhibits(case)
    assert (one.path, other.path) == ("evidence/a.evt", "evidence/b.evt")
    assert one.sha256 == other.sha256 == sha256(b"abc").hexdigest()


def test_names_that_differ_in_case_only_are_two(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"Security.evt": b"1", "SECURITY.EVT": b"22"})
    if len(list((tmp_path / "evidence").iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    assert [(one.path, one.size) for one in find_exhibits(case)] == [
        ("evidence/SECURITY.EVT", 2),
        ("evidence/Security.evt", 1),
    ]


def test_a_terabyte_of_nothing_is_listed_and_not_read(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"huge.evtx": b"ElfFile\0"})
    os.truncate(tmp_path / "evidence/huge.evtx", 1 << 40)
    stored = (tmp_path / "evidence/huge.evtx").stat().st_blocks * 512
    assert only(case).hindrance == (
        f"a sparse file of 1,099,511,627,776 bytes, of which {stored:,} are stored: "
        "copy what it holds into a file"
    )


def test_a_small_file_with_holes_is_read(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"small.evtx": b"ElfFile\0"})
    os.truncate(tmp_path / "evidence/small.evtx", 1 << 20)
    assert (only(case).size, only(case).hindrance) == (1 << 20, "")


def test_a_file_beyond_the_bound_is_listed_with_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exhibits.FILE_BYTES == 256 << 30
    monkeypatch.setattr(exhibits, "FILE_BYTES", 1 << 30)
    monkeypatch.setattr(exhibits, "SPARSE_BYTES", 1 << 62)
    case = case_with(tmp_path, {"huge.evtx": b""})
    os.truncate(tmp_path / "evidence/huge.evtx", (1 << 30) + 1)
    assert only(case).hindrance == (
        "1,073,741,825 bytes, more than the 1 GiB of one file that are read: export what matters"
    )


@NOT_ROOT
def test_a_file_without_permission_is_listed_with_the_reason(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"x"})
    (tmp_path / "evidence/a.evt").chmod(0)
    exhibit = only(case)
    assert (exhibit.size, exhibit.sha256) == (0, "")
    assert exhibit.hindrance == (
        "cannot be read (Permission denied): make it readable or copy it again"
    )


@NOT_ROOT
def test_a_folder_without_permission_is_listed_in_place_of_its_files(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"x", "shut/b.evt": b"y"})
    (tmp_path / "evidence/shut").chmod(0)
    try:
        readable, shut = find_exhibits(case)
    finally:
        (tmp_path / "evidence/shut").chmod(0o700)
    assert (readable.path, readable.hindrance) == ("evidence/a.evt", "")
    assert (shut.path, shut.size, shut.sha256) == ("evidence/shut", 0, "")
    assert shut.hindrance == "a folder that cannot be opened: make it readable"


@NOT_ROOT
def test_a_folder_that_only_lists_its_files_hides_what_they_are(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"shut/b.evt": b"y"})
    (tmp_path / "evidence/shut").chmod(0o400)
    try:
        exhibit = only(case)
    finally:
        (tmp_path / "evidence/shut").chmod(0o700)
    assert (exhibit.path, exhibit.size) == ("evidence/shut/b.evt", 0)
    assert exhibit.hindrance == "its folder does not let it be read: make the folder readable"


def test_a_folder_that_cannot_be_opened_is_no_end_of_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_with(tmp_path, {"a.evt": b"x", "shut/b.evt": b"y"})
    whole = Path.iterdir

    def guarded(folder: Path) -> object:
        if folder.name == "shut":
            raise PermissionError(13, "Permission denied")
        return whole(folder)

    monkeypatch.setattr(Path, "iterdir", guarded)
    assert [(exhibit.path, exhibit.hindrance) for exhibit in find_exhibits(case)] == [
        ("evidence/a.evt", ""),
        ("evidence/shut", "a folder that cannot be opened: make it readable"),
    ]


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


def test_a_case_without_evidence_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        find_exhibits(load_case(tmp_path))
    assert str(caught.value) == (
        f"{tmp_path / 'evidence'}: no such folder; make it and put the logs into it"
    )


def test_evidence_that_is_a_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(b"x")
    with pytest.raises(CaseError, match="no such folder; make it"):
        find_exhibits(load_case(tmp_path))


@pytest.mark.parametrize("inside", ["", "deep/er/empty"])
def test_evidence_without_any_file_is_a_mistake(tmp_path: Path, inside: str) -> None:
    (tmp_path / "evidence" / inside).mkdir(parents=True)
    with pytest.raises(CaseError) as caught:
        find_exhibits(load_case(tmp_path))
    assert str(caught.value) == (
        f"{tmp_path / 'evidence'}: holds no file; put the logs of the incident into it"
    )


# ── nothing is changed ──────────────────────────────────────────────────────────────────────────


def test_evidence_stays_as_it_was(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"abc", "b/c.evtx": b"def"})

    def state() -> list[tuple[str, bytes, int, int]]:
        return [
            (str(file), file.read_bytes() if file.is_file() else b"", at.st_mtime_ns, at.st_mode)
            for file in sorted((tmp_path / "evidence").rglob("*"))
            for at in [file.stat()]
        ]

    before = state()
    find_exhibits(case)
    assert state() == before


def test_the_hash_is_of_the_bytes_as_they_lie(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5_000
    (tmp_path / "big").write_bytes(content)
    assert digest(tmp_path / "big") == sha256(content).hexdigest()


def test_a_file_is_opened_where_it_lies_and_cannot_be_written(tmp_path: Path) -> None:
    case = case_with(tmp_path, {"a.evt": b"abc"})
    with open_exhibit(only(case)) as stream:
        assert (stream.read(), stream.seekable(), stream.writable()) == (b"abc", True, False)
