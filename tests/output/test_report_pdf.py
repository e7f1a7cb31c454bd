"""The structure of the finished PDF, read by pikepdf; see ISO 19005-3 and ISO 14289-1."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import md5
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2
import pytest

from forensics.binding import Binding
from forensics.enclosures import enclose
from forensics.render import render
from tests.builders.rendered import ATTACHED, EACH, IN_ONE_WORKER, rendered
from tests.builders.variants import nothing

CHAPTERS = [
    "1. What happened",
    "2. Who and where",
    "3. Every lockout",
    "4. Cause, and what Microsoft says",
    "5. Evidence and its condition",
    "6. Recommended actions",
    "7. Method and limits",
    "Appendix. Cited records",
]
ACTIONS = {"/JS", "/JavaScript", "/Launch", "/URI", "/OpenAction", "/AA"}
every_variant = pytest.mark.parametrize("variant", EACH)


def opened(variant: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(rendered(variant).pdf))


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every element of the structure tree in reading order."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if "/S" in one:
            yield one
        kids = one.get("/K")
        found = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in reversed(found) if isinstance(kid, pikepdf.Dictionary)]


def names(tree: pikepdf.Object) -> list[str]:
    assert "/Kids" not in tree
    return [str(name) for name in list(tree.Names)[::2]]


@every_variant
def test_nothing_is_logged_while_rendering(variant: str) -> None:
    assert rendered(variant).logged == ()


@every_variant
def test_the_document_is_tagged_titled_and_in_british_english(variant: str) -> None:
    with opened(variant) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title)


@every_variant
def test_the_metadata_state_both_standards_once(variant: str) -> None:
    with opened(variant) as pdf:
        text = pdf.Root.Metadata.read_bytes().decode()
    ET.fromstring(re.sub(r"<\?xpacket.*?\?>", "", text))  # noqa: S314 - our own metadata
    assert re.search(r'pdfaid:part="3"', text)
    assert re.search(r'pdfaid:conformance="A"', text)
    assert text.count("<pdfuaid:part>1</pdfuaid:part>") == 1
    assert text.count("</rdf:RDF>") == 1


@every_variant
def test_every_font_is_vendored_and_embedded(variant: str) -> None:
    with opened(variant) as pdf:
        fonts = [one for one in pdf.objects if dictionary(one, "/FontDescriptor")]
        assert fonts
        for font in fonts:
            family = str(font.FontName).partition("+")[2].replace("-", "")
            assert family.startswith(("IBMPlex", "DroidSansFallback"))
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())


def dictionary(one: pikepdf.Object, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name(kind)


@every_variant
def test_every_figure_has_an_alternative_text(variant: str) -> None:
    with opened(variant) as pdf:
        figures = [one for one in elements(pdf) if pikepdf.Name.Figure == one.S]
        assert all(str(one.Alt).strip() for one in figures)
        assert bool(figures) == (variant != "nothing")


@every_variant
def test_headings_never_skip_a_level(variant: str) -> None:
    with opened(variant) as pdf:
        levels = [
            int(str(one.S)[2:]) for one in elements(pdf) if re.fullmatch(r"/H[1-6]", str(one.S))
        ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_variant
def test_every_table_cell_stands_in_a_row_and_names_its_headings(variant: str) -> None:
    with opened(variant) as pdf:
        cells = [one for one in elements(pdf) if one.S in (pikepdf.Name.TH, pikepdf.Name.TD)]
        known = {str(one.ID) for one in cells if one.S == pikepdf.Name.TH}
        for one in cells:
            assert one.P.S == pikepdf.Name.TR
            if one.S == pikepdf.Name.TD:
                assert set(map(str, one.A.Headers)) <= known
                assert len(one.A.Headers) >= 1


@every_variant
def test_every_internal_link_leads_somewhere_and_says_where(variant: str) -> None:
    with opened(variant) as pdf:
        known = set(names(pdf.Root.Names.Dests))
        found = 0
        for page in pdf.pages:
            for link in page.get("/Annots", []):
                assert "/A" not in link, "the report refers to nothing outside itself"
                assert str(link.Dest) in known
                assert len(str(link.Contents)) > 1
                assert str(link.Contents) != str(link.Dest) or "E" in str(link.Dest)
                found += 1
        assert found >= 8


@every_variant
def test_the_bookmarks_are_the_chapters(variant: str) -> None:
    with opened(variant) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == CHAPTERS


@every_variant
def test_attachments_are_sorted_associated_once_and_whole(variant: str) -> None:
    with opened(variant) as pdf:
        assert names(pdf.Root.Names.EmbeddedFiles) == sorted(ATTACHED)
        assert [str(one.UF) for one in pdf.Root.AF] == sorted(ATTACHED)
        assert {name: pdf.attachments[name].get_file().read_bytes() for name in ATTACHED} == dict(
            ATTACHED
        )


@IN_ONE_WORKER["sms_case"]
def test_each_attachment_has_its_type_and_relationship() -> None:
    with opened("sms_case") as pdf:
        found = {
            str(one.UF): (str(one.EF.F.Subtype), str(one.AFRelationship)) for one in pdf.Root.AF
        }
    assert found == {
        "attempts.csv": ("/text/csv", "/Data"),
        "hosts.csv": ("/text/csv", "/Source"),
        "findings.json": ("/application/json", "/Data"),
        "graph.graphml": ("/application/graphml+xml", "/Data"),
        "ticket.txt": ("/text/plain", "/Supplement"),
    }


@IN_ONE_WORKER["sms_case"]
def test_each_attachment_says_what_it_holds() -> None:
    with opened("sms_case") as pdf:
        said = {str(one.UF): str(one.Desc) for one in pdf.Root.AF}
    assert all(len(text) > 30 for text in said.values())
    assert len(set(said.values())) == len(said)


@IN_ONE_WORKER["sms_case"]
def test_dates_come_from_the_evidence_and_what_was_given_has_none() -> None:
    with opened("sms_case") as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20011009100003Z"
        dates = {str(one.UF): str(one.EF.F.Params.get("/ModDate", "none")) for one in pdf.Root.AF}
    assert dates.pop("hosts.csv") == "none"
    assert set(dates.values()) == {"D:20011009100003Z"}


def test_a_date_of_the_report_dates_no_attachment() -> None:
    made = render(nothing(), enclose(ATTACHED), Binding(date=datetime(2001, 10, 12, tzinfo=UTC)))
    with pikepdf.open(BytesIO(made)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20011012000000Z"
        assert all("/ModDate" not in one.EF.F.Params for one in pdf.Root.AF)


@every_variant
def test_the_structure_follows_the_chapters_in_their_order(variant: str) -> None:
    with opened(variant) as pdf, pdf.open_outline() as outline:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        shown = [
            (pages[item.destination[0].objgen], -float(item.destination[3]))
            for item in outline.root
            if isinstance(item.destination, pikepdf.Array)
        ]
        chapters = [one for one in elements(pdf) if pikepdf.Name.H2 == one.S and "/Pg" in one]
        tagged = [pages[one.Pg.objgen] for one in chapters]
    assert len(shown) == len(CHAPTERS)
    assert shown == sorted(shown)
    assert tagged == sorted(tagged)


@every_variant
def test_every_column_heading_says_of_what_it_is(variant: str) -> None:
    with opened(variant) as pdf:
        rows = [list(one.K) for one in elements(pdf) if pikepdf.Name.TR == one.S]
    assert rows
    for cells in rows:
        heads = [one for one in cells if pikepdf.Name.TH == one.S]
        scope = "/Column" if len(heads) == len(cells) else "/Row"
        assert {str(one.A.Scope) for one in heads} == {scope}


@every_variant
def test_an_alternative_text_tells_more_than_the_caption(variant: str) -> None:
    with opened(variant) as pdf:
        figures = [str(one.Alt) for one in elements(pdf) if pikepdf.Name.Figure == one.S]
    captions = set(re.findall(r"Figure \d+\. ([^\n]+)", text_of(variant)))
    for alt in figures:
        assert len(alt) > 8
        assert not any(alt.startswith(caption) for caption in captions)


@every_variant
def test_every_figure_is_drawn_and_none_is_a_picture_of_dots(variant: str) -> None:
    with opened(variant) as pdf:
        kinds = {
            str(one.get("/Subtype"))
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Type") == pikepdf.Name.XObject
        }
    assert kinds <= {"/Form"}


@every_variant
def test_qpdf_finds_no_fault(variant: str, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not on the PATH")
    path = tmp_path / f"{variant}.pdf"
    path.write_bytes(rendered(variant).pdf)
    run = subprocess.run(
        ["qpdf", "--check", str(path)], capture_output=True, check=False, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@IN_ONE_WORKER["nothing"]
def test_without_evidence_nothing_is_dated() -> None:
    with opened("nothing") as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert set(pdf.Root.AF[0].EF.F.Params.keys()) == {"/CheckSum", "/Size"}


@IN_ONE_WORKER["nothing"]
def test_each_file_inside_states_its_size_and_checksum() -> None:
    with opened("nothing") as pdf:
        told = {str(file.F): (file.EF.F.Params, file.EF.F.read_bytes()) for file in pdf.Root.AF}
    assert told.keys() == ATTACHED.keys()
    for name, (stated, content) in told.items():
        assert content == ATTACHED[name]
        assert int(stated.Size) == len(content)
        assert bytes(stated.CheckSum) == md5(content, usedforsecurity=False).digest()


@IN_ONE_WORKER["hostile"]
def test_nothing_in_the_file_acts_or_leads_outside() -> None:
    with opened("hostile") as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/Launch", "/URI", "/OpenAction"} & set(
                    one.keys()
                )


@cache
def text_of(variant: str) -> str:
    """Return what a reader can copy out of the report, read back by PDFium."""
    with pypdfium2.PdfDocument(rendered(variant).pdf) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return "\n".join(pages).replace("\r\n", "\n")


@every_variant
def test_every_chapter_is_printed(variant: str) -> None:
    text = text_of(variant)
    for title in CHAPTERS:
        assert len(re.findall(re.escape(title), text)) >= 2  # in the contents, and at its place


@every_variant
def test_no_sentence_is_left_with_a_hole(variant: str) -> None:
    text = text_of(variant)
    text = re.sub(r"\bNone\s+(of|No lockout)\b", "", text)  # two places where the word is ours
    assert not re.findall(r"\bNone\b|\bnan\b|Absent\(| ,|\.\. |: \.", text)


@IN_ONE_WORKER["hostile"]
def test_hostile_names_are_printed_as_text() -> None:
    text = text_of("hostile")
    assert "<script>alert(1)</script>{{ 7*7 }}{%" in text
    assert "49" not in re.findall(r"\S*7\*7\S*", text)
    assert "‹U+202E›evil‹U+2066›‹U+0000›" in text.replace("\n", "")
    assert "한국어 日本語 ‹U+FDFD›" in text.replace("\n", "")
    assert "65,536" in text
    assert "\u202e" not in text


@every_variant
def test_verapdf_finds_both_standards_met(variant: str, tmp_path: Path) -> None:
    if shutil.which("verapdf") is None:
        pytest.skip("verapdf is not on the PATH")
    path = tmp_path / f"{variant}.pdf"
    path.write_bytes(rendered(variant).pdf)
    for flavour in ("3a", "ua1"):
        run = subprocess.run(
            ["verapdf", "--flavour", flavour, "--format", "json", str(path)],
            capture_output=True,
            check=False,
            text=True,
        )
        (result,) = json.loads(run.stdout)["report"]["jobs"][0]["validationResult"]
        assert result["details"]["passedRules"] > 50
        assert result["compliant"], flavour
