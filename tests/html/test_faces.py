"""The typefaces inside the page: every letter that is shown, little else, always the same bytes."""

import base64
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from forensics.html.faces import faces
from forensics.typeface import face

pytestmark = pytest.mark.xdist_group("browser")  # typefaces are read once, for the pages too

LETTERS = "Aa0‹›–é"
THREE = ["Report Mono", "Report Sans", "Report Sans"]


def fonts(text: str) -> dict[tuple[str, str], TTFont]:
    rule = r'font-family:"([^"]+)";font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)'
    return {
        (family, weight): TTFont(BytesIO(base64.b64decode(data)))
        for family, weight, data in re.findall(rule, faces(text))
    }


def test_each_face_has_the_letters_of_the_page_and_no_others() -> None:
    found = fonts(LETTERS)
    assert sorted(found) == [("Report Mono", "400"), ("Report Sans", "400"), ("Report Sans", "600")]
    for font in found.values():
        assert {chr(code) for code in font.getBestCmap()} == set(LETTERS)


def test_the_widths_are_those_that_the_figures_were_measured_with() -> None:
    font = fonts(LETTERS)["Report Sans", "400"]
    em = font["head"].unitsPerEm
    advances = face().advances
    for char in LETTERS:
        glyph = font.getBestCmap()[ord(char)]
        assert font["hmtx"][glyph][0] / em == advances[ord(char)]


def test_the_reserved_name_is_not_carried_on() -> None:
    for font in fonts(LETTERS).values():
        assert font["name"].names == []


def test_letters_of_the_far_east_bring_a_face_of_their_own_and_the_rest_is_left_out() -> None:
    found = fonts("a한日\u05d0\U0001f600")
    assert sorted(family for family, _ in found) == ["Report Far East", *THREE]
    assert {chr(code) for code in found["Report Far East", "400"].getBestCmap()} == set("한日")
    assert set(found["Report Sans", "400"].getBestCmap()) == {ord("a")}


def test_the_same_letters_give_the_same_bytes() -> None:
    first = faces("ba")
    faces.__globals__["_cut"].cache_clear()
    assert faces("abab") == first
    assert len(first) < 20_000
