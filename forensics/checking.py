"""Checks the evidence of a case: what is there, and in what condition; no attempt is judged."""

from pathlib import Path

from forensics import coverage, ledger, numbering
from forensics.case import load_case
from forensics.engine.parts import Engine
from forensics.engine.workers import HERE
from forensics.events import event_table, is_failure
from forensics.inventory import Inventory
from forensics.knowing.vocabulary import check_declared
from forensics.pipeline import heading
from forensics.progress import Tell
from forensics.reading import hashing_again, read_exhibits, tool, unchanged
from forensics.reconstruct import reconstruct
from forensics.when import bearings


def check(
    folder: Path, progress: Tell, engine: Engine = HERE, secret: bytes | None = None
) -> Inventory:
    """Return the inventory of a case.

    Without a declared window that of all failures is taken, of whatever account.

    Args:
        folder: The case.
        progress: Told what is under way.
        engine: Where the evidence is read.
        secret: Of the cache of what was read before; None reads all anew.

    Raises:
        CaseError: A mistake of the operator.
    """
    case = load_case(folder)
    check_declared(case)
    examined = bearings.take(read_exhibits(case, progress, engine, secret), case)
    progress("checking")
    hashed = hashing_again(examined, engine)
    scene = reconstruct(case, examined, event_table())
    failures = scene.attempts.filter(is_failure())
    after = hashed()
    states = unchanged(examined, after)
    sources = ledger.rehashed(ledger.account_for(examined, scene.observations, states), after)
    return Inventory(
        case=numbering.dated(heading(case), sources),
        tool=tool(),
        sources=numbering.numbered(sources),
        coverage=coverage.survey(case, examined, scene, failures, ()),
    )
