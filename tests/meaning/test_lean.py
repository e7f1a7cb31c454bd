"""Columns that say the same in every row, held once: the frame is the same frame."""

import polars as pl
import pytest

from forensics.lean import INTERNED, as_text, interned, is_text, lean, numbers


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["a"],
        [None, None],
        ["a", "a", "a"],
        ["a", None, "a"],
        [None, "a", None],
        ["a", "b", "a"],
        ["a", "a", "b", "a", "a", "a", "a"],
        ["", "", ""],
    ],
)
@pytest.mark.parametrize("kind", [pl.String(), INTERNED])
def test_a_lean_frame_says_what_the_frame_says(
    values: list[str | None], kind: pl.DataType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.lean.FEW", 0)
    frame = pl.DataFrame(
        {"text": values, "place": range(len(values))}, schema_overrides={"text": kind}
    )
    assert lean(frame).equals(frame)
    assert lean(frame).schema == frame.schema


@pytest.mark.parametrize("values", [[7, 7, 7], [None, None], [7, None], [1, 2], [True, True]])
def test_numbers_and_marks_are_held_likewise(
    values: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics.lean.FEW", 0)
    frame = pl.DataFrame({"value": values, "place": range(len(values))})
    assert lean(frame).equals(frame)
    assert lean(frame).schema == frame.schema


def test_a_short_frame_is_not_looked_at() -> None:
    frame = pl.DataFrame({"text": ["a", "a"]})
    assert lean(frame) is frame


def test_names_are_texts_interned_or_not() -> None:
    frame = pl.DataFrame({"name": ["b", None], "said": ["a", "c"], "place": [1, 2]})
    interned = frame.with_columns(pl.col("name").cast(INTERNED))
    assert [is_text(kind) for kind in interned.dtypes] == [True, True, False]
    assert interned.select(as_text(["name", "said"]), "place").equals(frame)
    assert interned.sort("name")["name"].to_list() == [None, "b"]


def test_what_comes_back_is_interned_and_what_differs_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("forensics.lean.FEW", 4)
    frame = pl.DataFrame(
        {"name": ["b", "b", "a", None, "c"], "line": ["1", "2", "3", "4", "4"], "place": range(5)},
        schema_overrides={"place": pl.Int64},
    )
    held = interned(frame)
    # By the first four rows: three of the names differ, null being one, and all of the lines.
    assert held.dtypes == [pl.String, pl.String, pl.Int64]
    often = interned(frame.with_columns(name=pl.Series(["b", "b", "a", "b", None])))
    assert often.dtypes == [INTERNED, pl.String, pl.Int64]
    assert often["name"].to_list() == ["b", "b", "a", "b", None]
    assert interned(frame.head(3)).schema == frame.schema


def test_rows_alike_have_one_number_and_others_another() -> None:
    frame = pl.DataFrame(
        {"a": ["x", "x", None, "y", "x", ""], "b": ["1", "1", "1", "1", None, "1"]}
    )
    found = numbers(frame, ["a", "b"]).to_list()
    assert found[0] == found[1]
    assert len(set(found)) == 5
