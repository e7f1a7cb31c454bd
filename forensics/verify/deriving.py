"""Makes a report once more from its evidence, bound and by the program as the report says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forensics.case import load_case
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.findings import Tool
from forensics.investigating import investigate
from forensics.knowing.vocabulary import check_declared
from forensics.progress import Tell
from forensics.reporting import Order, compose
from forensics.verify.claims import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """All outputs, made again.

    Attributes:
        outputs: Name -> content.
        tool: The program and the libraries that made them.
    """

    outputs: Mapping[str, bytes]
    tool: Tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a report is to be made again.

    Attributes:
        bound: How it is bound.
        tool: What it says it was made by: versions alone are no difference in what it says. None
            where it does not say.
        articles: The library of article texts, or None.
        vendor: The key of the pseudonyms; None makes the full edition.
        engine: Where the evidence is read.
    """

    bound: Settings
    tool: Tool | None = None
    articles: Path | None = None
    vendor: bytes | None = None
    engine: Engine = HERE


def derive(folder: Path, making: Making, progress: Tell) -> Derived:
    """Return all outputs of a case.

    Args:
        folder: The case.
        making: How.
        progress: Told what is under way.

    Raises:
        CaseError: The case does not make a report.
    """
    case = load_case(folder)
    check_declared(case)
    analysis = investigate(case, progress, making.articles, making.engine)
    tool = analysis.findings.tool
    analysis = replace(analysis, findings=replace(analysis.findings, tool=making.tool or tool))
    progress("making the report again")
    order = Order(
        folder=folder,
        out=folder / "report",
        articles=making.articles,
        date=making.bound.date,
        paper=making.bound.paper,
        most=making.bound.most,
        vendor=making.vendor,
    )
    return Derived(outputs=compose(analysis, order), tool=tool)
