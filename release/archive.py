"""An archive that rests on its files only, and the list of what is in it."""

import gzip
import hashlib
import tarfile
from functools import partial
from pathlib import Path


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def manifest(folder: Path) -> str:
    """Return a line for each file, as `sha256sum --check` reads it."""
    return "".join(f"{digest(file)}  {name}\n" for name, file in _files(folder))


def pack(folder: Path, file: Path, moment: int) -> None:
    """Write a .tar.gz of a folder: sorted, of nobody, every file from one moment.

    Args:
        folder: What to pack; its name comes first in each path.
        file: The archive.
        moment: Seconds since 1970.
    """
    with (
        file.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, each in _files(folder):
            tar.add(each, f"{folder.name}/{name}", filter=partial(_of_nobody, moment=moment))


def _files(folder: Path) -> list[tuple[str, Path]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted((path.relative_to(folder).as_posix(), path) for path in files)


def _of_nobody(member: tarfile.TarInfo, moment: int) -> tarfile.TarInfo:
    return member.replace(
        mtime=moment,
        mode=0o755 if member.mode & 0o100 else 0o644,
        uid=0,
        gid=0,
        uname="",
        gname="",
        deep=False,  # it knows the open archive
    )
