"""One door per library: what each room of the program may import."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.project import CHECKOUT, extra_requirements, runtime_requirements

pytestmark = pytest.mark.xdist_group("doors")  # each room is parsed once

PACKAGE = CHECKOUT / "forensics"

DOORS = {
    "Evtx": {"evidence/corroborate/python.py", "evidence/corroborate/layouts.py"},
    "ahocorasick_rs": {"editions/folded.py"},
    "evtx": {"evidence/evtx/general.py", "evidence/corroborate/rust.py"},
    "distributed": {"engine/cluster.py"},
    "cryptography": {"sealing/pades.py", "sealing/signatures.py"},
    "fontTools": {"html/faces.py"},
    "isal": {"evidence/evtx/chunks.py"},
    "jinja2": {"templating.py"},
    "markupsafe": {"templating.py"},
    "networkx": {"graph.py"},
    "pydyf": {"typesetting.py"},
    "pikepdf": {"verify/carried.py"},
    "pyhanko": {"sealing/pades.py"},
    "pyhanko_certvalidator": {"sealing/pades.py"},
    "pypdfium2": {"verify/pages.py", "editions/portable.py"},
    "argcomplete": {"commands/completion.py"},
    "rich": {"commands/bar.py", "commands/summary.py"},
    "segno": {"sealing/code.py"},
    "weasyprint": {"typesetting.py"},
}


def rooms() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of all that is imported, by statement or by `import_module`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Attribute(attr="import_module")
                | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name
            case _:
                pass


@cache
def imports(room: Path) -> set[str]:
    return set(imported_names(ast.parse(room.read_text(encoding="utf-8"))))


def libraries(room: Path) -> set[str]:
    """Return the top-level names that come neither from Python nor from this package."""
    tops = {name.partition(".")[0] for name in imports(room)}
    return tops - sys.stdlib_module_names - {"forensics"}


BEHIND = {"tzdata"}
"""Distributions that we do not import: this one holds the data of time zones, which the standard
library reads."""


@pytest.mark.parametrize("library", DOORS)
def test_a_library_is_imported_by_its_own_rooms_only(library: str) -> None:
    users = {room.relative_to(PACKAGE).as_posix() for room in rooms() if library in libraries(room)}
    assert users <= DOORS[library]


def test_the_declared_dependencies_are_the_imported_libraries() -> None:
    distributions = packages_distributions()
    imported = {
        canonicalize_name(distribution)
        for room in rooms()
        for library in libraries(room)
        for distribution in distributions.get(library, [library])
    }
    texts = [*runtime_requirements(), *extra_requirements()]
    declared = {canonicalize_name(Requirement(text).name) for text in texts}
    assert imported == declared - BEHIND


def module_name(room: Path) -> str:
    parts = room.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_room_is_reached_from_itself() -> None:
    names = {module_name(room) for room in rooms()}
    needs = {
        module_name(room): {
            module
            for name in imports(room)
            for module in (name, name.rpartition(".")[0])
            if module in names - {"forensics", module_name(room)}
        }
        for room in rooms()
    }
    order = list(TopologicalSorter(needs).static_order())
    assert set(order) == names


def test_the_check_sees_every_way_to_import() -> None:
    source = """
import a.b
from c import d
def later():
    import e
    importlib.import_module("f.g")
    __import__("h")
"""
    assert set(imported_names(ast.parse(source))) == {"a.b", "c.d", "e", "f.g", "h"}
