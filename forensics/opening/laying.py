"""Lays out the folder of a new case: whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from forensics.errors import CaseError


def lay_out(folder: Path, given: Path | None) -> tuple[Path, tuple[str, ...]]:
    """Return a folder beside its place that holds the evidence, and what was left out of it.

    Args:
        folder: The case to be; it must not be there.
        given: A folder or a .zip of evidence, which is copied with its times; None for none.

    Raises:
        CaseError: The folder is there already, or what is given is not.
        OSError: It cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder}: is there already; name a folder that is not")
    if given is not None and not given.exists():
        raise CaseError(f"{given}: does not exist; give a folder or a .zip of evidence")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent)) / folder.name
    evidence = beside / "evidence"
    evidence.mkdir(parents=True)
    left = tuple(_copied(given, evidence)) if given is not None else ()
    return beside, left


def put_in_place(beside: Path, folder: Path) -> None:
    """Move a case that is laid out into its place.

    Raises:
        OSError: It cannot be moved; nothing was.
    """
    if folder.is_dir():
        folder.rmdir()  # an empty one
    beside.rename(folder)
    beside.parent.rmdir()


def drop(beside: Path) -> None:
    """Take away what was laid out and is not to be."""
    shutil.rmtree(beside.parent, ignore_errors=True)


def _copied(given: Path, evidence: Path) -> Iterator[str]:
    """Copy evidence; yield what was left out: links, devices and what cannot be read."""
    if given.is_file():
        shutil.copy2(given, evidence / given.name)
        return
    for path in sorted(given.rglob("*")):
        place = evidence / path.relative_to(given)
        if path.is_dir() and not path.is_symlink():
            place.mkdir(parents=True, exist_ok=True)
        elif path.is_symlink() or not path.is_file():
            yield f"{path}: a link or a device, not copied"
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, place)
            except OSError as error:
                yield f"{path}: not copied ({error.strerror})"
