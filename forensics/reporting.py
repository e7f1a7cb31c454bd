"""One case from its folder to its outputs: read, analyse, render, put in place."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forensics import quoting
from forensics.articles import held
from forensics.binding import PAPERS, Binding
from forensics.case import Case, load_case
from forensics.errors import CaseError
from forensics.events import event_table
from forensics.export import attempts_csv, findings_json, lockouts_csv, manifest_json
from forensics.findings import Findings
from forensics.graph import graphml
from forensics.knowing.knowledge import library
from forensics.knowing.vocabulary import check_declared
from forensics.pipeline import Analysis, analyse
from forensics.reading import read_exhibits, tool, unchanged
from forensics.render import render
from forensics.ticket import ticket_txt


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The report that was written, and a line for each exhibit that was not read as it should."""

    report: Path
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an operator asks of one report.

    Attributes:
        folder: The case.
        out: Made where it is missing; only files of our names are replaced in it.
        articles: The library of article texts to quote from, or None.
        date: Printed on the report (aware); None prints none.
        paper: `A4` or `Letter`.
    """

    folder: Path
    out: Path
    articles: Path | None = None
    date: datetime | None = None
    paper: str = PAPERS[0]


def write_report(order: Order, progress: Callable[[str], None]) -> Written:
    """Write all outputs of one case.

    Args:
        order: What is asked.
        progress: Told what is under way.

    Raises:
        CaseError: A mistake of the operator.
        OSError: The outputs cannot be written; earlier ones are as they were.
    """
    case = load_case(order.folder)
    check_declared(case)
    _keep_out_of_evidence(case, order.out)
    analysis = investigate(case, progress, order.articles)
    progress("writing the report")
    outputs = compose(analysis, order)
    put_in_place(order.out, outputs)
    remarks = _remarks(order.folder, analysis.findings)
    return Written(report=order.out / "report.pdf", remarks=remarks)


def _keep_out_of_evidence(case: Case, out: Path) -> None:
    evidence = Path(os.path.realpath(case.folder / "evidence"))
    if Path(os.path.realpath(out)).is_relative_to(evidence):
        raise CaseError(f"{out}: lies in evidence/, which is never written to; name another --out")


def investigate(
    case: Case, progress: Callable[[str], None], articles: Path | None = None
) -> Analysis:
    """Read and analyse the exhibits of a case, and look whether they stayed as they were.

    Args:
        case: Read from its folder.
        progress: Told what is under way.
        articles: The library of article texts to quote from, or None.
    """
    examined = read_exhibits(case, progress)
    progress("analysing")
    table, entries, made_by = event_table(), library(), tool()
    same = dict.fromkeys((each.exhibit.path for each in examined), True)
    analysis = analyse(case, examined, same, table, entries, made_by)
    after = unchanged(examined)
    if after != same:
        analysis = analyse(case, examined, after, table, entries, made_by)
    shelf = held.gather(case.folder, [entry.id for entry in entries], articles)
    return replace(analysis, findings=quoting.quote(analysis.findings, entries, shelf))


def compose(analysis: Analysis, order: Order) -> dict[str, bytes]:
    """Return every output, name -> bytes; the manifest comes last."""
    findings = analysis.findings
    data = {
        "attempts.csv": attempts_csv(analysis.scene, findings),
        "findings.json": findings_json(findings),
        "graph.graphml": graphml(findings.edges),
        "lockouts.csv": lockouts_csv(findings),
        "ticket.txt": ticket_txt(findings),
    }
    inside = {**data, "manifest.json": manifest_json(findings, data)}
    binding = Binding(date=order.date, paper=order.paper)
    outputs = {**data, "report.pdf": render(findings, inside, binding)}
    return {**outputs, "manifest.json": manifest_json(findings, outputs)}


def put_in_place(out: Path, outputs: Mapping[str, bytes]) -> None:
    """Write the outputs beside their place, then move each one in; the manifest last.

    Raises:
        OSError: Nothing was moved, or what was moved is whole.
    """
    out.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=out))
    try:
        for name, data in outputs.items():
            with (partial / name).open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for name in outputs:
            (partial / name).replace(out / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _remarks(folder: Path, findings: Findings) -> tuple[str, ...]:
    return tuple(
        f"{folder / source.path}: {source.state}: {source.reason}"
        for source in findings.sources
        if source.state != "intact"
    )
