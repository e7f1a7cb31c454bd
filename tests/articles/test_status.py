"""What a STATUS says, by sentences in the archive's manner; products and faults are invented."""

import pytest

from forensics.articles.offers import offers
from forensics.articles.sentences import sentences
from forensics.articles.status import CLASSES, classify, normal, status_of
from forensics.articles.text import read
from tests.builders.article import article

CONFIRMED = "Microsoft has confirmed this problem in Contoso 2.0."


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (CONFIRMED, ("confirmed",)),
        (f"{CONFIRMED} It was corrected in Contoso 3.0.", ("confirmed", "fixed")),
        ("We are researching this fault.", ("researching",)),
        ("This is by design.", ("by-design",)),
        ("Such behavior is expected.", ("by-design",)),
        ("A supported fix is now available.", ("fix-available",)),
        ("Its maker is independent of Microsoft.", ("third-party",)),
        ("This is a known issue.", ("known-issue",)),
        ("This is a limitation.", ("limitation",)),
        ("Contoso 1.0 is no longer supported.", ("not-supported",)),
        ("The event can be ignored.", ("other",)),
        ("Contoso has confirmed that it is not caused by Microsoft.", ("other",)),
        ("Microsoft has not confirmed this problem.", ("other",)),
        ("It has not been corrected in Contoso 2.0.", ("other",)),
        (" \r\n\r\n", ("empty",)),
    ],
)
def test_a_status_is_told_by_its_sentences(text: str, classes: tuple[str, ...]) -> None:
    assert classify(text).classes == classes
    assert set(classes) <= set(CLASSES)


def test_an_article_without_status_gives_none() -> None:
    found = status_of(read(article(sections={"CAUSE": CONFIRMED})))
    assert (found.classes, found.fixed_in, found.said) == (("none-given",), (), ())


def test_versions_that_are_affected_are_no_fixes() -> None:
    found = classify("Microsoft has confirmed this problem in Contoso 2.0 Service Pack 3 (SP3).")
    assert (found.classes, found.fixed_in) == (("confirmed",), ())


def test_a_list_of_bugs_fixed_elsewhere_is_no_fix() -> None:
    found = classify("For a list of bugs that were fixed in Contoso 3, see Q999998.")
    assert (found.classes, found.fixed_in) == (("other",), ())


def test_a_fix_that_comes_with_the_next_service_pack_is_none_yet() -> None:
    found = classify("A fix is available; else wait for the pack that contains this fix.")
    assert (found.classes, found.fixed_in) == (("fix-available",), ())


def test_glued_sentences_are_told_apart() -> None:
    found = classify(f"It was corrected in Contoso 2.0 Service Pack 6.{CONFIRMED}")
    assert found.classes == ("confirmed", "fixed")
    assert found.fixed_in == ("Contoso 2.0 Service Pack 6",)


def test_sentences_that_stand_twice_count_once_and_are_told() -> None:
    once = "It was corrected in Contoso 2.0 Service Pack 2."
    found = classify(f"{once} {once}")
    assert (found.fixed_in, found.twice) == (("Contoso 2.0 Service Pack 2",), True)
    assert not classify(once).twice


def test_a_doubled_service_pack_is_written_as_it_stands_and_normalised() -> None:
    found = classify(
        "It was corrected in Systems Management Server 2.0 Service Pack\nService Pack 1."
    )
    assert found.fixed_in == ("Systems Management Server 2.0 Service Pack Service Pack 1",)
    assert found.normalised == ("SMS 2.0 Service Pack 1",)


@pytest.mark.parametrize(
    "text",
    [
        "It was corrected in the latest U.S. Service Pack for Contoso 3.51 and Windows NT 4.0.",
        "It was corrected in the latest US Service Pack for Contoso.\n\n   S E R V P A C K",
        "It was corrected in the next service pack.",
    ],
)
def test_the_latest_service_pack_has_no_number(text: str) -> None:
    found = classify(text)
    assert (found.classes, found.fixed_in, found.normalised) == (("fixed",), (), ())


