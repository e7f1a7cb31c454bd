"""A case folder to make the report again from: the one given, or one laid out from its parts.

Where nothing but the report and the evidence is left, in whatever folders or zip, each exhibit is
found by its hash and laid where the report lists it, beside the `case.toml` and `hosts.csv` that
travel in the report.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from forensics.errors import CaseError
from forensics.exhibits import Exhibit, hashed, list_below, open_exhibit
from forensics.values import UNIX_EPOCH_TICKS, Instant
from forensics.verify.claims import Listed
from forensics.verify.filenames import leads_inward

_EVIDENCE: Final = "evidence"
_GIVEN: Final = ("case.toml", "hosts.csv")


def is_case(place: Path, files: Mapping[str, bytes]) -> bool:
    """Return whether a folder is the case itself, or only holds its evidence.

    Args:
        place: What the operator named.
        files: What the report carries.
    """
    described = (place / "case.toml").exists() or "case.toml" not in files
    return (place / _EVIDENCE).is_dir() and described


def evidence(place: Path) -> Path:
    """Return what holds the evidence: the folder of that name in a case, else the place itself."""
    return place / _EVIDENCE if (place / _EVIDENCE).is_dir() else place


@contextmanager
def laid_out(
    place: Path, files: Mapping[str, bytes], listed: Sequence[Listed], name: str
) -> Iterator[Path]:
    """Yield a case folder with the listed exhibits that are at hand.

    Args:
        place: A folder or a zip that holds them, under any name and at any depth.
        files: What the report carries.
        listed: The exhibits of the report.
        name: What the case folder was called.

    Raises:
        CaseError: There is no such place, or nothing in it.
        OSError: There is no room for a copy.
    """
    found = scattered(place)
    with TemporaryDirectory(prefix="forensics-") as scratch:
        folder = Path(scratch) / "case" / name
        (folder / _EVIDENCE).mkdir(parents=True)
        for given in _GIVEN:
            if given in files:
                (folder / given).write_bytes(files[given])
        for one in _outermost(listed):
            exhibit = _best(one, found)
            if exhibit:
                _lay(exhibit, folder / one.path)
        yield folder


def scattered(place: Path) -> tuple[Exhibit, ...]:
    """Return all that lies in a folder, or in a zip, as exhibits.

    Args:
        place: The folder or the zip.

    Raises:
        CaseError: There is no such place, or nothing in it.
    """
    if not place.exists():
        raise CaseError(f"{place}: does not exist; give the case folder, or what holds the logs")
    root = place.resolve()
    found = list_below(root, root if root.is_dir() else root.parent)
    if not found:
        raise CaseError(f"{place}: holds no file; give the case folder, or what holds the logs")
    return tuple(replace(hashed(each), path=f"{_EVIDENCE}/{each.path}") for each in found)


def _outermost(listed: Sequence[Listed]) -> Iterator[Listed]:
    """Yield the exhibits that are files: a member comes with its zip. None leads out of a case.

    One of a name that no file can have on this system is left out: it is missing here.
    """
    paths = {one.path for one in listed}
    for one in listed:
        parts = PurePosixPath(one.path).parts
        inward = leads_inward(one.path) and parts[0] == _EVIDENCE
        within = any(str(above) in paths for above in PurePosixPath(one.path).parents)
        if inward and len(parts) > 1 and not within:
            yield one


def _best(one: Listed, found: Sequence[Exhibit]) -> Exhibit | None:
    """Return the exhibit with that hash, else one with that name: its hash will tell."""
    readable = [exhibit for exhibit in found if not exhibit.hindrance]
    same = (each for each in readable if (each.size, each.sha256) == (one.size, one.sha256))
    named = (each for each in readable if each.path.endswith(f"/{PurePosixPath(one.path).name}"))
    return next(same, None) or next(named, None)


def _lay(exhibit: Exhibit, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if not exhibit.member:
        _link(exhibit.file, place)
        return
    with open_exhibit(exhibit) as stream, place.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
    if isinstance(exhibit.modified, Instant):  # a log without years may be dated by it
        changed = (exhibit.modified.ticks - UNIX_EPOCH_TICKS) * 100
        with suppress(OSError, OverflowError):
            os.utime(place, ns=(changed, changed))


def _link(file: Path, place: Path) -> None:
    """Lay a file elsewhere without a copy, where the file system can."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copy2(file, place)
