"""The payloads in the finished PDF: shown as text, carried as data, obeyed by nothing."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from tests.attacks.payloads import PAYLOADS
from tests.attacks.staged import CASE_ID, staged
from tests.attacks.strict import unseen, xml_tree

pytestmark = pytest.mark.xdist_group("attacks")  # staged once

CARRIED = [
    *("attempts.csv", "case.toml", "findings.json", "graph.graphml", "hosts.csv", "lockouts.csv"),
    *("manifest.json", "ticket.txt"),
]
ACTING = {
    *(
        "/AA",
        "/OpenAction",
        "/JS",
        "/JavaScript",
        "/Launch",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/Rendition",
    ),
    *("/SubmitForm", "/ImportData", "/RichMedia", "/XFA", "/AcroForm"),
}
OWN = "{urn:lockout-forensics:report:1}"


@cache
def pdf() -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(staged().outputs["report.pdf"]))


@cache
def printed() -> str:
    """Return the text of all pages, line ends taken out."""
    document = pypdfium2.PdfDocument(staged().outputs["report.pdf"])
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    # PDFium gives a hyphen at the end of a line as U+0002.
    return re.sub("[\r\n\x02\ufffe]+", "", "".join(pages))


def dictionaries() -> Iterator[pikepdf.Object]:
    for one in pdf().objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one


def test_nothing_in_the_file_acts_or_leads_out_of_it() -> None:
    found = {str(key) for one in dictionaries() for key in one.keys()}  # noqa: SIM118 - pikepdf
    assert found & ACTING == set()
    kinds = {str(one.S) for one in dictionaries() if "/S" in one and "/D" in one}
    assert kinds <= {"/GoTo"}


def test_every_annotation_is_a_link_within_the_file_or_a_file_of_ours() -> None:
    annotations = [one for page in pdf().pages for one in page.get("/Annots", [])]
    assert annotations
    assert {str(one.Subtype) for one in annotations} == {"/Link"}
    assert all("/Dest" in one or one.A.S == "/GoTo" for one in annotations)


def test_the_files_inside_are_those_that_lie_beside_it() -> None:
    files = {name: spec.get_file().read_bytes() for name, spec in pdf().attachments.items()}
    assert sorted(files) == CARRIED
    for name in set(CARRIED) - {"manifest.json"}:
        beside = staged().outputs.get(name) or (staged().folder / name).read_bytes()
        assert files[name] == beside
    names = {str(spec.obj.UF) for spec in pdf().attachments.values()}
    assert sorted(names) == CARRIED


def test_the_metadata_state_each_property_once_and_the_identifier_whole() -> None:
    content = bytes(pdf().Root.Metadata.read_bytes())
    packet = re.sub(rb"^<\?xpacket[^>]*\?>|<\?xpacket[^>]*\?>\s*$", b"", content)
    tree = xml_tree(packet)
    stated = [one for one in tree.iter() if one.tag.startswith(OWN)]
    assert len({one.tag for one in stated}) == len(stated) == 8
    values = {one.tag.removeprefix(OWN): one.text for one in stated}
    assert values["edition"] == "full"
    assert values["caseId"] is not None
    assert values["caseId"].startswith(CASE_ID[:60])
    assert not [one for one in tree.iter() if unseen(one.text or "")]


def test_every_text_of_the_file_is_seen_as_it_is() -> None:
    spoken = [
        str(value)
        for one in dictionaries()
        for key, value in one.items()
        if isinstance(value, pikepdf.String)
        and key
        in {"/Alt", "/ActualText", "/Contents", "/Title", "/Author", "/Subject", "/Desc", "/E"}
    ]
    assert len(spoken) > 100
    assert not [text for text in spoken if unseen(text)]


def test_the_pages_show_nothing_that_acts_unseen() -> None:
    assert unseen(printed()) == set()


@pytest.mark.parametrize(
    "kind",
    [
        *("HTML: a script", "HTML: an event of a picture", "SVG: a script", "CSS: a picture"),
        *("Jinja: a sum", "Jinja: the way to Python", "Python: a format", "CSV: + a sum"),
        *("XML: the end of CDATA", "XMP: the end of the packet", "CSV: separators"),
    ],
)
def test_a_payload_is_printed_as_it_was_recorded(kind: str) -> None:
    shown = re.sub(r"\s", "", PAYLOADS[kind].replace("\t", "‹U+0009›"))
    assert shown[:40] in re.sub(r"\s", "", printed())


def test_no_sum_was_done() -> None:
    assert not re.search(r"(?<![\d,.:])49(?=\{%|\{#)", printed())
    assert "<class" not in printed()
    assert "root:x:0" not in printed()
