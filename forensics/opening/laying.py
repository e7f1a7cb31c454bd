"""Lays out the folder of a new case: whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics.errors import CaseError
from forensics.junctions import is_junction
from forensics.placing.within import lies_within


@contextmanager
def laid_out(folder: Path, given: Path | None) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield a folder beside its place that holds the evidence, and what was left out of it.

    What has not been put in place by the end of the block goes again, whatever ended it.

    Args:
        folder: The case to be; it must not be there.
        given: A folder or a .zip of evidence, which is copied with its times; None for none.

    Raises:
        CaseError: The folder is there already, or what is given is not.
        OSError: It cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder}: {_is_there(folder)}")
    if given is not None and not given.exists():
        raise CaseError(f"{given}: does not exist; give a folder or a .zip of evidence")
    if given is not None and given.is_dir() and not any(map(Path.is_file, given.rglob("*"))):
        raise CaseError(f"{given}: holds no file; give a folder or a .zip of evidence")
    if given is not None and lies_within(folder, given):
        raise CaseError(f"{folder}: lies in {given}; name a folder outside of the evidence")
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        beside = scratch / folder.name
        evidence = beside / "evidence"
        evidence.mkdir(parents=True)
        yield beside, tuple(_copied(given, evidence)) if given is not None else ()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _is_there(folder: Path) -> str:
    if (folder / "evidence").is_dir():
        inside = folder / "evidence"
        return f"is a case already; put further logs into {inside}, or name another folder"
    return "is there already; name a folder that is not"


def put_in_place(beside: Path, folder: Path) -> None:
    """Move a case that is laid out into its place.

    Raises:
        OSError: It cannot be moved; nothing was.
    """
    if folder.is_dir():
        folder.rmdir()  # an empty one
    beside.rename(folder)


def _copied(given: Path, evidence: Path) -> Iterator[str]:
    """Copy evidence; yield what was left out: links, devices and what cannot be read."""
    if given.is_file():
        shutil.copy2(given, evidence / given.name)
        return
    linked = set[Path]()
    for path in sorted(given.rglob("*")):
        place = evidence / path.relative_to(given)
        if not linked.isdisjoint(path.parents):
            continue
        if path.is_symlink() or is_junction(path.lstat()):
            linked.add(path)
            yield f"{path}: a link or a device, not copied"
        elif path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            yield f"{path}: a link or a device, not copied"
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, place)
            except OSError as error:
                yield f"{path}: not copied ({error.strerror})"
