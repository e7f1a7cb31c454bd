"""Texts read stretch by stretch: the same lines as from the whole text, however it is cut."""

from collections.abc import Callable
from io import BytesIO
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.texts import encodings
from forensics.evidence.texts import lines as texts
from forensics.evidence.texts.stretches import Stretch, stretches, survey

PIECES = (
    *("one\r\n", "two\n", "\n", "\r", "Grüße\n", "Łódź", "x^", "\ufeff", "\ufffd\n", "\x00\n"),
    *("登录失败\r\n", "a" * 40, " ", "\t\n", "Müller äöü ÄÖÜ ß\n", "Привет мир\n"),
)
PAGES = ("", "utf-8", "cp1252", "utf-16-le", "utf-16-be", "utf-16", "cp932", "gb18030", "utf-7")

text = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
data = st.one_of(
    st.binary(max_size=80),
    st.builds(lambda said, page: said.encode(page, "replace"), text, st.sampled_from(PAGES[1:])),
)


def every(lines: pl.Series) -> int:
    return len(lines)


def but_three(lines: pl.Series) -> int:
    return max(0, len(lines) - 3)


def cut(
    data: bytes, block: int, page: str = "", settled: Callable[[pl.Series], int] = every
) -> list[Stretch]:
    """Return the stretches of a text that is read `block` bytes at a time."""
    with patch.object(encodings, "BLOCK", block):
        script = survey(BytesIO(data), len(data), page)
        return list(stretches(BytesIO(data), len(data), script, settled))


@given(
    data,
    st.integers(1, 60).map(lambda half: 2 * half),
    st.sampled_from(PAGES),
    st.sampled_from([every, but_three]),
)
def test_stretches_hold_the_lines_of_the_whole_text(
    data: bytes, block: int, page: str, settled: Callable[[pl.Series], int]
) -> None:
    whole = texts.split(data, page)
    parts = cut(data, block, page, settled)
    assert [line for each in parts for line in each.lines.text] == whole.text.to_list()
    assert [at for each in parts for at in each.lines.offset.tolist()] == whole.offset.tolist()
    assert [at for each in parts for at in each.lines.length.tolist()] == whole.length.tolist()
    assert sum(each.lines.replaced for each in parts) == whole.replaced
    assert {each.lines.claims()["encoding"] for each in parts} == {whole.claims()["encoding"]}
    assert [each.last for each in parts] == [False] * (len(parts) - 1) + [True]
    counts = [len(each.lines.text) for each in parts]
    assert [each.first for each in parts] == [sum(counts[:at]) + 1 for at in range(len(parts))]


@given(data, st.integers(1, 40).map(lambda half: 2 * half))
def test_lines_are_the_same_however_much_is_decoded_at_once(data: bytes, block: int) -> None:
    whole = texts.split(data)
    with patch.object(encodings, "BLOCK", block), patch.object(texts, "BLOCK", block):
        parts = texts.split(data)
    assert parts.text.to_list() == whole.text.to_list()
    assert (parts.claims(), parts.replaced) == (whole.claims(), whole.replaced)


def test_a_stretch_ends_with_a_line_and_a_line_is_in_one_however_long() -> None:
    parts = cut(b"a\n" * 8 + b"b" * 100 + b"\nc", 8)
    assert [each.lines.text.to_list() for each in parts] == [
        *(["a"] * 3, ["a"] * 4),
        *(["a"], ["b" * 100, "c"]),
    ]
    assert [each.first for each in parts] == [1, 4, 8, 9]
    assert [each.ended for each in parts] == [True, True, True, False]


def test_lines_that_are_not_settled_stand_in_the_next_stretch() -> None:
    parts = cut(b"1\n2\n3\n4\n5\n6\n7\n8\n9\n", 8, settled=but_three)
    assert [each.lines.text.to_list() for each in parts] == [list("1234"), list("56789")]


@pytest.mark.parametrize("size", [0, 5])
def test_no_more_is_read_than_counts(size: int) -> None:
    file = BytesIO(b"a\nbcd\nef")
    (only,) = stretches(file, size, survey(file, size), every)
    assert only.lines.text.to_list() == (["a", "bcd"] if size else [])
    assert (only.last, only.ended) == (True, False)


def test_a_text_that_ends_early_ends_there() -> None:
    file = BytesIO(b"a\nb\n")
    (only,) = stretches(file, 100, survey(file, 100), every)
    assert only.lines.text.to_list() == ["a", "b"]
    assert (only.last, only.ended) == (True, True)
