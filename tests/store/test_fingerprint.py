"""What makes two runs the same program."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from forensics import __version__
from forensics.fingerprint import code_of, versions


def package_in(folder: Path) -> Path:
    package = folder / "package"
    (package / "data").mkdir(parents=True)
    (package / "room.py").write_text("A = 1\n")
    (package / "data" / "table.toml").write_text("a = 1\n")
    (package / "notes.txt").write_text("nothing\n")
    return package


def test_the_versions_of_all_that_reads_are_told() -> None:
    told = versions()
    names = ["lockout-forensics", "code", "python", "evtx", "numpy", "orjson", "polars"]
    assert [*told] == names
    assert (told["lockout-forensics"], told["polars"]) == (__version__, pl.__version__)


@pytest.mark.parametrize(
    "change",
    [
        lambda package: (package / "room.py").write_text("A = 2\n"),
        lambda package: (package / "data" / "table.toml").write_text("a = 2\n"),
        lambda package: (package / "room.py").rename(package / "place.py"),
        lambda package: (package / "other.py").write_text(""),
    ],
)
def test_other_code_is_another_program(tmp_path: Path, change: Callable[[Path], object]) -> None:
    before = code_of(package_in(tmp_path / "a"))
    package = package_in(tmp_path / "b")
    change(package)
    assert len(before) == 16
    assert code_of(package) != before


def test_what_is_no_code_makes_no_other_program(tmp_path: Path) -> None:
    before = code_of(package_in(tmp_path / "a"))
    package = package_in(tmp_path / "b")
    (package / "notes.txt").write_text("else\n")
    assert code_of(package) == before
