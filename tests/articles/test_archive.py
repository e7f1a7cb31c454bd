"""The reader on real texts of the archive, against readings that were made by eye.

The tables here were written from the texts, not from what the program says of them. All texts are
Microsoft's and stay in `../shared`; here stand ids, headings and classes only.
"""

import re
from collections import Counter
from datetime import datetime
from functools import cache

import pytest

from forensics.articles.comparing import disagreements
from forensics.articles.offers import offers
from forensics.articles.status import status_of
from forensics.articles.text import Article, read
from forensics.knowing.knowledge import library
from tests.shared import shared


@cache
def archive() -> dict[str, tuple[bytes, Article]]:
    """Return id (by the name of the file) -> bytes and article."""
    files = sorted(shared("kb-articles").glob("*.TXT"))
    texts = {file.stem: file.read_bytes() for file in files}
    return {name: (data, read(data)) for name, data in texts.items()}


def of(name: str) -> Article:
    _, found = archive()[name]
    return found


# ── all texts ───────────────────────────────────────────────────────────────────────────────────

FIRST = re.compile(rb"DOCUMENT:(\S+)  (\S+)  \[(\S+)\]\r?$")


def test_every_header_is_exact() -> None:
    assert len(archive()) == 372
    for name, (data, found) in archive().items():
        lines = [line.rstrip(b"\r") for line in data.split(b"\n")[:6]]
        first = FIRST.match(lines[0])
        assert first is not None, name
        assert found.id == name == first[1].decode()
        assert found.dated is not None
        assert found.dated.isoformat() == _iso(first[2].decode())
        assert found.tag == first[3].decode()
        values = [found.title, found.product, found.versions]
        values += [found.operating_systems, found.keywords]
        assert [value.encode(found.encoding) for value in values] == [
            line[9:].strip() for line in lines[1:]
        ], name


def _iso(written: str) -> str:
    return datetime.strptime(written, "%d-%b-%Y").date().isoformat()  # noqa: DTZ007 - a day


def test_no_byte_of_any_text_is_lost() -> None:
    for name, (data, found) in archive().items():
        assert "".join(part.text for part in found.parts).encode(found.encoding) == data, name


UNHEADED = {
    "Q10758": "one plain text",
    "Q25108": "one plain text",
    "Q67221": "one plain text",
    "Q88359": "one plain text",
    "Q89893": "lists of files",
    "Q99443": "lists of files",
    "Q103390": "its headings are underlined with `-`",
    "Q121036": "a README file with `-` below its headings",
    "Q138542": "one plain text",
}
"""Not divided by underlined headings: the body is one section, and that is told."""

NO_RULERS = "of 1994 or 1995, in an older form without the two rulers of 70"
UNCLEAN = {"Q81446": NO_RULERS, "Q122337": NO_RULERS, "Q130261": NO_RULERS}
"""Every text of the 372 that is not of the archive's form, with its reason."""


def test_at_least_98_of_100_texts_are_clean_and_every_other_is_listed_with_its_reason() -> None:
    assert {name for name, (_, found) in archive().items() if not found.clean} == set(UNCLEAN)
    assert 100 * (len(archive()) - len(UNCLEAN)) >= 98 * len(archive())
    for name in UNCLEAN:
        codes = {each.code for each in of(name).irregularities}
        assert codes >= {"opening-ruler", "trailer-ruler"}, name


def test_a_body_without_underlined_headings_is_one_section_and_told() -> None:
    unheaded = {name for name, (_, found) in archive().items() if _has(found, "no-section")}
    assert unheaded == set(UNHEADED)
    for name in UNHEADED:
        (body,) = of(name).sections
        assert body.heading == ""
        (text,) = [part.text for part in of(name).parts if part.kind == "text"]
        assert body.text == text
        assert text.strip()


def test_every_irregularity_is_told_where_it_is() -> None:
    told = {
        code: {name for name, (_, found) in archive().items() if _has(found, code)}
        for code in ("encoding", "control", "underline", "duplicate-heading", "header-split")
    }
    assert told == {
        "encoding": {"Q229148"},
        "control": {"Q287888"},
        "underline": {"Q79254", "Q83502", "Q86290", "Q134661", "Q157021"},
        "duplicate-heading": {"Q96911"},
        "header-split": {"Q83062", "Q86290", "Q89921", "Q98934", "Q131522"},
    }
    assert {name for name, (_, found) in archive().items() if _has(found, "no-underline")} == {
        "Q241982"
    }
    assert not any(
        _has(found, code) for _, found in archive().values() for code in ("header", "date")
    )


