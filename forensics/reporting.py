"""One case from its folder to its outputs: read, analyse, render, put in place.

What only a vendor edition needs is imported late: 7 MB, and a tenth of a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forensics import narrative
from forensics.binding import FULL, MEGABYTE, PAPERS, SIDECAR, SIZES, VENDOR, Binding
from forensics.case import Case, given, load_case
from forensics.collector import give_back
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.errors import CaseError, LeakError
from forensics.export import attempts_csv, attempts_told, findings_json, lockouts_csv, manifest_json
from forensics.filing import Filing, Keep, Output, in_memory
from forensics.findings import Findings
from forensics.graph import graphml
from forensics.html import page
from forensics.investigating import investigate
from forensics.knowing.vocabulary import check_declared
from forensics.pipeline import Analysis
from forensics.placing.claiming import claimed
from forensics.placing.moving import staged
from forensics.placing.within import lies_within
from forensics.press import Press, pressing
from forensics.progress import Tell
from forensics.sealing import merkle
from forensics.sealing.signing import Keys, signed
from forensics.sized import room, sized
from forensics.ticket import ticket_txt

if TYPE_CHECKING:
    from forensics.editions.names import NameMap

_OPTIONAL: Final = frozenset((SIDECAR, "report.pdf.sig"))
"""Outputs that not every report has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The report that was written, and a line for each exhibit that was not read as it should."""

    report: Path
    remarks: tuple[str, ...]
    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an operator asks of one report.

    Attributes:
        folder: The case.
        out: Made where it is missing; only files of our names are replaced in it.
        articles: The library of article texts to quote from, or None.
        date: Printed on the report (aware); None prints none.
        paper: `A4` or `Letter`.
        most: Bytes that the PDF may have; what does not fit goes into an archive beside it.
        keys: What the report is signed with, or None.
        vendor: The key of the pseudonyms, for the vendor edition; None makes the full one.
        beside: Whether a second process may set the pages while this one makes the rest; the same
            bytes.
        engine: Where the evidence is read.
        secret: Of the cache of what was read before; None reads all anew.
    """

    folder: Path
    out: Path
    articles: Path | None = None
    date: datetime | None = None
    paper: str = PAPERS[0]
    most: int = SIZES[0] * MEGABYTE
    keys: Keys | None = None
    vendor: bytes | None = None
    beside: bool = False
    engine: Engine = HERE
    secret: bytes | None = None


def write_report(order: Order, progress: Tell) -> Written:
    """Write all outputs of one case.

    Args:
        order: What is asked.
        progress: Told what is under way.

    Raises:
        CaseError: A mistake of the operator.
        LeakError: A vendor edition would give a name of the case away.
        OSError: The outputs cannot be written; earlier ones are as they were.
    """
    case = load_case(order.folder)
    check_declared(case)
    keep_out_of_evidence(case, order.out)
    with claimed(order.out):
        analysis = investigate(case, progress, order.articles, order.engine, order.secret)
        if order.vendor is None:
            analysis = _light(analysis)
        progress("writing the report")
        with staged(order.out) as staging:
            # A vendor edition is on no disk before it was searched for names.
            keep = staging.keep if order.vendor is None else in_memory
            with pressing(beside=order.beside) as press:
                awaited = begin(analysis, order, press, keep)
                findings = analysis.findings
                del analysis  # its columns take as much memory as the pages will
                give_back()
                issued = awaited()
            if issued.names is not None:
                from forensics.editions import keeping  # noqa: PLC0415 - see above

                keeping.write_names(order.folder, issued.names)
            for name, output in issued.outputs.items():
                if isinstance(output.kept, bytes):
                    staging.keep(name, (output.kept,))
            staging.place(_OPTIONAL)
    said = (*remarks(order.folder, findings), *_too_large(issued.outputs, order))
    return Written(report=order.out / "report.pdf", remarks=said, findings=findings)


def _light(analysis: Analysis) -> Analysis:
    """Return an analysis without the observations, in which only a vendor edition looks for names.

    Nor does its scene hold any more what several incidents asked of it.
    """
    scene = analysis.scene
    return replace(analysis, scene=replace(scene, observations=scene.observations.clear()))


