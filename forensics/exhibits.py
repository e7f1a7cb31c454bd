"""The exhibits of a case: every file under `evidence/`, found and hashed, never written to.

A zip is an exhibit and so is each of its members (`forensics/zips/`): it is read in place.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from forensics.calling import typed
from forensics.errors import CaseError
from forensics.junctions import is_junction
from forensics.values import NOT_RECORDED, UNIX_EPOCH_TICKS, Absent, Instant
from forensics.zips.expand import expanded
from forensics.zips.layout import Entry, Zip
from forensics.zips.members import Member, members_of

if TYPE_CHECKING:  # a worker reads exhibits and needs nothing of the findings behind a case
    from forensics.case import Case

LOG_SUFFIXES: Final = (".evtx", ".evt")

FILE_BYTES: Final = 256 << 30
"""Bytes of a file that is read: a larger one is listed with this reason."""

SPARSE_BYTES: Final = 1 << 30
"""From this size on, a file of which hardly anything is stored is listed and not read: a terabyte
of nothing takes hours to hash, and a byte to make."""

_STORED: Final = 64  # a file system that packs logs stores more than one byte of so many
_SECTOR: Final = 512  # bytes, in which `st_blocks` counts

_ROOM: Final = 8 << 20
"""Bytes that are hashed at once: beside a reader, each time costs a wait for the interpreter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One file of the case, or one member of a zip in it.

    Attributes:
        path: Relative POSIX path inside the case folder; bytes that are not UTF-8 are escaped,
            and so is a backslash, so that no two exhibits have one path. A member's path begins
            with that of its zip, see `zips.names`.
        file: Where it lies; for a member, the zip.
        size: Bytes, of a member those that it expands to; 0 where it cannot be read.
        sha256: Hexadecimal, of these bytes; `""` where it cannot be read, or was not read yet.
        hindrance: Why it cannot be read, with the mend; `""` where it can.
        flaw: What is wrong with it though it can be read, with the mend: a member whose checksum
            differs, a zip whose members may not all be listed; `""` where nothing is.
        is_zip: Whether its members follow as exhibits of their own.
        member: The way to it within `file`: empty for a file, else its entry, or that of the zip
            within the zip and then its own.
        modified: When it was last changed: the file system's time; a member's is the wall clock
            of the machine that zipped, counted as if it were UTC, see `zips.layout.Entry`.
    """

    path: str
    file: Path
    size: int
    sha256: str
    hindrance: str
    flaw: str = ""
    is_zip: bool = False
    member: tuple[Entry, ...] = ()
    modified: Instant | Absent = NOT_RECORDED


def find_exhibits(case: "Case") -> tuple[Exhibit, ...]:
    """Return every exhibit of the case, ordered by path; a zip is followed by its members.

    Raises:
        CaseError: There is no `evidence` folder, or nothing in it, or `case.toml` declares
            something of an exhibit that is not there.
    """
    return tuple(hashed(exhibit) for exhibit in list_exhibits(case))


def list_exhibits(case: "Case") -> tuple[Exhibit, ...]:
    """Return the same exhibits before they are read: of a plain file no hash is taken yet.

    Raises:
        CaseError: As `find_exhibits` does.
    """
    root = case.folder / "evidence"
    if not root.is_dir():
        raise CaseError(f"{root}: no such folder; make it and put the logs into it{_else(case)}")
    exhibits = list_below(root, case.folder)
    if not exhibits:
        raise CaseError(f"{root}: holds no file; put the logs of the incident into it")
    _check_declared(case, exhibits)
    return exhibits


def _else(case: "Case") -> str:
    """Return what to do with a folder that holds something, but is not laid out as a case."""
    ours = (".", "report")  # how names begin of what a command makes in a case
    if case.described or all(each.name.startswith(ours) for each in case.folder.iterdir()):
        return ""
    return f", or lay out a case: {typed('new', 'my-case', '--from', case.folder)}"


def list_below(root: Path, folder: Path) -> tuple[Exhibit, ...]:
    """Return all that lies below a folder, or the file that is there, with paths from `folder`."""
    walked = _walk(root) if root.is_dir() else {root}
    found = sorted(walked, key=lambda file: file.relative_to(root).as_posix())
    files = [_exhibit(file, folder) for file in found]
    return tuple(exhibit for file in files for exhibit in _with_members(file))


@contextmanager
def open_exhibit(exhibit: Exhibit) -> Iterator[BinaryIO]:
    """Yield the bytes of an exhibit, seekable and read-only.

    A member is expanded into a temporary file without a name, and so is a zip within a zip on the
    way to its members; nothing is written into the case.

    Raises:
        OSError: The file cannot be read, or there is no room for temporary files.
    """
    with ExitStack() as opened:
        stream: BinaryIO = opened.enter_context(exhibit.file.open("rb"))
        for entry in exhibit.member:
            stream = opened.enter_context(expanded(Zip.of(stream), entry))
        stream.seek(0)
        yield stream


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
        about = file.lstat()
    except OSError:
        return 0
    return stat.S_IFLNK if is_junction(about) else about.st_mode


def _exhibit(file: Path, folder: Path) -> Exhibit:
    path = file.relative_to(folder).as_posix().replace("\\", r"\x5c")
    # What is no text in a name: bytes elsewhere, halves of characters on Windows.
    name = path.encode("utf-8", sys.getfilesystemencodeerrors())
    path = name.decode("utf-8", "backslashreplace")
    hindrance, about = _hindrance(file), None
    if not hindrance:
        try:
            with file.open("rb"):
                about = file.stat()
            hindrance = _too_large(about)
        except OSError as error:
            hindrance = _why(error)
    if hindrance or about is None:
        return Exhibit(path=path, file=file, size=0, sha256="", hindrance=hindrance)
    ticks = about.st_mtime_ns // 100 + UNIX_EPOCH_TICKS
    return Exhibit(
        path=path,
        file=file,
        size=about.st_size,
        sha256="",
        hindrance="",
        modified=Instant(ticks),
    )


def _too_large(about: os.stat_result) -> str:
    """Return why a file of this size is not read, `""` where it is."""
    size = about.st_size
    stored = getattr(about, "st_blocks", size) * _SECTOR  # Windows does not say
    if size >= SPARSE_BYTES and stored < size // _STORED:
        held = f"{size:,} bytes, of which {stored:,} are stored"
        return f"a sparse file of {held}: copy what it holds into a file"
    if size > FILE_BYTES:
        most = f"{FILE_BYTES >> 30} GiB of one file"
        return f"{size:,} bytes, more than the {most} that are read: export what matters"
    return ""


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


def hashed(exhibit: Exhibit) -> Exhibit:
    """Return an exhibit with its hash, taken now where it was not; it may turn out hindered."""
    if exhibit.sha256 or exhibit.hindrance:
        return exhibit
    try:
        return replace(exhibit, sha256=digest(exhibit.file))
    except OSError as error:
        return hindered(exhibit, error)


def hindered(exhibit: Exhibit, error: OSError) -> Exhibit:
    """Return an exhibit that could be opened, but not read."""
    why = _why(error)
    return Exhibit(path=exhibit.path, file=exhibit.file, size=0, sha256="", hindrance=why)


def _why(error: OSError) -> str:
    return f"cannot be read ({error.strerror}): make it readable or copy it again"


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        OSError: The file cannot be read.
    """
    hashing = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        room = memoryview(bytearray(min(_ROOM, max(1, file.stat().st_size))))
        while got := stream.readinto(room):
            hashing.update(room[:got])
    return hashing.hexdigest()


