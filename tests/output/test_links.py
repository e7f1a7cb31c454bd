"""Every link of the report leads to what it names: read back from the finished PDF."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pytest

from forensics.export import findings_json
from forensics.tallying import tally
from tests.builders.examples import EACH as EXAMPLES
from tests.builders.examples import NAMES, example
from tests.builders.rendered import EACH, rendered
from tests.builders.variants import PRINTED
from tests.output.links import Link, Linked, Place, first_id, linked

VARIANTS: Final = {one.__name__: one for one in PRINTED}
REPORTS: Final = (*EXAMPLES, *EACH)
every_report = pytest.mark.parametrize("name", REPORTS)
_ROW: Final = 14.0  # points: the first line of a row
_RECORDS: Final = re.compile(r"R(\d{4,})(?:[–-]R(\d{4,}))?")


def read(name: str) -> Linked:
    """Return a report with its links."""
    return linked(example(name).outputs["report.pdf"] if name in NAMES else rendered(name).pdf)


@cache
def found(name: str) -> dict[str, Any]:
    """Return the document in a report's findings.json."""
    if name in NAMES:
        return example(name).findings
    document: dict[str, Any] = json.loads(b"".join(findings_json(tally(VARIANTS[name]()))))
    return document


@every_report
def test_every_link_leads_to_a_place_inside_the_report(name: str) -> None:
    report = read(name)
    dead = sorted({link.to for link in report.links} - set(report.destinations))
    assert dead == []
    assert all(1 <= place.page <= report.pages for place in report.destinations.values())
    assert all(0 < place.top < 1_200 for place in report.destinations.values())


@every_report
def test_what_is_printed_under_a_link_is_what_it_leads_to(name: str) -> None:
    wrong = [
        link
        for link in read(name).links
        if (said := first_id(link.text)) and first_id(link.to) and said != link.to
    ]
    assert wrong == []


@every_report
def test_a_reference_leads_to_the_height_of_its_row(name: str) -> None:
    report = read(name)
    rows = {to: place for to, place in report.destinations.items() if re.match(r"[RLE]\d+$", to)}
    assert bool(rows) == (name != "nothing")
    wrong = [to for to, place in rows.items() if not report.below(place, _ROW).startswith(to)]
    assert wrong == []


@every_report
def test_the_contents_give_the_pages_on_which_the_chapters_begin(name: str) -> None:
    report = read(name)
    given = {
        link.to: int(link.text)
        for link in report.links
        if re.fullmatch(r"\d{1,3}", link.text)
        if link.says[:1].isdigit() or link.says.startswith("Appendix")
    }
    assert len(given) == 8
    assert given == {chapter: report.destinations[chapter].page for chapter in given}


def _row_of(report: Linked, anchor: str) -> tuple[Place, float]:
    """Return where a row begins, and the height at which the next one with an anchor does."""
    begin = report.destinations[anchor]
    below = [
        place.top
        for place in report.destinations.values()
        if place.page == begin.page and place.top < begin.top - 1
    ]
    return begin, max(below, default=0.0)


def _records(links: Iterator[Link]) -> set[str]:
    """Return every record that links print, the inner ones of `R0001-R0008` too."""
    refs: set[str] = set()
    for link in links:
        for first, last in _RECORDS.findall(f"{link.text} {link.to}"):
            refs.update(f"R{at:04d}" for at in range(int(first), int(last or first) + 1))
    return refs


@every_report
def test_a_record_leads_back_to_a_lockout_that_cites_it(name: str) -> None:
    report = read(name)
    missing = []
    for ref in (to for to in report.destinations if to.startswith("R")):
        begin, end = _row_of(report, ref)
        for back in report.between(begin, end):
            if re.fullmatch(r"L\d+", back.to):
                lockout = _row_of(report, back.to)
                more = re.search(
                    r"and \d+ more",
                    report.within(lockout[0].page, (0, lockout[1], 1_000, lockout[0].top)),
                )
                if ref not in _records(report.between(*lockout)) and not more:
                    missing.append((ref, back.to))
    assert missing == []


@every_report
def test_every_printed_lockout_links_its_own_records(name: str) -> None:
    report = read(name)
    refs = {json.dumps(one["locator"], sort_keys=True): one["ref"] for one in found(name)["cited"]}
    for lockout in found(name)["lockouts"]:
        if lockout["id"] in report.destinations:
            own = {refs.get(json.dumps(each, sort_keys=True)) for each in lockout["evidence"]}
            assert _records(report.between(*_row_of(report, lockout["id"]))) <= own


@every_report
def test_the_figures_of_page_one_lead_to_where_they_are_shown(name: str) -> None:
    report = read(name)
    facts = [link for link in report.links if link.says.startswith("Shown in ")]
    assert len(facts) == 5
    assert all(link.place.page == 1 for link in facts)
    assert all(report.destinations[link.to].page > 1 for link in facts)
