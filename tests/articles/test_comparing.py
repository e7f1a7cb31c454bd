"""Where an entry and its article's text disagree, both are told; here both are invented."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from forensics.articles.comparing import disagreements
from forensics.articles.text import read
from forensics.knowing.entries import Entry
from forensics.standings import Citation, Disagreement
from tests.builders.article import article

SAYS = "Microsoft has confirmed this problem."
NOTHING: Mapping[str, str] = {}
SECTIONS = {"CAUSE": "None.", "STATUS": SAYS}
ENTRY = Entry(
    id="Q999999",
    kind="article",
    title="SMS: An Invented Article",
    nature="defect",
    explains="cause",
    symptoms=("user-locked",),
    status_class="confirmed",
    fixed_in=None,
    warning=None,
    citation=Citation(
        publisher="Contoso",
        dated="2002-08-06",
        product="Contoso 2.0",
        versions=":2.0",
        sections=("CAUSE", "STATUS"),
    ),
    cause="None.",
    status="None.",
    resolution=None,
    workaround=None,
    requires=(),
    excludes=(),
    rivals=(),
    examples=(),
)


def told(
    entry: Entry = ENTRY, status: str = SAYS, changes: Mapping[str, str] = NOTHING
) -> tuple[Disagreement, ...]:
    """Return the disagreements of an entry with a text whose STATUS and header are as given."""
    sections = {**SECTIONS, "STATUS": status} if status else {"CAUSE": "None."}
    arguments: dict[str, Any] = {"sections": sections, **changes}
    return disagreements(entry, read(article(**arguments)))


def test_an_entry_and_its_own_text_agree() -> None:
    assert told() == ()


@pytest.mark.parametrize(
    ("changes", "what", "ours", "theirs"),
    [
        ({"id": "Q999998"}, "id", "Q999999", "Q999998"),
        ({"dated": "07-AUG-2002"}, "date", "2002-08-06", "2002-08-07"),
        ({"dated": "32-AUG-2002"}, "date", "2002-08-06", "nothing"),
        ({"versions": "winnt:2.0"}, "versions", ":2.0", "winnt:2.0"),
        ({"title": "Another"}, "title", "SMS: An Invented Article", "Another"),
    ],
)
def test_what_the_header_says_otherwise_is_told(
    changes: dict[str, str], what: str, ours: str, theirs: str
) -> None:
    assert told(changes=changes) == (Disagreement(what=what, entry=ours, article=theirs),)


def test_other_sections_are_told() -> None:
    entry = replace(ENTRY, citation=replace(ENTRY.citation, sections=("STATUS",)))
    assert told(entry) == (Disagreement(what="sections", entry="STATUS", article="CAUSE, STATUS"),)


FIXED = replace(ENTRY, status_class="fixed", fixed_in="Contoso 2.0 Service Pack 1")


@pytest.mark.parametrize(
    ("entry", "status", "what", "ours", "theirs"),
    [
        (
            ENTRY,
            f"{SAYS} It was corrected in Contoso 3.",
            "status",
            "confirmed",
            "confirmed, fixed",
        ),
        (ENTRY, "This is by design.", "status", "confirmed", "by-design"),
        (ENTRY, " ", "status", "confirmed", "empty"),
        (FIXED, SAYS, "status", "fixed", "confirmed"),
        (
            FIXED,
            "It was corrected in Contoso version 2.0 Service Pack 2.",
            "fixed in",
            "Contoso 2.0 Service Pack 1",
            "Contoso 2.0 Service Pack 2",
        ),
        (
            FIXED,
            "It was corrected in the latest service pack.",
            "fixed in",
            "Contoso 2.0 Service Pack 1",
            "no service pack or version by its number",
        ),
        (replace(ENTRY, status_class="none-given"), SAYS, "status", "none-given", "confirmed"),
        (replace(ENTRY, status_class="by-design"), SAYS, "status", "by-design", "confirmed"),
    ],
)
def test_another_status_is_told(
    entry: Entry, status: str, what: str, ours: str, theirs: str
) -> None:
    assert told(entry, status) == (Disagreement(what=what, entry=ours, article=theirs),)


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        (FIXED, "It was corrected in Contoso 2.0 Service Pack\nService Pack 1."),
        (
            replace(FIXED, fixed_in="Contoso version 2.0 SP1"),
            "Fixed: this was fixed in Contoso 2.0 SP1.",
        ),
        (
            replace(FIXED, fixed_in="a service pack that the article does not number"),
            "It was corrected in the latest service pack.",
        ),
        (ENTRY, f"{SAYS} We are researching it."),
        (replace(ENTRY, status_class="by-design"), "This is by design."),
        (replace(ENTRY, status_class="third-party"), "Its maker is independent of Microsoft."),
    ],
)
def test_a_status_that_says_the_same_in_other_words_agrees(entry: Entry, status: str) -> None:
    assert told(entry, status) == ()


def test_no_status_agrees_with_none_given() -> None:
    entry = replace(
        ENTRY, status_class="none-given", citation=replace(ENTRY.citation, sections=("CAUSE",))
    )
    assert told(entry, "") == ()
