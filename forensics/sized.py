"""A report of at most so many bytes, and beside it the archive of what does not fit.

What travels inside is decided before a page is laid out, from what the files weigh deflated and
from what the pages of a report with every list at its bound weigh. Should the pages take more than
that, everything moves out, and the report is laid out once more.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from forensics.binding import Binding
from forensics.enclosures import pack
from forensics.findings import Findings
from forensics.render import render

PAGES: Final = 1_500_000
"""Bytes kept for the pages; 1.36 MB measured with every list at its bound (`benchmarks`)."""

SIGNATURE: Final = 40_000
"""Bytes kept for a signature inside the PDF, which is added when all else is final."""


def sized(findings: Findings, files: Mapping[str, bytes], binding: Binding) -> dict[str, bytes]:
    """Return the report, and the archive beside it where one is needed: name -> bytes.

    The report is larger than `binding.most` only where its pages alone are.

    Args:
        findings: All that the report says.
        files: What shall travel with it, name -> content.
        binding: What else it is bound from.
    """
    most = binding.most - SIGNATURE
    outputs = _bound(findings, files, binding, most - PAGES)
    if len(outputs["report.pdf"]) > most:
        outputs = _bound(findings, files, binding, 0)
    return outputs


def _bound(
    findings: Findings, files: Mapping[str, bytes], binding: Binding, room: int
) -> dict[str, bytes]:
    packed = pack(files, room)
    report = render(findings, packed.inside, replace(binding, beside=packed.sidecar))
    beside = {packed.sidecar.name: packed.archive} if packed.sidecar else {}
    return {"report.pdf": report, **beside}
