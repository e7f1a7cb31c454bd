"""An index over several cases: a page, a table and a document, each of all outcomes.

Names come from evidence and are hostile here too: the page is escaped by the engine of the
templates and runs nothing, the table has no formulas.
"""

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from forensics.batch.outcomes import Outcome
from forensics.export import cell
from forensics.legible import visible
from forensics.templating import filled, style
from forensics.words import counted

SCHEMA: Final = "index/1"
_COLUMNS: Final = (
    *("id", "title", "headline", "kb", "confidence", "nature", "lockouts", "attempts", "clients"),
    *("first", "last", "exhibits", "status", "message", "folder", "report"),
)


def files(outcomes: Sequence[Outcome], place: Path) -> dict[str, bytes]:
    """Return the index, name -> bytes.

    Args:
        outcomes: Of the cases, in the order in which they were given.
        place: Where the index will lie: reports are named from there.
    """
    rows = [_row(each, place) for each in outcomes]
    return {
        "index.html": _page(rows).encode("utf-8", "backslashreplace"),
        "index.csv": _table(rows).encode("utf-8", "backslashreplace"),
        "index.json": _document(rows).encode("ascii"),
    }


def _row(outcome: Outcome, place: Path) -> dict[str, Any]:
    row = asdict(outcome)
    row["exhibits"] = row.pop("states")
    for name in ("folder", "report"):
        row[name] = _from(place, row[name]) if row[name] else ""
    return row


def _from(place: Path, path: str) -> str:
    """Return a path as the index sees it: whole where no way leads there, as to another drive."""
    try:
        return Path(os.path.relpath(path, place)).as_posix()
    except ValueError:
        return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - no link is resolved


def _link(path: str) -> str:
    """Return the address of a report, `""` where there is none."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(os.fsencode(path))


def _document(rows: Sequence[dict[str, Any]]) -> str:
    document = {"schema": SCHEMA, "cases": [{name: row[name] for name in _COLUMNS} for row in rows]}
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def _table(rows: Sequence[dict[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in rows:
        told = {**row, "exhibits": _states(row)}
        writer.writerow([cell(str(told[name])) for name in _COLUMNS])
    return stream.getvalue()


def _page(rows: Sequence[dict[str, Any]]) -> str:
    shown = [
        {
            **{name: visible(str(value)) for name, value in row.items()},
            "exhibits": _states(row),
            "link": _link(row["report"]),
        }
        for row in rows
    ]
    values = {"rows": shown, "heading": counted(len(rows), "case")}
    sheet = style("html/report.css", "index.css")
    return filled("index.html.j2", values, unescaped={"sheet": sheet})


def _states(row: dict[str, Any]) -> str:
    return ", ".join(f"{count} {state}" for state, count in row["exhibits"].items())
