"""Two readings of a report side by side: what is printed, what is drawn, what is heard."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, zip_longest

import numpy as np

from forensics.verify.checks import Check, Difference, check, shown
from forensics.verify.pages import SCALE, Page
from forensics.verify.reading import Reading

_MILLIMETRES = 25.4 / 72 / SCALE  # that a picture element measures


def text(report: Reading, evidence: Reading) -> Check:
    """Compare the text of each page, line by line."""
    of = sum(len(page.lines) for page in evidence.pages)
    pairs = list(zip_longest(report.pages, evidence.pages))
    agree = sum(_equal_lines(theirs, ours) for theirs, ours in pairs)
    found = chain.from_iterable(
        _lines(number, theirs, ours) for number, (theirs, ours) in enumerate(pairs, 1)
    )
    return check("text", (agree, of), f"lines on {len(evidence.pages)} pages", found)


def _matched(theirs: Page, ours: Page) -> SequenceMatcher[str]:
    return SequenceMatcher(None, theirs.lines, ours.lines, autojunk=False)


def _equal_lines(theirs: Page | None, ours: Page | None) -> int:
    if theirs is None or ours is None:
        return 0
    if theirs.lines == ours.lines:
        return len(ours.lines)
    return sum(block.size for block in _matched(theirs, ours).get_matching_blocks())


def _lines(number: int, theirs: Page | None, ours: Page | None) -> Iterator[Difference]:
    page = f"page {number}"
    if theirs is None or ours is None:
        yield Difference(
            where=page,
            report="a page" if theirs else "no such page",
            evidence="a page" if ours else "no such page",
        )
    elif theirs.lines != ours.lines:
        for what, begin, end, start, stop in _matched(theirs, ours).get_opcodes():
            if what != "equal":
                yield from _differing(page, begin, theirs.lines[begin:end], ours.lines[start:stop])


def _differing(
    page: str, begin: int, printed: Sequence[str], expected: Sequence[str]
) -> Iterator[Difference]:
    for line, (said, meant) in enumerate(zip_longest(printed, expected), begin + 1):
        yield Difference(
            where=f"{page}, line {line}",
            report="" if said is None else shown(said),
            evidence="" if meant is None else shown(meant),
        )


def drawing(report: Reading, evidence: Reading) -> Check:
    """Compare the picture of each page, element by element: what moved by a hair is seen."""
    pairs = list(zip(report.pages, evidence.pages, strict=False))
    found = [
        Difference(where=f"page {number}{where}: drawn otherwise", report="", evidence="")
        for number, (theirs, ours) in enumerate(pairs, 1)
        if (where := _moved(theirs, ours)) is not None
    ]
    counts = (len(pairs) - len(found), len(evidence.pages))
    return check("drawing", counts, "pages", found)


def _moved(theirs: Page, ours: Page) -> str | None:
    """Return where two pages are drawn differently, in millimetres, or None."""
    if (theirs.across, theirs.down) != (ours.across, ours.down):
        return ", its size"
    if theirs.picture == ours.picture:
        return None
    there, here = (
        np.frombuffer(zlib.decompress(each.picture), np.uint8) for each in (theirs, ours)
    )
    rows, columns = np.nonzero((there != here).reshape(ours.down, ours.across))
    if not len(rows):
        return None
    left, right, top, bottom = (
        round(float(each) * _MILLIMETRES)
        for each in (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1)
    )
    return f", {left} to {right} mm from the left, {top} to {bottom} mm from the top"


def spoken(report: Reading, evidence: Reading) -> Check:
    """Compare what is not drawn: alternative texts, titles, bookmarks, links, files, actions."""
    theirs, ours = Counter(report.spoken), Counter(evidence.spoken)
    found = (
        *(
            Difference(where="", report="", evidence=shown(one))
            for one in (ours - theirs).elements()
        ),
        *(
            Difference(where="", report=shown(one), evidence="")
            for one in (theirs - ours).elements()
        ),
    )
    counts = ((theirs & ours).total(), ours.total())
    return check("unseen", counts, "descriptions, titles and links", found)