def test_two_products_are_two_fixes() -> None:
    found = classify(
        "It was corrected in Windows NT 4.0 Service Pack 4.0 and Windows NT Server 4.0, "
        "Terminal Server Edition Service Pack 4."
    )
    assert found.fixed_in == (
        "Windows NT 4.0 Service Pack 4.0",
        "Windows NT Server 4.0, Terminal Server Edition Service Pack 4",
    )
    assert found.normalised[0] == "Windows NT 4.0 Service Pack 4"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This error no longer occurs in Contoso 98.", "Contoso 98"),
        ("Microsoft has corrected this fault in CONTOSO.DRV.", "CONTOSO.DRV"),
        ("Contoso Mail version 3.2 incorporates the change.", "Contoso Mail version 3.2"),
        ("This is resolved in versions of Contoso later than 4, including Contoso 5.", "Contoso 5"),
        ("This bug was corrected in Contoso C++ .NET.", "Contoso C++ .NET"),
        (
            "This has been fixed in CONTOSO.DLL version 3.2.0.4001. If not, write.",
            "CONTOSO.DLL version 3.2.0.4001",
        ),
    ],
)
def test_a_fix_is_named_as_it_is_written(text: str, name: str) -> None:
    assert classify(text).fixed_in == (name,)


def test_a_note_that_qualifies_is_told_and_makes_no_fix() -> None:
    note = "NOTE: As of Contoso 2.0 SP4, half of it no longer happens."
    found = classify(f"{CONFIRMED}\n\n{note}")
    assert (found.classes, found.fixed_in) == (("confirmed",), ())
    assert [each.text for each in found.notes] == [note]


def test_what_is_said_stands_at_its_place_in_the_section() -> None:
    text = f"\n{CONFIRMED} It\nwas corrected in Contoso 3.0.\n\n"
    found = classify(text)
    assert [(each.what, each.sentence.text) for each in found.said] == [
        ("confirmed", CONFIRMED),
        ("fixed", "It was corrected in Contoso 3.0."),
    ]
    assert [text[each.sentence.begin : each.sentence.end] for each in found.said] == [
        CONFIRMED,
        "It\nwas corrected in Contoso 3.0.",
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Systems Management Server version 2.0 Service Pack 2", "SMS 2.0 Service Pack 2"),
        ("SMS 2.0 SP4", "SMS 2.0 Service Pack 4"),
        ("SMS 2.0 Service Pack 4 (SP4)", "SMS 2.0 Service Pack 4"),
        (
            "the Systems Management Server 2.0 Service Pack 4 Hotfix Rollup Package (HRP)",
            "SMS 2.0 Service Pack 4 Hotfix Rollup Package",
        ),
        ("SMS 2.0 Service Pack 4 HRP", "SMS 2.0 Service Pack 4 Hotfix Rollup Package"),
        ("Microsoft Windows 2000", "Windows 2000"),
        ("SMS 2.0 Service Pack 1", "SMS 2.0 Service Pack 1"),
    ],
)
def test_one_service_pack_has_one_spelling(written: str, name: str) -> None:
    assert normal(written) == name
    assert normal(name) == name


def test_sentences_end_at_cases_and_blank_lines_and_not_at_abbreviations() -> None:
    text = "Case 1:\n-------\n\nContoso, Inc. Ltd is aware. The U.S. Service has it\n\nno stop"
    assert [each.text for each in sentences(text)] == [
        "Case 1:",
        "Contoso, Inc. Ltd is aware.",
        "The U.S. Service has it",
        "no stop",
    ]


def test_what_stands_under_the_wrong_heading_is_told() -> None:
    found = offers(
        read(
            article(
                sections={
                    "SYMPTOMS": "It locks out. To work around this problem, sit still.",
                    "WORKAROUND": "To resolve this problem, obtain the service pack.",
                    "RESOLUTION": "To resolve this problem, wait.",
                    "MORE INFORMATION": "To work around this issue, move.",
                }
            )
        )
    )
    assert [(each.kind, each.section, each.misplaced) for each in found] == [
        ("workaround", "SYMPTOMS", True),
        ("resolution", "WORKAROUND", True),
        ("resolution", "RESOLUTION", False),
        ("workaround", "MORE INFORMATION", False),
    ]
