"""The pages of a PDF as a person meets them: lines of text, and a picture in grey.

The one door to PDFium. It runs in the bounded process that `reading.py` starts.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

_MOST_PAGES: Final = 400
_MOST_SIDE: Final = 2_000.0  # points; a page of a report has 842
_MOST_TEXT: Final = 100_000  # characters of a page
SCALE: Final = 100 / 72
"""Picture elements a point: at 100 an inch a bar that moves by a tenth of a point is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        lines: Its text, in the order in which it is drawn; also what is drawn unseen.
        across: Picture elements in a row.
        down: Rows.
        picture: A byte of grey for each, row after row, deflated.
    """

    lines: tuple[str, ...]
    across: int
    down: int
    picture: bytes


def pages(path: Path) -> Iterator[Page]:
    """Yield the pages.

    Raises:
        ValueError: Pages without measure or number.
        pypdfium2.PdfiumError: They cannot be read.
    """
    with pypdfium2.PdfDocument(path) as pdf:
        if len(pdf) > _MOST_PAGES:
            raise ValueError(f"{len(pdf)} pages are more than any report has")
        for one in pdf:
            if max(one.get_size()) > _MOST_SIDE:
                raise ValueError(f"a page of {one.get_size()} points is larger than any paper")
            yield _page(one)


def _page(one: pypdfium2.PdfPage) -> Page:
    text = one.get_textpage().get_text_bounded()
    if len(text) > _MOST_TEXT:
        raise ValueError(f"{len(text)} characters are more than any page has")
    bitmap = one.render(scale=SCALE, grayscale=True, may_draw_forms=True)
    rows = bytes(bitmap.buffer)
    wide, stride = bitmap.width, bitmap.stride
    packed = b"".join(rows[at : at + wide] for at in range(0, len(rows), stride))
    return Page(
        lines=tuple(text.splitlines()),
        across=wide,
        down=bitmap.height,
        picture=zlib.compress(packed, 1),
    )
