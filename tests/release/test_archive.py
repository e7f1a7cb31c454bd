"""The archive rests on its files only, and its list is one that `sha256sum` reads."""

import os
import subprocess
import tarfile
from pathlib import Path

from release import archive

MOMENT = 1_700_000_000
FILES = {"run": b"#!/bin/sh\n", "a folder/b": b"b", "a folder/ä": b"", "bundle/c.whl": b"c" * 99}


def laid(folder: Path, names: list[str], age: int, mask: int) -> Path:
    """Lay the files in this order, as one who keeps others out by this mask, at this time."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FILES[name])
        file.chmod((0o777 if name == "run" else 0o666) & ~mask)
        os.utime(file, (age, age))
    return folder


def test_equal_files_give_equal_bytes_whoever_laid_them_and_when(tmp_path: Path) -> None:
    first = laid(tmp_path / "1" / "made", sorted(FILES), 10**9, 0o022)
    second = laid(tmp_path / "2" / "made", sorted(FILES, reverse=True), 10**8, 0o077)
    archive.pack(first, tmp_path / "first.tar.gz", MOMENT)
    archive.pack(second, tmp_path / "second.tgz", MOMENT)
    assert (tmp_path / "first.tar.gz").read_bytes() == (tmp_path / "second.tgz").read_bytes()


def test_the_archive_holds_every_file_below_one_folder(tmp_path: Path) -> None:
    archive.pack(laid(tmp_path / "made", list(FILES), 10**9, 0o077), tmp_path / "a.tgz", MOMENT)
    with tarfile.open(tmp_path / "a.tgz") as tar:
        members = tar.getmembers()
        kept = {each.name: tar.extractfile(each).read() for each in members}  # type: ignore[union-attr]
    assert kept == {f"made/{name}": content for name, content in FILES.items()}
    assert {each.name: each.mode for each in members if each.mode != 0o644} == {"made/run": 0o755}
    assert {(each.mtime, each.uid, each.gid, each.uname, each.gname) for each in members} == {
        (MOMENT, 0, 0, "", "")
    }


def test_the_list_is_checked_by_the_system_s_own_program(tmp_path: Path) -> None:
    folder = laid(tmp_path / "made", list(FILES), 10**9, 0o022)
    (folder / "MANIFEST").write_text(archive.manifest(folder), encoding="utf-8")
    check = ["sha256sum", "--check", "--strict", "MANIFEST"]
    fine = subprocess.run(check, cwd=folder, capture_output=True, check=False)
    assert (fine.returncode, fine.stdout.count(b": OK\n")) == (0, len(FILES))
    (folder / "run").write_bytes(b"#!/bin/csh\n")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1
