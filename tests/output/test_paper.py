"""The other size of paper: page 1 stays one page, with all that can stand on it."""

import io

import pikepdf
import pypdfium2

from forensics.binding import Binding, Sidecar
from forensics.enclosures import enclose
from forensics.render import render
from tests.builders.rendered import ATTACHED
from tests.builders.variants import kerberos_failures

BESIDE = Sidecar(sha256="0" * 64, size=1_234, names=("attempts.csv", "lockouts.csv"))


def test_on_letter_page_1_stays_one_page_and_nothing_is_cut_off() -> None:
    binding = Binding(paper="Letter", beside=BESIDE, root="0" * 64)
    report = render(kerberos_failures(), enclose(ATTACHED), binding)
    with pikepdf.open(io.BytesIO(report)) as pdf:
        boxes = {tuple(float(edge) for edge in page.mediabox) for page in pdf.pages}
    assert boxes == {(0.0, 0.0, 612.0, 792.0)}
    with pypdfium2.PdfDocument(report) as pdf:
        texts = [page.get_textpage() for page in pdf]
        first, second = (text.get_text_bounded() for text in texts[:2])
        rights = [
            text.get_rect(number)[2] for text in texts for number in range(text.count_rects())
        ]
    assert "report-attachments.zip" in first
    assert "All times are UTC." in " ".join(first.split())
    assert "1. What happened" in second
    assert max(rights) < 612 - 20
