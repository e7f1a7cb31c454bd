"""A report of at most so many bytes, and beside it the archive of what does not fit.

What travels inside is decided before a page is laid out, from what the files weigh deflated and
from what the pages of a report with every list at its bound weigh. Should the pages take more than
that, everything moves out, and the report is laid out once more.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from forensics.binding import Binding
from forensics.filing import Output
from forensics.findings import Findings
from forensics.packing import pack
from forensics.press import Press, at_once
from forensics.render import begin

PAGES: Final = 1_500_000
"""Bytes kept for the pages; 1.36 MB measured with every list at its bound (`benchmarks`)."""

SIGNATURE: Final = 40_000
"""Bytes kept for a signature inside the PDF, which is added when all else is final."""


def room(most: int) -> int:
    """Return the bytes that all files may take inside a report of so many, deflated."""
    return most - SIGNATURE - PAGES


def sized(
    findings: Findings, files: Mapping[str, Output], binding: Binding, press: Press = at_once
) -> Callable[[], dict[str, bytes]]:
    """Begin the report; return what waits for it, and for the archive where one is needed.

    That gives name -> bytes. The report is larger than `binding.most` only where its pages alone
    are.

    Args:
        findings: All that the report says.
        files: What shall travel with it, by name; each filed with the room that `room` says.
        binding: What else it is bound from.
        press: What sets its pages.
    """
    bound = _bound(findings, files, binding, room(binding.most), press)

    def finished() -> dict[str, bytes]:
        outputs = bound()
        if len(outputs["report.pdf"]) > binding.most - SIGNATURE:
            outputs = _bound(findings, files, binding, 0, press)()
        return outputs

    return finished


def _bound(
    findings: Findings, files: Mapping[str, Output], binding: Binding, inside: int, press: Press
) -> Callable[[], dict[str, bytes]]:
    packed = pack(files, inside)
    pages = begin(findings, packed.inside, replace(binding, beside=packed.sidecar), press)
    beside = {packed.sidecar.name: packed.archive} if packed.sidecar else {}
    return lambda: {"report.pdf": pages(), **beside}
