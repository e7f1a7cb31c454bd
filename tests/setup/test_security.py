"""SECURITY.md names tests: each is there, and each part of the threat model has some."""

import ast
import re
from functools import cache
from importlib import import_module

import pytest

from tests.setup.project import CHECKOUT

TEXT = (CHECKOUT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
NEVER = (
    *("Code runs", "A file outside the case is read", "The network is touched"),
    *("Evidence is changed", "Evidence is hidden", "A text is spoofed", "An identity leaks"),
)


@cache
def functions_of(room: str) -> set[str]:
    tree = ast.parse((CHECKOUT / room).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("room", "test"), sorted(set(NAMED)))
def test_every_test_that_is_named_is_there(room: str, test: str) -> None:
    assert test in functions_of(room)


@pytest.mark.parametrize("what", NEVER)
def test_each_line_of_what_must_never_happen_has_a_test(what: str) -> None:
    _, _, part = TEXT.partition(f"\n### {what}\n")
    rows = [line for line in part.partition("\n#")[0].splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 3
    assert [row for row in rows if "::test_" not in row] == []


BOUNDS = re.findall(r"^\| .* \| ([\d,]+)( [KMG]iB)? \| `([\w.]+)\.(\w+)` \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("number", "unit", "room", "name"), BOUNDS)
def test_every_bound_is_as_stated(number: str, unit: str, room: str, name: str) -> None:
    stated = int(number.replace(",", "")) << {"": 0, " KiB": 10, " MiB": 20, " GiB": 30}[unit]
    assert getattr(import_module(room), name) == stated


def test_bounds_are_found() -> None:
    assert len(BOUNDS) > 10


def test_every_place_that_is_named_is_there() -> None:
    rooms = set(re.findall(r"`(tests/[\w/.]+)", TEXT))
    assert [room for room in sorted(rooms) if not (CHECKOUT / room).exists()] == []
