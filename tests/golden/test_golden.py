"""The findings and every chapter of the example cases are what was last read and kept.

Where a change is meant: `python -m tests.golden`, then read the diff before it is committed.
"""

from difflib import unified_diff
from functools import cache
from itertools import islice
from typing import Final

import pytest

from tests.builders.examples import EACH
from tests.golden.made import CHAPTERS, FOLDER, golden

KEPT: Final = (
    "findings.json",
    *(f"chapter-{number}.txt" for number in range(len(CHAPTERS) + 1)),
)
_LINES: Final = 60  # of a difference, are shown


@cache
def _today(name: str) -> dict[str, str]:
    return golden(name)


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("kept", KEPT)
def test_an_example_says_what_it_said(name: str, kept: str) -> None:
    before = (FOLDER / name / kept).read_text("utf-8").splitlines()
    now = _today(name)[kept].splitlines()
    differs = unified_diff(before, now, f"golden/{name}/{kept}", "today", lineterm="", n=1)
    assert list(islice(differs, _LINES)) == []


@pytest.mark.parametrize("name", EACH)
def test_all_that_is_kept_of_an_example_is_compared(name: str) -> None:
    assert sorted(path.name for path in (FOLDER / name).iterdir()) == sorted(KEPT)