def _has(found: Article, code: str) -> bool:
    return code in {each.code for each in found.irregularities}


def test_nearly_every_heading_is_one_of_eight() -> None:
    headings = Counter(each.heading for _, found in archive().values() for each in found.sections)
    usual = {"SUMMARY", "SYMPTOMS", "CAUSE", "RESOLUTION", "WORKAROUND", "STATUS"}
    usual |= {"MORE INFORMATION", "REFERENCES"}
    assert set(headings) - usual == {"General Setup Notes", ""}


# ── read by eye ─────────────────────────────────────────────────────────────────────────────────

_LETTERS = {
    "S": "SYMPTOMS",
    "C": "CAUSE",
    "R": "RESOLUTION",
    "W": "WORKAROUND",
    "T": "STATUS",
    "M": "MORE INFORMATION",
    "Y": "SUMMARY",
    "F": "REFERENCES",
}
NONE = "none-given"
SP1, SP2, SP3, SP4 = (f"SMS 2.0 Service Pack {number}" for number in (1, 2, 3, 4))
NT4 = "Windows NT 4.0 Service Pack 4"
TSE = "Windows NT Server 4.0, Terminal Server Edition Service Pack"
DRIVER = (
    "HP LaserJet driver HPPCL.DRV included with the Microsoft Windows 3.0 Supplemental Driver "
    "Library"
)
BY_EYE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # id: sections by their letters, classes, what corrects it
    "Q299352": ("SCT", "confirmed", ()),
    "Q231399": ("SCWTM", "confirmed fixed", (SP1,)),  # "Service Pack Service Pack 1"
    "Q243385": ("YM", NONE, ()),
    "Q232653": ("SCRWTM", "confirmed fixed", (SP2,)),
    "Q256198": ("SCWT", "confirmed", ()),
    "Q262341": ("SCRWT", "confirmed fixed", (SP2,)),  # said twice
    "Q248880": ("SCRWT", "confirmed fixed", (SP2,)),
    "Q278660": ("SCWM", NONE, ()),
    "Q239590": ("SRWTM", "confirmed fixed third-party", (SP2,)),
    "Q244410": ("SRWTM", "confirmed", ()),
    "Q241982": ("SCWT", "confirmed", ()),  # a note tells of half a fix
    "Q235205": ("SCRT", "confirmed fixed", (SP3,)),  # glued
    "Q307434": ("SCRTM", "confirmed fixed", (f"{SP4} Hotfix Rollup Package",)),
    "Q263279": ("SCWM", NONE, ()),
    "Q278345": ("SCRT", "confirmed fixed", (SP4,)),  # Solution Type says pending
    "Q323341": ("SWT", "confirmed", ()),  # two service packs, both affected
    "Q304016": ("SCRWT", "confirmed", ()),
    "Q268169": ("YMF", NONE, ()),
    "Q227033": ("SWT", "confirmed", ()),
    "Q256123": ("SCRWTM", "confirmed fixed", (SP2,)),
    "Q256963": ("SCRT", "confirmed", ()),  # Solution Type says fixed
    "Q293662": ("SCWTM", "confirmed", ()),
    "Q191828": ("SCRT", "confirmed fix-available", ()),
    "Q182918": ("SRMT", "confirmed fixed", (NT4, f"{TSE} 4")),
    "Q172402": ("SCRT", "confirmed researching", ()),
    "Q304693": ("SCT", "fixed", ("Windows 2000",)),  # "later versions, including"
    "Q171148": ("YM", NONE, ()),
    "Q219898": ("YM", NONE, ()),
    "Q155424": ("SCRTM", "fixed", ("Windows 98",)),  # "no longer occurs"
    "Q137019": ("SCWT", "confirmed fixed", ()),  # the latest pack, of two products
    "Q128009": ("YMT", "limitation", ()),
    "Q119367": ("SCTM", "other", ()),  # another maker works on it
    "Q131546": ("SCRT", "other", ()),  # confirms that it is not the cause
    "Q123698": ("SCTW", "confirmed fixed", ("1.1",)),  # two cases
    "Q124041": ("SCRT", "confirmed fixed", ("Mail 3.2",)),
    "Q171491": ("SRTMF", "confirmed fixed", ("Visual Studio 97 Service Pack 2",)),
    "Q172801": ("SCTM", "confirmed fixed fix-available", ()),
    "Q214683": ("SCWT", "confirmed", ()),  # "does not occur in": no fix
    "Q238349": ("SRT", "confirmed fixed", (f"{TSE} 6", "Windows NT Server 4.0 Service Pack 6")),
    "Q243232": ("SCRT", "confirmed fixed", ("Windows 2000 Service Pack 1",)),
    "Q245321": ("SCRWTM", "confirmed fixed", (SP2,)),
    "Q303818": ("SCRTM", "confirmed", ()),
    "Q297857": ("SCRTM", "confirmed fix-available", ()),
    "Q235801": ("SRT", "confirmed fixed", ()),  # "latest U.S. service pack"
    "Q239046": ("SCRT", "empty", ()),
    "Q71252": ("SRTM", "empty", ()),
    "Q264374": ("SCRTM", "third-party", ()),
    "Q281431": ("STM", "other", ()),
    "Q280532": ("SCWT", "by-design", ()),
    "Q135968": ("STM", "researching", ()),
    "Q64513": (
        "SCWT",
        "fixed",
        (DRIVER,),
    ),
}


