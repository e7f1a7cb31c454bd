"""The two example cases, analysed and bound once for all tests of a worker.

Tests that ask for one of them are marked with its group, so that where several workers run, one of
them does all tests of it.
"""

import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from forensics import reporting
from forensics.cli import main
from forensics.editions.names import NameMap
from forensics.investigating import investigate
from forensics.pipeline import Analysis
from forensics.reporting import Order, issue
from tests.builders.case_folder import CASES, Case
from tests.builders.cases import modern_stale_credential, sms_cap_lockout
from tests.builders.rendered import blank

NAMES: Final = ("sms-cap-lockout", "modern-stale-credential")
IN_ONE_WORKER: Final = {name: pytest.mark.xdist_group(f"example {name}") for name in NAMES}
EACH: Final = [pytest.param(name, marks=IN_ONE_WORKER[name]) for name in NAMES]
"""Either of them by name, for tests of what is written about it."""

KEY: Final = bytes(range(32))
"""Of the pseudonyms in the vendor editions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example case after `forensics report`.

    Attributes:
        status: The exit status.
        analysis: What the report is made of.
        outputs: Name -> content of every file beside the report, with it.
        evidence: Path in the case folder -> its content after the run.
    """

    status: int
    analysis: Analysis
    outputs: Mapping[str, bytes]
    evidence: Mapping[str, bytes]

    @property
    def findings(self) -> dict[str, Any]:
        """The document in `findings.json`, read anew."""
        document: dict[str, Any] = json.loads(self.outputs["findings.json"])
        return document


def made(name: str) -> Case:
    """Return a case as its builder makes it."""
    return {"sms-cap-lockout": sms_cap_lockout, "modern-stale-credential": modern_stale_credential}[
        name
    ]()


@cache
def example(name: str) -> Example:
    """Return what the program writes about one of `NAMES`."""
    case, kept = made(name), list[Analysis]()

    def investigated(*asked: Any) -> Analysis:  # noqa: ANN401 - whatever the program asks
        kept.append(investigate(*asked))
        return kept[-1]

    with TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patched:
        patched.setattr(reporting, "investigate", investigated)
        folder = Path(scratch)
        case.write(folder)
        with redirect_stdout(StringIO()):
            status = main(["report", str(folder / name), "-q"])
        written = folder / name / "report"
        return Example(
            status=status,
            analysis=kept[-1],
            outputs={path.name: path.read_bytes() for path in sorted(written.iterdir())},
            evidence={path: (folder / name / path).read_bytes() for path in case.files},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguised:
    """The vendor edition of an example case.

    Attributes:
        outputs: Name -> content.
        names: The pseudonyms in it.
    """

    outputs: Mapping[str, bytes]
    names: NameMap


@cache
def disguised(name: str) -> Disguised:
    """Return the vendor edition of one of `NAMES`: of the first all but its PDF."""
    folder = CASES / name
    order = Order(folder=folder, out=folder / "report-vendor", vendor=KEY)
    analysis = example(name).analysis  # its own report is made before any part is left out
    with pytest.MonkeyPatch.context() as patched:
        if name == NAMES[0]:
            patched.setattr("forensics.sized.begin", lambda *_: blank)
        issued = issue(analysis, order)
    assert issued.names is not None
    if name == NAMES[0]:
        del issued.outputs["report.pdf"]
    outputs = {each: output.whole() for each, output in issued.outputs.items()}
    return Disguised(outputs=outputs, names=issued.names)
