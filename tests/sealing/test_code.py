"""The code on page 1, read back by a reader that has nothing to do with how it is drawn."""

from functools import cache
from hashlib import sha256

import pypdfium2
import pytest
import zxingcpp

from forensics.binding import Binding
from forensics.render import render
from forensics.sealing.code import code
from tests.builders.variants import nothing

pytestmark = pytest.mark.xdist_group("code")  # each report is made once
ROOT = sha256(b"an invented root").hexdigest()


@cache
def report(paper: str) -> bytes:
    return render(nothing(), (), Binding(root=ROOT, paper=paper))


def test_the_code_on_page_1_holds_the_root_and_no_other_page_has_one() -> None:
    with pypdfium2.PdfDocument(report("A4")) as pdf:
        pages = [page.render(scale=150 / 72, grayscale=True).to_numpy() for page in pdf]
    found = [[one.text for one in zxingcpp.read_barcodes(page)] for page in pages]
    assert found == [[f"lockout-forensics 1 {ROOT}"], *([] for _ in pages[1:])]


def test_it_is_read_from_a_poor_copy_too() -> None:
    with pypdfium2.PdfDocument(report("A4")) as pdf:
        grey = pdf[0].render(scale=110 / 72, grayscale=True).to_numpy().copy()
    grey[grey < 128] = 90
    grey[grey >= 128] = 170
    (one,) = zxingcpp.read_barcodes(grey)
    assert one.text == f"lockout-forensics 1 {ROOT}"


def test_every_page_carries_the_whole_root_at_its_foot() -> None:
    for paper in ("A4", "Letter"):
        with pypdfium2.PdfDocument(report(paper)) as pdf:
            for number, page in enumerate(pdf, 1):
                last = page.get_textpage().get_text_bounded().splitlines()[-1]
                assert last == f"Root of evidence and findings {ROOT} Page {number} of {len(pdf)}"


def test_its_alternative_text_says_what_it_holds() -> None:
    drawn = code(ROOT)
    assert drawn.alt == (
        f"QR code that holds the text “lockout-forensics 1 {ROOT}”: the root at the foot of "
        "every page."
    )
    assert f"<title>{drawn.alt}</title>" in drawn.svg


def test_it_is_22_millimetres_wide_with_four_modules_of_quiet_around_it() -> None:
    drawn = code(ROOT)
    assert round(drawn.width * 25.4 / 96, 1) == round(drawn.height * 25.4 / 96, 1) == 22.0
    module = drawn.width / (37 + 8)
    assert f"M{4 * module:.3f} {4 * module:.3f}h{7 * module:.3f}" in drawn.svg