def _with_members(exhibit: Exhibit) -> Iterator[Exhibit]:
    """Yield an exhibit, and where it is a zip its members after it."""
    if exhibit.hindrance:
        yield exhibit
        return
    try:
        with exhibit.file.open("rb") as stream:
            unfolded = members_of(stream, exhibit.path)
        sha256 = exhibit.sha256 if unfolded is None else digest(exhibit.file)
    except OSError as error:
        why = f"cannot be read ({error.strerror}): make room for temporary files or copy it again"
        yield replace(exhibit, hindrance=why)
        return
    if unfolded is None:
        yield exhibit
        return
    yield replace(exhibit, sha256=sha256, is_zip=True, flaw=unfolded.flaw)
    for member in unfolded.members:
        yield _of_member(exhibit.file, member)


def _of_member(file: Path, member: Member) -> Exhibit:
    return Exhibit(
        path=member.path,
        file=file,
        size=member.size,
        sha256=member.sha256,
        hindrance=member.hindrance,
        flaw=member.flaw,
        is_zip=member.is_zip,
        member=member.entries,
        modified=member.modified,
    )


def _check_declared(case: "Case", exhibits: tuple[Exhibit, ...]) -> None:
    """Refuse what is declared of no exhibit: it is a slip, and the log would be misread."""
    for nth, declared in enumerate(case.exhibits):
        if not any(declared.covers(exhibit.path) for exhibit in exhibits):
            raise case.place("exhibit", nth).error(
                "path",
                f'"{declared.path}" is no exhibit; write it as listed, such as '
                f'"{exhibits[0].path}", or "evidence/*"',
            )
