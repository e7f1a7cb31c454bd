"""Puts the outputs of a run in place: all of them or none, whatever ends the run in the middle.

They are written, each as it is made, into a folder of their own within the output folder,
`.partial-…`. Once all of them are on the disk, that folder is called `.whole-…`, in one step: until
then the earlier outputs are the outputs, from then on the new ones. Then each is moved into its
place, the manifest last. A run that ends before that step leaves the earlier outputs as they were;
one that ends after it leaves the rest of the moving, a matter of a millisecond, to the next run,
which does it before anything else (`settle`). No file is ever half of one.
"""

import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forensics import beside

if TYPE_CHECKING:
    from concurrent.futures import Future

NAMES: Final = frozenset(
    (
        *("report.pdf", "report.pdf.sig", "report-attachments.zip", "report.html"),
        *("findings.json", "attempts.csv", "lockouts.csv", "graph.graphml", "ticket.txt"),
        *("manifest.json", "compare.pdf", "compare.json"),
        *("index.html", "index.csv", "index.json"),
        *("timesketch.jsonl", "ocsf.jsonl", "case-uco.jsonld", "report.md"),
    )
)
"""Every name that an output may have: what else lies in an output folder is not ours."""

LAST: Final = "manifest.json"

_PARTIAL, _WHOLE = ".partial-", ".whole-"
_CANNOT: Final = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
_LEFT: Final = re.compile(r"\.(?:partial|whole)-[a-z0-9_]{8}")


class Staging:
    """The outputs of a run before they are in place."""

    def __init__(self, out: Path, folder: Path) -> None:
        """Begin with none.

        Args:
            out: Where they go.
            folder: Where they are until then; empty.
        """
        self._out, self._folder = out, folder
        self._kept: dict[str, Future[None]] = {}

    def keep(self, name: str, pieces: Iterable[bytes]) -> Path:
        """Write an output, piece by piece; it reaches the disk while others are made.

        Raises:
            OSError: It cannot be written.
        """
        place = self._folder / name
        with place.open("wb") as stream:
            stream.writelines(pieces)
        self._kept[name] = beside.start(_synced, place)
        return place

    def place(self, optional: frozenset[str] = frozenset()) -> None:
        """Move all outputs to their places, as soon as all of them are on the disk.

        Args:
            optional: Names of which an earlier run may have left a file that would now belong to
                nothing, such as an archive or a signature: it is removed.

        Raises:
            OSError: Nothing was moved, or the next run moves the rest.
        """
        out, whole = self._out, self._out / self._folder.name.replace(_PARTIAL, _WHOLE)
        for name in self._kept:
            _free(out / name)
        for name in optional - self._kept.keys():
            self.keep(name, ())  # stands for one that goes: no output is empty
        for kept in self._kept.values():
            kept.result()
        for name in self._kept:
            _let_go(out / name)
        settled(self._folder)
        self._folder.rename(whole)
        with suppress(KeyboardInterrupt):  # too late by now: what was begun is ended
            _move(whole, out)
        _move(whole, out)


@contextmanager
def staged(out: Path) -> Iterator[Staging]:
    """Yield where outputs are written to; what was not placed by the end of the block goes.

    Args:
        out: Made where it is missing.

    Raises:
        OSError: Nothing can be written there.
    """
    out.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=out))
    try:
        yield Staging(out, partial)
    finally:
        _remove(partial)


def put_in_place(
    out: Path, outputs: Mapping[str, bytes], optional: frozenset[str] = frozenset()
) -> None:
    """Write outputs that are there already beside their place, then move all of them in.

    Args:
        out: Made where it is missing.
        outputs: Name -> bytes.
        optional: As for `Staging.place`, which says what is raised.
    """
    with staged(out) as staging:
        for name, data in outputs.items():
            staging.keep(name, (data,))
        staging.place(optional)


def settle(out: Path) -> None:
    """End what a killed run has begun in an output folder, which no other run is writing in.

    Raises:
        OSError: It cannot be ended.
    """
    for left in sorted(out.iterdir()):
        if _LEFT.fullmatch(left.name) and _is_ours(left):
            if left.name.startswith(_WHOLE):
                _move(left, out)
            _remove(left)


def settled(folder: Path) -> None:
    """See the names in a folder on the disk, where its file system can be asked for that.

    Windows cannot: it opens no folder to write it out, and keeps names in the journal of NTFS.

    Raises:
        OSError: They are not.
    """
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
        finally:
            os.close(descriptor)


def _synced(place: Path) -> None:
    """See a file that is written on the disk."""
    with place.open("rb+") as stream:  # Windows wants to be able to write it
        os.fsync(stream.fileno())


def _free(place: Path) -> None:
    """Look that an output can be moved to its place.

    Raises:
        IsADirectoryError: A folder is there.
    """
    if place.is_dir() and not place.is_symlink():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _let_go(place: Path) -> None:
    """Look that no program holds an earlier output: Windows neither moves nor replaces it then.

    It is called what it is called already, which changes nothing.

    Raises:
        PermissionError: One does, such as a viewer of the report.
    """
    if place.is_file():
        place.rename(place)


def _move(whole: Path, out: Path) -> None:
    """Move each output to its place, the manifest last, and take away what goes."""
    if not whole.exists():
        return
    settled(out)
    for file in sorted(whole.iterdir(), key=lambda file: (file.name == LAST, file.name)):
        if file.stat().st_size:
            file.replace(out / file.name)
        else:
            _take_away(out / file.name)
            file.unlink()
    settled(out)
    whole.rmdir()


def _take_away(place: Path) -> None:
    """Remove what an earlier run left and this one does not write; a folder is not ours."""
    if place.is_file() or place.is_symlink():
        place.unlink()


def _is_ours(left: Path) -> bool:
    """Tell whether a folder is one that a run of the program has left."""
    if left.is_symlink() or not left.is_dir():
        return False
    return all(file.name in NAMES and stat.S_ISREG(file.lstat().st_mode) for file in left.iterdir())


def _remove(folder: Path) -> None:
    """Remove a folder of ours with what lies in it, as far as that can be done."""
    with suppress(OSError):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
