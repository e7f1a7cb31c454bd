"""The text of JSON, held against the library's own."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import json_text


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


@given(VALUES)
def test_it_is_written_as_the_library_writes_it(value: object) -> None:
    assert json_text.text(value, same) == json.dumps(value, ensure_ascii=False, indent=1)


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
