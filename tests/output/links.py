"""Every link of a report: where it stands, what is printed there, and where it leads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a page: its number from 1, and the height in points from the foot."""

    page: int
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link.

    Attributes:
        to: The name of its destination.
        place: Where its upper edge stands.
        left: Its left edge, in points.
        text: What is printed under it, in one line.
        says: What a screen reader says of it.
    """

    to: str
    place: Place
    left: float
    text: str
    says: str


class Linked:
    """A report with its links and destinations; read once."""

    def __init__(self, pdf: bytes) -> None:
        """Read a PDF."""
        self._pdf = pdf
        self._drawn = pypdfium2.PdfDocument(pdf)
        self._texts: dict[int, Any] = {}

    @cached_property
    def destinations(self) -> Mapping[str, Place]:
        """Name -> where it is."""
        with pikepdf.open(BytesIO(self._pdf)) as pdf:
            numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages, 1)}
            found = list(pdf.Root.Names.Dests.Names)
            return {
                str(name): Place(numbers[target[0].objgen], float(target[3]))
                for name, target in zip(found[::2], found[1::2], strict=True)
            }

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link, page by page."""
        with pikepdf.open(BytesIO(self._pdf)) as pdf:
            return tuple(
                self._link(number, each)
                for number, page in enumerate(pdf.pages, 1)
                for each in page.get("/Annots", [])
                if each.get("/Subtype") == pikepdf.Name.Link
            )

    def _link(self, page: int, annotation: pikepdf.Object) -> Link:
        left, low, right, high = (float(each) for each in annotation.Rect)
        to = annotation.A.D if "/A" in annotation else annotation.Dest
        return Link(
            to=str(to),
            place=Place(page, max(low, high)),
            left=min(left, right),
            text=self.within(page, (left, low, right, high)),
            says=str(annotation.get("/Contents", "")),
        )

    def _text(self, page: int) -> Any:  # noqa: ANN401 - pypdfium2 has no types
        if page not in self._texts:
            self._texts[page] = self._drawn[page - 1].get_textpage()
        return self._texts[page]

    def within(self, page: int, box: tuple[float, float, float, float]) -> str:
        """Return what is printed inside a box, in one line."""
        left, low, right, high = box
        said = self._text(page).get_text_bounded(
            min(left, right) - 1, min(low, high), max(left, right) + 1, max(low, high)
        )
        return " ".join(said.split())

    def below(self, place: Place, most: float) -> str:
        """Return what is printed in the stretch of the given height below a place."""
        width = self._drawn[place.page - 1].get_width()
        return self.within(place.page, (0, place.top - most, width, place.top))

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._drawn)

    def between(self, begin: Place, end: float) -> Iterator[Link]:
        """Yield the links on the page of `begin`, from its height down to `end`."""
        for link in self.links:
            if link.place.page == begin.page and end < link.place.top <= begin.top + 1:
                yield link


@cache
def linked(pdf: bytes) -> Linked:
    """Return a report with its links, read once for all tests of a worker."""
    return Linked(pdf)


def first_id(text: str) -> str:
    """Return the first reference such as `R0007`, `L2` or `E1` in a text, or nothing."""
    found = re.search(r"\b(?:R\d{4,}|[LE]\d+|I\d+)\b", text)
    return found[0] if found else ""