@pytest.mark.parametrize("name", BY_EYE)
def test_sections_and_status_are_as_read_by_eye(name: str) -> None:
    letters, classes, fixed_in = BY_EYE[name]
    found = of(name)
    assert [each.heading for each in found.sections] == [_LETTERS[letter] for letter in letters]
    status = status_of(found)
    assert status.classes == tuple(classes.split())
    assert status.normalised == fixed_in


def test_a_table_a_listing_and_a_file_name_make_no_section() -> None:
    assert [each.heading for each in of("Q134661").sections] == ["SUMMARY"]
    assert [each.heading for each in of("Q79254").sections] == ["SUMMARY", "MORE INFORMATION"]
    assert [each.heading for each in of("Q86290").sections] == ["SUMMARY", "MORE INFORMATION"]
    assert [each.heading for each in of("Q83502").sections] == [
        "SUMMARY",
        "MORE INFORMATION",
        "General Setup Notes",
    ]


def test_sentences_that_stand_twice_or_qualify_are_told() -> None:
    twice = {name for name, (_, found) in archive().items() if status_of(found).twice}
    assert twice == {"Q191773", "Q262341"}
    notes = {name for name, (_, found) in archive().items() if status_of(found).notes}
    assert notes == {"Q241982", "Q297857"}


def test_the_swapped_sections_of_q231399_are_told() -> None:
    assert [(each.kind, each.section) for each in offers(of("Q231399")) if each.misplaced] == [
        ("workaround", "SYMPTOMS"),
        ("resolution", "WORKAROUND"),
    ]
    assert offers(of("Q299352")) == ()


def test_every_status_of_the_archive_comes_to_a_class_that_its_words_bear() -> None:
    for name, (_, found) in archive().items():
        text = " ".join((found.section("STATUS") or "").split())
        classes = status_of(found).classes
        assert ("none-given" in classes) == (found.section("STATUS") is None), name
        assert ("empty" in classes) == (found.section("STATUS") is not None and not text), name
        assert ("confirmed" in classes) == (
            re.search(r"has confirmed (?:this|that this)", text) is not None
        ), name
        assert ("researching" in classes) == ("researching" in text), name
        assert ("by-design" in classes) == ("by design" in text), name


def test_placeholders_stand_as_they_are_written() -> None:
    assert "SMSClient_<SiteCode>" in of("Q227033").title
    assert "<BR/>" in of("Q248078").text
    assert "SMS&_<servername>" in of("Q231399").text


def test_every_entry_agrees_with_the_text_of_its_article() -> None:
    compared = [entry for entry in library() if entry.id in archive()]
    assert compared
    told = {entry.id: disagreements(entry, of(entry.id)) for entry in compared}
    assert {name: found for name, found in told.items() if found} == {}