def keep_out_of_evidence(case: Case, out: Path) -> None:
    """Refuse an output folder inside the evidence.

    Raises:
        CaseError: It lies there.
    """
    if lies_within(out, case.folder / "evidence"):
        raise CaseError(f"{out}: lies in evidence/, which is never written to; name another --out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One edition of a report.

    Attributes:
        outputs: By name; the manifest comes last.
        names: The pseudonyms in it; None in the full edition.
    """

    outputs: dict[str, Output]
    names: "NameMap | None" = None


def issue(analysis: Analysis, order: Order) -> Issued:
    """Return every output of the edition that is asked for, in memory.

    Raises:
        LeakError: A name of the case stands in a vendor edition.
    """
    with pressing(beside=order.beside) as press:
        return begin(analysis, order, press)()


def begin(
    analysis: Analysis, order: Order, press: Press, keep: Keep = in_memory
) -> Callable[[], Issued]:
    """Begin the edition that is asked for; return what waits for its pages.

    What that gives holds the findings, but no attempts any more. It raises LeakError where a name
    of the case stands in a vendor edition.
    """
    filing = Filing(keep=keep, room=room(order.most))
    if order.vendor is None:
        outputs = _outputs(analysis, order, press, filing)
        return lambda: Issued(outputs=outputs())
    from forensics.editions.disguising import disguise  # noqa: PLC0415 - see above

    disguised, names = disguise(analysis, load_case(order.folder), order.vendor)
    return partial(_searched, _outputs(disguised, order, press, filing), names)


def _searched(outputs: Callable[[], dict[str, Output]], names: "NameMap") -> Issued:
    from forensics.editions.leaks import search  # noqa: PLC0415 - see above

    made = outputs()
    leaks = search({name: output.whole() for name, output in made.items()}, names)
    if leaks:
        more = f" (and {len(leaks) - 1} more)" if len(leaks) > 1 else ""
        raise LeakError(f"{leaks[0].words()}{more}")
    return Issued(outputs=made, names=names)


def compose(analysis: Analysis, order: Order) -> dict[str, bytes]:
    """Return every output, name -> bytes; the manifest comes last."""
    return {name: output.whole() for name, output in issue(analysis, order).outputs.items()}


def _outputs(
    analysis: Analysis, order: Order, press: Press, filing: Filing
) -> Callable[[], dict[str, Output]]:
    findings = analysis.findings
    data = data_files(analysis, filing)
    root = root_of(findings, data)
    apart = {
        **(given(order.folder) if order.vendor is None else {}),
        "manifest.json": manifest_json(findings, data, root),
    }
    inside = Filing(room=filing.room)  # what only the PDF has, or has in another form
    carried = {**data, **{name: inside.filed(name, each) for name, each in apart.items()}}
    binding = Binding(
        date=order.date,
        paper=order.paper,
        root=root,
        most=order.most,
        edition=FULL if order.vendor is None else VENDOR,
    )
    report = sized(findings, carried, binding, press)
    beside = Filing(keep=filing.keep)
    screen = beside.filed("report.html", _on_screen(analysis, binding))

    def finished() -> dict[str, Output]:
        bound = signed(report(), order.keys)
        sealed = {name: beside.filed(name, each) for name, each in bound.items()}
        outputs = {**data, **sealed, "report.html": screen}
        manifest = manifest_json(findings, outputs, root)
        return {**outputs, "manifest.json": beside.filed("manifest.json", manifest)}

    return finished


def _on_screen(analysis: Analysis, binding: Binding) -> bytes:
    """Return the HTML edition, which carries no files and so names none."""
    findings = analysis.findings
    report = narrative.compose(findings, binding)
    return page(report, findings, attempts_told(analysis.scene, findings))


def root_of(findings: Findings, data: Mapping[str, Output]) -> str:
    """Return the Merkle root over the exhibits of a case and its data files."""
    return merkle.root(merkle.leaves(findings.sources, data))


def data_files(analysis: Analysis, filing: Filing) -> dict[str, Output]:
    """Return what the Merkle root is over besides the exhibits, by name.

    Args:
        analysis: What they are made from.
        filing: Where they are filed, each while the next is made.
    """
    findings = analysis.findings
    filed = {
        name: filing.begin(name, pieces)
        for name, pieces in (
            ("attempts.csv", attempts_csv(analysis.scene, findings)),
            ("findings.json", findings_json(findings)),
            ("graph.graphml", graphml(findings.edges)),
            ("lockouts.csv", lockouts_csv(findings)),
        )
    }
    data = {name: each.result() for name, each in filed.items()}
    ticket = ticket_txt(findings, data["findings.json"].sha256)
    return {**data, "ticket.txt": filing.filed("ticket.txt", ticket)}


def _too_large(outputs: Mapping[str, Output], order: Order) -> tuple[str, ...]:
    size = outputs["report.pdf"].size
    if size <= order.most:
        return ()
    said = f"{order.out / 'report.pdf'}: {size:,} bytes, more than the {order.most:,} asked for"
    return (f"{said}, though all its attachments lie beside it; give a larger --max-size",)


def remarks(folder: Path, findings: Findings) -> tuple[str, ...]:
    """Return a line for each exhibit of a case that was not read as it should."""
    return tuple(
        f"{folder / source.path}: {source.state}: {source.reason}"
        for source in findings.sources
        if source.state != "intact"
    )
