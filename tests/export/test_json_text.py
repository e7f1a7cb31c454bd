"""The text of JSON, held against the library's own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import json_text
from forensics.json_text import Written


def same(value: Any) -> Any:  # noqa: ANN401 - JSON values are of any kind
    return value


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


DOCUMENTS = st.dictionaries(st.text(), VALUES, min_size=1)


@given(VALUES)
def test_it_is_written_as_the_library_writes_it(value: object) -> None:
    assert json_text.text(value, same) == json.dumps(value, ensure_ascii=False, indent=1)


@given(DOCUMENTS, st.integers(1, 4))
def test_a_document_in_pieces_is_the_same_text(document: dict[str, object], most: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_text, "_PIECE", most)  # so that lists are longer than a piece
        pieces = [*json_text.pieces(document, same)]
    assert "".join(pieces) == json.dumps(document, ensure_ascii=False, indent=1)


@given(st.lists(st.integers()))
def test_a_list_that_is_written_already_stands_as_it_would(numbers: list[int]) -> None:
    def told(value: Any) -> Any:  # noqa: ANN401 - JSON values are of any kind
        return Written(map(str, numbers)) if isinstance(value, complex) else value

    expected = json.dumps({"a": numbers, "b": {"c": numbers}}, indent=1)
    document = {"a": 1j, "b": {"c": 1j}}
    assert json_text.text(document, told) == expected
    assert "".join(json_text.pieces(document, told)) == expected


def test_a_long_list_is_written_as_it_is_asked_for() -> None:
    asked: list[int] = []

    def numbers() -> Iterator[str]:
        for number in range(10_000):
            asked.append(number)
            yield str(number)

    pieces = json_text.pieces({"a": Written(numbers())}, same)
    assert (next(pieces), asked) == ('{\n "a": ', [])
    assert len(next(pieces).split()) == len(asked) + 1 == 4_097


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text.text({"a": [float("nan")]}, same)


def test_what_json_does_not_know_is_said_in_what_it_knows() -> None:
    def told(value: Any) -> Any:  # noqa: ANN401 - JSON values are of any kind
        return {"real": value.real, "rest": [value.imag]} if isinstance(value, complex) else value

    assert json.loads(json_text.text([1 + 2j], told)) == [{"real": 1.0, "rest": [2.0]}]


def test_what_nobody_can_say_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json_text.text([object()], same)
