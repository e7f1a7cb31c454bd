from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.figures import (
    Figure,
    anatomy,
    bands,
    client_tracks,
    drawing,
    lanes,
    squares,
    target_tracks,
)
from forensics.figures.flows import flows
from forensics.figures.timescale import marks, timescale
from forensics.findings import Findings
from forensics.legible import legible
from forensics.occurrences import Counted
from forensics.values import NOT_RECORDED
from tests.builders.damaged import damaged
from tests.builders.findings import sms_case
from tests.builders.hostile import hostile
from tests.builders.variants import big_threshold, crowd, nothing, partly_known

NONE = frozenset[str]()
TEXT = "{http://www.w3.org/2000/svg}text"
TITLE = "{http://www.w3.org/2000/svg}title"


def tree(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg)  # noqa: S314 - our own drawing


def texts(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [one.text or "" for one in tree(figure).iter(TEXT)]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, 1.4.3)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("colour", "paper"),
    [
        (drawing.INK, drawing.WHITE),
        (drawing.INK, drawing.STRIPE),
        (drawing.MUTE, drawing.WHITE),
        (drawing.MUTE, drawing.STRIPE),
        (drawing.BLUE, drawing.WHITE),
        (drawing.ALARM_TEXT, drawing.WHITE),
        (drawing.ALARM_TEXT, drawing.STRIPE),
        (drawing.ALARM_TEXT, drawing.LOCKED),
        (drawing.WHITE, drawing.BLUE),
    ],
)
def test_every_text_colour_can_be_read_on_its_ground(colour: str, paper: str) -> None:
    assert contrast(colour, paper) >= 4.5


def test_a_label_is_escaped() -> None:
    drawn = drawing.label((0, 0), "</text><script>&", drawing.Type())
    assert ">&lt;/text&gt;&lt;script&gt;&amp;</text>" in drawn


def test_a_figure_says_what_it_shows() -> None:
    drawn = drawing.figure('a <b> & "c"', 10, [])
    assert tree(drawn).findtext(TITLE) == 'a <b> & "c"'


@pytest.mark.parametrize(
    "made", [sms_case, damaged, big_threshold, lambda: legible(hostile()), lambda: crowd(60, 12)]
)
def test_every_figure_is_well_formed(made: Callable[[], Findings]) -> None:
    findings = made()
    drawn = [
        lanes(target_tracks(findings), "alt", 34, NONE),
        lanes(client_tracks(findings), "alt", 15, NONE),
        bands(findings, "CAP"),
        anatomy(findings.lockouts[0], 5, []).figure,
        *(squares(lockout) for lockout in findings.lockouts),
    ]
    for figure in drawn:
        assert figure is not None
        tree(figure)


def test_lanes_show_each_target_with_its_counts() -> None:
    findings = sms_case()
    shown = texts(lanes(target_tracks(findings), "alt", 34, NONE))
    assert {"LONCAP01", "LONCAP02", "LONCAP03", "LONDC01"} <= set(shown)
    assert shown[-8:] == ["LONDC01", "20", "44", "4", "L1", "L6", "L10", "L15"]


def test_a_lane_leads_only_to_lockouts_that_are_printed() -> None:
    drawn = lanes(target_tracks(sms_case()), "alt", 34, frozenset({"L1", "L5"}))
    assert drawn is not None
    assert [spot.href for spot in drawn.links] == ["#L5", "#L1"]


def test_there_is_no_figure_without_anything_to_draw() -> None:
    assert lanes(target_tracks(nothing()), "alt", 34, NONE) is None
    assert lanes(client_tracks(nothing()), "alt", 15, NONE) is None
    assert bands(nothing(), "CAP") is None


def test_an_unknown_end_is_hatched() -> None:
    findings = sms_case()
    lane = replace(
        findings.lanes[0], locked=(replace(findings.lanes[0].locked[0], ends_known=False),)
    )
    known = lanes(target_tracks(replace(findings, lanes=findings.lanes[:1])), "alt", 34, NONE)
    unknown = lanes(target_tracks(replace(findings, lanes=(lane,))), "alt", 34, NONE)
    assert known is not None
    assert unknown is not None
    assert drawing.GREY not in known.svg
    assert drawing.GREY in unknown.svg


def test_many_targets_become_the_busiest_and_the_others() -> None:
    tracks = target_tracks(crowd(200, 20))
    assert len(tracks) == 8
    assert tracks[-1].title == "13 others"


def test_merged_lanes_count_a_lockout_once() -> None:
    findings = crowd(200, 20)
    shared = tuple(replace(lane, locked=findings.lanes[0].locked) for lane in findings.lanes)
    tracks = target_tracks(replace(findings, lanes=shared))
    assert tracks[-1].lockout_count == len(findings.lanes[0].locked)


def test_many_clients_become_the_busiest_and_their_groups() -> None:
    findings = crowd(500, 3)
    tracks = client_tracks(findings)
    assert len(tracks) == 28
    assert [track.title for track in tracks[25:]] == [
        "10.7.0.0/24: 199 more",
        "10.7.1.0/24: 199 more",
        "10.7.2.0/24: 77 more",
    ]
    assert sum(track.bad_password for track in tracks) == findings.attempts.bad_password


