"""What a report says of its own making: how it was bound, by what program, from which exhibits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from forensics.binding import EDITIONS, FULL, MEGABYTE, PAPERS, SIZES
from forensics.findings import Tool
from forensics.verify.figures import document
from forensics.verify.filenames import is_name

_MOST: Final = 1_000 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An exhibit as the report's manifest lists it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the report was bound, as its metadata state it; see `reporting.Order`."""

    date: datetime | None = None
    paper: str = PAPERS[0]
    most: int = SIZES[0] * MEGABYTE
    edition: str = FULL


def settings(properties: Mapping[str, str]) -> Settings | str:
    """Return how the report was bound, or which property is missing or impossible."""
    paper, most, edition = (properties.get(name, "") for name in ("paper", "most", "edition"))
    if paper not in PAPERS:
        return "paper"
    if not (most.isascii() and most.isdecimal() and 0 < len(most) <= len(str(_MOST))):
        return "most"
    if edition not in EDITIONS:
        return "edition"
    try:
        date = _date(properties.get("date", ""))
    except ValueError:
        return "date"
    return Settings(date=date, paper=paper, most=int(most), edition=edition)


def _date(text: str) -> datetime | None:
    if text == "none":
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def exhibits(manifest: bytes) -> tuple[Listed, ...] | None:
    """Return the exhibits that a manifest lists, or None where it is no manifest."""
    match _document(manifest):
        case {"exhibits": list(rows)}:
            listed = [_listed(row) for row in rows]
        case _:
            return None
    known = tuple(one for one in listed if one)
    return known if len(known) == len(listed) else None


def _listed(row: object) -> Listed | None:
    match row:
        case {"path": str(path), "size": int(size), "sha256": str(digest)}:
            return Listed(path=path, size=size, sha256=digest)
        case _:
            return None


def outputs(manifest: bytes) -> dict[str, str]:
    """Return the files that a manifest lists, name -> SHA-256; none where it is no manifest."""
    match _document(manifest):
        case {"outputs": list(rows)}:
            listed = [_listed(row) for row in rows]
            return {one.path: one.sha256 for one in listed if one}
        case _:
            return {}


def root(manifest: bytes) -> str:
    """Return the root that a manifest states, or `""`."""
    match _document(manifest):
        case {"root": str(stated)}:
            return stated
        case _:
            return ""


def made_by(findings: bytes) -> Tool | None:
    """Return the program that made the findings, or None where they do not say."""
    match _document(findings):
        case {"tool": {"name": str(name), "version": str(version), "libraries": dict(libraries)}}:
            known = all(isinstance(each, str) for each in libraries.values())
            return Tool(name=name, version=version, libraries=libraries) if known else None
        case _:
            return None


def case_name(findings: bytes) -> str:
    """Return what the folder of the case was called, where nothing else named the case."""
    match _document(findings):
        case {"case": {"id": str(name)}} if is_name(name):
            return name
        case _:
            return "case"


def _document(data: bytes) -> Any:  # noqa: ANN401 - JSON values are of any kind
    try:
        return document(data)
    except ValueError:
        return None
