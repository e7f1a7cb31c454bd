"""The page: one or two, whatever the cases hold; its form, its words and its numbers."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pikepdf
import polars as pl
import pypdfium2
import pytest

from forensics.comparison.comparing import compare
from forensics.comparison.making import JSON, PDF, Order, comparison_json, comparison_pdf, compose
from forensics.comparison.nouns import Comparison
from forensics.comparison.page import page
from forensics.comparison.saying import number
from forensics.comparison.schema import comparison_schema
from forensics.comparison.sides import FAILURES, Side
from forensics.narrative.views import plain
from tests.builders.scripted import at
from tests.builders.sided import DAY, HOUR, KEY, fails, repaired, side, with_findings
from tests.setup.project import CHECKOUT

pytestmark = pytest.mark.xdist_group("comparison page")  # compared once

HERE = Path()
ORDER = Order(before=HERE, after=HERE, out=HERE)
WIDE = "W" * 64
UNSEEN = "\u202e\x00" * 40

ALT = (
    "Lockouts a day: 3.1 before (95 % interval 2 to 4.8), 0 after (0 to 0.53). Bursts of failed "
    "logons a day: 30 before (95 % interval 26 to 34), 1.7 after (0.89 to 3). Below, bursts and "
    "lockouts over the time of both cases."
)


@cache
def printed() -> dict[str, bytes]:
    return compose(*repaired(), ORDER)


def crowd(clients: int, name: str) -> tuple[Side, Side]:
    """Return two sides of so many clients with hostile names, and everything unfair about them."""
    servers = [f"{WIDE[:50]}{number}" for number in range(12)]
    few = [one for server in servers for one in fails(f"0{name}", server, 0, 7 * DAY, tries=5)]
    before = side(few, dict.fromkeys(servers, ((0, 7 * DAY),)))
    before = replace(before, failures=before.failures.vstack(_of_clients(clients, name, servers)))
    short = ((8 * DAY, 8 * DAY + 6 * HOUR), (8 * DAY + 7 * HOUR, 8 * DAY + 8 * HOUR))
    again = [
        one
        for place in range(60)
        for one in fails(f"{place + place % 2}{name}", servers[place % 12], 8 * DAY, 8 * DAY + 1)
    ]
    after = side(again, dict.fromkeys(servers[:8], short))
    findings = after.findings
    paths = tuple(
        replace(one, state="damaged", path=f"evidence/{WIDE}{one.path}") for one in findings.sources
    )
    after = with_findings(
        after,
        sources=paths,
        policy=replace(findings.policy, threshold=10, window_seconds=7, duration_seconds=0),
        subject=replace(findings.subject, account=name * 9),
        case=replace(findings.case, id=name * 9, title=WIDE * 9),
    )
    before = with_findings(
        before,
        subject=replace(before.findings.subject, account=WIDE * 9),
        case=replace(before.findings.case, id=WIDE * 9, title=name * 9),
    )
    other = dict.fromkeys(servers, frozenset(["Other"]))
    return before, replace(after, systems=other, part={servers[9]: after.whole[servers[0]]})


def _of_clients(clients: int, name: str, servers: Sequence[str]) -> pl.DataFrame:
    """Return a failure of each client on one server."""
    rows = [
        (at(13 * place).ticks, f"{place}{name}", servers[place % 12], KEY, "bad_password")
        for place in range(clients)
    ]
    return pl.DataFrame(rows, schema=FAILURES, orient="row")


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.parametrize(("paper", "reasons"), [("Letter", 0), ("Letter", 2), ("A4", 99)])
def test_two_pages_are_enough_for_5000_clients_with_wide_names(paper: str, reasons: int) -> None:
    found = _crowded()
    made = replace(found, reasons=found.reasons[:reasons])
    assert len(found.reasons) > 6
    assert pages(comparison_pdf(made, {}, replace(ORDER, paper=paper))) == 2


@cache
def _crowded() -> Comparison:
    return compare(*crowd(5_000, WIDE))


@cache
def _unseen() -> Comparison:
    return compare(*crowd(40, UNSEEN))


def test_two_pages_are_enough_for_names_that_cannot_be_shown() -> None:
    found = _unseen()
    pdf = comparison_pdf(found, {JSON: comparison_json(found)}, ORDER)
    assert pages(pdf) == 2
    assert "U+202E" in text(pdf)
    assert "\u202e" not in text(pdf)


def test_cases_that_cannot_be_compared_make_one_page() -> None:
    empty = side([], {})
    pdf = comparison_pdf(compare(empty, empty), {}, ORDER)
    assert pages(pdf) == 1
    assert "The two cases cannot be compared" in text(pdf)


def test_the_same_cases_make_the_same_bytes() -> None:
    assert compose(*repaired(), ORDER) == printed()


def test_the_page_says_what_the_comparison_says() -> None:
    said, found = text(printed()[PDF]), compare(*repaired())
    assert found.outcome.headline in said
    assert found.outcome.statement in said
    assert f"Before {found.before.root}" in said
    assert f"After {found.after.root}" in said
    for one in found.measures:
        assert f"{one.before.count:,}" in said
        assert number(one.after.rate) in said
    for client in found.clients:
        assert client.name in said


def test_every_number_of_the_page_is_in_the_json() -> None:
    """Digits outside names, dates and definitions, as printed or rounded from the JSON's."""
    said = text(printed()[PDF]).partition("What the words mean")[0]
    document = json.loads(printed()[JSON])
    known = {
        each
        for value in numbers(document)
        for each in (number(value), f"{value:,.0f}", number(value / HOUR), number(value / DAY))
    }
    known |= {str(value) for value in (30, 95)}  # minutes of the policy, and the level
    shown = re.sub(
        r"\d{4}-\d\d-\d\d \d\d:\d\d|[\w-]*[A-Za-z]+[\w-]*\d[\w-]*|\d+ Oct\w*( \d{4})?", "", said
    )
    shown = re.sub(r"(Page|Table|Figure) \d( of \d)?|\d\d:00|[0-9a-f]{64}|SR-[\d-]+", "", shown)
    assert {each for each in re.findall(r"\d[\d,.]*\d|\d", shown) if each not in known} == set()


