"""Draws the pages of the sample report that docs/reading.md explains.

`python -m tests.pictures`, after the sample was made anew.
"""

from typing import Final

import pypdfium2

from tests.shared import CHECKOUT

PAGES: Final = (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13)
_SCALE: Final = 1.05  # pixels a point
_COLOURS: Final = 48  # print has few; the file is a third of what it would be


def main() -> None:
    """Write a picture of each page."""
    folder = CHECKOUT / "docs/pictures"
    folder.mkdir(exist_ok=True)
    report = pypdfium2.PdfDocument(CHECKOUT / "docs/sample-report.pdf")
    for number in PAGES:
        image = report[number - 1].render(scale=_SCALE).to_pil()
        image.quantize(_COLOURS).save(folder / f"page-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
