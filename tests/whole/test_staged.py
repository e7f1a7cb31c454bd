"""The files of a report lie beside their place while its pages are set; a vendor's do not."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from forensics import reporting
from forensics.press import Awaited, Press
from forensics.reporting import Order, write_report
from forensics.typesetting import Manuscript
from tests.builders.rendered import blank
from tests.builders.security_classic import failed_529
from tests.ledger.small_site import case_of, log

DATA = {"attempts.csv", "findings.json", "graph.graphml", "lockouts.csv", "ticket.txt"}
PAGES = blank()
Seen = list[Mapping[str, bytes]]


@pytest.fixture
def order(tmp_path: Path) -> Order:
    case_of(tmp_path, {"a.evt": log("A", (1, failed_529("maybrick", "LON", "LONWKS001")))})
    return Order(folder=tmp_path, out=tmp_path / "report")


@pytest.fixture
def seen(order: Order, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Set no pages; note what lies beside the outputs as a manuscript comes and when it is set."""
    found: Seen = []

    def look() -> None:
        (folder,) = order.out.glob(".partial-*")
        found.append({file.name: file.read_bytes() for file in folder.iterdir()})

    def press(_: Manuscript) -> Awaited:
        look()

        def pages() -> bytes:
            look()
            return PAGES

        return pages

    class Pressing:
        def __init__(self, *, beside: bool) -> None: ...

        def __enter__(self) -> Press:
            return press

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(reporting, "pressing", Pressing)
    return found


def outputs(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_the_data_files_lie_there_before_a_page_is_set(order: Order, seen: Seen) -> None:
    write_report(order, lambda _: None)
    placed = outputs(order.out)
    first, later = seen
    assert set(first) == DATA
    assert first == {name: placed[name] for name in DATA}
    assert later == {name: placed[name] for name in {*DATA, "report.html"}}
    assert set(placed) == {*DATA, "report.html", "report.pdf", "manifest.json"}
    assert placed["report.pdf"] == PAGES


def test_a_vendor_edition_is_on_no_disk_before_it_was_searched(order: Order, seen: Seen) -> None:
    vendor = replace(order, vendor=bytes(range(32)))
    write_report(vendor, lambda _: None)
    assert seen == [{}, {}]
    assert set(outputs(order.out)) == {*DATA, "report.html", "report.pdf", "manifest.json"}
