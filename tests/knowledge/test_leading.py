"""Which cause leads, which stay open nearest to it, and what each offers."""

from dataclasses import replace

import pytest

from forensics.knowing.leading import MOST_OPEN, label, remedy, shown, still_open, supported
from forensics.standings import Diagnosis
from tests.builders.findings import check
from tests.builders.worded import diagnosis


def weighed(kb: str, *truths: str, kind: str = "article", explains: str = "cause") -> Diagnosis:
    """Return an entry with so many checks, and the standing that they give it."""
    fits = "supported" if set(truths) == {"holds"} else "open"
    return diagnosis(
        kb,
        "Invented",
        "ruled-out" if "fails" in truths else fits,
        tuple(check(f"claim {number}", truth, "") for number, truth in enumerate(truths)),
        cause="",
        status="",
        kind=kind,
        explains=explains,
    )


FITS = weighed("Q2", "holds", "holds")
GENERAL = weighed("general-a", "holds", "holds", "holds", kind="general")
COUNTING = weighed("Q1", "holds", "holds", "holds", explains="count")


def test_an_article_leads_before_a_general_cause_and_then_the_one_with_more_checks() -> None:
    longer = weighed("Q3", "holds", "holds", "holds")
    assert supported([COUNTING, GENERAL, FITS]) == FITS
    assert supported([FITS, longer, GENERAL]) == longer
    assert supported([GENERAL, COUNTING]) == GENERAL
    assert supported([COUNTING, weighed("Q4", "unknown")]) is None


def test_open_causes_come_by_the_share_of_checks_that_hold() -> None:
    near = weighed("Q9", "holds", "holds", "holds", "unknown")
    half = weighed("Q7", "holds", "unknown")
    longer = weighed("Q8", "holds", "unknown", "holds", "unknown")
    out = weighed("Q5", "holds", "holds", "fails")
    assert still_open([half, longer, near, out, FITS, COUNTING]) == (near, longer, half)


def test_what_is_supported_is_shown_alone_else_the_nearest_open_ones() -> None:
    general = weighed("general-b", "holds", "holds", "unknown", kind="general")
    opened = [general, *(weighed(f"Q{number}", "holds", "unknown") for number in range(3, 9))]
    assert shown([*opened, GENERAL, FITS]) == (FITS, GENERAL)
    assert shown([COUNTING, *opened]) == tuple(opened[1 : MOST_OPEN + 1])
    assert shown([general]) == ()
    assert shown([COUNTING]) == ()


def test_a_remedy_is_all_that_is_offered_or_its_absence() -> None:
    offering = replace(FITS, resolution="Do this.", workaround="Or that.")
    assert remedy(offering) == "Do this. Or that."
    assert remedy(replace(FITS, workaround="Or that.")) == "Or that."
    assert remedy(FITS) == "The article gives no resolution and no workaround."
    assert remedy(GENERAL) == "General knowledge gives no resolution and no workaround."


@pytest.mark.parametrize(
    ("kb", "printed"),
    [("Q299352", "Q299352"), ("general-mail-on-phone", "mail on phone (general)")],
)
def test_an_id_is_printed_as_a_reader_would_say_it(kb: str, printed: str) -> None:
    assert label(kb) == printed
