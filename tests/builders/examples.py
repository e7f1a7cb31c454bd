"""The two example cases, analysed and bound once for all tests of a worker.

Tests that ask for one of them are marked `IN_ONE_WORKER`, so that where several workers run, one
of them does them all.
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

from forensics.cli import main
from tests.builders.case_folder import Case
from tests.builders.cases import modern_stale_credential, sms_cap_lockout

NAMES: Final = ("sms-cap-lockout", "modern-stale-credential")
IN_ONE_WORKER: Final = pytest.mark.xdist_group("examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example case after `forensics report`.

    Attributes:
        status: The exit status.
        outputs: Name -> content of every file beside the report, with it.
        evidence: Path in the case folder -> its content after the run.
    """

    status: int
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
    case = made(name)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        case.write(folder)
        with redirect_stdout(StringIO()):
            status = main(["report", str(folder / name), "-q"])
        written = folder / name / "report"
        return Example(
            status=status,
            outputs={path.name: path.read_bytes() for path in sorted(written.iterdir())},
            evidence={path: (folder / name / path).read_bytes() for path in case.files},
        )
