"""What a report is bound from besides its findings: its date, its paper, the files it carries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

PAPERS: Final = ("A4", "Letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """How one set of findings becomes one report.

    Attributes:
        date: When the report is made (aware); None prints none.
        paper: `A4` or `Letter`.
        attached: The names of the files that travel inside the PDF.
    """

    date: datetime | None = None
    paper: str = PAPERS[0]
    attached: tuple[str, ...] = ()
