"""What is kept of each example case: its findings, and the text of every chapter of its report.

`python -m tests.golden` writes it all anew; what changed is then read as a diff before it is
committed. Versions of libraries differ by machine and stand as `‹version›`. The foot of the pages
is left out: it holds the root, which changes with any figure and says no more than they do.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pypdfium2

from tests.builders.examples import NAMES, example
from tests.output.links import Place, linked

FOLDER: Final = Path(__file__).parent
CHAPTERS: Final = ("what", "who", "locks", "cause", "evidence", "actions", "method", "records")
_FOOT: Final = 48.0
"""Points at the foot of a page: the running title, the root and the number of the page."""


def golden(name: str) -> dict[str, str]:
    """Return file name -> text of what is kept of one example."""
    made = example(name)
    findings = made.findings
    versions: Mapping[str, str] = findings["tool"]["libraries"]
    findings["tool"]["libraries"] = dict.fromkeys(versions, "‹version›")
    kept = {"findings.json": json.dumps(findings, ensure_ascii=False, indent=1) + "\n"}
    for number, text in enumerate(_chapters(made.outputs["report.pdf"])):
        kept[f"chapter-{number}.txt"] = _masked(text, versions)
    return kept


def write() -> None:
    """Write what is kept of every example, and take away what is kept no more."""
    for name in NAMES:
        folder = FOLDER / name
        folder.mkdir(exist_ok=True)
        kept = golden(name)
        for old in set(folder.iterdir()) - {folder / each for each in kept}:
            old.unlink()
        for each, text in kept.items():
            (folder / each).write_text(text, "utf-8")


def _masked(text: str, versions: Mapping[str, str]) -> str:
    for library, version in versions.items():
        # Where a line ends at its hyphen, PDFium leaves the hyphen out.
        spelled = re.escape(library).replace(r"\-", r"-?\s*")
        between = rf"({spelled}[\s=]+){re.escape(version)}"
        text = re.sub(between, r"\1‹version›", text)
    return text


def _chapters(pdf: bytes) -> Iterator[str]:
    """Yield the text of page 1, which is chapter 0, and of every chapter."""
    report = linked(pdf)
    begins = [Place(1, 1_000.0), *(report.destinations[each] for each in CHAPTERS)]
    ends = [*begins[1:], Place(report.pages, 0.0)]
    document = pypdfium2.PdfDocument(pdf)
    for begin, end in zip(begins, ends, strict=True):
        pages = range(begin.page, end.page + 1)
        said = [_between(document, page, begin, end) for page in pages]
        yield "\n".join(filter(None, said)) + "\n"
    document.close()


def _between(document: Any, page: int, begin: Place, end: Place) -> str:  # noqa: ANN401 - untyped
    """Return what a page prints between two places, without its foot."""
    drawn = document[page - 1]
    width, height = drawn.get_size()
    top = begin.top if page == begin.page else height
    low = max(end.top if page == end.page else 0.0, _FOOT)
    if top <= low:
        return ""
    text = drawn.get_textpage().get_text_bounded(0, low, width, min(top, height))
    return "\n".join(line.rstrip() for line in text.replace("\ufffe", "-").splitlines())