def numbers(value: object) -> list[float]:
    """Return every number of a document, and how long its lists are."""
    match value:
        case bool():
            return []
        case int() | float():
            return [value]
        case dict():
            return [each for part in value.values() for each in numbers(part)]
        case list():
            return [float(len(value)), *(each for part in value for each in numbers(part))]
        case _:
            return []


def test_the_date_is_printed_only_where_it_is_given() -> None:
    one = compare(*repaired())
    kickers = [plain(page(one, printed_on).kicker) for printed_on in ("", "20 October 2003")]
    assert [kicker.count("2003") for kicker in kickers] == [0, 1]


@pytest.mark.parametrize("what", ["repaired", "hostile", "empty"])
def test_the_json_is_as_its_schema_says(what: str) -> None:
    empty = side([], {})
    pairs = {"repaired": repaired, "empty": lambda: (empty, empty)}
    found = compare(*pairs[what]()) if what in pairs else _unseen()
    document = json.loads(comparison_json(found))
    jsonschema.Draft202012Validator(comparison_schema()).validate(document)
    assert document["schema"] == "comparison/1"


def test_the_shipped_schema_is_that_of_the_code() -> None:
    shipped = CHECKOUT / "forensics" / "data" / "comparison.schema.json"
    assert json.loads(shipped.read_text("utf-8")) == comparison_schema()


def test_the_page_is_tagged_and_says_what_it_is() -> None:
    with pikepdf.open(io.BytesIO(printed()[PDF])) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert [str(name) for name in document.attachments] == [JSON]
        assert document.attachments[JSON].get_file().read_bytes() == printed()[JSON]
        metadata = document.open_metadata()
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == [
                "Before and after",
                "Clients: who still fails, who is new, who has gone quiet",
                "Clients and servers, one by one",
                "What the words mean",
            ]
        kinds = [str(one.get("/S")) for one in _structure(document)]
        figures = [one for one in _structure(document) if one.get("/S") == "/Figure"]
        assert [str(one.Alt) for one in figures] == [ALT]
        assert kinds.count("/H1") == 1
        assert "/TH" in kinds


def _structure(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        one
        for one in document.objects
        if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
    ]
