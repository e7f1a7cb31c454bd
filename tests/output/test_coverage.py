"""What the logs cover, drawn and in words: silence is printed as not observable."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from forensics.figures.coverage import coverage as drawn
from forensics.findings import Findings
from forensics.narrative.coverage import Covered, covered
from forensics.narrative.views import Numbers, plain
from forensics.sources import Coverage, HostCoverage, Stretch
from forensics.values import Instant
from tests.builders.findings import sms_case
from tests.builders.scripted import at
from tests.builders.variants import nothing


def told(findings: Findings) -> Covered:
    return covered(findings, Numbers())


def rows(section: Covered) -> list[list[str]]:
    assert section.table is not None
    return [[plain(cell.text) for cell in row.cells] for row in section.table.rows]


def host(name: str, observable: str, covered_share: float, **more: object) -> HostCoverage:
    stretch = Stretch(first=at(0), last=at(1_000))
    one = HostCoverage(
        host=name,
        roles=(),
        whole=(stretch,) if observable != "no" else (),
        part=(),
        cleared=(),
        covered=covered_share,
        observable=observable,
        bad_password=0,
        locked_out=0,
    )
    return replace(one, **more)  # type: ignore[arg-type]


def case_with(*hosts: HostCoverage) -> Findings:
    whole = Coverage(
        first=at(0), last=at(1_000), basis="declared", hosts=hosts, without_log=("LONSITE",)
    )
    return replace(sms_case(), coverage=whole)


def test_what_a_log_would_have_shown_is_a_number_and_what_it_would_not_is_not_observable() -> None:
    section = told(
        case_with(
            host("LONCAP01", "yes", 1.0),
            host("LONCAP02", "part", 0.4567, bad_password=3),
            host("LONCAP03", "no", 0.0),
            host("LONCAP04", "no", 0.0, locked_out=2),
        )
    )
    assert rows(section) == [
        ["LONCAP01", "all of the window", "0", "0"],
        [
            "LONCAP02",
            "45.6 % of the window",
            "3 seen; the rest of the window is not observable",
            "0 seen; the rest of the window is not observable",
        ],
        ["LONCAP03", "nothing", "not observable", "not observable"],
        ["LONCAP04", "nothing", "not observable", "2 seen; not observable"],
    ]


def test_machines_without_any_log_are_named() -> None:
    section = told(case_with(host("LONCAP01", "yes", 1.0)))
    assert "One declared machine has no log among the exhibits: LONSITE." in [
        plain(text) for text in section.says
    ]


def test_one_bar_a_machine_with_its_gaps_and_a_line_where_a_log_was_cleared() -> None:
    gap = (Stretch(first=at(0), last=at(400)), Stretch(first=at(600), last=at(1_000)))
    hosts = (
        host("LONCAP01", "part", 0.8, whole=gap, cleared=(at(500),)),
        host("LONCAP02", "no", 0.0, part=(Stretch(first=at(100), last=at(200)),)),
    )
    figure = drawn(hosts, (at(0), at(1_000)), "two bars")
    assert figure is not None
    root = ET.fromstring(figure.svg)  # noqa: S314 - our own
    name = "{http://www.w3.org/2000/svg}"
    solid = [each for each in root.iter(f"{name}path") if each.get("fill") == "#0072B2"]
    assert len(solid) == 1
    drawn_bars = re.findall(r"M([0-9.]+) [0-9.]+H([0-9.]+)v", solid[0].get("d", ""))
    (left, right), (other, end) = ((float(one), float(two)) for one, two in drawn_bars)
    assert abs((right - left) - (end - other)) < 0.2
    assert other - left > (right - left) * 1.4  # a fifth of the window lies between
    hollow = [each for each in root.iter(f"{name}path") if each.get("fill") == "#FFFFFF"]
    assert len(hollow) == 1
    assert re.search(r'<path d="M[0-9.]+ [0-9.]+v[0-9.]+" fill="none" stroke="#AF4400"', figure.svg)
    texts = [each.text for each in root.iter(f"{name}text")]
    assert {"80 %", "–"} <= set(texts)


def test_names_of_machines_are_escaped() -> None:
    figure = drawn((host("<b>&", "yes", 1.0),), (at(0), at(1_000)), "<alt>")
    assert figure is not None
    assert "<b>" not in figure.svg
    ET.fromstring(figure.svg)  # noqa: S314 - our own


def test_without_a_window_nothing_is_drawn_and_that_is_said() -> None:
    section = told(nothing())
    assert (section.picture, section.table) == (None, None)
    assert plain(section.says[0]) == (
        "There is no incident window to cover: nothing failed and none is declared."
    )


def test_an_instant_is_a_window_too() -> None:
    moment = Instant(at(5).ticks)
    assert drawn((host("LONCAP01", "yes", 1.0),), (moment, moment), "one") is not None
