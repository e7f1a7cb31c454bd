"""No label of a figure leaves it or covers another; every mark is seen without its colour."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.effects import Step
from forensics.figures import (
    Figure,
    anatomy,
    bands,
    client_tracks,
    curve,
    drawing,
    lanes,
    matrix,
    squares,
    target_tracks,
)
from forensics.figures.flows import flows
from forensics.figures.matrix import gathered
from forensics.findings import Findings
from forensics.legible import legible
from forensics.traces import Burst
from forensics.typeface import REGULAR, SEMIBOLD, width
from forensics.values import Instant
from tests.builders.findings import findings_of, sms_case
from tests.builders.hostile import hostile
from tests.builders.scripted import Incident, Try
from tests.builders.variants import big_threshold, crowd, partly_known

SVG = "{http://www.w3.org/2000/svg}"
NONE = frozenset[str]()
DECORATION = {drawing.GRID, drawing.FAINT, drawing.STRIPE, drawing.LOCKED, drawing.WHITE}
GROUNDS = (drawing.WHITE, drawing.STRIPE)
# White type stands on blue, blue type above the lanes; all other type may stand on a stripe.
GROUND_OF = {drawing.WHITE: drawing.BLUE, drawing.BLUE: drawing.WHITE}
# Full protanopia, deuteranopia, tritanopia on linear RGB (Machado, Oliveira, Fernandes 2009).
EYES = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a label stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two cover each other by more than a hair."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.5
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5
        )


def tree(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg)  # noqa: S314 - our own drawing


def box(element: ET.Element) -> Box:
    """Return the box of a label; letters reach 0.72 em up and, without loss, 0.12 em down."""
    size = float(element.attrib["font-size"])
    weight = SEMIBOLD if "font-weight" in element.attrib else REGULAR
    text = element.text or ""
    wide = width(text, size, weight=weight)
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    left = (
        x
        - {"start": 0.0, "middle": wide / 2, "end": wide}[
            element.attrib.get("text-anchor", "start")
        ]
    )
    return Box(text=text, left=left, top=y - 0.72 * size, right=left + wide, bottom=y + 0.12 * size)


def boxes(figure: Figure) -> Iterator[Box]:
    """Yield the boxes of all labels; those that read upwards are turned."""
    root = tree(figure)
    turned: dict[ET.Element, tuple[float, float]] = {}
    for group in root.iter(f"{SVG}g"):
        at = re.findall(r"-?[\d.]+", group.attrib["transform"])
        turned.update(dict.fromkeys(group.iter(f"{SVG}text"), (float(at[0]), float(at[1]))))
    for element in root.iter(f"{SVG}text"):
        flat = box(element)
        if element not in turned:
            yield flat
            continue
        x, y = turned[element]
        yield Box(
            text=flat.text,
            left=x + flat.top,
            top=y - flat.right,
            right=x + flat.bottom,
            bottom=y - flat.left,
        )


def drawn(findings: Findings) -> Iterator[Figure]:
    """Yield every figure that the report would draw of these findings."""
    names = frozenset(lockout.id for lockout in findings.lockouts)
    tracks = target_tracks(findings)
    clients = client_tracks(findings)
    made = (
        lanes(tracks, "alt", 34 if len(tracks) <= 4 else 22, names),
        lanes(clients, "alt", 15, NONE),
        bands(findings, "Client Access Point"),
        matrix(findings),
        curve([Step(client=track.title, prevented=at) for at, track in enumerate(clients)], 99, ""),
        *(anatomy(lockout, 5, [lockout.time]).figure for lockout in findings.lockouts[:6]),
        *(squares(lockout) for lockout in findings.lockouts[:6]),
    )
    yield from (one for one in made if one is not None)


def long_names() -> Findings:
    """Return the SMS case with names of 63 wide letters, as DNS allows."""
    made = sms_case()
    long = {one: f"{one}-{'W' * (62 - len(one))}" for one in {e.target for e in made.edges}}
    sent = {str(one.name): f"{one.name}-{'M' * (62 - len(str(one.name)))}" for one in made.clients}
    return replace(
        made,
        edges=tuple(
            replace(one, target=long[one.target], client=sent[str(one.client)])
            for one in made.edges
        ),
        clients=tuple(replace(one, name=sent[str(one.name)]) for one in made.clients),
        lanes=tuple(replace(one, host=long[one.host]) for one in made.lanes),
        client_lanes=tuple(replace(one, host=sent[one.host]) for one in made.client_lanes),
    )


def millions() -> Findings:
    """Return the SMS case with a hundred thousand times as many failures."""
    made = sms_case()
    edges = tuple(replace(one, bad_password=one.bad_password * 100_000) for one in made.edges)
    clients = tuple(
        replace(one, bad_password=one.bad_password * 100_000, counted=one.counted * 100_000)
        for one in made.clients
    )
    lanes_ = tuple(replace(one, bad_password=one.bad_password * 100_000) for one in made.lanes)
    return replace(made, edges=edges, clients=clients, lanes=lanes_)


CASES: Sequence[Callable[[], Findings]] = (
    sms_case,
    long_names,
    millions,
    lambda: legible(hostile()),
    big_threshold,
    partly_known,
    lambda: crowd(60, 12),
    lambda: crowd(300, 40),
)


@cache
def figures(case: int) -> tuple[Figure, ...]:
    return tuple(drawn(CASES[case]()))


@pytest.mark.parametrize("case", range(len(CASES)))
def test_every_label_lies_inside_its_figure(case: int) -> None:
    for figure in figures(case):
        for one in boxes(figure):
            inside = (
                one.left >= -0.6
                and one.right <= figure.width + 0.6
                and one.top >= -0.6
                and one.bottom <= figure.height + 0.6
            )
            assert inside, (one, figure.width, figure.height)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_no_label_covers_another(case: int) -> None:
    for figure in figures(case):
        placed = [one for one in boxes(figure) if one.text]
        for index, one in enumerate(placed):
            for other in placed[:index]:
                assert not one.meets(other), (one, other)


def test_no_type_in_a_figure_is_smaller_than_six_and_a_half_points() -> None:
    for case in range(len(CASES)):
        for figure in figures(case):
            sizes = {float(one.attrib["font-size"]) for one in tree(figure).iter(f"{SVG}text")}
            assert min(sizes, default=9.0) * 0.75 >= 6.5


# ── seen without colour ─────────────────────────────────────────────────────────────────────────


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str, eye: str = "") -> float:
    """Return the luminance of a colour, as such or as eyes without one kind of cone have it."""
    seen = linear(colour)
    if eye:
        seen = [
            min(max(sum(k * part for k, part in zip(row, seen, strict=True)), 0), 1)
            for row in EYES[eye]
        ]
    red, green, blue = seen
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, eye: str = "") -> float:
    bright, dark = sorted((luminance(one, eye), luminance(other, eye)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def marks(figure: Figure) -> Iterator[str]:
    """Yield the colour by which each mark stands off from the paper: its edge, else its fill."""
    for one in tree(figure).iter():
        if one.tag not in {f"{SVG}path", f"{SVG}rect"}:
            continue
        fill, edge = one.attrib.get("fill", "none"), one.attrib.get("stroke", "none")
        if fill != "none":
            fill = drawing.mixed(fill, float(one.attrib.get("fill-opacity", "1")))
        yield edge if edge not in {"none", drawing.WHITE} else fill


@pytest.mark.parametrize("eye", ["", *EYES])
def test_every_mark_stands_off_from_the_paper(eye: str) -> None:
    used = {
        colour for case in range(len(CASES)) for figure in figures(case) for colour in marks(figure)
    }
    for colour in used - DECORATION:
        for ground in GROUNDS:
            assert contrast(colour, ground, eye) >= 3, (colour, ground)


@pytest.mark.parametrize("eye", ["", *EYES])
def test_every_label_can_be_read(eye: str) -> None:
    for case in range(len(CASES)):
        for figure in figures(case):
            for fill in {one.attrib["fill"] for one in tree(figure).iter(f"{SVG}text")}:
                ground = GROUND_OF.get(fill, drawing.STRIPE)
                assert contrast(fill, ground, eye) >= 4.5, (fill, ground)


@pytest.mark.parametrize("eye", ["", *EYES])
def test_solid_and_hollow_bands_differ_in_grey(eye: str) -> None:
    solid = drawing.mixed(drawing.BLUE, drawing.STRONG)
    assert contrast(solid, drawing.FAINT, eye) >= 3


def test_marks_of_different_meaning_differ_in_shape_and_not_only_in_colour() -> None:
    lane = lanes(target_tracks(sms_case()), "alt", 34, NONE)
    assert lane is not None
    paths = [one.attrib for one in tree(lane).iter(f"{SVG}path") if "stroke" in one.attrib]
    kinds = {
        (one["fill"], one["stroke"]): bool(re.search(r"l\d", one["d"]))
        for one in paths
        if one["stroke"] in {drawing.BLUE, drawing.WHITE}
    }
    hollow = [one for one in paths if (one["fill"], one["stroke"]) == (drawing.WHITE, drawing.MUTE)]
    assert kinds == {("none", drawing.BLUE): False, (drawing.ALARM, drawing.WHITE): True}
    assert len(hollow) == 4


# ── exact at every size ─────────────────────────────────────────────────────────────────────────


def invented(pairs: Sequence[tuple[int, int]], groups: int) -> Findings:
    tries = tuple(
        Try(at=100 * place, client=f"C{client}", target=f"T{target}")
        for place, (client, target) in enumerate(pairs)
    )
    named = {f"C{client}": f"10.0.{client % groups}.0/24" for client, _ in pairs if client % 7}
    roles = {f"T{target}": ("cap",) for _, target in pairs}
    return findings_of(Incident(tries=tries, lockouts=(), groups=named, roles=roles))


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 60)), min_size=1, max_size=250),
    st.integers(1, 40),
)
def test_bands_and_cells_sum_exactly_to_all_failures(
    pairs: list[tuple[int, int]], groups: int
) -> None:
    findings = invented(pairs, groups)
    shown = flows(findings)
    assert shown is not None
    assert sum(shown.count.values()) == len(pairs)
    assert sum(shown.targets.values()) == len(pairs)
    assert sum(one.failures for one in shown.senders) == len(pairs)
    assert len(shown.count) <= 150
    whole = gathered(findings)
    targets = {target for _, target in pairs}
    assert (whole is None) == (len(targets) < 13)
    if whole is None:
        return
    assert sum(whole.cells.values()) == len(pairs)
    assert len(whole.columns) == min(len(targets), 40)
    assert len(whole.rows) <= 24
    for _, column in whole.cells:
        assert column in whole.columns


def test_a_cell_of_the_matrix_counts_what_its_group_sent_to_its_target() -> None:
    pairs = [(1, 0), (1, 0), (2, 0), *((1, target) for target in range(1, 13))]
    whole = gathered(invented(pairs, 2))
    assert whole is not None
    assert whole.cells["10.0.1.0/24", "T0"] == 2
    assert whole.cells["10.0.0.0/24", "T0"] == 1
    assert Counter(whole.cells.values()) == Counter({2: 1, 1: 13})


def test_fifty_thousand_clients_stay_one_readable_figure() -> None:
    findings = crowd(300, 40)
    few = findings.clients[:50]
    clients = tuple(
        replace(one, name=f"W{copy}-{one.name}", group=f"10.{copy % 200}.0.0/24")
        for copy in range(1_000)
        for one in few
    )
    edges = tuple(
        replace(findings.edges[place % 40], client=client.name)
        for place, client in enumerate(clients)
    )
    made = replace(findings, clients=clients, edges=edges)
    shown, figure = flows(made), bands(made, "CAP")
    assert shown is not None
    assert figure is not None
    assert sum(shown.count.values()) == sum(
        one.bad_password + one.locked_out + one.unknown_account + one.other_failure for one in edges
    )
    assert len(shown.senders) <= 27
    assert figure.height < 900
    assert len(figure.svg) < 120_000


def _longer(burst: Burst) -> Burst:
    return replace(burst, last=Instant(burst.last.ticks + 90 * 864_000_000_000))


def test_lanes_take_forty_targets_and_months() -> None:
    findings = crowd(200, 20)
    twins = tuple(replace(lane, host=f"{lane.host}b") for lane in findings.lanes)
    months = tuple(
        replace(lane, bursts=tuple(map(_longer, lane.bursts))) for lane in (*findings.lanes, *twins)
    )
    tracks = target_tracks(replace(findings, lanes=months))
    figure = lanes(tracks, "alt", 22, NONE)
    assert figure is not None
    assert (len(tracks), tracks[-1].title) == (8, "33 others")
    assert figure.height < 230
