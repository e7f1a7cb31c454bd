"""A report of at most so many bytes: what does not fit lies beside it, and the pages say so."""

import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest

from forensics import sized as room
from forensics.binding import Binding
from forensics.enclosures import Enclosure
from forensics.findings import Findings
from forensics.press import Awaited, Press
from forensics.sized import sized
from tests.builders.filed import filed
from tests.builders.variants import nothing

LARGE = random.Random(1).randbytes(400_000)  # noqa: S311 - an invented file that stays large
FILES = {"attempts.csv": LARGE, "findings.json": b"{}\n", "ticket.txt": b"ticket\n"}


def carried(report: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(report)) as pdf:
        return sorted(pdf.attachments)


def pages_of(report: bytes) -> list[str]:
    with pypdfium2.PdfDocument(report) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    return [" ".join(text.split()) for text in texts]


def test_what_does_not_fit_lies_beside_and_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PAGES", 200_000)
    outputs = sized(nothing(), filed(FILES, room.room(300_000)), Binding(most=300_000))()
    assert sorted(outputs) == ["report-attachments.zip", "report.pdf"]
    assert len(outputs["report.pdf"]) < 300_000
    assert carried(outputs["report.pdf"]) == ["findings.json", "ticket.txt"]
    archive = outputs["report-attachments.zip"]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["attempts.csv"]
    first, *others = pages_of(outputs["report.pdf"])
    digest = sha256(archive).hexdigest()
    for text in (first, " ".join(others)):
        assert "attempts.csv lies beside it in report-attachments.zip, SHA-256" in text
        assert digest in text.replace(" ", "")
    assert "larger than 300,000 bytes" in " ".join(others)


@dataclass
class Pages:
    """Stands for the renderer: pages of so many bytes, and what they were bound with."""

    weight: int
    bound: list[tuple[list[str], Binding]] = field(default_factory=list)

    def __call__(
        self, _: Findings, enclosed: Sequence[Enclosure], binding: Binding, __: Press
    ) -> Awaited:
        """Stand for `begin`."""
        self.bound.append(([one.name for one in enclosed], binding))
        weight = self.weight + sum(len(one.deflated) for one in enclosed)
        return lambda: bytes(weight)


def test_where_all_fits_nothing_lies_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Pages(300_000)
    monkeypatch.setattr(room, "begin", pages)
    assert list(sized(nothing(), filed(FILES, 2_460_000), Binding())()) == ["report.pdf"]
    assert pages.bound == [(sorted(FILES), Binding())]


def test_pages_heavier_than_foreseen_move_everything_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Pages(3_800_000)
    monkeypatch.setattr(room, "begin", pages)
    outputs = sized(nothing(), filed(FILES, 2_460_000), Binding())()
    assert [names for names, _ in pages.bound] == [sorted(FILES), []]
    beside = pages.bound[1][1].beside
    assert beside is not None
    assert beside.sha256 == sha256(outputs["report-attachments.zip"]).hexdigest()
    assert len(outputs["report.pdf"]) == 3_800_000


def test_pages_too_large_by_themselves_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "begin", Pages(5_000_000))
    outputs = sized(nothing(), filed(FILES, 2_460_000), Binding())()
    assert len(outputs["report.pdf"]) == 5_000_000  # the caller says so
