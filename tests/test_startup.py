"""What loads before the program answers: what it says of itself must not wait for libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from forensics.cli import OK
from tests.builders.security_classic import failed_529
from tests.ledger.small_site import case_of, log
from tests.shared import CHECKOUT

LOADED = """
import sys
from forensics.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as done:
    status = done.code
print(status, *sys.modules, sep="\\n", file=sys.stderr)
"""
OURS = {
    "forensics",
    "forensics.calling",
    "forensics.cli",
    "forensics.commands",
    "forensics.commands.terminal",
    "forensics.errors",
}


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a run of the program loads, as a person would start it."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
    )
    status, *modules = done.stderr.splitlines()
    assert status == str(OK)
    assert done.stdout
    return set(modules)


def own(modules: set[str]) -> set[str]:
    return {each for each in modules if each.partition(".")[0] == "forensics"}


def foreign(modules: set[str]) -> set[str]:
    """Return what belongs neither to Python nor to this package nor to the environment's start."""
    tops = {each.partition(".")[0] for each in modules}
    ours = {"forensics", "__main__", "_distutils_hack", "sitecustomize", "usercustomize"}
    return {each for each in tops - sys.stdlib_module_names - ours if "__editable__" not in each}


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_the_program_says_of_itself_loads_no_library_and_no_room_of_a_command(
    asked: str,
) -> None:
    modules = loaded(asked)
    assert own(modules) == OURS
    assert foreign(modules) == set()
    assert not {"asyncio", "concurrent", "dataclasses", "datetime", "inspect", "json"} & modules
    assert len(modules) < 110  # 80 of Python 3.11


@pytest.mark.parametrize("command", ["report", "check", "verify", "compare", "kb"])
def test_a_command_tells_of_itself_without_a_library(command: str) -> None:
    modules = loaded(command, "--help")
    assert foreign(modules) == set()
    assert f"forensics.commands.{command}" in modules


def test_a_full_report_loads_nothing_that_only_a_vendor_edition_needs(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": log("A", (1, failed_529("maybrick", "LON", "LONWKS001")))})
    modules = loaded("report", str(tmp_path), "--quiet", "--jobs", "2")
    assert (tmp_path / "report" / "report.pdf").is_file()
    assert "forensics.reporting" in modules
    assert {each for each in modules if each.startswith("forensics.editions")} == set()
    assert "pypdfium2" not in modules
