"""What is irregular in an article is told by a code, a line and words; nothing else is."""

from typing import Any

import pytest

from forensics.articles.irregular import CODES, Irregularity
from forensics.articles.text import read
from tests.builders.article import SECTIONS, article

BROKEN: dict[str, tuple[dict[str, Any], int, str]] = {
    "header-line": (
        {"labels": ("TITLE   ", "PROD/VER", "OPER/SYS", "KEYWORDS")},
        1,
        "lacks PRODUCT",
    ),
    "header-split": ({"stray": "3.10 | 5.00"}, 9, "values of the header stand below the ruler"),
    "date": ({"dated": "31-FEB-2002"}, 1, "31-FEB-2002 is no date"),
    "opening-ruler": ({"opening": ""}, 8, "no ruler of 70 `=` below the header"),
    "trailer-ruler": ({"trailer": None}, 34, "no trailer below a ruler of 70 `=`"),
    "closing-ruler": ({"closing": ""}, 34, "no ruler of 77 `=` above the boilerplate"),
    "applies-to": ({"applies_to": None}, 8, "does not list what it applies to"),
    "no-section": ({"sections": {}}, 8, "has no underlined heading"),
    "empty-section": (
        {"sections": {**SECTIONS, "STATUS": " "}},
        25,
        "STATUS has no text",
    ),
    "duplicate-heading": (
        {"sections": (("CAUSE", "One."), ("CAUSE", "Two."))},
        20,
        "CAUSE stands a second time",
    ),
    "underline": ({"sections": {"CAUSE": "One."}, "underline": 2}, 15, "7 `=` below 5 characters"),
    "no-underline": (
        {"sections": {"CAUSE": "One.\n\nRESOLUTION\n\nTwo."}},
        20,
        "RESOLUTION stands without underline",
    ),
    "extra-ruler": (
        {"sections": {"CAUSE": "\n" + "=" * 64}},
        19,
        "a ruler within the text",
    ),
    "encoding": (
        {"sections": {"CAUSE": "ü"}, "encoding": "cp437"},
        1,
        "holds bytes that are no cp1252: read as cp437",
    ),
    "control": (
        {"sections": {"CAUSE": "a\x1ab"}},
        18,
        "control characters, here first",
    ),
    "html": (
        {"sections": {"CAUSE": "one<BR/>two"}},
        18,
        "residue of HTML, kept as it stands, here first",
    ),
}


@pytest.mark.parametrize("code", BROKEN)
def test_one_broken_thing_is_told_once(code: str) -> None:
    arguments, line, says = BROKEN[code]
    found = read(article(end="\n", **arguments))
    assert found.irregularities == (Irregularity(code=code, line=line, says=says),)


def test_two_lines_of_dashes_are_told_each() -> None:
    found = read(article(end="\n", dashes="-" * 69))
    assert found.irregularities == (
        Irregularity(code="applies-to-ruler", line=9, says="69 `-` where others have 79"),
        Irregularity(code="applies-to-ruler", line=13, says="69 `-` where others have 79"),
    )


def test_lines_of_the_header_in_another_order_are_told() -> None:
    labels = ("TITLE   ", "PROD/VER", "PRODUCT ", "OPER/SYS", "KEYWORDS")
    found = read(article(end="\n", labels=labels))
    assert found.irregularities == (
        Irregularity(code="header-line", line=1, says="its lines are in another order"),
    )
    assert found.versions == ":2.0"


def test_an_underline_far_too_long_makes_no_heading_and_is_told() -> None:
    found = read(article(end="\n", sections={"CAUSE": "One."}, underline=3))
    assert [each.heading for each in found.sections] == [""]
    assert [(each.code, each.line) for each in found.irregularities] == [
        ("no-section", 8),
        ("underline", 15),
    ]
    assert found.irregularities[1].says == "8 `=` below 5 characters: not taken for a heading"


def test_every_code_is_told_by_some_text() -> None:
    assert set(BROKEN) | {"header", "applies-to-ruler"} == set(CODES)


@pytest.mark.parametrize(
    "code", ["header-line", "opening-ruler", "trailer-ruler", "closing-ruler", "no-section"]
)
def test_without_header_rulers_or_sections_a_text_is_not_clean(code: str) -> None:
    arguments, _, _ = BROKEN[code]
    assert not read(article(end="\n", **arguments)).clean


@pytest.mark.parametrize("code", ["date", "underline", "empty-section", "encoding", "html"])
def test_other_flaws_leave_a_text_clean(code: str) -> None:
    arguments, _, _ = BROKEN[code]
    assert read(article(end="\n", **arguments)).clean
