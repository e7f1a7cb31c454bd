"""From findings to the manuscript of a report, and to its pages.

The same findings give the same bytes: every date comes from the evidence or the caller.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from forensics.binding import Binding
from forensics.enclosures import Enclosure
from forensics.findings import Findings
from forensics.legible import name
from forensics.narrative import Report, compose
from forensics.narrative.cover import latest
from forensics.press import Awaited, Press
from forensics.templating import filled, style
from forensics.typesetting import Manuscript, typeset


def render(findings: Findings, enclosed: Iterable[Enclosure], binding: Binding) -> bytes:
    """Return the report as PDF/A-3a and PDF/UA-1.

    Args:
        findings: All that the report says.
        enclosed: The files that travel inside the PDF, each once.
        binding: Its date (without one, only dates of the evidence appear), its paper.
    """
    return typeset(manuscript(findings, enclosed, binding))


def begin(
    findings: Findings, enclosed: Iterable[Enclosure], binding: Binding, press: Press
) -> Awaited:
    """Hand the report to a press, and return what waits for its pages."""
    return press(manuscript(findings, enclosed, binding))


def manuscript(findings: Findings, enclosed: Iterable[Enclosure], binding: Binding) -> Manuscript:
    """Return the report before it is set; see `render`."""
    files = tuple(sorted(enclosed, key=lambda one: one.name))
    last = latest(findings)
    made = binding.date or (last.moment() if last else None)
    bound = replace(binding, attached=tuple(one.name for one in files))
    return Manuscript(
        html=_html(compose(findings, bound), findings, made),
        style=style("report.css"),
        paper=binding.paper,
        properties=_properties(findings, binding),
        enclosed=files,
        seen=last.moment() if last else None,
    )


def _html(report: Report, findings: Findings, made: datetime | None) -> str:
    values: dict[str, object] = {
        "report": report,
        "description": "".join(span.text for span in report.cover.statement),
        "generator": f"{findings.tool.name} {findings.tool.version}",
        "stamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    }
    return filled("report.html.j2", values)


def _properties(findings: Findings, binding: Binding) -> tuple[tuple[str, str, str], ...]:
    return (
        ("caseId", name(findings.case.id), "Identifier of the case"),
        ("article", findings.verdict.kb or "none", "Article whose every check holds"),
        ("evidenceSha256", findings.evidence_digest, "Digest of the evidence set"),
        ("root", binding.root or "none", "Merkle root over exhibits and data"),
        ("date", binding.date.isoformat() if binding.date else "none", "Date asked for"),
        ("paper", binding.paper, "Size of the paper"),
        ("most", str(binding.most), "Bytes that this file may have"),
        ("edition", binding.edition, "Edition: full or vendor"),
    )
