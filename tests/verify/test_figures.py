"""Two JSON documents side by side: whatever differs is named by its path, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.verify.checks import Check, Difference
from forensics.verify.figures import compared, document

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def told(report: Any, evidence: Any) -> Check:  # noqa: ANN401 - JSON values are of any kind
    return compared("figures", json.dumps(report).encode(), json.dumps(evidence).encode())


def test_every_value_is_counted_and_every_difference_named() -> None:
    check = told(
        {"a": [1, 2, 3], "b": {"c/d": "x", "e~": None}, "f": {}, "g": True},
        {"a": [1, 7], "b": {"c/d": "y", "e~": None}, "f": [], "g": 1, "h": {"i": 1}},
    )
    assert (check.agree, check.of) == (2, 8)
    assert check.differences == (
        Difference(where="/a/1", report="2", evidence="7"),
        Difference(where="/a/2", report="3", evidence=""),
        Difference(where="/b/c~1d", report='"x"', evidence='"y"'),
        Difference(where="/f", report="an object of 0", evidence="a list of 0"),
        Difference(where="/g", report="true", evidence="1"),
        Difference(where="/h", report="", evidence="an object of 1"),
    )


@given(DOCUMENTS)
def test_a_document_agrees_with_itself(one: Any) -> None:  # noqa: ANN401
    check = told(one, one)
    assert check.holds
    assert check.of >= 1


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_agree_where_they_are_one_only(one: Any, other: Any) -> None:  # noqa: ANN401
    assert told(one, other).holds == (json.dumps(one) == json.dumps(other))


def test_the_same_values_written_otherwise_are_another_file() -> None:
    check = compared("figures", b'{"a": 1}\n', b'{"a": 1}')
    assert (check.agree, check.of, check.holds) == (1, 1, False)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 100_000, b"9" * 5_000]
)
def test_what_readers_would_not_agree_on_is_no_document(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        document(data)
    check = compared("figures", data, b"{}")
    assert (check.holds, check.undone) == (False, "the one in the report is no JSON document")


def test_a_long_value_is_cut() -> None:
    (found,) = told("x" * 9_999, "y").differences
    assert len(found.report) == 201


def test_differences_beyond_fifty_are_counted() -> None:
    check = told(list(range(80)), list(range(1, 81)))
    assert (len(check.differences), check.further, check.agree) == (50, 30, 0)
