"""A small case and its report, made once for all tests of `verify`, by one of several workers."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from forensics.binding import MEGABYTE
from forensics.cli import main
from forensics.reading import tool
from forensics.reporting import Order, write_report
from forensics.verify import verifying
from forensics.verify.deriving import Derived
from forensics.verify.reading import Reading
from tests.ledger.small_site import case_of
from tests.verify.proving import (
    CASE,
    DATE,
    FIRST,
    HOSTS,
    SECOND,
    Proof,
    Run,
    Said,
    seen,
    zipped,
)


@pytest.fixture(scope="session")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """Return a small case with its report."""
    folder = tmp_path_factory.mktemp("verify") / "SR-17"
    case_of(folder, {"a.evt": FIRST, "more/b.zip": zipped({"b.evt": SECOND})}, CASE)
    (folder / "hosts.csv").write_text(HOSTS, encoding="utf-8")
    order = Order(
        folder=folder, out=folder / "report", date=DATE, paper="Letter", most=7 * MEGABYTE
    )
    write_report(order, lambda _: None)
    outputs = {file.name: file.read_bytes() for file in order.out.iterdir()}
    reading = seen(outputs["report.pdf"])
    assert isinstance(reading, Reading)
    return Proof(case=folder, outputs=outputs, reading=reading)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return `forensics verify`, with what it prints."""

    def running(*arguments: object) -> Said:
        status = main(["verify", *map(str, arguments)])
        printed = capsys.readouterr()
        return Said(status, printed.out.splitlines(), printed.err.splitlines())

    return running


@pytest.fixture
def derived(proof: Proof, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Take what was derived once, and read here: what is tested happens before and after."""
    asked: list[Any] = []

    def derive(*arguments: Any) -> Derived:  # noqa: ANN401 - whatever it is asked
        asked.append(arguments)
        return Derived(outputs=proof.outputs, tool=tool())

    monkeypatch.setattr(verifying, "derive", derive)
    monkeypatch.setattr(verifying, "read", seen)
    return asked


@pytest.fixture
def copied(proof: Proof, tmp_path: Path) -> Path:
    """Return a copy of the case, with its report."""
    return Path(shutil.copytree(proof.case, tmp_path / "SR-17"))
