"""A small case, its report and how that is judged: what the tests of `verify` share."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from forensics.verify.checks import Check
from forensics.verify.reading import Reading, Unreadable, look
from forensics.verify.verifying import compared
from tests.builders.security_classic import failed_529, lockout_644
from tests.ledger.small_site import TOKEN, log

BAD: Final = failed_529(TOKEN, "FIN-1", "FIN-1")
FIRST: Final = log("LONCAP01", *[(n, BAD) for n in range(5)], (4, lockout_644(TOKEN, "FIN-1")))
SECOND: Final = log("LONCAP02", *[(n, BAD) for n in range(60, 63)])
CASE: Final = '[case]\nid = "SR-17"\ntitle = "An invented case"\n'
HOSTS: Final = "name,aliases,addresses,roles,timezone,clock_offset\nLONCAP01,,10.4.12.5,cap,,\n"
DATE: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A case, its report, and how that reads.

    Attributes:
        case: The case folder; the report lies in `report/`.
        outputs: All outputs, name -> content.
        reading: The report as read back.
    """

    case: Path
    outputs: Mapping[str, bytes]
    reading: Reading

    @property
    def pdf(self) -> bytes:
        """The report."""
        return self.outputs["report.pdf"]

    def judged(self, pdf: bytes) -> dict[str, Check]:
        """Return the checks of another report against this one, by name."""
        report = seen(pdf)
        assert isinstance(report, Reading)
        files = {**self.outputs, **report.files}
        checks = compared(report, files, self.reading, {**self.outputs, **self.reading.files})
        return {one.what: one for one in checks}


@cache
def seen(pdf: bytes) -> Reading | Unreadable:
    """Return what a PDF says, without a process of its own: it takes a second."""
    with TemporaryDirectory() as scratch:
        place = Path(scratch) / "seen.pdf"
        place.write_bytes(pdf)
        return look(place)


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2001, 10, 9, 12, 0, 0)), content)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Said:
    """The exit status and what was printed."""

    status: int
    out: list[str]
    err: list[str]


Run = Callable[..., Said]
