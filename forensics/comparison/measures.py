"""What is counted on both sides, its rates, and what their ratio comes to in a word.

A client that fails tries again within seconds, three times for one path alone: single attempts come
in bursts and are no measure of how often it fails. So bursts and lockouts carry intervals, and
single attempts are counted without one.
"""

import math
from collections.abc import Sequence
from typing import Final

import polars as pl

from forensics.comparison import bunching, intervals
from forensics.comparison.bunching import STRETCH
from forensics.comparison.ground import Ground, Half
from forensics.comparison.intervals import Counted, Limits
from forensics.comparison.nouns import Interval, Measure, Measured
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, TICKS_PER_SECOND

DAY: Final = 86_400
HOUR: Final = 3_600
_DIGITS: Final = 6
_WIDTH: Final = STRETCH * TICKS_PER_SECOND


def unit(ground: Ground) -> str:
    """Return what rates are told in: days where both sides cover one, else hours."""
    least = min(ground.hours(ground.before), ground.hours(ground.after))
    return "day" if least >= DAY else "hour"


def measures(ground: Ground) -> tuple[Measure, ...]:
    """Return what is counted on both sides; nothing where no server is common to both."""
    if not ground.servers:
        return ()
    return (
        _measured(
            "lockouts",
            ground,
            [covered_events(half, half.lockouts, ground) for half in _both(ground)],
        ),
        _measured(
            "bursts", ground, [covered_events(half, half.bursts, ground) for half in _both(ground)]
        ),
        _plain("bad_passwords", ground, "bad_password"),
        _plain("refused", ground, "locked_out"),
    )


def word(measure: tuple[int, int], ratio: Limits | None) -> str:
    """Return what events before and after and the ratio of their rates come to.

    A word other than `no change shown` needs the whole interval on one side of 1.
    """
    if ratio is not None and ratio.upper < 1:
        return "fewer" if measure[1] else "none since"
    return "more" if ratio is not None and ratio.lower > 1 else "no change shown"


def rounded(value: float) -> float:
    """Return a number to six digits, the same on every machine."""
    return float(f"{value:.{_DIGITS}g}")


def _both(ground: Ground) -> tuple[Half, Half]:
    return ground.before, ground.after


def covered_events(half: Half, events: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Return the events on the common servers in their covered time."""
    parts = [
        events.filter(pl.col("host") == server, pl.col("time").is_between(first, last))
        for server in ground.servers
        for first, last in half.spans[server]
    ]
    return pl.concat([events.clear(), *parts]).unique(maintain_order=True)


def _measured(name: str, ground: Ground, events: Sequence[pl.DataFrame]) -> Measure:
    scale = DAY if unit(ground) == "day" else HOUR
    series = [
        hourly(half, found, server)
        for half, found in zip(_both(ground), events, strict=True)
        for server in ground.servers
    ]
    bunched = bunching.bunched(series)
    before, after = (
        Counted(events=found.height, seconds=ground.hours(half))
        for half, found in zip(_both(ground), events, strict=True)
    )
    found = intervals.ratio(before, after, bunched.factor)
    return Measure(
        name=name,
        before=_with_rate(before, intervals.rate(before, scale, bunched.factor)),
        after=_with_rate(after, intervals.rate(after, scale, bunched.factor)),
        expected=rounded(before.events * after.seconds / before.seconds),
        ratio=NOT_APPLICABLE if found is None else _interval(found),
        bunching=NOT_RECORDED if bunched.index is None else rounded(bunched.index),
        widened=rounded(bunched.factor),
        word=word((before.events, after.events), found),
    )


def hourly(half: Half, events: pl.DataFrame, server: str) -> list[int]:
    """Return how many events fall into each whole hour of a server's covered time."""
    own = events.filter(pl.col("host") == server)["time"]
    counts = []
    for first, last in half.spans[server]:
        hours = (last - first) // _WIDTH
        within = own.filter(own.is_between(first, first + hours * _WIDTH - 1))
        places = ((within - first) // _WIDTH).value_counts()
        found = dict(places.iter_rows())
        counts += [found.get(place, 0) for place in range(hours)]
    return counts


def _plain(name: str, ground: Ground, outcome: str) -> Measure:
    scale = DAY if unit(ground) == "day" else HOUR
    counts = [
        covered_events(half, half.failures.with_row_index(), ground)
        .filter(pl.col("outcome") == outcome)
        .height
        for half in _both(ground)
    ]
    times = [ground.hours(half) for half in _both(ground)]
    rates = [count * scale / time for count, time in zip(counts, times, strict=True)]
    before, after = (
        Measured(count=count, rate=rounded(rate), lower=NOT_APPLICABLE, upper=NOT_APPLICABLE)
        for count, rate in zip(counts, rates, strict=True)
    )
    return Measure(
        name=name,
        before=before,
        after=after,
        expected=rounded(counts[0] * times[1] / times[0]),
        ratio=NOT_APPLICABLE,
        bunching=NOT_APPLICABLE,
        widened=1.0,
        word="",
    )


def _with_rate(counted: Counted, limits: Limits) -> Measured:
    return Measured(
        count=counted.events,
        rate=rounded(limits.value),
        lower=rounded(limits.lower),
        upper=rounded(limits.upper),
    )


def _interval(limits: Limits) -> Interval:
    value, upper = limits.value, limits.upper
    return Interval(
        value=NOT_APPLICABLE if math.isinf(value) else rounded(value),
        lower=rounded(limits.lower),
        upper=NOT_APPLICABLE if math.isinf(upper) else rounded(upper),
    )
