"""The text of JSON, held against the library's own."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import json_text

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
    assert json_text.text(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text.text({"a": [float("nan")]})
