"""The reader of article texts: every part where it belongs, and not one byte lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.articles.text import Article, Section, read
from tests.builders.article import DASHES, LEGAL, article


def joined(found: Article) -> bytes:
    """Return the bytes that the parts come to."""
    return "".join(part.text for part in found.parts).encode(found.encoding)


def test_a_regular_article_is_read_whole() -> None:
    found = read(article())
    assert (found.id, found.dated, found.tag) == ("Q999999", date(2002, 8, 6), "sms")
    assert (found.title, found.product) == ("SMS: An Invented Article", "Contoso Management Server")
    assert (found.versions, found.operating_systems, found.keywords) == (":2.0", "", "kbinvented")
    assert found.applies_to == (
        "The information in this article applies to:\r\n\r\n"
        " - Contoso Management Server version 2.0 "
    )
    assert [(each.heading, each.line) for each in found.sections] == [
        ("SYMPTOMS", 15),
        ("CAUSE", 20),
        ("STATUS", 25),
    ]
    assert found.section("CAUSE") == (
        "\r\nThe service tries a password that was never set.\r\n\r\n"
    )
    assert found.query_words == "Additional query words: invented\r\n\r\n"
    assert found.trailer == {"Keywords": "kbinvented", "Technology": "kbNone"}
    assert (found.encoding, found.irregularities, found.clean) == ("cp1252", (), True)
    assert found.parts[-1].kind == "legal"
    assert found.parts[-1].text.endswith(LEGAL)


def test_line_ends_of_either_kind_read_alike() -> None:
    dos, unix = read(article()), read(article(end="\n"))
    assert [part.kind for part in dos.parts] == [part.kind for part in unix.parts]
    assert [each.heading for each in dos.sections] == [each.heading for each in unix.sections]
    assert unix.irregularities == ()


def test_sub_headings_stay_in_their_section() -> None:
    text = "Case 1:\n-------\n\nOne.\n\nCase 2:\n-------\n\nTwo."
    found = read(article(sections={"CAUSE": text}, end="\n"))
    assert [each.heading for each in found.sections] == ["CAUSE"]
    assert found.section("CAUSE") == f"\n{text}\n\n"


def test_what_stands_before_the_first_section_belongs_to_none() -> None:
    found = read(article(before="IMPORTANT: back up first.", end="\n"))
    (loose,) = [part for part in found.parts if part.kind == "text"]
    assert loose.text == "\nIMPORTANT: back up first.\n\n"
    assert found.clean


def test_placeholders_ampersands_and_residue_stay_as_they_stand() -> None:
    text = "SMSClient_<SiteCode> and Contoso& at \\\\<server>\\<share><BR/> &lt;none&gt;\t."
    found = read(article(sections={"CAUSE": text}, end="\n"))
    assert found.section("CAUSE") == f"\n{text}\n\n"
    assert [each.code for each in found.irregularities] == ["html"]


@pytest.mark.parametrize(
    ("encoding", "letter"),
    [("cp1252", "“ü”\xa0·"), ("cp437", "ü")],  # 0x81 is no cp1252
)
def test_the_code_page_is_told_and_gives_the_bytes_back(encoding: str, letter: str) -> None:
    data = article(sections={"CAUSE": letter}, end="\n", encoding=encoding)
    found = read(data)
    assert found.encoding == encoding
    assert found.section("CAUSE") == f"\n{letter}\n\n"
    assert joined(found) == data


def test_of_a_label_that_comes_twice_the_first_counts() -> None:
    data = article(end="\n").replace(b"Technology        : kbNone", b"Keywords          : other")
    assert read(data).trailer == {"Keywords": "kbinvented"}


def test_rulers_and_headings_of_tables_within_a_body_stay_there() -> None:
    table = "Name        Size\n" + "=" * 40 + "\nA.DLL       1\n\n" + "=" * 70 + "\nend"
    found = read(article(sections={"CAUSE": table}, end="\n"))
    assert [each.heading for each in found.sections] == ["CAUSE"]
    assert found.section("CAUSE") == f"\n{table}\n\n"
    assert [each.code for each in found.irregularities] == ["underline", "extra-ruler"]
    assert found.trailer == {"Keywords": "kbinvented", "Technology": "kbNone"}


def test_a_line_underlined_within_a_paragraph_is_no_heading() -> None:
    text = "Some text\nNAME.DLL\n========\nmore"
    found = read(article(sections={"CAUSE": text}, end="\n"))
    assert [each.heading for each in found.sections] == ["CAUSE"]
    assert [each.says for each in found.irregularities] == [
        "8 `=` below 8 characters: not taken for a heading"
    ]


def test_text_below_a_ruler_of_the_body_is_no_trailer() -> None:
    text = "=" * 70 + "\nno label\nKeywords          : none"
    found = read(article(sections={"CAUSE": text}, trailer=None, query="", end="\n"))
    assert found.trailer == {}
    assert found.section("CAUSE") == f"\n{text}\n\n"


def test_a_line_of_the_header_that_comes_twice_ends_it() -> None:
    data = article(end="\n").replace(b"PRODUCT :", b"TITLE   :Another\nPRODUCT :")
    found = read(data)
    assert (found.title, found.product) == ("SMS: An Invented Article", "")


@pytest.mark.parametrize("later", ["", DASHES])
def test_a_block_of_what_it_applies_to_that_never_ends_swallows_no_section(later: str) -> None:
    data = article(end="\n").replace(f"2.0 \n{DASHES}".encode(), b"2.0 \n")
    found = read(data.replace(b"never set.", f"never set.\n{later}".encode()))
    assert [each.heading for each in found.sections] == ["SYMPTOMS", "CAUSE", "STATUS"]
    assert found.applies_to == ""


def test_a_text_that_is_no_article_is_read_as_one_part() -> None:
    found = read(b"just a note\nno more")
    assert (found.id, found.dated, found.sections, found.clean) == ("", None, (), False)
    assert [part.text for part in found.parts] == ["just a note\nno more"]
    assert "header" in {each.code for each in found.irregularities}


def test_nothing_at_all_is_read_too() -> None:
    found = read(b"")
    assert (found.parts, found.text) == ((), "")


def test_a_section_at_the_very_end_has_no_text() -> None:
    found = read(article(sections={"CAUSE": ""}, query="", trailer=None, closing="", end="\n"))
    assert found.sections == (Section(heading="CAUSE", text="\n\n", line=15),)


# ── nothing is lost ─────────────────────────────────────────────────────────────────────────────

HEADER = article(sections={}, query="", trailer=None, closing="")
LINES = st.sampled_from(
    [
        "",
        " ",
        "CAUSE",
        "=====",
        "STATUS",
        "======",
        "=" * 60,
        "=" * 70,
        "=" * 77,
        "-" * 79,
        "The information in this article applies to:",
        "Additional query words: x",
        "Keywords          : kb",
        "TITLE   :again",
        "DOCUMENT:Q999999  06-AUG-2002  [sms]",
        "Text with \x00, \x1a, \x85 and \x81.",
        "\r",
    ]
)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_and_joined_back(data: bytes) -> None:
    assert joined(read(data)) == data


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_header_are_read_and_joined_back(rest: bytes) -> None:
    data = HEADER + rest
    found = read(data)
    assert joined(found) == data
    assert found.id == "Q999999"


@given(
    st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n"]), st.sampled_from([b"", HEADER])
)
def test_any_order_of_its_lines_is_read_and_joined_back(
    lines: list[str], end: str, header: bytes
) -> None:
    data = header + end.join(lines).encode("cp437", "replace")
    found = read(data)
    assert joined(found) == data
    begins = [part.line for part in found.parts]
    assert begins == sorted(set(begins))
    for section in found.sections:
        (part,) = [part for part in found.parts if part.line == section.line]
        assert part.text.endswith(section.text)
        assert part.text.startswith(section.heading)
