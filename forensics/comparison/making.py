"""Two case folders in, `compare.pdf` and `compare.json` out."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from forensics.binding import PAPERS
from forensics.case import load_case
from forensics.comparison.comparing import compare
from forensics.comparison.nouns import SCHEMA, Comparison
from forensics.comparison.page import page
from forensics.comparison.sides import Side
from forensics.comparison.taking import take
from forensics.enclosures import enclose
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.errors import CaseError
from forensics.export import plain
from forensics.filing import Filing
from forensics.investigating import investigate
from forensics.knowing.vocabulary import check_declared
from forensics.legible import name
from forensics.placing.claiming import claimed
from forensics.placing.moving import put_in_place
from forensics.progress import Tell
from forensics.reporting import data_files, keep_out_of_evidence, remarks, root_of
from forensics.templating import filled, style
from forensics.typesetting import Manuscript, typeset
from forensics.values import Instant
from forensics.words import day

PDF: Final = "compare.pdf"
JSON: Final = "compare.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an operator asks of one comparison.

    Attributes:
        before: The case folder of before.
        after: That of after.
        out: Made where it is missing; only files of our names are replaced in it.
        articles: The library of article texts to quote from, or None: as `report` has it, so that
            the Merkle roots are those of the reports.
        date: Printed on the page (aware); None prints none.
        paper: `A4` or `Letter`.
        engine: Where the evidence is read.
        secret: Of the caches of what was read before; None reads all anew.
    """

    before: Path
    after: Path
    out: Path
    articles: Path | None = None
    date: datetime | None = None
    paper: str = PAPERS[0]
    engine: Engine = HERE
    secret: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The page that was written, and a line for each exhibit that was not read as it should."""

    page: Path
    remarks: tuple[str, ...]


def write_comparison(order: Order, progress: Tell) -> Compared:
    """Write the comparison of two cases.

    Args:
        order: What is asked.
        progress: Told what is under way.

    Raises:
        CaseError: A mistake of the operator.
        OSError: The outputs cannot be written; earlier ones are as they were.
    """
    folders = order.before, order.after
    if os.path.realpath(folders[0]) == os.path.realpath(folders[1]):
        raise CaseError(f"{folders[1]}: is the folder of BEFORE too; give two cases")
    cases = [load_case(folder) for folder in folders]
    for case in cases:
        check_declared(case)
        keep_out_of_evidence(case, order.out)
    with claimed(order.out):
        sides: list[Side] = []
        said: list[str] = []
        for case in cases:
            analysis = investigate(case, progress, order.articles, order.engine, order.secret)
            root = root_of(analysis.findings, data_files(analysis, Filing()))
            sides.append(take(analysis, root))
            said += remarks(case.folder, analysis.findings)
        progress("comparing")
        put_in_place(order.out, compose(sides[0], sides[1], order))
    return Compared(page=order.out / PDF, remarks=tuple(said))


def compose(before: Side, after: Side, order: Order) -> dict[str, bytes]:
    """Return both outputs, name -> bytes."""
    one = compare(before, after)
    data = {JSON: comparison_json(one)}
    return {**data, PDF: comparison_pdf(one, data, order)}


def comparison_json(one: Comparison) -> bytes:
    """Return `compare.json`: UTF-8, schema `comparison/1`, ends with a newline."""
    document = {"schema": SCHEMA, **plain(one)}
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8", "backslashreplace")


def comparison_pdf(one: Comparison, data: dict[str, bytes], order: Order) -> bytes:
    """Return `compare.pdf`: PDF/A-3a and PDF/UA-1, one page or two.

    Args:
        one: The comparison.
        data: File name -> content of what travels inside.
        order: Its date and paper.
    """
    seen = one.after.last if isinstance(one.after.last, Instant) else None
    made = order.date or (seen.moment() if seen else None)
    values: dict[str, object] = {
        "page": page(one, day(Instant.of(order.date)) if order.date else ""),
        "generator": f"{one.tool.name} {one.tool.version}",
        "stamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    }
    return typeset(
        Manuscript(
            html=filled("compare.html.j2", values),
            style=style("report.css", "compare.css"),
            paper=order.paper,
            properties=_properties(one),
            enclosed=enclose(data),
            seen=seen.moment() if seen else None,
        )
    )


def _properties(one: Comparison) -> tuple[tuple[str, str, str], ...]:
    return (
        ("beforeId", name(one.before.id), "Identifier of the case before"),
        ("afterId", name(one.after.id), "Identifier of the case after"),
        ("beforeRoot", one.before.root or "none", "Merkle root of the case before"),
        ("afterRoot", one.after.root or "none", "Merkle root of the case after"),
        ("outcome", one.outcome.word, "What the comparison comes to"),
    )