def test_clients_without_a_name_are_drawn_as_such() -> None:
    findings = sms_case()
    unnamed = replace(
        findings,
        clients=(replace(findings.clients[0], name=NOT_RECORDED),),
        edges=(replace(findings.edges[0], client=NOT_RECORDED),),
    )
    assert "not recorded" in texts(bands(unnamed, "CAP"))
    assert client_tracks(unnamed)[0].title == "not recorded"


@pytest.mark.parametrize(
    ("clients", "targets"), [(5, 1), (17, 4), (30, 40), (500, 20), (5_000, 40)]
)
def test_bands_stay_few_at_every_size(clients: int, targets: int) -> None:
    findings = crowd(clients, targets, days=1)
    drawn = flows(findings)
    figure = bands(findings, "CAP")
    assert drawn is not None
    assert figure is not None
    assert len(drawn.count) <= 150
    assert sum(drawn.count.values()) == findings.attempts.total
    assert figure.height < 900
    assert len(figure.svg) < 120_000


def test_bands_end_where_their_target_ends() -> None:
    drawn = flows(sms_case())
    assert drawn is not None
    into = Counter[str]()
    for (_, target), count in drawn.count.items():
        into[target] += count
    assert into == drawn.targets
    assert drawn.lockouts == {"LONCAP01": 4, "LONCAP02": 5, "LONCAP03": 4, "LONDC01": 4}


def test_anatomy_numbers_every_counted_password() -> None:
    lockout = sms_case().lockouts[0]
    drawn = anatomy(lockout, 5, [])
    assert not drawn.refused
    numbers = [text for text in texts(drawn.figure) if text in "12345" and text]
    assert Counter(numbers) == Counter({"1": 2, "2": 2, "3": 2, "4": 2, "5": 2})  # axis and circles


def test_anatomy_of_one_instant_with_fifty_passwords_stays_inside() -> None:
    drawn = anatomy(big_threshold().lockouts[0], 50, []).figure
    assert "L1: account locked at 06:05:20" in texts(drawn)
    assert "50" in texts(drawn)


def test_anatomy_of_unknown_senders_says_so() -> None:
    assert "not recorded" in texts(anatomy(partly_known().lockouts[0], 5, []).figure)


def test_squares_tell_the_tripping_client_from_others() -> None:
    lockout = next(one for one in sms_case().lockouts if len(one.shares) == 2)
    drawn = squares(lockout)
    assert drawn is not None
    assert drawn.svg.count(f'fill="{drawing.BLUE}" stroke') == 2
    assert drawn.alt == (
        "Lockout L3: 5 bad passwords counted, sent by HR-125 3 times and HR-386 2 times."
    )


def test_a_missing_password_is_a_dashed_square() -> None:
    lockout = replace(sms_case().lockouts[0], unexplained=2)
    assert texts(squares(lockout)) == ["1", "2", "3", "4", "5", "?", "?"]


def test_more_than_ten_passwords_become_one_bar() -> None:
    assert texts(squares(big_threshold().lockouts[0])) == ["17 of 50"]


def test_unknown_senders_are_never_the_tripping_one() -> None:
    drawn = squares(partly_known().lockouts[0])
    assert drawn is not None
    assert f'fill="{drawing.BLUE}"' not in drawn.svg


def test_there_are_no_squares_without_a_counted_password() -> None:
    empty = replace(sms_case().lockouts[0], counted=(), shares=(), unexplained=NOT_RECORDED)
    assert squares(empty) is None


@settings(deadline=None)  # the first example reads the typefaces
@given(st.integers(0, 2**61), st.integers(0, 2**61))
def test_any_span_has_a_readable_number_of_marks_inside_it(one: int, other: int) -> None:
    scale = timescale(min(one, other), max(one, other), 100, 600)
    found = list(marks(scale))
    assert len(found) <= 10
    assert all(scale.begin <= ticks <= scale.end for ticks, _, _ in found)
    assert all(100 <= scale.at(ticks) <= 600 for ticks, _, _ in found)


@settings(deadline=None)  # the first example reads the typefaces
@given(st.lists(st.integers(0, 3_000_000_000), min_size=1, max_size=12))
def test_counted_passwords_of_any_rhythm_are_drawn(gaps: list[int]) -> None:
    lockout = sms_case().lockouts[0]
    times = sorted(gaps)
    counted = tuple(
        Counted(
            time=type(lockout.time)(lockout.time.ticks - 3_000_000_000 + time),
            client=f"C{index % 3}",
            target=lockout.host,
            evidence=(),
        )
        for index, time in enumerate(times)
    )
    drawn = anatomy(replace(lockout, counted=counted), len(counted), []).figure
    for line in tree(drawn).iter(TEXT):
        assert -1 <= float(line.attrib["x"]) <= drawing.WIDTH
