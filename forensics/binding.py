"""What a report is bound from besides its findings: its date, its paper, the files it carries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

PAPERS: Final = ("A4", "Letter")
FULL: Final = "full"
VENDOR: Final = "vendor"
EDITIONS: Final = (FULL, VENDOR)
MEGABYTE: Final = 1_000_000
SIZES: Final = (4, 7, 10, 18)
"""Megabytes that `--max-size` offers: mail gateways and ticket systems draw the line there."""

SIDECAR: Final = "report-attachments.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """The archive beside the report that holds what would make the report too large.

    Attributes:
        sha256: Of the archive, in hex.
        size: Of the archive, in bytes.
        names: The files in it, sorted.
    """

    sha256: str
    size: int
    names: tuple[str, ...]
    name: str = SIDECAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """How one set of findings becomes one report.

    Attributes:
        date: When the report is made (aware); None prints none.
        paper: `A4` or `Letter`.
        attached: The names of the files that travel inside the PDF.
        root: The Merkle root over exhibits and data (`sealing/merkle.py`); `""` prints none.
        most: Bytes that the PDF may have.
        beside: What travels beside it because it does not fit, or None.
        edition: `full` or `vendor`, in which the names of the case are replaced.
    """

    date: datetime | None = None
    paper: str = PAPERS[0]
    attached: tuple[str, ...] = ()
    root: str = ""
    most: int = SIZES[0] * MEGABYTE
    beside: Sidecar | None = None
    edition: str = FULL
