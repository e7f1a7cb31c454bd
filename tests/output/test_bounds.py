"""However large a case is, what is printed of it stays as short; the rest is in the attachments."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

import pytest

from forensics.binding import Binding
from forensics.figures.drawing import Figure
from forensics.narrative import Report, compose
from forensics.narrative.views import Span, Table
from tests.builders.bounds import SMALLER, Size, bounded

pytestmark = pytest.mark.xdist_group("bounds")  # the large case is composed once
LARGE = Size(attempts=1_000_000, clients=5_000, servers=40, lockouts=1_000, exhibits=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What lays a report out: rows of each table, pieces of text, figures and their drawing."""

    rows: tuple[int, ...]
    spans: int
    drawn: int


@cache
def report(size: Size) -> Report:
    return compose(bounded(size), Binding())


def within(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any of the report's values
    """Yield every value that the report is made of."""
    yield value
    if isinstance(value, tuple | list):
        for each in value:
            yield from within(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name))


def weight(size: Size) -> Weight:
    parts = list(within(report(size)))
    return Weight(
        rows=tuple(len(one.rows) for one in parts if isinstance(one, Table)),
        spans=sum(isinstance(one, Span) for one in parts),
        drawn=sum(len(one.svg) for one in parts if isinstance(one, Figure)),
    )


def test_a_hundred_times_the_attempts_print_as_many_rows() -> None:
    small, large = weight(SMALLER), weight(LARGE)
    assert large.rows == small.rows
    assert large.spans <= small.spans * 1.05
    assert large.drawn <= small.drawn * 2.5  # until every pixel is taken


def test_no_table_is_longer_than_the_cited_records() -> None:
    rows = weight(LARGE).rows
    assert sorted(rows)[-2:] == [60, 300]
    assert sum(rows) < 900


def test_no_drawing_is_heavier_than_its_pixels() -> None:
    figures = [one for one in within(report(LARGE)) if isinstance(one, Figure)]
    assert max(len(one.svg) for one in figures) < 250_000
    assert max(one.svg.count("<") for one in figures) < 2_500


def test_what_is_left_out_is_counted() -> None:
    printed = " ".join(one.text for one in within(report(LARGE)) if isinstance(one, Span))
    assert "940 further lockouts" in printed
    assert "300 records of 6,000 on which this report leans" in printed
    assert "940 further exhibits not printed" in printed
