"""Measures what a report costs to render, however large the case: time, memory, size.

    python -m benchmarks.rendering [SIZE ...]

From the root of a checkout; sizes are `site`, `smaller` and `million`, all where none is given.
Findings are invented (`tests/builders/bounds.py`): a million attempts at a site of four servers;
then every list as long as evidence can make it, with ten thousand attempts, and with a million of
50,000 clients, 5,000 lockouts, 5,000 exhibits. 300 records are cited in each.

Each size is rendered in a process of its own, so that its peak of memory is its own. Time is that
of the process: in seconds, and against two others in the same process, since how fast a machine is
then cancels out: SHA-256 of 500 MB, and what WeasyPrint alone takes for a bare table of 1,000 rows
and 7 columns. Rendering begins with the findings and ends with the PDF; nothing is carried inside.
"""

import hashlib
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

from forensics.binding import Binding
from forensics.render import render
from tests.builders.bounds import MILLION, SITE, SMALLER, bounded

SIZES: Final = {"site": SITE, "smaller": SMALLER, "million": MILLION}
_HASHED: Final = 500_000_000
_BARE_ROWS: Final = 1_000
_BARE_COLUMNS: Final = 7
_CHILD: Final = "--alone"


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    if arguments[:1] == [_CHILD]:
        measure(arguments[1])
        return 0
    for name in arguments or tuple(SIZES):
        subprocess.run([sys.executable, "-m", "benchmarks.rendering", _CHILD, name], check=True)  # noqa: S603
    return 0


def measure(name: str) -> None:
    """Print what the report of one size costs."""
    findings = bounded(SIZES[name])
    before = _peak()
    hashed = _seconds_of_hash()
    begin = time.process_time()
    report = render(findings, (), Binding())
    took = time.process_time() - begin
    peak = _peak()
    bare = seconds_of_bare_table()
    print(
        f"{name:<8} {SIZES[name].attempts:>9,} attempts: {took:6.2f} s, "
        f"{took / hashed:5.1f} x SHA-256 of {_HASHED / 1e6:,.0f} MB, {took / bare:4.2f} x a bare "
        f"table of {_BARE_ROWS:,} rows ({bare:.2f} s), {len(report) / 1e6:.2f} MB; "
        f"peak {peak:,} MB, of which the findings {before:,} MB"
    )


def _seconds_of_hash() -> float:
    piece = bytes(1_000_000)
    begin = time.process_time()
    digest = hashlib.sha256()
    for _ in range(_HASHED // len(piece)):
        digest.update(piece)
    return time.process_time() - begin


def seconds_of_bare_table() -> float:
    """Return how long WeasyPrint alone takes for a bare table, in seconds of this process."""
    from weasyprint import HTML  # noqa: PLC0415 - it would count as memory of the findings

    head = "".join(f"<th>heading {column}</th>" for column in range(_BARE_COLUMNS))
    rows = "".join(
        f"<tr>{''.join(f'<td>value {row} {column}</td>' for column in range(_BARE_COLUMNS))}</tr>"
        for row in range(_BARE_ROWS)
    )
    begin = time.process_time()
    HTML(string=f"<table><thead><tr>{head}</tr></thead>{rows}</table>").write_pdf(
        pdf_variant="pdf/a-3a"
    )
    return time.process_time() - begin


def _peak() -> int:
    """Return the peak of memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
