"""What came of one case of several, in a few words and numbers."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from forensics.edges import clients, span
from forensics.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case.

    Attributes:
        folder: The case, as it was given.
        status: The exit status that it alone would have had.
        message: Why there is no report; `""` where there is one.
        report: The report, where there is one.
        id: Of the case, or its folder's name.
        title: Of the case.
        headline: Of the verdict; the fields below are those of the findings too.
        kb: The article, where one is supported.
        states: Of exhibits -> how many.
    """

    folder: str
    status: int
    message: str = ""
    report: str = ""
    id: str = ""
    title: str = ""
    headline: str = ""
    kb: str = ""
    confidence: str = ""
    nature: str = ""
    lockouts: int = 0
    attempts: int = 0
    clients: int = 0
    first: str = ""
    last: str = ""
    states: Mapping[str, int] = field(default_factory=dict)


def reported(folder: Path, status: int, report: Path, findings: Findings) -> Outcome:
    """Return the outcome of a case whose report was written."""
    verdict = findings.verdict
    first, last = span(findings.edges) or (None, None)
    return Outcome(
        folder=os.fspath(folder),
        status=status,
        report=os.fspath(report),
        id=findings.case.id,
        title=findings.case.title,
        headline=verdict.headline,
        kb=verdict.kb or "",
        confidence=verdict.confidence,
        nature=verdict.nature,
        lockouts=len(findings.lockouts),
        attempts=findings.attempts.total,
        clients=clients(findings.edges),
        first=first.iso() if first else "",
        last=last.iso() if last else "",
        states=dict(sorted(Counter(source.state for source in findings.sources).items())),
    )


def failed(folder: Path, status: int, message: str) -> Outcome:
    """Return the outcome of a case without a report."""
    name = Path(os.path.realpath(folder)).name
    return Outcome(folder=os.fspath(folder), status=status, message=message, id=name)


def as_json(outcome: Outcome) -> str:
    """Return an outcome as one line of JSON in ASCII."""
    return json.dumps(asdict(outcome), ensure_ascii=True)
