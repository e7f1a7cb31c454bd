"""Bars: the failures of a lane, spread over the places that their bursts cover."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from forensics.bursts import framed
from forensics.figures.bars import FORMS, bars
from forensics.figures.timescale import timescale
from forensics.traces import Burst
from forensics.values import Instant
from tests.builders.observed import BAD, GOOD, REFUSED, ticks

SCALE = timescale(ticks(0), ticks(1_000), 100, 300)  # 5 s a pixel
STEP = 2.0  # 10 s from bar to bar


def burst(begins: float, ends: float, outcome: str, count: int) -> Burst:
    first, last = Instant(ticks(begins)), Instant(ticks(ends))
    return Burst(first=first, last=last, outcome=outcome, count=count)


def test_a_burst_is_spread_evenly_over_the_bars_that_it_covers() -> None:
    own = framed((burst(20, 50, BAD, 6), burst(50, 50, REFUSED, 2), burst(50, 50, "else", 1)))
    assert FORMS == ("solid", "hollow", "thin")
    assert list(bars(own, SCALE, STEP)) == [
        (2, [1.5, 0, 0]),
        (3, [1.5, 0, 0]),
        (4, [1.5, 0, 0]),
        (5, [1.5, 2, 1]),
    ]


def test_where_nothing_failed_there_is_no_bar() -> None:
    assert list(bars(framed(()), SCALE, STEP)) == []
    assert list(bars(framed((burst(20, 50, GOOD, 6),)), SCALE, STEP)) == []


def test_what_lies_beyond_the_axis_stands_at_its_ends() -> None:
    own = framed((burst(-500, -400, BAD, 3), burst(2_000, 3_000, BAD, 4)))
    assert list(bars(own, SCALE, STEP)) == [(0, [3, 0, 0]), (100, [4, 0, 0])]


@given(
    st.lists(
        st.builds(
            lambda begins, lasts, outcome, count: burst(begins, begins + lasts, outcome, count),
            st.floats(0, 900),
            st.floats(0, 100),
            st.sampled_from([BAD, REFUSED, "unknown_account", GOOD]),
            st.integers(1, 50),
        ),
        max_size=10,
    )
)
def test_they_are_what_the_bursts_add_up_to_one_by_one(own: list[Burst]) -> None:
    sums: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one in own:
        first, last = (round((SCALE.x(each) - SCALE.left) / STEP) for each in (one.first, one.last))
        form = {BAD: 0, REFUSED: 1}.get(one.outcome, 2)
        for place in range(first, last + 1) if one.outcome != GOOD else ():
            sums[place][form] += one.count / (last + 1 - first)
    assert list(bars(framed(own), SCALE, STEP)) == sorted(sums.items())
