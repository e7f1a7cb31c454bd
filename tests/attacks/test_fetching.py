"""The fetcher of the pages knows no address at all: typefaces and sheets come in by hand."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from forensics import typesetting
from forensics.legible import name
from forensics.xmp import extended
from tests.attacks.payloads import PAYLOADS

ADDRESSES = (
    *("https://h.example/x.css", "http://192.0.2.1/", "ftp://h.example/x", "//h.example/x"),
    *("file:///etc/passwd", "/etc/passwd", "data:text/html,x", "javascript:1", "about:blank", ""),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_fetched(address: str) -> None:
    library = typesetting._weasyprint()  # noqa: SLF001 - as late as the program itself
    with pytest.raises(ValueError, match="refers to nothing outside itself"):
        typesetting._closed(library.URLFetcher).fetch(address)  # noqa: SLF001 - the lock itself


ASKING = (
    '<img src="https://h.example/i.png" alt="x"/>',
    '<style>@import "https://h.example/s.css";</style>',
    '<p style="background: url(file:///etc/passwd)">x</p>',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="file:///etc/passwd"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
)


def test_what_a_page_asks_for_all_the_same_stays_out(caplog: pytest.LogCaptureFixture) -> None:
    head = '<head><title>x</title><link rel="stylesheet" href="file:///etc/passwd"/></head>'
    html = f'<html lang="en">{head}<body>{"".join(ASKING)}<p>x</p></body></html>'
    made = typesetting.typeset(
        typesetting.Manuscript(html=html, style="", paper="A4", properties=())
    )
    with pikepdf.open(BytesIO(made)) as pdf:
        assert not pdf.attachments
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        assert not any(b"root:" in one.read_bytes() for one in streams)
    refused = [line for line in caplog.messages if "refers to nothing outside itself" in line]
    assert len(refused) >= 3


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_property_of_the_file_is_text_whatever_it_holds(kind: str) -> None:
    printed = name(PAYLOADS[kind])
    begun = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
    tree = ET.fromstring(extended(begun, [("caseId", printed, "x")]))  # noqa: S314 - made here
    (stated,) = (one for one in tree.iter() if one.tag.endswith("}caseId"))
    assert stated.text == printed
    assert len(stated) == 0
