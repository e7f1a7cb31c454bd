"""Checks the evidence of a case: what is there, and in what condition; no attempt is judged."""

from collections.abc import Callable
from pathlib import Path

from forensics import coverage, ledger, numbering
from forensics.case import load_case
from forensics.events import event_table, is_failure
from forensics.inventory import Inventory
from forensics.knowing.vocabulary import check_declared
from forensics.pipeline import heading
from forensics.reading import hashed_again, read_exhibits, tool, unchanged
from forensics.reconstruct import reconstruct
from forensics.when import bearings


def check(folder: Path, progress: Callable[[str], None]) -> Inventory:
    """Return the inventory of a case.

    Without a declared window that of all failures is taken, of whatever account.

    Raises:
        CaseError: A mistake of the operator.
    """
    case = load_case(folder)
    check_declared(case)
    examined = bearings.take(read_exhibits(case, progress), case)
    progress("checking")
    scene = reconstruct(case, examined, event_table())
    failures = scene.attempts.filter(is_failure())
    after = hashed_again(examined)
    states = unchanged(examined, after)
    sources = ledger.rehashed(ledger.account_for(examined, scene.observations, states), after)
    return Inventory(
        case=numbering.dated(heading(case), sources),
        tool=tool(),
        sources=numbering.numbered(sources),
        coverage=coverage.survey(case, examined, scene, failures, ()),
    )
