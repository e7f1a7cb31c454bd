"""Which forms there are, and their files."""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from forensics.interchange import markdown, ocsf, timesketch, uco
from forensics.pipeline import Analysis

Made = Mapping[str, tuple[int, str]]


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as JSON lines in ASCII: no name can end a line or act on a terminal."""
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows).encode("ascii")


FORMS: Final[Mapping[str, tuple[str, Callable[[Analysis, Made], bytes]]]] = {
    "timesketch": ("timesketch.jsonl", lambda told, _: _lines(timesketch.rows(told))),
    "ocsf": ("ocsf.jsonl", lambda told, _: _lines(ocsf.rows(told))),
    "case": ("case-uco.jsonld", lambda told, made: uco.document(told.findings, made).encode()),
    "markdown": (
        "report.md",
        lambda told, _: markdown.page(told.findings).encode("utf-8", "backslashreplace"),
    ),
}
"""Name -> its file, and what writes it."""


def files(analysis: Analysis, forms: Iterable[str], report: Path) -> dict[str, bytes]:
    """Return the files of some forms, name -> bytes.

    Args:
        analysis: Of the case.
        forms: Of `FORMS`.
        report: Where the report of the case lies, if it was written: its outputs are named, with
            their hashes, by the forms that tell where things come from.
    """
    made = {
        path.name: (path.stat().st_size, sha256(path.read_bytes()).hexdigest())
        for path in sorted(report.glob("*"))
        if path.is_file()
    }
    return {FORMS[form][0]: FORMS[form][1](analysis, made) for form in forms}
