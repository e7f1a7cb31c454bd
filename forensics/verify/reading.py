"""Reads a report back: what it carries and what its pages show, to any reader of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from forensics.verify.apart import apart
from forensics.verify.carried import NO_PDF, carried
from forensics.verify.pages import Page, pages

_LARGEST: Final = 256 << 20  # bytes of a PDF; the largest report has 18 million


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one PDF says; see `carried.Carried` and `pages.Page`."""

    properties: Mapping[str, str]
    files: Mapping[str, bytes]
    spoken: tuple[str, ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a file could not be read as a report."""

    reason: str


def read(data: bytes) -> Reading | Unreadable:
    """Return what a PDF says, read in a process of its own.

    Args:
        data: Its bytes; nobody vouches for them.
    """
    if len(data) > _LARGEST:
        return Unreadable(reason=f"has {len(data):,} bytes, more than any report")
    with TemporaryDirectory(prefix="forensics-") as scratch:
        told = apart(_tell, data, Path(scratch))
        return Unreadable(reason=NO_PDF) if told is None else _heard(told, Path(scratch))


def look(report: Path) -> Reading | Unreadable:
    """Return what a PDF says, read here and now: only for one that we vouch for.

    Raises:
        Exception: Anything, where it is made to do harm.
    """
    found = carried(report)
    if isinstance(found, str):
        return Unreadable(reason=found)
    return Reading(
        properties=found.properties,
        files=found.files,
        spoken=found.spoken,
        pages=tuple(pages(report)),
    )


def _tell(report: Path) -> Mapping[str, Any]:
    """Return what a report says as JSON, and lay files and pictures beside it."""
    found = look(report)
    if isinstance(found, Unreadable):
        return {"reason": found.reason}
    files = {name: f"file-{number}" for number, name in enumerate(found.files)}
    for name, place in files.items():
        report.with_name(place).write_bytes(found.files[name])
    leaves = []
    for number, page in enumerate(found.pages):
        leaves.append({**asdict(page), "picture": f"page-{number}"})
        report.with_name(f"page-{number}").write_bytes(page.picture)
    properties = dict(found.properties)
    return {"properties": properties, "files": files, "spoken": found.spoken, "pages": leaves}


def _heard(told: Mapping[str, Any], scratch: Path) -> Reading | Unreadable:
    if "reason" in told:
        return Unreadable(reason=told["reason"])
    leaves = (
        {**page, "lines": tuple(page["lines"]), "picture": (scratch / page["picture"]).read_bytes()}
        for page in told["pages"]
    )
    return Reading(
        properties=told["properties"],
        files={name: (scratch / place).read_bytes() for name, place in told["files"].items()},
        spoken=tuple(told["spoken"]),
        pages=tuple(Page(**each) for each in leaves),
    )
