"""Invented reports, rendered once for all tests of a run, with what was logged on the way."""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pikepdf
import pytest

from forensics.binding import Binding
from forensics.enclosures import enclose
from forensics.render import render
from forensics.tallying import tally
from tests.builders.variants import PRINTED

ATTACHED: Final[Mapping[str, bytes]] = {
    "ticket.txt": b"plain text\n",
    "findings.json": b"{}\n",
    "graph.graphml": b"<graphml/>\n",
    "attempts.csv": b"time,client\n",
    "hosts.csv": b"",
}


IN_ONE_WORKER: Final = {
    one.__name__: pytest.mark.xdist_group(f"printed {one.__name__}") for one in PRINTED
}
EACH: Final = [pytest.param(name, marks=mark) for name, mark in IN_ONE_WORKER.items()]
"""Every variant by name, for tests of what is printed; of several workers one does all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One report and the log lines of its making; there must be none."""

    pdf: bytes
    logged: tuple[str, ...]


@cache
def rendered(variant: str) -> Rendered:
    """Return the report on the invented findings of that name."""
    made = {one.__name__: one for one in PRINTED}[variant]()
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Kept(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        return Rendered(pdf=render(tally(made), enclose(ATTACHED), Binding()), logged=tuple(lines))
    finally:
        logging.getLogger().removeHandler(handler)


def blank() -> bytes:
    """Return a PDF of one empty page, where what the pages say is not what is tested."""
    stream = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(stream, deterministic_id=True)
    return stream.getvalue()
