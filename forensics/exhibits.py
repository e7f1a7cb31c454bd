"""The exhibits of a case: every file under `evidence/`, found and hashed, never written to."""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forensics.case import Case
from forensics.errors import CaseError

LOG_SUFFIXES: Final = (".evtx", ".evt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One file of the case.

    Attributes:
        path: Relative POSIX path inside the case folder; bytes that are not UTF-8 are escaped,
            and so is a backslash, so that no two exhibits have one path.
        file: Where it lies.
        size: Bytes; 0 where it cannot be read.
        sha256: Hexadecimal, of the bytes as they lie; `""` where it cannot be read.
        hindrance: Why it cannot be read, with the mend; `""` where it can.
    """

    path: str
    file: Path
    size: int
    sha256: str
    hindrance: str


def find_exhibits(case: Case) -> tuple[Exhibit, ...]:
    """Return every exhibit of the case, ordered by path.

    Raises:
        CaseError: There is no `evidence` folder, or nothing in it.
    """
    root = case.folder / "evidence"
    if not root.is_dir():
        raise CaseError(f"{root}: no such folder; make it and put the logs into it")
    found = sorted(_walk(root), key=lambda file: file.relative_to(root).as_posix())
    exhibits = tuple(_exhibit(file, case.folder) for file in found)
    if not exhibits:
        raise CaseError(f"{root}: holds no file; put the logs of the incident into it")
    return exhibits


def _walk(root: Path) -> set[Path]:
    """Find all that is not a plain folder, at any depth; links are listed and not followed.

    A folder named like a log is listed too: its name says that a log is missing. So is one that
    cannot be opened, in place of what it hides.
    """
    found, folders = set[Path](), [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(folder.iterdir())
        except OSError:
            found.add(folder)
            continue
        for entry in entries:
            is_folder = stat.S_ISDIR(_mode(entry))
            if not is_folder or entry.suffix.lower() in LOG_SUFFIXES:
                found.add(entry)
            if is_folder:
                folders.append(entry)
    return found


def _mode(file: Path) -> int:
    """Return the kind of a file, 0 where its folder does not let us ask."""
    try:
        return file.lstat().st_mode
    except OSError:
        return 0


def _exhibit(file: Path, folder: Path) -> Exhibit:
    path = file.relative_to(folder).as_posix().replace("\\", r"\x5c")
    path = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    size, sha256, hindrance = 0, "", _hindrance(file)
    if not hindrance:
        try:
            size, sha256 = file.stat().st_size, digest(file)
        except OSError as error:
            hindrance = f"cannot be read ({error.strerror}): make it readable or copy it again"
    return Exhibit(path=path, file=file, size=size, sha256=sha256, hindrance=hindrance)


def _hindrance(file: Path) -> str:
    mode = _mode(file)
    if not mode:
        return "its folder does not let it be read: make the folder readable"
    if stat.S_ISLNK(mode):
        return "a symbolic link, not followed: copy the file itself into evidence/"
    if stat.S_ISDIR(mode) and file.suffix.lower() in LOG_SUFFIXES:
        return "a folder named like a log: put the log file itself into evidence/"
    if stat.S_ISDIR(mode):
        return "a folder that cannot be opened: make it readable"
    if not stat.S_ISREG(mode):
        return "no regular file (a device, pipe or socket): copy the log into a file"
    return ""


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        OSError: The file cannot be read.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
