"""The page as a file: well formed, whole in itself, bound by its policy, the same as on paper."""

import base64
import re
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.html.page import drawn
from forensics.narrative import compose
from forensics.narrative.cover import CHAPTERS
from forensics.templating import filled
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile
from tests.builders.screened import ROOT, screened
from tests.builders.variants import nothing
from tests.html.reading import chapters, island, only, parsed, text, with_class

pytestmark = pytest.mark.xdist_group("browser")  # pages are made once, for the browser too

VARIANTS = ("sms_case", "hostile", "nothing")
SVG = "{http://www.w3.org/2000/svg}"
CHECKOUT = Path(__file__).resolve().parents[2]


def tree(variant: str) -> Element:
    return parsed(screened(variant))


def policy(page: Element) -> dict[str, str]:
    (meta,) = (
        each
        for each in page.iter("meta")
        if each.get("http-equiv", "").lower() == "content-security-policy"
    )
    parts = (part.strip().partition(" ") for part in meta.attrib["content"].split(";"))
    return {name: value for name, _, value in parts}


def digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(source.encode()).digest()).decode()}'"


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_strict_parser_has_no_complaint_and_finds_the_language_and_one_title(
    variant: str,
) -> None:
    page = tree(variant)
    assert page.get("lang") == "en-GB"
    assert len(list(page.iter("h1"))) == 1
    title = text(only(only(page, "head"), "title"))
    assert title == text(only(page, "h1"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_policy_comes_first_and_names_the_one_sheet_and_the_one_script(variant: str) -> None:
    page = tree(variant)
    head = only(page, "head")
    assert [each.tag for each in head][:2] == ["meta", "meta"]
    assert head[1].get("http-equiv") == "Content-Security-Policy"
    (sheet,) = page.iter("style")
    (script,) = (each for each in page.iter("script") if not each.get("type"))
    assert policy(page) == {
        "default-src": "'none'",
        "style-src": digest(sheet.text or ""),
        "script-src": digest(script.text or ""),
        "font-src": "data:",
        "img-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_attribute_is_a_style_or_a_handler_or_leads_outside(variant: str) -> None:
    wrong = [
        (each.tag, name)
        for each in tree(variant).iter()
        for name, value in each.attrib.items()
        if name in {"style", "src", "srcset", "action", "ping", "background"}
        or name.startswith("on")
        or (name.endswith("href") and not value.startswith("#"))
    ]
    assert wrong == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_there_is_no_element_that_loads_or_sends_anything(variant: str) -> None:
    names = {each.tag.removeprefix(SVG) for each in tree(variant).iter()}
    loading = {"link", "img", "iframe", "object", "embed", "base", "video", "audio", "image", "use"}
    assert names & (loading | {"foreignObject", "animate", "set"}) == set()


def test_the_sheet_refers_to_its_own_typefaces_only() -> None:
    (sheet,) = tree("sms_case").iter("style")
    found = re.findall(r"url\((.{,22})|(@import)", sheet.text or "")
    assert found == [("data:font/woff2;base64", "")] * 3


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_reference_leads_to_one_place(variant: str) -> None:
    page = tree(variant)
    anchors = [each.attrib["id"] for each in page.iter() if each.get("id")]
    assert len(anchors) == len(set(anchors))
    named = ("for", "list", "aria-labelledby")
    wanted = {each.attrib["href"][1:] for each in page.iter() if each.get("href")}
    wanted |= {each.attrib[name] for each in page.iter() for name in named if each.get(name)}
    assert wanted - set(anchors) == set()


def test_records_lead_back_to_their_lockouts() -> None:
    page = tree("sms_case")
    rows = {each.attrib["id"]: each for each in page.iter("tr") if each.get("id")}
    links = {
        anchor: {link.attrib["href"][1:] for link in row.iter("a")} for anchor, row in rows.items()
    }
    cited = sorted(name for name in links["L1"] if name.startswith("R"))
    assert cited
    assert any("L1" in links[name] for name in cited)


def paper(findings: Findings) -> Element:
    """Return what the PDF is set from."""
    report = compose(findings, Binding(root=ROOT))
    values = {"report": report, "description": "", "generator": "", "stamp": ""}
    return parsed(filled("report.html.j2", values).lstrip().encode())


@pytest.mark.parametrize("made", [sms_case, hostile, nothing])
def test_every_chapter_says_what_the_pdf_says(made: Callable[[], Findings]) -> None:
    told, printed = chapters(only(tree(made.__name__), "main")), chapters(paper(made()))
    explored = told.pop("explore")
    assert explored.startswith("Exploreeveryattempt")
    assert list(told) == list(printed)
    assert {anchor for anchor, _ in CHAPTERS} <= told.keys()
    for anchor, words in printed.items():
        assert told[anchor] == words


def test_every_figure_is_the_pdfs_and_says_what_it_shows() -> None:
    printed = paper(sms_case()).iter(f"{SVG}svg")
    alts = [text(only(each, f"{SVG}title")) for each in printed]
    page = tree("sms_case")
    assert [each.get("aria-label") for each in page.iter(f"{SVG}svg")] == alts
    assert all(alts)


def test_the_links_of_a_figure_are_inside_it_and_named() -> None:
    picture = compose(sms_case(), Binding()).cover.picture
    assert picture
    svg = drawn(picture.figure)
    assert svg.count("<a href=") == len(picture.figure.links) > 0
    assert f'<a href="{picture.figure.links[0].href}" aria-label="Lockout ' in svg
    assert svg.startswith('<svg role="group" aria-label="')
    assert "<title>" not in svg


def test_landmarks_a_skip_link_and_headings_without_a_gap() -> None:
    page = tree("sms_case")
    assert [len(list(page.iter(name))) for name in ("main", "nav", "header", "footer")] == [1] * 4
    first = next(page.iter("a"))
    assert (first.get("class"), first.get("href")) == ("skip", "#main")
    levels = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_name_and_headers_and_scrolls_in_a_frame_of_its_own() -> None:
    page = tree("sms_case")
    frames = with_class(page, "scroll")
    framed = [table for frame in frames for table in frame.iter("table")]
    tables = with_class(page, "t")
    assert tables
    assert all(table in framed for table in tables)
    assert all(table.get("aria-labelledby") for table in tables)
    assert all(head.get("scope") for table in tables for head in table.iter("th"))
    assert all(frame.get("tabindex") == "0" and frame.get("role") == "region" for frame in frames)
    assert all(frame.get("aria-label") or frame.get("aria-labelledby") for frame in frames)


def test_every_control_has_a_label() -> None:
    page = tree("sms_case")
    labelled = {each.attrib["for"] for each in page.iter("label")}
    controls = [each for name in ("input", "select") for each in page.iter(name)]
    assert len(controls) == 8
    assert {each.get("id") for each in controls} == labelled


def test_without_the_script_the_page_says_that_its_tools_need_it() -> None:
    page = tree("sms_case")
    (said,) = (each for each in page.iter("p") if each.get("id") == "unscripted")
    assert text(said).startswith("To filter, sort and zoom, this page needs JavaScript")
    (tools,) = (each for each in page.iter("div") if each.get("id") == "scripted")
    assert "hidden" in tools.attrib


def test_the_foot_names_the_root_and_the_version() -> None:
    foot = text(only(tree("sms_case"), "footer"))
    assert ROOT in foot
    assert "lockout-forensics 0.0" in foot
    assert ROOT not in text(only(tree("nothing"), "head"))


def test_no_placeholder_of_a_template_is_left() -> None:
    page = screened("sms_case").decode()
    assert (
        re.findall(r"\{\{|\{%|Markup\(", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
        == []
    )


def test_hostile_names_stay_text() -> None:
    page = tree("hostile")
    assert [each.tag for each in page.iter() if each.tag in {"img", "b", "i"}] == []
    assert len(list(page.iter("script"))) == 2
    assert "<script>alert(1)</script>{{ 7*7 }}" in text(only(page, "main"))
    for control in "\u202e\u2066\x00\x1b":
        assert control not in screened("hostile").decode()


def test_the_same_values_give_the_same_bytes() -> None:
    first = screened("sms_case")
    screened.cache_clear()
    assert screened("sms_case") == first


def test_the_script_is_ours_alone_and_small() -> None:
    script = (CHECKOUT / "templates/html/report.js").read_text(encoding="utf-8")
    assert script.startswith('"use strict";\n')
    assert len(script) < 24_000
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(", script)
        == []
    )
    assert re.findall(r"fetch\(|XMLHttp|import\(|WebSocket|sendBeacon|localStorage", script) == []
    assert "</script" not in script.lower()
    assert "<!--" not in script


def test_nothing_to_explore_is_no_fault() -> None:
    assert island(screened("nothing"))["rows"] == 0


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────


def grounds() -> list[dict[str, str]]:
    """Return the colours by day and by night."""
    sheet = (CHECKOUT / "templates/html/report.css").read_text(encoding="utf-8")
    found = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    return [dict(re.findall(r"--([a-z]+): (#[0-9A-F]{6})", each)) for each in found]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize("ink", ["ink", "mute", "link", "alarm"])
@pytest.mark.parametrize("ground", ["ground", "raised", "tint"])
def test_every_text_stands_out_from_every_ground_by_day_and_by_night(
    night: int, ink: str, ground: str
) -> None:
    colours = grounds()[night]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize("mark", ["solid", "mute", "edge", "ink"])
def test_every_mark_of_the_lanes_stands_out_from_its_ground(night: int, mark: str) -> None:
    colours = grounds()[night]
    for ground in ("ground", "locked", "open"):
        assert contrast(colours[mark], colours[ground]) >= 3.0
