"""docs/dependencies.md has a line for each dependency, with its licence, and what it says is so."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from itertools import chain
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.project import (
    CHECKOUT,
    extra_requirements,
    group_requirements,
    locked,
    runtime_requirements,
)

PAGE: Final = (CHECKOUT / "docs/dependencies.md").read_text(encoding="utf-8")
_ROW: Final = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", re.MULTILINE)


def rows(heading: str) -> dict[str, str]:
    """Return library -> licence of the table under a heading."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return {name: licence for name, licence in _ROW.findall(part) if name != "library"}


DIRECT: Final = rows("What the program asks for")
BEHIND: Final = rows("What these ask for")
TRYING: Final = rows("What only tests, checks and builds ask for")


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def test_every_direct_dependency_has_a_line_and_no_other() -> None:
    assert set(DIRECT) == names(runtime_requirements() + extra_requirements())


def test_every_locked_library_has_a_line() -> None:
    missing = names(list(locked("requirements.lock"))) - set(DIRECT) - set(BEHIND)
    assert missing == set(), "add a line to docs/dependencies.md"


def test_every_library_of_the_tests_has_a_line() -> None:
    asked = chain.from_iterable(map(group_requirements, ("dev", "fuzz", "from-source")))
    assert names(list(asked)) - set(DIRECT) - set(TRYING) == set()


@pytest.mark.parametrize("licence", sorted({*DIRECT.values(), *BEHIND.values()}))
def test_no_licence_reaches_over_to_the_program(licence: str) -> None:
    choices = licence.split(" OR ") if "(" not in licence else [licence]
    assert any("GPL" not in choice for choice in choices)


def test_nothing_is_under_the_affero_licence() -> None:
    assert not any(
        "AGPL" in licence for licence in chain(*map(dict.values, (DIRECT, BEHIND, TRYING)))
    )


def test_the_licence_is_the_one_that_the_library_states() -> None:
    said = {**TRYING, **BEHIND, **DIRECT}
    stated = {name: expression for name in said if (expression := _expression(name))}
    assert len(stated) > 20
    assert {name: said[name] for name in stated} == stated


def _expression(name: str) -> str | None:
    """Return the licence of an installed library as SPDX writes it; None where it does not."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    return next(iter(about.get_all("License-Expression") or ()), None)
