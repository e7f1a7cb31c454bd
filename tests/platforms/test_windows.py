"""The program where our rooms meet Windows, as far as patches make one: see `windows.py`."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from forensics.cli import OK, main
from tests.faults.quick import without_pages
from tests.ledger.small_site import case_of, locked_case
from tests.platforms.windows import JUNCTION
from tests.shared import CHECKOUT

pytestmark = pytest.mark.xdist_group("windows")  # made once

CONSOLE = {"PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "cp1252"}
BEGIN = """\
import json, os, sys
from pathlib import Path
from tests.platforms.windows import become
become()
folder = Path(sys.argv[1])
def told(work):
    try:
        return work()
    except OSError as error:
        return f"{type(error).__name__}: {error.strerror}"
"""


def ran(code: str, folder: Path) -> Any:  # noqa: ANN401 - what JSON holds
    """Return what some code prints as JSON on Windows; it has `folder` and `told`."""
    command = [sys.executable, "-c", BEGIN + code, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, **CONSOLE})
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "Журнал"
    locked_case(folder)
    return folder


def contents(folder: Path) -> Mapping[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_outputs_are_those_of_any_system(site: Path, tmp_path: Path) -> None:
    with without_pages():
        assert main(["report", str(site), "--out", str(tmp_path / "here")]) == OK
    out = tmp_path / "there"
    report = ["report", str(site), "--out", str(out)]
    command = [sys.executable, "-m", "tests.platforms.windows", *report]
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, **CONSOLE})
    assert done.stdout.decode("cp1252") == f"ready\n{out}/report.pdf\nstatus 0\n"
    assert done.stderr == b""
    assert contents(out) == contents(tmp_path / "here")


def test_a_folder_is_kept_for_one_run_whatever_a_killed_one_left(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    code = """
from forensics.placing.locks import alone
def twice():
    with alone(folder) as kept, alone(folder):
        return kept
def once():
    with alone(folder) as kept:
        return kept, sorted(os.listdir(folder))
def unwritten():
    with alone(folder / "gone") as kept:
        return kept
print(json.dumps([told(twice), told(once), told(once), os.listdir(folder), told(unwritten)]))
"""
    refused, *rest = ran(code, tmp_path)
    assert refused.startswith("BlockingIOError: another run")
    assert rest == [[True, [".lock"]], [True, [".lock"]], [], False]


def test_an_output_that_a_viewer_has_open_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"earlier")
    (tmp_path / "manifest.json").write_bytes(b"earlier")
    code = """
from forensics.placing.moving import put_in_place
def put():
    put_in_place(folder, {"attempts.csv": b"new", "report.pdf": b"new", "manifest.json": b"new"})
    return "put"
with (folder / "report.pdf").open("rb"):
    first = told(put)
    before = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
print(json.dumps([first, before, told(put), sorted(os.listdir(folder))]))
"""
    assert ran(code, tmp_path) == [
        "PermissionError: The file is in use",
        {"report.pdf": "earlier", "manifest.json": "earlier"},
        "put",
        ["attempts.csv", "manifest.json", "report.pdf"],
    ]


def test_evidence_is_found_laid_out_and_expanded_without_links(tmp_path: Path) -> None:
    case_of(tmp_path, {"a.evt": b"one", f"{JUNCTION}/b.evt": b"two", "deep/c.evt": b"three"})
    code = """
from hashlib import sha256
from forensics.verify.claims import Listed
from forensics.verify.gathering import laid_out, scattered
listed = [Listed(path=path, size=5, sha256=sha256(b"three").hexdigest()) for path in (
    "evidence/x.evt", "evidence/..\\\\..\\\\y.evt", "evidence/nul", "evidence/.. /z.evt")]
with laid_out(folder / "evidence", {}, listed, "SR-17") as case:
    laid = [path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file()]
found = scattered(folder / "evidence")
from forensics.opening.laying import laid_out
with laid_out(folder / "new", folder / "evidence") as (beside, left):
    copied = [path.relative_to(beside).as_posix() for path in beside.rglob("*") if path.is_file()]
print(json.dumps([laid, {each.path: each.hindrance for each in found}, sorted(copied), left]))
"""
    left = f"{tmp_path}/evidence/{JUNCTION}: a link or a device, not copied"
    copied = ["evidence/a.evt", "evidence/deep/c.evt"]
    link = "a symbolic link, not followed: copy the file itself into evidence/"
    found = {"evidence/a.evt": "", "evidence/a junction": link, "evidence/deep/c.evt": ""}
    assert ran(code, tmp_path) == [["evidence/x.evt"], found, copied, [left]]
